"""Chapter 2: gradient descent."""

import math

import numpy as np

from descent.data import load_tumors, standardize
from descent.exercises.exercise import Exercise, named

# 2.1 by heart

Exercise(
    number="2.1",
    title="By heart",
    minutes=5,
    section="One number decides",
    answer=[1 / 3, 1 / 6, -0.8],
    tolerance=2.9e-3,
    mistakes=(
        (
            [2 / 3, 1 / 3, 0.1],
            "You took 3 for the curvature. The curvature is the *second* derivative of $3x^2$.",
        ),
        (
            [1 / 6, 1 / 6, -0.8],
            r"$1/\lambda$ is where the first step lands on the bottom. Beyond it the steps leap "
            r"to "
            "the other side, and still converge for a while: how far can the factor go?",
        ),
        (
            [1 / 3, 1 / 3, -0.8],
            r"That is the edge, where each step lands as far on the other side. Where is the "
            r"factor $1 - \alpha\lambda$ zero?",
        ),
        (
            [1 / 3, 1 / 6, 0.1],
            "You took 3 for the curvature. What is the second derivative of $3x^2$?",
        ),
        (
            [1 / 3, 1 / 6, -1.8],
            r"That is the step, $-\alpha\lambda x$. Asked is where it leads from $x$.",
        ),
        ([1 / 3, 1 / 6, 0.8], "0.8 is its size. On which side of the bottom does each step land?"),
        (
            [2 / 3, 1 / 6, -0.8],
            r"With $\lambda = 3$ that would be the edge. What is the second derivative of $3x^2$?",
        ),
        (
            [1 / 3, 1 / 6, 1.8],
            r"That is $\alpha\lambda$. One step leaves $x - \alpha\lambda x$.",
        ),
    ),
    hints=(
        "The curvature is the second derivative.",
        r"One step multiplies $x$ by $1 - \alpha\lambda$. When is that between $-1$ and 1, and"
        r" when is it 0?",
    ),
    solution=r"""
The curvature is $\lambda = 6$, the factor $1 - 6\alpha$. It converges for $0 < \alpha < 1/3$;
$\alpha = 1/6$ lands in one step; at $\alpha = 0.3$ the factor is $-0.8$: it leaps from side to
side and converges, as fast as a factor of $0.8$. For $300x^2$ everything is a hundred times
narrower: $1/300$ and $1/600$, and at $\alpha = 0.3$ the factor is $-179$.

```python
assert np.allclose([2 / 600, 1 / 600, 1 - 0.3 * 600], [1 / 300, 1 / 600, -179])
```
""",
    passed="What would the three numbers be for $f(x) = 300x^2$?",
)

# 2.2 the whole path


def gradient_descent(grad, x_start, learning_rate, iterations):
    path = [float(x_start)]
    for _ in range(iterations):
        x = path[-1]
        path.append(x - learning_rate * grad(x))
    return np.array(path)


def without_the_start(grad, x_start, learning_rate, iterations):
    """The start is missing. After 0 iterations you already stand somewhere."""
    return gradient_descent(grad, x_start, learning_rate, iterations)[1:]


def without_the_last(grad, x_start, learning_rate, iterations):
    """The last position is missing. Count: how many positions are there after 1 iteration?"""
    return gradient_descent(grad, x_start, learning_rate, iterations)[:-1]


def uphill(grad, x_start, learning_rate, iterations):
    """Your walk goes *up*: the gradient points the other way. Look at the sign of your step."""
    return gradient_descent(grad, x_start, -learning_rate, iterations)


def only_the_end(grad, x_start, learning_rate, iterations):
    """That is only where the walk ends. Keep every position, from the start on."""
    return gradient_descent(grad, x_start, learning_rate, iterations)[-1]


def cut_off(grad, x_start, learning_rate, iterations):
    """Your path drops the digits after the point: somewhere an array of integers is being filled.

    What is the type of `np.array([5])`, or of `np.full(4, 5)`?
    """
    path = np.full(iterations + 1, x_start)
    for t in range(iterations):
        path[t + 1] = path[t] - learning_rate * grad(path[t])
    return path


def same_slope(grad, x_start, learning_rate, iterations):
    """Every step is as long as the first: you take the gradient at the start. Where are you?"""
    return x_start - learning_rate * grad(float(x_start)) * np.arange(iterations + 1)


