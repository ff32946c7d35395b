"""The network in a notebook: Python trains beside other work, stops when told, and says why."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import traitlets

from descent.building import PICTURES
from descent.experiments import training_grid as runs
from descent.figures import Training
from descent.figures import training as module
from descent.optimizers import adam, gd, momentum
from descent.training import losses, training


@pytest.fixture(autouse=True)
def often(monkeypatch):
    """Look up after each epoch."""
    monkeypatch.setattr(module, "PIECE", 0)
    monkeypatch.setattr(module, "PAUSE", 0)


def curves_of(rule, batch, seed, epochs):
    walk = training(runs.NETWORK, rule, runs.parts(seed)[0], batch, seed)
    path = [w for w, _ in zip(walk, range(epochs + 1), strict=False)]
    return np.transpose([losses(runs.NETWORK, path, data) for data in runs.parts(seed)])


def elsewhere(work, *arguments):
    """What `work` gives in a thread of its own: in this one a browser's loop may be running."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(work, *arguments).result()


def run(kernel, *arguments):
    """The coroutine function `kernel` on an event loop, as in a notebook."""
    elsewhere(lambda: asyncio.run(kernel(*arguments)))


async def until(condition):
    """Other work of the kernel, until something holds."""
    for _ in range(10_000):
        if condition():
            return
        await asyncio.sleep(0)
    raise AssertionError("it never came to that")


def length(figure):
    return 0 if figure.curves is None else len(figure.curves)


@pytest.mark.parametrize(
    ("settings", "rule"),
    [
        ({"alpha": 0.01, "batch": 32}, adam(0.01)),
        ({"rule": "momentum", "alpha": 0.0123, "batch": 100, "seed": 77}, momentum(0.0123)),
        ({"rule": "gd", "alpha": 0.5, "batch": 341, "seed": 9999}, gd(0.5)),
    ],
)
def test_trained_at_once_it_is_what_training_gives(settings, rule):
    figure = Training(**settings, epochs=6)
    figure.train()
    expected = curves_of(rule, figure.batch, figure.seed, 6)
    assert np.allclose(figure.curves[:, :2], expected, rtol=1e-9)
    assert figure.of == [figure.rule, figure.alpha, figure.batch, figure.seed]
    assert figure.field.shape == (module.CELLS, module.CELLS)
    assert not figure.running


def test_it_trains_beside_other_work_and_its_curves_grow():
    figure = Training(epochs=5)
    seen = []
    figure.observe(lambda change: seen.append(len(change.new)), "curves")

    async def kernel():
        task = figure.start()
        assert figure.running
        assert length(figure) == 0, "it begins when the kernel comes to it"
        await until(lambda: length(figure) == 3)
        assert figure.running
        assert not task.done()
        await task

    run(kernel)
    assert seen == [1, 2, 3, 4, 5, 6, 6]
    assert not figure.running
    assert np.allclose(figure.curves[:, :2], curves_of(adam(0.01), 32, 0, 5), rtol=1e-9)


def test_two_clicks_start_one_task():
    figure = Training(epochs=4)

    async def kernel():
        figure.hear(figure, "start", [])
        task = figure.task
        figure.hear(figure, "start", [])
        assert figure.task is task
        await until(lambda: length(figure) == 2)
        assert figure.start() is task
        await task
        assert len(asyncio.all_tasks()) == 1, "only this one is left"
        again = figure.start()
        assert again is not task
        await again

    run(kernel)
    assert length(figure) == 5


def test_it_stops_when_told_and_keeps_its_curves():
    figure = Training(epochs=50)

    async def kernel():
        task = figure.start()
        await until(lambda: length(figure) == 4)
        figure.hear(figure, "stop", [])
        assert not figure.running
        figure.stop()  # once more does no harm
        await asyncio.wait([task])
        assert task.cancelled()
        for _ in range(20):
            await asyncio.sleep(0)

    run(kernel)
    assert length(figure) == 4
    assert figure.trouble == ""


def test_a_task_cancelled_by_others_has_stopped():
    figure = Training(epochs=50)

    async def kernel():
        task = figure.start()
        await until(lambda: length(figure) == 2)
        task.cancel()
        await asyncio.wait([task])

    run(kernel)
    assert not figure.running


@pytest.mark.parametrize(
    "change", [{"alpha": 0.1}, {"batch": 100}, {"seed": 3}, {"rule": "gd"}, {"epochs": 7}]
)
def test_other_settings_begin_anew(change):
    figure = Training(epochs=6)

    async def kernel():
        first = figure.start()
        await until(lambda: length(figure) == 4)
        for name, value in change.items():
            setattr(figure, name, value)
        assert figure.running
        assert figure.task is not first
        await until(first.cancelled)
        assert figure.running, "the end of the first is not the end of the second"
        await figure.task

    run(kernel)
    assert not figure.running
    assert figure.of == [figure.rule, figure.alpha, figure.batch, figure.seed]
    same = Training(**{"epochs": 6} | change)
    same.train()
    assert np.array_equal(figure.curves, same.curves)
    assert np.array_equal(figure.field, same.field)
    assert np.array_equal(figure.dots, same.dots)


