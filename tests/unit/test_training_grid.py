"""The grid of runs: the same as one by one, and what is left of it after the journey to a page."""

import zlib

import numpy as np
import pytest

from descent.experiments import training_grid as runs
from descent.optimizers import adam, rmsprop, rules
from descent.training import losses, training


@pytest.fixture
def small(monkeypatch):
    """A grid of one seed, one batch and few step sizes, and what it gives."""
    monkeypatch.setattr(runs, "SEEDS", (1,))
    monkeypatch.setattr(runs, "BATCHES", (runs.TRAINING_ROWS,))
    monkeypatch.setattr(runs, "ALPHAS", (0.001, 0.1, 10.0))
    return runs.grid()


@pytest.mark.parametrize(("batch", "seed"), [(341, 0), (64, 3)])
@pytest.mark.parametrize("name", runs.RULES)
def test_step_sizes_trained_together_are_those_trained_alone(name, batch, seed):
    train, val = runs.parts(seed)
    alphas, start = np.array([[0.01], [10.0]]), np.tile(runs.NETWORK.init(seed), (2, 1))
    walk = training(runs.NETWORK, rules[name](alphas), train, batch, seed, start)
    together = np.array([w for w, _ in zip(walk, range(9), strict=False)])
    assert together.shape == (9, 2, 321)
    measured = np.array([runs.measure(w, train, val) for w in together])
    for k, alpha in enumerate(alphas[:, 0]):
        walk = training(runs.NETWORK, rules[name](alpha), train, batch, seed)
        alone = np.array([w for w, _ in zip(walk, range(9), strict=False)])
        assert np.allclose(together[:, k], alone, rtol=1e-7, equal_nan=True)
        for column, data in enumerate((train, val)):
            expected = losses(runs.NETWORK, alone, data)
            assert np.allclose(measured[:, k, column], expected, rtol=1e-7, equal_nan=True)
        right = (runs.NETWORK.predict(alone[-1], val[0]) > 0.5) == val[1]
        assert measured[-1, k, 2] == right.sum() or not np.isfinite(alone[-1]).all()


def test_the_grid_is_ordered_by_seed_batch_rule_and_step_size(small):
    measured, slices = small
    assert measured.shape == (1, 1, 12, 51, 3)
    assert slices.shape == (
        1,
        1,
        12,
        len(runs.CHECKPOINTS),
        runs.CELLS,
        runs.CELLS,
    )
    train, _ = runs.parts(1)
    walk = training(runs.NETWORK, rmsprop(0.1), train, 341, 1)
    path = [w for w, _ in zip(walk, range(51), strict=False)]
    third = runs.RULES.index("rmsprop") * 3 + 1
    expected = losses(runs.NETWORK, path, train)
    assert np.allclose(measured[0, 0, third, :, 0], expected, rtol=1e-7)
    corner = runs.NETWORK.forward(path[-1], runs.slice_points(train, runs.CELLS))[-1]
    assert np.allclose(slices[0, 0, third, -1].ravel(), corner[:, 0], rtol=1e-6)


def test_a_code_has_the_first_three_digits():
    rng = np.random.default_rng(0)
    for loss in [*10 ** rng.uniform(-5, 6, 500), 0.9995, 0.99949, 1e-5, 999_999.0]:
        code = runs.code(loss)
        assert 0 <= code < runs.NEVER
        assert float(f"{100 + code % 900}e{code // 900 + runs.LEAST - 2}") == float(f"{loss:.3g}")
    assert runs.code(0.0) == runs.code(1e-9) == 0
    assert {runs.code(x) for x in (1e6, np.inf, np.nan)} == {runs.NEVER}