def stops_early(grad, x_start, learning_rate, iterations):
    """Where the slope is nearly zero you stop, and the path is too short. Go on to the end."""
    path = gradient_descent(grad, x_start, learning_rate, iterations)
    flat = [t for t, x in enumerate(path) if abs(grad(x)) < 1e-6]
    return path[: flat[0] + 1] if flat else path


def same_array(grad, x_start, learning_rate, iterations):
    """All your positions are the last one: the list holds the same array again and again, and `x -=
    ...` writes into it. `x = x - ...` makes a new one at each step."""
    path = gradient_descent(grad, x_start, learning_rate, iterations)
    return np.full(len(path), path[-1])


def last_twice(grad, x_start, learning_rate, iterations):
    """The last position stands there twice. What is added to your list after the loop has ended?"""
    path = gradient_descent(grad, x_start, learning_rate, iterations)
    return np.append(path, path[-1])


SLOPES = [
    named("x ↦ 2x", lambda x: 2 * x),
    named("x ↦ x³", lambda x: x**3),
    named("x ↦ sin x", lambda x: np.sin(x)),
]


def walks(rng):
    chosen = [(SLOPES[0], 5, 0.1, 3), (SLOPES[1], -1.5, 0.25, 4), (SLOPES[0], 5, 0.1, 0)]
    drawn = [(slope, rng.uniform(-3, 3), rng.uniform(0.05, 0.6), 6) for slope in SLOPES]
    return [*chosen, *drawn, (SLOPES[0], 0, 0.1, 5), (SLOPES[0], 5, 0.3, 60)]


def in_columns(grad, x_start, learning_rate, iterations):
    """Right, but each of your positions is an array of one number, and the path of shape
    `(iterations + 1, 1)`. Here the start is a number, and so is each position."""
    return gradient_descent(grad, x_start, learning_rate, iterations)[:, np.newaxis]


def same_column(grad, x_start, learning_rate, iterations):
    """All your positions are the last one: the list holds one and the same array, and `x -= ...`
    writes into it. And each position should be a number, not an array of one."""
    return same_array(grad, x_start, learning_rate, iterations)[:, np.newaxis]


def from_zero(grad, x_start, learning_rate, iterations):
    """Your walk begins at 0: is the start written into the array before the loop?"""
    return gradient_descent(grad, 0, learning_rate, iterations)


def whole_gradient(grad, x_start, learning_rate, iterations):
    r"""Your step is the gradient itself. Where is `learning_rate`?"""
    return gradient_descent(grad, x_start, 1, iterations)


def own_slope(grad, x_start, learning_rate, iterations):
    r"""Your slope is $2x$, whatever `grad` is given: that of $x^2$. Call `grad`."""
    return gradient_descent(SLOPES[0], x_start, learning_rate, iterations)


Exercise(
    number="2.2",
    title="The whole path",
    minutes=10,
    section="By hand first",
    answer=gradient_descent,
    probes=walks,
    mistakes=(
        without_the_start,
        without_the_last,
        uphill,
        only_the_end,
        cut_off,
        same_slope,
        same_array,
        last_twice,
        stops_early,
        in_columns,
        same_column,
        from_zero,
        whole_gradient,
        own_slope,
    ),
    hints=(
        "How many positions are there after 0 iterations?",
        "`float(x_start)` at the beginning; the position *before* each step goes into the "
        "list, or the one "
        "after it: which is missing then?",
    ),
    solution="""
{code}

```python
path = gradient_descent(lambda x: 2 * x, 5, 0.1, 100)
assert len(path) == 101
assert np.allclose(path, 5 * 0.8 ** np.arange(101))
assert gradient_descent(lambda x: 2 * x, 5, 0.5, 3).tolist() == [5, 0, 0, 0]
```
On $x^2$, with slope $2x$, it is the step size $1/2$, one over the curvature, that ends in one step.
""",
    passed=(
        "Every figure of this book is drawn from a path like this. Which step size would "
        "make the path end in one step?"
    ),
)

# 2.3 the best step


def best_step(mu, L):
    return 2 / (mu + L), (L - mu) / (L + mu)


def safe_step(mu, L):
    r"""$1/L$ is safe, and leaves $1 - \mu/L$. A longer step leaves less in the flattest direction:
    where do flattest and steepest leave the same?"""
    return 1 / L, 1 - mu / L


