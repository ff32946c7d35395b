"""Bad input: each error has the right type and names the argument, the value, what is allowed."""

import numpy as np
import pytest

from descent import clipped, descend, gd, projected, ravine, scheduled, surfaces
from descent.data import load_tumors, split
from descent.network import Network, batches
from descent.optimizers import rules
from descent.surfaces import least_squares, logistic
from descent.wrappers import cosine, inverse_sqrt, inverse_time, linear_warmup, step_decay


def walk(rule=None, grad=np.copy, start=(1.0, 2.0), steps=3):
    return descend(rule or gd(0.1), grad, start, steps)


# The settings of every rule: name, a value that is refused, and what the message must say.
NOT_A_NUMBER = ["0.1", None, True, [0.1], 1j]
SETTINGS = [("alpha", bad, ["above 0"]) for bad in (0, -0.1, np.inf, -np.inf, np.nan)]
for beta in ("beta", "beta1", "beta2"):
    SETTINGS += [(beta, bad, ["at least 0", "below 1"]) for bad in (-0.1, 1, 1.5, np.nan, np.inf)]
for nonnegative in ("eps", "decay"):
    SETTINGS += [(nonnegative, bad, ["at least 0"]) for bad in (-1e-8, np.inf, np.nan)]


def accepts(rule, setting):
    return setting in rule.__code__.co_varnames[: rule.__code__.co_argcount]


RULES = [(rule, *case) for rule in rules for case in SETTINGS if accepts(rules[rule], case[0])]


@pytest.mark.parametrize(("rule", "setting", "value", "allowed"), RULES)
def test_a_setting_out_of_range(rule, setting, value, allowed):
    with pytest.raises(ValueError, match=f"^{setting} must be a finite number") as error:
        rules[rule](**{setting: value})
    for words in (*allowed, f"got {value}"):
        assert words in str(error.value)


@pytest.mark.parametrize("rule", rules)
@pytest.mark.parametrize("value", NOT_A_NUMBER, ids=repr)
def test_a_setting_that_is_no_number(rule, value):
    for setting in ("alpha", "beta", "beta1", "beta2", "eps", "decay"):
        if accepts(rules[rule], setting):
            with pytest.raises(TypeError, match=f"^{setting} must be a number, got ") as error:
                rules[rule](**{setting: value})
            assert repr(value) in str(error.value)


@pytest.mark.parametrize("rule", rules)
def test_an_array_with_one_bad_setting(rule):
    with pytest.raises(ValueError, match="alpha must be a finite number above 0, got -3"):
        rules[rule](alpha=np.array([[1], [-3]]))
    with pytest.raises(TypeError, match="alpha must be a number, got True"):
        rules[rule](alpha=np.array([True]))


def test_the_ends_of_the_ranges_are_allowed():
    for name, rule in rules.items():
        extremes = {"beta": 0, "beta1": 0, "beta2": 0, "eps": 0, "decay": 0, "alpha": 1e-300}
        rule(**{key: value for key, value in extremes.items() if accepts(rules[name], key)})


X, Y = np.ones((4, 3)), np.array([0, 1, 1, 0])
NET = Network((3, 2, 1))
CLASSES = Network((3, 2), "softmax")
W = np.zeros(NET.size)
BOWL = surfaces["bowl"]