def unpacked(packed, count):
    """Losses, rows right, whether validation is at its lowest, slices: as the page reads them."""
    data = np.frombuffer(zlib.decompress(packed), np.uint8)
    sizes = [
        count * 102,
        count * 102,
        count * 51,
        len(runs.CHECKPOINTS) * count * runs.CELLS**2,
    ]
    high, low, marks, heights, dots = np.split(data, np.cumsum(sizes))
    codes = np.cumsum(256 * high.astype(int).reshape(-1, 51) + low.reshape(-1, 51), axis=1)
    codes = (codes % 2**16).reshape(count, 2, 51)
    told = (100 + codes % 900) * 10.0 ** (codes // 900 + runs.LEAST - 2)
    told = np.where(codes == runs.NEVER, np.inf, told)
    heights = heights.reshape(len(runs.CHECKPOINTS), count, runs.CELLS, runs.CELLS).astype(int)
    heights = heights.cumsum(axis=-1).cumsum(axis=-2) % 256
    heights = np.where(heights == 255, np.nan, heights)
    slices = np.sinh(np.sinh((heights - runs.MIDDLE) / runs.FINE)).swapaxes(0, 1)
    return told, marks.reshape(count, 51) % 128, marks.reshape(count, 51) > 127, slices, dots


def test_what_the_journey_costs(small):
    measured, slices = small
    told, right, lowest, planes, dots = unpacked(runs.pack(*small), 12)
    measured, slices = measured[0, 0], slices[0, 0]
    gone = np.logical_or.accumulate(runs.lost(measured), axis=-1)
    assert 0 < gone.any(axis=-1).sum() < 12, "some diverge, most do not"
    assert np.array_equal(np.isinf(told[:, 0]), gone)
    assert np.array_equal(np.isinf(told[:, 1]), gone)
    losses = measured[..., :2].swapaxes(-1, -2)
    there = np.isfinite(told)
    assert np.max(np.abs(told / np.where(there, losses, 1) - 1)[there]) < 0.00501
    assert [f"{x:.3g}" for x in told[there]] == [f"{x:.3g}" for x in losses[there]]
    assert np.array_equal(right, measured[..., 2])
    for k in np.flatnonzero(~gone.any(axis=-1)):
        val = measured[k, :, 1]
        first = [e for e in range(51) if val[e] <= val[: e + 1].min()]
        assert np.flatnonzero(lowest[k]).tolist() == first
    kept = ~gone[:, runs.CHECKPOINTS]
    assert np.array_equal(np.isfinite(planes).all(axis=(-1, -2)), kept)
    clipped = np.sinh(np.clip(np.arcsinh(slices[kept]), -6, 6))
    off = np.abs(1 / (1 + np.exp(-planes[kept])) - 1 / (1 + np.exp(-clipped)))
    assert off.max() < 0.02, "of a probability"
    sure = np.abs(slices[kept]) > 0.05
    assert np.array_equal(np.sign(planes[kept])[sure], np.sign(slices[kept])[sure])
    places = dots.reshape(341, 3) / 255 * [7, 7, 255] + [-2.5, -2.5, 0]
    assert np.allclose(places, runs.dots(runs.parts(1)[0]), atol=0.5 * 7 / 255 + 1e-9)


def test_dots_lie_within_the_window_and_the_benign_come_first():
    for seed in runs.SEEDS:
        radius, texture, benign = runs.dots(runs.parts(seed)[0]).T
        x_low, x_high, y_low, y_high = runs.WINDOW
        assert x_low < radius.min() < radius.max() < x_high
        assert y_low < texture.min() < texture.max() < y_high
        assert np.array_equal(benign, np.sort(benign)[::-1])


def test_the_plane_follows_the_rows():
    """On it the network agrees with more of the dots than where the other features stay at 0."""
    train, _ = runs.parts(0)
    *_, (w, _) = zip(training(runs.NETWORK, adam(0.03), train, 32, 0), range(51), strict=False)
    X, y = train
    plane = runs.slice_points(train, 2)
    usual = np.linalg.lstsq(plane[:, :2], plane[:, 2:], rcond=None)[0]
    assert np.allclose(plane[:, :2] @ usual, plane[:, 2:])

    def agrees(others):
        points = np.hstack([X[:, :2], others])
        return np.mean((runs.NETWORK.predict(w, points) > 0.5) == y)

    assert agrees(X[:, :2] @ usual) > 0.85 > agrees(np.zeros((341, 6)))
