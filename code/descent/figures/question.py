"""A question to answer before you read on: a choice, and then why."""

import traitlets

from descent.figures.figure import Figure, Still

HINT = "Choose before you read on: your answer is answered here."  # as in question.js


class Question(Figure):
    """One question, some answers, and what is said to who chooses each.

    text: the question; answers: {answer: why it is right or wrong}; right: the right answer.

    Raises ValueError if `right` is not among the answers.
    """

    module = "question"

    text = traitlets.Unicode().tag(sync=True)
    answers = traitlets.List().tag(sync=True)
    right = traitlets.Int().tag(sync=True)
    chosen = traitlets.Int(-1).tag(sync=True)

    def __init__(self, text: str, answers: dict[str, str], right: str):
        if right not in answers:
            raise ValueError(f"right must be one of {', '.join(answers)}, got {right}")
        pairs = [list(pair) for pair in answers.items()]
        super().__init__(text=text, answers=pairs, right=list(answers).index(right))

    @property
    def height(self) -> tuple[int, int]:
        """The more lines its texts get, the higher; so many letters go into one."""

        def high(letters: int) -> int:
            lines = [-(-len(answer) // letters) for answer, _ in self.answers]
            asked = -(-len(f"Predict. {self.text}") // letters)
            return 36 + 21 * (asked + -(-len(HINT) // letters)) + sum(8 + 20 * n for n in lines)

        return high(78), high(37)

    def __repr__(self) -> str:
        return "\n".join([self.text, *(f"  {answer}" for answer, _ in self.answers)])

    def still(self) -> Still:
        """Return question and answers, and the reasons in a fold."""
        answers = "\n".join(f"- {answer}" for answer, _ in self.answers)
        reasons = "\n".join(f"- *{answer}*: {why}" for answer, why in self.answers)
        fold = f"::::{{dropdown}} Answer\n{reasons}\n::::"
        return {"text/markdown": f"{self.text}\n\n{answers}\n\n{fold}"}, {}
