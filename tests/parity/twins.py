"""For each rule of a library, the rule of the book that walks the same path: the conventions."""

import math

from libraries import library_rule

from descent.optimizers import rules
from descent.wrappers import varying


def twins(library, name, settings):
    """(the library's rule, the book's rule, the state the book's starts from)."""
    theirs, ours, state = dict(settings), dict(settings), ()
    if name == "amsgrad" and library != "optax":
        ours["raw"] = True
    if library == "keras" and name in ("adam", "amsgrad", "adamw"):
        return library_rule(library, name, **theirs), keras_epsilon(name, **ours), state
    if library != "torch" and name == "adagrad":
        # √(s + ε) is √s with a sum that starts ε higher, and theirs starts at 0.1 as it is.
        ours["eps"], state = 0.0, (0.1 + theirs["eps"],)
    if library == "optax" and name == "rmsprop":
        theirs["eps_in_sqrt"] = False
    if library == "keras" and name == "rmsprop":
        theirs["eps"] = ours["eps"] = 0.0  # inside the root: no setting of the book's is the same
    return library_rule(library, name, **theirs), rules[name](**ours), state


def keras_epsilon(name, eps, beta2, **settings):
    """Keras adds ε before v is corrected: to the corrected root that is ε/√(1 − β₂ᵗ)."""
    return varying(
        lambda t: rules[name](beta2=beta2, eps=eps / math.sqrt(1 - beta2**t), **settings)
    )
