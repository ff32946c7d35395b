"""What an exercise is: data, from which check, hint, solution and the page's folds are made."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from descent.exercises.texts import Chapter, Slip
from descent.exercises.usual import usual


class Exercises(Mapping):
    """{number: Exercise}; an exercise is made of its text when it is first asked for."""

    def __init__(self, paths: Iterable[Path]) -> None:
        chapters = [Chapter(path) for path in paths]
        self.chapters = {number: chapter for chapter in chapters for number in chapter.exercises}
        self.made: dict[str, Exercise] = {}

    def __getitem__(self, number: str) -> "Exercise":
        if number not in self.made:
            self.made[number] = Exercise(**self.chapters[number].fields(number))
        return self.made[number]

    def __iter__(self) -> Iterator[str]:
        return iter(self.chapters)

    def __len__(self) -> int:
        return len(self.chapters)


@dataclass(frozen=True)
class Exercise:
    """One exercise.

    number, title: as in the chapter.
    answer: the right answer: a function, a number, several numbers, or a word of `choices`.
    mistakes: usual wrong answers; the first that matches is told.
    conventions: answers that are right elsewhere.
    probes: for a function, the arguments to try, a list of tuples, or a function of a random
        generator that returns one.
    use: how an answer is tried, `use(answer, *arguments)`; by default it is called.
    place: where number k stands in what `use` gave, in words, `place(value, k)`; value is a tuple
        of arrays. By default it is counted: row 2, column 1 of the third array.
    tolerance: how far off a number may be, as a share of 1 + its size.
    nearly: what is said of a function whose answers come near to the right ones everywhere: where a
        formula is asked for and somebody simulates.
    choices: for a word, {word: what is said to who chose it}.
    hints, solution: Markdown; `{code}` in the solution stands for `code`, the answer's source.
    passed: what is said when it is right: why it matters, or what to ask next.
    minutes: how long it takes, from reading the statement to a right answer.
    section: the heading in the chapter under which it is explained, as it stands there; who made a
        known mistake is sent there.
    """

    number: str
    title: str
    answer: Any
    hints: tuple[str, ...]
    solution: str
    passed: str = ""
    mistakes: tuple[Slip, ...] = ()
    conventions: tuple[Slip, ...] = ()
    probes: list[tuple] | Callable = field(default_factory=list)
    use: Callable = lambda answer, *arguments: answer(*arguments)
    place: Callable | None = None
    tolerance: float = 1e-9
    nearly: str = ""
    choices: dict[str, str] = field(default_factory=dict)
    minutes: int | None = None
    section: str = ""
    code: str = ""

    @property
    def arguments(self) -> list[tuple]:
        """The arguments to try, the same at every check."""
        return self.probes(np.random.default_rng(7)) if callable(self.probes) else self.probes

    @property
    def time(self) -> str:
        """How long it takes, as a sentence, or nothing."""
        if self.minutes is None:
            return ""
        return f"About {self.minutes} minute{'s' if self.minutes > 1 else ''}."

    @property
    def slips(self) -> tuple[Slip, ...]:
        """All wrong answers that are known, in the order in which they are told."""
        return *self.conventions, *self.mistakes

    @cached_property
    def usual(self) -> list[list[Slip]]:
        """Wrong answers that nobody listed: what people do anywhere, done to this answer."""
        return usual(self.answer, self.code) if self.code else []

    @property
    def solved(self) -> str:
        """The solution with its code, as Markdown."""
        return self.solution.replace("{code}", f"```python\n{self.code}\n```")


def named(name: str, function: Callable) -> Callable:
    """The function under a name that a reader can read, as `x ↦ 2x`."""
    function.__name__, function.__doc__ = name, f"{name}."
    return function


exercises = Exercises(sorted(Path(__file__).with_name("chapters").glob("*.md")))
