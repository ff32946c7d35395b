"""Run a reader's answer on inputs, and come back from whatever it does."""

import copy
import signal
import sys
import sysconfig
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from itertools import islice
from numbers import Real
from pathlib import Path
from threading import current_thread, main_thread
from time import monotonic
from traceback import FrameSummary
from typing import Any

from numpy import array, asarray, errstate, generic, ndarray

from descent.types import Array

SECONDS = 5.0
LARGEST = 1_000_000  # numbers in an answer
OURS = str(Path(__file__).parents[1])  # this library
THEIRS = ("<frozen", *(sysconfig.get_path(name) for name in ("stdlib", "purelib", "platlib")))
LIBRARIES = (OURS, *THEIRS)


class TimeUp(BaseException):
    """Not an Exception, so that a reader's `except Exception` lets it through."""


class NotNumbers(Exception):
    """An answer that cannot be compared; its text says what it is."""


class Unfit(Exception):
    """What a trial of its own finds wrong with an answer, as a whole sentence for the reader."""


@dataclass
class Trial:
    """What came of one call: numbers or a word, or else what went wrong."""

    value: Any = None
    error: BaseException | None = None
    printed: str = ""
    changed: bool = False


def trials(use: Callable, answer: Any, inputs: Iterable[tuple]) -> list[Trial]:
    """A Trial for each tuple of arguments, until one goes wrong or the time is up.

    Only Python code can be stopped. A single long call into compiled code is waited for.
    """
    done = []
    limit = alarm if has_alarm() else watch
    with limit(getattr(getattr(answer, "__code__", None), "co_filename", None)) as late:
        try:
            for arguments in inputs:
                done.append(Trial())
                attempt(done[-1], use, answer, arguments)
                if late():
                    raise TimeUp
                if done[-1].error:
                    break
        except TimeUp as error:
            done[-1].error = error
    return done


def has_alarm() -> bool:
    """Not in the browser, not on Windows, and in the main thread only."""
    return hasattr(signal, "setitimer") and current_thread() is main_thread()


@contextmanager
def alarm(file: str | None) -> Iterator[Callable[[], bool]]:
    """Raise TimeUp in SECONDS, and then in every line of that file, should it be caught there.

    What is in place before is in place again afterwards: an alarm that ran outside goes on.
    """
    rung = []

    def again(frame, event, argument):
        if event == "line" and frame.f_code.co_filename == file:
            raise TimeUp
        return again

    def up(number, frame):
        rung.append(number)
        while frame:
            if frame.f_code.co_filename == file:
                frame.f_trace = again
            frame = frame.f_back
        sys.settrace(again)
        raise TimeUp

    trace = sys.gettrace()
    handler = signal.signal(signal.SIGALRM, up)
    timer = signal.setitimer(signal.ITIMER_REAL, SECONDS, 0.2)
    try:
        yield lambda: bool(rung)
    finally:
        sys.settrace(trace)
        signal.setitimer(signal.ITIMER_REAL, *timer)
        signal.signal(signal.SIGALRM, handler)


class Caught(TimeUp):
    """Python stops watching when a watch raises; where this is caught and dropped, it goes on."""

    def __init__(self, go_on: Callable[[], None]):
        self.go_on = go_on

    def __del__(self):
        self.go_on()


@contextmanager
def watch(file: str | None) -> Iterator[Callable[[], bool]]:
    """Raise TimeUp in SECONDS where there is no alarm, by looking at the clock now and then.

    Each line of the reader's, and each call; in older Pythons, where `while True: pass` never comes
    to another line, each instruction. The libraries' own lines are left alone.
    """
    end, trace, on, ticks = monotonic() + SECONDS, sys.gettrace(), True, 0
    every = sys.version_info < (3, 14)

    def look(frame, event, argument):
        nonlocal ticks
        ticks += 1
        if not ticks % 16 and monotonic() > end:
            ticks -= 1  # so that the next look sees it too
            raise Caught(go_on)
        if event == "call":
            if frame.f_code.co_filename.startswith(LIBRARIES):
                return None
            frame.f_trace_opcodes = every
        return look

    def go_on():
        frame = sys._getframe(2) if on else None  # where the exception was dropped
        while frame and frame.f_code is not attempt.__code__:
            if not frame.f_code.co_filename.startswith(LIBRARIES):
                frame.f_trace, frame.f_trace_opcodes = look, every
            frame = frame.f_back
        if on:
            sys.settrace(look)

    sys.settrace(look)
    try:
        yield lambda: monotonic() > end
    finally:
        on = False
        sys.settrace(trace)


def attempt(trial: Trial, use: Callable, answer: Any, arguments: tuple) -> None:
    """Call the answer once, on copies, and note what came of it."""
    own = copy.deepcopy(arguments)
    printed = StringIO()
    try:
        with redirect_stdout(printed), errstate(all="ignore"):
            found = use(answer, *own)
            if hasattr(found, "__next__"):
                found = list(islice(found, LARGEST + 1))
            if found is not None and found is not ...:
                trial.value = numbers(found)
            trial.changed = any(map(differs, arguments, own))
    except TimeUp:
        raise
    except BaseException as error:
        trial.error = error
    trial.printed = printed.getvalue()


def readers_frames(error: Any) -> list[FrameSummary]:
    """Where in the reader's own code an error came from, outermost first; [] if not from there."""
    frames = traceback.extract_tb(error.__traceback__)
    return [frame for frame in frames if not frame.filename.startswith(LIBRARIES)]


def numbers(value: Any) -> Any:
    """A word as it is, else a tuple of float arrays: one, or one for each part of a tuple."""
    if isinstance(value, str):
        return value
    parts = value if isinstance(value, tuple) and any(map(several, value)) else (value,)
    return tuple(map(floats, parts))


def several(value: Any) -> bool:
    """Whether it is a list or an array, and not one number."""
    return isinstance(value, list | tuple) or (isinstance(value, ndarray) and value.ndim > 0)


def floats(value: Any) -> Array:
    """One part of an answer as an array of floats, or an error that says what it is."""
    if isinstance(value, ndarray) and value.size > LARGEST:
        raise NotNumbers(f"an array of {value.size:,} numbers")
    if hasattr(value, "__array__") and not isinstance(value, ndarray | generic):
        value = asarray(value)  # a tensor of another library
    if not isinstance(value, list | tuple | ndarray | generic | Real):
        raise NotNumbers(a_kind(value))
    try:
        found = array(value)
    except ValueError:
        raise NotNumbers("a list of parts that have different lengths") from None
    if found.size > LARGEST:
        raise NotNumbers(f"more than {LARGEST:,} numbers")
    exact = found.dtype.kind == "O" and all(isinstance(number, Real) for number in found.flat)
    if not exact and found.dtype.kind not in "biuf":
        words = " (write them without quotes)" if found.dtype.kind in "US" else ""
        raise NotNumbers(f"{a_kind(value)} that holds more than real numbers{words}")
    return found.astype(float)


def a_kind(value: Any) -> str:
    """The name of its type with its article: a list, an int."""
    name = type(value).__name__
    return f"{'an' if name[0].lower() in 'aeiou' else 'a'} {name}"


def differs(before: Any, after: Any) -> bool:
    """Whether an argument was changed in place."""
    if isinstance(before, ndarray):
        return before.tobytes() != after.tobytes()
    return isinstance(before, list | dict) and before != after
