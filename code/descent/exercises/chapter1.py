"""Chapter 1: lost on the mountain."""

import numpy as np

from descent.exercises.exercise import Exercise, named
from descent.surfaces import surfaces

# 1.1 by heart

Exercise(
    number="1.1",
    title="By heart",
    minutes=5,
    section="A mountain made of mistakes",
    answer=[np.log(2), np.log(10)],
    tolerance=2e-3,
    mistakes=(
        (
            [1 / 2, 1 / 10],
            "Those are the probabilities that the truth gets. What is charged for them?",
        ),
        (
            [1.0, np.log2(10)],
            "You took logarithms to base 2, which count bits. Here `log` is the natural logarithm, "
            "as `np.log` is.",
        ),
        (
            [np.log10(2), 1.0],
            "You took logarithms to base 10. Here `log` is the natural logarithm, as `np.log` is.",
        ),
        (
            [-np.log(2), -np.log(10)],
            "A charge is never negative. The logarithm of a probability is; what does the loss do "
            "with it?",
        ),
        (
            [np.log(2), -np.log(0.9)],
            "The second is the charge for an answer that got nine tenths. How much does the "
            "machine give to the *right* one of ten?",
        ),
        (
            [np.log(2), 1 / 10],
            "That is the probability which the truth gets among ten. What is charged for it?",
        ),
        (
            [np.log(2), 1.0],
            "In base 10 that would be it. Here `log` is the natural logarithm, as `np.log` is.",
        ),
        (
            [0.0, 0.0],
            "Nothing is charged only for being sure and right. This machine is sure of nothing.",
        ),
        (
            [1 / 2, np.log(10)],
            "That is the probability which the truth gets of two. What is charged for it?",
        ),
        (
            [np.log(2), -np.log(10)],
            "A charge is never negative.",
        ),
    ),
    hints=("What probability does a machine without any idea give to the right answer?",),
    solution="""
Every $p_i$ is $1/2$, so every tumor is charged $-\\log \\tfrac12 = \\log 2 \\approx 0.6931$,
whatever its answer. With ten classes each gets probability $1/10$, and the loss is
$\\log 10 \\approx 2.3026$. A first loss far from these tells you at once that something is wrong
at the start. A loss of 9 is that of a machine which gives the truth $e^{-9} \\approx 0.0001$, far
less than by guessing: it is sure before it has learned anything, and wrong. Suspect first weights
that are too large, or a mistake in the loss.

```python
assert np.isclose(np.exp(-9), 0.0001, rtol=0.3)
```
""",
    passed="What would you suspect if a machine for ten classes began at a loss of 9?",
)

# 1.2 by hand

GRADIENT, LEVEL = [2.0, -6.0], [3 / 10**0.5, 1 / 10**0.5]
DOWN = [-1 / 10**0.5, 3 / 10**0.5]

