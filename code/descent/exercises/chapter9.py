"""Chapter 9: choosing an optimizer."""

import math

import numpy as np

from descent.data import split
from descent.exercises.chapter8 import slips
from descent.exercises.exercise import Exercise, message, named
from descent.exercises.judge import brief, same
from descent.exercises.sandbox import Unfit, a_kind, numbers
from descent.experiments.comparison import good_range, student

# 9.1 by heart

BUDGET = [330, 30, 10_230, 2, 10]

Exercise(
    number="9.1",
    title="By heart",
    minutes=5,
    section="The protocol",
    answer=BUDGET,
    tolerance=1e-6,
    mistakes=tuple(
        slips(
            BUDGET,
            (
                {1: 300},
                "(1) Ten full batches an epoch are 320 rows. What becomes of the others?",
            ),
            ({1: 11}, "(1) Those are the steps of one epoch."),
            (
                {1: 30 * 341 / 32},
                "(1) Nobody takes a fraction of a step: each epoch ends with a short batch.",
            ),
            (
                {1: 320},
                "(1) You deal on from one epoch into the next. Each epoch shuffles anew, and its "
                "last batch is short: how many batches are in one?",
            ),
            ({1: 10_230}, "(1) So many *rows* have their turn. How many are in one step?"),
            ({1: 30, 2: 330}, "(1) and (2) the other way round: who takes a step more rarely?"),
            (
                {2: 330},
                "(2) With all rows in one batch, how many batches has an epoch?",
            ),
            ({2: 1}, "(2) One step an epoch. And in all of them?"),
            (
                {2: 10_230},
                "(2) Those are the gradients of single rows that it pays for. How many make one "
                "step?",
            ),
            ({3: 341}, "(3) Those are the rows of one epoch."),
            ({3: 30}, "(3) A step of the full batch is no single gradient: how many rows has it?"),
            ({3: 330}, "(3) Those are steps. How many rows has an epoch, whatever the batches?"),
            (
                {3: 10_560},
                "(3) 32 rows in each step? The last batch of an epoch is shorter.",
            ),
            (
                {3: 112_530},
                "(3) You pay for all 341 rows in each of the small steps. How many does one see?",
            ),
            (
                {3: 20_460},
                "(3) Those are both methods together. Each has the same budget: how large is it?",
            ),
            ({4: 1}, "(4) So many has momentum. Adam keeps two averages: which?"),
            (
                {4: 3},
                "(4) With the weight itself, or with $t$? The weight is there under any rule, and "
                "$t$ is one number for all weights together.",
            ),
            ({4: 4}, "(4) $\\hat m$ and $\\hat v$ are made of $m$ and $v$ and then thrown away."),
            ({4: 642}, "(4) That is for the 321 weights of the network. And for *each* weight?"),
            ({4: 0}, "(4) That is plain gradient descent, which forgets. What does Adam keep?"),
            (
                {5: 120},
                "(5) All of them? Then test rows have a say in which step size looks best. Which "
                "runs may see them?",
            ),
            (
                {5: 1},
                "(5) One step size for all splits? Tuning chooses on the validation rows of *each* "
                "split: how many splits are there?",
            ),
            ({5: 12}, "(5) Those are the step sizes. How many of them are chosen on one split?"),
            ({5: 0}, "(5) None? When tuning is over, something has to be reported."),
            ({5: 20}, "(5) One chosen run for each split. How many splits are there?"),
        )
    ),
    hints=(
        "`divmod(341, 32)`: ten full batches, and a rest that is a batch, too.",
        "Multiply (1) by the rows of a step, mind the short ones, and compare with the full batch.",
        "Which names does `adam` return besides `w`, and which of them have an entry for each "
        "weight?",
    ),
    solution=r"""
An epoch has eleven batches, so 30 epochs have 330 steps; the full batch takes 30. Yet both pay for
the same $30 \cdot 341 = 10{,}230$ gradients of single rows: in that currency a budget is fair, and
in steps it is not. Adam keeps $m$ and $v$. Of the 120 runs only the winner of each split is judged
on test rows: 10.

```python
from descent import adam
from descent.network import batches
from descent.experiments.comparison import ALPHAS, SEEDS

deal, steps, rows = batches(341, 32, seed=0), 0, 0
while rows < 30 * 341:
    steps, rows = steps + 1, rows + len(next(deal))
assert (steps, rows) == (330, 10_230)

_, t, m, v = adam()(np.zeros(321), np.ones(321))
assert m.size + v.size == 2 * 321
assert (len(ALPHAS), len(SEEDS)) == (12, 10)
```

*In seconds they don't: what else does a step of Adam cost?* Some operations for each weight and
step, a root among them, and room for two numbers more per weight. That is the same for any batch:
beside the gradient of 32 rows it is little, beside that of a single row it is not.
""",
    passed="In this currency all six methods cost the same. In seconds they don't: what else does "
    "a step of Adam cost?",
)

# 9.2 tune on validation


def tuned(validation, test):
    seen = np.where(np.isfinite(validation), validation, np.inf)
    return test[seen.argmin(axis=0), np.arange(test.shape[1])]


def finite(losses, instead=np.inf):
    return np.where(np.isfinite(losses), losses, instead)


def taken(test, rows):
    """The loss at one row of each column."""
    return test[rows, np.arange(test.shape[1])]


def one_row(validation, test):
    """The numbers are right, but in a table of one row. Return shape `(splits,)`."""
    return tuned(validation, test)[None]


def nan_wins(validation, test):
    """A run that has diverged wins with you: `np.argmin` stops at the first `nan`, as if it were
    the smallest, and `np.nan_to_num` makes a loss of 0 of it, if you don't say otherwise. What
    should a loss count that is no number?"""
    return taken(test, validation.argmin(axis=0))


def best_on_test(validation, test):
    """You choose on the test rows. Of many runs one always looks good there by luck, and what you
    report is that luck. Which rows are there for choosing?"""
    return finite(test).min(axis=0)


def the_validation_loss(validation, test):
    """The right runs. But you report the loss on the rows that have chosen them: it is low because
    they did. Which rows have had no say?"""
    return finite(validation).min(axis=0)


def peeped(validation, test):
    """You pass over a run because its *test* loss is not finite. That is a look at the test rows
    before the choice. If the chosen run fails there, that is its result."""
    return taken(test, np.where(np.isfinite(test), finite(validation), np.inf).argmin(axis=0))


def one_for_all(validation, test):
    """You choose one step size for all splits, by the mean of their losses. Then the validation
    rows of one split, which are test rows in another, have a say in both. Choose on each split by
    itself."""
    return test[finite(validation).mean(axis=1).argmin()]


def one_by_median(validation, test):
    """You choose one step size for all splits, by the median of their losses. Choose on each split
    by itself."""
    return test[np.median(finite(validation), axis=1).argmin()]


def one_for_all_by_nanmean(validation, test):
    """You choose one step size for all splits, by the mean of those losses that are numbers: one
    that diverges in half of the splits may win. Choose on each split by itself."""
    shares = np.isfinite(validation).sum(axis=1)
    total = finite(validation, 0).sum(axis=1)
    return test[np.where(shares > 0, total / np.maximum(shares, 1), np.inf).argmin()]


