"""What an exercise is: data, from which check, hint, solution and the page's folds are made."""

import inspect
import re
import textwrap
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

exercises = {}  # by number, in the order of the chapters


@dataclass(frozen=True)
class Exercise:
    """One exercise.

    number, title: as in the chapter.
    answer: the right answer: a function, a number, several numbers, or a word of `choices`.
    mistakes: usual wrong answers, functions whose docstring is what the reader is told, or pairs
        (value, text); the first that matches is told.
    conventions: answers that are right elsewhere, in the same form.
    probes: for a function, the arguments to try, a list of tuples, or a function of a random
        generator that returns one.
    use: how an answer is tried, `use(answer, *arguments)`; by default it is called.
    place: where number k stands in what `use` gave, in words, `place(value, k)`; value is a tuple
        of arrays. By default it is counted: row 2, column 1 of the third array.
    tolerance: how far off a number may be, as a share of 1 + its size.
    nearly: what is said of a function whose answers come near to the right ones everywhere: where a
        formula is asked for and somebody simulates.
    choices: for a word, {word: what is said to who chose it}.
    hints, solution: Markdown; `{code}` in the solution stands for the source of `answer`.
    passed: what is said when it is right: why it matters, or what to ask next.
    minutes: how long it takes, from reading the statement to a right answer.
    section: the heading in the chapter under which it is explained, as it stands there; who made a
        known mistake is sent there.
    """

    number: str
    title: str
    answer: object
    hints: tuple[str, ...]
    solution: str
    passed: str
    mistakes: tuple = ()
    conventions: tuple = ()
    probes: list | Callable = field(default_factory=list)
    use: Callable = lambda answer, *arguments: answer(*arguments)
    place: Callable | None = None
    tolerance: float = 1e-9
    nearly: str = ""
    choices: dict = field(default_factory=dict)
    minutes: int | None = None
    section: str = ""

    def __post_init__(self):
        if self.number in exercises:
            raise ValueError(f"there is an exercise {self.number} already")
        exercises[self.number] = self

    @property
    def arguments(self):
        """The arguments to try, the same at every check."""
        return self.probes(np.random.default_rng(7)) if callable(self.probes) else self.probes

    @property
    def time(self):
        """How long it takes, as a sentence, or nothing."""
        if self.minutes is None:
            return ""
        return f"About {self.minutes} minute{'s' if self.minutes > 1 else ''}."

    @property
    def solved(self):
        """The solution with its code, as Markdown."""
        if "{code}" not in self.solution:
            return self.solution
        code = textwrap.dedent(inspect.getsource(self.answer)).strip()
        return self.solution.replace("{code}", f"```python\n{code}\n```")


def message(wrong):
    """What a known mistake, or another convention, is told."""
    text = inspect.cleandoc(wrong.__doc__) if callable(wrong) else wrong[1]
    return re.sub(r"(?<!\n)\n(?!\n)", " ", text)


def value(wrong):
    return wrong if callable(wrong) else wrong[0]


def named(name, function):
    """The function under a name that a reader can read, as `x ↦ 2x`."""
    function.__name__ = name
    return function