Exercise(
    number="1.2",
    title="By hand",
    minutes=10,
    section="Which way is up?",
    answer=[*GRADIENT, *DOWN, 2.0, *LEVEL],
    tolerance=6e-4,
    mistakes=(
        (
            [2.0, 6.0, *DOWN, 2.0, *LEVEL],
            "Where you stand, $y$ is negative. So which sign has the slope along $y$?",
        ),
        (
            [2.0, -3.0, *DOWN, 2.0, *LEVEL],
            "What is the derivative of $3y^2$ by $y$?",
        ),
        (
            [*GRADIENT, 1 / 10**0.5, -3 / 10**0.5, 2.0, *LEVEL],
            "Your direction is the steepest way *up*: it is the gradient's own.",
        ),
        (
            [*GRADIENT, -(0.5**0.5), 0.5**0.5, 2.0, *LEVEL],
            "Your direction points at the minimum. Is that where the ground falls most steeply? "
            "Take the slope both ways, and compare.",
        ),
        (
            [*GRADIENT, -2.0, 6.0, 2.0, *LEVEL],
            "The way down is right, but its length is not 1. The same in every direction, please: "
            "divide by the length.",
        ),
        (
            [*GRADIENT, -2.0, 6.0, 2.0, 6.0, 2.0],
            "Both directions are right, but their lengths are not 1.",
        ),
        (
            [*GRADIENT, -1.0, 3.0, 2.0, 3.0, 1.0],
            "Both directions are right, but neither has length 1 yet.",
        ),
        (
            [*GRADIENT, *DOWN, -2.0, *LEVEL],
            "You have the sign of the slope to the west. Walk to larger $x$: does it rise or fall?",
        ),
        (
            [*GRADIENT, *DOWN, 2.0, -LEVEL[0], -LEVEL[1]],
            "Your last direction is level, and so is the opposite one. Asked is the one that leads "
            "east.",
        ),
        (
            [*GRADIENT, *DOWN, 2.0, 1 / 10**0.5, -3 / 10**0.5],
            "Your last direction is straight up. Level is at a right angle to that.",
        ),
        (
            [2.0, 6.0, -1 / 10**0.5, -3 / 10**0.5, 2.0, 3 / 10**0.5, -1 / 10**0.5],
            "Where you stand, $y$ is negative. Put that into the slope along $y$; the rest follows "
            "from it.",
        ),
        (
            [2.0, -3.0, -2 / 13**0.5, 3 / 13**0.5, 2.0, 3 / 13**0.5, 2 / 13**0.5],
            "Look at the derivative of $3y^2$ again. The rest follows from it.",
        ),
        (
            [*GRADIENT, -3 / 10**0.5, 1 / 10**0.5, 2.0, *LEVEL],
            "Down is against the gradient. Which of its two parts is the larger, the one along $x$ "
            "or the one along $y$?",
        ),
        (
            [*GRADIENT, *DOWN, 40**0.5, *LEVEL],
            "That is the slope in the steepest direction. Straight east $u = (1, 0)$.",
        ),
        (
            [*GRADIENT, *DOWN, 2.0, 0.5**0.5, 0.5**0.5],
            "Level is at a right angle to the gradient. Yours is at one to the way to the minimum.",
        ),
    ),
    hints=("The slope in the direction of a unit vector $u$ is $g \\cdot u$.",),
    solution="""
$g = (2x, 6y) = (2, -6)$. Steepest descent is along $-g$, so along $(-2, 6)$, which is $(-1, 3)$
divided by $\\sqrt{10}$: mostly north. Straight east $u = (1, 0)$ and the slope is $2$: it rises.
Level means $g \\cdot u = 0$: $u = \\pm(3, 1)/\\sqrt{10}$, along the contour line.

Note that $-g$ does not point at the minimum, which lies in the direction $(-1, 1)$ from here. The
ground is three times as strongly curved along $y$ as along $x$, so at equal distances it is three
times as steep: going down most steeply, you first get rid of $y$. Only where the contour lines are
circles does $-g$ point at the middle.
""",
    passed="The minimum lies in the direction $(-1, 1)$ from here. Why does $-g$ not point at it?",
)

# 1.3 the slope in one direction


def directional_slope(grad, w, u):
    return grad(w) @ u / np.linalg.norm(u)


def not_per_length(grad, w, u):
    """Try a `u` twice as long: your slope doubles, and the ground is the same. A slope is a rise
    per unit of length."""
    return grad(w) @ u


def length_twice(grad, w, u):
    """You divide by the length of `u` twice: `u @ u` is its square. Try a `u` twice as long."""
    return grad(w) @ u / (u @ u)


def by_the_gradient(grad, w, u):
    """You divide by the length of the gradient. Whose length must not matter: the gradient's, or
    that of `u`?"""
    g = grad(w)
    return g @ u / np.linalg.norm(g)


def cosine(grad, w, u):
    """That is the cosine of the angle between the two: it is never above 1, however steep the
    ground. Which of the two lengths belongs in a slope?"""
    g = grad(w)
    return g @ u / np.linalg.norm(g) / np.linalg.norm(u)


def falling(grad, w, u):
    """The sign is turned round. Along the gradient the ground rises, and a rise is positive."""
    return -directional_slope(grad, w, u)


def never_negative(grad, w, u):
    """Yours is never negative. What should a walker feel who turns round?"""
    return abs(directional_slope(grad, w, u))


def steepest_only(grad, w, u):
    """That is the slope in the steepest direction, whatever `u` is."""
    return np.linalg.norm(grad(w))


def counted(grad, w, u):
    """`len(u)` counts the numbers in `u`. Asked is the length of the arrow."""
    return grad(w) @ u / len(u)


def along_the_streets(grad, w, u):
    """You add up the sizes of the parts of `u`: that is the way along the streets of a town. Length
    is as the crow flies."""
    return grad(w) @ u / np.abs(u).sum()


def part_by_part(grad, w, u):
    """`*` multiplies part by part and leaves as many numbers as there are weights. A slope is one
    number: add them up."""
    return grad(w) * u / np.linalg.norm(u)


