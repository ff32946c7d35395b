"""Exercises that answer on the page: their places, and what the page must know of them.

The scripts in `live/` make a card of each place; without them its folds stand as they are. What a
reply may say is fetched with the first answer, as `_static/live/02.json` for chapter 2.
"""

import inspect
import json
import re
import subprocess
from functools import partial
from pathlib import Path
from typing import Any, cast

import numpy as np
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.util.docutils import SphinxDirective
from sphinx.writers.html5 import HTML5Translator

from descent.exercises.exercise import Exercise, exercises
from descent.exercises.judge import again
from descent.optimizers import rules
from website.figures import leave
from website.katex import render
from website.npm import NODE, packages

RACE = "chapters/06_adam"  # a page with a race, for rules of pages that have none
CHAPTER = re.compile(r"chapters/(\d+)_")
LIVE = Path(__file__).parent / "live"
FORMULA = re.compile(r"(?<![\\$])\$([^$]+)\$(?!\$)")
# The scripts in small pieces: what a page needs at once, and what only comes with an answer.
BUNDLE = """
const [esbuild, nodePaths, entryPoints, outdir] = JSON.parse(process.argv[1]);
require(esbuild).buildSync({
  entryPoints, nodePaths: [nodePaths], outdir, bundle: true, splitting: true,
  format: "esm", target: "es2022", minify: true, legalComments: "none", logLevel: "error",
});
"""


class ExerciseNode(nodes.General, nodes.Element):
    """The place of an answer; its children are the answer's first text, hints and solution."""


class Place(SphinxDirective):
    """`{exercise} 2.2`: the place where exercise 2.2 is answered, around its folds."""

    required_arguments = 1
    has_content = True

    def run(self) -> list[nodes.Node]:
        """Make the place, with the text that an editor begins with, and what was written in it."""
        exercise = exercises[self.arguments[0]]
        place = ExerciseNode("", attributes=attributes(exercise))
        if callable(exercise.answer):
            text = template(exercise)
            code = nodes.literal_block(text, text, language="python")
            place += nodes.container("", code, classes=["exercise-template"])
        place += self.parse_content_to_nodes()
        return [place]


class ProgressNode(nodes.General, nodes.Element):
    """The place on the first page that says how far the reader is."""


class ProgressPlace(SphinxDirective):
    """`{progress}`: how far the reader is, a line for each chapter."""

    def run(self) -> list[nodes.Node]:
        """Make the place; its titles are known when the pages are written."""
        return [ProgressNode()]


def attributes(exercise: Exercise) -> dict[str, str]:
    """The data-attributes of an exercise's place: what its card shows before any answer."""
    shown = {"number": exercise.number, "kind": kind(exercise), "title": exercise.title}
    if shown["kind"] == "numbers":
        shown["count"] = str(np.size(cast(Any, exercise.answer)))
    if shown["kind"] == "choice":
        shown["words"] = " ".join(exercise.choices)
    if call := rule_call(exercise):
        shown["race"] = call
        name = call.partition("(")[0].removeprefix("my_")
        shown["race-as"] = name if name in rules else "momentum"
    return shown


def kind(exercise: Exercise) -> str:
    """How an exercise is answered: by "code", "numbers", or a "choice" of words."""
    if callable(exercise.answer):
        return "code"
    return "choice" if isinstance(exercise.answer, str) else "numbers"


# The settings with which a reader's rule enters a race.
USUAL = {"alpha": 0.1, "beta": 0.9, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8, "decay": 0.01}


def rule_call(exercise: Exercise) -> str:
    """The call that makes a rule of what the exercise asks for, or nothing where it is no rule."""
    if not callable(exercise.answer):
        return ""
    names = inspect.signature(exercise.answer).parameters
    if not names.keys() <= USUAL.keys():
        return ""
    settings = {name: USUAL[name] for name in names}
    if not callable(exercise.answer(**settings)):
        return ""
    given = ", ".join(f"{name}={value}" for name, value in settings.items())
    return f"{cast(Any, exercise.answer).__name__}({given})"


def template(exercise: Exercise) -> str:
    """What an editor begins with: the head of the function that is asked for."""
    answer = cast(Any, exercise.answer)
    return f"def {answer.__name__}{inspect.signature(answer)}:\n    ..."


