"""The decision guide: every way ends in advice, and every advice rests on what the book has."""

import inspect
import re
from functools import cache

import nbformat
import numpy as np
import pytest
from docutils.nodes import make_id

from descent.data import load_tumors, standardize
from descent.derivatives import hessian
from descent.experiments.comparison import BUDGETS, PROBLEMS, load_study
from descent.experiments.guide import ADVICE, LAST, PAGES, QUESTIONS, START, read, ways
from descent.figures import Guide
from descent.figures.guide import listed
from descent.optimizers import momentum
from descent.surfaces import logistic
from website import ROOT

ALL = list(dict.fromkeys(ADVICE.values()))
HEADING = re.compile(r"^#{1,3} (.+)$", re.MULTILINE)
twice = set()  # anchors that are no good
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?(?:e-?\d+)?")


def title(advice):
    return advice.title


@cache
def chapter(number):
    """{anchor: all that stands between it and the next heading}, or None if there is no such."""
    found = list((ROOT / "chapters").glob(f"{number:02}_*.ipynb"))
    if not found:
        return None
    sections, anchors, label = {}, [], None
    for cell in nbformat.read(found[0], 4).cells:
        text = cell.source
        if cell.cell_type == "code":
            parts = [text + "".join(output.get("text", "") for output in cell.outputs)]
        else:
            parts = re.split(r"(?=^\(.+\)=$|^#{1,3} )", text, flags=re.MULTILINE)
        for part in parts:
            heading = cell.cell_type == "markdown" and HEADING.match(part)
            if heading:
                named = make_id(heading[1].replace("'", "’"))  # as the pages have it
                twice.update({(number, named)} if named in sections else ())
                anchors = list(dict.fromkeys([label or named, named]))
            target = re.match(r"\((.+)\)=$", part, re.MULTILINE)
            label = target[1] if target else None
            for anchor in anchors:
                sections[anchor] = sections.get(anchor, "") + part
    return sections


def test_every_way_ends_in_advice_and_nothing_is_out_of_reach():
    found = ways()
    assert all(way[-1] in ADVICE for way in found)
    assert {name for way in found for name in way} | {START} == set(QUESTIONS) | set(ADVICE)
    assert not set(QUESTIONS) & set(ADVICE)
    leads = [to for question in QUESTIONS.values() for to in question.answers]
    assert len(leads) == len(set(leads)), "no node is reached by two ways"
    assert max(map(len, found)) <= 4
    for question in QUESTIONS.values():
        assert question.text.endswith("?")
        assert 2 <= len(question.answers) <= 10
        assert len(set(question.answers.values())) == len(question.answers)


@pytest.mark.parametrize("advice", ALL, ids=title)
def test_an_advice_is_short_and_whole(advice):
    texts = advice.use, advice.first, advice.watch
    assert all(text[0].isupper() or text[0] in "βε3" for text in texts)
    assert all(text.endswith(".") for text in texts)
    assert 60 < len(advice.use) < 270
    assert len(" ".join(texts)) < 560
    assert len(advice.evidence) == len(set(advice.evidence)) >= 1
    assert bool(advice.practice) == bool(advice.published), "what others do has its sources"
    assert len(advice.practice) < 260
    assert advice.practice[:1] in ("", "α", "β") or advice.practice[0].isupper()
    assert not advice.practice or advice.practice.endswith(".")


@pytest.mark.parametrize("advice", ALL, ids=title)
def test_what_it_cites_stands_in_the_bibliography(advice):
    entries = re.split(r"\n(?=@)", (ROOT / "references.bib").read_text("utf8"))
    for work in advice.published:
        [entry] = [one for one in entries if f"{{{work.key}," in one]
        authors = re.search(r"author\s*= {(.+)}", entry)[1].split(" and ")
        year = re.search(r"year\s*= {(\d+)}", entry)[1]
        names = [name.partition(",")[0] for name in authors]
        named = (
            " & ".join(names) if len(names) <= 2 and "others" not in names else f"{names[0]} et al."
        )
        assert work.text == f"{named} {year}"


@pytest.mark.parametrize("advice", ALL, ids=title)
def test_its_evidence_exists(advice):
    for link in advice.evidence:
        sections = chapter(link.chapter)
        if sections is None:
            assert link.chapter == LAST
            pytest.skip("the last chapter is not written")
        assert link.anchor in sections, link
        assert (link.chapter, link.anchor) not in twice
        if link.chapter != LAST:
            assert (ROOT / "chapters" / f"{PAGES[link.chapter]}.ipynb").exists()
            assert link.href == f"{PAGES[link.chapter]}.html#{link.anchor}"


def value(text):
    return float(text.rstrip(",").replace(",", ""))


def agrees(said, known):
    """Whether one of the known numbers, rounded to the digits of the one said, is that one."""
    places = 9 if "e" in said else len(said.partition(".")[2])
    return any(round(number, places) == value(said) for number in known)