def only_the_safe(validation, test):
    """You leave a step size out in *all* splits when it diverges in one. It is not chosen where it
    diverged; in another split it may be the best."""
    safe = np.isfinite(validation).all(axis=1)[:, None]
    return taken(test, np.where(safe, finite(validation), np.inf).argmin(axis=0))


def other_axis(validation, test):
    """One number for each *step size*: you look for the best split of each. Asked is the best step
    size of each split: along which axis?"""
    return test[np.arange(len(test)), finite(validation).argmin(axis=1)]


def whole_rows(validation, test):
    """A whole table comes back: `test[rows]` takes whole rows, all splits of each. You want one
    number from each column: name the columns, too."""
    return test[finite(validation).argmin(axis=0)]


def the_rows(validation, test):
    """Those are the row numbers of the chosen step sizes. Asked is what they bring on the test
    rows."""
    return finite(validation).argmin(axis=0)


def last_of_equals(validation, test):
    """Nearly: of two step sizes that are equally good you take the larger one. Take the smaller:
    then everybody chooses the same."""
    return taken(test, len(test) - 1 - finite(validation)[::-1].argmin(axis=0))


def the_highest(validation, test):
    """You choose the *highest* loss. That is right for a share of right answers."""
    return taken(test, finite(validation, -np.inf).argmax(axis=0))


def the_diverged(validation, test):
    """You choose the *highest* loss, and the highest of all has a run that has diverged. A loss
    should be low."""
    return taken(test, finite(validation).argmax(axis=0))


def mean_of_all(validation, test):
    """One number comes back, the mean. Keep the splits apart: methods are compared split by
    split."""
    return tuned(validation, test).mean()


def loss_tables(rng):
    nan, inf = math.nan, math.inf
    by_hand = np.array([[0.7, 0.6, 0.65], [0.3, 0.4, 0.2], [0.25, nan, 0.31], [nan, inf, 0.5]])
    late = np.array([[0.5, inf], [nan, 0.4], [0.4, 0.4], [0.4, 0.7], [inf, nan]])
    fails = rng.uniform(0.1, 1.0, (5, 4))
    fails[1, 2] = inf
    seen = fails.copy()
    seen[1, 2] = 0.01
    return [
        (by_hand, by_hand[:, ::-1] * [[1.1], [1.2], [1.3], [0.2]] + [0.01, 0.02, 0.03]),
        (late, np.arange(10.0).reshape(5, 2)[::-1] / 10 + 0.1),
        (rng.uniform(0.1, 1.0, (6, 4)), rng.uniform(0.1, 1.0, (6, 4))),
        (seen, fails),
    ]


Exercise(
    number="9.2",
    title="Tune on validation",
    minutes=10,
    section="The protocol",
    answer=tuned,
    probes=loss_tables,
    conventions=(one_row,),
    mistakes=(
        nan_wins,
        best_on_test,
        the_validation_loss,
        peeped,
        one_for_all,
        one_by_median,
        one_for_all_by_nanmean,
        only_the_safe,
        other_axis,
        whole_rows,
        the_rows,
        last_of_equals,
        the_highest,
        the_diverged,
        mean_of_all,
    ),
    hints=(
        "First make a table in which what is not finite counts as infinite: `np.isfinite` and "
        "`np.where`.",
        "`argmin(axis=0)` goes down each column and gives a row number for each; of equals the "
        "first.",
        "`test[rows, columns]` with two arrays of the same length takes one number for each pair.",
    ),
    solution=r"""
{code}

```python
from descent.experiments.comparison import choose

rng = np.random.default_rng(0)
# Twelve that are equally good.
validation, test = 0.1 + 0.02 * rng.normal(size=(2, 12, 1000))
validation[3, :500], validation[11] = np.nan, np.inf
rows = choose(validation)
assert np.array_equal(tuned(validation, test), test[rows, np.arange(1000)])

assert abs(tuned(validation, test).mean() - 0.1) < 0.002
assert np.nanmin(validation, axis=0).mean() < 0.07
assert test.min(axis=0).mean() < 0.07
```
Here all step sizes are equally good, with a true loss of 0.1. Chosen on validation and judged on
test rows they come out at 0.1. The smallest *validation* loss is under 0.07, and so is the smallest
test loss: the best of twelve is lucky as well as good, and the rows that chose it can't tell which.

*And if one method has a hundred step sizes to choose from, and the other has three: which of the
two gains from that, on validation and on test rows?* On validation rows the one with a hundred,
whose luckiest run looks like half the loss. On test rows neither gains.

```python
validation, test = 0.1 + 0.02 * rng.normal(size=(2, 100, 1000))
few = validation[:3], test[:3]
assert (
    validation.min(axis=0).mean() < 0.052 and few[0].min(axis=0).mean() > 0.08
)
assert (
    abs(tuned(validation, test).mean() - 0.1)
    < 0.002
    > abs(tuned(*few).mean() - 0.1)
)
```
""",
    passed="And if one method has a hundred step sizes to choose from, and the other has three: "
    "which of the two gains from that, on validation and on test rows?",
)

# 9.3 paired differences


def interval(a, b, rng, resamples):
    d = a - b
    picks = rng.integers(len(d), size=(resamples, len(d)))
    low, high = np.percentile(d[picks].mean(axis=1), [2.5, 97.5])
    return low, high


def drawn(answer, a, b, seed, resamples):
    """The interval; or a word, if it leaves `rng` alone and yet is another one each time."""
    rng = np.random.default_rng(seed)
    unused = rng.bit_generator.state
    found = answer(a, b, rng, resamples)
    if found is None or rng.bit_generator.state != unused:
        return found
    many = np.sqrt(np.arange(30.0))  # so many that two random intervals never agree
    one, again = (answer(many, 0 * many, rng, resamples) for _ in range(2))
    return found if same(numbers(one), numbers(again), 1e-9) else "not repeated"


def resampled(d, rng, resamples):
    """Rows of differences, drawn with replacement."""
    return d[rng.integers(len(d), size=(resamples, len(d)))]


def middle(means, share=95):
    return np.percentile(means, [50 - share / 2, 50 + share / 2])


def by_sorting(a, b, rng, resamples):
    """As good: you sort the means and take one of them for each end. `np.percentile` goes between
    two of them, and the last digits differ."""
    means = np.sort(resampled(a - b, rng, resamples).mean(axis=1))
    return means[int(0.025 * resamples)], means[int(0.975 * resamples)]


def turned_round(a, b, rng, resamples):
    """Yours is the interval of $b - a$. Asked is that of $a - b$."""
    return interval(b, a, rng, resamples)


def unpaired(a, b, rng, resamples):
    """You draw the splits of `a` and those of `b` apart from each other. Then a hard split in one
    meets an easy one in the other, and their difference speaks of the splits. What do the two have
    in common, split by split?"""
    means = resampled(a, rng, resamples).mean(axis=1) - resampled(b, rng, resamples).mean(axis=1)
    return middle(means)


