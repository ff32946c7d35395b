"""Twelve diagnoses: what is said of each curve is what its runs do, and no number is typed."""

import re
import string
import time
from itertools import islice, pairwise

import numpy as np
import pytest

from descent.dark import PICTURES_MIMETYPE
from descent.experiments.loss_curves import CASES, CAUSES, FAR, LETTERS
from descent.experiments.loss_curves.runs import (
    AN_EPOCH,
    BATCH,
    EPOCHS,
    FULL,
    NET,
    TRAIN,
    VALIDATION,
    as_logged,
    batches,
    by_epoch,
    by_step,
    in_order,
    rows,
    steps,
)
from descent.experiments.loss_curves.steps import CALM, EARLY, LATE, TAIL
from descent.experiments.loss_curves.tables import alike
from descent.figures import Diagnose
from descent.figures.diagnose import shown
from descent.network import Network
from descent.optimizers import gd, momentum

TEXTS = "settings", "seen", "why", "repair"
# What may stand in a text without a run to say it: names, and the place where an epoch begins.
TYPED = r"log 2|epoch 1\b|10¹⁰⁰|\(1 − β\)|above 1\b|below 1\b|near 1\b"


def by_name(right):
    (case,) = [case for case in CASES if case.right == right]
    return case


def risen(losses):
    return np.sum(np.diff(losses) > 0)


def test_twelve_cases_of_four_answers_with_the_right_one_anywhere():
    assert len(CASES) == 12
    assert len(LETTERS) == 12
    assert "".join(LETTERS.values()) == string.ascii_uppercase[:12]
    places = []
    for case in CASES:
        assert len(case.choices) == 4
        assert set(case.choices) <= set(CAUSES)
        places.append(list(case.choices).index(case.right))
    assert [places.count(k) for k in range(4)] == [3, 3, 3, 3]
    steps = {(b - a) % 4 for a, b in pairwise(places)}
    assert len(steps) > 2, "no reader guesses the next place"


@pytest.mark.parametrize("case", CASES, ids=LETTERS)
def test_no_number_is_typed(case):
    for text in [*(getattr(case, name) for name in TEXTS), *case.choices.values()]:
        plain = re.sub(r"\{[^}]*\}", "", text)
        assert not re.search(r"\d", re.sub(TYPED, "", plain)), text


@pytest.mark.parametrize("case", CASES, ids=LETTERS)
def test_texts_are_filled_and_short(case):
    told = case.told(LETTERS)
    words = [told[name] for name in TEXTS] + [reply for _, reply in told["choices"]]
    for text in words:
        assert not re.search(r"[{}]|\bnan\b|\binf\b|-\d", text)
        assert text[0].isupper()
        assert text[-1] in ".:"
    assert told["choices"][told["right"]][0] == CAUSES[case.right]
    assert len(told["why"]) < 310
    assert max(map(len, words)) < 310


@pytest.mark.parametrize("case", CASES, ids=LETTERS)
def test_what_the_browser_gets_is_the_run(case):
    for run in case.pair:
        sent = shown(run)
        assert list(sent["first"] + sent["every"] * np.arange(len(run.at))) == list(run.at)
        for name in ("training", "validation"):
            losses = getattr(run, name)
            assert [loss is None for loss in sent[name]] == list(~(losses < FAR))
            got = np.array([np.nan if loss is None else loss for loss in sent[name]])
            assert np.allclose(got[losses < FAR], losses[losses < FAR], rtol=6e-4)


@pytest.mark.parametrize("case", [c for c in CASES if c.right != "large"], ids=lambda c: c.right)
def test_all_other_curves_stay_finite(case):
    for run in case.pair:
        assert np.isfinite([run.training, run.validation]).all()
        assert max(run.training.max(), run.validation.max()) < 100


def test_short_steps_fall_evenly_and_not_far():
    case = by_name("small")
    broken, repaired = case.pair
    assert risen(broken.training) == risen(broken.validation) == 0
    assert abs(broken.end - broken.v_end) < 0.02, "no gap"
    assert broken.training[-1 - TAIL] - broken.end > 0.02, "no floor"
    assert broken.start > case.blind > broken.end > 5 * repaired.end


def test_learning_by_heart_turns_validation_around_and_decay_holds_it():
    case = by_name("overfit")
    broken, repaired = case.pair
    turn = broken.validation.argmin()
    assert 0 < turn < len(broken.at) / 2
    assert risen(broken.validation[turn:]) == len(broken.at) - turn - 1
    assert risen(broken.training[turn:]) == 0
    assert broken.v_end > 2 * broken.best
    assert broken.training[turn] > 3 * broken.end
    assert repaired.v_end < 0.6 * broken.v_end
    assert broken.best < repaired.v_end, "stopping early is better here, as the text says"


