"""The network learning, on a page: its numbers and its plane are Python's; any hand moves it."""

import gzip
import re
from functools import cache, partial
from urllib.request import urlopen

import numpy as np
import pytest
from figure_text import number, sentence
from live import FIGURES
from nbformat.v4 import new_code_cell, new_markdown_cell
from playwright.sync_api import expect

from descent.experiments import training_grid as runs
from descent.figures import Training
from descent.optimizers import rules as BUILT_IN
from descent.training import training

OWN = """from descent.optimizers import gd

Training("mine", rules={"mine": gd(0.1)}, alpha=0.02, batch=20, seed=7)"""
CELLS = [
    new_markdown_cell("# The network\n\nAlone on its page."),
    new_code_cell(
        "from descent.figures import Training\n\nTraining()", metadata={"tags": ["remove-input"]}
    ),
    new_markdown_cell("## Another one\n\nWhich asks for more than the page has."),
    new_code_cell(OWN, metadata={"tags": ["remove-input"]}),
]
SETTINGS = FIGURES["training"].states
NAMES = {"gd": "Gradient descent", "momentum": "Momentum", "rmsprop": "RMSProp", "adam": "Adam"}
PATTERN = (
    r"(?P<name>[\w ]+), α = (?P<alpha>\S+), (?P<batch>batches of \d+|all 341 rows at once): after"
    r" (?P<epochs>\d+) epochs? \((?P<steps>\d+) steps?\) training loss (?P<train>[^,]+),"
    r" validation loss (?P<val>[^,]+), (?:lowest (?P<low>\S+) (?P<at>at the start|after epoch"
    r" \d+)|its lowest so far); (?P<right>\d+) of 114 validation rows right\. (?P<verdict>.+)"
)
LEFT, RIGHT, TOP, BOTTOM = 46, 12, 26, 34  # of a chart


@pytest.fixture
def network(opened):
    """network(settings, which=0, **options) opens the page; returns the tab and the figure."""
    return partial(opened, "training")


@cache
def trained(rule="adam", alpha=0.01, batch=32, epochs=50, seed=0):
    figure = Training(rule, alpha=alpha, batch=batch, epochs=epochs, seed=seed)
    figure.train()
    return figure.curves


def told(place):
    return re.fullmatch(PATTERN, sentence(place))


def same(text, loss):
    """Whether the last number of a text is the loss to three digits."""
    return f"{number(text):.3g}" == f"{loss:.3g}"


