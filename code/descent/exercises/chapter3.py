"""Chapter 3: momentum."""

import cmath
import math

import numpy as np

from descent.exercises.exercise import Exercise, named
from descent.exercises.walks import rule_from, step_of_walk, two_walks
from descent.surfaces import ravine

# 3.1 by heart

HALF_LIFE = math.log(2) / math.log(1 / 0.9)

Exercise(
    number="3.1",
    title="By heart",
    minutes=10,
    section="An average of past slopes",
    answer=[10, HALF_LIFE, 3.8],
    tolerance=2e-3,
    mistakes=(
        (
            [10, 10, 3.8],
            r"10 steps is the horizon $1/(1 - \beta)$: of a gradient that old, $0.9^{10} \approx "
            r"0.35$ is left. Asked is when one half of it is left.",
        ),
        (
            [10, 10 * math.log(2), 3.8],
            r"Nearly: $\ln 2/(1 - \beta)$ is what the half-life comes near to as $\beta$ goes "
            r"to 1. Solve $0.9^k = 1/2$ itself.",
        ),
        (
            [10, 7, 3.8],
            "7 is the first whole number of steps after which less than half is left. Where "
            "between 6 and 7 is it exactly one half?",
        ),
        (
            [10, 5, 3.8],
            "You halved the horizon. But a gradient fades by a factor, not by an equal piece each "
            "step: when is $0.9^k$ one half?",
        ),
        (
            [10, 1 / 0.9, 3.8],
            r"$1/\beta$ steps: after a single step $0.9$ of a gradient is left already, and after "
            r"two $0.81$. When is it one half?",
        ),
        (
            [10, -HALF_LIFE, 3.8],
            "The size of the half-life is right. But it lies ahead of you: which of the two "
            "logarithms is negative?",
        ),
        (
            [10, HALF_LIFE, 2],
            "2 is the edge of gradient descent. Momentum bears more: at the edge a root of $r^2 - "
            r"(1 + \beta - \alpha\lambda)\,r + \beta$ is $-1$.",
        ),
        (
            [10, HALF_LIFE, 3.8 / 2.8],
            "That is the edge of Nesterov's rule, which is stable on less. Asked is the heavy "
            "ball.",
        ),
        (
            [10, HALF_LIFE, 0.2],
            r"You want the long step $\alpha/(1 - \beta)$ to stay below gradient descent's edge. "
            r"But on a wall the ball turns round after a step or two and never gets that fast. Put "
            r"$r = -1$ into the equation for the roots.",
        ),
        (
            [10, HALF_LIFE, 4],
            r"4 is where the edge goes as $\beta$ comes near to 1. Where is it at 0.9?",
        ),
        (
            [1, HALF_LIFE, 3.8],
            r"The weights of the damped form, $(1 - \beta)\beta^k$, add up to 1. In this book's "
            r"form today's gradient has weight 1 all by itself.",
        ),
        (
            [9, HALF_LIFE, 3.8],
            "You forgot today's gradient, which has weight 1: the sum begins at $k = 0$.",
        ),
        (
            [1, HALF_LIFE, 38],
            r"Both are right for *damped* momentum, $v \leftarrow \beta v + (1 - \beta) g$. In "
            r"this book's form the gradient is not multiplied by $1 - \beta$.",
        ),
        (
            [10, 10, 2],
            "The sum is right. The half-life is not the horizon: when is $0.9^k$ one half? And 2 "
            "is the edge without momentum: with it, a root reaches $-1$ later.",
        ),
        (
            [10, 10 * math.log(2), 2],
            r"The sum is right. $\ln 2/(1 - \beta)$ is an approximation: solve $0.9^k = 1/2$. And "
            "2 is the edge without momentum: with it, a root reaches $-1$ later.",
        ),
        (
            [10, HALF_LIFE, 1.9],
            r"Half of it: $1 + (1 + \beta - \alpha\lambda) + \beta = 0$ has two ones and two "
            r"$\beta$ in it.",
        ),
    ),
    hints=(
        r"The velocity is $g_t + \beta g_{t-1} + \beta^2 g_{t-2} + \dots$",
        r"For the half-life take logarithms on both sides of $0.9^k = 1/2$.",
        r"At the edge one root of $r^2 - (1 + \beta - \alpha\lambda)\,r + \beta$ is $-1$: it leaps "
        r"from side to side for ever.",
    ),
    solution=r"""
The weights are $1 + 0.9 + 0.81 + \dots = 1/(1 - 0.9) = 10$. Half of a gradient is left after
$\ln 2 / \ln(1/0.9) \approx 6.58$ steps. At the edge of stability $r = -1$ solves $r^2 - (1 +
\beta - \alpha\lambda)\,r + \beta = 0$: so $1 + (1 + \beta - \alpha\lambda) + \beta = 0$ and
$\alpha\lambda = 2 + 2\beta = 3.8$, nearly twice what gradient descent bears.

From $\beta = 0.9$ to $0.99$ the sum grows tenfold, to 100. The half-life grows by a little more,
from 6.58 to 68.97 steps, and the edge hardly at all, to 3.98.

```python
assert np.isclose(sum(0.9**k for k in range(500)), 10)
assert np.isclose(0.9 ** (np.log(2) / np.log(1 / 0.9)), 1 / 2)
assert np.allclose(np.roots([1, -(1 + 0.9 - 3.8), 0.9]), [-1, -0.9])
half_lives = np.log(2) / np.log(1 / np.array([0.9, 0.99]))
assert np.allclose(half_lives, [6.58, 68.97], atol=0.005)
```
""",
    passed=r"Which of the three grows most when $\beta$ goes from 0.9 to 0.99?",
)

# 3.2 the rule


def my_momentum(alpha, beta):
    def update(w, g, v=0.0):
        v = beta * v + g
        w = w - alpha * v
        return w, v

    return update


def walked(rule, alpha, beta, grad, start, steps):
    """Two walks with one rule, and one step more, for which another α takes over the velocity."""
    made, point = rule(alpha, beta), 1.0 * start
    both = two_walks(made, "update(w, g, v=0.0)", grad, start, steps)
    w, *state = made(point, grad(point))
    later, *_ = rule(alpha / 2, beta)(w, grad(w), *state)
    return np.concatenate([both, [later]])


@rule_from
def dampened(alpha, beta, w, g, v=0.0):
    r"""That is PyTorch's `dampening`: the first velocity is the whole gradient, and only from the
    second step on $g$ is multiplied by $1 - \beta$. Here it never is."""
    v = g if np.ndim(v) == 0 else beta * v + (1 - beta) * g
    return w - alpha * v, v


@rule_from
def damped(alpha, beta, w, g, v=0.0):
    r"""That is *damped* momentum: the gradient times $1 - \beta$, as in Adam's $m$ and in some
    papers. It is right there; at one $\alpha$ its steps are $1 - \beta$ times as long as ours. Here
    $g$ goes into $v$ whole."""
    v = beta * v + (1 - beta) * g
    return w - alpha * v, v


def corrected(alpha, beta):
    r"""That is Adam's first moment with its correction: damped, then divided by $1 - \beta^t$. Here
    $v$ is a plain sum: neither damped nor corrected."""

    def update(w, g, t=0, v=0.0):
        t, v = t + 1, beta * v + (1 - beta) * g
        return w - alpha * v / (1 - beta**t), t, v

    return update


@rule_from
def alpha_inside(alpha, beta, w, g, v=0.0):
    r"""You have $\alpha$ inside of the velocity, as in Keras: while $\alpha$ stays what it is the
    path is the same. When it changes the two part, for your velocity remembers the old step sizes.
    Here $v$ holds gradients only, and $\alpha$ comes in with the step."""
    v = beta * v + alpha * g
    return w - v, v


@rule_from
def steps_first(alpha, beta, w, g, v=0.0):
    """You step before the velocity knows today's gradient: your first step leads nowhere. Which of
    the two lines comes first?"""
    return w - alpha * v, beta * v + g