def ends_apart(a, b, rng, resamples):
    """You take an interval of each method, and then differences of their ends. An interval of the
    difference has to be made of differences."""
    picks = rng.integers(len(a), size=(resamples, len(a)))
    return middle(a[picks].mean(axis=1)) - middle(b[picks].mean(axis=1))


def ninety(a, b, rng, resamples):
    """Yours holds the middle 90 %. For 95 %, how much may be cut off at each end?"""
    return middle(resampled(a - b, rng, resamples).mean(axis=1), 90)


def shares_not_percent(a, b, rng, resamples):
    """`np.percentile` counts in percent: you cut off 0.025 *percent* at one end and nearly all at
    the other. `np.quantile` takes shares."""
    return np.percentile(resampled(a - b, rng, resamples).mean(axis=1), [0.025, 0.975])


def of_the_splits(a, b, rng, resamples):
    """That is the range of the *differences* themselves: how much single splits scatter. Asked is
    how far their mean can be trusted: take a mean of each draw."""
    return middle(resampled(a - b, rng, resamples).ravel())


def not_drawn(a, b, rng, resamples):
    """Those are percentiles of the differences themselves; nothing is drawn. Draw splits again and
    again, and take the mean of each draw."""
    return middle(a - b)


def one_deviation(a, b, rng, resamples):
    """Mean plus and minus one standard deviation of the differences: that is how much single splits
    scatter. How far can their *mean* be trusted?"""
    d = a - b
    return d.mean() - d.std(), d.mean() + d.std()


def by_normal(ddof, besides=""):
    def normal(a, b, rng, resamples):
        d = a - b
        half = 1.96 * d.std(ddof=ddof) / np.sqrt(len(d))
        return d.mean() - half, d.mean() + half

    normal.__doc__ = (
        r"That is $\pm 1.96\,s/\sqrt n$ from a normal distribution: a good rule for many splits, "
        f"and no bootstrap.{besides} Here nothing is assumed of the shape: draw again and look."
    )
    return named(f"normal, n - {ddof}", normal)


def by_student(overlap, digits, text):
    def slip(a, b, rng, resamples):
        d = a - b
        t = round(student(len(d) - 1), digits)
        half = t * d.std(ddof=1) * np.sqrt(1 / len(d) + overlap)
        return d.mean() - half, d.mean() + half

    slip.__doc__ = text
    return named(f"Student's t, {digits} digits, {overlap:g}", slip)


STUDENT = (
    "That is Student's $t$ interval{}, which this chapter judges by: with so few splits it holds "
    "the truth more often than a bootstrap, if the differences are about normal. Here nothing is "
    "assumed of their shape: draw again and look."
)
OVERLAPPING = " with the correction for splits that share rows"


def normal_of_means(a, b, rng, resamples):
    """You draw, and then you take 1.96 deviations of the means around the middle. That is a
    bootstrap, too; here the middle 95 % of the means themselves are asked for."""
    d = a - b
    half = 1.96 * resampled(d, rng, resamples).mean(axis=1).std()
    return d.mean() - half, d.mean() + half


def reflected(a, b, rng, resamples):
    """You reflect the percentiles at the mean: the "basic" bootstrap, which is another good one.
    Asked are the percentiles as they are."""
    low, high = interval(a, b, rng, resamples)
    return 2 * np.mean(a - b) - high, 2 * np.mean(a - b) - low


def without_replacement(a, b, rng, resamples):
    """Your interval is a point. Either nothing is drawn, or each draw holds each split once. Draw
    *with* replacement, so that some splits come twice and some never."""
    return np.mean(a - b), np.mean(a - b)


def of_medians(a, b, rng, resamples):
    """You take the median of each draw. Asked is an interval of the mean."""
    return middle(np.median(resampled(a - b, rng, resamples), axis=1))


def other_way(a, b, rng, resamples):
    """You take means over the draws, not over the splits: there are only as many as there are
    splits, and each is nearly the mean of all. Along which axis lies a draw?"""
    return middle(resampled(a - b, rng, resamples).mean(axis=0))


def drawn_in_columns(a, b, rng, resamples):
    """As good, but from other draws: yours lie in columns. To be compared digit by digit, draw
    `rng.integers(n, size=(resamples, n))`, a row for each."""
    d = a - b
    return middle(d[rng.integers(len(d), size=(len(d), resamples))].mean(axis=0))


def own_generator(a, b, rng, resamples):
    """You make a generator of your own, always from the seed 0. Use the one that is given."""
    return interval(a, b, np.random.default_rng(0), resamples)


def any_generator(a, b, rng, resamples):
    """Called twice, it gives two intervals, and not because of `rng`: your draws don't come from
    it, and so nobody can repeat them."""
    return interval(a, b, np.random.default_rng(), resamples)


def high_first(a, b, rng, resamples):
    """The right ends, the other way round: first the low one."""
    return interval(a, b, rng, resamples)[::-1]


def paired_errors(rng):
    def errors(n):
        hard = rng.uniform(0.02, 0.08, size=n)
        return hard + rng.normal(0.004, 0.005, n), hard + rng.normal(0, 0.005, n)

    by_hand = np.array([4.0, 7.0, 5.0, 9.0]), np.array([3.0, 5.0, 5.0, 4.0])
    better = np.array([4.0, 3.0, 5.0, 1.0]), np.array([6.0, 8.0, 6.0, 7.0])
    return [(*by_hand, 5, 200), (*better, 6, 100), (*errors(10), 1, 500), (*errors(7), 2, 300)]


Exercise(
    number="9.3",
    title="Paired differences",
    minutes=15,
    section="What a difference is worth",
    answer=interval,
    probes=paired_errors,
    use=drawn,
    conventions=(
        by_normal(0, " (With so few splits, $s$ divides by $n - 1$.)"),
        by_normal(1),
        by_student(0, 15, STUDENT.format("")),
        by_student(0, 3, STUDENT.format(", its quantile from a table")),
        by_student(1 / 3, 15, STUDENT.format(OVERLAPPING)),
        by_student(1 / 3, 3, STUDENT.format(f"{OVERLAPPING}, its quantile from a table")),
        normal_of_means,
        reflected,
        drawn_in_columns,
        by_sorting,
    ),
    mistakes=(
        turned_round,
        unpaired,
        ends_apart,
        ninety,
        shares_not_percent,
        of_the_splits,
        not_drawn,
        one_deviation,
        without_replacement,
        of_medians,
        other_way,
        own_generator,
        any_generator,
        high_first,
    ),
    hints=(
        "First `d = a - b`, a number for each split. From there on there is only one list.",
        "`d[picks]` with a table of row numbers is a table of differences, one draw in each row.",
        "Take the mean of each draw. The middle 95 % lie between the percentiles 2.5 and 97.5.",
    ),
    solution=r"""
{code}

```python
from descent.experiments.comparison import bootstrap

rng = np.random.default_rng(0)
# What the two methods share: how hard a split is.
hard = rng.normal(0.05, 0.02, size=10)
a, b = (
    hard + rng.normal(0.004, 0.004, size=10),
    hard + rng.normal(0, 0.004, size=10),
)
low, high = interval(a, b, np.random.default_rng(0), 10_000)
assert np.allclose((low, high), bootstrap(a, b)[1:])

apart = interval(a, rng.permutation(b), rng, 10_000)
assert apart[1] - apart[0] > 2 * (high - low)

held = 0
for _ in range(1000):
    low, high = interval(rng.normal(1, 1, size=10), np.zeros(10), rng, 1000)
    held += low <= 1 <= high
assert 860 < held < 930
```
What makes a split hard is in both numbers and cancels in their difference. Pair the same numbers at
random, and the interval is more than twice as wide. And an honest word about 95 %: of a thousand
studies with ten splits each and a known difference, the interval holds it in about 90 of a hundred.
Ten numbers say too little about how much they scatter.

*Is that the same as saying that the methods are equally good?* No. The interval holds zero, but
everything else that it holds as well: a difference may be there, and these splits are too few to
tell. "No difference found" is all they say.
""",
    passed="If the interval holds zero, it is a tie: these splits don't tell. Is that the same as "
    "saying that the methods are equally good?",
)