def limit_step(mu, L):
    """At $2/L$ the steepest direction leaps from side to side for ever: its factor is $-1$."""
    return 2 / L, 1.0


def middle_step(mu, L):
    r"""You halved: $1/(\mu + L)$. Are $1 - \alpha\mu$ and $\alpha L - 1$ equal then?"""
    return 1 / (mu + L), L / (mu + L)


def squared_rate(mu, L):
    """The step is right. The rate you give is that of the *loss*; asked is what is left of the
    distance."""
    return 2 / (mu + L), ((L - mu) / (L + mu)) ** 2


def signed_rate(mu, L):
    """The step is right. A rate is a size: which sign does yours have, and what is left of the
    distance?"""
    return 2 / (mu + L), (mu - L) / (L + mu)


def rate_first(mu, L):
    """The right numbers, in another order: first the step size, then what is left."""
    return (L - mu) / (L + mu), 2 / (mu + L)


def half_the_step(mu, L):
    r"""The value is right. But at your step size, $1/(\mu + L)$, the flat direction keeps more: put
    it into $|1 - \alpha\mu|$."""
    return 1 / (mu + L), (L - mu) / (L + mu)


def safe_rate(mu, L):
    r"""The step is right. What you give is left by $1/L$; this one leaves less."""
    return 2 / (mu + L), 1 - mu / L


def step_alone(mu, L):
    """The step is right. Return both: the step size, and the value there."""
    return 2 / (mu + L)


Exercise(
    number="2.3",
    title="Derivation: the best step",
    minutes=20,
    section="Two curvatures, one step size",
    answer=best_step,
    probes=lambda rng: [
        (1.0, 100.0),
        (2.0, 2.0),
        (0.5, 3.0),
        (rng.uniform(0.1, 1), rng.uniform(2, 9)),
    ],
    mistakes=(
        rate_first,
        safe_step,
        limit_step,
        middle_step,
        squared_rate,
        signed_rate,
        half_the_step,
        safe_rate,
        step_alone,
    ),
    hints=(
        r"Draw $|1 - \alpha\lambda|$ as a function of $\lambda$ for a fixed $\alpha$. Where on"
        r" an interval is it largest?",
        "It is largest at an end. Set the two ends equal.",
    ),
    solution=r"""
As a function of $\lambda$ it is a V with its tip at $1/\alpha$, so on $[\mu, L]$ it is largest at
one of the ends: in between it is never larger. Enlarging $\alpha$ makes $|1 - \alpha\mu| = 1 -
\alpha\mu$ smaller and $|1 - \alpha L| = \alpha L - 1$ larger (for $1/L < \alpha < 1/\mu$), so the
larger of the two is smallest where they are equal: $1 - \alpha\mu = \alpha L - 1$, so $\alpha =
2/(\mu + L)$. The value is $1 - 2\mu/(\mu + L) = (L - \mu)/(L + \mu) = (\kappa - 1)/(\kappa + 1)$.

{code}

```python
alpha, rate = best_step(2.0, 20.0)
assert np.isclose(rate, 9 / 11)
for curvature in (2.0, 20.0):
    assert np.isclose(abs(1 - alpha * curvature), rate)
for between in (3.0, 7.0, 11.0, 19.0):
    assert abs(1 - alpha * between) < rate
```
So one more eigenvalue in between changes neither the best step nor what it guarantees.
""",
    passed=(
        "The curvatures in between don't matter: a V is largest at the ends. What does one "
        "*more* eigenvalue, in between, change?"
    ),
)

# 2.4 the price of a ravine


def steps_needed(kappa, factor):
    if kappa == 1:
        return 1
    rho = (kappa - 1) / (kappa + 1)
    t = math.ceil(math.log(factor) / math.log1p(-2 / (kappa + 1)))
    return t - 1 if rho ** (t - 1) <= factor else t


def quotient(kappa, factor, rate=lambda kappa: (kappa - 1) / (kappa + 1)):
    """Of the two logarithms; 1 where the rate is 0 and has none."""
    return 1 if kappa == 1 else math.log(factor) / math.log(rate(kappa))


def rounded_down(kappa, factor):
    """One step too few: after yours the distance is still too large. Which way do you round?"""
    return steps_needed(kappa, factor) - 1