@rule_from
def uphill(alpha, beta, w, g, v=0.0):
    r"""Your walk goes *up*. Look at the signs: either $v$ adds up gradients and you subtract
    $\alpha v$, or the other way round."""
    v = beta * v + g
    return w + alpha * v, v


@rule_from
def without_memory(alpha, beta, w, g, v=0.0):
    """That is plain gradient descent. Is the velocity in your step at all? And does it come back
    from `update`, beside `w`, so that the next step finds it?"""
    return w - alpha * g, 0.0


@rule_from
def hands_on_the_gradient(alpha, beta, w, g, v=0.0):
    """Your velocity knows today's gradient and yesterday's, and none before. What do you hand on to
    the next step: `g`, or `v`?"""
    return w - alpha * (beta * v + g), g


@rule_from
def beta_on_the_gradient(alpha, beta, w, g, v=0.0):
    r"""You multiply the gradient by $\beta$, and the old velocity never fades. What should $\beta$
    leave a part of?"""
    v = v + beta * g
    return w - alpha * v, v


@rule_from
def never_fades(alpha, beta, w, g, v=0.0):
    r"""Your velocity adds up all gradients and forgets none. Where is $\beta$?"""
    v = v + g
    return w - alpha * v, v


@rule_from
def beta_on_both(alpha, beta, w, g, v=0.0):
    r"""$\beta$ multiplies the old velocity *and* today's gradient. Today's counts in full: look at
    your parentheses, or at your first step."""
    v = beta * (v + g)
    return w - alpha * v, v


@rule_from
def turned_weights(alpha, beta, w, g, v=0.0):
    r"""You leave $1 - \beta$ of the old velocity. $\beta$ is what a step *leaves* of it."""
    v = (1 - beta) * v + g
    return w - alpha * v, v


@rule_from
def turned_average(alpha, beta, w, g, v=0.0):
    r"""You leave $1 - \beta$ of the old velocity and take $\beta$ of the gradient. $\beta$ is what
    a step *leaves* of the velocity, and the gradient counts in full."""
    v = (1 - beta) * v + beta * g
    return w - alpha * v, v


@rule_from
def shifted_nesterov(alpha, beta, w, g, v=0.0):
    r"""That is Nesterov's rule, in its shifted form: today's gradient counts twice in your step, in
    $v$ and beside it. Here the step is $\alpha v$."""
    v = beta * v + g
    return w - alpha * (g + beta * v), v


@rule_from
def gradient_twice(alpha, beta, w, g, v=0.0):
    """Today's gradient counts twice: it is in the velocity already when you add it to the step."""
    v = beta * v + g
    return w - alpha * (v + g), v


@rule_from
def alpha_twice(alpha, beta, w, g, v=0.0):
    r"""$\alpha$ acts twice, inside of $v$ and outside: your steps are shorter by another factor
    $\alpha$. Once will do."""
    v = beta * v + alpha * g
    return w - alpha * v, v


@rule_from
def alpha_missing(alpha, beta, w, g, v=0.0):
    r"""Your step is $v$ itself. Where is $\alpha$?"""
    v = beta * v + g
    return w - v, v


@rule_from
def alpha_on_the_new(alpha, beta, w, g, v=0.0):
    r"""$\alpha$ shortens only today's gradient: the old velocity goes into the step at full length.
    The step is $\alpha$ times all of $v$."""
    return w - (beta * v + alpha * g), beta * v + g


@rule_from
def velocity_first(alpha, beta, w, g, v=0.0):
    """You return the velocity first, so it is taken for the weights. First `w`, then `v`."""
    v = beta * v + g
    return v, w - alpha * v


def remembers(alpha, beta):
    """The first walk is right. The second, with the same rule, begins with the velocity that the
    first ended with: your rule keeps $v$ behind the back. Take it in as an argument and return
    it."""
    v = 0.0

    def update(w, g):
        nonlocal v
        v = beta * v + g
        return (w - alpha * v,)

    return update


SLOPES = [
    named("w ↦ 2w", lambda w: 2 * w),
    named("w ↦ 3", lambda w: np.full(w.shape, 3.0)),
    named("w ↦ w + sin 20w", lambda w: w + np.sin(20 * w)),
    named("w ↦ w³", lambda w: w**3),
]


def walks(rng):
    line, constant, rough, cubic = SLOPES
    return [
        (0.1, 0.9, line, np.array([5.0]), 3),
        (0.25, 0.0, line, np.array([1.0, -2.0]), 3),
        (0.5, 0.8, constant, np.array([0.0]), 5),
        (0.05, 0.7, rough, rng.normal(size=3), 6),
        (0.02, 0.9, cubic, np.array([3, -2, 1]), 4),
        (rng.uniform(0.1, 0.4), rng.uniform(0.6, 0.8), line, rng.normal(size=2), 6),
    ]


Exercise(
    number="3.2",
    title="The rule",
    minutes=10,
    section="A ball instead of a hiker",
    answer=my_momentum,
    probes=walks,
    use=walked,
    place=step_of_walk,
    conventions=(alpha_inside, damped, dampened, corrected),
    mistakes=(
        steps_first,
        uphill,
        without_memory,
        hands_on_the_gradient,
        beta_on_the_gradient,
        never_fades,
        beta_on_both,
        turned_weights,
        turned_average,
        shifted_nesterov,
        gradient_twice,
        alpha_twice,
        alpha_missing,
        alpha_on_the_new,
        velocity_first,
        remembers,
    ),
    hints=(
        "Inside `my_momentum`, define `update(w, g, v=0.0)`; at the end `return update`, without "
        "calling it.",
        r"Two lines, one for each arrow: first the velocity, then the weights. Which $v$ belongs "
        r"into the second?",
        "Return `w, v`: the next step gets its velocity from there.",
    ),
    solution="""
{code}

```python
from descent import descend, momentum

rule = my_momentum(0.1, 0.9)
path = descend(rule, lambda w: 2 * w, [5.0], steps=2)
assert np.allclose(path[:, 0], [5, 4, 2.3])
assert np.array_equal(
    path, descend(momentum(0.1, 0.9), lambda w: 2 * w, [5.0], steps=2)
)
```
By hand: $v_1 = 10$ and the ball goes to 4. There $g = 8$, so $v_2 = 0.9 \\cdot 10 + 8 = 17$, and it
goes to $4 - 1.7 = 2.3$, where gradient descent would stand at 3.2. The order matters: a velocity
that is brought up to date after the step is one gradient behind.

At $\\beta = 0$ it is gradient descent. At $\\beta = 1$ nothing fades, and the ball swings for ever:

```python
from descent import gd

grad = lambda w: 2 * w
plain = descend(gd(0.1), grad, [5.0], steps=50)
assert np.array_equal(
    descend(my_momentum(0.1, 0.0), grad, [5.0], steps=50), plain
)
swing = descend(my_momentum(0.1, 1.0), grad, [5.0], steps=10_000)[:, 0]
assert np.abs(swing[-20:]).max() > 4.9
```

With $\\alpha$ inside, $v \\leftarrow \\beta v + \\alpha g$ and $w \\leftarrow w - v$, the path is
the same as long as $\\alpha$ stays what it is. If it is halved on the way the two part: that
velocity still holds the old steps.
""",
    passed=r"The library's `momentum` walks the same path. What does yours do at $\beta = 0$, and "
    r"what would it do at $\beta = 1$?",
)

# 3.3 the rate of one curvature


def rate(alpha, beta, curvature):
    half = (1 + beta - alpha * curvature) / 2
    square = half**2 - beta
    if square < 0:
        return math.sqrt(beta)
    return abs(half) + math.sqrt(square)


def from_roots(half, square, complex_size):
    """The size of the larger real root, or else what is taken for that of the complex ones."""
    return complex_size if square < 0 else abs(half) + math.sqrt(square)


def parts(alpha, beta, curvature):
    half = (1 + beta - alpha * curvature) / 2
    return half, half**2 - beta