# What is called, the type of error, and words of its message.
CASES = {
    "steps negative": (lambda: walk(steps=-5), ValueError, "steps at least 0 -5"),
    "steps a float": (lambda: walk(steps=2.0), TypeError, "steps whole 2.0"),
    "steps text": (lambda: walk(steps="10"), TypeError, "steps whole '10'"),
    "start text": (lambda: walk(start="5"), TypeError, "start numbers '5'"),
    "start texts": (lambda: walk(start=["1", "2"]), TypeError, "start numbers ['1', '2']"),
    "start none": (lambda: walk(start=None), TypeError, "start numbers None"),
    "start complex": (lambda: walk(start=[1j]), TypeError, "start numbers 1j"),
    "start boolean": (lambda: walk(start=[True]), TypeError, "start numbers True"),
    "start a scalar": (lambda: walk(start=5.0), ValueError, "start point 5.0 write [5.0]"),
    "start ragged": (lambda: walk(start=[[1.0], [1.0, 2.0]]), ValueError, "start points (..., d)"),
    "grad no function": (lambda: walk(grad=BOWL), TypeError, "grad function surface.grad"),
    "grad too long": (lambda: walk(grad=lambda w: np.ones(3)), ValueError, "gradient (2,) (3,)"),
    "grad a scalar": (lambda: walk(grad=lambda w: 1.0), ValueError, "gradient (2,) ()"),
    "grad one column": (lambda: walk(grad=lambda w: w[:, None]), ValueError, "(2,) (2, 1)"),
    "grad forgot return": (lambda: walk(grad=lambda w: None), ValueError, "gradient (2,) ()"),
    "grad text": (lambda: walk(grad=lambda w: ["a", "b"]), TypeError, "gradient numbers 'a'"),
    "rule no function": (lambda: descend(0.1, np.copy, [1.0], 1), TypeError, "rule gd 0.1"),
    "rule gives an array": (
        lambda: walk(rule=lambda w, g: w - g),
        TypeError,
        "tuple `return (w,)` `return w, v` ndarray",
    ),
    "rule gives nothing": (lambda: walk(rule=lambda w, g: None), TypeError, "(w,) NoneType"),
    "rule gives no weights": (lambda: walk(rule=lambda w, g: ()), TypeError, "return (w,) ()"),
    "rule changes shape": (
        lambda: walk(rule=lambda w, g: (w.sum(),)),
        ValueError,
        "weights shape (2,) ()",
    ),
    "clipped no rule": (lambda: clipped(0.1, 1.0), TypeError, "rule gd 0.1"),
    "max_norm zero": (lambda: clipped(gd(), 0), ValueError, "max_norm above 0 got 0"),
    "max_norm text": (lambda: clipped(gd(), "1"), TypeError, "max_norm number '1'"),
    "box empty": (lambda: projected(gd(), 2, 1), ValueError, "low high 2 1"),
    "box of nan": (lambda: projected(gd(), np.nan, 1), ValueError, "low high nan"),
    "box of text": (lambda: projected(gd(), "a", 1), TypeError, "low high numbers a"),
    "box of another shape": (
        lambda: walk(rule=projected(gd(), [[0], [0]], 1)),
        ValueError,
        "weights (2,) (2, 2)",
    ),
    "schedule no function": (lambda: scheduled(gd(), 0.5), TypeError, "schedule cosine 0.5"),
    "schedule gives none": (
        lambda: walk(rule=scheduled(gd(), lambda t: None)),
        TypeError,
        "schedule(t) number None",
    ),
    "schedule not called": (
        lambda: walk(rule=scheduled(gd(), inverse_time)),
        TypeError,
        "schedule(t) number function",
    ),
    "cosine of one step": (lambda: cosine(1), ValueError, "steps at least 2 1"),
    "cosine final": (lambda: cosine(9, final=-1), ValueError, "final at least 0 -1"),
    "scale": (lambda: inverse_time(0), ValueError, "scale above 0 got 0"),
    "root scale": (lambda: inverse_sqrt(-1), ValueError, "scale above 0 -1"),
    "every": (lambda: step_decay(0), ValueError, "every at least 1 got 0"),
    "factor": (lambda: step_decay(5, factor=0), ValueError, "factor above 0 got 0"),
    "warm-up": (lambda: linear_warmup(0), ValueError, "steps at least 1 got 0"),
    "warm-up then": (lambda: linear_warmup(5, then=0.1), TypeError, "then function 0.1"),
    "kappa": (lambda: ravine(0.5), ValueError, "kappa at least 1 0.5"),
    "angle": (lambda: ravine(20, "30"), TypeError, "angle number '30'"),
    "surface point": (lambda: BOWL.grad(np.ones(3)), ValueError, "(..., 2) (3,)"),
    "surface scalar": (lambda: BOWL.value(5.0), ValueError, "(..., 2) ()"),
    "logistic targets": (lambda: logistic(X, Y[:, None]), ValueError, "X y (n,) (4, 3) (4, 1)"),
    "squares targets": (lambda: least_squares(X, Y[:3]), ValueError, "X y (n,) (4, 3) (3,)"),
    "no such feature": (lambda: load_tumors(["age"]), ValueError, "feature 'age' radius texture"),
    "shares": (lambda: split(X, Y, 0, 0.5, 0.5), ValueError, "validation test below 1 0.5"),
    "share negative": (lambda: split(X, Y, 0, test=-1), ValueError, "test at least 0 -1"),
    "share text": (lambda: split(X, Y, 0, "a"), TypeError, "validation number 'a'"),
    "split seed": (lambda: split(X, Y, -1), ValueError, "seed at least 0 -1"),
    "sizes one": (lambda: Network((8,)), ValueError, "sizes inputs outputs (8,)"),
    "sizes zero": (lambda: Network((8, 0, 1)), ValueError, "sizes at least 1 got 0"),
    "sizes float": (lambda: Network((8, 2.5, 1)), TypeError, "sizes whole 2.5"),
    "loss unknown": (lambda: Network(loss="mse"), ValueError, "loss bce softmax squared 'mse'"),
    "bce outputs": (lambda: Network((8, 2)), ValueError, "bce one output 2"),
    "network weights": (lambda: NET.value(W[:-1], X, Y), ValueError, "weights (11,) (10,)"),
    "network rows": (lambda: NET.value(W, X[:, :2], Y), ValueError, "X (n, 3) (4, 2)"),
    "network targets": (lambda: NET.grad(W, X, Y[:, None]), ValueError, "y (4,) (4, 1)"),
    "network no rows": (lambda: NET.value(W, X[:0], Y[:0]), ValueError, "y 0 rows"),
    "class numbers": (
        lambda: CLASSES.value(W[:8], X, Y + 1),
        ValueError,
        "classes whole 0 to 1 2",
    ),
    "class fractions": (lambda: CLASSES.grad(W[:8], X, Y + 0.5), ValueError, "classes whole 0.5"),
    "class nan": (lambda: CLASSES.value(W[:8], X, Y * np.nan), ValueError, "classes whole nan"),
    "class inf": (lambda: CLASSES.value(W[:8], X, Y + np.inf), ValueError, "classes whole inf"),
    "class negative": (lambda: CLASSES.value(W[:8], X, Y - 1), ValueError, "classes 0 to 1 -1"),
    "class text": (lambda: CLASSES.value(W[:8], X, list("abba")), TypeError, "y numbers 'a'"),
    "labels of two signs": (lambda: NET.value(W, X, 2 * Y - 1), ValueError, "y 0 or 1 -1"),
    "labels in between": (lambda: NET.grad(W, X, Y / 2), ValueError, "y 0 or 1 0.5"),
    "labels nan": (lambda: NET.grad(W, X, Y * np.nan), ValueError, "y 0 or 1 nan"),
    "labels text": (lambda: NET.grad(W, X, list("abba")), TypeError, "y numbers 'a'"),
    "labels none": (lambda: NET.grad(W, X, [None] * 4), TypeError, "y numbers None"),
    "targets complex": (
        lambda: Network((3, 2, 1), "squared").grad(W, X, Y * 1j),
        TypeError,
        "y numbers 0j",
    ),
    "logistic of two signs": (lambda: logistic(X, 2 * Y - 1), ValueError, "y 0 or 1 -1"),
    "logistic nan": (lambda: logistic(X, Y * np.nan), ValueError, "y 0 or 1 nan"),
    "network seed": (lambda: NET.init("a"), TypeError, "seed whole 'a'"),
    "batch size": (lambda: batches(10, 0, seed=0), ValueError, "size at least 1 got 0"),
    "batch rows": (lambda: batches(0, 5, seed=0), ValueError, "n at least 1 got 0"),
    "batch seed": (lambda: batches(9, 5, seed=1.5), TypeError, "seed whole 1.5"),
}


@pytest.mark.parametrize("name", CASES)
def test_the_message_helps(name):
    call, kind, words = CASES[name]
    with pytest.raises(kind) as error:
        call()
    missing = [word for word in words.split() if word not in str(error.value)]
    assert not missing, f"{missing} not in: {error.value}"
