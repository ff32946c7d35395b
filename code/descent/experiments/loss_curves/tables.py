"""Cases whose rows are wrong: on no common scale, torn from their labels, sorted, or leaked."""

from typing import Any

import numpy as np

from descent.data import TUMOR_FEATURES, load_tumors
from descent.experiments.loss_curves.case import LONG_ADAM, MINI, Case
from descent.experiments.loss_curves.runs import (
    AN_EPOCH,
    BATCH,
    FULL,
    NET,
    TRAIN,
    VALIDATION,
    Curves,
    by_batch,
    by_epoch,
    in_order,
)
from descent.network import batches
from descent.optimizers import adam, gd
from descent.types import Rows

# The features are not standardized


def measured() -> tuple[Rows, Rows]:
    """Training and validation rows, the same as in the other cases, but not standardized."""
    X, y = load_tumors()
    order = np.random.default_rng(0).permutation(len(y))  # the same as in `split`
    train, validation = order[-FULL:], order[: len(VALIDATION[1])]
    return (X[train], y[train]), (X[validation], y[validation])


def as_measured(alpha: float) -> tuple[Curves, Curves]:
    """A run on features as measured, and one on standardized features."""
    return by_epoch(gd(alpha), *measured()), by_epoch(gd(alpha), TRAIN, VALIDATION)


def raw_facts(broken: Curves, _: Curves) -> dict[str, Any]:
    """The numbers of the texts: the size of inputs and outputs, and the units that died."""
    X, start = measured()[0][0], NET.init(0)
    hidden = NET.forward(broken.last, X)[1]
    return {
        "second": broken.training[1],
        "area": X[:, TUMOR_FEATURES.index("area")].max(),
        "usual": np.abs(NET.forward(start, TRAIN[0])[-1]).mean(),
        "output": np.abs(NET.forward(start, X)[-1]).mean(),
        "dead": np.sum(hidden.max(axis=0) == 0),
        "units": NET.sizes[1],
    }


RAW = Case(
    right="raw",
    given={"alpha": 0.1},
    runs=as_measured,
    facts=raw_facts,
    settings=MINI,
    seen="Before the first step the training loss is {broken.start:.1f}, after one epoch "
    "{second:.2f}; it ends at {broken.end:.3f}, on the dotted line.",
    choices={
        "raw": "Look at the first point: {broken.start:.1f}, before any step.",
        "zeros": "From zeros the loss starts at log 2 = {LOG2:.2f}. This one starts at "
        "{broken.start:.1f}.",
        "sign": "Then it would rise. It falls from {broken.start:.1f} to {second:.2f} in one "
        "epoch.",
        "decay": "Decay may hold a loss near the dotted line. But the first point is "
        "{broken.start:.1f}, and no decay has acted before the first step.",
    },
    why="On standardized features random weights give outputs of {usual:.1f} on average, on these "
    "{output:.0f}: area alone reaches {area:,.0f}. The first steps are as large as the features. "
    "They leave {dead} of {units} hidden units at zero on every row, without a gradient that could "
    "bring them back. What is left is a bias.",
    repair="Repaired with standardized features: from {repaired.start:.2f} to {repaired.end:.2f}.",
)


# Rows were shuffled, their labels were not


def torn(alpha: float, epochs: int, seed: int, until: int) -> tuple[Curves, Curves]:
    """A run on rows whose labels are in another order, and one on whole rows."""
    X, y = TRAIN
    order = np.random.default_rng(seed).permutation(len(y))
    options = {"batch": FULL, "every": 2}
    broken = by_epoch(adam(alpha), (X[order], y), VALIDATION, epochs=epochs, **options)
    return broken, by_epoch(adam(alpha), TRAIN, VALIDATION, epochs=until, **options)


TORN = Case(
    right="labels",
    given={"alpha": 0.03, "epochs": 200, "seed": 2, "until": 60},
    runs=torn,
    settings=LONG_ADAM,
    seen="The training loss goes slowly from {broken.start:.2f} to {broken.end:.2f}. The "
    "validation loss is never below {broken.best:.2f} and ends at {broken.v_end:.2f}.",
    choices={
        "zeros": "Then training would stay on the dotted line. It ends at {broken.end:.2f}.",
        "small": "Short steps give two smooth curves that fall together. Here only one falls.",
        "labels": "Nothing that it learns holds for new rows, from the start.",
        "overfit": "By heart, yes, but only that. Where there is something to learn, validation "
        "falls first, as curve {curve[overfit]} does. Here it never gets below "
        "{broken.best:.2f}.",
    },
    why="Validation moves about the dotted line, then leaves it upward: what the network learns is "
    "worth nothing on new rows. Training falls all the same, slowly, because "
    "{WEIGHTS} weights can learn even senseless labels by heart.",
    repair="Repaired with rows and labels in one order, {until} epochs: validation falls to "
    "{repaired.best:.2f}.",
)