def shadow(grad, w, u):
    """That is a vector, the gradient's shadow on the line of `u`. A slope is one number, and may be
    negative."""
    return directional_slope(grad, w, u) * u / np.linalg.norm(u)


TUMOR = surfaces["tumor"]
GROUNDS = [
    named("the tumors' gradient", TUMOR.grad),
    named("w ↦ (2w₁, 6w₂)", lambda w: np.array([2.0, 6.0]) * w),
    named("w ↦ w", lambda w: 1.0 * w),
]


def directions(rng):
    tumors, bowl, round_bowl = GROUNDS
    here = np.array([-1.0, 2.0])
    g = TUMOR.grad(here)
    return [
        (bowl, np.array([1.0, -1.0]), np.array([1.0, 0.0])),
        (bowl, np.array([1.0, -1.0]), np.array([-3.0, 4.0])),
        (tumors, here, g),
        (tumors, here, -7 * g),
        (tumors, here, np.array([-g[1], g[0]])),
        (tumors, rng.uniform(-2, 2, 2), rng.normal(0, 0.01, 2)),
        (round_bowl, rng.normal(size=5), rng.normal(0, 9, 5)),
    ]


def gradient_not_called(grad, w, u):
    """`grad` is a function, and you multiply the function itself. Ask it for the gradient where you
    stand."""
    return grad @ u / np.linalg.norm(u)


def parts_added(grad, w, u):
    """You divide by the sum of the parts of `u`, which may be zero or negative. How long is the
    arrow?"""
    return grad(w) @ u / np.sum(u)


Exercise(
    number="1.3",
    title="The slope in one direction",
    minutes=10,
    section="Which way is up?",
    answer=directional_slope,
    probes=directions,
    mistakes=(
        not_per_length,
        length_twice,
        by_the_gradient,
        cosine,
        falling,
        never_negative,
        steepest_only,
        counted,
        along_the_streets,
        part_by_part,
        shadow,
        gradient_not_called,
        parts_added,
    ),
    hints=(
        "The direction is $u / |u|$. What is asked is a slope per unit of length, so a `u` twice "
        "as long must give the same answer.",
        "`np.linalg.norm(u)` is the length, `a @ b` the inner product.",
    ),
    solution="""
{code}

```python
from descent import surfaces

grad, w = surfaces["tumor"].grad, np.array([-1.0, 2.0])
g = grad(w)
assert np.isclose(directional_slope(grad, w, g), np.linalg.norm(g))
assert np.isclose(directional_slope(grad, w, -7 * g), -np.linalg.norm(g))
assert np.isclose(directional_slope(grad, w, np.array([-g[1], g[0]])), 0)
```
The slope is largest along the gradient, where it is the gradient's length, and zero at right angles
to it.
""",
    passed="Any ground, any number of weights. For which `u` is the slope largest, for which zero?",
)

# 1.4 measure a gradient


def measured_gradient(f, w, h):
    steps = h * np.eye(len(w))
    return np.array([(f(w + e) - f(w - e)) / (2 * h) for e in steps])


def half_a_step(f, w, h):
    """That is a central difference whose two feet are `h` apart, half of it each way: so it stands
    in some books. Here a foot goes a whole `h` each way."""
    return measured_gradient(f, w, h / 2)


def forward(f, w, h):
    """That is the forward difference: one step forward, and the other foot stays where it is. For
    the central one, feel on both sides of `w`."""
    return np.array([(f(w + e) - f(w)) / h for e in h * np.eye(len(w))])


def backward(f, w, h):
    """That is the backward difference: one step back, and the other foot stays where it is. For the
    central one, feel on both sides of `w`."""
    return np.array([(f(w) - f(w - e)) / h for e in h * np.eye(len(w))])


def one_step_wide(f, w, h):
    """Every slope is twice too steep. How far apart are your two feet?"""
    return 2 * measured_gradient(f, w, h)


def one_foot(f, w, h):
    """You feel on one side only, but divide as if you felt on both: about half of the slope is
    missing. If you wrote `w[j] += h` and then `w[j] -= h`: where are you then?"""
    return forward(f, w, h) / 2


def times_h(f, w, h):
    """Python reads `/ 2 * h` from left to right: it divides by 2, and then *multiplies* by `h`. Use
    parentheses."""
    return measured_gradient(f, w, h) * h**2


