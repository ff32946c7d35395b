"""Walks in the browser and in Python: each topic returns its questions and a check of the answers.

Both add, multiply, divide and take roots alike, to the last bit. `**`, exp, sin, cos and hypot may
differ in the last place, and so may a sum over a table.
"""

import inspect
from functools import cache

import numpy as np
from browser import build

from descent import descend, diverged_at, surfaces
from descent.optimizers import rules

LANDS = [["surface", name] for name in surfaces] + [["ravine", {"kappa": 90.0, "angle": 30.0}]]
MADE = [build(land) for land in LANDS]
ODD = np.array([[0.0, -0.0], [1e200, -1e200], [1e-200, 5e-324], [np.inf, 1.0], [1.0, np.nan]])
WRAPPERS = [
    lambda rule: rule,
    lambda rule: ["scheduled", rule, ["cosine", 60, 0.1]],
    lambda rule: ["varying", ["cycle", rule, [rule[0], {}]]],
    lambda rule: ["clipped", rule, 0.5],
    lambda rule: ["projected", rule, -1.0, [0.5, 1.5]],
    lambda rule: ["scheduled", ["clipped", ["projected", rule, [-2, -1], 2], 3], ["step_decay", 9]],
]
EXACT = "gd", "momentum", "nesterov", "adagrad", "rmsprop"  # no power but the square


def drawn(name, rng, largest=1.0):
    """The rule with random settings, and a step size that suits it."""
    usual = 3e-3 if name in ("gd", "momentum", "nesterov") else 0.03
    settings = {
        "alpha": largest * usual * 10 ** rng.uniform(-1, 0),
        "beta": rng.uniform(0.5, 0.95),
        "beta1": rng.uniform(0.5, 0.95),
        "beta2": rng.uniform(0.9, 0.9999),
        "eps": rng.choice([0.0, 10 ** rng.uniform(-10, -4)]).item(),
        "decay": 10 ** rng.uniform(-3, -1),
        "raw": bool(rng.integers(2)),
    }
    return [name, {key: settings[key] for key in inspect.signature(rules[name]).parameters}]


def starts(rng, each):
    """Points in the windows of all lands, `(lands, each, 2)`."""
    x_low, x_high, y_low, y_high = np.array([land.window for land in MADE]).T[..., None]
    x = rng.uniform(x_low, x_high, (len(LANDS), each))
    return np.stack([x, rng.uniform(y_low, y_high, x.shape)], axis=-1)


def grad(w):
    """The slopes of all lands at once: w `(lands, ..., 2)`."""
    return np.stack([land.grad(points) for land, points in zip(MADE, w, strict=True)])


def grad_with_odd(w):
    """The same, and for more points that follow slopes no land has."""
    odd = np.broadcast_to(ODD[:, None], w[len(LANDS) :].shape)
    return np.concatenate([grad(w[: len(LANDS)]), odd])


def side_by_side(specs, logs=None):
    """One rule made of many, each with its own column of w, `(lands, rules, 2)`."""
    updates = [build(spec) for spec in specs]

    def update(w, g, *states):
        moved = []
        for i, one in enumerate(updates):
            moved.append(one(w[:, i], g[:, i], *(states[i] if states else ())))
            if logs is not None:
                logs[i].append((w[:, i], g[:, i], moved[-1]))
        return np.stack([w for w, *_ in moved], axis=1), *(state for _, *state in moved)

    return update


def gap(theirs, ours, scale):
    """|theirs − ours| / scale; 0 where both are NaN or the same infinity, inf where only one is."""
    with np.errstate(all="ignore"):
        apart = np.abs(theirs - ours) / scale
    same = (theirs == ours) | (np.isnan(theirs) & np.isnan(ours))
    return np.where(same, 0.0, np.where(np.isfinite(apart), apart, np.inf))


def columns(log):
    """w, g, the state before and all after each step: arrays `(steps, points, d)` or `(steps,)`."""
    w, g, after = zip(*log, strict=True)
    after = [np.array(column) for column in zip(*after, strict=True)]
    # State begins as zeros; each step starts from what the one before it has left.
    state = [np.concatenate([np.zeros_like(new[:1]), new[:-1]]) for new in after[1:]]
    return np.array(w), np.array(g), state, after


