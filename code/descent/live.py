"""What a page of the book asks of Python: to check an answer, walk a reader's rule, or compute.

The page and its worker speak in four messages, of which the last ends the worker:

    check   {number, code}                   → Checked
    walk    {code, surface, start, steps}    → Walked
    run     {code}                           → Ran
    stop

`website/live/messages.d.ts` has the same for the page's side.
"""

import ast
import base64
import inspect
import linecache
import math
import sys
from dataclasses import replace
from itertools import islice
from types import ModuleType
from typing import Any, TypedDict, cast

import numpy as np

import descent
from descent.exercises import judge
from descent.exercises.exercise import Exercise, exercises
from descent.exercises.reply import Reply
from descent.exercises.sandbox import Trial, trials
from descent.paths import descend
from descent.surfaces import surfaces

FILE = "your code"  # as errors call it
MOST_PRINTED = 2000  # characters


class Checked(TypedDict):
    """The reply: `text` and `more` are Markdown, `printed` is what the code printed.

    seen: the call that went wrong, and what came back, if there is one to look at.
    """

    verdict: str
    text: str
    more: list[str]
    seen: str
    printed: str


class Walked(TypedDict):
    """The path of a rule, float64 as base64, x and y in turn, or else what went wrong."""

    path: str
    trouble: str


class Ran(TypedDict):
    """What code printed, with the value of its last line, and what went wrong, if anything did."""

    printed: str
    trouble: str


def check(number: str, code: str) -> Checked:
    """Run the reader's code, and check the function that the exercise asks for.

    Never raises: what goes wrong is told in the reply.
    """
    seen = ""
    try:
        answer: Any = exercises[number].answer
        names, run = executed(code, of_the_library(answer))
        name = answer.__name__
        if run.error:
            reply = Reply(number, "stopped", trouble(run.error))
        elif name not in names:
            reply = Reply(number, "open", f"Define `{name}`: that is the name that is looked for.")
        else:
            reply, seen = looked_at(judge.reply_to(number, names[name]), names[name])
    except BaseException as error:
        text = f"Your answer could not be checked: it raised {type(error).__name__}."
        return {"verdict": "stopped", "text": text, "more": [], "seen": "", "printed": ""}
    return {
        "verdict": reply.verdict,
        "text": reply.text,
        "more": [*reply.more],
        "seen": cut(seen),
        "printed": cut(run.printed),
    }


def cut(text: str) -> str:
    """A text, or as much of it as a page can show."""
    left = len(text) - MOST_PRINTED
    return f"{text[:MOST_PRINTED]}… and {left:,} characters more" if left > 0 else text


def looked_at(reply: Reply, answer: Any) -> tuple[Reply, str]:
    """A reply as a page shows it: what another cell of a notebook would show stands beside it."""
    more = tuple(sentence for sentence in reply.more if ").arguments" not in sentence)
    if more == reply.more:
        return reply, ""
    return replace(reply, more=more), call(exercises[reply.number], answer, reply.arguments)


def call(exercise: Exercise, answer: Any, arguments: tuple) -> str:
    """The arguments of a call, a line each, and what it gives, where the answer itself is called.

    Numbers stand there in full: who copies them has the same case.
    """
    called = judge.called_as_it_is(exercise)
    names = [*inspect.signature(exercise.answer if called else exercise.use).parameters]
    pairs = zip(names if called else names[1:], arguments, strict=False)
    lines = [f"{name} = {written(value)}" for name, value in pairs]
    if called:
        [trial] = trials(lambda f, *given: written(f(*given)), answer, [arguments])
        error = trial.error
        came = f"{type(error).__name__}: {error}" if error else trial.value
        lines.append(f"{cast(Any, exercise.answer).__name__}({', '.join(names)})\n→ {came}")
    return "\n".join(lines)


def written(value: Any) -> str:
    """A value as Python writes it; of a function its name, and of a generator all it gives."""
    if hasattr(value, "__next__"):
        value = [*islice(value, MOST_PRINTED)]
    return getattr(value, "__name__", "") or repr(value)