def not_divided(f, w, h):
    """Those are the differences in height. A slope is a difference per length: how far apart are
    your feet?"""
    return measured_gradient(f, w, h) * 2 * h


def turned_round(f, w, h):
    """Every sign is turned round. Which foot is ahead, and which height do you subtract?"""
    return -measured_gradient(f, w, h)


def own_step(f, w, h):
    """You measure with a step of your own, whatever `h` is given. It may be a good one, but then
    nobody can try another."""
    return measured_gradient(f, w, 1e-5)


def long_steps(f, w, h):
    """Your steps have length 1, whatever `h` is: you divide by a length you have not walked."""
    return np.array([(f(w + e) - f(w - e)) / (2 * h) for e in np.eye(len(w))])


def all_at_once(f, w, h):
    """`w + h` moves *all* weights at once, and what you measure is one number: the sum of all
    slopes. Move one weight at a time."""
    return (f(w + h) - f(w - h)) / (2 * h)


def all_at_once_each(f, w, h):
    """All your slopes are the same: each time *all* weights move. Only one of them should."""
    return np.full(len(w), all_at_once(f, w, h))


def sum_of_slopes(f, w, h):
    """You add the slopes up. Asked is the vector of them: one number for each weight."""
    return measured_gradient(f, w, h).sum()


def never_back(f, w, h):
    """You step forward, then back past the middle, and never return to where you stood. So the next
    weight is measured from a wrong place. The first slope is right, the others are not."""
    at, slopes = w.copy(), []
    for j in range(len(w)):
        at[j] += h
        ahead = f(at)
        at[j] -= 2 * h
        slopes.append((ahead - f(at)) / (2 * h))
    return np.array(slopes)


def steps_pile_up(f, w, h):
    """Your steps pile up: when the second weight moves, the first is still away from its place, on
    both sides. Begin each time from `w`."""
    ahead, behind, slopes = w.copy(), w.copy(), []
    for j in range(len(w)):
        ahead[j] += h
        behind[j] -= h
        slopes.append((f(ahead) - f(behind)) / (2 * h))
    return np.array(slopes)


def forward_from_afar(f, w, h):
    """You step forward only, and never back: each slope is measured from where the last step
    ended."""
    at, slopes = w.copy(), []
    for j in range(len(w)):
        here = f(at)
        at[j] += h
        slopes.append((f(at) - here) / h)
    return np.array(slopes)


def forward_pile(f, w, h):
    """You step forward only, and never back, so your steps pile up: the second slope contains the
    first, and so on. Undo each step before the next."""
    at, slopes = w.copy(), []
    for j in range(len(w)):
        at[j] += h
        slopes.append((f(at) - f(w)) / h)
    return np.array(slopes)


def two_names(f, w, h):
    """Your slopes are all zero. Did you never fill the array? Or are your two feet in one place:
    `a = w` is a second name for the same array, not a second array."""
    return np.zeros(len(w))


FIELDS = [
    named("w ↦ w₁² + 3w₂² + w₁w₃", lambda w: w[0] ** 2 + 3 * w[1] ** 2 + w[0] * w[2]),
    named("w ↦ |w|⁴", lambda w: (w @ w) ** 2),
    named("w ↦ exp(Σ w)", lambda w: np.exp(w.sum())),
    named("the tumors' loss", TUMOR.value),
]


def fields(rng):
    bowl, fourth, growing, tumors = FIELDS
    return [
        (bowl, np.array([1.0, -1.0, 2.0]), 0.1),
        (fourth, np.array([2.0]), 0.5),
        (fourth, rng.uniform(-1, 1, 5), 0.2),
        (growing, rng.uniform(-1, 1, 4), rng.uniform(0.2, 0.4)),
        (tumors, np.array([-1.0, 2.0]), 1e-5),
        (fourth, np.array([2, -1]), 0.3),
    ]


def added_up(f, w, h):
    """You add the two heights. A slope is their *difference* per length."""
    return np.array([(f(w + e) + f(w - e)) / (2 * h) for e in h * np.eye(len(w))])


def far_feet(f, w, h):
    """Each of your feet is $2h$ away, and you divide as if it were $h$."""
    return 2 * measured_gradient(f, w, 2 * h)


def first_only(f, w, h):
    """That is the slope along the first weight alone. One number for each weight, please: is your
    `return` inside of the loop?"""
    return measured_gradient(f, w, h)[0]


