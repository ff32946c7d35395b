"""What a case is: two runs, a question about the first, and words that the runs fill in."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from descent.experiments.loss_curves.runs import (
    BATCH,
    EPOCHS,
    FULL,
    NET,
    TRAIN,
    VALIDATION,
    Curves,
    blind,
)
from descent.types import Rows

MINI = "Gradient descent, α = {alpha:g}, batches of {BATCH}, {EPOCHS} epochs."
LONG_ADAM = "Adam, α = {alpha:g}, all {TRAIN} rows at each step, {epochs} epochs."
COMMON = {"BATCH": BATCH, "EPOCHS": EPOCHS, "WEIGHTS": NET.size, "LOG2": np.log(2)}
COMMON |= {"TRAIN": FULL, "VALIDATION": len(VALIDATION[1])}
CAUSES = {
    "small": "The steps are too short",
    "large": "The steps are too long",
    "noise": "The step size never shrinks, so the noise stays",
    "momentum": "Too much momentum",
    "sign": "The gradient has the wrong sign",
    "overfit": "It learns its training rows by heart",
    "decay": "Too much weight decay",
    "zeros": "All weights start at zero",
    "raw": "The features are not standardized",
    "labels": "Rows were shuffled, their labels were not",
    "sorted": "Rows are sorted by class, never shuffled",
    "leak": "Validation rows are among the training rows",
    "nothing": "Nothing is wrong",
}


@dataclass(frozen=True)
class Case:
    """One loss curve to diagnose. All texts are format strings.

    right: the cause, a key of CAUSES.
    given: the settings, by name, for `runs` and for the texts.
    runs(**given): the broken run and the repaired one, two `Curves`.
    settings: what the reader is told of the broken run; seen: what there is to see, not judged.
    choices: {cause: reply}, the right one among them.
    why: from the curve to the cause; repair: what was changed, and what came of it.
    facts(broken, repaired): further numbers for the texts, by name.
    train: the rows whose classes make the dotted line; unit: of the horizontal axis.
    """

    right: str
    given: dict[str, Any]
    runs: Callable[..., tuple[Curves, Curves]]
    settings: str
    seen: str
    choices: dict[str, str]
    why: str
    repair: str
    facts: Callable[[Curves, Curves], dict[str, Any]] = lambda broken, repaired: {}
    train: Rows = field(default=TRAIN, repr=False)
    unit: str = "epochs"

    @cached_property
    def pair(self) -> tuple[Curves, Curves]:
        """The broken run and the repaired one, made when they are first asked for."""
        return self.runs(**self.given)

    @property
    def broken(self) -> Curves:
        """The run that the figure shows."""
        return self.pair[0]

    @property
    def repaired(self) -> Curves:
        """The run that the figure shows once the question is answered."""
        return self.pair[1]

    @property
    def blind(self) -> float:
        """The loss that the dotted line shows."""
        return blind(self.train)

    @cached_property
    def numbers(self) -> dict[str, Any]:
        """All that the texts may name, by name."""
        own = {"broken": self.broken, "repaired": self.repaired, "blind": self.blind}
        return COMMON | self.given | own | self.facts(self.broken, self.repaired)

    def told(self, letters: dict[str, str]) -> dict[str, Any]:
        """The texts with their numbers; `letters` names the curve of each cause."""
        numbers = self.numbers | {"curve": letters}
        words = {
            name: getattr(self, name).format(**numbers)
            for name in ("settings", "seen", "why", "repair")
        }
        choices = [[CAUSES[key], reply.format(**numbers)] for key, reply in self.choices.items()]
        return words | {"choices": choices, "right": list(self.choices).index(self.right)}
