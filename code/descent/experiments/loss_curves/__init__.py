"""Twelve loss curves, each with something to find out, and the run that repairs it.

    case = CASES[0]
    case.broken.training, case.repaired.training    losses, from real runs
    case.told(LETTERS)["why"]                       words, with the runs' own numbers

Runs are made when they are first asked for, and kept. Read `runs.py` for how a run is logged,
`case.py` for what a case is, then `cases.py`: a case a screen.
"""

from descent.experiments.loss_curves.case import CAUSES, Case
from descent.experiments.loss_curves.cases import CASES, LETTERS
from descent.experiments.loss_curves.runs import FAR, Curves

__all__ = ["CASES", "CAUSES", "FAR", "LETTERS", "Case", "Curves"]