def of_the_damped(alpha, beta, curvature):
    r"""That is the rate of *damped* momentum, where the gradient enters times $1 - \beta$. In this
    book's form it enters whole."""
    return rate(alpha * (1 - beta), beta, curvature)


def of_nesterov(alpha, beta, curvature):
    """That is the rate of Nesterov's rule. Asked is the heavy ball, which takes its gradient where
    it stands."""
    left = 1 - alpha * curvature
    half = (1 + beta) * left / 2
    square = half**2 - beta * left
    return from_roots(half, square, math.sqrt(abs(beta * left)))


def always_complex(alpha, beta, curvature):
    r"""You always say $\sqrt\beta$. That is the size of the roots as long as they are complex. What
    if they are real?"""
    return math.sqrt(beta)


def twice_the_root(alpha, beta, curvature):
    r"""Where the roots are complex you say $2\sqrt\beta$, and would call a ball that comes to rest
    one that flies off. The product of the two roots is $\beta$, and they are of equal size."""
    return from_roots(*parts(alpha, beta, curvature), 2 * math.sqrt(beta))


def the_product(alpha, beta, curvature):
    r"""Where the roots are complex you say $\beta$. That is their *product*. How large is each of
    two roots of equal size?"""
    return from_roots(*parts(alpha, beta, curvature), beta)


def real_part(alpha, beta, curvature):
    """Where the roots are complex you take their real part. Asked is their size: real and imaginary
    part, as the two sides of a right triangle."""
    half, square = parts(alpha, beta, curvature)
    return from_roots(half, square, abs(half))


def signed_real_part(alpha, beta, curvature):
    """Where the roots are complex you take their real part, with its sign. Asked is their size, and
    a size has no sign."""
    half, square = parts(alpha, beta, curvature)
    return half if square < 0 else half + math.sqrt(square)


def root_of_the_size(alpha, beta, curvature):
    """Under your square root you dropped a minus, so complex roots are taken for real ones. When
    that number is negative, how large are the roots?"""
    half, square = parts(alpha, beta, curvature)
    return abs(half) + math.sqrt(abs(square))


def square_root_of_a_negative(alpha, beta, curvature):
    """Under your square root is a negative number, which `math.sqrt` refuses: the two roots are
    complex there. How large are they, if their product is known?"""
    half, square = parts(alpha, beta, curvature)
    return max(abs(half + math.sqrt(square)), abs(half - math.sqrt(square)))


def complex_root(alpha, beta, curvature):
    """What you return is a complex number, a root itself. Asked is its size, `abs(...)`, and of
    the two the larger one."""
    half, square = parts(alpha, beta, curvature)
    return half + cmath.sqrt(square)


def complex_root_of_numpy(alpha, beta, curvature):
    """`np.roots` gives the roots themselves, and they are complex. Asked is the size of the larger
    one: take `np.abs` before you take the larger."""
    return np.roots([1, -(1 + beta - alpha * curvature), beta]).max()


def not_a_number(alpha, beta, curvature):
    """Where the roots are complex your rate is `nan`: NumPy's `sqrt` of a negative number. How
    large are two complex roots whose product you know?"""
    return from_roots(*parts(alpha, beta, curvature), math.nan)


def signed(alpha, beta, curvature):
    """You take the larger of the two real roots. A root of $-0.9$ is smaller than one of $0.1$, but
    which of them leaves more of the distance?"""
    half, square = parts(alpha, beta, curvature)
    return math.sqrt(beta) if square < 0 else half + math.sqrt(square)


def the_plus_root(alpha, beta, curvature):
    """You take the root with the plus sign. Where the ball changes sides at every step, the other
    one is the larger in size."""
    return abs(signed(alpha, beta, curvature))


def the_minus_root(alpha, beta, curvature):
    """You take the root with the minus sign. What is left in the long run is ruled by the larger
    one in size, and that is often the other."""
    half, square = parts(alpha, beta, curvature)
    return math.sqrt(beta) if square < 0 else abs(half - math.sqrt(square))


def the_smaller_root(alpha, beta, curvature):
    """That is the smaller of the two sizes. Its part dies first; which one is left in the end?"""
    half, square = parts(alpha, beta, curvature)
    return math.sqrt(beta) if square < 0 else abs(half) - math.sqrt(square)


def without_the_four(alpha, beta, curvature):
    r"""Look at your square root again. For $r^2 - pr + \beta = 0$ there stands $p^2 - 4\beta$ in
    it, or $(p/2)^2 - \beta$."""
    p = 1 + beta - alpha * curvature
    square = p**2 - beta
    return math.sqrt(beta) if square < 0 else (abs(p) + math.sqrt(square)) / 2


def not_halved(alpha, beta, curvature):
    """Where the roots are real, yours are twice too large: divide by 2."""
    real = parts(alpha, beta, curvature)[1] >= 0
    return (1 + real) * rate(alpha, beta, curvature)


def never_halved(alpha, beta, curvature):
    r"""Your roots are all twice too large: the formula for $r^2 - pr + \beta = 0$ ends with a
    division by 2."""
    return 2 * rate(alpha, beta, curvature)


def minus_beta(alpha, beta, curvature):
    r"""The roots of your equation have the product $-\beta$. Which sign has the last term of $r^2 -
    pr + \beta$?"""
    half, square = parts(alpha, beta, curvature)
    return abs(half) + math.sqrt(square + 2 * beta)


def level_ground(alpha, beta, curvature):
    r"""Your rate is the same for every curvature, and always 1: $\alpha\lambda$ is missing in the
    sum of the roots. On level ground that is right."""
    return rate(alpha, beta, 0)


def curvature_forgotten(alpha, beta, curvature):
    r"""Your rate is the same for every curvature. In the sum of the roots stands
    $\alpha\lambda$, not $\alpha$."""
    return rate(alpha, beta, 1)


def uphill_rate(alpha, beta, curvature):
    r"""You *add* $\alpha\lambda$ to the sum of the roots: your ball runs uphill, away from the
    minimum. Look at the sign of the step."""
    return rate(alpha, beta, -curvature)


def sum_without_beta(alpha, beta, curvature):
    r"""In the sum of your two roots a $\beta$ is missing. Write down $w_{t+1}$ in terms of $w_t$
    and $w_{t-1}$ once more, and collect what stands before $w_t$."""
    half = (1 - alpha * curvature) / 2
    return from_roots(half, half**2 - beta, math.sqrt(beta))


def of_gradient_descent(alpha, beta, curvature):
    r"""That is gradient descent, without any momentum: $|1 - \alpha\lambda|$."""
    return abs(1 - alpha * curvature)


def of_the_loss(alpha, beta, curvature):
    """You squared it: that is the rate of the *loss*. Asked is what is left of the distance."""
    return rate(alpha, beta, curvature) ** 2