Exercise(
    number="1.4",
    title="Measure a gradient",
    minutes=15,
    section="Never trust a gradient you have not measured",
    answer=measured_gradient,
    probes=fields,
    tolerance=1e-6,
    conventions=(half_a_step,),
    mistakes=(
        forward,
        backward,
        one_step_wide,
        one_foot,
        times_h,
        not_divided,
        turned_round,
        own_step,
        long_steps,
        all_at_once,
        all_at_once_each,
        sum_of_slopes,
        never_back,
        steps_pile_up,
        forward_from_afar,
        forward_pile,
        two_names,
        added_up,
        far_feet,
        first_only,
    ),
    hints=(
        "For weight number $j$, add $h$ to that weight alone. The rows of `h * np.eye(d)` are "
        "those steps.",
        "If you write `w[j] += h`, whose array do you change?",
    ),
    solution="""
{code}

```python
w = np.array([1.0, -1.0, 2.0])
g = measured_gradient(
    lambda w: w[0] ** 2 + 3 * w[1] ** 2 + w[0] * w[2], w, 1e-5
)
assert np.allclose(g, [4.0, -6.0, 1.0])
assert w.tolist() == [1.0, -1.0, 2.0]
```
It calls `f` $2d$ times: for a million weights two million times, and for a single gradient. `w + e`
makes a new array each time, so the caller's stays as it was.
""",
    passed="With this you can check every gradient you will ever write. How many times does it "
    "call `f` for a million weights?",
)

# 1.5 a loss that cannot overflow


def stable_loss(w, X, y):
    z = X @ w
    return np.mean(np.logaddexp(0, z) - y * z)


quietly = np.errstate(all="ignore")  # no warnings from what is wrong on purpose


def guess(w, X):
    return 1 / (1 + np.exp(-X @ w))


@quietly
def plain(w, X, y):
    """Right as long as the scores are small. Far out, `p` is rounded to exactly 0 or 1. What is log
    0 then, and what is 0 · log 0?"""
    p = guess(w, X)
    return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))


@quietly
def plain_chosen(w, X, y):
    """Where the guess is right, no infinity is left. Where it is wrong and sure there is one: the
    probability of the truth is rounded to 0. Can you do without a probability?"""
    p = guess(w, X)
    return -np.mean(np.log(np.where(y == 1, p, 1 - p)))


@quietly
def infinity_by_infinity(w, X, y):
    """Your `p` itself is not a number: for a large score, $e^z$ is infinite above and below the
    line. Written another way `p` survives; but its logarithms would not. Do without it."""
    p = np.exp(X @ w) / (1 + np.exp(X @ w))
    return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))


FAR = "Finite, and right nearby. But far out, ten times as wrong should cost ten times as much."


def cut(least):
    @quietly
    def within_limits(w, X, y):
        p = np.clip(guess(w, X), least, 1 - least)
        return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))

    charge = f"so no charge can exceed {-np.log(least):.1f}"
    within_limits.__doc__ = f"You keep `p` at least {least:.2g} away from 0 and 1, {charge}. {FAR}"
    return within_limits


def raised(least):
    @quietly
    def above_a_limit(w, X, y):
        p = guess(w, X)
        return -np.mean(y * np.log(p + least) + (1 - y) * np.log(1 - p + least))

    charge = f"so no charge can exceed {-np.log(least):.1f}"
    above_a_limit.__doc__ = f"You take no logarithm below that of {least:.2g}, {charge}. {FAR}"
    return above_a_limit


@quietly
def cut_at_100(w, X, y):
    """That is what PyTorch's `BCELoss` does: no logarithm below -100. It is finite, but wrong where
    the machine is very sure and wrong. Begin from the scores, not from `p`."""
    p = guess(w, X)
    right, wrong = np.maximum(np.log(p), -100), np.maximum(np.log(1 - p), -100)
    return -np.mean(y * right + (1 - y) * wrong)


@quietly
def exp_overflows(w, X, y):
    """The formula is right, but $e^z$ overflows before the logarithm can make it small again. NumPy
    has a function that takes both in one go."""
    z = X @ w
    return np.mean(np.log(1 + np.exp(z)) - y * z)


@quietly
def exp_overflows_below(w, X, y):
    """The formula is right, but $e^{-z}$ overflows for scores far below zero, before the logarithm
    can make it small again. NumPy has a function that takes both in one go."""
    z = X @ w
    return np.mean(np.log(1 + np.exp(-z)) + (1 - y) * z)