def test_from_zeros_only_the_last_bias_moves():
    case = by_name("zeros")
    broken, repaired = case.pair
    assert np.isclose(broken.start, np.log(2))
    level, _ = broken.part(10, EPOCHS)
    assert np.allclose(level, case.blind, atol=2e-4)
    assert np.flatnonzero(broken.last).tolist() == [NET.size - 1]
    assert risen(broken.training[:10]) == 0
    assert repaired.end < case.blind / 5


def test_long_steps_really_diverge():
    broken, repaired = by_name("large").pair
    far, lost = by_name("large").numbers["far"], by_name("large").numbers["lost"]
    assert (broken.training[:far] < FAR).all()
    assert not broken.training[far] < FAR
    assert np.isfinite(broken.training[:lost]).all()
    assert not np.isfinite(broken.training[lost:]).any()
    assert not np.isfinite(broken.validation[-1])
    growth = np.diff(np.log(broken.training[1:20]))
    assert np.ptp(growth) < 0.05 * growth.mean(), "a straight line on a log axis"
    assert broken.start < 1
    assert repaired.end < 0.1


def test_nothing_is_wrong_but_the_moment_of_measuring():
    broken, repaired = by_name("nothing").pair
    gap = broken.training - broken.validation
    assert (gap > 0).all()
    assert risen(gap) == 0
    assert gap[0] > 10 * gap[-1]
    assert np.array_equal(broken.last, repaired.last), "one run, logged twice"
    assert np.array_equal(broken.validation, repaired.validation[1:])
    assert np.abs(repaired.training - repaired.validation)[1:].max() < 0.2 * gap[0]


def test_the_log_of_an_epoch_is_the_mean_over_its_rows():
    net, (X, y) = NET, TRAIN
    w, total = net.init(3), 0.0
    draw = batches(FULL, BATCH, 3)
    for _ in range(AN_EPOCH):
        batch = next(draw)
        total += sum(net.value(w, X[[row]], y[[row]]) for row in batch)
        w = w - 0.1 * net.grad(w, X[batch], y[batch])
    logged = as_logged(gd(0.1), TRAIN, VALIDATION, epochs=1, seed=3)
    assert np.isclose(logged.start, total / FULL)
    assert np.allclose(logged.last, w)


def test_raw_features_start_high_and_kill_every_unit():
    case = by_name("raw")
    broken, repaired = case.pair
    assert broken.start > 20 > 20 * repaired.start
    assert np.allclose(broken.training[10:], case.blind, atol=1e-3)
    assert case.numbers["dead"] == NET.sizes[1]
    assert case.numbers["area"] > 1000
    assert repaired.end < case.blind / 5


def test_raw_rows_are_those_of_the_split():
    from descent.data import standardize
    from descent.experiments.loss_curves.tables import measured

    (X, y), (X_val, y_val) = measured()
    assert np.array_equal(y, TRAIN[1])
    assert np.array_equal(y_val, VALIDATION[1])
    assert np.allclose(standardize(X), TRAIN[0])
    assert np.allclose(standardize(X_val, like=X), VALIDATION[0])


def test_noise_keeps_the_loss_hovering_and_a_schedule_lets_it_settle():
    broken, repaired = by_name("noise").pair
    (early, _), (late, _) = broken.part(*EARLY), broken.part(*LATE)
    assert late.mean() > 0.9 * early.mean(), "hardly falls any more"
    assert broken.start > 4 * early.mean(), "after a fast fall"
    assert late.max() > 2 * late.min()
    calm, _ = repaired.part(*CALM)
    assert np.ptp(calm) < 0.01 < np.ptp(broken.part(*CALM)[0])
    assert repaired.end < 0.75 * late.mean()


def test_uphill_rises_in_every_epoch():
    broken, repaired = by_name("sign").pair
    assert risen(broken.training) == EPOCHS
    assert risen(broken.validation) == EPOCHS
    growth = np.diff(np.log(broken.training))
    assert growth.max() < 2 * growth.min(), "without a jump"
    assert repaired.end < 0.5 * repaired.start < 0.5 * broken.end
    assert broken.training[0] == repaired.training[0]


