"""Chapter 4: a noisy guide."""

import math
from collections import Counter
from itertools import islice

import numpy as np

from descent.exercises.exercise import Exercise
from descent.exercises.sandbox import Unfit, a_kind

# 4.1 by heart

LEFT = math.sqrt(469 / 568)  # of the error, without replacement

Exercise(
    number="4.1",
    title="By heart",
    minutes=5,
    section="Right on average, and how wrong",
    answer=[1 / 2, 1 / 10, LEFT / 10],
    tolerance=3e-5,
    mistakes=(
        (
            [1 / 4, 1 / 100, LEFT**2 / 100],
            "Those are the variances. The standard deviation is in the gradient's own unit: one "
            "step more.",
        ),
        (
            [1 / 4, 1 / 100, LEFT / 100],
            r"You divide by $B$. It is the *variance* that falls by a factor $B$; and its root?",
        ),
        (
            [1 / 4, 1 / 100, 1 / 100],
            r"You divide by $B$. It is the *variance* that falls by a factor $B$; and its root? "
            "Besides, rows that cannot come twice leave a little less.",
        ),
        (
            [2, 10, 10 * LEFT],
            "You say that more rows make more noise. That would be the *sum* of the gradients; a "
            "mini-batch takes their mean.",
        ),
        (
            [1 / 2, 1 / 10, 1 / 10],
            "Two are right. Without replacement no row comes twice, so 100 rows say a little more. "
            "By which factor is the variance smaller?",
        ),
        (
            [1 / 2, 1 / 10, LEFT**2 / 10],
            r"Two are right. $(n - B)/(n - 1)$ is the factor of the variance. You applied it to "
            "the standard deviation.",
        ),
        (
            [1 / 2, 1 / 10, math.sqrt(469 / 569) / 10],
            r"Nearly. Is it $n$ below the line? Put in $B = 1$: a batch of one row is as noisy "
            "either way, so what must the factor be?",
        ),
        (
            [1 / 2, 1 / 10, 1 / LEFT / 10],
            "Without replacement the noise is *less*: with $B = n$ there would be none at all. "
            "Yours is more.",
        ),
        (
            [1 / 2, 1 / 10, LEFT],
            r"Two are right. In the third, $1/\sqrt{B}$ is missing: you gave what replacement "
            r"alone changes.",
        ),
        (
            [math.sqrt(565 / 568) / 2, LEFT / 10, LEFT / 10],
            "The third is right. The first two are drawn *with* replacement, where the factor is "
            "1.",
        ),
        (
            [1 / 4, 1 / 10, LEFT / 10],
            "In the first you divide by 4. It is the *variance* that is a quarter.",
        ),
        (
            [1 / 2, 1 / 100, LEFT / 10],
            "In the second you divide by 100. It is the *variance* that is a hundredth.",
        ),
        (
            [1, 1, 1],
            "That is the noise of one row. Averaging rows makes it less: by which factor?",
        ),
        (
            [2, 10, 10 / LEFT],
            "Upside down, all three: more rows make *less* noise in their mean.",
        ),
    ),
    hints=(
        "Variances of independent draws add up; the mean divides the sum by $B$, and so the "
        "variance by $B^2$.",
        r"Without replacement the variance is smaller by the factor $(n - B)/(n - 1)$, which is 1 "
        r"for $B = 1$ and 0 for $B = n$.",
    ),
    solution=r"""
With replacement the variance is $1/B$, so the standard deviation $1/\sqrt B$: $0.5$ for 4 rows, and
$0.1$ for 100. Without replacement the variance has the factor $(569 - 100)/(569 - 1) \approx
0.826$, and the standard deviation its root: $0.0909$.

```python
rng = np.random.default_rng(0)
rows = rng.normal(size=569)
rows = (rows - rows.mean()) / rows.std()
once = [rng.choice(rows, 100, replace=False).mean() for _ in range(4000)]
again = rng.choice(rows, (4000, 100)).mean(axis=1)
assert np.isclose(np.std(again), 0.1, rtol=0.04)
assert np.isclose(np.std(once), np.sqrt(469 / 568) / 10, rtol=0.04)
```
A tenth of the noise costs a hundred times the rows. For the noise of one batch it hardly
matters how you draw, even with 100 rows of 569. Over an epoch it does, as the chapter shows.
""",
    passed="Half the noise costs four times the rows. How many rows for a tenth of the noise?",
)

# 4.2 deal the batches


def batches(n, B, rng):
    order = rng.permutation(n)
    return [order[k : k + B] for k in range(0, n, B)]


SIZES = [(40, 7), (10, 4), (12, 4), (30, 1), (20, 20), (30, 64)]
SEED = 11


def dealt(batches, n_and_B):
    """The first thing in FAULTS that is wrong with an epoch of any of these sizes, or "dealt".

    In words, since a shuffle is right in whatever order it comes.
    """
    epochs = [as_rows(batches(n, B, np.random.default_rng(SEED)), n) for n, B in n_and_B]
    found = [fault(rows, n, B) for rows, (n, B) in zip(epochs, n_and_B, strict=True)]
    if found[0] in (None, "dropped"):
        found.append(fault_of_order(batches, *n_and_B[0]))
    return next((word for word in FAULTS if word in found), "dealt")


def as_rows(dealt, n):
    """The batches as arrays, a number as None, and an error for what cannot be batches."""
    if dealt is None:
        raise Unfit("Your function returned nothing: is a `return` missing?")
    try:
        first = list(islice(iter(dealt), 2 * n + 2))
    except TypeError:
        got = f"Your function returned {a_kind(dealt)}."
        raise Unfit(f"{got} Asked is a list of arrays, one for each batch.") from None
    return [np.asarray(batch).ravel() if np.ndim(batch) else None for batch in first]