Exercise(
    number="3.3",
    title="Derivation: the rate of one curvature",
    minutes=30,
    section="One curvature: a swing with friction",
    answer=rate,
    tolerance=1e-6,
    probes=lambda rng: [
        (0.1, 0.81, 10.0),  # complex
        (1.0, 0.04, 0.5),  # real, both positive
        (1.0, 0.04, 1.9),  # real, both negative
        (1.0, 0.36, 2.2),  # complex, with a negative real part
        (0.5, 0.25, 0.5),  # a double root
        (0.5, 0.25, 0.4999),  # two real roots, nearly one
        (0.5, 0.25, 0.5001),  # two complex ones, nearly real
        (0.25, 0.0, 12.0),  # no momentum, and growing
        (1.0, 0.5, 3.5),  # growing
        (0.1, 0.9, 0.0),  # level ground
        (0.5, 0.9, -1.0),  # on a ridge
        (rng.uniform(0.1, 0.4), rng.uniform(0.3, 0.9), rng.uniform(0.5, 9)),
    ],
    conventions=(of_the_damped, of_nesterov),
    mistakes=(
        always_complex,
        twice_the_root,
        the_product,
        real_part,
        signed_real_part,
        root_of_the_size,
        square_root_of_a_negative,
        complex_root,
        complex_root_of_numpy,
        not_a_number,
        signed,
        the_plus_root,
        the_minus_root,
        the_smaller_root,
        without_the_four,
        not_halved,
        never_halved,
        minus_beta,
        level_ground,
        curvature_forgotten,
        uphill_rate,
        sum_without_beta,
        of_gradient_descent,
        of_the_loss,
    ),
    hints=(
        r"One step takes $\alpha v_t = w_{t-1} - w_t$ with it. Write $w_{t+1}$ with $w_t$ and "
        r"$w_{t-1}$ only, put $w_t = r^t$ and divide by $r^{t-1}$.",
        r"The two roots have the sum $1 + \beta - \alpha\lambda$ and the product $\beta$. If they "
        r"are complex they are mirror images, so of equal size.",
        r"If they are real, their sum may be negative. Which of the two is larger in size then?",
    ),
    solution=r"""
From $w_{t+1} = w_t - \alpha v_{t+1}$, $v_{t+1} = \beta v_t + \lambda w_t$ and
$\alpha v_t = w_{t-1} - w_t$ follows

$$ w_{t+1} = (1 + \beta - \alpha\lambda)\,w_t - \beta\,w_{t-1} , $$

and $w_t = r^t$ solves it if $r^2 - (1 + \beta - \alpha\lambda)\,r + \beta = 0$. The product of the
roots is $\beta$. Complex ones are conjugate, so each has the size $\sqrt\beta$, whatever the
curvature. Real ones have the signs of their sum $p = 1 + \beta - \alpha\lambda$, and the larger one
in size is $(|p| + \sqrt{p^2 - 4\beta})/2$.

{code}

```python
from descent import descend, momentum

for alpha, beta, curvature in [
    (0.1, 0.81, 10),
    (1, 0.04, 0.5),
    (1, 0.04, 1.9),
    (1, 0.5, 3.5),
]:
    # Of (w, v).
    A = np.array([[1 - alpha * curvature, -alpha * beta], [curvature, beta]])
    assert np.isclose(
        rate(alpha, beta, curvature), np.abs(np.linalg.eigvals(A)).max()
    )

path = descend(momentum(0.1, 0.81), lambda w: 10 * w, [1.0], steps=300)[:, 0]
nearest = np.abs(path).max(initial=0, where=np.arange(301) >= 290)
assert np.isclose(nearest ** (1 / 295), rate(0.1, 0.81, 10), rtol=0.02)
# The edge, 2 + 2β.
assert np.isclose(rate(1, 0.5, 3), 1) and rate(1, 0.5, 3.01) > 1

for alpha in (0.2, 0.1, 0.05):  # complex on 1 and on 10, with the same rate
    assert np.isclose(rate(alpha, 0.81, 1), 0.9) and np.isclose(
        rate(alpha, 0.81, 10), 0.9
    )
assert rate(0.2, 0.81, 20) > 1 and np.isclose(rate(0.1, 0.81, 20), 0.9)
```
Where the roots are complex a shorter $\alpha$ makes nothing faster. It makes room at the steep end:
with $\alpha = 0.2$ and $\beta = 0.81$ the ball flies off on a curvature of 20; with 0.1 each step
leaves 0.9 there, too.
""",
    passed=r"Where the roots are complex, steeper ground is no faster and no slower. Then what "
    r"does a shorter $\alpha$ buy there?",
)

# 3.4 the best pair


def best(mu, L):
    q = (math.sqrt(L) - math.sqrt(mu)) / (math.sqrt(L) + math.sqrt(mu))
    alpha = (2 / (math.sqrt(L) + math.sqrt(mu))) ** 2
    return alpha, q**2, q


def of_nesterov_best(mu, L):
    r"""That is the best pair for *Nesterov's* rule on a quadratic. Asked is the heavy ball, which
    can be faster still."""
    root = math.sqrt(3 * L / mu + 1)
    return 4 / (3 * L + mu), (root - 2) / (root + 2), 1 - 2 / root


def of_nesterov_safe(mu, L):
    r"""Those are the settings usually given for *Nesterov's* rule, with $\alpha = 1/L$. Asked is
    the heavy ball."""
    q = math.sqrt(mu / L)
    return 1 / L, (1 - q) / (1 + q), 1 - q


def damped_best(mu, L):
    r"""That $\alpha$ is right for damped momentum, where $g$ enters times $1 - \beta$. In this
    book's form it enters whole."""
    alpha, beta, rho = best(mu, L)
    return alpha / (1 - beta), beta, rho


def descent_best(mu, L):
    r"""Those are the best step and rate of plain gradient descent. With momentum two curvatures can
    have a double root at once: what does that demand of $\sqrt{\alpha\mu}$ and of $\sqrt{\alpha
    L}$?"""
    return 2 / (mu + L), 0.0, (L - mu) / (L + mu)


def alpha_of_descent(mu, L):
    r"""$\beta$ and $\rho$ are right. But $2/(\mu + L)$ is the best step *without* momentum; with
    it, a longer one is best."""
    return 2 / (mu + L), *best(mu, L)[1:]


def alpha_one_over_L(mu, L):
    r"""$\beta$ and $\rho$ are right. But with $\alpha = 1/L$ the flat direction is slower than
    that: a longer step is best."""
    return 1 / L, *best(mu, L)[1:]


def beta_not_squared(mu, L):
    r"""$\alpha$ and $\rho$ are right. Your $\beta$ equals $\rho$; but $\rho = \sqrt\beta$, the size
    of a double root whose square is $\beta$."""
    alpha, _, q = best(mu, L)
    return alpha, q, q


def beta_and_its_root(mu, L):
    r"""$\alpha$ is right, and $\rho = \sqrt\beta$ too. But your $\beta$ is too large. At the double
    root $\beta = (1 - \sqrt{\alpha\lambda})^2$: is yours squared?"""
    alpha, _, q = best(mu, L)
    return alpha, q, math.sqrt(q)


def rate_is_beta(mu, L):
    r"""$\alpha$ and $\beta$ are right. Your rate is $\beta$, the product of *two* roots, or the
    rate of the loss. What is left of the distance in one step?"""
    alpha, beta, _ = best(mu, L)
    return alpha, beta, beta


def rate_of_descent(mu, L):
    r"""$\alpha$ and $\beta$ are right. The rate you give is that of gradient descent. What is the
    size of a double root whose square is $\beta$?"""
    alpha, beta, _ = best(mu, L)
    return alpha, beta, (L - mu) / (L + mu)


def alpha_not_squared(mu, L):
    r"""$\beta$ and $\rho$ are right. Your $\alpha$ has the unit of a root of one: what you found is
    $\sqrt\alpha$."""
    alpha, beta, q = best(mu, L)
    return math.sqrt(alpha), beta, q


def square_of_a_sum(mu, L):
    r"""$\beta$ and $\rho$ are right. In $\alpha$ you took $(\sqrt L + \sqrt\mu)^2$ for $L + \mu$: a
    term is missing."""
    return 4 / (L + mu), *best(mu, L)[1:]


def top_not_squared(mu, L):
    r"""$\beta$ and $\rho$ are right, and $\alpha$ is half of what it should be: the 2 on top is
    squared, too."""
    alpha, beta, q = best(mu, L)
    return alpha / 2, beta, q


def bottom_not_squared(mu, L):
    r"""$\beta$ and $\rho$ are right. In $\alpha$ you squared the 2 on top, but not the sum of roots
    below it."""
    return 4 / (math.sqrt(L) + math.sqrt(mu)), *best(mu, L)[1:]


def without_roots(mu, L):
    r"""$\alpha$ is right. In $\beta$ and $\rho$ the roots are missing: momentum's rate has
    $\sqrt\kappa$ where gradient descent's has $\kappa$."""
    q = (L - mu) / (L + mu)
    return best(mu, L)[0], q**2, q