def test_a_heavy_ball_swings_and_validation_with_it():
    case = by_name("momentum")
    broken, repaired = case.pair
    valley, hill = case.numbers["valley"], case.numbers["hill"]
    assert hill > 1.3 * valley
    assert broken.end < 0.6 * valley
    between, also = broken.part(case.numbers["valley_at"], case.numbers["hill_at"])
    assert risen(between) == len(between) - 1
    assert also[-1] > also[0]
    assert case.numbers["rise"] < 0.4 * (hill - valley)
    assert repaired.end < broken.end
    a, b = case.given["alpha"] / (1 - case.given["beta"]), case.given["better_alpha"]
    assert np.isclose(a, b / (1 - case.given["better"]))


def test_torn_labels_teach_nothing():
    case = by_name("labels")
    broken, repaired = case.pair
    assert broken.best > 0.85 * case.blind
    assert broken.v_end > 1.2 * case.blind
    assert broken.end < 0.7 * case.blind
    assert repaired.best < 0.25 * broken.best


def test_sorted_rows_repeat_with_the_epoch():
    case = by_name("sorted")
    broken, repaired = case.pair
    assert alike(broken) > 0.99
    assert abs(alike(repaired)) < 0.2
    classes = [set(np.sort(TRAIN[1])[batch]) for batch in islice(in_order(FULL), AN_EPOCH)]
    pure = [classes.count({0.0}), classes.count({0.0, 1.0}), classes.count({1.0})]
    assert pure == [case.numbers["malignant"], 1, case.numbers["benign"]]
    assert broken.training[pure[0] + 1] == case.numbers["leap"] > 1
    assert case.numbers["sure"] < 0.01
    X, y = TRAIN
    second = next(w for k, (w, _) in enumerate(sorted_steps(X, y)) if k == 1)
    assert np.mean(NET.predict(second, X) < 0.5) > 0.99, "malignant, it says to everyone"
    last, before = broken.validation[-AN_EPOCH:], broken.validation[-2 * AN_EPOCH : -AN_EPOCH]
    assert abs(last.mean() - before.mean()) < 0.01, "validation keeps its level"
    assert last.mean() > 1.05 * repaired.validation[-AN_EPOCH:].mean()


def sorted_steps(X, y):
    order = np.argsort(y, kind="stable")
    return steps(gd(1.0), (X[order], y[order]), in_order(FULL))


def test_a_leak_lets_validation_follow_to_the_end():
    broken, repaired = by_name("leak").pair
    honest = by_name("overfit").broken
    assert broken.v_end == broken.best
    assert (np.diff(broken.validation[10:]) < 1e-3).all()
    assert broken.v_end < 1.2 * broken.end
    assert broken.v_end < repaired.best / 4
    assert np.array_equal(repaired.validation, honest.validation), "the same curve as the other"
    assert by_name("leak").numbers["rows"] == len(TRAIN[1]) + len(VALIDATION[1]) == 455


def test_steps_walk_as_training_does():
    by_steps = by_step(momentum(0.1, 0.5), TRAIN, VALIDATION, BATCH, 3 * AN_EPOCH, AN_EPOCH, 0)
    epochs = by_epoch(momentum(0.1, 0.5), TRAIN, VALIDATION, epochs=3)
    assert np.allclose(by_steps.training, epochs.training, rtol=1e-12)
    assert np.allclose(by_steps.validation, epochs.validation, rtol=1e-12)


@pytest.mark.slow
def test_all_runs_together_take_seconds_and_are_made_once():
    start = time.process_time()
    for case in CASES:
        case.runs(**case.given)
    assert time.process_time() - start < 8
    Diagnose()
    start = time.process_time()
    Diagnose()
    assert time.process_time() - start < 0.5


def test_the_network_is_the_books():
    assert NET.sizes == Network((8, 32, 1)).sizes
    assert NET.size == 321
    assert [len(part[1]) for part in rows()] == [341, 114]


@pytest.mark.slow
def test_the_figure_has_its_limits_and_its_words(monkeypatch):
    figure = Diagnose(case=3)
    assert figure.state()["case"] == 3
    assert figure.tries == [[] for _ in CASES]
    for case in (0, 13):
        with pytest.raises(Exception, match="case"):
            Diagnose(case=case)
    data, more = figure.still()
    assert set(data) == {PICTURES_MIMETYPE}
    seen, answers = more["key"].split("{dropdown} Answers")
    for one in figure.cases:
        assert one["settings"] in seen
        assert one["why"] in answers
        assert one["why"] not in seen