@quietly
def nothing_times_infinity(w, X, y):
    """Good: `p` is gone. But one of your two terms overflows and is then multiplied by zero, and
    0 · ∞ is not a number. Can you find one term that does for both answers?"""
    z = X @ w
    return np.mean(y * np.log1p(np.exp(-z)) + (1 - y) * np.log1p(np.exp(z)))


@quietly
def overflows_where_wrong(w, X, y):
    """Good: `p` is gone. Where the machine is wrong and sure, though, the exponential still
    overflows before the logarithm can make it small again."""
    z = X @ w
    return np.mean(np.log1p(np.exp(np.where(y == 1, -z, z))))


def summed(w, X, y):
    """You add up all charges. The loss is their average."""
    return stable_loss(w, X, y) * len(y)


def each_charge(w, X, y):
    """Those are the charges, one for each tumor. The loss is their average."""
    z = X @ w
    return np.logaddexp(0, z) - y * z


def swapped(w, X, y):
    """The two answers are swapped: you charge the benign tumors as if they were malignant, and the
    other way round. Which of the two charges belongs to $y = 1$?"""
    return stable_loss(w, X, 1 - y)


def all_benign(w, X, y):
    """You charge every tumor as if it were benign. Where does `y` come in?"""
    return stable_loss(w, X, np.ones(len(y)))


def all_malignant(w, X, y):
    """You charge every tumor as if it were malignant. Where does `y` come in?"""
    return stable_loss(w, X, np.zeros(len(y)))


def mixed_up(w, X, y):
    """Nearly. The first term is the charge of a benign tumor already, and you subtract $z$ once
    more. Put $y = 1$ and then $y = 0$ into your line."""
    z = X @ w
    return np.mean(np.logaddexp(0, -z) - y * z)


def added(w, X, y):
    """For benign tumors, a larger score makes your loss larger. Which sign has the term $yz$?"""
    z = X @ w
    return np.mean(np.logaddexp(0, z) + y * z)


def logarithm_of_a_plus(w, X, y):
    """`np.logaddexp(a, b)` is $\\log(e^a + e^b)$: it takes $e$ to the power of *both*. Which `a`
    makes the first of them 1?"""
    z = X @ w
    return np.mean(np.logaddexp(1, z) - y * z)


def in_bits(w, X, y):
    """Right but for the unit: you count in bits, with logarithms to base 2. Here `log` is the
    natural logarithm."""
    return stable_loss(w, X, y) / np.log(2)


def in_tens(w, X, y):
    """Right but for the unit: you take logarithms to base 10. Here `log` is the natural
    logarithm."""
    return stable_loss(w, X, y) / np.log(10)


def plain_in(base, unit):
    @quietly
    def in_another_base(w, X, y):
        return plain(w, X, y) / np.log(base)

    in_another_base.__doc__ = f"""You take logarithms to base {base}{unit}; here `log` is the
    natural one. Besides, far out `p` is rounded to exactly 0 or 1: what is log 0 then?"""
    return in_another_base


def negative(w, X, y):
    """A loss is never negative here: no charge is. Where is the minus?"""
    return -stable_loss(w, X, y)


# Scores of both signs between those that anybody gets right and those that overflow.
MIDDLING = np.repeat([2.6, -3.2, 4.5, -6.0, 9.0, -15.0], 2)[:, None]


def tables(rng):
    X = np.array([[1.0, 0.5], [-2.0, 1.0], [0.5, -1.0]])
    y = np.array([0.0, 1.0, 1.0])
    return [
        (np.array([0.5, -1.0]), X, y),
        (rng.normal(size=3), rng.normal(size=(7, 3)), rng.integers(0, 2, 7).astype(float)),
        (np.array([40.0, 0.0]), X, y),
        (np.array([1.0]), MIDDLING, np.tile([0.0, 1.0], 6)),
        (np.array([-900.0, 0.0]), X[:2], y[:2]),  # sure and right, twice
        (np.array([2000.0, 0.0]), X[[0, 2]], np.ones(2)),  # the same, and both benign
        (np.array([1000.0, 0.0]), X[:1], y[:1]),  # sure and wrong
        (np.array([1000.0, 0.0]), X, y),  # and twice
        (np.array([-1000.0, 0.0]), X, y),  # and about a benign one
    ]


def squared_error(w, X, y):
    """That is the squared error of the guesses, which cannot overflow, but is another loss. The
    charge is a logarithm."""
    return np.mean((guess(w, X) - y) ** 2)


