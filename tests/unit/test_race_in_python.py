"""The race in Python: what it holds, what it computes, and what it refuses."""

import numpy as np
import pytest
import traitlets
from ipywidgets import FloatSlider, VBox, link

from descent import descend, surfaces
from descent.figures import Race
from descent.figures.race import STARTS
from descent.optimizers import adam, gd, rules


def mine(w, g, v=0.0):
    v = 0.5 * v + g
    return w - 0.01 * v, v


@pytest.mark.parametrize("name", surfaces)
def test_each_surface_has_a_start_where_the_race_is_one(name):
    x, y, *alphas = STARTS[name]
    x_low, x_high, y_low, y_high = surfaces[name].window
    assert x_low < x < x_high
    assert y_low < y < y_high
    assert min(alphas) > 0
    race = Race(name)
    lost = [rule for rule, outcome in race.outcomes.items() if outcome["lost"] != -1]
    assert not lost or name == "monkey_saddle"  # which has no bottom


def test_paths_are_what_the_rules_walk():
    race = Race("beale", x=2, y=-1, steps=20, settings={"adam": {"alpha": 0.3}}, shown=["adam"])
    expected = descend(adam(0.3), surfaces["beale"].grad, [2, -1], 20)
    assert list(race.paths) == ["adam"]
    assert np.array_equal(race.paths["adam"], expected)


def test_own_rules_walk_again_when_anything_moves():
    race = Race("bowl", rules={"mine": mine}, offered=["gd"], steps=10)
    assert list(race.paths) == ["gd", "mine"]
    for change in ({"x": 1.5}, {"y": -2.0}, {"steps": 30}, {"surface": "beale"}):
        for name, value in change.items():
            setattr(race, name, value)
        walked = descend(mine, surfaces[race.surface].grad, [race.x, race.y], race.steps)
        assert np.array_equal(race.own_paths, walked[None])
        assert np.array_equal(race.paths["mine"], walked)


def test_own_paths_travel_as_bytes_nan_included():
    race = Race("bowl", rules={"lost": lambda w, g: (w * np.nan,)}, steps=3)
    sent = race.get_state("own_paths")["own_paths"]
    assert sent["shape"] == [1, 4, 2]
    assert np.isnan(np.frombuffer(sent["data"]).reshape(4, 2)[1:]).all()
    assert race.outcomes["lost"]["lost"] == 1


def test_a_rule_that_fails_on_the_way_is_told_of():
    def shy(w, g):
        if w[0] > 1:
            raise ZeroDivisionError("too far east")
        return (w,)

    race = Race("bowl", rules={"shy": shy}, x=0)
    race.x = 2
    assert race.trouble == "ZeroDivisionError: too far east"
    race.x = -2
    assert race.trouble == ""
    with pytest.raises(ZeroDivisionError):
        Race("bowl", rules={"shy": shy}, x=2)


def test_another_surface_brings_its_start_and_step_sizes():
    race = Race()
    race.surface = "tumor"
    x, y, by_slope, scaled = STARTS["tumor"]
    assert (race.x, race.y) == (x, y)
    assert race.settings["gd"]["alpha"] == by_slope
    assert race.settings["adam"]["alpha"] == scaled


def test_settings_are_laid_over_those_before():
    race = Race("bowl", settings={"adam": {"beta1": 0.5}})
    race.settings = {"gd": {"alpha": 0.7}}
    assert race.settings["adam"]["beta1"] == 0.5
    assert race.settings["gd"] == {"alpha": 0.7}
    assert set(race.settings) == set(rules)


def test_it_is_joined_with_other_controls():
    slider = FloatSlider(min=-2, max=2, value=1)
    race = Race("bowl", offered=["gd"])
    link((slider, "value"), (race, "x"))
    slider.value = -1.5
    assert race.x == -1.5
    race.x = 0.5
    assert slider.value == 0.5
    assert VBox([slider, race]).children[1] is race


def test_losses_count_from_the_lowest_minimum_and_outcomes_from_the_level():
    race = Race("saddle", offered=["gd"], level=0.1)
    losses = race.losses["gd"]
    assert losses[0] == surfaces["saddle"].value(np.array([race.x, race.y])) + 0.25
    below = race.outcomes["gd"]["below"]
    assert losses[below - 1] >= 0.1 > losses[below:].max()
    assert Race("monkey_saddle").outcomes["adam"]["below"] == -1


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"surface": "hill"}, "hill"),
        ({"x": 9}, "x must be from -5 to 5 on himmelblau, got 9"),
        ({"y": float("nan")}, "y must be from -5 to 5"),
        ({"steps": 0}, "steps"),
        ({"steps": 10_001}, "steps"),
        ({"level": -1}, "level"),
        ({"shown": ["adam", "me"]}, "no rule 'me' here; there are gd"),
        ({"offered": ["sgd"]}, "sgd"),
        ({"settings": {"sgd": {}}}, "no rule 'sgd'; there are gd"),
        ({"settings": {"gd": {"alpha": -1}}}, "alpha must be a finite number above 0"),
        ({"settings": {"gd": {"beta": 0.5}}}, "beta"),
        ({"surfaces": ["bowl", "ravine"]}, "surface must be one of bowl, ravine"),
        ({"rules": {"adam": gd(0.1)}}, "a name of its own, got 'adam'"),
        ({"rules": {"mine": 0.1}}, r"rules\['mine'\] must be a function"),
        ({"rules": {"mine": lambda w, g: w - g}}, r"return \(w,\)"),
        ({"rules": dict.fromkeys("abcd", gd(0.1))}, "at most 3, got 4"),
        ({"color": "red"}, "Race has no color"),
    ],
)
def test_what_is_wrong_is_named(wrong, message):
    with pytest.raises((ValueError, TypeError, traitlets.TraitError), match=message):
        Race(**wrong)


def test_a_picture_with_a_rule_of_ones_own():
    found, (width, height) = Race("bowl", rules={"mine": mine}, steps=10).pictures()
    assert found["light"] != found["dark"]
    assert width > height > 100


@pytest.mark.parametrize("name", ["mine", "a{", "{x}", "}"])
def test_the_picture_names_its_rules_whatever_they_are_called(name):
    race = Race("bowl", rules={name: lambda w, g: (w - 0.1 * g,)}, offered=["gd"], steps=5)
    _, more = race.still()
    assert more["alt"].startswith(f"Map with the paths of gradient descent, {name} on bowl")
