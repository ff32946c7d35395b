"""Rules that are wrong on purpose, slips from real courses among them: each must be noticed.

A mutant is the source of a rule with one piece replaced. It takes the rule's place in the book, and
the comparison with the libraries, the same that the rules pass, has to fail.
"""

import inspect

import pytest
from libraries import RULES, missing
from test_libraries import SEEDS, worst_step

from descent import optimizers

pytestmark = pytest.mark.slow

STEP = "w = w - alpha * m_hat / (np.sqrt(v_hat) + eps)"
MOMENTUM = "v = beta * v + g\n        w = w - alpha * v"
MUTANTS = [
    ("gd", "w - alpha", "w + alpha", "climbs"),
    ("momentum", MOMENTUM, "w = w - alpha * v\n        v = beta * v + g", "moves, then updates v"),
    ("momentum", "beta * v + g", "beta * v - g", "sign of g in the velocity"),
    ("momentum", "beta * v + g", "beta * v + (1 - beta) * g", "damped at the undamped step size"),
    ("momentum", "beta * v + g", "beta * v + alpha * g", "step size counted twice"),
    ("momentum", "beta * v + g", "beta * (v + g)", "the new gradient decays at once"),
    ("nesterov", "(g + beta * v)", "v", "plain momentum"),
    ("nesterov", "(g + beta * v)", "(v + beta * g)", "roles of g and v exchanged"),
    ("nesterov", "(g + beta * v)", "(g + beta * (v - g) / beta)", "looks ahead along the old v"),
    ("nesterov", "(g + beta * v)", "(g + v)", "looks ahead too far"),
    ("adagrad", "s + g**2", "0.9 * s + 0.1 * g**2", "forgets"),
    ("adagrad", "s + g**2", "s + np.abs(g)", "not squared"),
    ("adagrad", "np.sqrt(s) + eps", "s + eps", "no root"),
    ("adagrad", "np.sqrt(s) + eps", "np.sqrt(s + eps)", "ε inside the root"),
    ("rmsprop", "(1 - beta) * g**2", "g**2", "a sum instead of an average"),
    ("rmsprop", "(1 - beta) * g**2", "(1 - beta) * g", "not squared"),
    ("rmsprop", "np.sqrt(v) + eps", "np.sqrt(v + eps)", "ε inside the root"),
    (
        "rmsprop",
        "/ (np.sqrt(v) + eps)",
        "/ np.sqrt(v) + eps",
        "ε outside the division: weights drift",
    ),
    ("rmsprop", "np.sqrt(v)", "np.sqrt(v / (1 - beta))", "as if corrected for ever"),
    ("adam", "t = t + 1", "t = 1", "t is never incremented"),
    ("adam", "m / (1 - beta1**t)", "m", "m not corrected"),
    ("adam", "v / (1 - beta2**t)", "v", "v not corrected"),
    ("adam", "v / (1 - beta2**t)", "v / (1 - beta1**t)", "v corrected with the wrong β"),
    ("adam", "1 - beta1**t", "1 - beta1 ** (t + 1)", "corrected one step too late"),
    ("adam", "beta1 * m + (1 - beta1) * g", "beta2 * m + (1 - beta2) * g", "β₂ in m"),
    ("adam", "beta1 * m + (1 - beta1) * g", "beta1 * m + g", "m is a sum"),
    ("adam", "(1 - beta2) * g**2", "(1 - beta2) * g", "not squared"),
    ("adam", "(1 - beta2) * g**2", "(1 - beta2) * m**2", "squares the average"),
    ("adam", STEP, STEP.replace("m_hat", "g"), "m is computed and not used"),
    ("adam", "np.sqrt(v_hat) + eps", "v_hat + eps", "no root"),
    ("adam", "np.sqrt(v_hat) + eps", "np.sqrt(v_hat + eps)", "ε inside the root"),
    ("adam", "/ (np.sqrt(v_hat) + eps)", "/ np.sqrt(v_hat) + eps", "ε outside the division"),
    ("adam", "m_hat / (np", "m_hat / max(t, 1) ** 0.5 / (np", "a schedule nobody asked for"),
    ("amsgrad", "np.maximum(v_max, v if raw else v_hat)", "v if raw else v_hat", "no maximum"),
    ("amsgrad", "np.maximum", "np.minimum", "the smallest v"),
    ("amsgrad", "v if raw else v_hat", "v_hat if raw else v", "raw and corrected exchanged"),
    ("adamw", "+ decay * w", "- decay * w", "weights grow"),
    ("adamw", "+ decay * w", "+ decay", "decay not times w"),
    ("adamw", "t = t + 1", "t, g = t + 1, g + decay * w", "decays twice, once through m and v"),
]


def mutated(name, piece, slip):
    """The factory of the rule with the piece of its source replaced."""
    source = inspect.getsource(optimizers.rules[name])
    assert source.count(piece) == 1, "the rule has changed: mend the list of mutants"
    names = dict(vars(optimizers))
    exec(source.replace(piece, slip), names)
    return names[name]


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize(("name", "piece", "slip", "why"), MUTANTS, ids=lambda text: text[:40])
def test_mutant_is_noticed(monkeypatch, name, piece, slip, why):
    monkeypatch.setitem(optimizers.rules, name, mutated(name, piece, slip))
    libraries = [library for library in RULES if not missing(library)]
    if (name, slip) == ("adagrad", "np.sqrt(s + eps)") and "torch" not in libraries:
        pytest.skip("only PyTorch has AdaGrad's ε outside the root; " + missing("torch"))
    assert any(worst_step(library, name, seed) > 1e-9 for library in libraries for seed in SEEDS)
