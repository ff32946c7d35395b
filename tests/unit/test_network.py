"""The network: known by hand, stable at any logit, and able to learn."""

import numpy as np
import pytest

from descent.data import load_digits, load_tumors, split
from descent.network import Network, batches
from descent.optimizers import rules


def test_a_network_of_nine_weights_by_hand():
    """2-2-1, squared loss. Row (1, 2): hidden 1·1 + 2·0 + 1 = 2 and −1·1 + 2·(−1) + 0 = −3, cut
    to 0; output 3·2 + 5·0 − 1 = 5; target 4, so the loss is 1/2 and its slope in the output 1."""
    net = Network((2, 2, 1), "squared")
    w = np.array([1.0, -1, 0, -1, 1, 0, 3, 5, -1])
    X, y = np.array([[1.0, 2.0]]), np.array([4.0])
    entering = net.forward(w, X)
    np.testing.assert_array_equal(entering[1], [[2, 0]])
    np.testing.assert_array_equal(net.predict(w, X), [[5]])
    assert net.value(w, X, y) == 0.5
    # Back: output weights (2, 0), its bias 1; the first unit hands on 3, the second, off, nothing.
    np.testing.assert_array_equal(net.grad(w, X, y), [3, 0, 6, 0, 3, 0, 2, 0, 1])


def test_numbers_of_weights():
    assert Network((8, 32, 1)).size == 8 * 32 + 32 + 32 + 1 == 321
    assert Network((64, 32, 10), "softmax").size == 2410


def test_before_learning_anything_the_loss_is_that_of_a_guess():
    X = np.ones((6, 3))
    bce, softmax = Network((3, 4, 1)), Network((3, 4, 10), "softmax")
    assert bce.value(np.zeros(bce.size), X, np.arange(6) % 2) == pytest.approx(np.log(2))
    assert softmax.value(np.zeros(softmax.size), X, np.arange(6)) == pytest.approx(np.log(10))


def test_init_is_the_same_for_a_seed_within_its_limits_and_with_zero_biases():
    net = Network((8, 32, 1))
    w = net.init(seed=5)
    np.testing.assert_array_equal(w, net.init(seed=5))
    assert not np.array_equal(w, net.init(seed=6))
    for (W, b), (rows, columns) in zip(net.layers(w), net.shapes, strict=True):
        limit = np.sqrt(6 / (rows + columns))
        assert 0.85 * limit < np.abs(W).max() <= limit
        assert not b.any()


def test_weights_lie_layer_by_layer_matrix_then_biases_as_views():
    net = Network((2, 3, 1))
    w = np.arange(13.0)
    (W1, b1), (W2, b2) = net.layers(w)
    np.testing.assert_array_equal(W1, [[0, 1, 2], [3, 4, 5]])
    np.testing.assert_array_equal(b1, [6, 7, 8])
    np.testing.assert_array_equal(W2.ravel(), [9, 10, 11])
    np.testing.assert_array_equal(b2, [12])
    assert all(np.shares_memory(part, w) for part in (W1, b1, W2, b2))


@pytest.mark.parametrize("sizes", [(4, 5, 3), (4, 5, 1)])
@pytest.mark.parametrize("loss", ["bce", "softmax", "squared"])
def test_many_networks_are_each_as_alone_to_the_bit(loss, sizes):
    if loss == "bce":
        sizes = (*sizes[:-1], 1)
    net, rng = Network(sizes, loss), np.random.default_rng(0)
    w, X = rng.normal(size=(2, 3, net.size)), rng.normal(size=(9, 4))
    y = rng.integers(2 if loss == "bce" else sizes[-1], size=9)
    if loss == "squared":
        y = rng.normal(size=(9, 3) if sizes[-1] == 3 else 9)
    value, grad = net.value_and_grad(w, X, y)
    assert value.shape == (2, 3)
    assert grad.shape == w.shape
    np.testing.assert_array_equal(net.value(w, X, y), value)
    for place in np.ndindex(2, 3):
        assert value[place] == net.value(w[place], X, y)
        np.testing.assert_array_equal(grad[place], net.grad(w[place], X, y))
        np.testing.assert_array_equal(net.predict(w, X)[place], net.predict(w[place], X))


@pytest.mark.parametrize("logit", [1e4, -1e4, 700.0, -800.0, 0.0])
def test_binary_cross_entropy_cannot_overflow(logit):
    """log(1 + e^z) − yz, known exactly far out: z or 0."""
    net, X = Network((1, 1)), np.array([[1.0]])
    w = np.array([logit, 0.0])
    for y in (0.0, 1.0):
        value, grad = net.value_and_grad(w, X, np.array([y]))
        wrong = -logit if y else logit
        assert value == pytest.approx(np.logaddexp(0, wrong), abs=1e-12)
        assert np.isfinite(grad).all()
        if logit:
            np.testing.assert_allclose(grad, float(logit > 0) - y, atol=1e-12)