def nothing_squared(mu, L):
    r"""$\rho$ is right. $\alpha$ and $\beta$ are squares: you found $\sqrt\alpha$ and
    $\sqrt\beta$."""
    alpha, _, q = best(mu, L)
    return math.sqrt(alpha), q, q


def safe_and_critical(mu, L):
    r"""With $\alpha = 1/L$ that would be the best $\beta$, and its rate. A longer step does better:
    let the steepest curvature have a double root too, a negative one."""
    q = 1 - math.sqrt(mu / L)
    return 1 / L, q**2, q


def signed_best(mu, L):
    r"""$\alpha$ and $\beta$ are right. A rate is a size: which sign does yours have?"""
    alpha, beta, q = best(mu, L)
    return alpha, beta, -q


def beta_first(mu, L):
    r"""The right numbers, in another order: first $\alpha$, then $\beta$, then $\rho$."""
    alpha, beta, q = best(mu, L)
    return beta, alpha, q


Exercise(
    number="3.4",
    title="Derivation: the best pair",
    minutes=30,
    section="Two curvatures: the best pair",
    answer=best,
    probes=lambda rng: [
        (1.0, 100.0),
        (2.0, 2.0),
        (0.5, 3.0),
        (1e-3, 10.0),
        (rng.uniform(0.1, 1), rng.uniform(2, 9)),
    ],
    conventions=(of_nesterov_best, of_nesterov_safe, damped_best),
    mistakes=(
        descent_best,
        alpha_of_descent,
        alpha_one_over_L,
        beta_not_squared,
        beta_and_its_root,
        rate_is_beta,
        rate_of_descent,
        alpha_not_squared,
        square_of_a_sum,
        top_not_squared,
        bottom_not_squared,
        without_roots,
        nothing_squared,
        safe_and_critical,
        signed_best,
        beta_first,
    ),
    hints=(
        r"No rate is below $\sqrt\beta$, since the product of the roots is $\beta$. So you want "
        r"the smallest $\beta$ at which all curvatures still have complex or double roots.",
        r"The roots are complex or double where $(1 - \sqrt\beta)^2 \le \alpha\lambda \le (1 + "
        r"\sqrt\beta)^2$.",
        r"Let $\mu$ stand at the lower end and $L$ at the upper one. Take square roots before you "
        r"add or divide.",
    ),
    solution=r"""
The roots are complex or double where $|1 + \beta - \alpha\lambda| \le 2\sqrt\beta$, that is for
$(1 - \sqrt\beta)^2 \le \alpha\lambda \le (1 + \sqrt\beta)^2$, and then the rate is $\sqrt\beta$;
anywhere else it is larger. To have all of $[\mu, L]$ inside with the smallest $\beta$, put both
ends on the edges: $\sqrt{\alpha\mu} = 1 - \sqrt\beta$ and $\sqrt{\alpha L} = 1 + \sqrt\beta$.
Adding gives $\sqrt\alpha\,(\sqrt L + \sqrt\mu) = 2$, dividing gives $\sqrt\beta = (\sqrt L -
\sqrt\mu)/(\sqrt L + \sqrt\mu) = (\sqrt\kappa - 1)/(\sqrt\kappa + 1)$. That is the best among the
pairs that have all roots complex. It is the best of all: with any $\beta$ the rate of one curvature
is at least the size of its double root, $|1 - \sqrt{\alpha\lambda}|$, and with any $\alpha$ the
larger of these two at $\mu$ and $L$ is at least $\rho$.

{code}

```python
def worst(alpha, beta, curvatures):
    return max(
        np.abs(np.roots([1, -(1 + beta - alpha * c), beta])).max()
        for c in curvatures
    )


alpha, beta, rho = best(1.0, 100.0)
assert np.isclose(rho, 9 / 11)
assert np.isclose(worst(alpha, beta, [1, 5, 30, 100]), rho, rtol=1e-6)
for a in (0.95, 1, 1.05):
    for b in (0.95, 1, 1.05):
        assert worst(a * alpha, b * beta, [1, 100]) > rho - 1e-7
```
For $\kappa = 100$ that is $9/11 \approx 0.82$ a step, where gradient descent has $99/101 \approx
0.98$.

```python
kappa = 18070
steps = np.log(0.1) / np.log([(kappa - 1) / (kappa + 1), best(1.0, kappa)[2]])
assert np.allclose(steps, [20804, 155], rtol=0.002)
assert np.isclose(steps[0] / steps[1], np.sqrt(kappa), rtol=1e-3)
```
With $\kappa = 18{,}070$, a tenth of the distance takes 155 steps instead of 20,804: $\sqrt\kappa
\approx 134$ times fewer. That is so in the long run; at first, momentum's distance grows.
""",
    passed=r"With $\kappa = 18{,}070$, as in chapter 2: how many times fewer steps does a tenth of "
    r"the distance take than with gradient descent?",
)

# 3.5 look ahead


def nesterov(grad, x_start, alpha, beta, steps):
    x, v = np.array(x_start, dtype=float), 0.0
    path = [x]
    for _ in range(steps):
        v = beta * v - alpha * grad(x + beta * v)
        x = x + v
        path.append(x)
    return np.array(path)


def looking(where, change=None, step=None):
    """Walks that look, change the velocity or step in another way; returns all positions."""
    change = change or (lambda v, g, alpha, beta: beta * v - alpha * g)
    step = step or (lambda x, v, old, alpha, beta: x + v)

    def walk(grad, x_start, alpha, beta, steps):
        path, v = [np.array(x_start, dtype=float)], 0.0
        for _ in range(steps):
            x, old = path[-1], v
            v = change(v, grad(where(x, v, beta)), alpha, beta)
            path.append(step(x, v, old, alpha, beta))
        return np.array(path)

    return walk


def ahead(x, v, beta):
    return x + beta * v


def look_ahead_points(grad, x_start, alpha, beta, steps):
    r"""Those are the points where you *look*, $x_t + \beta v_t$. Libraries walk on them, and it is
    the same method (the shifted form); asked is where you *stand*."""
    walk = nesterov(grad, x_start, alpha, beta, steps)
    velocity = np.diff(walk, axis=0, prepend=walk[:1])
    return walk + beta * velocity


def growing_beta(grad, x_start, alpha, beta, steps):
    r"""That is Nesterov's own sequence, with a $\beta$ that grows from step to step. Here it is the
    one that is given."""
    path, v = [np.array(x_start, dtype=float)], 0.0
    for t in range(steps):
        v = t / (t + 3) * v
        v = v - alpha * grad(path[-1] + v)
        path.append(path[-1] + v)
    return np.array(path)


def heavy_ball(grad, x_start, alpha, beta, steps):
    """That is momentum without looking ahead: you take the gradient where you stand. Where would
    the velocity carry you?"""
    return looking(lambda x, v, beta: x)(grad, x_start, alpha, beta, steps)


def too_far_ahead(grad, x_start, alpha, beta, steps):
    r"""You look ahead by $v$. But only $\beta v$ of the velocity is left for the next step: look
    where *that* leads."""
    return looking(lambda x, v, beta: x + v)(grad, x_start, alpha, beta, steps)


def behind(grad, x_start, alpha, beta, steps):
    r"""You look *back*. Here the step is $x + v$, so what lies ahead is in which direction?"""
    return looking(lambda x, v, beta: x - beta * v)(grad, x_start, alpha, beta, steps)


def ahead_by_alpha(grad, x_start, alpha, beta, steps):
    r"""You look ahead by $\alpha\beta v$. Your $v$ is a step already, with $\alpha$ in it."""

    def walk(x, v, beta):
        return x + alpha * beta * v

    return looking(walk)(grad, x_start, alpha, beta, steps)


def from_the_look_ahead(grad, x_start, alpha, beta, steps):
    r"""You step *from* the point where you looked, so the old velocity counts twice. Look there,
    but step from where you stand."""
    return looking(ahead, step=lambda x, v, old, alpha, beta: x + beta * old + v)(
        grad, x_start, alpha, beta, steps
    )