# Rows are sorted by class, never shuffled


def one_class_after_the_other(alpha: float, epochs: int) -> tuple[Curves, Curves]:
    """A run on rows sorted by class, and one on the same rows shuffled in each epoch."""
    X, y = TRAIN
    order = np.argsort(y, kind="stable")
    table, number = (X[order], y[order]), epochs * AN_EPOCH
    broken = by_batch(gd(alpha), table, VALIDATION, in_order(FULL), number)
    return broken, by_batch(gd(alpha), table, VALIDATION, batches(FULL, BATCH, 0), number)


def alike(run: Curves) -> float:
    """Correlation of the batches' losses with those an epoch before, from the third epoch on."""
    loss = run.training[2 * AN_EPOCH :]
    return np.corrcoef(loss[:-AN_EPOCH], loss[AN_EPOCH:])[0, 1]


def order_facts(broken: Curves, repaired: Curves) -> dict[str, Any]:
    """The numbers of the texts: batches of each class, and how the loss swings with them."""
    late = broken.training[-2 * AN_EPOCH :]
    malignant = np.sum(TRAIN[1] == 0)
    return {
        "steps": AN_EPOCH,
        "low": late.min(),
        "high": late.max(),
        "alike": alike(broken),
        "shuffled": abs(alike(repaired)),
        "sure": broken.training[: malignant // BATCH].min(),
        "leap": broken.training[-(-malignant // BATCH)],
        "malignant": malignant // BATCH,
        "benign": AN_EPOCH - -(-malignant // BATCH),
        "ends": broken.validation[-AN_EPOCH:].mean(),
        "better": repaired.validation[-AN_EPOCH:].mean(),
    }


SORTED = Case(
    right="sorted",
    given={"alpha": 1.0, "epochs": 8},
    runs=one_class_after_the_other,
    facts=order_facts,
    settings="Gradient descent, α = {alpha:g}, batches of {BATCH}, {epochs} epochs of {steps} "
    "steps. Training loss: of the step’s own batch.",
    seen="The loss of the batch swings between {low:.2f} and {high:.2f} in the last two epochs; "
    "the validation loss swings a little.",
    choices={
        "noise": "Noise has no period. This one repeats itself every {steps} steps: its "
        "correlation with the epoch before is {alike:.3f}.",
        "momentum": "There is none in these settings, and a heavy ball does not keep time with the "
        "epochs.",
        "overfit": "Then validation would turn upward for good. It keeps its level, and it is the "
        "training loss that swings.",
        "sorted": "It repeats itself every {steps} steps, and an epoch has {steps}.",
    },
    why="What comes again with each epoch is the order of the rows: {malignant} batches all "
    "malignant, a mixed one, {benign} all benign. In the first epoch the loss falls to "
    "{sure:.3f}, because the network says malignant to everyone; the first benign batch then "
    "costs {leap:.1f}.",
    repair="Repaired by a new order in each epoch: no period, and in the mean of the last epoch "
    "validation is {better:.3f}, in place of {ends:.3f}.",
    unit="steps",
)


# Validation rows are among the training rows


def leaking(alpha: float, epochs: int) -> tuple[Curves, Curves]:
    """A run that trains on the validation rows, too, and one that does not."""
    X, y = (np.concatenate(pair) for pair in zip(TRAIN, VALIDATION, strict=True))
    train = X, y
    options = {"epochs": epochs, "every": epochs // 50}
    broken = by_epoch(adam(alpha), train, VALIDATION, batch=len(train[1]), **options)
    return broken, by_epoch(adam(alpha), TRAIN, VALIDATION, batch=FULL, **options)


LEAKING = Case(
    right="leak",
    given={"alpha": 0.03, "epochs": 200},
    runs=leaking,
    facts=lambda broken, _: {"rows": FULL + len(VALIDATION[1])},
    settings="Adam, α = {alpha:g}, all training rows at each step, {epochs} epochs: the settings "
    "of curve {curve[overfit]}.",
    seen="Both losses fall together to the end: training to {broken.end:.3f}, validation to "
    "{broken.v_end:.3f}.",
    choices={
        "leak": "Validation follows training where new rows cannot follow.",
        "nothing": "Too good. With these settings curve {curve[overfit]} gets to "
        "{repaired.best:.2f} on new rows at its best; here it is {broken.v_end:.3f}.",
        "small": "Both curves still fall, but short steps would not have come down to "
        "{broken.end:.3f}.",
        "overfit": "Then validation would have turned around. It follows training to the end.",
    },
    why="In curve {curve[overfit]} the same settings learn training rows by heart, and validation "
    "turns around. Here it does not: so these rows are learned by heart as well. All "
    "{VALIDATION} are among the {rows} that the network trains on.",
    repair="Repaired by training without them, it is curve {curve[overfit]} again: "
    "{repaired.v_end:.2f} at the end, a worse number and a true one.",
)