# 9.4 the good range


def decades(curve, alphas):
    curve = np.where(np.isfinite(curve), curve, np.inf)
    low = high = int(curve.argmin())
    good = curve <= 1.2 * curve[low]
    while low > 0 and good[low - 1]:
        low -= 1
    while high + 1 < len(curve) and good[high + 1]:
        high += 1
    return np.log10(alphas[high] / alphas[low])


def stretch(curve, good, start=None):
    """The first and last number of the stretch of good points around the lowest one."""
    low = high = int(np.argmin(finite(curve))) if start is None else start
    while low > 0 and good[low - 1]:
        low -= 1
    while high + 1 < len(good) and good[high + 1]:
        high += 1
    return low, high


def level(curve, factor=1.2):
    """Which points are good."""
    return finite(curve) <= factor * finite(curve).min()


def width(alphas, ends):
    return np.log10(alphas[ends[1]] / alphas[ends[0]])


def interpolated(curve, alphas):
    """That is how `good_range` measures: it follows the straight line beyond the last good point
    until it crosses the level. Here only points of the grid count."""
    low, high = good_range(curve, alphas=alphas)
    return np.log10(high / low)


def with_gaps(curve, alphas):
    """You go from the first good step size to the last, whatever lies between. Where the curve
    rises above the level, the range around the best one ends."""
    found = np.flatnonzero(level(curve))
    return width(alphas, (found[0], found[-1]))


def longest_stretch(curve, alphas):
    """Yours is the longest good stretch. Asked is the one around the best step size."""
    good = level(curve)
    return max(width(alphas, stretch(curve, good, k)) for k in np.flatnonzero(good))


def over_the_gap(curve, alphas):
    """You leave out what has diverged, and so you walk across it. A step size that diverges between
    two good ones ends the range."""
    kept = np.isfinite(curve)
    return decades(curve[kept], alphas[kept])


def round_the_end(curve, alphas):
    """You go on beyond the first point of the grid: in Python `good[-1]` is the *last* one, and if
    that is good, your range goes round. Ask first whether there is a point before."""
    good = level(curve)
    low, high = stretch(curve, good)
    while good[low - 1] and low > -len(good):
        low -= 1
    return width(alphas, (low, high))


def rounded(digits, besides=""):
    def slip(curve, alphas):
        return np.round(decades(curve, alphas), digits)

    slip.__doc__ = (
        "You round the logarithm. On a fine or uneven grid a range has any width: return the "
        f"number as it is.{besides}"
    )
    return named(f"rounded to {digits} digits", slip)


def cut_off(curve, alphas):
    """You cut off what stands behind the point of the logarithm. On a fine or uneven grid a range
    has any width: return the number as it is."""
    return np.floor(decades(curve, alphas))


def rounded_up(curve, alphas):
    """You round the logarithm up. On a fine or uneven grid a range has any width: return the number
    as it is."""
    return np.ceil(decades(curve, alphas))


def steps_of_the_grid(curve, alphas):
    """You count the steps from one point of the grid to the next. On a finer grid there would be
    more. How far is it from the first to the last, in powers of ten?"""
    low, high = stretch(curve, level(curve))
    return high - low


def how_many(curve, alphas):
    """You count the good points. On a finer grid there would be more. How far is it from the first
    to the last, in powers of ten?"""
    low, high = stretch(curve, level(curve))
    return high - low + 1


def half_decades(curve, alphas):
    """You count points, and take half a decade for each step between them. That holds on the book's
    grid only: ask `alphas`."""
    low, high = stretch(curve, level(curve))
    return (high - low) / 2


def in_nature(curve, alphas):
    """Yours is the natural logarithm. Decades are powers of ten."""
    return decades(curve, alphas) * math.log(10)


def in_times(curve, alphas):
    """So many *times* larger is the largest than the smallest. How many powers of ten is that?"""
    return 10 ** decades(curve, alphas)


def in_alpha(curve, alphas):
    """You subtract the step sizes. From 0.001 to 0.01 it is as far as from 1 to 10: their quotient
    counts."""
    low, high = stretch(curve, level(curve))
    return alphas[high] - alphas[low]


def the_ends(curve, alphas):
    """Those are the ends of the range. Asked is how many powers of ten lie between them."""
    return tuple(alphas[k] for k in stretch(curve, level(curve)))


def strictly(curve, alphas):
    """Nearly: a step size whose loss lies exactly on the level is good, too: *at most* 20 %."""
    return width(alphas, stretch(curve, finite(curve) < 1.2 * finite(curve).min()))


def absolute(curve, alphas):
    """You add 0.2 to the best loss. Asked is 20 % *of it*."""
    return width(alphas, stretch(curve, finite(curve) <= finite(curve).min() + 0.2))


def of_the_range(curve, alphas):
    """Your level lies a fifth of the way from the best loss up to the worst. Then a method with one
    terrible step size looks good everywhere. Ask for 20 % more than the best."""
    seen = curve[np.isfinite(curve)]
    return width(alphas, stretch(curve, finite(curve) <= seen.min() + 0.2 * np.ptp(seen)))


def from_the_worst(curve, alphas):
    """Your level is 20 % below the *worst* loss. Begin at the best."""
    seen = curve[np.isfinite(curve)]
    return width(alphas, stretch(curve, finite(curve) <= 0.8 * seen.max()))


def best_of_it(curve, alphas):
    """You ask whether the best is less than 20 % below *it*, so that up to a quarter more is good.
    20 % of which of the two is meant?"""
    return width(alphas, stretch(curve, level(curve, 1.25)))


def from_neighbor(curve, alphas):
    """You compare each point with its neighbor. So a curve can climb as high as it likes, in small
    steps: compare with the best."""
    curve, k = finite(curve), int(np.argmin(finite(curve)))
    low = high = k
    while low > 0 and curve[low - 1] <= 1.2 * curve[low]:
        low -= 1
    while high + 1 < len(curve) and curve[high + 1] <= 1.2 * curve[high]:
        high += 1
    return width(alphas, (low, high))