def never_slower(grad, x_start, alpha, beta, steps):
    r"""Your velocity never fades: it keeps all of what it was. Where is $\beta$ in its line?"""
    return looking(ahead, lambda v, g, alpha, beta: v - alpha * g)(
        grad, x_start, alpha, beta, steps
    )


def only_todays(grad, x_start, alpha, beta, steps):
    """Your velocity keeps nothing of what it was: it is today's gradient alone. What was it for?"""
    return looking(ahead, lambda v, g, alpha, beta: -alpha * g)(grad, x_start, alpha, beta, steps)


def alpha_again(grad, x_start, alpha, beta, steps):
    r"""$\alpha$ acts twice: in the velocity, and once more in the step."""
    return looking(ahead, step=lambda x, v, old, alpha, beta: x + alpha * v)(
        grad, x_start, alpha, beta, steps
    )


def sums_ahead(grad, x_start, alpha, beta, steps):
    r"""Your $v$ is a sum of gradients, as in the rest of the chapter, and you step along $-\alpha
    v$. Then $x + \beta v$ lies neither ahead nor in the right distance: where does what is left of
    $v$ carry you?"""
    return looking(ahead, summed, along_the_sum)(grad, x_start, alpha, beta, steps)


def sums_far_ahead(grad, x_start, alpha, beta, steps):
    r"""Your $v$ is a sum of gradients, as in the rest of the chapter. The side is right then, but
    you look too far ahead: what is left of $v$ carries you how far?"""
    return looking(lambda x, v, beta: x - beta * v, summed, along_the_sum)(
        grad, x_start, alpha, beta, steps
    )


def summed(v, g, alpha, beta):
    return beta * v + g


def along_the_sum(x, v, old, alpha, beta):
    return x - alpha * v


def looks_twice(grad, x_start, alpha, beta, steps):
    r"""You look ahead twice: the gradient is taken there already, and your step then goes on by
    $\beta v - \alpha g$, with the *new* $v$. Here the step is $v$ itself."""
    path, v = [np.array(x_start, dtype=float)], 0.0
    for _ in range(steps):
        g = grad(path[-1] + beta * v)
        v = beta * v - alpha * g
        path.append(path[-1] + beta * v - alpha * g)
    return np.array(path)


def damped_ahead(grad, x_start, alpha, beta, steps):
    r"""Your velocity is damped: the gradient enters times $1 - \beta$. Here it enters times
    $\alpha$ and nothing else."""
    return nesterov(grad, x_start, alpha * (1 - beta), beta, steps)


def steps_before(grad, x_start, alpha, beta, steps):
    """You step with the velocity of the step before: the first step leads nowhere. Which of your
    two lines comes first?"""
    return looking(ahead, step=lambda x, v, old, alpha, beta: x + old)(
        grad, x_start, alpha, beta, steps
    )


def up_the_hill(grad, x_start, alpha, beta, steps):
    """Your walk goes *up*. Is the gradient subtracted from the velocity, and the velocity then
    added to the position?"""
    return nesterov(grad, x_start, -alpha, beta, steps)


def start_missing(grad, x_start, alpha, beta, steps):
    """The start is missing. After 0 steps you already stand somewhere."""
    return nesterov(grad, x_start, alpha, beta, steps)[1:]


def end_missing(grad, x_start, alpha, beta, steps):
    """The last position is missing. Count: how many positions are there after 1 step?"""
    return nesterov(grad, x_start, alpha, beta, steps)[:-1]


def end_only(grad, x_start, alpha, beta, steps):
    """That is only where the walk ends. Keep every position, from the start on."""
    return nesterov(grad, x_start, alpha, beta, steps)[-1]


def one_array(grad, x_start, alpha, beta, steps):
    """All your positions are the last one: the list holds the same array again and again, and `x +=
    v` writes into it. Make a new array at each step."""
    path = nesterov(grad, x_start, alpha, beta, steps)
    return np.array([path[-1]] * len(path))


def whole_numbers(grad, x_start, alpha, beta, steps):
    """From a start of integers, your path drops the digits after the point. Of which type is the
    array that you fill?"""
    path = np.zeros((steps + 1, *np.shape(x_start)), dtype=np.asarray(x_start).dtype)
    path[0], v = x_start, 0.0
    for t in range(steps):
        v = beta * v - alpha * grad(path[t] + beta * v)
        path[t + 1] = path[t] + v
    return path


def lookouts(rng):
    line, constant, rough, cubic = SLOPES
    return [
        (line, np.array([5.0]), 0.1, 0.9, 3),
        (line, np.array([1.0, -2.0]), 0.25, 0.0, 3),
        (cubic, np.array([1.5, -1.0]), 0.1, 0.8, 5),
        (rough, rng.normal(size=3), 0.05, 0.7, 6),
        (constant, np.array([0.0]), 0.5, 0.6, 4),
        (line, np.array([5.0]), 0.1, 0.9, 1),
        (line, np.array([3, -2]), 0.15, 0.9, 4),
    ]


Exercise(
    number="3.5",
    title="Look ahead",
    minutes=20,
    section="Look ahead: Nesterov",
    answer=nesterov,
    probes=lookouts,
    conventions=(look_ahead_points, growing_beta, damped_ahead),
    mistakes=(
        sums_ahead,
        sums_far_ahead,
        looks_twice,
        heavy_ball,
        too_far_ahead,
        behind,
        ahead_by_alpha,
        from_the_look_ahead,
        never_slower,
        only_todays,
        alpha_again,
        steps_before,
        up_the_hill,
        start_missing,
        end_missing,
        end_only,
        one_array,
        whole_numbers,
    ),
    hints=(
        r"In both places where the old velocity occurs it is multiplied by $\beta$.",
        "Begin with `x = np.array(x_start, dtype=float)` and a velocity of zero. `x = x + v` makes "
        "a new array; `x += v` writes into the old one, which is in your list.",
    ),
    solution=r"""
{code}

```python
from descent import descend
from descent import nesterov as shifted

grad = lambda x: 2 * x
path = nesterov(grad, [5.0], 0.1, 0.9, steps=40)
assert path.shape == (41, 1) and np.allclose(path[:3, 0], [5, 4, 2.48])

velocity = np.diff(path, axis=0, prepend=path[:1])
looked = path + 0.9 * velocity
assert np.allclose(looked, descend(shifted(0.1, 0.9), grad, [5.0], steps=40))


def blind(grad, x_start, alpha, beta, steps):  # the same without looking ahead
    x, v = np.array(x_start, dtype=float), 0.0
    for _ in range(steps):
        v = beta * v - alpha * grad(x)
        x = x + v
    return x


level = lambda x: 0 * x + 3
assert np.allclose(
    nesterov(level, [5.0], 0.1, 0.9, 40)[-1], blind(level, [5.0], 0.1, 0.9, 40)
)
assert not np.allclose(path[-1], blind(grad, [5.0], 0.1, 0.9, 40))
```
The library's rule walks on the points at which *you* look. Put $y = x + \beta v$ and write the two
lines in $y$: the gradient is then taken where you stand, and the step is $-\alpha(g + \beta u)$
with $u = -v/\alpha$. It is one and the same walk, seen from two points that are $\beta v$ apart
and meet in the minimum. Looking ahead makes no difference where the slope is the same everywhere.
""",
    passed="The correction comes before the ball has gone astray. On which ground would looking "
    "ahead make no difference at all?",
)

# 3.6 let go


def restarted(alpha, beta):
    def update(w, g, v=0.0):
        if np.sum(g * v) < 0:
            v = 0.0
        v = beta * v + g
        w = w - alpha * v
        return w, v

    return update


def climbs(g, v):
    return np.sum(g * v) < 0


@rule_from
def each_by_itself(alpha, beta, w, g, v=0.0):
    """You stop each coordinate by itself. That is a variant, and a good one where the ravine lies
    along the axes; but turn the axes, and it is another method. Here it is one question about the
    whole step: $g \\cdot v$ is one number."""
    v = beta * np.where(g * v < 0, 0.0, v) + g
    return w - alpha * v, v