def test_other_settings_alone_train_nothing():
    figure = Training(epochs=2)
    figure.train()
    before = figure.of
    figure.alpha, figure.seed = 0.5, 4
    assert figure.of == before
    assert not figure.running
    assert np.array_equal(figure.dots, runs.dots(runs.parts(4)[0]))


def test_a_rule_that_fails_is_told_of():
    def tires(w, g, t=0):
        if t == 33:
            raise ZeroDivisionError("too tired")
        return w - 0.1 * g, t + 1

    figure = Training("tires", rules={"tires": tires}, epochs=9)

    async def kernel():
        await figure.start()
        assert figure.trouble == "ZeroDivisionError: too tired"
        assert not figure.running
        assert length(figure) == 4, "three epochs of eleven steps were fine"
        figure.rule = "adam"
        assert figure.trouble == ""
        await figure.start()

    run(kernel)
    assert figure.trouble == ""
    assert length(figure) == 10
    figure.rule = "tires"
    with pytest.raises(ZeroDivisionError):
        figure.train()


def test_a_rule_of_another_form_is_told_what_to_write():
    figure = Training("mine", rules={"mine": lambda w, g: w - g}, epochs=2)
    run(figure_started, figure)
    assert "return (w,)" in figure.trouble


async def figure_started(figure):
    await figure.start()


def test_a_run_that_diverges_ends_there():
    figure = Training("gd", alpha=10.0, batch=341)
    figure.train()
    gone = runs.lost(figure.curves)
    assert gone.tolist() == [False] * (len(gone) - 1) + [True]
    assert 2 < len(gone) < 51
    lost = Training("lost", rules={"lost": lambda w, g: (w * np.nan,)})
    lost.train()
    assert length(lost) == 2
    assert np.isnan(lost.curves[1, :2]).all()


def test_closed_it_stops():
    figure = Training(epochs=50)

    async def kernel():
        task = figure.start()
        await until(lambda: length(figure) == 2)
        figure.close()
        await asyncio.wait([task])
        assert task.cancelled()

    run(kernel)


def test_without_an_event_loop_it_does_not_pretend():
    figure = Training()
    with pytest.raises(RuntimeError, match="event loop"):
        elsewhere(figure.start)
    assert not figure.running


def test_what_travels_and_what_does_not(monkeypatch):
    live = Training(epochs=2)
    live.train()
    state = live.state()
    assert state["packed"] == b""
    assert state["curves"]["shape"] == [3, 3]
    assert state["dots"]["shape"] == [341, 3]
    monkeypatch.setenv(PICTURES, "1")
    monkeypatch.setattr(runs, "packed", lambda: b"the runs")
    page = Training()
    page.pictures()
    assert page.state()["packed"] == b"the runs"
    assert page.state()["curves"] is page.state()["field"] is page.state()["dots"] is None


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"rule": "sgd"}, "no rule 'sgd' here; there are gd, momentum, rmsprop, adam"),
        ({"alpha": 0.0}, "alpha"),
        ({"alpha": 11.0}, "alpha"),
        ({"batch": 0}, "batch"),
        ({"batch": 342}, "batch"),
        ({"epochs": 51}, "epochs"),
        ({"seed": -1}, "seed"),
        ({"rules": {"adam": gd(0.1)}}, "a name of its own, got 'adam'"),
        ({"rules": {"mine": 0.1}}, r"rules\['mine'\] must be a function"),
        ({"color": "red"}, "Training has no color"),
    ],
)
def test_what_is_wrong_is_named(wrong, message):
    with pytest.raises((ValueError, TypeError, traitlets.TraitError), match=message):
        Training(**wrong)


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"rule": "momentum", "alpha": 10.0, "batch": 341},
        {"rule": "momentum", "alpha": 10.0, "batch": 8},
        {"rule": "gd", "alpha": 1e-4, "epochs": 1},
        {"rule": "rmsprop", "alpha": 10.0, "batch": 8, "seed": 1},
        {"rule": "mine", "rules": {"mine": gd(0.1)}, "epochs": 2},
    ],
)
def test_it_has_a_picture(settings):
    figure = Training(**settings)
    found, (width, height) = figure.pictures()
    assert found["light"] != found["dark"]
    assert width > height > 100
    assert figure.curves is None, "a picture leaves the figure as it is"
    assert f"{figure.epochs} epochs" in figure.alt.format(**figure.state())