@quietly
def mean_replaced(w, X, y):
    """You replace the loss by a number where it is none, or infinite. It is finite then, but
    nobody's charge: far out, ten times as wrong should cost ten times as much."""
    return np.nan_to_num(plain(w, X, y))


@quietly
def charges_replaced(w, X, y):
    """You replace a charge by a number where it is none, or infinite. For the sure and right that
    is 0, as it should be; but what does it cost to be sure and wrong?"""
    p = guess(w, X)
    return -np.mean(np.nan_to_num(y * np.log(p) + (1 - y) * np.log(1 - p)))


@quietly
def scores_cut(w, X, y):
    """You keep the scores below 500 or so in the exponential, but not beside it: far out the two no
    longer fit together. NumPy has a function that takes both in one go."""
    z = X @ w
    return np.mean(np.log(1 + np.exp(np.clip(z, -500, 500))) - y * z)


Exercise(
    number="1.5",
    title="A loss that cannot overflow",
    minutes=20,
    section="A mountain made of mistakes",
    answer=stable_loss,
    probes=tables,
    conventions=(cut_at_100,),
    mistakes=(
        plain,
        plain_chosen,
        infinity_by_infinity,
        *map(cut, (1e-16, *10.0 ** np.arange(-15, -1))),
        *map(raised, (1e-16, np.finfo(float).eps, *10.0 ** np.arange(-15, -1))),
        exp_overflows,
        exp_overflows_below,
        nothing_times_infinity,
        overflows_where_wrong,
        summed,
        each_charge,
        swapped,
        all_benign,
        all_malignant,
        mixed_up,
        added,
        logarithm_of_a_plus,
        in_bits,
        in_tens,
        plain_in(10, ""),
        plain_in(2, ", which count bits"),
        negative,
        squared_error,
        mean_replaced,
        charges_replaced,
        scores_cut,
    ),
    hints=(
        "The guess $p$ is rounded to 0 or to 1, and the logarithm of 0 is minus infinity. Never "
        "form $p$: write the charge in terms of $z$.",
        "$-\\log p = \\log(1 + e^{-z})$. What is $-\\log(1 - p)$? Can you write both cases as one "
        "term, less $yz$? NumPy has `np.logaddexp(a, b)`, which is $\\log(e^a + e^b)$, computed "
        "with care.",
    ),
    solution="""
{code}

```python
from descent import surfaces
from descent.data import load_tumors, standardize

X, y = load_tumors(["radius", "texture"])
X, far = standardize(X), np.array([1000.0, 0.0])
assert np.isfinite(stable_loss(far, X, y))
assert np.isclose(stable_loss(far, X, y), surfaces["tumor"].value(far))
```
Since $-\\log p = \\log(1 + e^{-z}) = \\log(1 + e^z) - z$ and $-\\log(1 - p) = \\log(1 + e^z)$, both
cases together are $\\log(1 + e^z) - yz$. At 30 the plain version gives infinity: some $p$ are
rounded to 1, and all of those tumors are malignant. At 1000 it gives `nan`: where the guess is
right, $0 \\cdot \\log 0 = 0 \\cdot (-\\infty)$ is not a number.
""",
    passed="Finite, and right, at 1000 too. Libraries call this a loss *from logits*: from scores.",
)

# 1.6 where the best h is

