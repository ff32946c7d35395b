"""Exercises that answer back, in a notebook's cell or printed from a script.

from descent.exercises import check, hint, progress, solution

check("2.2", gradient_descent)   # is it right, and if not, which mistake is it?
hint("2.2")                      # the next hint, each time
solution("2.2")                  # code and reasons
progress()                       # what you have done so far
"""

import dis
import sys
from dataclasses import replace
from typing import Any

from descent.exercises.exercise import exercises
from descent.exercises.judge import reply_to
from descent.exercises.progress import begin_again, note, state
from descent.exercises.reply import Page, Progress, Reply

__all__ = [
    "check",
    "hint",
    "progress",
    "solution",
]

given = {}  # how many hints, by exercise
tries = {}  # how many wrong answers


def check(number: object, answer: object = None) -> Reply:
    """Say whether an answer is right, and if not, what is wrong with it.

    answer: what the exercise asks for: a function, a number, several numbers, a generator, a rule,
        or a word. It is never changed; a function is called on copies, for at most 5 seconds, in
        the browser, too. What cannot be stopped is a single long call into compiled code: there,
        interrupt the kernel, or in the browser restart it.

    The reply is true if the answer is right: `if check("2.2", mine): ...`. Where a function went
    wrong, `check("2.2", mine).arguments` has what it was called with.

    Never raises, whatever it is given.
    """
    try:
        number = str(number)
        reply = offered(reply_to(number, answer))
        note(number, reply.verdict)
    except BaseException as error:
        text = f"Your answer could not be checked: it raised {type(error).__name__}."
        reply = Reply("", "stopped", text)
    return shown(reply)


def offered(reply: Any) -> Reply:
    """The reply, and from the second wrong answer on, the offer of a hint that was not given."""
    number = reply.number
    if reply.verdict != "wrong":
        return reply
    tries[number] = tries.get(number, 0) + 1
    if tries[number] < 2 or given.get(number, 0) >= len(exercises[number].hints):
        return reply
    which = "the next hint" if given.get(number) else "a hint"
    return replace(reply, more=(*reply.more, f'`hint("{number}")` gives {which}.'))


def shown(reply: Any) -> Any:
    """The reply; printed where the line that asked drops it, as in a script or in mid-cell."""
    try:
        frame = sys._getframe(2)
        steps = dis.get_instructions(frame.f_code)
        if next(step.opname for step in steps if step.offset > frame.f_lasti) == "POP_TOP":
            encoding = sys.stdout.encoding or "utf8"
            print(repr(reply).encode(encoding, "replace").decode(encoding))
    except Exception:  # nowhere to print
        pass
    return reply


def hint(number: object) -> Any:
    """The next hint for an exercise, each time one more; after the last one, all of them."""
    number = str(number)
    if number not in exercises:
        return shown(reply_to(number, None))
    hints = exercises[number].hints
    given[number] = min(given.get(number, 0) + 1, len(hints) + 1)
    if given[number] > len(hints):
        last = f'There are no more hints. `solution("{number}")` shows one way.'
        return shown(Page([*hints, last]))
    left = len(hints) - given[number]
    return shown(Page([hints[given[number] - 1], *([f"({left} more)"] if left else [])]))


def solution(number: object) -> Any:
    """One way to solve an exercise, and why."""
    number = str(number)
    if number not in exercises:
        return shown(reply_to(number, None))
    return shown(Page([exercises[number].solved]))


def progress(reset: bool = False) -> Progress:
    """What you have done so far, a line for each chapter.

    reset: begin again, with nothing done. The file with what you had done is kept under another
        name, and you are told which.
    """
    told = begin_again() if reset else ""
    done, trouble = state()
    return shown(Progress({number: done.get(number, "") for number in exercises}, told or trouble))