def always_down(kappa, factor):
    """You round down. A quotient of 345.4 means that 345 steps are not enough: which way, then?"""
    return math.floor(quotient(kappa, factor))


def to_the_nearest(kappa, factor):
    """You round to the nearest whole number. A quotient of 345.4 means that 345 steps are not
    enough: which way, then?"""
    return round(quotient(kappa, factor))


def whole_not_enough(kappa, factor):
    r"""One step too many where the quotient is whole: if it is 2, two steps are enough, since "at
    most `factor`" allows equality."""
    return 1 if kappa == 1 else math.floor(quotient(kappa, factor)) + 1


def one_too_many(kappa, factor):
    """One step too many, each time: what is rounded up is enough, and nothing is to be added."""
    return 1 if kappa == 1 else math.ceil(quotient(kappa, factor)) + 1


def from_the_loss(kappa, factor):
    r"""Half as many steps: $\rho^2$ is the rate of the *loss*. Asked is the distance, which shrinks
    by $\rho$."""
    return math.ceil(quotient(kappa, factor) / (1 if kappa == 1 else 2))


def with_step_one_over_L(kappa, factor):
    r"""That is the number for $\alpha = 1/L$, whose rate is $1 - 1/\kappa$. Here $\alpha = 2/(\mu +
    L)$."""
    return math.ceil(quotient(kappa, factor, lambda kappa: 1 - 1 / kappa))


def not_whole(kappa, factor):
    """There is no such thing as a part of a step: round, and mind which way."""
    return quotient(kappa, factor)


def hair_above(kappa, factor):
    """Nearly. A quotient of two logarithms that should be exactly 3 may come out a hair above 3,
    and is then rounded up to 4. Check whether one step less would do."""
    return math.ceil(quotient(kappa, factor))


def logarithm_of_zero(kappa, factor):
    r"""Right but for $\kappa = 1$: there $\rho$ is 0 and has no logarithm. How many steps does it
    take in a round valley?"""
    return steps_needed(kappa, factor) if kappa > 1 else math.log(factor) / math.log(kappa - 1)


def division_by_zero(kappa, factor):
    r"""Right but for $\kappa = 1$: there $\rho$ is 0, and you divide by a logarithm that is not
    there. How many steps does it take in a round valley?"""
    return steps_needed(kappa, factor) if kappa > 1 else factor / (kappa - 1)


def no_step_when_round(kappa, factor):
    r"""Right but for $\kappa = 1$: there the first step lands in the minimum. But it has to be
    made."""
    return steps_needed(kappa, factor) if kappa > 1 else 0


def sign_turned(kappa, factor):
    r"""A negative number of steps? Both logarithms are negative: their quotient is not."""
    return 1 if kappa == 1 else math.ceil(-quotient(kappa, factor))


def rule_of_thumb(kappa, factor):
    r"""You took $\tfrac{\kappa}{2} \ln(1/$`factor`$)$, a rule of thumb for large $\kappa$. Asked is
    the exact number: take the logarithm of $\rho$ itself."""
    return 1 if kappa == 1 else math.ceil(kappa / 2 * math.log(1 / factor))


def twice_as_many(kappa, factor):
    r"""Twice as many: each step leaves $\rho$ of the distance, not its root."""
    return 1 if kappa == 1 else math.ceil(2 * quotient(kappa, factor))


Exercise(
    number="2.4",
    title="The price of a ravine",
    minutes=20,
    section="Two curvatures, one step size",
    answer=steps_needed,
    probes=[
        (100.0, 1e-3),
        (18070.0, 1e-3),
        (10.0, 0.5),
        (2.5, 1e-6),
        (7.0, 0.75**3),
        (7.0, 0.99 * 0.75**5),
        (3.0, 0.25),
        (1.0, 1e-3),
    ],
    mistakes=(
        hair_above,
        whole_not_enough,
        one_too_many,
        logarithm_of_zero,
        division_by_zero,
        no_step_when_round,
        rounded_down,
        always_down,
        to_the_nearest,
        from_the_loss,
        with_step_one_over_L,
        not_whole,
        sign_turned,
        rule_of_thumb,
        twice_as_many,
    ),
    hints=(
        r"You need the smallest whole $t$ with $\rho^t \le$ `factor`. Take logarithms; which "
        r"sign does $\log\rho$ have?",
        r"What is $\rho$ for $\kappa = 1$, and what is the right answer there? And is a "
        r"quotient of two logarithms "
        "that should be 3 always exactly 3 in floating point?",
    ),
    solution=r"""
{code}

```python
assert steps_needed(1, 1e-3) == 1
assert steps_needed(7, 0.75**3) == 3
assert steps_needed(100, 1e-3) == 346
assert steps_needed(18070, 1e-3) == 62412
assert steps_needed(50, 1e-3) == 173 and steps_needed(9035, 1e-3) == 31206
```
346 and 62,412. Halving $\kappa$ halves the price: 173 and 31,206. Dividing by $\log\rho < 0$ turns
the inequality round, so it is rounding up that is right. The last line of the function is for the
case in which the quotient should be whole and is a hair above it.
""",
    passed=(
        r"346 steps for $\kappa = 100$, 62,412 for 18,070. What would halving $\kappa$ be "
        r"worth?"
    ),
)

