"""Read exercises from a chapter's text, `chapters/07.md`.

    # Chapter 7                   what its first block of Python defines, all its exercises can use

    ## 7.3 AdamW                  an exercise begins; its fields are those of `Exercise`
    minutes: 15
    answer: [1, 2]                numbers or a word; else a block of Python, labeled "answer"

    ### Elsewhere                 right where other conventions hold
    ### Slips                     wrong answers that people give

A slip is an edit of the answer, numbers by their places, or a program of its own; what the reader
is told follows:

    - `- alpha * m` => `+ alpha * m`, `eps` => `0`: Two edits at once. Each old text stands in the
      answer exactly once.
    - `g**2` => `g` or `g**2` => `np.abs(g)`: Two slips that are told the same.
    - (2) 0.9, (3) 1 / 2: What is told of these two numbers.
    - ```python
      def remembers(alpha): ...
      ```
      Another algorithm.

    ### Besides                   slips that may come on top of any other, and are told behind it
"""

import linecache
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

EXERCISE = re.compile(r"^## (\d+\.\d+) (.+)\n", re.MULTILINE)
PART = re.compile(r"^### (\w+)\n", re.MULTILINE)
FIELDS = {"minutes", "section", "tolerance", "answer", "nearly", "passed"}
TRIED_BY = {"probes", "use", "place"}  # names that a text's Python may define
PARTS = {"Choices", "Elsewhere", "Slips", "Besides", "Hints", "Solution"}
BLOCK = re.compile(r"^```python ?(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FIELD = re.compile(r"^(\w+): (.+)$", re.MULTILINE)
ITEM = re.compile(r"^(?:-|\d+\.) ", re.MULTILINE)
EDIT = re.compile(r"`([^`]*)` => `([^`]*)`(?:, (?=`)|$)")
EDITS = re.compile(r"((?:`[^`]*` => `[^`]*`(?:, | or )?)+): ?")
OR = re.compile(r"(?<=`) or (?=`)")
PLACE = re.compile(r"\((\d+)\) (.+?)(?:, (?=\(\d)|$)")


@dataclass(frozen=True)
class Slip:
    """A wrong answer, what the reader is told of it, and how it is written in the text."""

    answer: Any
    text: str
    name: str = ""


class Chapter:
    """A text with its exercises. They are found at once, and read when they are asked for."""

    def __init__(self, path: str | Path):
        self.path = Path(path)
        self.head, *parts = EXERCISE.split(self.path.read_text("utf8"))
        numbers, titles, bodies = parts[::3], parts[1::3], parts[2::3]
        self.exercises = dict(zip(numbers, zip(titles, bodies, strict=True), strict=True))

    @cached_property
    def names(self) -> dict[str, Any]:
        """What the chapter's own blocks of Python define, for all its exercises."""
        names = {"np": np, "math": math, "__name__": self.path.name}
        for _, code in BLOCK.findall(self.head):
            run(code, str(self.path), names)
        return names

    def fields(self, number: str) -> dict[str, Any]:
        """What an Exercise is made of."""
        title, body = self.exercises[number]
        text = Text(f"{self.path} {number}", dict(self.names), body)
        return {"number": number, "title": title, **text.fields()}


class Text:
    """One exercise: where it stands, for errors; the names that its Python may use; its text."""

    def __init__(self, place: str, names: dict[str, Any], body: str):
        self.place, self.names = place, names
        self.top, *parts = PART.split(body)
        self.parts = dict(zip(parts[::2], parts[1::2], strict=True))
        self.known("part", self.parts, PARTS)
        self.code: str = ""
        self.answer: Any = None

    def fields(self) -> dict[str, Any]:
        """What an Exercise is made of, but for its number and title."""
        fields = dict(FIELD.findall(BLOCK.sub("", self.top)))
        self.known("field", fields, FIELDS)
        for label, code in BLOCK.findall(self.top):
            function = self.function(code, label, self.names)
            if label == "answer":
                self.code, self.answer = code.strip(), function
        for name in {"minutes", "tolerance", "answer"} & fields.keys():
            fields[name] = eval(fields[name], dict(self.names))
        self.answer = fields.setdefault("answer", self.answer)
        fields |= {name: self.names[name] for name in TRIED_BY & self.names.keys()}
        return fields | {
            "code": self.code,
            "choices": dict(item.split(": ", 1) for item in self.items("Choices")),
            "conventions": tuple(self.slips("Elsewhere")),
            "mistakes": tuple(self.slips("Slips")),
            "hints": tuple(self.items("Hints")),
            "solution": self.parts["Solution"].strip(),
        }

    def known(self, kind: str, found: dict[str, Any], names: set[str]) -> None:
        """Raise an error for a name that no exercise has."""
        if unknown := found.keys() - names:
            raise ValueError(f"{self.place}: there is no {kind} named {', '.join(unknown)}")

    def items(self, part: str) -> list[str]:
        """The items of one part."""
        return items(self.parts.get(part, ""))

    def slips(self, part: str) -> Iterator[Slip]:
        """The slips of one part."""
        for item in self.items(part):
            if block := BLOCK.match(item):
                program = self.function(block[2], f"{part}: {item[block.end() :].strip()}")
                yield Slip(program, joined(item[block.end() :]), program.__name__)
            elif self.code:
                edits, text = self.divided(item)
                for one in OR.split(edits):
                    program = self.function(self.edited(self.code, one), one)
                    yield Slip(program, text, one)
                for one in OR.split(edits):
                    yield from self.with_others(one, text)
            else:
                numbers, _, text = item.partition(": ")
                yield Slip(self.numbers(numbers), joined(text), numbers)

    def with_others(self, edits: str, text: str) -> Iterator[Slip]:
        """The same slip with each that may come on top of it, where both fit."""
        code = self.edited(self.code, edits)
        for item in self.items("Besides"):
            more, besides = self.divided(item)
            self.edited(self.code, more)
            if all(code.count(old) == 1 for old, _ in EDIT.findall(more)):
                both = self.function(self.edited(code, more), f"{edits}, {more}")
                yield Slip(both, f"{text} {besides}", f"{edits}, {more}")

    def divided(self, item: str) -> tuple[str, str]:
        """The edits of an item, and what is told."""
        if not (found := EDITS.match(item)):
            raise ValueError(f"{self.place}: this is no edit, `old` => `new`: {item}")
        return found[1], joined(item[found.end() :])

    def edited(self, code: str, edits: str) -> str:
        """The code with these edits, each of which must fit in one place."""
        for old, new in EDIT.findall(edits):
            if (count := code.count(old)) != 1:
                raise ValueError(
                    f"{self.place}: `{old}` stands {count} times in the answer: {edits}"
                )
            code = code.replace(old, new)
        return code

    def function(self, code: str, name: str, names: dict[str, Any] | None = None) -> Any:
        """The last function that the code defines; what it defines is added to the names."""
        names = dict(self.names) if names is None else names
        run(code, f"{self.place} {name}", names)
        defined = re.findall(r"^def (\w+)", code, re.MULTILINE)
        return names[defined[-1]] if defined else None

    def numbers(self, text: str) -> Any:
        """The answer with other numbers at some places, `(2) 0.9, (3) 1`; or all, `[1, 0.9, 1]`."""
        if text.startswith("["):
            return eval(text, dict(self.names))
        if PLACE.sub("", text):
            raise ValueError(f"{self.place}: these are no numbers, (place) number: {text}")
        numbers = [*self.answer]
        for place, number in PLACE.findall(text):
            numbers[int(place) - 1] = eval(number, dict(self.names))
        return numbers


def run(code: str, file: str, names: dict[str, Any]) -> None:
    """Execute the code; tracebacks and `inspect` find its lines under the name of the file."""
    linecache.cache[file] = len(code), None, code.splitlines(keepends=True), file
    exec(compile(code, file, "exec"), names)


def items(text: str) -> list[str]:
    """The items of a list, without the spaces before their further lines."""
    found = ITEM.split(text)[1:]
    return [re.sub(r"^ {2,3}", "", item, flags=re.MULTILINE).strip() for item in found]


def joined(text: str) -> str:
    """Each paragraph in one line."""
    return re.sub(r"(?<!\n)\n(?!\n)", " ", text.strip())
