"""The decision guide: one question after the other, and advice with its evidence at the end."""

from typing import Any

import traitlets
from traitlets.utils.bunch import Bunch

from descent.experiments.guide import ADVICE, QUESTIONS, START, Advice, read
from descent.figures.figure import Figure, Still

PARTS = {  # the parts of an advice, and how each is headed
    "use": "",
    "first": "First settings",
    "watch": "Watch out",
    "practice": "Published practice, not measured here",
}


class Guide(Figure):
    """Questions about a problem or a loss curve; they lead to advice, linked to its evidence.

    path: the answers given, as names of the nodes they lead to, "curve.hovers.schedule".
    It stands in the last chapter: its links are as from there.

    Raises ValueError if the guide has no such path.
    """

    module = "guide"
    height = (419, 475)  # for a question; advice may take more

    path = traitlets.Unicode().tag(sync=True)
    nodes = traitlets.Dict().tag(sync=True)
    start = traitlets.Unicode(START).tag(sync=True)

    def __init__(self, path: str = ""):
        super().__init__(path=path, nodes=told())

    @traitlets.validate("path")
    def _known(self, proposal: Bunch) -> str:
        path = proposal.value
        if path and ".".join(read(path)) != path:
            raise ValueError(f"no path {path!r}; there is {'.'.join(read(path)) or 'the start'!r}")
        return path

    def __repr__(self) -> str:
        return f"Guide({self.path!r})"

    def still(self) -> Still:
        """Return the whole guide: the questions as a nested list, then every advice with links."""
        return {"text/markdown": f"{listed()}\n\n{advised()}"}, {}


def told() -> dict[str, dict[str, Any]]:
    """What the browser is told of each node."""
    questions = {
        name: {"text": one.text, "answers": [list(pair) for pair in one.answers.items()]}
        for name, one in QUESTIONS.items()
    }
    return questions | {name: told_of(one) for name, one in ADVICE.items()}


def told_of(advice: Advice) -> dict[str, Any]:
    """What the browser is told of an advice."""
    links = [[link.text, link.href] for link in advice.links]
    return {"title": advice.title, "parts": parts(advice), "evidence": links}


def parts(advice: Advice) -> list[list[str]]:
    """Heading and text of each part that it has."""
    return [[word, text] for part, word in PARTS.items() if (text := getattr(advice, part))]


def numbered() -> dict[Advice, int]:
    """{advice: its number on paper}, each once, in the order of the questions."""
    return {advice: k for k, advice in enumerate(dict.fromkeys(ADVICE.values()), 1)}


def listed(name: str = START, indent: str = "") -> str:
    """A question and its answers as Markdown, with the questions or numbers they lead to."""
    lines = [f"**{QUESTIONS[name].text}**", ""] if not indent else []
    for to, answer in QUESTIONS[name].answers.items():
        node = ADVICE.get(to) or QUESTIONS[to]
        if isinstance(node, Advice):
            lines.append(f"{indent}- {answer}: **{numbered()[node]}**, {node.title}.")
        else:
            lines += [f"{indent}- {answer}. *{node.text}*", listed(to, indent + "  ")]
    return "\n".join(lines)


def advised() -> str:
    """Each advice as a numbered item of Markdown. Links are as they are on the page."""
    items = []
    for advice, k in numbered().items():
        words = " ".join(f"*{word}*: {text}" if word else text for word, text in parts(advice))
        links = "; ".join(f'<a href="{one.href}">{one.text}</a>' for one in advice.links)
        items.append(f"{k}. **{advice.title}.** {words} *See* {links}.")
    return "\n".join(items)