def fault(rows, n, B):
    """What is wrong with one epoch, whatever its order."""
    if any(batch is None for batch in rows):
        return "flat"
    if any(len(batch) and batch.dtype.kind not in "iu" for batch in rows):
        return "floats"
    if not rows:
        return "none at all"
    sizes = [len(batch) for batch in rows]
    drawn = np.sort(np.concatenate([batch for batch in rows if len(batch)] or [[]]))
    if len(drawn) and not 0 <= drawn[0] <= drawn[-1] < n:
        return "from one" if np.array_equal(drawn, np.arange(1, n + 1)) else "outside"
    if np.array_equal(drawn, np.arange(n)):
        right = [B] * (n // B) + [n % B] * (n % B > 0)
        if sizes == right:
            return None
        if sorted(sizes, reverse=True) == right and all(map(together, rows)):
            return "batches only"
        return "empty" if 0 in sizes else "other sizes"
    times = Counter(drawn.tolist())
    if max(times.values(), default=0) <= 1:
        return "dropped" if sizes == [B] * (n // B) else "missing"
    return "filled up" if set(times) == set(range(n)) and set(sizes) == {B} else "again"


def together(batch):
    """Whether its rows lie side by side in the table."""
    return np.ptp(batch) == len(batch) - 1


def fault_of_order(batches, n, B):
    """What is wrong with the order, over three epochs of one generator, and one each of others."""
    rng, twin, other = (np.random.default_rng(seed) for seed in (SEED, SEED, SEED + 1))
    untouched = rng.bit_generator.state
    epochs = [as_rows(batches(n, B, source), n) for source in (rng, rng, rng, twin, other)]
    first, second, third, same, different = map(np.concatenate, epochs)
    alike = np.array_equal(first, second) and np.array_equal(first, third)
    if alike and np.array_equal(first, np.sort(first)):
        return "not shuffled"
    if not np.array_equal(first, same):
        return "not repeated"
    if alike:
        drawn = rng.bit_generator.state != untouched
        return "same order" if drawn or np.array_equal(first, different) else "copied"
    if all(together(batch) for epoch in epochs for batch in epoch):
        lowest = [batch.min() for batch in epochs[0]]
        return "inside only" if lowest == sorted(lowest) else "batches only"
    return crooked(batches)


def crooked(batches, n=12, B=3, epochs=2000):
    """Whether not all orders are equally likely: which rows meet, and which batch a row is in.

    Both sums are distributed as chi-square, with 54 and (but for a factor 12/11) 33 degrees of
    freedom. A fair shuffle is above the limits less than once in a hundred million times.
    """
    rng, batch_of = np.random.default_rng(SEED), np.empty((epochs, n), int)
    for epoch in batch_of:
        for k, rows in enumerate(batches(n, B, rng)):
            epoch[rows] = k
    one, two = np.triu_indices(n, 1)
    meetings = np.sum(batch_of[:, one] == batch_of[:, two], axis=0)
    places = np.array([np.sum(batch_of == k, axis=0) for k in range(n // B)])
    unfair = unlike(meetings) > 145 or unlike(places) > 115
    return "crooked" if unfair else None


def unlike(counts):
    """How far counts are from being all alike: the squares of what is off, in units of the mean."""
    return np.sum((counts - counts.mean()) ** 2) / counts.mean()


def drop_last(n, B, rng):
    """You drop the last batch where it would be short. Libraries offer that (`drop_last=True`), so
    that all batches are of one size; here every row has its turn in every epoch."""
    order = rng.permutation(n)
    return [order[k : k + B] for k in range(0, n - n % B, B)]


def padded(n, B, rng):
    """You fill the last batch up with rows that had their turn. Let it be short: once an epoch,
    each."""
    order = rng.permutation(n)
    order = np.resize(order, math.ceil(n / B) * B)
    return [order[k : k + B] for k in range(0, len(order), B)]


def unshuffled(n, B, rng):
    """You deal the rows in the order in which they lie in the table. If it was sorted, a batch
    knows one kind only. Where do you shuffle?"""
    order = np.arange(n)
    return [order[k : k + B] for k in range(0, n, B)]


def with_replacement(n, B, rng):
    """Some rows come twice in an epoch, and others not at all: each batch is drawn without regard
    to the others, or with replacement. Shuffle the rows *once*, then cut."""
    return [rng.integers(0, n, min(B, n - k)) for k in range(0, n, B)]


def own_seed(n, B, rng):
    """Every epoch has the same order. Is it drawn once, and then kept from call to call? Or from a
    generator of your own, with the same seed each time? Draw it anew at each call, from `rng`."""
    return batches(n, B, np.random.default_rng(0))


def copied(n, B, rng):
    """Two epochs from one generator come in the same order: you draw from a copy of it, which
    leaves the generator where it was."""
    twin = np.random.default_rng()
    twin.bit_generator.state = rng.bit_generator.state
    return batches(n, B, twin)


def any_generator(n, B, rng):
    """Two runs from one seed come in different orders, so nobody can repeat your experiment. Does
    your shuffle draw from `rng`, and begin with the rows in their own order at each call?"""
    return batches(n, B, np.random.default_rng())


def inside_only(n, B, rng):
    """You shuffle inside of each batch, but the same rows always travel together, and their mean
    does not know in which order they came. Shuffle first, then cut."""
    return [rng.permutation(np.arange(n)[k : k + B]) for k in range(0, n, B)]


def batches_only(n, B, rng):
    """You shuffle the batches, but the same rows always travel together. Shuffle the rows first,
    then cut."""
    cut = [np.arange(n)[k : k + B] for k in range(0, n, B)]
    return [cut[k] for k in rng.permutation(len(cut))]


def strides(n, B, rng):
    """Every row comes once, and each epoch has another order, but it is no shuffle: over 2,000
    epochs some orders came far more often than others. That a batch is as little noisy as the
    chapter says takes a deck in which any rows are equally likely to meet."""
    strides = [k for k in range(1, n + 1) if math.gcd(k, n) == 1]
    order = (rng.integers(n) + rng.choice(strides) * np.arange(n)) % n
    return [order[k : k + B] for k in range(0, n, B)]


def one_empty(n, B, rng):
    """One of your batches is empty: its mean would be 0 / 0. What happens where $B$ divides $n$?"""
    order = rng.permutation(n)
    return [order[k : k + B] for k in range(0, n + 1, B)]


def no_batch(n, B, rng):
    """You deal no batch at all, at least where $B$ is larger than $n$, and nothing is learned. One
    short batch is right there."""
    return batches(n, B, rng) if n >= B else []


def row_missing(n, B, rng):
    """Some rows never have their turn. Where does your last batch begin, and where does it end?"""
    order = rng.permutation(n)[: n - 1]
    return [order[k : k + B] for k in range(0, n - 1, B)]


def evenly(n, B, rng):
    """Every row comes once, but the batches are not of size $B$. `np.array_split` counts *parts*,
    and makes them about equal; here all have $B$ rows but perhaps the last."""
    return np.array_split(rng.permutation(n), max(n // B, 1))


def from_one(n, B, rng):
    """Your rows run from 1 to $n$. An array begins at 0."""
    return [batch + 1 for batch in batches(n, B, rng)]


def row_too_many(n, B, rng):
    """Some of your rows are not in the table: the last one is number $n - 1$."""
    return batches(n + 1, B, rng)


def one_row(n, B, rng):
    """That is one long row of numbers. Cut it: a list of arrays, one for each batch."""
    return rng.permutation(n)


def not_whole(n, B, rng):
    """With numbers such as `3.0` you cannot pick rows: an index has to be a whole number. Which
    type has your array?"""
    return [batch.astype(float) for batch in batches(n, B, rng)]


# In the order in which they are told.
FAULTS = {
    "flat": one_row,
    "floats": not_whole,
    "outside": row_too_many,
    "from one": from_one,
    "filled up": padded,
    "again": with_replacement,
    "missing": row_missing,
    "other sizes": evenly,
    "empty": one_empty,
    "not shuffled": unshuffled,
    "inside only": inside_only,
    "batches only": batches_only,
    "not repeated": any_generator,
    "same order": own_seed,
    "copied": copied,
    "crooked": strides,
    "dropped": drop_last,
    "none at all": no_batch,
}

Exercise(
    number="4.2",
    title="Deal the batches",
    minutes=15,
    section="Deal, don't draw",
    answer=batches,
    probes=[(SIZES,)],
    use=dealt,
    conventions=(drop_last,),
    mistakes=tuple(wrong for wrong in FAULTS.values() if wrong is not drop_last),
    hints=(
        "As with cards: shuffle once, then deal. `rng.permutation(n)` is the shuffled pack.",
        "`order[k : k + B]` stops at the end by itself, so the last batch may be short. At which "
        "`k` do the batches begin?",
    ),
    solution="""
{code}

```python
rng = np.random.default_rng(0)
epoch, another = batches(10, 4, rng), batches(10, 4, rng)
assert [len(batch) for batch in epoch] == [4, 4, 2]
assert sorted(np.concatenate(epoch)) == list(range(10))
assert not np.array_equal(np.concatenate(epoch), np.concatenate(another))
assert [len(batch) for batch in batches(3, 64, rng)] == [3]
assert [len(batch) for batch in batches(8, 4, rng)] == [4, 4]
sizes = [len(batch) for batch in batches(569, 32, rng)]
assert len(sizes) == 18 and sizes[-1] == 25
```
569 rows with $B = 32$ make 18 steps, 17 with 32 rows and one with 25.
`range(0, n, B)` begins a batch at every `B`-th card, and never one at `n`, so none is empty. The
generator comes from outside: the next epoch goes on where this one stopped and has another order,
and who begins with the same seed gets the same epochs.
""",
    passed="Every row has its turn once an epoch. How many steps is an epoch of 569 rows with "
    "$B = 32$?",
)

# 4.3 how noisy is a batch


def batch_variance(G, B, replace):
    n = len(G)
    variance = G.var(axis=0).sum()
    left = 1 if replace else (n - B) / (n - 1)
    return left * variance / B


def left(n, B, replace):
    return 1 if replace else (n - B) / (n - 1)


def sampled(G, B, replace):
    r"""You divide by $n - 1$ in the variance. That is right for *guessing* the variance of a
    population from a sample. Here the $n$ rows are all there is: divide by $n$."""
    n = len(G)
    return batch_variance(G, B, replace) * n / (n - 1)


def textbook(G, B, replace):
    r"""Without replacement you are right: $1 - B/n$ goes with a variance divided by $n - 1$. But
    *with* replacement that variance is too large: there it takes the one divided by $n$."""
    n = len(G)
    return G.var(axis=0, ddof=1).sum() / B * (1 if replace else (n - B) / n)


def divided_twice(G, B, replace):
    r"""You divide by $B^2$. The mean divides by $B$, its variance by $B^2$; but the variances of
    $B$ rows have added up before."""
    return batch_variance(G, B, replace) / B


def not_divided(G, B, replace):
    r"""Your noise does not shrink with the size of the batch. Where is $1/B$?"""
    return batch_variance(G, B, replace) * B


def divided_by_the_root(G, B, replace):
    r"""You divide by $\sqrt B$. That is how the standard deviation falls; asked is a *squared*
    length."""
    return batch_variance(G, B, replace) * math.sqrt(B)


def deviation(G, B, replace):
    """You took the root: that is a typical length of the error. Asked is its expected *squared*
    length."""
    return math.sqrt(batch_variance(G, B, replace))


def deviations(G, B, replace):
    """You add up standard deviations. Squared lengths add up, as with Pythagoras; lengths do
    not."""
    return left(len(G), B, replace) * G.std(axis=0).sum() / B


def always_replaced(G, B, replace):
    """You say the same for both ways to draw. Without replacement no row comes twice: what is left
    of the noise when the batch is the whole table?"""
    return batch_variance(G, B, True)


def always_left(G, B, replace):
    """You apply the factor in either case. *With* replacement a batch of $n$ rows is noisy, too."""
    return batch_variance(G, B, False)


def turned_round(G, B, replace):
    """You have the two cases the wrong way round: rows that may come twice make *more* noise."""
    return batch_variance(G, B, not replace)


def upside_down(G, B, replace):
    """Your factor is upside down: without replacement the noise is *less*, and none at all when
    the batch is the whole table."""
    factor = left(len(G), B, replace)
    return batch_variance(G, B, True) / factor if factor else math.inf


def over_n(G, B, replace):
    """Nearly: your factor is $(n - B)/n$. A batch of one row is as noisy either way, so what must
    the factor be for $B = 1$?"""
    n = len(G)
    return batch_variance(G, B, True) * (1 if replace else (n - B) / n)


def rooted(G, B, replace):
    """The root of the factor belongs to the standard deviation. Asked is a squared length."""
    return batch_variance(G, B, True) * math.sqrt(left(len(G), B, replace))


def averaged(G, B, replace):
    """You average over the coordinates. The squared length of a vector is the *sum* of the squares
    of its parts."""
    return batch_variance(G, B, replace) / G.shape[1]


def all_together(G, B, replace):
    """`G.var()` throws all coordinates into one pot. Each has a mean of its own: a variance for
    each column, and then the sum."""
    return left(len(G), B, replace) * G.var() / B


def all_together_times_d(G, B, replace):
    """You take the variance of all numbers in one pot, times the number of coordinates. But each
    column has a mean of its own: a variance for each, and then the sum."""
    return all_together(G, B, replace) * G.shape[1]


def along_the_rows(G, B, replace):
    """You take the variance *within* each row, between its coordinates. The noise is between the
    rows: along which axis?"""
    return left(len(G), B, replace) * G.var(axis=1).sum() / B


def each_coordinate(G, B, replace):
    """Those are the variances of each coordinate. Asked is one number, the expected squared length
    of the error: add them up."""
    return left(len(G), B, replace) * G.var(axis=0) / B


def about_zero(G, B, replace):
    """You take the mean squared length of the gradients themselves. The error is measured from
    the full gradient, which is their mean: subtract that first."""
    return left(len(G), B, replace) * np.mean(np.sum(G**2, axis=1)) / B


def gradients(rng):
    shifted = rng.normal(2, 1, (7, 3)) * [1, 2, 0.5]
    return [
        (shifted, 3, True),
        (shifted, 3, False),
        (shifted, 1, False),
        (rng.integers(-5, 5, (6, 4)), 5, False),
        (shifted, 7, True),
        (shifted, 7, False),
        (rng.normal(1, 3, (4, 1)), 2, False),
        (np.array([[1.0], [3.0]]), 1, True),
    ]


Exercise(
    number="4.3",
    title="How noisy is a batch?",
    minutes=20,
    section="Right on average, and how wrong",
    answer=batch_variance,
    nearly="Everywhere near, and nowhere exact: do you draw batches and average? That is a fine "
    "test of the answer. Asked is the formula that it comes near to; nothing is drawn.",
    probes=gradients,
    conventions=(textbook,),
    mistakes=(
        sampled,
        divided_twice,
        divided_by_the_root,
        not_divided,
        deviation,
        deviations,
        always_replaced,
        always_left,
        turned_round,
        upside_down,
        over_n,
        rooted,
        averaged,
        all_together,
        all_together_times_d,
        along_the_rows,
        each_coordinate,
        about_zero,
    ),
    hints=(
        "The expected squared length is the sum of the variances of the coordinates. Which axis of "
        "`G` counts the rows?",
        r"With replacement it is divided by $B$. Without, there is the factor $(n - B)/(n - 1)$ "
        r"besides: 1 for a single row, 0 for all of them.",
    ),
    solution=r"""
{code}

```python
from itertools import combinations, product

G = np.random.default_rng(0).normal(2, 1, (5, 3))
full = G.mean(axis=0)


def over_all(draws):
    return np.mean(
        [((G[list(rows)].mean(axis=0) - full) ** 2).sum() for rows in draws]
    )


for B in (1, 2, 3, 5):
    assert np.isclose(
        batch_variance(G, B, True), over_all(product(range(5), repeat=B))
    )
    assert np.isclose(
        batch_variance(G, B, False), over_all(combinations(range(5), B))
    )
assert np.isclose(batch_variance(G, 3, False), batch_variance(G, 3, True) / 2)
```
For $B = n$ there is no error without replacement. It is half of that with replacement where
$(n - B)/(n - 1) = 1/2$: for $B = (n + 1)/2$, here 3.
Here nothing is drawn: with five rows one can go through *all* batches there are, $5^B$ with
replacement and $\binom{5}{B}$ without, and the formula agrees with their average. With replacement
the errors of the $B$ draws are independent, so their variances add up to $B$ times that of one, and
the mean divides by $B^2$. Without, two different draws are slightly against each other, with
covariance $-\text{variance}/(n - 1)$: there are $B(B - 1)$ such pairs, and $1 - (B - 1)/(n - 1) =
(n - B)/(n - 1)$.
""",
    passed="For which batch size is what you return half of what it would be with replacement?",
)

# 4.4 the ball


def resting_variance(alpha, beta, curvature, sigma):
    return (
        alpha
        * sigma**2
        * (1 + beta)
        / (curvature * (1 - beta) * (2 * (1 + beta) - alpha * curvature))
    )


def of_the_damped(alpha, beta, curvature, sigma):
    r"""That is right for *damped* momentum, with $(1 - \beta) g$. In this book's form the gradient
    enters whole, and the ball is larger."""
    return resting_variance(alpha * (1 - beta), beta, curvature, sigma)


def with_a_long_step(alpha, beta, curvature, sigma):
    r"""You take momentum for gradient descent with the longer step $\alpha/(1 - \beta)$. That is
    nearly right while this step is short against $1/\lambda$; asked is the exact one."""
    return resting_variance(alpha / (1 - beta), 0, curvature, sigma)


def small_steps(alpha, beta, curvature, sigma):
    r"""You leave out $\alpha\lambda$ beside 2: good for small steps. Asked is the exact one, which
    grows without bound at the edge of stability."""
    return alpha * sigma**2 / (2 * curvature * (1 - beta))


def small_steps_without_beta(alpha, beta, curvature, sigma):
    r"""That is the ball of small steps without momentum: $\beta$ does not occur in yours, and
    $\alpha\lambda$ is left out beside 2."""
    return alpha * sigma**2 / (2 * curvature)


def without_momentum(alpha, beta, curvature, sigma):
    r"""That is right for $\beta = 0$: $\beta$ does not occur in yours. Momentum adds up the noise
    of many steps."""
    return resting_variance(alpha, 0, curvature, sigma)


def sigma_not_squared(alpha, beta, curvature, sigma):
    r"""$\sigma$ is a standard deviation. What goes into a variance?"""
    return resting_variance(alpha, beta, curvature, sigma) / sigma


def its_root(alpha, beta, curvature, sigma):
    """You took the root: that is the standard deviation, the radius of the ball. Asked is the
    variance."""
    return math.sqrt(resting_variance(alpha, beta, curvature, sigma))


def beta_turned(alpha, beta, curvature, sigma):
    r"""$1 + \beta$ and $1 - \beta$ have changed places. What should happen to the ball as $\beta$
    comes near to 1: larger, or smaller?"""
    return resting_variance(alpha, -beta, curvature, sigma)


def fraction_turned(alpha, beta, curvature, sigma):
    r"""The fraction of $1 + \beta$ and $1 - \beta$ stands on its head. What should happen to the
    ball as $\beta$ comes near to 1: larger, or smaller?"""
    return resting_variance(alpha, beta, curvature, sigma) * ((1 - beta) / (1 + beta)) ** 2


def edge_of_descent(alpha, beta, curvature, sigma):
    r"""In the last bracket stands $2 - \alpha\lambda$: that belongs to gradient descent's edge of
    stability. Where is momentum's?"""
    return alpha * sigma**2 * (1 + beta) / (curvature * (1 - beta) * (2 - alpha * curvature))


def top_missing(alpha, beta, curvature, sigma):
    r"""On top, $1 + \beta$ is missing. For small steps it should cancel against the one below."""
    return resting_variance(alpha, beta, curvature, sigma) / (1 + beta)


def bottom_missing(alpha, beta, curvature, sigma):
    r"""Below the line, $1 - \beta$ is missing: with it the ball grows as $\beta$ goes to 1."""
    return resting_variance(alpha, beta, curvature, sigma) * (1 - beta)


def alpha_squared(alpha, beta, curvature, sigma):
    r"""You have $\alpha^2$ on top. One $\alpha$ cancels: $1 - (1 - \alpha\lambda)^2 =
    \alpha\lambda\,(2 - \alpha\lambda)$."""
    return resting_variance(alpha, beta, curvature, sigma) * alpha


def curvature_missing(alpha, beta, curvature, sigma):
    r"""Below the line $\lambda$ is missing: on steeper ground the noise carries you less far."""
    return resting_variance(alpha, beta, curvature, sigma) * curvature


def wrong_edge(alpha, beta, curvature, sigma):
    r"""Look at the sign of $\alpha\lambda$ in the last bracket: near the edge of stability the ball
    must grow without bound."""
    edge = 2 * (1 + beta) + alpha * curvature
    return alpha * sigma**2 * (1 + beta) / (curvature * (1 - beta) * edge)


def the_loss(alpha, beta, curvature, sigma):
    r"""That is the mean *loss* at rest, $\tfrac12 \lambda V$. Asked is the variance $V$ of the
    position."""
    return resting_variance(alpha, beta, curvature, sigma) * curvature / 2


def fraction_of_descent(alpha, beta, curvature, sigma):
    r"""Right for $\beta = 0$; then you multiply by $(1 + \beta)/(1 - \beta)$, but the edge of
    stability moves with $\beta$, too, and with it the last bracket."""
    return resting_variance(alpha, 0, curvature, sigma) * (1 + beta) / (1 - beta)


Exercise(
    number="4.4",
    title="Derivation: the ball",
    minutes=45,
    section="It never settles",
    answer=resting_variance,
    nearly="Everywhere near, and nowhere exact: do you let walks run and measure? That is a fine "
    "test of the answer. Asked is the formula that they come near to.",
    probes=lambda rng: [
        (0.1, 0.0, 1.0, 1.0),
        (0.1, 0.9, 1.0, 1.0),
        (0.5, 0.0, 2.0, 3.0),
        (1.5, 0.5, 1.7, 0.5),
        (0.01, 0.99, 20.0, 2.0),
        tuple(rng.uniform([0.1, 0.2, 0.5, 0.2], [0.5, 0.8, 3.0, 2.0]).tolist()),
    ],
    conventions=(of_the_damped,),
    mistakes=(
        with_a_long_step,
        small_steps,
        small_steps_without_beta,
        without_momentum,
        sigma_not_squared,
        its_root,
        beta_turned,
        fraction_turned,
        edge_of_descent,
        top_missing,
        bottom_missing,
        alpha_squared,
        curvature_missing,
        wrong_edge,
        the_loss,
    ),
    hints=(
        r"At rest the variance is the same before and after a step. The noise of a step does not "
        r"depend on where you stand, so the variances add up.",
        r"$1 - (1 - \alpha\lambda)^2 = \alpha\lambda\,(2 - \alpha\lambda)$. With momentum there "
        r"are three averages that stay what they are: $E[w^2]$, $E[wv]$ and $E[v^2]$.",
        r"To test a formula: at $\beta = 0$ it must be yours from paper, and at $\alpha\lambda = 2 "
        r"+ 2\beta$, the edge of stability, it must be infinite.",
    ),
    solution=r"""
For $\beta = 0$ a step is $w \leftarrow (1 - \alpha\lambda)\,w - \alpha\xi$ with noise $\xi$ of
variance $\sigma^2$ that does not depend on $w$. At rest $V = (1 - \alpha\lambda)^2 V + \alpha^2
\sigma^2$, so

$$ V = \frac{\alpha^2\sigma^2}{1 - (1 - \alpha\lambda)^2} = \frac{\alpha\sigma^2}{\lambda\,(2 -
\alpha\lambda)} . $$

With momentum a step moves two numbers, $(w, v)$, so there are three unknowns: the variances of
both, and their covariance. That none of the three changes in a step gives three linear equations.
The chapter solves them by hand; the code below does it as one equation for a matrix,
$S = A S A^\top + Q$.

{code}

```python
for alpha, beta, curvature, sigma in [
    (0.1, 0, 1, 1),
    (0.1, 0.9, 1, 1),
    (1.5, 0.5, 1.7, 0.5),
]:
    A = np.array([[1 - alpha * curvature, -alpha * beta], [curvature, beta]])
    noise = sigma * np.array([-alpha, 1.0])
    Q = np.outer(noise, noise)
    S = np.linalg.solve(np.eye(4) - np.kron(A, A), Q.ravel()).reshape(2, 2)
    assert np.isclose(S[0, 0], resting_variance(alpha, beta, curvature, sigma))

rng = np.random.default_rng(0)
w, v = np.zeros(20_000), np.zeros(20_000)
for _ in range(300):
    v = 0.9 * v + w + rng.normal(size=w.size)
    w = w - 0.1 * v
assert np.isclose(w.var(), resting_variance(0.1, 0.9, 1, 1), rtol=0.03)
```
For small steps it is $\alpha\sigma^2/(2\lambda(1 - \beta))$: with $\beta = 0.9$ the ball has ten
times the variance. That is the price; the gain is that the way there is ten times faster too. The
mean loss is then $\tfrac12\lambda V = \alpha\sigma^2/(4(1 - \beta))$, in which there is no
$\lambda$: steeper ground costs no more, for the ball on it is smaller.

```python
losses = [
    curvature / 2 * resting_variance(1e-4, 0.9, curvature, 1)
    for curvature in (1, 5, 20)
]
assert np.allclose(losses, 1e-4 / (4 * (1 - 0.9)), rtol=1e-3)
```
""",
    passed=r"What is the mean loss of a ball at rest, $\tfrac12 \lambda V$, for small steps? Does "
    r"steeper ground cost more?",
)

# 4.5 a schedule


def warm_cosine(t, steps, warmup):
    if t <= warmup:
        return t / warmup
    done = (t - warmup) / (steps - warmup)
    return (1 + math.cos(math.pi * done)) / 2


def done(t, steps, warmup):
    return (t - warmup) / (steps - warmup)


def counted_from_zero(t, steps, warmup):
    """Your steps count from 0: at `t` you give what belongs to `t + 1`. Some libraries count like
    that; here the first step is `t = 1`."""
    return warm_cosine(min(t + 1, steps), steps, warmup)


def starts_at_zero(t, steps, warmup):
    """Your first step has the factor 0 and is wasted. It should be one part in `warmup`."""
    return (t - 1) / warmup if t <= warmup else warm_cosine(t, steps, warmup)


def one_late(t, steps, warmup):
    """You are one step late: at `t` you give what belongs to `t - 1`, so the first step is wasted
    and the last is not at 0."""
    return warm_cosine(t - 1, steps, warmup)


def no_warmup(t, steps, warmup):
    """Where is the warm-up? Your cosine begins with the first step."""
    return (1 + math.cos(math.pi * (t - 1) / (steps - 1))) / 2


def no_warmup_at_all(t, steps, warmup):
    """Where is the warm-up? Your cosine begins at once, as if at step 0."""
    return (1 + math.cos(math.pi * t / steps)) / 2


def cosine_runs_on(t, steps, warmup):
    """At the end of the warm-up your factor jumps: the cosine has been running from the first step
    on, and is past its top. Begin it there."""
    return t / warmup if t <= warmup else no_warmup_at_all(t, steps, warmup)


def cosine_runs_on_from_one(t, steps, warmup):
    """At the end of the warm-up your factor jumps: the cosine has been running from step 1 on, and
    is past its top. Begin it there."""
    return t / warmup if t <= warmup else no_warmup(t, steps, warmup)


def jumps_at_the_top(t, steps, warmup):
    """At step `warmup` itself your factor should be 1, and has jumped down: the cosine has been
    running from the first step on. Begin it there."""
    return t / warmup if t < warmup else no_warmup_at_all(t, steps, warmup)


def both_at_once(t, steps, warmup):
    """You multiply the two: during the warm-up the cosine falls already. One after the other."""
    return min(t / warmup, 1) * no_warmup_at_all(t, steps, warmup)


def too_long(t, steps, warmup):
    """Your cosine lasts `steps` steps and begins after the warm-up, so it is not over at the end.
    How many steps are left for it?"""
    return t / warmup if t <= warmup else (1 + math.cos(math.pi * (t - warmup) / steps)) / 2


def one_too_long(t, steps, warmup):
    """Your cosine does not quite get down to 0: it would at step `steps + 1`."""
    if t <= warmup:
        return t / warmup
    return (1 + math.cos(math.pi * (t - warmup) / (steps - warmup + 1))) / 2


def top_twice(t, steps, warmup):
    """Your factor is 1 twice, at `warmup` and one step later. The fall begins right after
    `warmup`."""
    if t <= warmup:
        return t / warmup
    return (1 + math.cos(math.pi * (t - warmup - 1) / max(steps - warmup - 1, 1))) / 2


def degrees(t, steps, warmup):
    r"""`math.cos` takes radians: half a turn is $\pi$, not 180."""
    return t / warmup if t <= warmup else (1 + math.cos(180 * done(t, steps, warmup))) / 2


def without_pi(t, steps, warmup):
    r"""Your cosine goes only from 0 to 1, about a sixth of a turn. Half a turn is $\pi$."""
    return t / warmup if t <= warmup else (1 + math.cos(done(t, steps, warmup))) / 2


def whole_turn(t, steps, warmup):
    r"""Your cosine goes round once and ends at 1 again. Half a turn is $\pi$, not $2\pi$."""
    if t <= warmup:
        return t / warmup
    return (1 + math.cos(2 * math.pi * done(t, steps, warmup))) / 2


def quarter_turn(t, steps, warmup):
    """That is a quarter of a cosine: it falls fastest at the end. Asked is half of one, level at
    both ends."""
    return t / warmup if t <= warmup else math.cos(math.pi * done(t, steps, warmup) / 2)


def below_zero(t, steps, warmup):
    """Half of your factors are negative: those steps go uphill. A cosine runs from 1 to $-1$; bring
    it to between 1 and 0."""
    return t / warmup if t <= warmup else math.cos(math.pi * done(t, steps, warmup))


def cut_at_zero(t, steps, warmup):
    """You cut the negative half off, so the second half of the steps stands still. Lift the cosine
    and halve it instead."""
    return max(below_zero(t, steps, warmup), 0.0)


def not_halved(t, steps, warmup):
    """Your cosine begins at 2. What is missing?"""
    return t / warmup if t <= warmup else 1 + math.cos(math.pi * done(t, steps, warmup))


def not_lifted(t, steps, warmup):
    """You halve the cosine, so it runs from a half to minus a half. Lift it first: add 1."""
    return t / warmup if t <= warmup else math.cos(math.pi * done(t, steps, warmup)) / 2


def never_full(t, steps, warmup):
    """Your warm-up does not get to 1: it would one step later. How long is step number `warmup`?"""
    return t / (warmup + 1) if t <= warmup else warm_cosine(t, steps, warmup)


def slow_warmup(t, steps, warmup):
    """During the warm-up you divide by all the steps, and then your factor jumps up to 1. It should
    get there by itself at step `warmup`."""
    return t / steps if t <= warmup else warm_cosine(t, steps, warmup)


def rising(t, steps, warmup):
    """After the warm-up your factor jumps to 0 and rises. Look at the sign before the cosine."""
    if t <= warmup:
        return t / warmup
    return (1 - math.cos(math.pi * done(t, steps, warmup))) / 2


def straight(t, steps, warmup):
    """You go down in a straight line. Asked is half a cosine, level at both ends."""
    return t / warmup if t <= warmup else 1 - done(t, steps, warmup)


def stays_up(t, steps, warmup):
    """After the warm-up your factor stays 1. Where is the cosine?"""
    return min(t / warmup, 1.0)


def moments(rng):
    lengths = [(100, 10), (20, 4), (7, 1), (50, 49)]
    steps, warmup = int(rng.integers(200, 900)), int(rng.integers(20, 90))
    marks = [(1, 3, 10, 11, 40, 55, 80, 100), (1, 4, 5, 9, 12, 20), (1, 2, 4, 7), (1, 48, 49, 50)]
    chosen = [(t, *pair) for pair, at in zip(lengths, marks, strict=True) for t in at]
    return [*chosen, (int(rng.integers(warmup, steps)), steps, warmup)]


def late_after_the_top(t, steps, warmup):
    """After the warm-up you are one step late: your factor is 1 twice, and at the last step not yet
    at 0."""
    return t / warmup if t <= warmup else warm_cosine(max(t - 1, warmup), steps, warmup)


def full_at_once(t, steps, warmup):
    """You wait instead of warming up: your factor is 1 from the first step on. It should climb."""
    return max(warm_cosine(t, steps, warmup), float(t <= warmup))


Exercise(
    number="4.5",
    title="A schedule",
    minutes=20,
    section="Shorter and shorter steps",
    answer=warm_cosine,
    probes=moments,
    conventions=(counted_from_zero,),
    mistakes=(
        starts_at_zero,
        one_late,
        no_warmup,
        no_warmup_at_all,
        cosine_runs_on,
        cosine_runs_on_from_one,
        jumps_at_the_top,
        both_at_once,
        too_long,
        one_too_long,
        top_twice,
        degrees,
        without_pi,
        whole_turn,
        quarter_turn,
        below_zero,
        cut_at_zero,
        not_halved,
        not_lifted,
        never_full,
        slow_warmup,
        rising,
        straight,
        stays_up,
        late_after_the_top,
        full_at_once,
    ),
    hints=(
        "Which part of the fall is done at step `t`? It is 0 at `warmup` and 1 at `steps`.",
        r"$\cos$ runs from 1 to $-1$ on half a turn, which is $\pi$. Add 1, then halve.",
    ),
    solution=r"""
{code}

```python
from descent.wrappers import cosine, linear_warmup

for steps, warmup in [(100, 10), (7, 1), (50, 49)]:
    library = linear_warmup(warmup, then=cosine(steps - warmup + 1))
    for t in range(1, steps + 1):
        assert np.isclose(warm_cosine(t, steps, warmup), library(t))
assert warm_cosine(10, 100, 10) == 1 and warm_cosine(55, 100, 10) == 0.5
assert warm_cosine(1, 100, 10) == 0.1 and warm_cosine(100, 100, 10) == 0
for steps, warmup in [(100, 10), (7, 1), (50, 49)]:
    factors = [warm_cosine(t, steps, warmup) for t in range(1, steps + 1)]
    assert np.isclose(np.mean(factors), 1 / 2)
```
The library's `cosine` counts from its own first step, at which it is 1. That is step `warmup` of
the whole, so it lasts `steps - warmup + 1` steps, both ends counted. The usual slip in schedules is
exactly this one. Such a schedule covers half of the way, whatever the warm-up: its factors are
$1/2$ on average.
""",
    passed="Which share of the way does a schedule like this cover, compared with a factor of 1 "
    "throughout?",
)

# 4.6 the average of the walk


def tail_average(path):
    return path[len(path) // 2 :].mean(axis=0)


def the_whole(path):
    """That is the mean of the whole path, with the way down from the start in it. Only the second
    half."""
    return path.mean(axis=0)


def first_half(path):
    """That is the first half: the way down, and not the wandering at the bottom. On which side of
    the colon does the middle belong?"""
    return path[: len(path) // 2].mean(axis=0)


def last_point(path):
    """That is the last position alone, with all its noise."""
    return path[-1]


def one_early(path):
    """Where the number of positions is even, you begin one too early. Count `len(path)`, the
    positions, and not the steps."""
    return path[(len(path) - 1) // 2 :].mean(axis=0)


def one_late_odd(path):
    """Where the number of positions is odd, you leave out the one in the middle. Which way does
    `//` round?"""
    return path[(len(path) + 1) // 2 :].mean(axis=0)


def one_late_always(path):
    """You begin one position too late: the one at the middle belongs to the second half."""
    return path[len(path) // 2 + 1 :].mean(axis=0)


def rounded(path):
    """You begin at `round(len(path) / 2)`. Python rounds halves to the even number: 2.5 to 2, but
    3.5 to 4. `//` rounds down always."""
    return path[round(len(path) / 2) :].mean(axis=0)


def one_number(path):
    """You average over the coordinates as well, and over all walks. The average of positions is a
    position: along which axis do the steps run?"""
    return path[len(path) // 2 :].mean()


def over_coordinates(path):
    """You average the coordinates of each position. The steps run along the *first* axis."""
    return path[len(path) // 2 :].mean(axis=1)


def half_of_another_axis(path):
    """You cut and average along the last axis. The steps run along the *first* one."""
    return path[..., path.shape[-1] // 2 :].mean(axis=-1)


def the_sum(path):
    """That is the sum. By how many positions do you divide?"""
    return path[len(path) // 2 :].sum(axis=0)


def by_the_whole(path):
    """You add up the second half, but divide by the length of the whole path. How many positions
    did you add?"""
    return path[len(path) // 2 :].sum(axis=0) / len(path)


def by_the_half(path):
    """You divide by `len(path) // 2`. Where the length is odd, the second half has one position
    more."""
    return path[len(path) // 2 :].sum(axis=0) / (len(path) // 2)


def middle_value(path):
    """That is the median. Asked is the mean, over which the theory speaks."""
    return np.median(path[len(path) // 2 :], axis=0)


def halves_averaged(path):
    """That is the middle between two positions. Take the mean of all positions of the second
    half."""
    return (path[len(path) // 2] + path[-1]) / 2


def paths(rng):
    return [
        (np.array([[5.0, 3.0], [4.0, 1.0], [2.0, 2.0], [1.0, 0.0], [2.0, 1.0]]),),
        (np.array([[5.0], [4.0], [2.0], [1.0]]),),
        (rng.normal(size=(7, 3)),),
        (rng.normal(size=(9, 4, 2)),),
        (rng.normal(size=(12, 2)),),
    ]


Exercise(
    number="4.6",
    title="The average of the walk",
    minutes=15,
    section="It never settles",
    answer=tail_average,
    probes=paths,
    mistakes=(
        the_whole,
        first_half,
        last_point,
        one_early,
        one_late_odd,
        one_late_always,
        rounded,
        one_number,
        over_coordinates,
        half_of_another_axis,
        the_sum,
        by_the_whole,
        by_the_half,
        middle_value,
        halves_averaged,
    ),
    hints=(
        "`path[k:]` is the path from position `k` on. What is `k` for 4 positions, and for 5?",
        "The average of positions is a position: which axis should be gone?",
    ),
    solution=r"""
{code}

```python
from descent import descend, gd

rng = np.random.default_rng(0)
start = np.full((1000, 1), 5.0)  # a thousand walks on w²/2, side by side
path = descend(
    gd(0.2), lambda w: w + rng.normal(size=w.shape), start, steps=400
)
last, average = np.mean(path[-1] ** 2), np.mean(tail_average(path) ** 2)
assert np.isclose(last, 0.2 / (2 - 0.2), rtol=0.15)
assert np.isclose(average, 1 / 200, rtol=0.15)
assert last / average > 15
short = descend(
    gd(0.01), lambda w: w + rng.normal(size=w.shape), start, steps=400
)
assert np.mean(tail_average(short) ** 2) > np.mean(short[-1] ** 2)
assert np.mean(path.mean(axis=0) ** 2) > 1.3 * average
```
The last position is off by $V = \alpha\sigma^2/(\lambda(2 - \alpha\lambda)) \approx 0.11$ in the
mean square; the average of the last 200 by $0.005$, some twenty times less. Averaged over $T$ steps
the noise goes down like $\sigma^2/(\lambda^2 T)$, and $\alpha$ does not occur in it: the steps stay
long, and the average is as quiet as if they had been shortened. (If the walk has forgotten its
start before the second half begins: with $\alpha = 0.01$ it has not, and the average is worse than
the last position. And on a quadratic: a valley with unequal walls shifts it.) The average of the
*whole* path drags the way down from the start along; so does any average as long as the walk still
comes down, for then all it averages lies behind.
""",
    passed="This is Polyak's and Ruppert's averaging. Why doesn't it help as long as the walk is "
    "still on its way down?",
)

# 4.7 halve the step or double the batch

Exercise(
    number="4.7",
    title="Experiment: halve the step or double the batch?",
    minutes=15,
    section="Batch size or step size",
    answer="same",
    choices={
        "step": r"Halving the step does halve the variance, very nearly. And what does doubling "
        r"the batch do to $\sigma^2$, to which the variance is proportional?",
        "batch": r"Doubling the batch halves $\sigma^2$, and with it the variance. And what does "
        r"halving $\alpha$ do in $\alpha\sigma^2/(\lambda(2 - \alpha\lambda))$, when "
        r"$\alpha\lambda$ is small beside 2?",
        "same": r"The ball depends on $\alpha/B$, as long as $\alpha\lambda$ is small.",
    },
    hints=(
        r"Put the noise of a batch, $\sigma^2/B$, into $V = \alpha\sigma^2/(\lambda(2 - "
        r"\alpha\lambda))$.",
        r"In the bracket, $\alpha\lambda$ is $0.01$ beside 2. What is left of $\alpha$ and $B$?",
    ),
    solution=r"""
With $\sigma^2/B$ for the noise of a batch, $V = \alpha\sigma^2/(B\lambda(2 - \alpha\lambda))$. For
small $\alpha\lambda$ that is $\tfrac{\alpha}{B} \cdot \tfrac{\sigma^2}{2\lambda}$: only the
quotient of step and batch counts, and both changes halve it.

```python
def ball(alpha, B, curvature=1.0, sigma=1.0):
    return alpha * sigma**2 / B / (curvature * (2 - alpha * curvature))

for alpha, ratio in [(0.01, 0.9975), (1.0, 0.6667)]:
    assert np.isclose(ball(alpha / 2, 1) / ball(alpha, 2), ratio, atol=1e-4)
assert np.isclose(ball(0.005, 1) / ball(0.01, 1), 0.5, rtol=0.01)
assert np.isclose(ball(0.01, 2) / ball(0.01, 1), 0.5, rtol=0.01)

rng = np.random.default_rng(0)
w = np.zeros((2, 10_000))
alpha, noise = np.array([[0.05], [0.1]]), np.array([[1.0], [0.5**0.5]])
for _ in range(200):
    w = w - alpha * (w + noise * rng.normal(size=w.shape))
halved, doubled = w.var(axis=1)
assert np.isclose(halved, doubled, rtol=0.08)
assert np.isclose(doubled, ball(0.1, 2), rtol=0.05)
```
At $\alpha\lambda = 0.01$ the two balls differ by a quarter of a percent. At $\alpha\lambda = 1$ it
is a third: there the shorter step gives the smaller ball, since a step that long was near the edge
anyway.
""",
    passed="They differ in what they cost: with half the step you need twice as many steps to get "
    "there, with twice the batch twice as many rows for each. In rows it is a tie; in time it "
    "depends on whether your machine computes the rows of a batch side by side.",
)