def walk(code: str, surface: str, start: list[float], steps: int) -> Walked:
    """Walk the last function that the code defines, a rule, down a surface of the book's.

    start: its two coordinates; steps: how many. Never raises.
    """
    try:
        names, run = executed(code)
        if run.error:
            return {"path": "", "trouble": trouble(run.error)}
        rules = [value for value in names.values() if getattr(value, "__module__", "") == FILE]
        if not rules:
            return {"path": "", "trouble": "There is no rule: write `def mine(w, g): …`."}
        grad = surfaces[surface].grad

        [walked] = trials(lambda rule: descend(rule, grad, start, int(steps)), rules[-1], [()])
        if walked.error:
            return {"path": "", "trouble": trouble(walked.error)}
        numbers = np.asarray(walked.value[0], dtype="<f8")
        return {"path": base64.b64encode(numbers.tobytes()).decode(), "trouble": ""}
    except BaseException as error:
        return {"path": "", "trouble": f"{type(error).__name__}: {error}"}


def run(code: str) -> Ran:
    """Run code as a cell of a notebook that has imported NumPy and all of `descent`.

    Never raises.
    """
    try:
        ours = {name: getattr(descent, name) for name in descent.__all__}
        _, ran = executed(code, ours, as_a_cell=True)
        wrong = trouble(ran.error) if ran.error else ""
        return {"printed": cut(ran.printed), "trouble": wrong}
    except BaseException as error:
        return {"printed": "", "trouble": f"{type(error).__name__}: {error}"}


def of_the_library(answer: Any) -> dict[str, Any]:
    """What the right answer takes from this library, which the chapter's notebook has imported."""
    found = {name: answer.__globals__.get(name) for name in answer.__code__.co_names}
    modules = {name: getattr(value, "__module__", None) or "" for name, value in found.items()}
    ours = [name for name, module in modules.items() if module.startswith("descent.")]
    return {name: found[name] for name in ours if "exercises" not in modules[name]}


def executed(
    code: str, more: dict[str, Any] | None = None, as_a_cell: bool = False
) -> tuple[dict[str, Any], Trial]:
    """The names that the code defines, and how running it went, within the judge's time.

    more: names that it finds there, besides NumPy as `np` and `math`. as_a_cell: whether the value
    of its last line is printed.
    """
    names: dict[str, Any] = {"np": np, "math": math, "input": nobody_asks, **(more or {})}
    names["__name__"] = FILE
    given = {*names}
    linecache.cache[FILE] = len(code), None, code.splitlines(keepends=True), FILE

    def run() -> None:
        tree = ast.parse(code, FILE)
        shows = as_a_cell and tree.body and isinstance(tree.body[-1], ast.Expr)
        last = ast.Interactive([tree.body.pop()] if shows else [])
        exec(compile(tree, FILE, "exec"), names)
        exec(compile(last, FILE, "single"), names)

    [trial] = trials(lambda run: run(), run, [()])
    return {name: value for name, value in names.items() if name not in given}, trial


def trouble(error: BaseException) -> str:
    """What went wrong, in a sentence of the judge's kind, with the line of the reader's code."""
    if isinstance(error, SyntaxError):
        return f"Python cannot read line {error.lineno}: {error.msg}."
    if isinstance(error, MemoryError):
        return "Your code asked for more memory than there is."
    # Where there is no input, the judge looks at no exercise and at no answer.
    text = judge.complaint(cast(Any, None), None, Trial(error=error), "", None)
    return text.replace("Your answer", "Your code", 1)


def nobody_asks(*prompt: object) -> str:
    """In place of `input`: on a page nobody is asked."""
    raise RuntimeError("nobody can type here, so `input()` has nothing to give: write the value")


def alone() -> None:
    """Leave the reader's code no way to the page and its browser, once all is loaded."""
    for name in ("js", "pyodide_js", "pyodide", "_pyodide", "pyodide_kernel"):
        sys.modules[name] = Nowhere(name)


class Nowhere(ModuleType):
    """A module that has nothing, and says so."""

    def __getattr__(self, name: str) -> Any:
        """Say that there is nothing to be had."""
        raise ImportError("your code stands alone here, and cannot reach the page")
