"""Slips that people make in any exercise: the answer with one place changed, or what came out."""

import ast
import copy
import math
import re
from collections.abc import Callable, Iterator
from itertools import combinations
from pathlib import Path

import numpy as np

from descent.exercises.texts import EDIT, EDITS, OR, Slip, items, joined, run

# What is said of numbers that are all wrong in one way.
NUMBERS: dict[str, Callable[[float], float]] = {
    "right but for the sign": lambda x: -x,
    "upside down": lambda x: 1 / x,
    "twice what is asked": lambda x: 2 * x,
    "half of what is asked": lambda x: x / 2,
    "the square of what is asked": lambda x: x * x if x % 1 else math.nan,
    "the root of what is asked": lambda x: math.sqrt(x) if x % 1 else math.nan,
    "what the right one lacks to 1": lambda x: 1 - x if 0 < x < 1 else math.nan,
    "one too many": lambda x: x + 1 if x % 1 == 0 else math.nan,
    "one too few": lambda x: x - 1 if x % 1 == 0 else math.nan,
}
# And of an array that is the right one, changed as a whole.
ARRAYS: dict[str, Callable[[np.ndarray], object]] = {
    "Something is missing at the start. What comes first?": lambda a: a[1:],
    "Something is missing at the end. What comes last?": lambda a: a[:-1],
    "That is only the last of what is asked. Keep all of it.": lambda a: a[-1],
    "That is only the first of what is asked. Is a `return` inside of a loop?": lambda a: a[0],
    "You add up what is asked one by one.": lambda a: np.sum(a, axis=0),
    "You add up as you go. Asked is each by itself.": lambda a: np.cumsum(a, axis=0),
    "Right, but from the last to the first.": lambda a: a[::-1],
    "You drop what comes after the decimal point.": np.trunc,
}
BEHIND = (
    "The first walk is right. The second, with the same rule, begins with what the first ended "
    "with: your rule keeps it behind the back. Take it in as an argument and return it."
)
EXCHANGED = "That is what comes out if `{}` and `{}` change places. Which of them belongs where?"
FOR_ANOTHER = "That is what comes out with `{}` in one place of `{}`."
ALWAYS = "That is what comes out if `{}` is always {}. Where does the one that is given come in?"
LATE = "That is what comes out if `{}` is brought up to date too late, or not at all."


def read(path: Path) -> Iterator[tuple[ast.AST, ast.AST, str]]:
    """Yield the edits of a list, and what is said of each."""
    for item in items(path.read_text("utf8")):
        [edits] = EDITS.findall(item)
        for edit in OR.split(edits):
            [(old, new)] = EDIT.findall(edit)
            yield pattern(old), pattern(new), joined(item.removeprefix(f"{edits}: "))


def pattern(code: str) -> ast.AST:
    """Return one line of a program, or the expression that it is."""
    [line] = ast.parse(code).body
    return line.value if isinstance(line, ast.Expr) else line


USUAL = list(read(Path(__file__).with_suffix(".md")))


def usual(answer: Callable, code: str) -> list[list[Slip]]:
    """The answer, changed in usual ways; the most particular ones come first."""
    tree, found = ast.parse(code), set()
    kinds = [[Slip(kept_behind(answer), BEHIND)]] if "return update" in code else []
    for programs in (in_one_place, with_another_name, throughout):
        kinds.append([])
        for changed, text in programs(tree):
            source = ast.unparse(changed)
            if (same := re.sub(r"\b1 \* ", "", source)) not in found:
                found.add(same)
                names = dict(answer.__globals__)
                run(source, f"{answer.__name__}: {text}", names)
                kinds[-1].append(Slip(names[answer.__name__], text))
    return kinds


def kept_behind(answer: Callable) -> Callable:
    """The same rules, but each keeps its state to itself, and ignores what it is given."""

    def made(*settings):
        rule, state = answer(*settings), []

        def update(w, g, *_):
            w, *state[:] = rule(w, g, *state)
            return w, *state

        return update

    return made


def in_one_place(tree: ast.Module) -> Iterator[tuple[ast.AST, str]]:
    """Yield the tree itself, each time with another change and its text."""
    lists = arguments(tree)
    for node, replace in [*places(tree)]:
        for new, text in [*changes(node, lists)]:
            replace(new)
            yield tree, text
        replace(node)