@pytest.mark.parametrize("advice", ALL, ids=title)
def test_its_numbers_stand_in_the_sections_that_it_names(advice):
    known = {inspect.signature(momentum).parameters["beta"].default}
    for link in advice.evidence:
        text = (chapter(link.chapter) or {}).get(link.anchor, "").replace("{,}", ",")
        text = re.sub(r"(?<=\d)_(?=\d)|,\s", " ", text).replace("\\,", " ")
        known |= {value(number) for number in NUMBER.findall(text)}
    said = NUMBER.findall(" ".join((advice.use, advice.first, advice.watch)))
    typed = [number for number in said if value(number) >= 10 or value(number) % 1]
    assert not [number for number in typed if not agrees(number, known)]


@pytest.mark.parametrize("advice", ALL, ids=title)
def test_its_counts_stand_there_as_they_are(advice):
    """As in "on 4 of 10 splits"."""
    there = " ".join((chapter(link.chapter) or {}).get(link.anchor, "") for link in advice.evidence)
    counts = re.findall(r"\b\d+ of \d+\b", " ".join((advice.use, advice.first, advice.watch)))
    assert not [count for count in counts if not re.search(rf"\b{count}\b", there)]


def test_by_how_much_adams_step_size_is_smaller_than_that_of_sgd():
    study, factors = load_study(), []
    for problem in PROBLEMS:
        for budget in BUDGETS:
            sgd, adam = (study.test(problem, name, budget, "alpha") for name in ("SGD", "Adam"))
            factors.append(np.median(sgd) / np.median(adam))
    said = f"Adam's best was {min(factors):.0f} to {max(factors):.0f} times smaller"
    assert said in ADVICE["sweep_all"].first


def test_newtons_method_with_halved_steps_arrives_from_every_start():
    """And without halving from 5 of the same 40."""
    X, y = load_tumors()
    loss = logistic(standardize(X), y)

    def arrives(w, halving):
        for _ in range(50):
            with np.errstate(all="ignore"):
                g = loss.grad(w)
                if not np.isfinite(g).all() or np.linalg.norm(g) < 1e-9:
                    break
                try:
                    step = np.linalg.solve(hessian(loss.grad, w), g)
                except np.linalg.LinAlgError:
                    return False
                while halving and not loss.value(w - step) < loss.value(w):
                    step = step / 2
                    if np.linalg.norm(step) < 1e-12:
                        break
                w = w - step
        return bool(np.isfinite(g).all() and np.linalg.norm(g) < 1e-9)

    starts = 2 * np.random.default_rng(0).normal(size=(40, 8))
    plain, halved = (sum(arrives(w, halving) for w in starts) for halving in (False, True))
    assert (plain, halved) == (5, 40)
    assert f"only {plain} of {len(starts)} arrived, and with halving all" in ADVICE["newton"].first


@pytest.mark.parametrize(("variance", "factor"), [(2 / 512, 0.5**0.5), (2 / 256, 1.0)])
def test_what_a_layer_of_relu_leaves_of_the_signal(variance, factor):
    """With Glorot's variance, 2/(inputs + outputs), and with He's, 2/inputs."""
    rng, sizes = np.random.default_rng(0), []
    for _ in range(20):
        x = rng.normal(size=(20, 256))
        for _ in range(10):
            x = np.maximum(x @ rng.normal(0, variance**0.5, size=(256, 256)), 0)
        sizes.append(np.sqrt(np.mean(x**2)))
    assert np.median(sizes) ** 0.1 == pytest.approx(factor, rel=0.02)


def test_a_path_is_read_as_far_as_it_goes():
    assert read("") == read("nonsense") == read("hovers.schedule") == []
    assert read("curve.hovers.schedule") == ["curve", "hovers", "schedule"]
    assert read("curve.hovers.schedule.curve") == ["curve", "hovers", "schedule"]
    assert read("curve.setting") == ["curve"]


def test_in_python():
    guide = Guide("curve.hovers")
    assert repr(guide) == "Guide('curve.hovers')"
    guide.path = "limits"
    with pytest.raises(ValueError, match=r"no path 'curve\.nowhere'; there is 'curve'"):
        guide.path = "curve.nowhere"
    with pytest.raises(ValueError, match="there is 'the start'"):
        Guide("nowhere")
    for name, node in guide.nodes.items():
        assert ("answers" in node) == (name in QUESTIONS)


def test_on_paper_it_is_whole():
    text = Guide().still()[0]["text/markdown"]
    tree, _, items = text.partition(f"\n\n1. **{ALL[0].title}.**")
    assert tree == listed()
    for question in QUESTIONS.values():
        assert text.count(question.text) == 1
        assert all(answer in tree for answer in question.answers.values())
    for k, advice in enumerate(ALL, 1):
        [item] = re.findall(rf"^{k}\. .+$", text, re.MULTILINE)
        for words in (advice.title, advice.use, advice.first, advice.watch, advice.practice):
            assert words in item
        assert ("not measured here" in item) == bool(advice.practice)
        assert re.findall(r'href="([^"]+)"', item) == [link.href for link in advice.links]
    leaves = re.findall(r": \*\*(\d+)\*\*, (.+)\.$", tree, re.MULTILINE)
    assert [ALL[int(k) - 1].title for k, _ in leaves] == [name for _, name in leaves]
    assert len(leaves) == len(ways())
    assert items
