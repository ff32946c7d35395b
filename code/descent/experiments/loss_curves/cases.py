"""The twelve cases in the order of the figure. Each is real: all numbers come from its runs."""

from string import ascii_uppercase

from descent.experiments.loss_curves.others import BY_HEART, SOUND, ZEROS
from descent.experiments.loss_curves.steps import HOVERING, SHORT, SWINGING, TOO_LONG, UPHILL
from descent.experiments.loss_curves.tables import LEAKING, RAW, SORTED, TORN

CASES = (SHORT, BY_HEART, ZEROS, TOO_LONG, SOUND, RAW)
CASES += (HOVERING, UPHILL, SWINGING, TORN, SORTED, LEAKING)
LETTERS = {case.right: letter for case, letter in zip(CASES, ascii_uppercase, strict=False)}