def agrees(place, settings):
    """What the sentence says is what Python trains with these settings."""
    state, curves = Training(**settings), trained(**settings)
    text = sentence(place)
    assert text.startswith(f"{NAMES[state.rule]}, α = ")
    if runs.lost(curves[-1]):
        assert f"diverged at epoch {len(curves) - 1}, where a loss passes 10⁶." in text
        if len(curves) > 2:
            assert same(text, curves[-2, 0])
        return
    found = told(place)
    val = curves[:, 1]
    lowest = val.argmin()
    rows = "all 341 rows at once" if state.batch == 341 else f"batches of {state.batch}"
    assert (found["name"], found["batch"]) == (NAMES[state.rule], rows)
    assert np.isclose(number(found["alpha"]), state.alpha, rtol=1e-6)
    assert int(found["epochs"]) == state.epochs
    assert int(found["steps"]) == state.epochs * -(-341 // state.batch)
    assert same(found["train"], curves[-1, 0])
    assert same(found["val"], val[-1])
    assert int(found["right"]) == curves[-1, 2]
    if lowest == state.epochs:
        assert found["low"] is None
    else:
        assert same(found["low"], val[lowest])
        assert found["at"] == (f"after epoch {lowest}" if lowest else "at the start")
    judged(found["verdict"], curves, lowest)


def judged(verdict, curves, lowest):
    """The words follow from the numbers."""
    train, val = curves[:, 0], curves[:, 1]
    wild = train.max() > 1.5 * train[0]
    leaps = np.sum(train[1:] > 1.5 * train[:-1])
    ratio = val[-1] / val[lowest]
    assert ("thrown about" in verdict) == wild
    assert ("leaps" in verdict) == (not wild and leaps > 0)
    if ratio > 1.12:
        assert re.search(r"Validation loss is \S+ (% above|times) its lowest", verdict)
        calm = not wild and not leaps
        assert ("it overfits" in verdict) == (
            calm and train[-1] < train[lowest] and len(curves) - 1 - lowest >= 5
        )
    if "crawls" in verdict:
        assert abs(number(verdict) / 100 - train[-1] / train[0]) < 0.007
        assert train[-1] > 0.9 * train[0]
    if "still falling" in verdict:
        assert lowest == len(curves) - 1


def curve(place, kind):
    """Where a line is in the first chart: epochs and powers of ten of the losses, arrays."""
    chart = place.locator(".descent-chart").first
    line = chart.locator(f"path.descent-line.{kind}:not(.descent-faint)")
    pixels = np.array([p.split() for p in re.split("[ML]", line.get_attribute("d"))[1:]], float)
    box = chart.bounding_box()
    epochs = 50 * (pixels[:, 0] - LEFT) / (box["width"] - LEFT - RIGHT)
    ticks = chart.locator(".descent-tick[text-anchor=end]").evaluate_all(
        "ticks => ticks.map(e => [e.textContent, Number(e.getAttribute('y')) - 4])"
    )
    marks = {np.log10(number(f"1·{text}")): y for text, y in ticks if text.startswith("10")}
    (low, y_low), (high, y_high) = min(marks.items()), max(marks.items())
    decade = (y_low - y_high) / (high - low)
    return epochs, low + (y_low - pixels[:, 1]) / decade, decade


@pytest.mark.parametrize("settings", SETTINGS, ids=str)
def test_sentence_and_curves_are_pythons(network, settings):
    tab, place = network(settings)
    agrees(place, settings)
    curves = trained(**settings)
    last = len(curves) - bool(runs.lost(curves[-1]))
    for column, kind in enumerate(["descent-solid", "descent-held-out"]):
        epochs, powers, decade = curve(place, kind)
        assert np.allclose(epochs, np.arange(len(curves)), atol=0.02)
        digits, pixel = 0.0022, 0.1 / decade  # losses have three, and places one after the point
        expected = np.log10(curves[:last, column])
        assert np.allclose(powers[:last], expected, rtol=0, atol=digits + pixel)
    assert not re.search("NaN|undefined|null|Infinity", place.locator("section").inner_html())
    for line in place.locator(".descent-line").all():
        if "descent-even-chance" not in line.get_attribute("class"):
            assert re.match(r"M-?\d", line.get_attribute("d"))
    assert tab.complaints == []


def weights(settings, epoch):
    state = Training(**settings)
    rule, train = BUILT_IN[state.rule](state.alpha), runs.parts(state.seed)[0]
    walk = training(runs.NETWORK, rule, train, state.batch, state.seed)
    return next(w for w, k in zip(walk, range(epoch + 1), strict=False) if k == epoch), train


@pytest.mark.parametrize(
    ("settings", "epoch"),
    [({}, 50), ({"epochs": 14}, 5), ({"rule": "gd", "alpha": 1.0, "seed": 1, "batch": 8}, 50)],
    ids=str,
)
def test_the_line_is_where_the_network_is_undecided(network, settings, epoch):
    _, place = network(settings)
    sentence(place)
    plane = place.locator(".descent-chart").nth(1)
    assert f"P(benign), epoch {epoch}" in plane.locator(".descent-title").text_content()
    d = plane.locator(".descent-even-chance").get_attribute("d")
    pixels = np.array([p.split() for p in re.split("[ML]", d)[1:]], float)
    box = plane.bounding_box()
    share = (pixels - [LEFT, TOP]) / [
        box["width"] - LEFT - RIGHT,
        box["height"] - TOP - BOTTOM,
    ]
    x_low, x_high, y_low, y_high = runs.WINDOW
    points = [x_low, y_high] + share * [x_high - x_low, y_low - y_high]
    assert len(points) > 20
    w, train = weights(settings, epoch)
    corners = runs.slice_points(train, 2)
    usual = np.linalg.lstsq(corners[:, :2], corners[:, 2:], rcond=None)[0]

    def output(points):
        return runs.NETWORK.forward(w, np.hstack([points, points @ usual]))[-1][:, 0]

    def beside(far):
        """The share of the line's points within `far` of which the sign changes."""
        aside = far * np.array([[1, 0], [-1, 0], [0, 1], [0, -1]])
        signs = np.sign([output(points + shift) for shift in aside])
        return np.mean(signs.min(axis=0) < signs.max(axis=0))

    assert beside(0.1) > 0.9  # a cell is 0.58 wide
    assert beside(0.15) == 1


def test_every_row_is_a_dot(network):
    _, place = network({"seed": 1})
    sentence(place)
    plane = place.locator(".descent-chart").nth(1)
    radius, texture, benign = runs.dots(runs.parts(1)[0]).T
    box = plane.bounding_box()
    x_low, x_high, y_low, y_high = runs.WINDOW
    for kind, name in (1, "benign"), (0, "malignant"):
        found = plane.locator(f".descent-{name} circle").evaluate_all(
            "dots => dots.map(e => [e.getAttribute('cx'), e.getAttribute('cy')].map(Number))"
        )
        x, y = np.transpose(found)
        assert len(x) == np.sum(benign == kind)
        x = x_low + (x_high - x_low) * (x - LEFT) / (box["width"] - LEFT - RIGHT)
        y = y_high - (y_high - y_low) * (y - TOP) / (box["height"] - TOP - BOTTOM)
        assert np.allclose(x, radius[benign == kind], atol=0.016)
        assert np.allclose(y, texture[benign == kind], atol=0.016)


def values(place):
    """The state that the controls show."""
    alpha, epochs = (
        number(s.get_attribute("aria-valuetext")) for s in place.locator("input").all()
    )
    words = ("rule", "batch", "seed")
    rule, batch, seed = (
        place.get_by_role("combobox", name=w, exact=True).input_value() for w in words
    )
    return {
        "rule": rule,
        "alpha": alpha,
        "batch": int(batch),
        "seed": int(seed),
        "epochs": int(epochs),
    }


def test_keys_move_every_control_and_the_address_remembers(network):
    tab, place = network()
    alpha, epochs = place.locator("input").all()
    alpha.press("ArrowRight")
    for _ in range(3):
        epochs.press("ArrowLeft")
    for word, key in ("rule", "m"), ("batch", "8"), ("seed", "1"):
        place.get_by_role("combobox", name=word, exact=True).press(key)
    state = {"rule": "momentum", "alpha": 0.0316, "batch": 8, "seed": 1, "epochs": 47}
    assert values(place) == state
    agrees(place, state)
    tab.page.wait_for_url("**training.alpha=0.0316*")
    tab.page.wait_for_url("**training.seed=1*")
    tab.page.reload(wait_until="networkidle")
    assert values(place) == state
    agrees(place, state)
    assert tab.complaints == []


def test_the_mouse_drags_the_step_size_from_one_run_to_the_next(network):
    tab, place = network()
    slider = place.locator("input").first
    seen = []
    box = slider.bounding_box()
    tab.page.mouse.move(box["x"] + 2, box["y"] + box["height"] / 2)
    tab.page.mouse.down()
    for k in range(40):
        tab.page.mouse.move(box["x"] + 2 + k * (box["width"] - 4) / 39, box["y"] + 10)
        seen.append(float(f"{number(slider.get_attribute('aria-valuetext')):.3g}"))
    tab.page.mouse.up()
    assert seen == sorted(seen)
    assert set(seen) == set(runs.ALPHAS), "and none between them"
    agrees(place, {"alpha": 10.0})
    assert tab.complaints == []


def test_the_run_before_stays_in_sight(network):
    _, place = network()
    hint = place.locator("p.descent-hint")
    assert place.locator(".descent-faint").count() == 0
    assert "the run before." in hint.inner_text()
    place.get_by_role("combobox", name="rule", exact=True).select_option("gd")
    agrees(place, {"rule": "gd"})
    assert place.locator(".descent-faint.rule-adam").count() == 2
    assert "the run before (Adam, α = 0.01, batches of 32, seed 0)" in hint.inner_text()
    place.locator("input").nth(1).press("ArrowLeft")  # the same run, seen to another epoch
    agrees(place, {"rule": "gd", "epochs": 49})
    assert place.locator(".descent-faint.rule-adam").count() == 2


def test_it_is_played_epoch_by_epoch(network):
    tab, place = network({"epochs": 20})
    place.get_by_role("button", name="From the start").click()
    assert "after 0 epochs (0 steps)" in sentence(place)
    title = place.locator(".descent-chart").nth(1).locator(".descent-title")
    expect(title).to_have_text(re.compile("epoch 0"))
    for epoch in (1, 2):
        place.get_by_role("button", name="Step", exact=True).click()
        agrees(place, {"epochs": epoch})
    expect(place.locator(".descent-readout")).to_have_text("step 22 of 220")
    expect(title).to_have_text(re.compile("epoch 1$"))
    place.get_by_role("button", name="Play").click()
    expect(place.locator(".descent-readout")).to_be_empty()  # it is played
    agrees(place, {"epochs": 20})
    assert tab.complaints == []


def test_what_the_page_has_not_is_said(network):
    """A rule of one's own, and settings between the grid's."""
    tab, place = network(which=1)
    assert sentence(place) == "Python trains mine, batches of 32: run the notebook."
    assert place.locator(".descent-chart").nth(1).locator("circle").count() == 341
    place.get_by_role("combobox", name="rule", exact=True).select_option("adam")
    agrees(place, {"alpha": 0.0316})
    other = tab.page.locator('.descent-figure[data-module="training"]').first
    agrees(other, {})
    assert tab.complaints == []


def test_the_runs_are_light(address):
    page = urlopen(address).read().decode()
    packed = re.findall(r'"packed": \{"base64": "([^"]+)"', page)
    assert len(packed) == 2
    assert len(gzip.compress(packed[0].encode(), 6)) < 80_000