def one_further(curve, alphas):
    """You go one point too far on each side: the first that is too high belongs no longer to it."""
    low, high = stretch(curve, level(curve))
    return width(alphas, (max(low - 1, 0), min(high + 1, len(curve) - 1)))


def to_the_right(curve, alphas):
    """You only go from the best step size towards larger ones. Smaller ones may be good as well."""
    return width(alphas, (np.argmin(finite(curve)), stretch(curve, level(curve))[1]))


def to_the_left(curve, alphas):
    """You only go from the best step size towards smaller ones. Larger ones may be good as well."""
    return width(alphas, (stretch(curve, level(curve))[0], np.argmin(finite(curve))))


def nan_is_best(curve, alphas):
    """You take `nan` for the best: `np.argmin` stops at the first one. From there on nothing is
    good. What should it count?"""
    best = int(np.argmin(curve))
    with np.errstate(all="ignore"):
        return width(alphas, stretch(curve, curve <= 1.2 * curve[best], best))


def curves(rng):
    nan, inf = math.nan, math.inf
    grid = 10 ** np.arange(-3, 1.1, 0.5)
    uneven = np.array([1e-4, 1e-3, 2e-3, 0.01, 0.03, 0.1, 0.5, 1.0, 4.0])
    return [
        (np.array([8.0, 6.0, 5.4, 5.0, 5.2, 5.9, 7.0, 40.0, inf]), grid),
        (np.array([5.1, 5.5, 5.9, 9.0, 5.9, 5.0, 6.0, 6.2, nan]), uneven),
        (np.array([0.19, 0.14, 0.115, 0.10, 0.11, nan, 0.105, 0.5, inf]), uneven),
        (np.array([1.9, 1.4, 1.15, 1.0, 1.1, inf, 1.05, 1.1, 1.19]), uneven),
        (np.array([0.72, 0.70, 0.62, 0.52, 0.44, 0.37, 0.31, 0.30, 0.33]), uneven),
        (np.array([2.1, 2.0, 2.2, nan]), grid[:4]),
        (np.sort(rng.uniform(0.1, 1, size=9))[::-1], uneven),
        (np.array([1.0, 1.1, 5.0, 1.15]), np.array([0.01, 0.1, 1.0, 10.0])),  # good at both ends
        (np.array([1.1, 1.0, 5.0, 1.15]), np.array([0.01, 0.1, 1.0, 10.0])),
        (np.array([4e-7, 1.1e-6, 9e-7, 3e-7, 3.5e-7]), uneven[:5]),
        (np.array([0.4]), uneven[:1]),
    ]


Exercise(
    number="9.4",
    title="The good range",
    minutes=15,
    section='"Adam cares less about the learning rate"',
    answer=decades,
    probes=curves,
    conventions=(interpolated,),
    mistakes=(
        with_gaps,
        longest_stretch,
        over_the_gap,
        round_the_end,
        *(rounded(*case) for case in ((0, " (And don't count.)"), (1,), (2, " (By two digits.)"))),
        cut_off,
        rounded_up,
        steps_of_the_grid,
        how_many,
        half_decades,
        in_nature,
        in_times,
        in_alpha,
        the_ends,
        strictly,
        absolute,
        of_the_range,
        from_the_worst,
        best_of_it,
        from_neighbor,
        one_further,
        to_the_right,
        to_the_left,
        nan_is_best,
    ),
    hints=(
        "What is not finite counts as infinite. Then find the best point, and mark which points "
        "are at most 1.2 times as high.",
        "Begin with `low = high = best`, and let each go on outwards as long as the next point is "
        "there and is good.",
        "From $\\alpha$ to $10\\alpha$ is one decade: $\\log_{10}$ of the quotient.",
    ),
    solution=r"""
{code}

```python
from descent import adam, gd
from descent.data import load_tumors, split
from descent.network import Network
from descent.experiments.comparison import good_range
from descent.training import losses, training

net, (train, validation, _) = Network((8, 1)), split(*load_tumors(), seed=0)
alphas = 10.0 ** np.arange(-3, 2)


def curve(rule, epochs):
    runs = [
        training(net, rule(alpha), train, batch=32, seed=0) for alpha in alphas
    ]
    last = [[w for w, _ in zip(run, range(epochs + 1))][-1] for run in runs]
    return losses(net, last, validation)


for rule in gd, adam:
    few, many = (curve(rule, epochs) for epochs in (1, 30))
    assert decades(few, alphas) < decades(many, alphas)
    low, high = good_range(many, alphas=alphas)
    assert decades(many, alphas) <= np.log10(high / low)
```
On the grid's points alone, a range is never wider than with the lines between them, and it jumps by
a whole gap. So a difference smaller than a gap of the grid says nothing. For SGD and for Adam on
the classifier, the good range after 30 epochs is wider than after one: whoever has time can afford
a small step size. The width belongs to a budget.

*Is a wide range of the training loss good news, if that of the validation loss is narrow?* No. It
says that many step sizes fit the training rows; which of them do well on other rows is what the
choice is about.
""",
    passed="Is a wide range of the *training* loss good news, if that of the validation loss is "
    "narrow?",
)

# 9.5 which comparison is fair?

Exercise(
    number="9.5",
    title="Which comparison is fair?",
    minutes=5,
    section="The protocol",
    answer="d",
    choices={
        "a": r"The same number is not the same treatment. $\alpha$ means something else in each "
        "rule: Adam's steps have about that length, those of SGD are so many times the gradient. "
        "One of them may be a hundred times off its best.",
        "b": "Splits and grid are the same. But which rows choose the step size, and which report? "
        "If they are the same, each method shows the luckiest of twelve runs.",
        "c": "A step is not a step: count the rows that each looks at in one. At the end, one "
        "of the two has paid eleven times as much.",
        "d": "Each pays for the same gradients, each has the same grid, other rows choose than "
        "report, and what makes a split hard cancels in the difference.",
        "e": "Budget and tuning are alike. But a split of its own is luck of its own: easy splits "
        "may fall to one method. Which numbers could you subtract so that this luck cancels?",
    },
    hints=(
        "Ask of each: Is the price the same? Is the tuning the same? Which rows choose, and which "
        "report? What do two numbers that are subtracted have in common?",
        "Each of the others fails in one of the four, and is sound in the rest.",
    ),
    solution=r"""
It is (d). In (a) nobody is tuned, so the verdict is about the number 0.01. In (b) the test rows
choose. In (c) the full batch pays for 341 rows a step, and SGD for 31 on average: the same steps,
and eleven times the price. In (e) the difference holds how hard the splits were.

```python
rng = np.random.default_rng(0)
# A thousand studies, splits of their own.
hard = rng.normal(0.05, 0.015, size=(1000, 2, 10))
noise = rng.normal(0, 0.004, size=(1000, 2, 10))
own = np.diff(hard + noise, axis=1).mean(axis=2)
paired = np.diff(hard[:, :1] + noise, axis=1).mean(axis=2)
assert own.std() > 3 * paired.std()
assert 341 / 11 == 31  # rows a step, on average: an epoch has 11 steps
```

*How large may chance be?* With a 95 % interval about one study in twenty finds a difference where
there is none.

```python
from descent.experiments.comparison import student

# A thousand paired studies of two that are alike.
d = np.diff(noise, axis=1)[:, 0]
half = student(9) * d.std(axis=1, ddof=1) / np.sqrt(10)
assert 0.03 < np.mean(np.abs(d.mean(axis=1)) > half) < 0.07
```
""",
    passed="In such a study, a method that gains nothing shows no gain, but for chance. How large "
    "may chance be?",
)