@rule_from
def damped_restart(alpha, beta, w, g, v=0.0):
    r"""The restarts are right. But your velocity is the damped one, with $1 - \beta$ before the
    gradient; here $g$ enters whole."""
    v = beta * (0.0 if climbs(g, v) else v) + (1 - beta) * g
    return w - alpha * v, v


@rule_from
def restart_with_alpha_inside(alpha, beta, w, g, v=0.0):
    r"""The restarts are right. But you have $\alpha$ inside of the velocity: the path is the same
    only while $\alpha$ stays what it is. Here $v$ holds gradients only, and $\alpha$ comes in with
    the step."""
    v = beta * (0.0 if climbs(g, v) else v) + alpha * g
    return w - v, v


@rule_from
def stops_where_level(alpha, beta, w, g, v=0.0):
    r"""You let go where $g \cdot v$ is zero, too. There the velocity leads neither up nor down, as
    on level ground, where the ball should roll on: uphill is less than zero."""
    v = beta * (0.0 if np.sum(g * v) <= 0 else v) + g
    return w - alpha * v, v


@rule_from
def product_with_a_number(alpha, beta, w, g, v=0.0):
    r"""At the first step $v$ is the plain number 0.0, and `@` wants two arrays. What gives
    $g \cdot v$ for both? (Hint 3 says it.)"""
    v = beta * (0.0 if g @ v < 0 else v) + g
    return w - alpha * v, v


@rule_from
def not_summed(alpha, beta, w, g, v=0.0):
    r"""`if` wants one answer and gets one for each coordinate: `g * v` has as many numbers as `w`,
    and so has `np.dot(g, v)` as long as $v$ is the plain number 0.0. Add them up: $g \cdot v$ is a
    sum."""
    v = beta * (0.0 if g * v < 0 else v) + g
    return w - alpha * v, v


@rule_from
def stops_downhill(alpha, beta, w, g, v=0.0):
    r"""You stop the ball when it rolls *down*. We step along $-v$: what sign has $g \cdot v$ when
    that leads up?"""
    v = beta * (0.0 if climbs(g, -v) else v) + g
    return w - alpha * v, v


@rule_from
def never_restarts(alpha, beta, w, g, v=0.0):
    """That is momentum without a restart: where the ball climbs, you let it. What does the old
    velocity say of the new gradient?"""
    v = beta * v + g
    return w - alpha * v, v


@rule_from
def always_restarts(alpha, beta, w, g, v=0.0):
    """That is plain gradient descent: you begin anew at every step, or the velocity never comes
    back from `update`."""
    return w - alpha * g, g * 0.0


@rule_from
def asks_the_new(alpha, beta, w, g, v=0.0):
    """You ask too late: today's gradient is in the velocity already, and has turned it half round.
    Ask the velocity that brought you here."""
    v = beta * v + g
    if climbs(g, v):
        v = g
    return w - alpha * v, v


@rule_from
def asks_the_new_and_waits(alpha, beta, w, g, v=0.0):
    """You ask too late, after today's gradient has gone into the velocity; and where the ball
    climbs, you stand still for a step, with the gradient lost. Ask first, then add."""
    v = beta * v + g
    if climbs(g, v):
        v = g * 0.0
    return w - alpha * v, v


@rule_from
def after_the_step(alpha, beta, w, g, v=0.0):
    """You ask after the step, so the step that should have been stopped has been made. Ask first,
    with the velocity that came in."""
    v = beta * v + g
    return w - alpha * v, g * 0.0 if climbs(g, v) else v


@rule_from
def one_step_late(alpha, beta, w, g, v=0.0):
    """You ask the right question, but act on it only after the step: the velocity that leads uphill
    is used once more."""
    climbing = climbs(g, v)
    v = beta * v + g
    return w - alpha * v, g * 0.0 if climbing else v


@rule_from
def waits(alpha, beta, w, g, v=0.0):
    """After a restart you stand still for a step: the velocity is zero, and today's gradient is not
    in it. Zero first, and then the two lines of momentum as always."""
    v = g * 0.0 if climbs(g, v) else beta * v + g
    return w - alpha * v, v


@rule_from
def not_kept(alpha, beta, w, g, v=0.0):
    """The step after a restart is right. But the velocity that you hand on is zero: today's
    gradient should be in it. Zero first, and then the two lines of momentum as always."""
    if climbs(g, v):
        return w - alpha * g, g * 0.0
    v = beta * v + g
    return w - alpha * v, v


@rule_from
def any_coordinate(alpha, beta, w, g, v=0.0):
    """You stop as soon as *one* coordinate climbs. The whole step may lead down all the same: $g
    \\cdot v$ is one number, a sum."""
    v = beta * (0.0 if np.any(g * v < 0) else v) + g
    return w - alpha * v, v


@rule_from
def all_coordinates(alpha, beta, w, g, v=0.0):
    """You stop only if *every* coordinate climbs. The whole step may lead up long before: $g \\cdot
    v$ is one number, a sum."""
    v = beta * (0.0 if np.all(g * v < 0) else v) + g
    return w - alpha * v, v


@rule_from
def goes_back(alpha, beta, w, g, v=0.0):
    """You take back the last step. Leave the weights where they are: only the velocity is let
    go."""
    if climbs(g, v):
        w, v = w + alpha * v, 0.0
    v = beta * v + g
    return w - alpha * v, v


@rule_from
def bounces(alpha, beta, w, g, v=0.0):
    """You turn the velocity round, as at a wall. Let go of it: zero."""
    v = beta * (-v if climbs(g, v) else v) + g
    return w - alpha * v, v


@rule_from
def counts_twice(alpha, beta, w, g, v=0.0):
    """After a restart today's gradient counts twice: you set the velocity to it, and then add it.
    Begin at zero."""
    v = beta * (g if climbs(g, v) else v) + g
    return w - alpha * v, v


def asks_the_gradients(alpha, beta):
    """You compare today's gradient with yesterday's. Asked is whether the *velocity* leads uphill:
    it may long have turned, or not yet."""

    def update(w, g, v=0.0, before=0.0):
        v = beta * (0.0 if climbs(g, before) else v) + g
        return w - alpha * v, v, g

    return update


@rule_from
def asks_the_position(alpha, beta, w, g, v=0.0):
    """You ask the weights themselves, $w \\cdot v$ or $w \\cdot g$. That works only where the
    minimum is at zero; the gradient knows which way is up anywhere."""
    v = beta * (0.0 if climbs(w, v) else v) + g
    return w - alpha * v, v


def restarts_and_remembers(alpha, beta):
    """The first walk is right. The second, with the same rule, begins with the velocity that the
    first ended with. Take $v$ in as an argument and return it."""
    v = 0.0

    def update(w, g):
        nonlocal v
        v = beta * (0.0 if climbs(g, v) else v) + g
        return (w - alpha * v,)

    return update


def downhill(name, curvatures, minimum):
    return named(name, lambda w: np.array(curvatures) * (w - minimum))


RAVINES = [
    named("the slope of ravine(20)", ravine(20).grad),
    named("the slope of ravine(50, angle=30)", ravine(50, angle=30).grad),
    downhill("w ↦ w − 1", [1.0], 1.0),
    downhill("w ↦ (w₁ − 2, 5(w₂ − 2), 30(w₃ − 2))", [1.0, 5.0, 30.0], 2.0),
    named("w ↦ 3 above 1, level below", lambda w: np.where(w > 1, 3.0, 0.0)),
]


def valleys(rng):
    plain, turned, line, three, level = RAVINES
    return [
        (0.1, 0.9, line, np.array([5.0]), 20),
        (0.02, 0.95, plain, np.array([3.0, 1.0]), 25),
        (0.01, 0.95, turned, np.array([-2.0, 0.5]), 25),
        (0.01, 0.9, three, rng.normal(size=3), 25),
        (1.5, 0.5, line, np.array([5.0]), 6),
        (0.1, 0.0, line, np.array([3]), 5),
        (0.3, 0.9, level, np.array([2.0]), 5),
    ]


