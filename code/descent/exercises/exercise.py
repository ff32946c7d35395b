"""What an exercise is: data, from which check, hint, solution and the page's folds are made."""

import inspect
import re
import textwrap
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from descent.exercises.texts import Chapter, Slip


class Exercises(MutableMapping):
    """{number: Exercise}; an exercise is made of its text when it is first asked for."""

    def __init__(self):
        self.made = {}
        self.texts = {}

    def read(self, path):
        """Know the exercises of a chapter's text."""
        chapter = Chapter(path)
        self.texts |= dict.fromkeys(chapter.exercises, chapter)

    def __getitem__(self, number):
        if number not in self.made and number in self.texts:
            Exercise(**self.texts[number].fields(number))
        return self.made[number]

    def __setitem__(self, number, exercise):
        self.made[number] = exercise

    def __delitem__(self, number):
        del self.made[number]

    def __iter__(self):
        return iter(sorted({**self.texts, **self.made}, key=lambda n: [*map(int, n.split("."))]))

    def __len__(self):
        return len({**self.texts, **self.made})

    def __contains__(self, number):
        return number in self.texts or number in self.made


exercises = Exercises()
for path in sorted(Path(__file__).with_name("chapters").glob("*.md")):
    exercises.read(path)


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
    passed: str = ""
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
    code: str = ""

    def __post_init__(self):
        if self.number in exercises.made:
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
        code = self.code or textwrap.dedent(inspect.getsource(self.answer)).strip()
        return self.solution.replace("{code}", f"```python\n{code}\n```")


def message(wrong):
    """What a known mistake, or another convention, is told."""
    if isinstance(wrong, Slip):
        return wrong.text
    text = inspect.cleandoc(wrong.__doc__) if callable(wrong) else wrong[1]
    return re.sub(r"(?<!\n)\n(?!\n)", " ", text)


def value(wrong):
    if isinstance(wrong, Slip):
        return wrong.answer
    return wrong if callable(wrong) else wrong[0]


def named(name, function):
    """The function under a name that a reader can read, as `x ↦ 2x`."""
    function.__name__ = name
    return function
