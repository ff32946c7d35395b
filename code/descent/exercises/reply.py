"""What comes back from a check: a sentence, with a sign before it."""

from dataclasses import dataclass

from descent.building import building
from descent.exercises.exercise import Exercise, exercises
from descent.exercises.plain import plain

SIGNS = {"passed": "✓", "wrong": "✗", "open": "○", "stopped": "✗", "unknown": "✗"}


@dataclass(frozen=True)
class Reply:
    """verdict: "passed", "wrong", "open" (not attempted), "stopped", "unknown"; text: Markdown.

    more: sentences that follow in a paragraph of their own, on where to go from here. arguments:
    of the call that went wrong, for a function.

    True if it passed: `if check("6.3", my_adam): ...`
    """

    number: str
    verdict: str
    text: str
    more: tuple[str, ...] = ()
    arguments: tuple = ()

    @property
    def passed(self) -> bool:
        """Whether the answer is right."""
        return self.verdict == "passed"

    def __bool__(self):
        return self.passed

    def __repr__(self):
        lines = [f"{SIGNS[self.verdict]} {self.number}  {self.text}", *self.more]
        return plain("\n   ".join(lines))

    def _repr_markdown_(self) -> str:
        if building() and self.number in exercises:
            return folds(exercises[self.number])
        text = f"{SIGNS[self.verdict]} **{self.number}** {self.text}"
        return "\n\n".join([text, *([" ".join(self.more)] if self.more else [])])


def folds(exercise: Exercise) -> str:
    """The time it takes, then hints and solution, closed, in order: for the page."""
    names = [f"Hint {k}" for k in range(1, len(exercise.hints) + 1)]
    if len(names) == 1:
        names = ["Hint"]
    parts = [*zip(names, exercise.hints, strict=True), ("Solution", exercise.solved)]
    closed = [f"::::{{dropdown}} {name}\n{text.strip()}\n::::" for name, text in parts]
    time = [f"*{exercise.time}*"] if exercise.time else []
    return "\n\n".join([f":::::{{exercise}} {exercise.number}", *time, *closed, ":::::"])


class Page(list):
    """Paragraphs of Markdown: hints, or a solution."""

    def __repr__(self):
        return plain(self._repr_markdown_())

    def _repr_markdown_(self) -> str:
        return "\n\n".join(self)


MARKS = {"passed": "●", "wrong": "◐", "": "○"}
LEGEND = "● passed  ◐ tried  ○ open"


@dataclass(frozen=True)
class Progress:
    """done: {number: "passed", "wrong" or ""}; trouble: a sentence on the file, if there is one."""

    done: dict
    trouble: str = ""

    def __repr__(self):
        chapters = dict.fromkeys(number.split(".")[0] for number in self.done)
        lines = [*map(self.line, chapters), LEGEND]
        return "\n".join([*lines, *([self.trouble] if self.trouble else [])])

    def line(self, chapter: str) -> str:
        """The exercises of one chapter, each with its mark."""
        mine = {n: v for n, v in self.done.items() if n.split(".")[0] == chapter}
        marks = "  ".join(f"{number} {MARKS[verdict]}" for number, verdict in mine.items())
        passed = [*mine.values()].count("passed")
        return f"chapter {chapter}   {marks}   {passed} of {len(mine)}"

    def _repr_markdown_(self) -> str:
        return "\n\n".join(repr(self).splitlines())
