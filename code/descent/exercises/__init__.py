"""Exercises that answer back.

from descent.exercises import check, hint, progress, solution

check("2.2", gradient_descent)   # is it right, and if not, which mistake is it?
hint("2.2")                      # the next hint, each time
solution("2.2")                  # code and reasons
progress()                       # what you have done so far
"""

from descent.exercises import (
    chapter1,
    chapter2,
    chapter3,
    chapter4,
    chapter5,
    chapter6,
    chapter7,
    chapter8,
    chapter9,
)
from descent.exercises.checking import judge
from descent.exercises.exercise import exercises
from descent.exercises.progress import note, state
from descent.exercises.reply import Page, Progress, Reply

__all__ = [
    "chapter1",
    "chapter2",
    "chapter3",
    "chapter4",
    "chapter5",
    "chapter6",
    "chapter7",
    "chapter8",
    "chapter9",
    "check",
    "hint",
    "progress",
    "solution",
]

given = {}  # how many hints, by exercise


def check(number, answer=None):
    """Say whether an answer is right, and if not, what is wrong with it.

    answer: what the exercise asks for: a function, a number, several numbers, a generator, a rule,
        or a word. It is never changed; a function is called on copies, for at most 5 seconds. What
        cannot be stopped then: a single long call into compiled code, anything outside the main
        thread, and anything on Windows; interrupt the kernel there.

    Never raises, whatever it is given.
    """
    try:
        number = str(number)
        reply = judge(number, answer)
        note(number, reply.verdict)
    except BaseException as error:
        text = f"Your answer could not be checked: it raised {type(error).__name__}."
        return Reply("", "stopped", text)
    return reply


def hint(number):
    """The next hint for an exercise, each time one more; after the last one, all of them."""
    number = str(number)
    if number not in exercises:
        return judge(number, None)
    hints = exercises[number].hints
    given[number] = min(given.get(number, 0) + 1, len(hints) + 1)
    if given[number] > len(hints):
        return Page([*hints, f'There are no more hints. `solution("{number}")` shows one way.'])
    left = len(hints) - given[number]
    return Page([hints[given[number] - 1], *([f"({left} more)"] if left else [])])


def solution(number):
    """One way to solve an exercise, and why."""
    number = str(number)
    return Page([exercises[number].solved]) if number in exercises else judge(number, None)


def progress():
    """What you have done so far, a line for each chapter."""
    done, trouble = state()
    return Progress({number: done.get(number, "") for number in exercises}, trouble)
