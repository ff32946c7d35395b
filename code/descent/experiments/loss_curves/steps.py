"""Cases whose steps are wrong: too short, too long, too noisy, too heavy, or uphill."""

from typing import Any

import numpy as np

from descent.experiments.loss_curves.case import MINI, Case
from descent.experiments.loss_curves.runs import (
    FAR,
    FULL,
    TRAIN,
    VALIDATION,
    Curves,
    by_epoch,
    by_step,
)
from descent.optimizers import gd, momentum
from descent.types import Array
from descent.wrappers import cosine, scheduled

# The steps are too short


def short(alpha: float, better: float) -> tuple[Curves, Curves]:
    """A run with short steps, and one with longer ones."""
    return by_epoch(gd(alpha), TRAIN, VALIDATION), by_epoch(gd(better), TRAIN, VALIDATION)


TAIL = 10  # the last epochs, in which the loss still falls

SHORT = Case(
    right="small",
    given={"alpha": 0.001, "better": 0.3},
    runs=short,
    facts=lambda broken, _: {"tail": TAIL, "late": broken.training[-1 - TAIL] - broken.end},
    settings=MINI,
    seen="The training loss goes from {broken.start:.2f} to {broken.end:.2f}, the validation loss "
    "from {broken.v_start:.2f} to {broken.v_end:.2f}; both are still falling.",
    choices={
        "overfit": "Then training would be far below validation. Here both fall together, to "
        "{broken.end:.2f} and {broken.v_end:.2f}.",
        "small": "Both curves fall smoothly and slowly, and have not leveled off.",
        "zeros": "From zeros the loss would start at log 2 = {LOG2:.2f} and stay near the dotted "
        "line. This one starts at {broken.start:.2f} and crosses it.",
        "decay": "A decay that holds the weights back makes the curve level off. This one still "
        "loses {late:.2f} in its last {tail} epochs.",
    },
    why="No jump, no gap, no floor: the direction is right, and each step goes too little of the "
    "way. The last {tail} of {EPOCHS} epochs still took {late:.2f} off.",
    repair="Repaired with α = {better:g}: {repaired.end:.2f} after as many epochs.",
)


# The steps are too long


def too_long(alpha: float, better: float, epochs: int) -> tuple[Curves, Curves]:
    """A run that explodes, and one with shorter steps."""
    options = {"batch": FULL, "epochs": epochs}
    broken = by_epoch(gd(alpha), TRAIN, VALIDATION, **options)
    return broken, by_epoch(gd(better), TRAIN, VALIDATION, **options)


TOO_LONG = Case(
    right="large",
    given={"alpha": 100.0, "better": 1.0, "epochs": 100},
    runs=too_long,
    facts=lambda broken, _: {
        "once": broken.training[1] / broken.start,
        "factor": np.median(broken.training[2:21] / broken.training[1:20]),
        "far": broken.first(lambda loss: ~(loss < FAR)),
        "lost": broken.first(lambda loss: ~np.isfinite(loss)),
    },
    settings="Gradient descent, α = {alpha:g}, all {TRAIN} rows at each step, {epochs} epochs.",
    seen="Both losses climb from below 1 past 10¹⁰⁰ at epoch {far}; from epoch {lost} on they are "
    "no numbers any more.",
    choices={
        "raw": "Then the first loss would be large, before any step. It is {broken.start:.2f}, as "
        "for features on one scale.",
        "noise": "Noise makes a curve hover, not climb. And here all rows take part in each step: "
        "there is none.",
        "large": "The first step multiplies the loss by {once:,.0f}, and it never comes back.",
        "labels": "Wrong labels keep the loss near the dotted line. They do not make it climb.",
    },
    why="Each step lands beyond the valley and higher than before, where the slope is steeper; so "
    "the next is longer still. The loss grows {factor:,.0f}-fold at each step, a straight line on "
    "this axis, until the numbers end.",
    repair="Repaired with α = {better:g}: {repaired.end:.2f} after as many steps.",
)


# The step size never shrinks, so the noise stays


def hovering(alpha: float, steps: int, every: int, seed: int) -> tuple[Curves, Curves]:
    """A run of single rows with a constant step size, and one whose step size shrinks."""
    options = {"batch": 1, "number": steps, "every": every, "seed": seed}
    shrinking = scheduled(gd(alpha), cosine(steps))
    broken = by_step(gd(alpha), TRAIN, VALIDATION, **options)
    return broken, by_step(shrinking, TRAIN, VALIDATION, **options)


def hover_facts(broken: Curves, repaired: Curves) -> dict[str, Any]:
    """The numbers of the texts: where the loss lies early, late, and when it is repaired."""
    (early, _), (late, _) = broken.part(*EARLY), broken.part(*LATE)
    calm, _ = repaired.part(*CALM)
    return {
        "EARLY": EARLY,
        "LATE": LATE,
        "CALM": CALM,
        "low": late.min(),
        "high": late.max(),
        "early": early.mean(),
        "late": late.mean(),
        "calm": np.ptp(calm),
    }


EARLY, LATE, CALM = (101, 300), (301, 600), (501, 600)  # steps, from and to