Exercise(
    number="3.6",
    title="Experiment: let go",
    minutes=30,
    section="When momentum hurts",
    answer=restarted,
    probes=valleys,
    use=walked,
    place=step_of_walk,
    conventions=(each_by_itself, damped_restart, restart_with_alpha_inside),
    mistakes=(
        product_with_a_number,
        not_summed,
        stops_where_level,
        stops_downhill,
        never_restarts,
        always_restarts,
        asks_the_new,
        asks_the_new_and_waits,
        after_the_step,
        one_step_late,
        waits,
        not_kept,
        any_coordinate,
        all_coordinates,
        goes_back,
        bounces,
        counts_twice,
        asks_the_gradients,
        asks_the_position,
        restarts_and_remembers,
    ),
    hints=(
        r"The last step went along $-v$. It leads uphill if it makes an acute angle with $g$: "
        r"which sign has $g \cdot v$ then?",
        "Three lines: ask and perhaps set `v = 0.0`; then the two lines of momentum, whatever the "
        "answer was.",
        "At the first step `v` is a plain `0.0`, and `g @ 0.0` is an error. `np.sum(g * v)` takes "
        "both.",
    ),
    solution=r"""
{code}

```python
from descent import descend, momentum, ravine, stays_below

def needed(rule, start=(3.0, 1.0), steps=12_000):
    path = descend(rule, ravine(1000).grad, start, steps)
    distance = np.hypot(path[:, 0], path[:, 1])
    return stays_below(distance / distance[0], 1e-6).item()

assert needed(momentum(0.0005, 0.99)) == 2750
assert needed(restarted(0.0005, 0.99)) == 264
assert needed(momentum(0.001, 0.99)) == 2729
assert needed(restarted(0.001, 0.99)) == 3382
k = np.sqrt(1000)
alpha, beta = (2 / (k + 1)) ** 2, ((k - 1) / (k + 1)) ** 2
assert needed(momentum(alpha, beta)) == 301
with np.errstate(all="ignore"):
    assert needed(restarted(alpha, beta)) == -1
```
With $\beta = 0.99$ the ball swings to and fro along the floor and keeps $\sqrt{0.99}$ a step.
Letting go at each turning point brings it home in 264 steps instead of 2750, and nobody had to know
$\mu$: the best pair, for which one must know it, takes 301.

Now the other half of the experiment. At $\alpha = 0.001 = 1/L$ the same restarts make it *slower*,
3382 against 2729. There the first step lands exactly on the ravine's floor; the second, carried by
the velocity, climbs the other wall to $\beta$ times the distance; the ball is stopped, lands on the
floor, climbs again, for some 1,500 steps. A restart every other step also keeps it from gathering
speed along the floor. And at the best pair of all it flies off, since $\alpha$ is beyond $2/L$
there: a step after a restart is one of gradient descent, which does not bear it. One number, $g
\cdot v$, cannot tell the walls from the floor.
""",
    passed=r"Now measure it: on `ravine(1000)` with $\beta = 0.99$, first at $\alpha = 0.0005$, "
    r"then at $0.001$. Does letting go always help?",
)

# 3.7 convert


def undamped(alpha, beta):
    return alpha * (1 - beta), beta


def other_way(alpha, beta):
    r"""That is the other direction: you made $\alpha$ longer. The damped velocity is shorter than
    ours, so to walk the same path with ours, does $\alpha$ have to be longer or shorter?"""
    return alpha / (1 - beta), beta


def as_it_is(alpha, beta):
    r"""You change nothing. At $\beta = 0.9$ your path would run ten times too fast. How long is the
    first step of either form?"""
    return alpha, beta


def beta_too(alpha, beta):
    r"""$\alpha$ is right. But both forms fade alike: what is left of the old velocity is $\beta$ in
    either."""
    return alpha * (1 - beta), 1 - beta


def only_beta(alpha, beta):
    r"""You turned $\beta$ round. Both forms leave $\beta$ of the old velocity; what differs is how
    much of the gradient goes in."""
    return alpha, 1 - beta


def times_beta(alpha, beta):
    r"""You multiply by $\beta$. With what is the gradient multiplied in the damped form?"""
    return alpha * beta, beta


def over_beta(alpha, beta):
    r"""You divide by $\beta$. With what is the gradient multiplied in the damped form?"""
    return alpha / beta if beta else math.inf, beta


def into_both(alpha, beta):
    r"""$\alpha$ is right. $\beta$ stays what it is: put $v = u/(1 - \beta)$ into both lines, and
    look where the factor ends up."""
    return alpha * (1 - beta), beta * (1 - beta)


def beta_divided(alpha, beta):
    r"""$\alpha$ is right. But in either form $\beta$ is what is left of the old velocity; nothing
    divides it."""
    return alpha * (1 - beta), beta / (1 - beta)


def alpha_only(alpha, beta):
    r"""Your $\alpha$ is right. Return both settings, $\alpha$ and $\beta$."""
    return alpha * (1 - beta)


def beta_before_alpha(alpha, beta):
    r"""The right numbers, in another order: $\alpha$ first."""
    return beta, alpha * (1 - beta)


Exercise(
    number="3.7",
    title="Convert",
    minutes=15,
    section="Conventions decoded",
    answer=undamped,
    probes=lambda rng: [
        (0.1, 0.9),
        (2.0, 0.0),
        (0.3, 0.99),
        (rng.uniform(0.1, 1), rng.uniform(0.6, 0.8)),
    ],
    mistakes=(
        other_way,
        as_it_is,
        beta_too,
        only_beta,
        times_beta,
        over_beta,
        into_both,
        beta_divided,
        alpha_only,
        beta_before_alpha,
    ),
    hints=(
        "Call the damped velocity $u$ and the other $v$. How long is the first step of either?",
        r"Divide $u \leftarrow \beta u + (1 - \beta) g$ by $1 - \beta$: which velocity obeys that?",
    ),
    solution=r"""
Divide $u \leftarrow \beta u + (1 - \beta)g$ by $1 - \beta$: the velocity $v = u/(1 - \beta)$ obeys
$v \leftarrow \beta v + g$. Both begin at zero, so $u = (1 - \beta)v$ for ever, and the step is
$\alpha u = \alpha(1 - \beta)\,v$. At $\beta = 0.9$ the two are ten times apart, at $0.99$ a hundred
times.

{code}

```python
from descent import descend, momentum, surfaces


def damped(alpha, beta):
    def update(w, g, u=0.0):
        u = beta * u + (1 - beta) * g
        return w - alpha * u, u

    return update


grad, start = surfaces["rosenbrock"].grad, [-1.0, 1.5]
path = descend(damped(0.005, 0.9), grad, start, steps=500)
assert np.allclose(
    path, descend(momentum(*undamped(0.005, 0.9)), grad, start, steps=500)
)


def dampened(alpha, beta):
    def update(w, g, u=None):
        u = g if u is None else beta * u + (1 - beta) * g
        return w - alpha * u, u

    return update


path = descend(dampened(0.005, 0.9), grad, start, steps=500)
assert not np.allclose(
    path, descend(momentum(*undamped(0.005, 0.9)), grad, start, steps=500)
)
rolling = np.array(grad(np.array(start))) / (1 - 0.9)
rest = descend(
    momentum(*undamped(0.005, 0.9)), grad, start, steps=500, state=(rolling,)
)
assert np.allclose(path, rest)
```
PyTorch's `dampening` leaves its first step undamped, so its velocity is not in one proportion to
ours, and no $\alpha$ and $\beta$ give the same path from rest. (They do if our ball is not at rest
at the start, but rolls already as if it had felt the first gradient for ever, with $v = g_1/(1 -
\beta)$.)
""",
    passed=r"Ten times apart at $\beta = 0.9$: whoever compares two libraries at one learning rate "
    r"should know. And at $\beta = 0.99$?",
)
