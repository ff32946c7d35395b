"""Run a reader's answer on inputs, and come back from whatever it does."""

import copy
import io
import signal
import sys
from contextlib import redirect_stdout
from dataclasses import dataclass
from itertools import islice
from numbers import Real
from threading import current_thread, main_thread

from numpy import array, asarray, errstate, generic, ndarray

SECONDS = 5.0
LARGEST = 1_000_000  # numbers in an answer


class TimeUp(BaseException):
    """Not an Exception, so that a reader's `except Exception` lets it through."""


class NotNumbers(Exception):
    """An answer that cannot be compared; its text says what it is."""


class Unfit(Exception):
    """What a trial of its own finds wrong with an answer, as a whole sentence for the reader."""


@dataclass
class Trial:
    """What came of one call: numbers or a word, or else what went wrong."""

    value: object = None
    raw: object = None
    error: BaseException | None = None
    printed: str = ""
    changed: bool = False


def trials(use, answer, inputs):
    """A Trial for each tuple of arguments, until one goes wrong or the time is up.

    The alarm interrupts Python code, in the main thread, where the system has alarms (not on
    Windows). A single long call into compiled code is waited for; elsewhere an endless answer has
    to be interrupted by hand.
    """
    done = []
    limited = hasattr(signal, "setitimer") and current_thread() is main_thread()
    before = limited and set_alarm(getattr(getattr(answer, "__code__", None), "co_filename", None))
    try:
        for arguments in inputs:
            done.append(Trial())
            attempt(done[-1], use, answer, arguments)
            if done[-1].error:
                break
    except TimeUp as error:
        done[-1].error = error
    finally:
        if limited:
            clear_alarm(*before)
    return done


def set_alarm(file):
    """Raise TimeUp in SECONDS, and then in every line of that file, should it be caught there."""

    def again(frame, event, argument):
        if event == "line" and frame.f_code.co_filename == file:
            raise TimeUp
        return again

    def up(number, frame):
        while frame:
            if frame.f_code.co_filename == file:
                frame.f_trace = again
            frame = frame.f_back
        sys.settrace(again)
        raise TimeUp

    before = signal.signal(signal.SIGALRM, up), signal.setitimer(signal.ITIMER_REAL, SECONDS, 0.2)
    return *before, sys.gettrace()


def clear_alarm(handler, timer, trace):
    """As it was before: an alarm that ran outside goes on."""
    sys.settrace(trace)
    signal.setitimer(signal.ITIMER_REAL, *timer)
    signal.signal(signal.SIGALRM, handler)


def attempt(trial, use, answer, arguments):
    own = copy.deepcopy(arguments)
    printed = io.StringIO()
    try:
        with redirect_stdout(printed), errstate(all="ignore"):
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
    if isinstance(value, ndarray) and value.size > LARGEST:
        raise NotNumbers(f"an array of {value.size:,} numbers")
    if hasattr(value, "__array__") and not isinstance(value, ndarray | generic):
        value = asarray(value)  # a tensor of another library
    if not isinstance(value, list | tuple | ndarray | generic | Real):
        raise NotNumbers(f"a {type(value).__name__}")
    try:
        found = array(value)
    except ValueError:
        raise NotNumbers("a list of parts that have different lengths") from None
    if found.size > LARGEST:
        raise NotNumbers(f"more than {LARGEST:,} numbers")
    exact = found.dtype.kind == "O" and all(isinstance(number, Real) for number in found.flat)
    if not exact and found.dtype.kind not in "biuf":
        words = " (write them without quotes)" if found.dtype.kind in "US" else ""
        raise NotNumbers(f"a {type(value).__name__} that holds more than real numbers{words}")
    return found.astype(float)


def differs(before, after):
    """Whether an argument was changed in place."""
    if isinstance(before, ndarray):
        return before.tobytes() != after.tobytes()
    return isinstance(before, list | dict) and before != after