# 2.5 backtracking


def backtracked(f, grad, w, alpha):
    g = grad(w)
    while not f(w - alpha * g) <= f(w) - alpha / 2 * (g @ g):
        alpha = alpha / 2
    return alpha


def any_descent(f, grad, w, alpha):
    r"""You accept any step that goes down at all. The demand is stronger: down by
    $\tfrac{\alpha}{2}|g|^2$."""
    g = grad(w)
    while not f(w - alpha * g) <= f(w):
        alpha = alpha / 2
    return alpha


def not_squared(f, grad, w, alpha):
    r"""You demand $\tfrac{\alpha}{2}|g|$. Look again: the length of $g$ is squared."""
    g = grad(w)
    while not f(w - alpha * g) <= f(w) - alpha / 2 * np.sqrt(g @ g):
        alpha = alpha / 2
    return alpha


def without_the_half(f, grad, w, alpha):
    r"""You demand a fall of $\alpha|g|^2$, as much as if the ground were a straight slope. Only
    half of that is asked."""
    g = grad(w)
    for _ in range(60):
        if f(w - alpha * g) <= f(w) - alpha * (g @ g):
            break
        alpha = alpha / 2
    return alpha


def lets_nan_pass(f, grad, w, alpha):
    """Where `f` overflows to NaN, every comparison with it is false: `while … > …` lets the
    longest step pass. Ask for what you want to be *true*."""
    g = grad(w)
    while f(w - alpha * g) > f(w) - alpha / 2 * (g @ g):
        alpha = alpha / 2
    return alpha


def strictly(f, grad, w, alpha):
    r"""You demand *less than*, where *at most* is asked. Where the two sides are equal you halve
    once too often, and at a point with no slope, where they are equal for every $\alpha$, for
    ever."""
    g = grad(w)
    for _ in range(60):
        if f(w - alpha * g) < f(w) - alpha / 2 * (g @ g):
            break
        alpha = alpha / 2
    return alpha


def halves_first(f, grad, w, alpha):
    """You halve before you have looked: the `alpha` that is given is never tried. First ask, then
    halve."""
    return backtracked(f, grad, w, alpha / 2)


def halves_after(f, grad, w, alpha):
    """You halve once more after the demand was met. Which `alpha` met it?"""
    return backtracked(f, grad, w, alpha) / 2


def bold_first(f, grad, w, alpha):
    """You double `alpha` first. In the chapter that is for the next step; here only halve it."""
    return backtracked(f, grad, w, 2 * alpha)


def halves_once(f, grad, w, alpha):
    """You halve at most once: an `if` looks once. Go on as long as the demand is not met."""
    g = grad(w)
    if not f(w - alpha * g) <= f(w) - alpha / 2 * (g @ g):
        alpha = alpha / 2
    return alpha


def hardly_down(f, grad, w, alpha):
    """Your demand is much weaker, with a factor like $10^{-4}$. That is usual elsewhere; here it is
    one half."""
    g = grad(w)
    while not f(w - alpha * g) <= f(w) - 1e-4 * alpha * (g @ g):
        alpha = alpha / 2
    return alpha


def returns_the_point(f, grad, w, alpha):
    """That is where the step lands. Asked is the `alpha` it ends with."""
    return w - backtracked(f, grad, w, alpha) * grad(w)


def overflowing(w):
    return np.inf - np.inf if np.abs(w).max() > 1e3 else w @ w


