"""Settings that the browser must refuse as Python does, and others that it must take."""

import inspect
import re

from browser import build

from descent.optimizers import rules

NAN, INF = float("nan"), float("inf")
GD = ["gd", {}]
STEEP = ["always", [1.0, 2.0]]
ATTEMPTS = [
    *(
        [name, {setting: value}]
        for name, rule in rules.items()
        for setting in inspect.signature(rule).parameters
        if setting != "raw"
        for value in (-0.5, 0, 0.5, 1, NAN, INF, -INF, "0.1", None, True, [0.5])
    ),
    *(["ravine", {"kappa": value}] for value in (0.5, 1, -2, NAN, "1")),
    *(["ravine", {"angle": value}] for value in (-400, INF, None)),
    *([name, value] for name in ("inverse_time", "inverse_sqrt") for value in (-1, 0, NAN, 5)),
    *(["step_decay", value] for value in (0, 1, -3, 2.5, INF, "5", True)),
    *(["step_decay", 5, value] for value in (0, 2, NAN, "x")),
    *(["cosine", *values] for values in ((1,), (2,), (0.5,), (10, -0.1), (10, 1.5), (10, INF))),
    *(["linear_warmup", *values] for values in ((0,), (1,), (2.5,), (3, 7), (3, "cosine"))),
    *(["scheduled", *values] for values in ((3, ["constant"]), (GD, 3), (GD, None))),
    *(["call", ["scheduled", GD, ["always", value]], [1.0], [1.0]] for value in (-1, NAN, "x")),
    ["varying", 3],
    ["clipped", 3, 1.0],
    *(["clipped", GD, value] for value in (0, 1, -1, INF, "1")),
    ["projected", 3, 1.0, 2.0],
    *(["projected", GD, low, 1] for low in (1, 2, NAN, "a", [0, 0], [0, "a"])),
    *(["projected", GD, 0, high] for high in (True, [1, 2])),
    *(["descend", GD, STEEP, [0.0, 0.0], steps] for steps in (3, 0, -1, 2.5, "3")),
    *(["descend", GD, ["always", slope], [0.0, 0.0], 5] for slope in ([1.0], [1.0] * 3, 1.0)),
    ["descend", GD, 3, [0.0], 5],
    ["descend", 3, STEEP, [0.0, 0.0], 5],
]


def complaint(spec):
    try:
        build(spec)
    except (TypeError, ValueError) as error:
        return type(error).__name__, str(error)


def comparable(complaint):
    """Each language shows in its own way what it was given: gd(alpha=0.1), 'x' (str), nan."""
    if complaint is None:
        return None
    kind, text = complaint
    text = re.sub("such as .*, got", "such as, got", text)
    if kind == "TypeError":
        text = text.partition(", got")[0]
    kind = {"RangeError": "ValueError"}.get(kind, kind)
    return kind, text.replace("Infinity", "inf").replace("NaN", "nan")


def complaints():
    """What is refused on one side is refused on the other, in the same words."""

    def check(answers):
        for spec, theirs in zip(ATTEMPTS, answers, strict=True):
            assert comparable(theirs) == comparable(complaint(spec)), spec
        refused = sum(answer is not None for answer in answers)
        print(f"{refused} of {len(ATTEMPTS)} attempts are refused")
        assert len(ATTEMPTS) / 3 < refused < len(ATTEMPTS)

    return [{"ask": "complaint", "spec": spec} for spec in ATTEMPTS], check