Exercise(
    number="1.6",
    title="Derivation: where the best $h$ is",
    minutes=20,
    section="Never trust a gradient you have not measured",
    answer=[1 / 2, 1 / 2, 1 / 3, 2 / 3],
    tolerance=3e-3,
    mistakes=(
        (
            [1 / 2, 1 / 2, 1 / 3, 1 / 3],
            "Three are right. The central error is not of the size of its $h$: put that $h$ back "
            "into $h^2$.",
        ),
        (
            [1 / 2, 1 / 2, 1 / 2, 1 / 2],
            "The central difference has a power of its own: its first term goes with $h^2$, and "
            "the derivative of that with $h$.",
        ),
        (
            [1 / 2, 1 / 2, 1 / 2, 1],
            "You put the forward difference's $h$ into the central error, and there the rounding "
            "$\\delta/h$ is then much larger. Which $h$ balances $h^2$ and $\\delta/h$?",
        ),
        (
            [2, 2, 3, 3 / 2],
            "Upside down: you say which power of $h$ is $\\delta$. Asked is which power of "
            "$\\delta$ is $h$.",
        ),
        (
            [-1 / 2, -1 / 2, -1 / 3, -2 / 3],
            "With negative powers all of them would be huge: $\\delta$ is much smaller than 1.",
        ),
        (
            [1 / 2, 1, 1 / 3, 1],
            "The best $h$ is right, both times. The error at that $h$ is not $\\delta$ itself: in "
            "the rounding, $\\delta$ is divided by $h$.",
        ),
        (
            [-8, -8, -16 / 3, -32 / 3],
            "Right as powers of ten, for one particular $\\delta$. What are they as powers of "
            "$\\delta$ itself?",
        ),
        (
            [-8, -8, -5, -11],
            "Those are powers of ten, for one particular $\\delta$. Asked are the powers of "
            "$\\delta$ itself: they hold on a computer that rounds more coarsely, too.",
        ),
        (
            [-8, -8, -5, -10],
            "Those are exponents of ten, read off the figure perhaps. Asked are the exponents of "
            "$\\delta$: on a computer that rounds more coarsely, what would change, and how?",
        ),
        (
            [1e-8, 1e-8, 1e-5, 1e-10],
            "You gave sizes. Asked are powers: for $h = \\delta^2$ you would write 2.",
        ),
        (
            [1 / 2, 1, 1 / 3, 2 / 3],
            "The forward error is not $\\delta$ itself: in the rounding, it is divided by $h$.",
        ),
        (
            [1 / 2, 1 / 2, 1 / 3, 1],
            "The central error is not $\\delta$ itself: in the rounding, that is divided by $h$.",
        ),
        (
            [1 / 2, 1 / 2, 1 / 3, 1 / 2],
            "Half the digits is what the forward difference keeps. Put the central one's best $h$ "
            "into $h^2$.",
        ),
    ),
    hints=(
        "Set the derivative with respect to $h$ to zero, and take all of $f$, $f''$, $f'''$ to be "
        "about 1: only the powers of $\\delta$ matter here.",
    ),
    solution="""
Forward: $\\tfrac12 = 2\\delta/h^2$, so $h = 2\\sqrt\\delta = 2\\delta^{1/2}$, of the order of
$10^{-8}$, where the error is of that order too. Central: $h/3 = \\delta/h^2$, so
$h = (3\\delta)^{1/3}$, of the order of $10^{-5}$, with an error of the order of $\\delta^{2/3}$,
which is $10^{-10}$ to $10^{-11}$. The figure shows both. Rule of thumb: half the digits for the
forward difference, two thirds for the central one. With numbers of 32 bits $\\delta$ is
$6 \\cdot 10^{-8}$: about 0.0005 for the forward difference, and 0.006 for the central one.

```python
delta = 2.0**-24
assert np.isclose(2 * delta ** (1 / 2), 0.0005, rtol=0.05)
assert np.isclose((3 * delta) ** (1 / 3), 0.006, rtol=0.07)
```
""",
    passed="Half the digits for the forward difference, two thirds for the central one. Which $h$ "
    "would you take for numbers of 7 digits?",
)

# 1.7 guess minus truth

Exercise(
    number="1.7",
    title="Derivation: guess minus truth",
    minutes=15,
    section="The slope underfoot",
    answer="b",
    choices={
        "a": "That is what cross-entropy gives. With the squared error, differentiate the outside, "
        "$p - y$, and then $p$ itself: does the second factor still cancel?",
        "b": "The factor $p(1 - p)$ stays. The machine is as wrong as can be, and the ground under "
        "it is level: it would hardly learn.",
        "c": "That would be very steep indeed. But the chain rule *multiplies* by the derivative "
        "of $p$, and nothing in the squared error divides.",
    },
    hints=("First show $p' = p(1 - p)$.",),
    solution="""
$p' = e^{-z}/(1 + e^{-z})^2 = p\\,(1 - p)$, since $1 - p = e^{-z}/(1 + e^{-z})$. Then

$$ -\\frac{y}{p}\\,p(1 - p) + \\frac{1 - y}{1 - p}\\,p(1 - p) = -y(1 - p) + (1 - y)p = p - y . $$

The factor $p(1-p)$ of the sigmoid cancels against the logarithm's. With squared error instead of
cross-entropy it would stay, and a machine that is sure and wrong, with $p(1-p)$ near zero, would
hardly learn. So it is (b).
""",
    passed="Cross-entropy has just the derivative that cancels it.",
)