HILLS = [
    (named("w ↦ |w|²", lambda w: w @ w), named("w ↦ 2w", lambda w: 2 * w)),
    (
        named("w ↦ w₁² + 25 w₂²", lambda w: w @ (w * [1, 25])),
        named("w ↦ (2w₁, 50w₂)", lambda w: 2 * w * [1, 25]),
    ),
]
ASIDE = (  # its lowest point is not at zero, so that signs count
    named("w ↦ |w − (1, −2)|²", lambda w: np.sum((w - [1, -2]) ** 2)),
    named("w ↦ 2(w − (1, −2))", lambda w: 2 * (w - [1, -2])),
)


def hillsides(rng):
    (f, grad), (ravine, slope) = HILLS
    far = named("w ↦ |w|², NaN beyond 1000", overflowing)
    return [
        (f, grad, np.array([5.0]), 0.75),
        (f, grad, np.array([5.0]), 0.1),
        (f, grad, np.array([5.0]), 0.5),
        (f, grad, np.array([5.0]), 0.5001),
        (ravine, slope, np.array([1.0, 0.5]), 1.0),
        (ravine, slope, rng.normal(size=2), 0.7),
        (f, grad, np.array([0.25]), 1.0),
        (far, grad, np.array([3.0, 4.0]), 1e4),
        (f, grad, np.array([0.0]), 8.0),
        (*ASIDE, np.array([-3.0, 1.0]), 3.0),
        (*ASIDE, np.array([2.0, -4.0]), 5.0),
    ]


def demanding(demand, halve=lambda alpha: alpha / 2):
    """Backtracking with another demand, or another way to shorten; it gives up in the end."""

    def walk(f, grad, w, alpha):
        g = grad(w)
        for _ in range(3000):
            if demand(f, w, g, alpha):
                break
            alpha = halve(alpha)
        return alpha

    return walk


def enough(f, w, g, alpha):
    return f(w - alpha * g) <= f(w) - alpha / 2 * (g @ g)


def tries_uphill(f, grad, w, alpha):
    r"""You try $w + \alpha g$, which leads up: no step is short enough. Look at the sign."""
    return demanding(lambda f, w, g, a: f(w + a * g) <= f(w) - a / 2 * (g @ g))(f, grad, w, alpha)


def allowed_to_rise(f, grad, w, alpha):
    r"""Your demand allows the step to go *up*, by $\tfrac{\alpha}{2}|g|^2$. Look at the sign."""
    return demanding(lambda f, w, g, a: f(w - a * g) <= f(w) + a / 2 * (g @ g))(f, grad, w, alpha)


def strictly_or_nan(f, grad, w, alpha):
    """You go on while the left side is *at least* the right one: where the two are equal that is
    once too often. And where `f` overflows to NaN, every comparison is false."""

    def demand(f, w, g, alpha):
        return not f(w - alpha * g) >= f(w) - alpha / 2 * (g @ g)

    return demanding(demand)(f, grad, w, alpha)


def quarters(f, grad, w, alpha):
    """You make `alpha` four times shorter at each trial: is it halved in two places? Halve it."""
    return demanding(enough, lambda alpha: alpha / 4)(f, grad, w, alpha)


def tenth_off(f, grad, w, alpha):
    """You take off a tenth at each trial. That is usual elsewhere; here it is halved."""
    return demanding(enough, lambda alpha: 0.9 * alpha)(f, grad, w, alpha)


def squares_not_summed(f, grad, w, alpha):
    r"""Your demand has as many numbers as `w`, and `while` wants one answer. $|g|^2$ is one number:
    add up the squares, `g @ g`."""
    return demanding(lambda f, w, g, a: f(w - a * g) <= f(w) - a / 2 * g**2)(f, grad, w, alpha)