def with_another_name(tree: ast.Module) -> Iterator[tuple[ast.AST, str]]:
    """Yield the tree itself, each time with one argument read where another is."""
    for node, replace in [*places(tree)]:
        name = node.id if isinstance(node, ast.Name) else ""
        for other in (other for names in arguments(tree) if name in names for other in names):
            replace(ast.Name(other))
            yield tree, FOR_ANOTHER.format(other, name)
        replace(node)


def throughout(tree: ast.Module) -> Iterator[tuple[ast.AST, str]]:
    """Yield trees in which two names change places, or in which a setting is ignored."""
    lists = arguments(tree)
    for one, other in (pair for names in lists for pair in combinations(names, 2)):
        both: dict[str, ast.AST] = {one: ast.Name(other), other: ast.Name(one)}
        yield filled(tree, both), EXCHANGED.format(one, other)
    for name in lists[0]:
        for value in (0, 1, 0.9, 0.99, 0.999):
            [function] = copy.deepcopy(tree).body
            if isinstance(function, ast.FunctionDef):
                function.body[:0] = ast.parse(f"{name} = {value}").body
                yield function, ALWAYS.format(name, value)


def arguments(tree: ast.Module) -> list[list[str]]:
    """The names of each function's arguments."""
    return [[a.arg for a in n.args.args] for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)]


def places(tree: ast.AST) -> Iterator[tuple[ast.AST, Callable[[ast.AST], None]]]:
    """Yield each part of a program and what puts another in its place, but not in a `while`."""
    for field, value in ast.iter_fields(tree):
        for k, node in enumerate(value if isinstance(value, list) else [value]):
            if isinstance(node, ast.AST) and not isinstance(node, ast.While | ast.arguments):

                def replace(new, field=field, value=value, k=k):
                    if isinstance(value, list):
                        value[k] = new
                    else:
                        setattr(tree, field, new)

                yield node, replace
                yield from places(node)


def changes(node: ast.AST, lists: list[list[str]]) -> Iterator[tuple[ast.AST, str]]:
    """Yield what people write in place of a part, and what they are told."""
    known = {"np", "math", "len", *(name for names in lists for name in names)}
    for old, new, text in USUAL:
        parts: dict[str, ast.AST] = {}
        if fits(old, node, parts):
            for name, part in parts.items():
                text = said(text, name, part, known)
            yield filled(new, parts), text
    if isinstance(node, ast.FunctionDef | ast.For):
        for k, line in enumerate(node.body):
            if isinstance(line, ast.Assign) and ast.unparse(line.targets[0]) in known:
                rest = node.body[:k] + node.body[k + 1 :]
                for at in (k, *range(k + 1, len(rest) + isinstance(node, ast.For))):
                    new = copy.copy(node)
                    new.body = rest[:at] + [line] * (at > k) + rest[at:]
                    yield new, LATE.format(ast.unparse(line.targets[0]))


def said(text: str, name: str, part: ast.AST, known: set[str]) -> str:
    """The text with the part in the place of its name, where a reader knows what is in the part."""
    words = ast.unparse(part)
    if len(words) < 20 and known.issuperset(
        n.id for n in ast.walk(part) if isinstance(n, ast.Name)
    ):
        return text.replace(f"`{name}`", f"`{words}`")
    text = re.sub(rf"the (factor|divisor|term) `{name}`", r"a \1", text)
    return text.replace(f"`{name}`", "something")


def fits(old: object, node: object, parts: dict[str, ast.AST]) -> bool:
    """Whether a part of a program has this form; what its capitals stand for is put into parts."""
    if isinstance(old, ast.Name) and len(old.id) == 1 and isinstance(node, ast.expr):
        if old.id == "N" and not isinstance(node, ast.Name):
            return False
        return ast.dump(parts.setdefault(old.id, node)) == ast.dump(node)
    if isinstance(old, list) and isinstance(node, list):
        return len(old) == len(node) and all(map(lambda a, b: fits(a, b, parts), old, node))
    if isinstance(old, ast.AST) and type(old) is type(node):
        fields = [field for field in old._fields if field != "ctx"]
        return all(fits(getattr(old, f), getattr(node, f), parts) for f in fields)
    return type(old) is type(node) and old == node


def filled(new: ast.AST, parts: dict[str, ast.AST]) -> ast.AST:
    """The program with these parts in the places of names that are read."""

    class Fill(ast.NodeTransformer):
        def visit_Name(self, node):
            return parts.get(node.id, node) if isinstance(node.ctx, ast.Load) else node

    return Fill().visit(copy.deepcopy(new))