def known(exercise: Exercise) -> dict[str, Any]:
    """What a page must know to answer: right and wrong answers, and all formulas of the replies."""
    texts = [exercise.passed, exercise.nearly, *(slip.text for slip in exercise.slips)]
    texts += [*exercise.choices.values(), exercise.answer if kind(exercise) == "choice" else ""]
    formulas = dict.fromkeys(latex for text in texts for latex in FORMULA.findall(str(text)))
    found: dict[str, Any] = {"formulas": {latex: render(latex, False) for latex in formulas}}
    found |= {"time": exercise.time, "again": [*again(exercise)], "passed": exercise.passed}
    if kind(exercise) == "choice":
        found |= {"answer": exercise.answer, "choices": exercise.choices}
    if kind(exercise) == "numbers":
        slips = [{"answer": numbers(slip.answer), "text": slip.text} for slip in exercise.slips]
        found |= {"answer": numbers(exercise.answer), "tolerance": exercise.tolerance}
        found |= {"slips": slips}
    return found


def numbers(answer: Any) -> list[float | str]:
    """The numbers of an answer; JSON has none that are not finite, so those are their names."""
    flat = np.ravel(np.asarray(answer, float)).tolist()
    return [number if np.isfinite(number) else str(number) for number in flat]


def visit(translator: HTML5Translator, node: ExerciseNode) -> None:
    """Write the beginning of an exercise's place."""
    data = {f"data-{name}": value for name, value in node["attributes"].items()}
    if section := exercises[data["data-number"]].section:
        data["data-anchor"] = anchor(translator.document, section)
    if "data-race" in data:  # where there is a race, should this page have none
        data["data-race-href"] = translator.builder.get_relative_uri(translator.docnames[0], RACE)
    translator.body.append(translator.starttag(node, "div", CLASS="descent-exercise", **data))


def anchor(page: nodes.document, section: str) -> str:
    """The id of the page's section with that heading; the page itself may be called the same."""
    letters = partial(re.sub, r"\W", "")  # quotation marks are others here than there
    for found in page.findall(nodes.section):
        inner = isinstance(found.parent, nodes.section)
        if inner and letters(found[0].astext()) == letters(section):
            return found["ids"][0]
    raise ExtensionError(f'an exercise names a section "{section}", which its page does not have')


def depart(translator: HTML5Translator, node: nodes.Element) -> None:
    """Write the end of a place."""
    translator.body.append("</div>\n")


def visit_progress(translator: HTML5Translator, node: ProgressNode) -> None:
    """Write the place of the progress: chapters with their titles, addresses and exercises."""
    builder = translator.builder
    pages = {int(found[1]): name for name in builder.env.titles if (found := CHAPTER.match(name))}
    chapters = [
        {
            "title": f"{chapter} {builder.env.titles[name].astext()}",
            "href": builder.get_relative_uri(translator.docnames[0], name),
            "numbers": [n for n in exercises if n.split(".")[0] == str(chapter)],
        }
        for chapter, name in sorted(pages.items())
    ]
    data = json.dumps({"chapters": chapters}, ensure_ascii=False).replace("<", "\\u003c")
    translator.body.append(
        f'<div class="descent-progress"><script type="application/json">{data}</script>\n'
    )


def bring_scripts(app: Sphinx, exception: Exception | None) -> None:
    """Bundle the scripts, and write what they know of each chapter's exercises beside them."""
    if exception or app.builder.format != "html":
        return
    folder = Path(app.outdir, "_static", "live")
    tools = packages()
    scripts = [str(LIVE / "live.js"), str(LIVE / "worker.js")]
    data = json.dumps([str(tools / "esbuild"), str(tools), scripts, str(folder)])
    subprocess.run([NODE, "-e", BUNDLE, data], check=True)
    chapters: dict[str, dict[str, Any]] = {}
    for number, exercise in exercises.items():
        chapters.setdefault(number.split(".")[0], {})[number] = known(exercise)
    for chapter, found in chapters.items():
        text = json.dumps(found, ensure_ascii=False, allow_nan=False)
        (folder / f"{int(chapter):02}.json").write_text(text, "utf8")


def setup(app: Sphinx) -> None:
    """Connect this part of the extension."""
    nothing = leave, leave
    app.add_node(ExerciseNode, html=(visit, depart), latex=nothing, text=nothing)
    app.add_node(ProgressNode, html=(visit_progress, depart), latex=nothing, text=nothing)
    app.add_directive("exercise", Place)
    app.add_directive("progress", ProgressPlace)
    app.connect("build-finished", bring_scripts)