Exercise(
    number="2.5",
    title="One backtracking step",
    minutes=15,
    section="When you don't know L",
    answer=backtracked,
    probes=hillsides,
    mistakes=(
        any_descent,
        not_squared,
        without_the_half,
        lets_nan_pass,
        strictly,
        halves_first,
        halves_after,
        bold_first,
        halves_once,
        hardly_down,
        returns_the_point,
        tries_uphill,
        allowed_to_rise,
        strictly_or_nan,
        quarters,
        tenth_off,
        squares_not_summed,
    ),
    hints=(
        "Compute the gradient once. It does not change while you try step sizes: you are "
        "still standing at `w`.",
        r"On $f(x) = x^2$ the demand is met exactly for $\alpha \le 1/2$.",
    ),
    solution=r"""
{code}

```python
f, grad = (lambda w: w @ w), (lambda w: 2 * w)
assert backtracked(f, grad, np.array([5.0]), 0.75) == 0.375
assert backtracked(f, grad, np.array([5.0]), 0.1) == 0.1
assert backtracked(f, grad, np.array([0.0]), 8.0) == 8.0
```
Why `not … <=` and not `>`? If the step is so long that `f` overflows to NaN, every comparison
with it is false, and `>` would let the step pass.

With a zero gradient the demand $f(w) \le f(w)$ is met at once, and any step size leaves you where
you are.

A step that is halved three times tries four points. As it is written here `f` is evaluated twice
for each, eight times in all; keep `f(w)` in a variable, and it is five.

```python
calls = []
backtracked(lambda w: calls.append(1) or w @ w, grad, np.array([5.0]), 4.0)
assert len(calls) == 8
```
""",
    passed=(
        "Also where `f` overflows. How many evaluations of `f` does a step cost that is "
        "halved three times?"
    ),
)

# 2.6 a valley flat at the bottom


Exercise(
    number="2.6",
    title="Experiment: a valley that is flat at the bottom",
    minutes=20,
    section="One number decides",
    answer=[-1, -1, 8, 0.111308, 0.035337],
    tolerance=3e-4,
    mistakes=(
        (
            [-1, 8, 8, 0.111308, 0.035337],
            r"From 7 it converges, though the curvature there is far beyond $2/\alpha$. Run it: "
            r"where does "
            "the first step from 7 land?",
        ),
        (
            [-1, -1, -1, 0.111308, 0.035337],
            r"From 8 it does not converge. When is the factor $1 - 4\alpha x^2$ smaller than "
            r"$-1$?",
        ),
        (
            [0, 0, 8, 0.111308, 0.035337],
            "Where a path stays finite to the end, `diverged_at` gives −1: 0 would be the start.",
        ),
        (
            [-1, -1, 0, 0.111308, 0.035337],
            "0 would mean that the start itself is not finite. `diverged_at` takes the last axis "
            "for the coordinates: was your path flat, of shape `(steps + 1,)`? Give it "
            "`path[:, np.newaxis]`.",
        ),
        (
            [-1, -1, 7, 0.111308, 0.035337],
            "Nearly: the start is position number 0. Is it in your path?",
        ),
        (
            [-1, -1, 9, 0.111308, 0.035337],
            "Nearly: the start is position number 0, and not 1.",
        ),
        (
            [-1, -1, 8, 0.111803, 0.035355],
            r"That is $1/\sqrt{8\alpha t}$, which the walk comes near to. Where does it stand "
            "itself? Run it.",
        ),
        (
            [-1, -1, 8, 0.0, 0.0],
            "That is too near to 0. If these are the heights $x^4$: asked is where you stand, $x$. "
            "If you reckoned with a factor below 1: here it comes near 1 as $x$ comes near 0.",
        ),
    ),
    hints=(
        r"One step multiplies $x$ by $1 - 4\alpha x^2$. When is this between $-1$ and 1?",
        r"Near 0 the factor is nearly 1. Compare $x_t$ with $1/\sqrt{8 \alpha t}$.",
    ),
    solution=r"""
```python
import numpy as np
from descent import descend, diverged_at, gd

# Three walks of one coordinate, side by side.
starts = np.array([[4.0], [7.0], [8.0]])
path = descend(gd(alpha=0.01), lambda x: 4 * x**3, starts, steps=10_000)
assert diverged_at(path).tolist() == [-1, -1, 8]
x = np.abs(path[:, 0, 0])
assert np.allclose(x[[1000, 10_000]], [0.111308, 0.035337], atol=5e-7)
assert np.isclose(x[1000], 1 / np.sqrt(8 * 0.01 * 1000), rtol=0.01)
assert np.isclose(x[10_000], 1 / np.sqrt(8 * 0.01 * 10_000), rtol=0.01)
```
The factor is between $-1$ and 1 while $x^2 < 1/(2\alpha) = 50$, so from 4 and from 7 it
converges, and from 8 it has overflowed by step 8: with one and the same step size, it depends on
the start. (From 5 the first step would land on 0 exactly; try it.) The curvature $12x^2$ is 192
at 4, 588 at 7, 768 at 8 and 0 at 0, so at 7 even $\alpha\lambda = 5.88$ does no harm: what counts
is the way, not one point of it. Near the bottom there is no factor below 1 to live on. The
quantity $1/x^2$ grows by about $8\alpha$ per step (try it: $(1 - 4\alpha x^2)^{-2} \approx 1 +
8\alpha x^2$), so the distance falls only like $1/\sqrt{8\alpha t}$, and on a log axis the line
bends and flattens. Linear convergence needs curvature at the bottom.
""",
    passed=(
        r"Ten times the steps, only $\sqrt{10}$ times closer. Why is there no straight line "
        r"on the log axis?"
    ),
)

