"""The decision guide: one question after the other, and advice with its evidence at the end."""

import traitlets

from descent.experiments.guide import ADVICE, QUESTIONS, START, Advice, read
from descent.figures.figure import Figure

PARTS = {  # of an advice, and how each is headed
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
    height = (419, 475)  # of a question; advice may take more

    path = traitlets.Unicode().tag(sync=True)
    nodes = traitlets.Dict().tag(sync=True)
    start = traitlets.Unicode(START).tag(sync=True)

    def __init__(self, path=""):
        super().__init__(path=path, nodes=told())

    @traitlets.validate("path")
    def _known(self, proposal):
        path = proposal.value
        if path and ".".join(read(path)) != path:
            raise ValueError(f"no path {path!r}; there is {'.'.join(read(path)) or 'the start'!r}")
        return path

    def __repr__(self):
        return f"Guide({self.path!r})"

    def still(self):
        """The whole guide: the questions as a nested list, then every advice with its links."""
        return {"text/markdown": f"{listed()}\n\n{advised()}"}, {}


def told():
    """What the browser is told of each node."""
    questions = {
        name: {"text": one.text, "answers": [list(pair) for pair in one.answers.items()]}
        for name, one in QUESTIONS.items()
    }
    return questions | {name: told_of(one) for name, one in ADVICE.items()}


def told_of(advice):
    links = [[link.text, link.href] for link in advice.links]
    return {"title": advice.title, "parts": parts(advice), "evidence": links}


def parts(advice):
    """Heading and text of each part that it has."""
    return [[word, text] for part, word in PARTS.items() if (text := getattr(advice, part))]


def numbered():
    """{advice: its number on paper}, each once, in the order of the questions."""
    return {advice: k for k, advice in enumerate(dict.fromkeys(ADVICE.values()), 1)}


def listed(name=START, indent=""):
    """A question and its answers as Markdown, with the questions or numbers they lead to."""
    lines = [f"**{QUESTIONS[name].text}**", ""] if not indent else []
    for to, answer in QUESTIONS[name].answers.items():
        node = ADVICE.get(to) or QUESTIONS[to]
        if isinstance(node, Advice):
            lines.append(f"{indent}- {answer}: **{numbered()[node]}**, {node.title}.")
        else:
            lines += [f"{indent}- {answer}. *{node.text}*", listed(to, indent + "  ")]
    return "\n".join(lines)


def advised():
    """Each advice as a numbered item of Markdown. Links are as they are on the page."""
    items = []
    for advice, k in numbered().items():
        words = " ".join(f"*{word}*: {text}" if word else text for word, text in parts(advice))
        links = "; ".join(f'<a href="{one.href}">{one.text}</a>' for one in advice.links)
        items.append(f"{k}. **{advice.title}.** {words} *See* {links}.")
    return "\n".join(items)
