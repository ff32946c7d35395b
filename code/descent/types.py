"""The names of types that stand in the library's signatures.

Shapes and units are in each docstring: `(..., d)` is any batch of points with d weights each.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike as ArrayLike  # whatever NumPy makes an array of

# Numbers of any precision, in the shape that the docstring says.
Array = np.ndarray[Any, Any]

# A setting of a rule: one number, or an array that broadcasts against the weights.
Setting = float | Array

# The loss at weights `(..., d)`: numbers `(...)`.
Value = Callable[[Array], Any]

# Points of the plane, such as the minima of a surface.
Places = tuple[tuple[float, float], ...]

# What a map shows: x_low, x_high, y_low, y_high.
Window = tuple[float, float, float, float]

# The slope at weights `(..., d)`, of the same shape.
Gradient = Callable[[Array], Any]

# Rows of a table: features X `(n, d)`, and y `(n,)`, the target of each.
Rows = tuple[Array, Array]

# An update rule: `w, *state = rule(w, g, *state)`, see descent/optimizers.py.
Rule = Callable[..., tuple[Any, ...]]

# Keyword arguments of a drawing function of matplotlib.
Style = dict[str, Any]

# The factor of the step size at step t = 1, 2, …
Schedule = Callable[[int], float]

# What an exercise says of an answer: a verdict, its text, and what more a Reply may hold.
Verdict = tuple[Any, ...]

# Numbers of an answer, each with the right one.
Pairs = list[tuple[float, float]]