HOVERING = Case(
    right="noise",
    given={"alpha": 0.3, "steps": 600, "every": 4, "seed": 2},
    runs=hovering,
    facts=hover_facts,
    settings="Gradient descent, α = {alpha:g}, one row at each step, {steps} steps. Both losses on "
    "all their rows, every {every} steps.",
    seen="After a fast fall training moves between {low:.2f} and {high:.2f} in steps {LATE[0]} to "
    "{LATE[1]}. Its mean there is {late:.2f}; in steps {EARLY[0]} to {EARLY[1]} it is {early:.2f}.",
    choices={
        "small": "Short steps crawl. This curve falls fast, then moves a lot and gets nowhere.",
        "overfit": "Then training would go on falling. It jumps up and down, and validation with "
        "it.",
        "labels": "Then the loss could not get as low as {low:.2f}, far below the dotted line.",
        "noise": "A fast fall, then jumps about a level that hardly falls any more.",
    },
    why="One row is a noisy guide. Far from the bottom any guide will do; near it each step, as "
    "long as ever, kicks the weights out again. Steps {EARLY[0]} to {EARLY[1]} have a mean of "
    "{early:.2f}, those after them {late:.2f}.",
    repair="Repaired by an α that shrinks as a cosine, with the same rows in the same order: "
    "{repaired.end:.2f}, and within {calm:.3f} from step {CALM[0]} on.",
    unit="steps",
)


# Too much momentum


def swinging(
    alpha: float, beta: float, better_alpha: float, better: float, epochs: int
) -> tuple[Curves, Curves]:
    """A run with a heavy ball, and one with a lighter ball and longer steps."""
    options = {"batch": FULL, "epochs": epochs, "every": 2}
    broken = by_epoch(momentum(alpha, beta), TRAIN, VALIDATION, **options)
    return broken, by_epoch(momentum(better_alpha, better), TRAIN, VALIDATION, **options)


def swing(run: Curves) -> tuple[int, int]:
    """Where the training loss has its first valley, and the hill after it: two of its indices."""
    falls = np.diff(run.training) < 0
    valley = int(np.argmin(falls))
    return valley, valley + int(np.argmax(falls[valley:]))


def swing_facts(broken: Curves, repaired: Curves) -> dict[str, Any]:
    """The numbers of the texts: valley and hill, and how long the ball remembers."""
    valley, hill = swing(broken)
    low, high = swing(repaired)
    return {
        "valley": broken.training[valley],
        "valley_at": broken.at[valley],
        "hill": broken.training[hill],
        "hill_at": broken.at[hill],
        "rise": repaired.training[high] - repaired.training[low],
        "memory": 1 / (1 - SWING["beta"]),
    }


SWING = {"alpha": 0.03, "beta": 0.99, "better_alpha": 0.3, "better": 0.9, "epochs": 150}
SWINGING = Case(
    right="momentum",
    given=SWING,
    runs=swinging,
    facts=swing_facts,
    settings="Momentum, α = {alpha:g}, β = {beta:g}, all {TRAIN} rows at each step, {epochs} "
    "epochs.",
    seen="Training falls to {valley:.2f} at epoch {valley_at}, rises to {hill:.2f} at epoch "
    "{hill_at} and falls again, to {broken.end:.2f}; validation moves with it.",
    choices={
        "overfit": "Validation does rise for a while, but training rises with it. Overfitting "
        "lowers training.",
        "momentum": "Both swing together, slowly and smoothly: a heavy ball, rolling through.",
        "noise": "All rows take part in each step: there is no noise, and the curve is smooth.",
        "sorted": "All rows take part in each step: their order plays no part.",
    },
    why="The loss falls, rises from epoch {valley_at} to {hill_at} and falls again, without noise. "
    "That is a ball too heavy to stop in the valley: β = {beta:g} remembers some {memory:.0f} "
    "steps, and brakes long after the slope has turned.",
    repair="Repaired with β = {better:g}, and α = {better_alpha:g} for the same α/(1 − β): one "
    "early rise of {rise:.2f}, and {repaired.end:.2f} at the end.",
)


# The gradient has the wrong sign


def uphill(alpha: float) -> tuple[Curves, Curves]:
    """A run that follows the gradient upward, and one that follows it downward."""
    downhill = gd(alpha)

    def wrong(w: Array, g: Array) -> tuple[Array]:
        return downhill(w, -g)

    return by_epoch(wrong, TRAIN, VALIDATION), by_epoch(downhill, TRAIN, VALIDATION)


UPHILL = Case(
    right="sign",
    given={"alpha": 0.003},
    runs=uphill,
    facts=lambda broken, _: {"risen": np.sum(np.diff(broken.training) > 0)},
    settings=MINI,
    seen="Both losses rise from the first epoch on, without a jump: training from "
    "{broken.start:.2f} to {broken.end:.1f}, validation from {broken.v_start:.2f} to "
    "{broken.v_end:.1f}.",
    choices={
        "large": "Steps that are too long jump, or explode. α = {alpha:g} is short, and the curve "
        "is smooth.",
        "sign": "With short steps, both losses rise at once and steadily.",
        "overfit": "Then training would fall. It rises, in each epoch.",
        "raw": "Then the first point would be high. It is at {broken.start:.2f}, and the rise "
        "comes later.",
    },
    why="A short step down the slope lowers the loss of its batch. Here {risen} of {EPOCHS} epochs "
    "raise it, on the very rows they train on, and as smoothly as a descent. So it is one, turned "
    "around.",
    repair="Repaired by w − αg in place of w + αg: {repaired.end:.2f}.",
)