# 9.6 how many splits, how many rows

ROWS = 1.96**2 * (0.04 - 0.01**2) / 0.01**2
POWER = [
    1.96 * 1.5 / math.sqrt(10),
    math.ceil((1.96 * 3) ** 2),
    math.ceil(((1.96 + 0.8416) * 3) ** 2),
    1.96 * 1.5 / math.sqrt(3),
    math.ceil(ROWS),
]

Exercise(
    number="9.6",
    title="Derivation: how many splits, how many rows?",
    minutes=20,
    section="What a difference is worth",
    answer=POWER,
    tolerance=1e-4,
    mistakes=tuple(
        slips(
            POWER,
            ({1: 2 * POWER[0]}, "(1) That is the whole width. Asked is half of it."),
            ({1: 1.96 * 1.5}, "(1) So much a *single* split scatters. And the mean of ten?"),
            (
                {1: 1.96 * 1.5 / 10},
                "(1) The variance of a mean falls like $1/n$. And its standard deviation?",
            ),
            ({1: 1.5 / math.sqrt(10)}, "(1) That is one standard deviation of the mean."),
            (
                {1: 1.96 * 1.5 / 3},
                "(1) $s$ is given, and there are ten splits: where does a nine come from?",
            ),
            (
                {2: 34},
                "(2) With 34 half the width is still a little above one point. To which side do "
                "you have to round?",
            ),
            ({2: (1.96 * 3) ** 2}, "(2) There are no parts of a split."),
            ({2: 9}, "(2) That is for $s = 1.5$. Here $s$ is twice that."),
            (
                {2: 6},
                "(2) $n$ stands under a root: twice as narrow takes how many times as many?",
            ),
            (
                {2: 139},
                "(2) You let the *whole* width be one point. Half of it may be that.",
            ),
            (
                {3: 35},
                "(3) With 35, half the width is one point: then a mean difference of one point "
                "just reaches. Around a true difference of one point the means scatter: how many "
                "fall short?",
            ),
            ({3: 70}, "(3) With 70 it is a little less than 80 %. Round to the other side."),
            ({3: ((1.96 + 0.8416) * 3) ** 2}, "(3) There are no parts of a split."),
            (
                {3: 56},
                "(3) That is with 1.645, for an interval that is cut off at one end only.",
            ),
            (
                {3: 44},
                "(3) It is not enough to divide by 0.8. Where has the mean to lie, for the "
                "interval to stay above zero, and how likely is that?",
            ),
            (
                {3: 7},
                "(3) The 80 % are there. But the mean has to lie above zero by half the width, and "
                "*then* 0.8416 deviations more.",
            ),
            (
                {4: 0},
                "(4) That would be so if the splits were independent. What is left of $1/n + 1/3$ "
                "if $n$ grows without end?",
            ),
            (
                {4: 1.96 * 1.5 * math.sqrt(1 / 10 + 1 / 3)},
                "(4) That is for ten splits. And for as many as you like?",
            ),
            ({4: 1.96 * 1.5 / 3}, "(4) A third of the *variance* is left. And of its root?"),
            ({4: 1.5 / math.sqrt(3)}, "(4) That is one standard deviation, not 1.96 of them."),
            (
                {4: 1.96 * 3 / math.sqrt(3)},
                "(4) That is with $s = 3$. Here it is 1.5.",
            ),
            ({5: 1532}, "(5) To which side do you have to round?"),
            ({5: ROWS}, "(5) There are no parts of a row."),
            (
                {5: 1537},
                "(5) Nearly: that is the mean *square* of a row's difference. The variance is less "
                "by the square of the mean.",
            ),
            (
                {5: 40},
                "(5) $n$ stands under a root: twice as narrow takes how many times as many?",
            ),
            (
                {5: 39},
                "(5) $n$ stands under a root: squared it is many more. And to which side do you "
                "round?",
            ),
            ({5: 6132}, "(5) You let the *whole* width be one point. Half of it may be that."),
            (
                {5: 1476},
                "(5) That is for one method that has 4 of 100 rows wrong. Here 4 is how often the "
                "two *differ*.",
            ),
            (
                {5: 400},
                "(5) You leave the 1.96 out: half the width is so many standard deviations of the "
                "mean.",
            ),
            (
                {5: 399},
                "(5) The variance is right. But half the width is 1.96 standard deviations of the "
                "mean.",
            ),
        )
    ),
    hints=(
        r"For (2) solve $1.96\,s/\sqrt n \le 1$ for $n$.",
        r"For (3): the interval lies above zero if the mean is above half the width. The mean is "
        r"normal around 1 with deviation $s/\sqrt n$. It has to be 0.8416 deviations from 1 down "
        r"to half the width.",
        r"For (4): $1.96\,s\sqrt{1/n + 1/3}$. What is left when $1/n$ is gone?",
        r"For (5): a row's difference is $+1$ in 2.5, $-1$ in 1.5, and 0 in 96 of 100. Its "
        r"variance is the mean of the squares less the square of the mean.",
    ),
    solution=r"""
1. $1.96 \cdot 1.5/\sqrt{10} = 0.930$ points.
2. $\sqrt n \ge 1.96 \cdot 3$, so $n \ge 34.6$: 35. Twice the scatter takes four times the splits.
3. The interval lies above zero if the mean is at least $1.96\,s/\sqrt n$. For 80 % that has to lie
   0.8416 deviations below the true difference: $(1.96 + 0.8416)\,s/\sqrt n \le 1$, so $n \ge 70.6$:
   71. With 35 splits such a study is a coin toss.
4. $1.96 \cdot 1.5 \cdot \sqrt{1/3} = 1.697$ points, and no number of splits gets below: they all
   are made of the same rows. More rows would help.
5. A row's difference has the mean 0.01 and the variance $0.025 + 0.015 - 0.01^2 = 0.0399$. From
   $1.96 \sqrt{0.0399/n} \le 0.01$ follows $n \ge 1532.8$: 1,533. The tumors have 114 test rows.

```python
rng = np.random.default_rng(0)

def found(n, s=3):
    means = rng.normal(1, s, size=(20_000, n)).mean(axis=1)
    return np.mean(means > 1.96 * s / np.sqrt(n))

assert abs(found(35) - 0.5) < 0.02 and abs(found(71) - 0.8) < 0.02
assert np.isclose(1.96 * 1.5 * np.sqrt(1e-9 + 1 / 3), 1.697, atol=5e-4)

share = [0.015, 0.96, 0.025]
rows = rng.choice([-1, 0, 1], p=share, size=(2000, 1533))
assert abs(1.96 * rows.mean(axis=1).std() - 0.01) < 0.0005
few = rows[:, :114].mean(axis=1)
assert np.mean(few > 1.96 * np.sqrt(0.0399 / 114)) < 0.2
```

*What would you need, to tell half a point?* About four times as much of everything. In (5) 6,143
rows, in (2) 139 splits.

```python
assert math.ceil(1.96**2 * (0.04 - 0.005**2) / 0.005**2) == 6143
assert math.ceil((1.96 * 3 / 0.5) ** 2) == 139
```
""",
    passed="So a tie on 114 test rows is no proof that two methods are alike: a point could hide "
    "in it. What would you need, to tell half a point?",
)

