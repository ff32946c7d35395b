"""Run a reader's answer on inputs, and come back from whatever it does."""

import copy
import io
import signal
import threading
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from itertools import islice

from numpy import array, generic, ndarray

SECONDS = 5.0
LARGEST = 1_000_000  # numbers in an answer


class TimeUp(BaseException):
    """Not an Exception, so that a reader's `except Exception` lets it through."""


class NotNumbers(Exception):
    """An answer that cannot be compared; its text says what it is."""


@dataclass
class Trial:
    """What came of one call: numbers or a word, or else what went wrong."""

    value: object = None
    raw: object = None
    error: BaseException | None = None
    printed: str = ""
    changed: bool = False


@contextmanager
def limited(seconds):
    """Raise TimeUp in the body after so many seconds.

    It interrupts Python code, in the main thread, where the system has alarms (not on Windows). A
    single long call into compiled code is waited for; elsewhere an endless answer has to be
    interrupted by hand.
    """
    if (
        not hasattr(signal, "setitimer")
        or threading.current_thread() is not threading.main_thread()
    ):
        yield
        return

    def up(number, frame):
        raise TimeUp

    before = signal.signal(signal.SIGALRM, up)
    signal.setitimer(signal.ITIMER_REAL, seconds, 0.2)  # again, if it is caught
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def trials(use, answer, inputs):
    """A Trial for each tuple of arguments, until one goes wrong or the time is up."""
    done = []
    try:
        with limited(SECONDS):
            for arguments in inputs:
                done.append(Trial())
                attempt(done[-1], use, answer, arguments)
                if done[-1].error:
                    break
    except TimeUp as error:
        done[-1].error = error
    return done


def attempt(trial, use, answer, arguments):
    own = copy.deepcopy(arguments)
    printed = io.StringIO()
    try:
        with redirect_stdout(printed):
            trial.raw = use(answer, *own)
            if hasattr(trial.raw, "__next__"):
                trial.raw = list(islice(trial.raw, LARGEST + 1))
            if trial.raw is not None and trial.raw is not ...:
                trial.value = numbers(trial.raw)
            trial.changed = any(map(differs, arguments, own))
    except TimeUp:
        raise
    except BaseException as error:
        trial.error = error
    trial.printed = printed.getvalue()


def numbers(value):
    """A word as it is, else a tuple of float arrays: one, or one for each part of a tuple."""
    if isinstance(value, str):
        return value
    parts = value if isinstance(value, tuple) and any(map(several, value)) else (value,)
    return tuple(map(floats, parts))


def several(value):
    """Whether it is a list or an array, and not one number."""
    return isinstance(value, list | tuple) or (isinstance(value, ndarray) and value.ndim > 0)


def floats(value):
    if not isinstance(value, list | tuple | ndarray | generic | int | float):
        raise NotNumbers(f"a {type(value).__name__}")
    if isinstance(value, ndarray) and value.size > LARGEST:
        raise NotNumbers(f"an array of {value.size:,} numbers")
    try:
        found = array(value)
    except ValueError:
        raise NotNumbers("a list of parts that have different lengths") from None
    if found.dtype.kind not in "biuf":
        raise NotNumbers(f"a {type(value).__name__} that holds more than real numbers")
    if found.size > LARGEST:
        raise NotNumbers(f"more than {LARGEST:,} numbers")
    return found.astype(float)


def differs(before, after):
    """Whether an argument was changed in place."""
    if isinstance(before, ndarray):
        return before.tobytes() != after.tobytes()
    return isinstance(before, list | dict) and before != after
