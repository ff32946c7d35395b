"""Cases of another kind: too long a training, a start that cannot learn, and nothing at all."""

import numpy as np

from descent.experiments.loss_curves.case import LONG_ADAM, MINI, Case
from descent.experiments.loss_curves.runs import (
    EPOCHS,
    FULL,
    NET,
    TRAIN,
    VALIDATION,
    Curves,
    as_logged,
    by_epoch,
    rows,
)
from descent.optimizers import adam, adamw, gd

# It learns its training rows by heart


def by_heart(alpha: float, decay: float, epochs: int) -> tuple[Curves, Curves]:
    """A long training with Adam, and one with AdamW, whose decay holds the weights back."""
    options = {"batch": FULL, "epochs": epochs, "every": epochs // 50}
    broken = by_epoch(adam(alpha), TRAIN, VALIDATION, **options)
    return broken, by_epoch(adamw(alpha, decay=decay), TRAIN, VALIDATION, **options)


BY_HEART = Case(
    right="overfit",
    given={"alpha": 0.03, "decay": 1.0, "epochs": 200},
    runs=by_heart,
    facts=lambda broken, _: {"then": broken.training[broken.validation.argmin()]},
    settings=LONG_ADAM,
    seen="The training loss falls to {broken.end:.3f}. The validation loss falls to "
    "{broken.best:.2f} at epoch {broken.best_at} and ends at {broken.v_end:.2f}.",
    choices={
        "noise": "Noise shows as jumps. Here all rows take part in each step, and both curves are "
        "smooth.",
        "nothing": "Look at the dashed curve: from epoch {broken.best_at} on it rises, from "
        "{broken.best:.2f} to {broken.v_end:.2f}. Each of these epochs does harm on new rows.",
        "labels": "Then validation could not get far below the dotted line. It does, down to "
        "{broken.best:.2f}.",
        "overfit": "Training goes on falling while validation has turned around.",
    },
    why="Until epoch {broken.best_at} what the network learns holds for new rows too. After that "
    "it brings training from {then:.2f} down to {broken.end:.3f} by what is peculiar to its own "
    "{TRAIN} rows, and pays for it on all others.",
    repair="Repaired by AdamW with a decay of {decay:g}: validation ends at {repaired.v_end:.2f}. "
    "Or stop early, and keep the weights of epoch {broken.best_at}: {broken.best:.2f}.",
)


# All weights start at zero


def zeros(alpha: float) -> tuple[Curves, Curves]:
    """A run that starts with all weights at zero, and one that starts at random."""
    broken = by_epoch(gd(alpha), TRAIN, VALIDATION, start=np.zeros(NET.size))
    return broken, by_epoch(gd(alpha), TRAIN, VALIDATION)


SOON = 10  # epochs within which the loss has come to rest

ZEROS = Case(
    right="zeros",
    given={"alpha": 0.1},
    runs=zeros,
    facts=lambda broken, _: {
        "moved": np.count_nonzero(broken.last),
        "soon": SOON,
        "still": np.ptp(broken.part(SOON, EPOCHS)[0]),
    },
    settings=MINI,
    seen="The training loss starts at {broken.start:.3f}, reaches {broken.end:.3f}, the dotted "
    "line, within {soon} epochs and stays there; the validation loss ends at {broken.v_end:.3f}.",
    choices={
        "zeros": "It starts at log 2, and it ends on the dotted line.",
        "small": "Short steps make a gentle slope. This curve stands still: from epoch {soon} on "
        "training changes by {still:.5f} in all.",
        "raw": "Features as measured make large outputs, and so a first loss far above 1. This one "
        "is {broken.start:.2f}.",
        "large": "Steps that are too long throw the loss up. This one goes down to its level and "
        "stays there.",
    },
    why="The start, {broken.start:.3f}, is log 2: the network gives every row the probability ½. "
    "At the end it still gives all the same, now the share of benign rows. Where all weights are "
    "zero, no hidden unit gets a gradient: {moved} of {WEIGHTS} weights has moved, the last bias.",
    repair="Repaired with random weights: {repaired.end:.2f}.",
)


# Nothing is wrong


def sound(alpha: float, seed: int, epochs: int) -> tuple[Curves, Curves]:
    """A sound run as Keras logs it, and the same run logged at the ends of its epochs."""
    train, validation = rows(seed)
    options = {"epochs": epochs, "seed": seed}
    logged = as_logged(gd(alpha), train, validation, **options)
    return logged, by_epoch(gd(alpha), train, validation, **options)


SOUND = Case(
    right="nothing",
    given={"alpha": 0.03, "seed": 5, "epochs": 15},
    runs=sound,
    facts=lambda broken, repaired: {
        "gap": broken.start - broken.v_start,
        "last_gap": abs(broken.end - broken.v_end),
        "first": repaired.training[1],
        "apart": np.abs(repaired.training - repaired.validation)[1:].max(),
    },
    settings="Gradient descent, α = {alpha:g}, batches of {BATCH}; another split. Training loss: "
    "mean over the epoch; validation: at its end.",
    seen="After epoch 1 validation is at {broken.v_start:.2f} and training at {broken.start:.2f}, "
    "after epoch {epochs} both are at {broken.end:.2f}.",
    choices={
        "leak": "A leak shows late, where training is so low that new rows cannot follow. Here the "
        "gap is widest in epoch 1.",
        "overfit": "Then validation would rise above training. Here it is below, and falls.",
        "nothing": "Validation lies below training, most of all in epoch 1, and the gap closes.",
        "labels": "Then neither curve could get far below the dotted line.",
    },
    why="The training loss is a mean over the epoch: its first batches meet weights that are still "
    "bad. Validation meets the weights at the end. In epoch 1 they change most, so there the gap "
    "is {gap:.2f}; in the last one it is {last_gap:.3f}.",
    repair="Nothing to repair: with the training loss taken at the epoch’s end as well, epoch 1 "
    "has {first:.2f}, and the two are never more than {apart:.3f} apart.",
    train=rows(5)[0],
)