@cache
def single_steps(steps=80, seeds=3):
    """Each rule in each wrapper on each surface and on odd slopes, from Python's own states."""
    rng = np.random.default_rng(1)
    plain = [drawn(name, rng) for name in rules for seed in range(seeds)]
    specs = [wrap(rule) for wrap in WRAPPERS for rule in plain]
    start = np.concatenate([starts(rng, len(specs)), rng.normal(size=(len(ODD), len(specs), 2))])
    logs = [[] for spec in specs]
    descend(side_by_side(specs, logs), grad_with_odd, start, steps)
    walks = [columns(log) for log in logs]
    questions = [
        {"ask": "steps", "rule": spec, "w": w, "g": g, "state": state}
        for spec, (w, g, state, _) in zip(specs, walks, strict=True)
    ]

    def check(answers):
        for spec, (w, _, state, after), answer in zip(specs, walks, answers, strict=True):
            for old, new, reply in zip([w, *state], after, answer, strict=True):
                old, new = (
                    np.broadcast_to(a if a.ndim == 3 else a[:, None, None], w.shape)
                    for a in (old, new)
                )
                size = np.fmax(np.abs(new), np.where(np.isfinite(old), np.abs(old), 0))
                error = gap(reply.reshape(w.shape), new, size).max()
                assert error <= (0 if spec[0] in EXACT else 1e-12), spec

    return questions, check


def path_questions(specs, start, steps):
    """One for each rule and land; `arranged` puts the answers in the order of Python's paths."""
    return [
        {
            "ask": "paths",
            "rule": spec,
            "surface": land,
            "start": start[k, i : i + 1],
            "steps": steps,
        }
        for k, land in enumerate(LANDS)
        for i, spec in enumerate(specs)
    ]


def arranged(answers, start):
    return np.moveaxis(np.reshape(answers, (*start.shape[:2], -1, 2)), 2, 0)


@cache
def whole_paths(steps=500, nudge=1e-13):
    """500 steps at a stretch, wherever nudges do not grow a hundredfold.

    Each slope is taken a little beside the path, where it is as wrong as rounding makes it: near a
    minimum it is a small difference of large terms.
    """
    rng = np.random.default_rng(2)
    specs = [wrap(drawn(name, rng)) for wrap in WRAPPERS for name in rules]
    start = starts(rng, len(specs))
    path = descend(side_by_side(specs), grad, start, steps)
    nudged = descend(
        side_by_side(specs),
        lambda w: grad(w * (1 + nudge * rng.choice([-1, 1], w.shape))),
        start * (1 + nudge),
        steps,
    )
    size = np.max(np.abs(path), axis=(0, -1))
    compared = np.max(gap(nudged, path, size[..., None]), axis=(0, -1)) < 100 * nudge

    def check(answers):
        error = np.max(gap(arranged(answers, start), path, size[..., None]), axis=(0, -1))
        print(f"{compared.sum()} of {compared.size} paths, worst {error[compared].max():.1e}")
        assert compared.mean() > 0.8
        assert error[compared].max() < 1e-12

    return path_questions(specs, start, steps), check


@cache
def divergence(steps=150, seeds=4):
    """Steps far too long: infinities and NaN come at the same steps, in the same places."""
    rng = np.random.default_rng(3)
    specs = [drawn(name, rng, largest=1000) for name in rules for seed in range(seeds)]
    start = starts(rng, len(specs))
    path = descend(side_by_side(specs), grad, start, steps)

    def kind(path):
        return np.where(np.isfinite(path), 0, path)

    def check(answers):
        theirs = arranged(answers, start)
        diverged = np.mean(diverged_at(path) >= 0)
        print(f"{diverged:.0%} of {theirs[0, ..., 0].size} paths diverge")
        assert diverged > 0.15
        np.testing.assert_array_equal(kind(theirs), kind(path))

    return path_questions(specs, start, steps), check