# 9.7 project


def study_of(X, y, methods, alphas, seeds, loss):
    table = {name: [] for name in methods}
    for seed in seeds:
        train, validation, test = split(X, y, seed)
        for name, fit in methods.items():
            runs = [fit(alpha, train, seed) for alpha in alphas]
            seen = np.array([loss(w, validation) for w in runs])
            best = np.where(np.isfinite(seen), seen, np.inf).argmin()
            table[name].append((alphas[best], loss(runs[best], test)))
    return {name: np.array(rows) for name, rows in table.items()}


TINY = ("SGD", "Adam", "mine")
MIX = np.array([12.9, 78.2, 39.5, 93.9])


def fingerprint(rows):
    if not isinstance(rows, tuple | list) or len(rows) != 2:
        raise Unfit(
            "`fit` and `loss` take one part of the split, a pair of rows and answers; yours hands "
            f"them {brief(rows)}."
        )
    X, y = rows
    return 100 * X[:, 0] @ np.arange(1, len(X) + 1) + y @ np.arange(len(y))


def tiny_methods(alphas):
    """Methods whose "weights" only tell what they were trained with; some diverge."""

    def method(k):
        def fit(alpha, train, seed):
            failed = np.nan if k != 1 and alpha == alphas[k % len(alphas)] else 0.0
            return np.array([k, math.log(alpha), seed, fingerprint(train)]) + failed

        fit.__qualname__ = f"methods[{TINY[k]!r}]"  # what an error calls it
        return fit

    return {name: method(k) for k, name in enumerate(TINY)}


def on_trial(answer, X, y, alphas, seeds):
    """The table, an array for each method, unless it took more looks at test rows than needed."""
    right, once = tabled(study_of, X, y, alphas, seeds)
    table, looks = tabled(answer, X, y, alphas, seeds)
    if table is not None and looks > once and same(numbers(table), right, 1e-9):
        raise Unfit(message(curious if looks == once * len(alphas) else twice))
    return table


def in_the_table(value, k):
    method, (row, column) = k // value[0].size, np.unravel_index(k % value[0].size, value[0].shape)
    return f"of {TINY[method]!r}, the {('step size', 'test loss')[column]} in row {row + 1}"


def tabled(answer, X, y, alphas, seeds):
    """What is in the table for each method, and how often test rows were looked at."""
    tests, looks = {fingerprint(split(X, y, seed)[2]) for seed in seeds}, []

    def loss(w, rows):
        seen = fingerprint(rows)
        looks.append(seen in tests)
        if np.shape(w) != (4,):
            raise Unfit(
                "`loss(w, rows)` takes the weights of one run, as `fit` returned them, and one "
                "part of the split."
            )
        failed = not np.isfinite(w).all()
        return np.nan if failed else round(5 + 4 * math.sin(MIX @ w + seen)) / 4  # some are equal

    table = answer(X, y, tiny_methods(alphas), alphas, seeds, loss)
    if table is None or table is ...:
        return None, 0
    if not isinstance(table, dict) or list(table) != list(TINY):
        got = list(table) if isinstance(table, dict) else a_kind(table)
        raise Unfit(
            "Asked is a dictionary with the names of `methods`, in their order; yours returned "
            f"{got}."
        )
    arrays = tuple(np.asarray(rows, float) for rows in table.values())
    for name, rows in zip(TINY, arrays, strict=True):
        if rows.shape != (len(seeds), 2):
            raise Unfit(
                f"Of {name!r} your function gave shape {rows.shape}, not ({len(seeds)}, 2): for "
                "each seed one row, with the step size and the test loss."
            )
    return arrays, sum(looks)


def studied(choose, parts=None, start=lambda seed: seed):
    """The study with another choice, other parts, or another seed of the start."""

    def study(X, y, methods, alphas, seeds, loss):
        table = {name: [] for name in methods}
        for k, seed in enumerate(seeds):
            asked = split(X, y, seed)
            for m, (name, fit) in enumerate(methods.items()):
                three = parts(X, y, seeds, k, m) if parts else asked
                runs = [fit(alpha, three[0], start(seed)) for alpha in alphas]
                table[name].append(choose(runs, alphas, loss, three))
        return table

    return study


def lowest(runs, loss, rows):
    return int(np.argmin(finite(np.array([loss(w, rows) for w in runs]))))


def by_validation(runs, alphas, loss, parts):
    k = lowest(runs, loss, parts[1])
    return alphas[k], loss(runs[k], parts[2])


def tuned_on_test(runs, alphas, loss, parts):
    """You choose the step size on the test rows, so each method reports the luckiest of its runs.
    Which rows are there for choosing?"""
    losses = finite(np.array([loss(w, parts[2]) for w in runs]))
    return alphas[losses.argmin()], losses.min()


def tuned_on_training(runs, alphas, loss, parts):
    """You choose the step size by the training loss. It knows nothing of overfitting: which rows
    are there for choosing?"""
    k = lowest(runs, loss, parts[0])
    return alphas[k], loss(runs[k], parts[2])


def curious(runs, alphas, loss, parts):
    """The table is right. But you compute the test loss of *every* run, and what has been seen has
    a way of being used: look at the test rows once for each method and split, after the choice."""
    losses = [loss(w, parts[2]) for w in runs]
    k = lowest(runs, loss, parts[1])
    return alphas[k], losses[k]


def twice(runs, alphas, loss, parts):
    """The table is right. But you look at the test rows twice for each method and split. Once is
    enough, if you keep the number."""
    by_validation(runs, alphas, loss, parts)
    return by_validation(runs, alphas, loss, parts)


def validation_reported(runs, alphas, loss, parts):
    """The choice is right. But you report the loss on the rows that have chosen: which rows have
    had no say?"""
    k = lowest(runs, loss, parts[1])
    return alphas[k], loss(runs[k], parts[1])


def nan_chosen(runs, alphas, loss, parts):
    """A run that has diverged wins with you: `np.argmin` stops at the first `nan`. What should it
    count?"""
    k = int(np.argmin([loss(w, parts[1]) for w in runs]))
    return alphas[k], loss(runs[k], parts[2])


def last_run(runs, alphas, loss, parts):
    """The right step size; but the test loss is that of the *last* run, which is what the loop has
    left behind. Keep the weights of all runs, or those of the best."""
    return alphas[lowest(runs, loss, parts[1])], loss(runs[-1], parts[2])