# 2.7 other units


def kappa(X):
    low, *_, high = np.linalg.eigvalsh(X.T @ X / len(X))
    return high / low


def root_of_kappa(X):
    r"""That is the square root: singular values of $X$ instead of eigenvalues of $X^\top X / n$.
    Curvatures are the eigenvalues."""
    return np.linalg.cond(X)


def upside_down(X):
    """Yours is below 1: you divided the smallest curvature by the largest."""
    return 1 / kappa(X)


def of_the_covariance(X):
    r"""You took the covariance, which subtracts the means first. The Hessian of least squares is
    $X^\top X / n$ of the features as they are."""
    return kappa(X - X.mean(axis=0))


def standardized_inside(X):
    """You standardize the features once more: that undoes the change of units in question."""
    return kappa(standardize(X))


def largest_only(X):
    """That is $L$ alone. How does it compare with the smallest curvature?"""
    return np.linalg.eigvalsh(X.T @ X / len(X))[-1]


def tables(rng):
    X = standardize(load_tumors()[0])
    return [
        (X,),
        (X * (1 + 9 * np.eye(8)[0]),),
        (rng.normal(1, 1, (20, 3)),),
        (np.vstack([np.eye(3), np.ones(3)]) * [1, 2, 4],),
    ]


Exercise(
    number="2.7",
    title="Experiment: a feature measured in other units",
    minutes=20,
    section="What scaling does",
    answer=kappa,
    probes=tables,
    tolerance=1e-6,
    mistakes=(root_of_kappa, upside_down, of_the_covariance, standardized_inside, largest_only),
    hints=(
        r"The Hessian is $X^\top X / n$. For the last question: which matrix has all its "
        r"eigenvalues equal?",
    ),
    solution=r"""
{code}

```python
from descent.data import load_tumors, standardize

X = standardize(load_tumors()[0])
larger = [kappa(X * factors) for factors in 1 + 9 * np.eye(8)]
smaller = [kappa(X * factors) for factors in 1 - 0.9 * np.eye(8)]
assert round(kappa(X), -2) == 18_100
assert round(min(larger), -3) == 167_000 and round(max(larger), -3) == 357_000
assert round(min(smaller), -3) == 15_000 and round(max(smaller), -3) == 837_000
names = (
    "radius",
    "texture",
    "perimeter",
    "area",
    "smoothness",
    "compactness",
    "concavity",
    "points",
)
helped = {
    name: round(k, -2)
    for name, k in zip(names, smaller, strict=True)
    if k < kappa(X)
}
assert helped == {
    "texture": 17700,
    "smoothness": 17500,
    "concavity": 15600,
    "points": 15000,
}
assert set(np.argsort(smaller)[-2:]) == {0, 2}

mixes = np.linalg.eigh(X.T @ X / len(X))
whitened = X @ mixes.eigenvectors / np.sqrt(mixes.eigenvalues)
assert np.isclose(kappa(whitened), 1)
```
Any column, made ten times larger, does harm: $\kappa$ rises from 18,070 to between 167,000 and
357,000. Made ten times smaller, four of them help a little: the concave points (15,000), then the
concavity, the smoothness and the texture. The radius and the perimeter do most harm of all (up to
837,000). So no single unit saves you. For $\kappa = 1$
the features have to be mixed, for instance into the eigenvectors' directions, each scaled to the
same curvature. This is called *whitening*. It asks for the whole matrix; with a million weights
nobody can.
""",
    passed=(
        "Now the experiment: which of the eight columns helps when it is made ten times smaller?"
    ),
)