@pytest.mark.parametrize("shift", [0.0, 1e4, -1e4])
def test_softmax_cross_entropy_cannot_overflow_and_ignores_a_common_shift(shift):
    net, X = Network((1, 3), "softmax"), np.array([[1.0]])
    for logits in ([1e4, -1e4, 0.0], [1.0, 2.0, 3.0], [-1e4, -1e4, -1e4]):
        w = np.array([*logits, shift, shift, shift])
        assert net.predict(w, X).sum() == pytest.approx(1)
        for y in range(3):
            value, grad = net.value_and_grad(w, X, np.array([y]))
            expected = np.logaddexp.reduce(np.array(logits)) - logits[y]
            assert value == pytest.approx(expected, rel=1e-12, abs=1e-12)
            assert np.isfinite(grad).all()


def test_loss_and_gradient_are_means_over_the_rows():
    """So the mean over two halves is the whole."""
    net, rng = Network((3, 5, 1)), np.random.default_rng(0)
    w, X, y = net.init(0), rng.normal(size=(10, 3)), rng.integers(0, 2, 10)
    for of in (net.value, net.grad):
        halves = of(w, X[:5], y[:5]), of(w, X[5:], y[5:])
        np.testing.assert_allclose(np.mean(halves, axis=0), of(w, X, y), rtol=1e-13, atol=1e-16)


def test_predictions_are_probabilities_or_outputs():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(7, 4))
    p = Network((4, 3, 1)).predict(rng.normal(size=19), X)
    assert p.shape == (7,)
    assert ((p > 0) & (p < 1)).all()
    p = Network((4, 3, 3), "softmax").predict(rng.normal(size=27), X)
    np.testing.assert_allclose(p.sum(axis=1), 1)
    assert Network((4, 3, 2), "squared").predict(rng.normal(size=23), X).shape == (7, 2)


@pytest.mark.parametrize(("n", "size"), [(10, 3), (10, 10), (10, 99), (1, 1), (455, 32)])
def test_every_epoch_of_batches_covers_every_row_once_in_a_new_order(n, size):
    draw, epochs = batches(n, size, seed=1), []
    for _ in range(3):
        pieces = [next(draw) for _ in range(-(-n // size))]
        assert [len(piece) for piece in pieces[:-1]] == [size] * (len(pieces) - 1)
        epochs.append(np.concatenate(pieces))
        np.testing.assert_array_equal(np.sort(epochs[-1]), np.arange(n))
    if n > 1:
        assert not np.array_equal(epochs[0], epochs[1])


def test_batches_have_one_order_for_a_seed():
    one, same, other = (batches(50, 8, seed) for seed in (1, 1, 2))
    for _ in range(20):
        rows = next(one)
        np.testing.assert_array_equal(rows, next(same))
        assert not np.array_equal(rows, next(other))


RATES = {"gd": 0.1, "momentum": 0.02, "nesterov": 0.02, "adagrad": 0.05, "rmsprop": 0.005}
RATES |= {"adam": 0.01, "amsgrad": 0.01, "adamw": 0.01}


@pytest.mark.parametrize("name", rules)
def test_every_rule_trains_the_network_on_tumors(name):
    """30 epochs of 11 batches at an ordinary rate: the loss falls to a third, on seen rows, and
    unseen rows are told apart. A check that training works, not a race."""
    (X, y), (X_val, y_val), _ = split(*load_tumors(), seed=0)
    net, rule = Network((8, 32, 1)), rules[name](alpha=RATES[name])
    w, state, draw = net.init(seed=0), (), batches(len(y), 32, seed=0)
    before = net.value(w, X, y)
    for _ in range(330):
        rows = next(draw)
        w, *state = rule(w, net.grad(w, X[rows], y[rows]), *state)
    assert net.value(w, X, y) < before / 3
    assert ((net.predict(w, X_val) > 0.5) == y_val).mean() > 0.88


def test_the_digits_are_learned_too():
    (X, y), (X_val, y_val), _ = split(*load_digits(), seed=0)
    net, rule = Network((64, 32, 10), "softmax"), rules["adam"](alpha=0.01)
    w, state, draw = net.init(seed=0), (), batches(len(y), 64, seed=0)
    for _ in range(200):
        rows = next(draw)
        w, *state = rule(w, net.grad(w, X[rows], y[rows]), *state)
    assert (net.predict(w, X_val).argmax(axis=1) == y_val).mean() > 0.93