def its_number(runs, alphas, loss, parts):
    """Instead of the step size you give its number in `alphas`."""
    k = lowest(runs, loss, parts[1])
    return k, loss(runs[k], parts[2])


def loss_first(runs, alphas, loss, parts):
    """The other way round: first the step size, then the test loss."""
    return by_validation(runs, alphas, loss, parts)[::-1]


def larger_of_equals(runs, alphas, loss, parts):
    """Nearly: where two step sizes are equally good on validation, take the smaller one. Yours is
    the larger."""
    losses = finite(np.array([loss(w, parts[1]) for w in runs]))
    k = len(runs) - 1 - int(losses[::-1].argmin())
    return alphas[k], loss(runs[k], parts[2])


def the_highest_loss(runs, alphas, loss, parts):
    """You choose the run with the *highest* validation loss. That is right for a share of right
    answers."""
    losses = finite(np.array([loss(w, parts[1]) for w in runs]), -np.inf)
    k = int(losses.argmax())
    return alphas[k], loss(runs[k], parts[2])


def one_split(X, y, seeds, k, m):
    """All your rows of the table come from one split. Each seed makes its own."""
    return split(X, y, seeds[0])


def split_each(X, y, seeds, k, m):
    """Each of your methods has splits of its own. Then a difference also holds how hard they were:
    one split for a seed, and all methods on it."""
    return split(X, y, seeds[k] + 1000 * m)


def parts_mixed(X, y, seeds, k, m):
    """You train on the validation rows and choose on the training rows: `split` gives training,
    validation and test rows, in this order."""
    train, validation, test = split(X, y, seeds[k])
    return validation, train, test


def test_for_validation(X, y, seeds, k, m):
    """You choose on the test rows and report on the validation rows: `split` gives training,
    validation and test rows, in this order."""
    train, validation, test = split(X, y, seeds[k])
    return train, test, validation


def trained_on_all(X, y, seeds, k, m):
    """You train on the whole table, with the rows that are to judge. Train on the first part of the
    split."""
    return (X, y), *split(X, y, seeds[k])[1:]


def other_start(seed):
    """You train every split from the seed 0. Hand `fit` the seed of the split: then start and order
    of the rows vary, too, and are the same for all methods."""
    return 0


def one_alpha_for_all(X, y, methods, alphas, seeds, loss):
    """You tune on the first split only, and then keep its step size. Tune on each split anew."""
    table = {}
    for name, fit in methods.items():
        parts = [split(X, y, seed) for seed in seeds]
        runs = [fit(alpha, parts[0][0], seeds[0]) for alpha in alphas]
        best = alphas[lowest(runs, loss, parts[0][1])]
        pairs = zip(parts, seeds, strict=True)
        table[name] = [(best, loss(fit(best, p[0], seed), p[2])) for p, seed in pairs]
    return table


def refitted(X, y, methods, alphas, seeds, loss):
    """After the choice you train once more, on training and validation rows together. That is often
    done, and sound. Here the run that was chosen is the one to judge."""
    table = {name: [] for name in methods}
    for seed in seeds:
        train, validation, test = split(X, y, seed)
        more = tuple(np.concatenate(both) for both in zip(train, validation, strict=True))
        for name, fit in methods.items():
            runs = [fit(alpha, train, seed) for alpha in alphas]
            best = alphas[lowest(runs, loss, validation)]
            table[name].append((best, loss(fit(best, more, seed), test)))
    return table


def with_words(wrong, **changes):
    """A study with one slip, under the slip's name and words."""
    study = studied(**({"choose": by_validation} | changes))
    study.__doc__ = wrong.__doc__
    return named(wrong.__name__, study)


def tiny_tables(rng):
    def table(rows):
        return rng.normal(size=(rows, 2)).round(3), rng.integers(0, 2, rows)

    return [
        (*table(10), [0.01, 0.1, 1.0], [0]),
        (*table(10), [0.003, 0.03, 0.3, 3.0], [7, 2, 9]),
    ]


CHOICES = (
    tuned_on_test,
    tuned_on_training,
    curious,
    twice,
    validation_reported,
    nan_chosen,
    last_run,
    its_number,
    loss_first,
    larger_of_equals,
    the_highest_loss,
)
PARTS = (one_split, split_each, parts_mixed, test_for_validation, trained_on_all)

Exercise(
    number="9.7",
    title="Project: a study of your own",
    minutes=60,
    section="The protocol",
    answer=study_of,
    probes=tiny_tables,
    use=on_trial,
    place=in_the_table,
    conventions=(refitted,),
    mistakes=(
        *(with_words(wrong, choose=wrong) for wrong in CHOICES),
        *(with_words(wrong, parts=wrong) for wrong in PARTS),
        with_words(other_start, start=other_start),
        one_alpha_for_all,
    ),
    hints=(
        "Two loops, one in the other: over the seeds, and over `methods.items()`. What happens "
        "once for each seed, what once for each method?",
        "Train at every step size and keep all the weights. Only then look at the validation "
        "losses, and only after the choice at the test rows.",
        "`np.where(np.isfinite(seen), seen, np.inf).argmin()` passes over what has diverged. For "
        "the table: `table[name].append((alphas[best], ...))`, and arrays at the end.",
    ),
    solution=r"""
```python
from descent.data import split
```
{code}

```python
from descent import adam, gd
from descent.data import load_tumors
from descent.network import Network
from descent.experiments.comparison import choose, difference
from descent.training import losses, training

X, y = load_tumors()
net, alphas, seeds = Network((8, 1)), [0.01, 0.1, 1.0, 1e308], [0, 1, 2]


def method(rule):
    def fit(alpha, train, seed):
        walk = training(net, rule(alpha), train, batch=32, seed=seed)
        return [w for w, _ in zip(walk, range(4))][-1]

    return fit


def loss(w, rows):
    return losses(net, [w], rows)[0]


methods = {"SGD": method(gd), "Adam": method(adam)}
table = study_of(X, y, methods, alphas, seeds, loss)
assert all(rows.shape == (3, 2) for rows in table.values())

train, validation, test = split(X, y, seed=2)
for name, fit in methods.items():
    runs = [fit(alpha, train, 2) for alpha in alphas]
    best = choose(np.array([loss(w, validation) for w in runs]))
    # And yet the table has numbers only.
    assert not np.isfinite(loss(runs[3], validation))
    assert table[name][2].tolist() == [alphas[best], loss(runs[best], test)]
mean, low, high = difference(
    table["SGD"][:, 1], table["Adam"][:, 1], overlap=1 / 3
)
assert low <= mean <= high
```
One split for a seed, and all methods on it, from the same start: so the results are paired. The
validation rows choose, and the test rows are asked once. With this table anybody can compute the
differences, and see whether a chosen step size lies at the end of the grid: then the grid is too
short, and the method was not tuned.
""",
    passed="The template runs on yours now. Put your own table in, and write down what you expect "
    "*before* you look at the differences.",
)
