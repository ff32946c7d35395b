"""Chapter 5: a step size of one's own."""

import math

import numpy as np

from descent.exercises.exercise import Exercise
from descent.exercises.walks import (
    CUBIC,
    LEDGE,
    LINE,
    ROUGH,
    SILENT,
    SIZES,
    rule_from,
    step_of_walk,
    two_walks,
)

# 5.1 by heart

FIRST = 1 / math.sqrt(1 - 0.9)  # RMSProp's first step

Exercise(
    number="5.1",
    title="By heart",
    minutes=10,
    section="A cheap stand-in: AdaGrad",
    answer=[1, 1 / 10, FIRST],
    tolerance=2e-3,
    mistakes=(
        (
            [2, 2 / 10, 2 * FIRST],
            "You left the gradient in: $g$ is divided by the root of its own squares, so the 2 "
            "cancels. What would the steps be for a gradient of 200?",
        ),
        (
            [2, 2 / 10, FIRST],
            "RMSProp is right. In AdaGrad, too, the 2 stands above the line and, as a root of "
            "squares, below it.",
        ),
        (
            [1, 1 / 10, 2 * FIRST],
            "AdaGrad is right. In RMSProp, too, the 2 stands above the line and, as a root of "
            "squares, below it.",
        ),
        (
            [1 / 2, 1 / 20, FIRST / 2],
            r"You divide $\alpha$ alone. The step is $\alpha$ times the *gradient* over the root.",
        ),
        (
            [1 / 2, 1 / 200, FIRST],
            "In AdaGrad you divide by $s$ itself. The root of it has the unit of a gradient.",
        ),
        (
            [1, 1 / 100, FIRST],
            r"After 100 steps $s = 100\,g^2$. And its root?",
        ),
        (
            [2, 1 / 10, FIRST],
            "In AdaGrad's first step $g$ is divided by its own size. So is there a 2 in it?",
        ),
        (
            [1, 2 / 10, FIRST],
            "In AdaGrad's hundredth step, too, $g$ is divided by a root of its own squares.",
        ),
        (
            [1, 1, FIRST],
            "AdaGrad *adds up* the squares, it doesn't average them: its hundredth step is shorter "
            "than its first.",
        ),
        (
            [1, 1 / 10, 1],
            r"Your RMSProp is corrected for its start at zero, which is the next chapter. Here "
            r"$v_1 = (1 - \beta)\,g^2$, as it is.",
        ),
        (
            [1, 1 / 10, 10],
            r"$v_1 = 0.1\,g^2$, so $g^2/v_1$ is 10. And $g/\sqrt{v_1}$?",
        ),
        (
            [1, 1 / 10, math.sqrt(1 - 0.9)],
            r"That is $\sqrt{v_1}/g$, upside down. $v_1$ is small, so is the first step long or "
            r"short?",
        ),
        (
            [1, 1 / 10, 1 / math.sqrt(0.9)],
            r"You have $v_1 = \beta g^2$. $\beta$ is what is left of the old average, and that is "
            r"zero. With what does $g^2$ enter?",
        ),
    ),
    hints=(
        r"After $t$ steps on a constant gradient AdaGrad has $s = t\,g^2$.",
        r"RMSProp begins at $v = 0$, so after one step $v = (1 - \beta)\,g^2$.",
    ),
    solution=r"""
On a constant gradient $s_t = t\,g^2$, and the $t$-th step is $\alpha g/\sqrt{t\,g^2} =
\alpha/\sqrt t$: the first is 1, the hundredth $0.1$. RMSProp's first is $\alpha g/\sqrt{(1 -
\beta)\,g^2} = \alpha/\sqrt{0.1} \approx 3.1623\,\alpha$. The 2 occurs in none of them. RMSProp's
hundredth step is $\alpha/\sqrt{1 - 0.9^{100}}$, which is $\alpha$ but for the fifth digit after the
point.

```python
from descent import adagrad, descend, rmsprop

path = descend(adagrad(1.0), lambda w: 0 * w + 2, [0.0], steps=100)[:, 0]
assert np.allclose([path[0] - path[1], path[99] - path[100]], [1, 0.1])
path = descend(rmsprop(1.0, beta=0.9), lambda w: 0 * w + 2, [0.0], steps=100)[
    :, 0
]
assert np.isclose(path[0] - path[1], 1 / np.sqrt(0.1))
assert np.isclose(path[99] - path[100], 1, rtol=2e-5)
```
""",
    passed="And the hundredth step of RMSProp, in units of $\\alpha$?",
)

# 5.2 AdaGrad


def my_adagrad(alpha, eps):
    def update(w, g, s=0.0):
        s = s + g**2
        w = w - alpha * g / (np.sqrt(s) + eps)
        return w, s

    return update


def walked(rule, alpha, eps, grad, start, steps):
    """Two walks of a rule with two settings, one after the other."""
    return two_walks(rule(alpha, eps), "update(w, g, s=0.0)", grad, start, steps)


@rule_from
def eps_inside(alpha, eps, w, g, s=0.0):
    r"""You have $\varepsilon$ inside of the root, $\sqrt{s + \varepsilon}$. Keras and Optax have it
    there, too, but it is not what was asked: here it is added to the root."""
    s = s + g**2
    return w - alpha * g / np.sqrt(s + eps), s


@rule_from
def as_in_keras(alpha, eps, w, g, s=0.1):
    r"""That is AdaGrad as in Keras and Optax: $s$ begins at 0.1, and $\varepsilon$ is inside of the
    root. It is right there. Here $s$ begins at zero, and $\varepsilon$ is added to the root."""
    s = s + g**2
    return w - alpha * g / np.sqrt(s + eps), s


@rule_from
def from_a_tenth(alpha, eps, w, g, s=0.1):
    r"""You begin at $s = 0.1$, as Keras and Optax do, so that the first steps are not too long.
    Here $s$ begins at zero."""
    s = s + g**2
    return w - alpha * g / (np.sqrt(s) + eps), s


@rule_from
def one_for_all(alpha, eps, w, g, s=0.0):
    """You have one $s$ for all coordinates, the sum of the squared *lengths* of $g$. That is known
    as AdaGrad-Norm: a rule of its own, which knows no axes, but finds no ravine either. Here each
    coordinate has its own $s$."""
    s = s + np.sum(g**2)
    return w - alpha * g / (np.sqrt(s) + eps), s


@rule_from
def mean_for_all(alpha, eps, w, g, s=0.0):
    """You have one $s$ for all coordinates, the *mean* of their squares. Here each coordinate has
    its own $s$: leave out the `mean`."""
    s = s + np.mean(g**2)
    return w - alpha * g / (np.sqrt(s) + eps), s


@rule_from
def eps_drifts(alpha, eps, w, g, s=0.0):
    r"""$\varepsilon$ is outside of the division, $g/\sqrt s + \varepsilon$: it is added to every
    step, and a weight that feels no slope drifts. Put the whole divisor in parentheses."""
    s = s + g**2
    return w - alpha * (g / np.sqrt(s) + eps), s


@rule_from
def eps_drifts_up(alpha, eps, w, g, s=0.0):
    r"""$\varepsilon$ is outside of the division: Python divides first, and then adds $\varepsilon$
    to the *weight*. Put the whole divisor in parentheses."""
    s = s + g**2
    return w - alpha * g / np.sqrt(s) + eps, s


@rule_from
def eps_missing(alpha, eps, w, g, s=0.0):
    r"""Where is $\varepsilon$? A weight that has felt no slope yet has $0/0$ for its step."""
    s = s + g**2
    return w - alpha * g / np.sqrt(s), s


@rule_from
def eps_added_up(alpha, eps, w, g, s=0.0):
    r"""You add $\varepsilon$ to $s$ itself, at every step anew, and it adds up. It belongs to the
    root, and is not kept."""
    s = s + g**2 + eps
    return w - alpha * g / np.sqrt(s), s


@rule_from
def eps_drifts_down(alpha, eps, w, g, s=0.0):
    r"""$\varepsilon$ is outside of the division: Python divides first, and $\varepsilon$ itself is
    then taken from the weight at each step. Put the whole divisor in parentheses."""
    s = s + g**2
    return w - (alpha * g / np.sqrt(s) + eps), s


@rule_from
def eps_squared(alpha, eps, w, g, s=0.0):
    r"""You have $\varepsilon^2$ inside of the root. Here $\varepsilon$ is added to the root: the
    two are the same only where there is no slope."""
    s = s + g**2
    return w - alpha * g / np.sqrt(s + eps**2), s


@rule_from
def not_squared(alpha, eps, w, g, s=0.0):
    """You add up the gradients as they are: slopes up and down cancel, and the root of a negative
    sum is `nan`. What should be squared?"""
    s = s + g
    return w - alpha * g / (np.sqrt(s) + eps), s


@rule_from
def sizes_added(alpha, eps, w, g, s=0.0):
    """You add up the sizes $|g|$ and take the root of that. Add up the *squares*: only then has the
    root the unit of a gradient."""
    s = s + np.abs(g)
    return w - alpha * g / (np.sqrt(s) + eps), s


@rule_from
def sizes_no_root(alpha, eps, w, g, s=0.0):
    r"""You divide by the sum of the sizes $|g|$: on a constant gradient your steps shrink like
    $1/t$, and all of them together lead hardly anywhere. Squares first, then the root of their
    sum."""
    s = s + np.abs(g)
    return w - alpha * g / (s + eps), s


@rule_from
def squared_late(alpha, eps, w, g, s=0.0):
    """You square the sum instead of summing squares: $(s + g)^2$. First square, then add."""
    s = (s + g) ** 2
    return w - alpha * g / (np.sqrt(s) + eps), s


@rule_from
def no_root(alpha, eps, w, g, s=0.0):
    """You divide by $s$ itself, in which the gradient is squared. Where is the root?"""
    s = s + g**2
    return w - alpha * g / (s + eps), s


@rule_from
def root_kept(alpha, eps, w, g, s=0.0):
    """You hand on the root of $s$ in the place of $s$, and the next step adds a square to a root.
    Take the root only for the step."""
    s = np.sqrt(s + g**2)
    return w - alpha * g / (s + eps), s


@rule_from
def old_sum(alpha, eps, w, g, s=0.0):
    r"""You step before $s$ knows today's gradient: the first step divides by $\varepsilon$ alone.
    Which of the two lines comes first?"""
    return w - alpha * g / (np.sqrt(s) + eps), s + g**2


@rule_from
def forgets(alpha, eps, w, g, s=0.0):
    r"""Your $s$ knows today's gradient only, so that all your steps are $\alpha$ long. Do you add
    to the old $s$, and return the new one?"""
    s = g**2
    return w - alpha * g / (np.sqrt(s) + eps), s


@rule_from
def knows_two(alpha, eps, w, g, s=0.0):
    """Your $s$ knows today's gradient and yesterday's, and none before. What do you hand on to the
    next step: `g**2`, or `s`?"""
    return w - alpha * g / (np.sqrt(s + g**2) + eps), g**2


@rule_from
def averages(alpha, eps, w, g, t=0, s=0.0):
    r"""You divide by the root of the *mean* of the squares. AdaGrad takes their sum: its steps get
    shorter and shorter."""
    t, s = t + 1, s + g**2
    return w - alpha * g / (np.sqrt(s / t) + eps), t, s


@rule_from
def by_the_clock(alpha, eps, w, g, t=0):
    r"""You divide by the root of the number of steps. That is a schedule, the same for all
    coordinates. AdaGrad's clock is each coordinate's own: the squares of its slopes."""
    t = t + 1
    return w - alpha * g / (np.sqrt(t) + eps), t


@rule_from
def uphill(alpha, eps, w, g, s=0.0):
    """Your walk goes *up*. Look at the sign of the step."""
    s = s + g**2
    return w + alpha * g / (np.sqrt(s) + eps), s


@rule_from
def sign_only(alpha, eps, w, g, s=0.0):
    r"""All your steps are $\alpha$ long: a sign, and nothing that remembers. Only AdaGrad's first
    step is that long."""
    return w - alpha * np.sign(g), s


@rule_from
def gradient_missing(alpha, eps, w, g, s=0.0):
    r"""You step by $\alpha$ over the root: always in one direction, whatever the slope. What is
    divided is the gradient."""
    s = s + g**2
    return w - alpha / (np.sqrt(s) + eps), s


@rule_from
def gradient_squared(alpha, eps, w, g, s=0.0):
    """The gradient in your step is squared, so its sign is lost. Squares belong into $s$ only."""
    s = s + g**2
    return w - alpha * g**2 / (np.sqrt(s) + eps), s


@rule_from
def multiplied(alpha, eps, w, g, s=0.0):
    r"""You multiply by the root. A coordinate with large slopes should take *shorter* steps."""
    s = s + g**2
    return w - alpha * g * (np.sqrt(s) + eps), s


@rule_from
def alpha_missing(alpha, eps, w, g, s=0.0):
    r"""Your first step is 1 long. Where is $\alpha$?"""
    s = s + g**2
    return w - g / (np.sqrt(s) + eps), s


@rule_from
def alpha_in_the_sum(alpha, eps, w, g, s=0.0):
    r"""$\alpha$ is in $s$ as well, so it cancels. Only the step takes it."""
    s = s + (alpha * g) ** 2
    return w - alpha * g / (np.sqrt(s) + eps), s


@rule_from
def sum_first(alpha, eps, w, g, s=0.0):
    """You return $s$ first, so it is taken for the weights. First `w`, then `s`."""
    s = s + g**2
    return s, w - alpha * g / (np.sqrt(s) + eps)


def remembers(alpha, eps):
    """The first walk is right. The second, with the same rule, begins with the $s$ that the first
    ended with: your rule keeps it behind the back. Take it in as an argument and return it."""
    s = 0.0

    def update(w, g):
        nonlocal s
        s = s + g**2
        return (w - alpha * g / (np.sqrt(s) + eps),)

    return update


def streams(rng):
    return [
        (0.5, 1e-8, LINE, np.array([5.0]), 3),
        (1.0, 1e-8, SIZES, np.zeros(3), 4),
        (0.3, 0.5, LINE, np.array([1.0, -2.0]), 4),
        (0.2, 0.01, SILENT, np.array([2.0, 3.0]), 4),
        (0.4, 0.1, LEDGE, np.array([1.5, 0.5, -2.0]), 6),
        (0.1, 1e-3, CUBIC, np.array([2.0, -0.1]), 5),
        (rng.uniform(0.1, 0.4), rng.uniform(0.01, 0.2), ROUGH, rng.normal(size=3), 6),
    ]


@rule_from
def tenth_of_the_new(alpha, eps, w, g, s=0.0):
    """You let $s$ fade, nine tenths of the old and a tenth of the new: that is RMSProp, the next
    exercise. AdaGrad forgets nothing: it adds."""
    s = 0.9 * s + 0.1 * g**2
    return w - alpha * g / (np.sqrt(s) + eps), s


Exercise(
    number="5.2",
    title="AdaGrad",
    minutes=15,
    section="A cheap stand-in: AdaGrad",
    answer=my_adagrad,
    probes=streams,
    use=walked,
    place=step_of_walk,
    conventions=(eps_inside, as_in_keras, from_a_tenth, one_for_all),
    mistakes=(
        mean_for_all,
        eps_drifts,
        eps_drifts_up,
        eps_drifts_down,
        eps_squared,
        eps_missing,
        eps_added_up,
        not_squared,
        sizes_added,
        sizes_no_root,
        squared_late,
        no_root,
        root_kept,
        old_sum,
        forgets,
        knows_two,
        averages,
        by_the_clock,
        uphill,
        sign_only,
        gradient_missing,
        gradient_squared,
        multiplied,
        alpha_missing,
        alpha_in_the_sum,
        sum_first,
        remembers,
        tenth_of_the_new,
    ),
    hints=(
        "Inside `my_adagrad`, define `update(w, g, s=0.0)`; at the end `return update`, without "
        "calling it.",
        "Two lines, one for each arrow: first the sum, then the weights. NumPy squares, takes "
        "roots and divides coordinate by coordinate by itself.",
        "Mind the parentheses: in `a / b + eps` Python divides first.",
    ),
    solution="""
{code}

```python
from descent import adagrad, descend

grad = lambda w: np.array([0.001, 1000.0])
path = descend(my_adagrad(0.1, 1e-8), grad, [0.0, 0.0], steps=4)
assert np.allclose(-np.diff(path[:, 1]), 0.1 / np.sqrt([1, 2, 3, 4]))
assert np.allclose(path[:, 0], path[:, 1], rtol=2e-5)
assert np.array_equal(
    path, descend(adagrad(0.1, 1e-8), grad, [0.0, 0.0], steps=4)
)
```
The slopes of the two coordinates are a million times apart, their walks are the same, but for
$\\varepsilon$: it counts where $\\sqrt s$ is not large beside it. The sum comes before the step,
for otherwise the first step would divide by $\\varepsilon$ alone. A weight that has felt no slope
stays where it is: its step is $0/\\varepsilon$, which is what $\\varepsilon$ is for. If it feels
none for a hundred steps, its $s$ is still 0, and the first step that it makes is $\\alpha$ long.

```python
late = lambda w, slopes=iter([0.0] * 100 + [7.0]): 0 * w + next(slopes)
walk = descend(my_adagrad(0.1, 1e-8), late, [0.0], steps=101)[:, 0]
assert np.all(walk[:101] == 0) and np.isclose(walk[101], -0.1)
```
""",
    passed="The library's `adagrad` walks the same path. What does yours do with a weight whose "
    "slope is zero for the first hundred steps?",
)

# 5.3 RMSProp


def my_rmsprop(alpha, beta, eps):
    def update(w, g, v=0.0):
        v = beta * v + (1 - beta) * g**2
        w = w - alpha * g / (np.sqrt(v) + eps)
        return w, v

    return update


def walked_with_beta(rule, alpha, beta, eps, grad, start, steps):
    """Two walks of a rule with three settings, one after the other."""
    return two_walks(rule(alpha, beta, eps), "update(w, g, v=0.0)", grad, start, steps)


@rule_from
def rms_eps_inside(alpha, beta, eps, w, g, v=0.0):
    r"""You have $\varepsilon$ inside of the root, $\sqrt{v + \varepsilon}$. Keras and Optax have it
    there, too, but it is not what was asked: here it is added to the root."""
    v = beta * v + (1 - beta) * g**2
    return w - alpha * g / np.sqrt(v + eps), v


@rule_from
def centered(alpha, beta, eps, w, g, v=0.0, mean=0.0):
    r"""That is the *centered* RMSProp, an option of the libraries: it divides by the spread of the
    gradients, $\sqrt{v - \bar g^2} + \varepsilon$. Here it is the root of $v$ itself."""
    v, mean = beta * v + (1 - beta) * g**2, beta * mean + (1 - beta) * g
    return w - alpha * g / (np.sqrt(v - mean**2) + eps), v, mean


@rule_from
def centered_inside(alpha, beta, eps, w, g, v=0.0, mean=0.0):
    r"""That is the *centered* RMSProp with $\varepsilon$ inside of the root, as Keras and Optax
    have it. Here neither: the root of $v$ itself, plus $\varepsilon$."""
    v, mean = beta * v + (1 - beta) * g**2, beta * mean + (1 - beta) * g
    return w - alpha * g / np.sqrt(v - mean**2 + eps), v, mean


@rule_from
def rms_corrected(alpha, beta, eps, w, g, t=0, v=0.0):
    r"""You correct $v$ for its start at zero, by $1 - \beta^t$. That is Adam without momentum, and
    the subject of the next chapter. RMSProp leaves $v$ as it is, and its first step too long."""
    t, v = t + 1, beta * v + (1 - beta) * g**2
    return w - alpha * g / (np.sqrt(v / (1 - beta**t)) + eps), t, v


@rule_from
def from_one(alpha, beta, eps, w, g, v=1.0):
    r"""You begin at $v = 1$, as TensorFlow's first RMSProp did. Here $v$ begins at zero."""
    v = beta * v + (1 - beta) * g**2
    return w - alpha * g / (np.sqrt(v) + eps), v


@rule_from
def from_one_inside(alpha, beta, eps, w, g, v=1.0):
    r"""That is TensorFlow's first RMSProp: $v$ begins at 1, and $\varepsilon$ is inside of the
    root. Here $v$ begins at zero, and $\varepsilon$ is added to the root."""
    v = beta * v + (1 - beta) * g**2
    return w - alpha * g / np.sqrt(v + eps), v


@rule_from
def from_the_first(alpha, beta, eps, w, g, v=None):
    r"""You begin with $v = g_1^2$. That is one way not to begin too low; but here $v$ begins at
    zero, and the first step is $1/\sqrt{1 - \beta}$ times $\alpha$."""
    v = g**2 if v is None else beta * v + (1 - beta) * g**2
    return w - alpha * g / (np.sqrt(v) + eps), v


@rule_from
def share_missing(alpha, beta, eps, w, g, v=0.0):
    r"""$g^2$ goes into $v$ whole, as in momentum's velocity. Then $v$ is a *sum*, $1/(1 - \beta)$
    times too large in the long run. A mean takes $1 - \beta$ of it."""
    v = beta * v + g**2
    return w - alpha * g / (np.sqrt(v) + eps), v


@rule_from
def exchanged(alpha, beta, eps, w, g, v=0.0):
    r"""You have $\beta$ and $1 - \beta$ the wrong way round: your $v$ keeps hardly anything.
    $\beta$ is what a step *leaves* of the old $v$."""
    v = (1 - beta) * v + beta * g**2
    return w - alpha * g / (np.sqrt(v) + eps), v


@rule_from
def share_on_both(alpha, beta, eps, w, g, v=0.0):
    r"""Both terms of your $v$ are multiplied by $\beta$. What is left of the old one is $\beta$,
    and today's square gets the rest of the weight."""
    v = beta * v + beta * g**2
    return w - alpha * g / (np.sqrt(v) + eps), v


@rule_from
def rest_on_both(alpha, beta, eps, w, g, v=0.0):
    r"""Both terms of your $v$ are multiplied by $1 - \beta$. What is left of the old one is
    $\beta$."""
    v = (1 - beta) * (v + g**2)
    return w - alpha * g / (np.sqrt(v) + eps), v


@rule_from
def never_fades(alpha, beta, eps, w, g, v=0.0):
    r"""Your $v$ takes $1 - \beta$ of each square, but forgets none. By what is the old $v$
    multiplied?"""
    v = v + (1 - beta) * g**2
    return w - alpha * g / (np.sqrt(v) + eps), v


@rule_from
def that_is_adagrad(alpha, beta, eps, w, g, v=0.0):
    r"""That is AdaGrad: your $v$ adds up all squares and forgets none. Where is $\beta$?"""
    v = v + g**2
    return w - alpha * g / (np.sqrt(v) + eps), v


@rule_from
def rms_not_squared(alpha, beta, eps, w, g, v=0.0):
    """You average the gradients as they are: slopes up and down cancel, and the root of a negative
    mean is `nan`. What should be squared?"""
    v = beta * v + (1 - beta) * g
    return w - alpha * g / (np.sqrt(v) + eps), v


@rule_from
def rms_sizes(alpha, beta, eps, w, g, v=0.0):
    """You average the sizes $|g|$ and take the root of that. Average the *squares*: only then has
    the root the unit of a gradient."""
    v = beta * v + (1 - beta) * np.abs(g)
    return w - alpha * g / (np.sqrt(v) + eps), v


@rule_from
def rms_sizes_no_root(alpha, beta, eps, w, g, v=0.0):
    """You divide by the mean of the sizes $|g|$. Near, and the unit is right; but RMS is the *root*
    of the *mean* of the *squares*."""
    v = beta * v + (1 - beta) * np.abs(g)
    return w - alpha * g / (v + eps), v


@rule_from
def share_squared(alpha, beta, eps, w, g, v=0.0):
    r"""You square $(1 - \beta)\,g$, factor and all. Only the gradient is squared."""
    v = beta * v + ((1 - beta) * g) ** 2
    return w - alpha * g / (np.sqrt(v) + eps), v


@rule_from
def rms_squared_late(alpha, beta, eps, w, g, mean=0.0):
    """You average the gradients, and square the mean. Slopes up and down cancel in it. First
    square, then average."""
    mean = beta * mean + (1 - beta) * g
    return w - alpha * g / (np.abs(mean) + eps), mean


@rule_from
def rms_no_root(alpha, beta, eps, w, g, v=0.0):
    """You divide by $v$ itself, in which the gradient is squared. Where is the root?"""
    v = beta * v + (1 - beta) * g**2
    return w - alpha * g / (v + eps), v


@rule_from
def rms_root_kept(alpha, beta, eps, w, g, v=0.0):
    """You hand on the root of $v$ in the place of $v$, and the next step averages a root and a
    square. Take the root only for the step."""
    v = np.sqrt(beta * v + (1 - beta) * g**2)
    return w - alpha * g / (v + eps), v


@rule_from
def rms_eps_drifts(alpha, beta, eps, w, g, v=0.0):
    r"""$\varepsilon$ is outside of the division, $g/\sqrt v + \varepsilon$: it is added to every
    step, and a weight that feels no slope drifts. Put the whole divisor in parentheses."""
    v = beta * v + (1 - beta) * g**2
    return w - alpha * (g / np.sqrt(v) + eps), v


@rule_from
def rms_eps_drifts_up(alpha, beta, eps, w, g, v=0.0):
    r"""$\varepsilon$ is outside of the division: Python divides first, and then adds $\varepsilon$
    to the *weight*. Put the whole divisor in parentheses."""
    v = beta * v + (1 - beta) * g**2
    return w - alpha * g / np.sqrt(v) + eps, v


@rule_from
def rms_eps_drifts_down(alpha, beta, eps, w, g, v=0.0):
    r"""$\varepsilon$ is outside of the division: Python divides first, and $\varepsilon$ itself is
    then taken from the weight at each step. Put the whole divisor in parentheses."""
    v = beta * v + (1 - beta) * g**2
    return w - (alpha * g / np.sqrt(v) + eps), v


@rule_from
def rms_eps_squared(alpha, beta, eps, w, g, v=0.0):
    r"""You have $\varepsilon^2$ inside of the root. Here $\varepsilon$ is added to the root: the
    two are the same only where there is no slope."""
    v = beta * v + (1 - beta) * g**2
    return w - alpha * g / np.sqrt(v + eps**2), v


@rule_from
def rms_eps_added_up(alpha, beta, eps, w, g, v=0.0):
    r"""You add $\varepsilon$ to $v$ itself and hand it on, so that the next steps have it, too. It
    belongs to the root, and is not kept."""
    v = beta * v + (1 - beta) * g**2 + eps
    return w - alpha * g / np.sqrt(v), v


@rule_from
def rms_eps_missing(alpha, beta, eps, w, g, v=0.0):
    r"""Where is $\varepsilon$? A weight that has felt no slope yet has $0/0$ for its step."""
    v = beta * v + (1 - beta) * g**2
    return w - alpha * g / np.sqrt(v), v


@rule_from
def old_average(alpha, beta, eps, w, g, v=0.0):
    r"""You step before $v$ knows today's gradient: the first step divides by $\varepsilon$ alone.
    Which of the two lines comes first?"""
    return w - alpha * g / (np.sqrt(v) + eps), beta * v + (1 - beta) * g**2


@rule_from
def rms_forgets(alpha, beta, eps, w, g, v=0.0):
    r"""Your $v$ knows today's gradient only, so that all your steps are $\alpha/\sqrt{1 - \beta}$
    long. Do you return the new $v$, and does the next step take it?"""
    v = (1 - beta) * g**2
    return w - alpha * g / (np.sqrt(v) + eps), v


@rule_from
def rms_knows_two(alpha, beta, eps, w, g, v=0.0):
    """Your $v$ knows today's gradient and yesterday's, and none before. What do you hand on to the
    next step: `g**2`, or `v`?"""
    return w - alpha * g / (np.sqrt(beta * v + (1 - beta) * g**2) + eps), g**2


@rule_from
def rms_one_for_all(alpha, beta, eps, w, g, v=0.0):
    """You have one $v$ for all coordinates. Then a ravine is as narrow as before. Here each
    coordinate has its own: no `sum`, no `norm`."""
    v = beta * v + (1 - beta) * np.sum(g**2)
    return w - alpha * g / (np.sqrt(v) + eps), v


@rule_from
def rms_mean_for_all(alpha, beta, eps, w, g, v=0.0):
    """You average over the coordinates. The mean in RMS is over *time*: each coordinate has its own
    $v$. Leave out the `mean`."""
    v = beta * v + (1 - beta) * np.mean(g**2)
    return w - alpha * g / (np.sqrt(v) + eps), v


@rule_from
def rms_uphill(alpha, beta, eps, w, g, v=0.0):
    """Your walk goes *up*. Look at the sign of the step."""
    v = beta * v + (1 - beta) * g**2
    return w + alpha * g / (np.sqrt(v) + eps), v


@rule_from
def rms_sign_only(alpha, beta, eps, w, g, v=0.0):
    r"""All your steps are $\alpha$ long: a sign, and nothing that remembers. RMSProp comes near to
    that only where the slope stays the same for long."""
    return w - alpha * np.sign(g), v


@rule_from
def rms_gradient_missing(alpha, beta, eps, w, g, v=0.0):
    r"""You step by $\alpha$ over the root: always in one direction, whatever the slope. What is
    divided is the gradient."""
    v = beta * v + (1 - beta) * g**2
    return w - alpha / (np.sqrt(v) + eps), v


@rule_from
def share_in_the_step(alpha, beta, eps, w, g, v=0.0):
    r"""$1 - \beta$ stands in your step as well, before the gradient. It belongs into $v$ only: here
    the gradient itself is not averaged."""
    v = beta * v + (1 - beta) * g**2
    return w - alpha * (1 - beta) * g / (np.sqrt(v) + eps), v


@rule_from
def rms_multiplied(alpha, beta, eps, w, g, v=0.0):
    r"""You multiply by the root. A coordinate with large slopes should take *shorter* steps."""
    v = beta * v + (1 - beta) * g**2
    return w - alpha * g * (np.sqrt(v) + eps), v


@rule_from
def rms_alpha_missing(alpha, beta, eps, w, g, v=0.0):
    r"""Your step is $g$ over the root. Where is $\alpha$?"""
    v = beta * v + (1 - beta) * g**2
    return w - g / (np.sqrt(v) + eps), v


@rule_from
def average_first(alpha, beta, eps, w, g, v=0.0):
    """You return $v$ first, so it is taken for the weights. First `w`, then `v`."""
    v = beta * v + (1 - beta) * g**2
    return v, w - alpha * g / (np.sqrt(v) + eps)


def rms_remembers(alpha, beta, eps):
    """The first walk is right. The second, with the same rule, begins with the $v$ that the first
    ended with: your rule keeps it behind the back. Take it in as an argument and return it."""
    v = 0.0

    def update(w, g):
        nonlocal v
        v = beta * v + (1 - beta) * g**2
        return (w - alpha * g / (np.sqrt(v) + eps),)

    return update


def streams_with_beta(rng):
    return [
        (0.5, 0.9, 1e-8, LINE, np.array([5.0]), 3),
        (1.0, 0.75, 1e-8, SIZES, np.zeros(3), 4),
        (0.3, 0.9, 0.5, LINE, np.array([1.0, -2.0]), 4),
        (0.2, 0.6, 0.01, SILENT, np.array([2.0, 3.0]), 4),
        (0.4, 0.8, 0.1, LEDGE, np.array([1.5, 0.5, -2.0]), 6),
        (0.1, 0.0, 1e-3, CUBIC, np.array([2.0, -0.1]), 4),
        (
            rng.uniform(0.1, 0.4),
            rng.uniform(0.6, 0.9),
            rng.uniform(0.01, 0.2),
            ROUGH,
            rng.normal(size=3),
            6,
        ),
    ]


@rule_from
def larger_of_the_two(alpha, beta, eps, w, g, v=0.0):
    r"""You divide by the larger of $\sqrt v$ and $\varepsilon$. That protects from 0/0 as well; but
    here $\varepsilon$ is *added* to the root."""
    v = beta * v + (1 - beta) * g**2
    return w - alpha * g / np.maximum(np.sqrt(v), eps), v


Exercise(
    number="5.3",
    title="RMSProp",
    minutes=10,
    section="Forgetting: RMSProp",
    answer=my_rmsprop,
    probes=streams_with_beta,
    use=walked_with_beta,
    place=step_of_walk,
    conventions=(
        rms_eps_inside,
        centered,
        centered_inside,
        rms_corrected,
        from_one,
        from_one_inside,
    ),
    mistakes=(
        from_the_first,
        share_missing,
        exchanged,
        share_on_both,
        rest_on_both,
        never_fades,
        that_is_adagrad,
        rms_not_squared,
        rms_sizes,
        rms_sizes_no_root,
        share_squared,
        rms_squared_late,
        rms_no_root,
        rms_root_kept,
        rms_eps_drifts,
        rms_eps_drifts_up,
        rms_eps_drifts_down,
        rms_eps_squared,
        rms_eps_added_up,
        rms_eps_missing,
        old_average,
        rms_forgets,
        rms_knows_two,
        rms_one_for_all,
        rms_mean_for_all,
        rms_uphill,
        rms_sign_only,
        rms_gradient_missing,
        share_in_the_step,
        rms_multiplied,
        rms_alpha_missing,
        average_first,
        rms_remembers,
        larger_of_the_two,
    ),
    hints=(
        "It is AdaGrad but for one line: the sum becomes a moving average.",
        r"A moving average keeps $\beta$ of what it was, and takes $1 - \beta$ of what is new: the "
        r"two weights add up to 1.",
        "What is new is the *square* of the gradient. The root is taken in the step, and not kept.",
    ),
    solution="""
{code}

```python
from descent import descend, rmsprop

grad = lambda w: 0 * w + 7
path = descend(my_rmsprop(0.1, 0.9, 1e-8), grad, [0.0], steps=60)[:, 0]
assert np.isclose(path[0] - path[1], 0.1 / np.sqrt(1 - 0.9))
t = np.arange(1, 61)
assert np.allclose(-np.diff(path), 0.1 / np.sqrt(1 - 0.9**t))
assert np.array_equal(
    path, descend(rmsprop(0.1, 0.9, 1e-8), grad, [0.0], steps=60)[:, 0]
)
```
On a constant gradient $v_t = (1 - \\beta^t)\\,g^2$, so the steps shrink from
$\\alpha/\\sqrt{1 - \\beta}$ to $\\alpha$, and stay there: RMSProp forgets its start, where AdaGrad
forgets nothing. At $\\beta = 0$ there is no memory at all: each step is $\\alpha$ long, up to
$\\varepsilon$, and only the sign of the slope is left.

```python
path = descend(
    my_rmsprop(0.1, 0.0, 1e-8), lambda w: w**3 - w, [3.03], steps=40
)[:, 0]
assert np.allclose(np.abs(np.diff(path)), 0.1)
```
""",
    passed=r"The library's `rmsprop` walks the same path. At $\beta = 0$, how long is a step?",
)

# 5.4 how far AdaGrad walks


def distance_walked(alpha, T):
    return alpha * np.sum(1 / np.sqrt(np.arange(1, T + 1)))


def by_the_integral(alpha, T):
    r"""$2\alpha\sqrt T$ is what it comes near to, in proportion: you took an integral for the sum.
    Asked is the exact distance. After one step it is $\alpha$."""
    return 2 * alpha * math.sqrt(T)


def by_the_other_integral(alpha, T):
    r"""$2\alpha(\sqrt{T + 1} - 1)$ is an integral that stays below the sum. A bound is what you
    need in the derivation; asked is the exact distance. After one step it is $\alpha$."""
    return 2 * alpha * (math.sqrt(T + 1) - 1)


def by_the_upper_integral(alpha, T):
    r"""$\alpha(2\sqrt T - 1)$ is an integral that stays above the sum, but for $T = 1$. A bound is
    what you need in the derivation; asked is the exact distance: add up the steps."""
    return alpha * (2 * math.sqrt(T) - 1)


def with_zeta(alpha, T):
    r"""You know that $\sum 1/\sqrt t \approx 2\sqrt T - 1.46$. It is off by about $1/(2\sqrt T)$,
    and asked is the exact distance: add up the steps."""
    return alpha * (2 * math.sqrt(T) - 1.4603545088095868)


def the_last_step(alpha, T):
    r"""That is the length of the last step alone. Add up all $T$ of them."""
    return alpha / math.sqrt(T)


def last_step_often(alpha, T):
    r"""You take all steps to be as long as the last one. The earlier ones are longer: add up
    $\alpha/\sqrt t$ over all $t$."""
    return alpha * math.sqrt(T)


def all_equal(alpha, T):
    r"""You take all steps to be $\alpha$ long. That is RMSProp after a while; AdaGrad's get
    shorter."""
    return alpha * T


def harmonic(alpha, T):
    r"""Your $t$-th step is $\alpha/t$. After $t$ steps $s = t\,g^2$: and its root?"""
    return alpha * np.sum(1 / np.arange(1, T + 1))


def one_step_less(alpha, T):
    r"""Your sum has $T - 1$ steps. Where does `range` end?"""
    return alpha * np.sum(1 / np.sqrt(np.arange(1, T)))


def one_step_more(alpha, T):
    r"""Your sum has one step too many. The last one is $\alpha/\sqrt T$ long."""
    return alpha * np.sum(1 / np.sqrt(np.arange(1, T + 2)))


def from_zero(alpha, T):
    r"""You count the steps from 0, and the first is infinitely long. After the first step $s$ holds
    one square already: $t$ runs from 1."""
    return math.inf


def first_skipped(alpha, T):
    r"""Your first step is $\alpha/\sqrt 2$ long: you begin at $t = 2$. In the first step $s$ holds
    one square."""
    return alpha * np.sum(1 / np.sqrt(np.arange(2, T + 2)))


def root_of_the_sum(alpha, T):
    r"""You took the root of the sum. Take the root of each number, and then add up."""
    return alpha * math.sqrt(np.sum(1 / np.arange(1, T + 1)))


def roots_multiplied(alpha, T):
    r"""You multiply by $\sqrt t$: your steps grow. AdaGrad *divides* by the root of $s$."""
    return alpha * np.sum(np.sqrt(np.arange(1, T + 1)))


def without_alpha(alpha, T):
    r"""That is the distance in units of $\alpha$. Multiply by it."""
    return distance_walked(1, T)


def alpha_inside(alpha, T):
    r"""$\alpha$ is inside of your root. The $t$-th step is $\alpha/\sqrt t$."""
    return math.sqrt(alpha) * distance_walked(1, T)


def downhill(alpha, T):
    r"""The size is right. A distance has no sign."""
    return -distance_walked(alpha, T)


def on_average(alpha, T):
    r"""That is the mean length of a step. Asked is how far all of them lead together."""
    return distance_walked(alpha, T) / T


def each_step(alpha, T):
    r"""Those are the single steps. How far do they lead together?"""
    return alpha / np.sqrt(np.arange(1, T + 1))


def each_place(alpha, T):
    r"""Those are the distances after each step. Asked is the last one."""
    return alpha * np.cumsum(1 / np.sqrt(np.arange(1, T + 1)))


def first_missing(alpha, T):
    r"""The first step, which is $\alpha$ long, is missing in your sum. Where does `range` begin?"""
    return alpha * (np.sum(1 / np.sqrt(np.arange(1, T + 1))) - 1)


Exercise(
    number="5.4",
    title="Derivation: how far AdaGrad walks",
    minutes=20,
    section="A cheap stand-in: AdaGrad",
    answer=distance_walked,
    probes=lambda rng: [
        (1.0, 1),
        (0.5, 4),
        (2.0, 100),
        (0.1, 20_000),
        (rng.uniform(0.1, 0.4), int(rng.integers(200, 900))),
    ],
    mistakes=(
        by_the_integral,
        by_the_other_integral,
        by_the_upper_integral,
        with_zeta,
        the_last_step,
        last_step_often,
        all_equal,
        harmonic,
        one_step_less,
        one_step_more,
        from_zero,
        first_skipped,
        root_of_the_sum,
        roots_multiplied,
        without_alpha,
        alpha_inside,
        downhill,
        on_average,
        each_step,
        each_place,
        first_missing,
    ),
    hints=(
        r"After $t$ steps $s = t\,g^2$. How long is the $t$-th step?",
        r"Between $t$ and $t + 1$ the curve $1/\sqrt x$ lies below $1/\sqrt t$, and between $t - "
        r"1$ and $t$ above it. Its integral is $2\sqrt x$.",
        "For the function itself no formula is needed: `np.arange(1, T + 1)`, and a sum.",
    ),
    solution=r"""
The $t$-th step is $\alpha g/\sqrt{t\,g^2} = \alpha/\sqrt t$. The curve $1/\sqrt x$ falls, so
$1/\sqrt t$ is more than its integral from $t$ to $t + 1$, and less than that from $t - 1$ to $t$:

$$ 2\alpha\bigl(\sqrt{T + 1} - 1\bigr) \;<\; \alpha\sum_{t=1}^T \frac{1}{\sqrt t}
\;\le\; \alpha\bigl(2\sqrt T - 1\bigr) . $$

{code}

```python
from descent import adagrad, descend

path = descend(adagrad(0.1, eps=0), lambda w: 0 * w + 7, [0.0], steps=1000)[
    :, 0
]
assert np.isclose(-path[-1], distance_walked(0.1, 1000))
for T in (1, 10, 1000, 100_000):
    d = distance_walked(1, T)
    assert 2 * (np.sqrt(T + 1) - 1) < d <= 2 * np.sqrt(T) - 1
assert np.isclose(
    distance_walked(1, 100_000) / (2 * np.sqrt(100_000)), 1, rtol=0.003
)
assert np.isclose(2 * np.sqrt(100) - distance_walked(1, 100), 1.41, atol=0.005)
```
At $T = 100$ the formula on paper says $20\,\alpha$, and is $1.41\,\alpha$ too large.
So AdaGrad gets anywhere, since $\sqrt T$ has no bound; but ten times as far takes a hundred times
the steps. Where the right place is $D$ away, $(D/2\alpha)^2$ steps are a fair guess: for
$100\,\alpha$ that is 2,500, and it takes 2,574.

```python
assert distance_walked(1, 2573) < 100 <= distance_walked(1, 2574)
```
""",
    passed=r"For $T = 100{,}000$ it is $2\alpha\sqrt T$ to within a quarter of a percent. How many "
    r"steps take you $100\,\alpha$ away?",
)

# 5.5 Newton's step


def newton_step(w, gradient, hessian):
    return w - np.linalg.solve(hessian, gradient)


def lifted(w, gradient, hessian):
    r"""You take the sizes of the curvatures, $|\lambda|$. That is known as saddle-free Newton, and
    it goes *down* where the ground bends down. Asked is Newton's own step, which goes to where the
    slope is zero."""
    values, axes = np.linalg.eigh(hessian)
    return w - axes @ ((axes.T @ gradient) / np.abs(values))


def diagonal_only(w, gradient, hessian):
    """You divide by the diagonal only. That is all that a step size per coordinate can do: it knows
    no rotation. The rest of the Hessian says how the axes are mixed; solve with all of it."""
    return w - gradient / np.diag(hessian)


def elementwise(w, gradient, hessian):
    r"""You divide by the Hessian number by number, and get a whole matrix. $H^{-1}g$ is the vector
    $x$ that solves $Hx = g$."""
    return w - gradient / hessian


def ones_over(w, gradient, hessian):
    r"""You take 1 over each number of the Hessian. That is not its inverse, unless it is one
    number: $H^{-1}g$ is the vector $x$ that solves $Hx = g$."""
    return w - (1 / hessian) @ gradient


def multiplied_by_it(w, gradient, hessian):
    r"""You multiply by the Hessian: the steep directions get even longer steps. *Divide* by it:
    find the $x$ that solves $Hx = g$."""
    return w - hessian @ gradient


def diagonal_multiplied(w, gradient, hessian):
    r"""You multiply by the diagonal of the Hessian, or by its rows, number by number. *Divide* by
    it: find the $x$ that solves $Hx = g$."""
    return w - np.diag(hessian) * gradient


def away(w, gradient, hessian):
    """You step the other way. Look at the sign: on a bowl you should land at the bottom."""
    return w + np.linalg.solve(hessian, gradient)


def step_only(w, gradient, hessian):
    """That is the step, with the right sign. Asked is where it leads: add `w`."""
    return -np.linalg.solve(hessian, gradient)


def step_only_turned(w, gradient, hessian):
    r"""That is $H^{-1}g$ alone. Asked is where the step leads: start at `w`, and mind the sign."""
    return np.linalg.solve(hessian, gradient)


def solved_for_w(w, gradient, hessian):
    """You solve with `w` on the right-hand side. Which vector is to be divided by the
    curvatures?"""
    return w - np.linalg.solve(hessian, w)


def solved_for_all(w, gradient, hessian):
    """You divide `w` by the curvatures as well. Which vector does $H$ divide?"""
    return np.linalg.solve(hessian, w - gradient)


def inverse_by_number(w, gradient, hessian):
    """You multiply the inverse with the gradient number by number (`*`), and get a whole matrix. A
    matrix meets a vector with `@`; and better than inverting is to solve."""
    return w - np.linalg.inv(hessian) * gradient


def exchanged_parts(w, gradient, hessian):
    r"""You subtract from the gradient. It is the other way round: from `w`, what the gradient
    gives."""
    return gradient - np.linalg.solve(hessian, w)


def curvature_forgotten(w, gradient, hessian):
    """That is a step of gradient descent, as long as the gradient itself. Where is the Hessian?"""
    return w - gradient


def by_the_largest(w, gradient, hessian):
    """You divide by the largest curvature, one number for all directions: that is gradient descent
    with the step $1/L$. Here each direction has its own."""
    return w - gradient / np.abs(np.linalg.eigvalsh(hessian)).max()


def by_the_norm(w, gradient, hessian):
    """You divide by one number, the norm of the Hessian. Each direction has a curvature of its own:
    solve with the whole matrix."""
    return w - gradient / np.linalg.norm(hessian)


def by_the_determinant(w, gradient, hessian):
    """You divide by the determinant, one number. Each direction has a curvature of its own: solve
    with the whole matrix."""
    return w - gradient / np.linalg.det(hessian)


def by_the_rows(w, gradient, hessian):
    """You divide by the sums of the rows. Unless the Hessian is diagonal, these are no curvatures:
    solve with the whole matrix."""
    return w - gradient / hessian.sum(axis=1)


def curvatures_unturned(w, gradient, hessian):
    """You divide by the curvatures along the *main axes*, but your gradient is written in the old
    ones. Turn it first and turn back afterwards, or let `solve` do both."""
    return w - gradient / np.linalg.eigvalsh(hessian)


def not_turned_back(w, gradient, hessian):
    """You turned the gradient to the main axes and divided, but did not turn back. `solve` does all
    three."""
    values, axes = np.linalg.eigh(hessian)
    return w - (axes.T @ gradient) / values


def halved(w, gradient, hessian):
    r"""Your step is half as long as it should be. The $\tfrac12$ of the quadratic is gone once you
    have taken the slope: $Hx = g$."""
    return w - np.linalg.solve(hessian, gradient) / 2


def doubled(w, gradient, hessian):
    r"""Your step is twice as long as it should be: on a bowl you land on the other side, as high as
    before. $Hx = g$, no 2 in it."""
    return w - 2 * np.linalg.solve(hessian, gradient)


def twice(w, gradient, hessian):
    r"""You divide by the Hessian twice. Once is right: $Hx = g$."""
    return w - np.linalg.solve(hessian @ hessian, gradient)


def roots_of_curvatures(w, gradient, hessian):
    r"""You divide by the *roots* of the curvatures. AdaGrad takes a root, since it has squares of
    slopes; here it is the curvature itself: $Hx = g$."""
    values, axes = np.linalg.eigh(hessian)
    return w - axes @ ((axes.T @ gradient) / np.sqrt(np.abs(values)))


def grounds(rng):
    turn = rng.normal(size=(4, 4))
    return [
        (np.array([3.0, 2.5]), np.array([2.0, 20.0]), np.array([[2.0, 0.0], [0.0, 10.0]])),
        (np.array([5.0]), np.array([12.0]), np.array([[4.0]])),
        (np.array([2.0, -1.5]), np.array([3.0, 1.0]), np.array([[5.0, 2.0], [2.0, 1.0]])),
        (np.array([0.5, 0.25]), np.array([1.0, -2.0]), np.array([[2.0, 1.0], [1.0, -3.0]])),
        (rng.normal(size=4), rng.normal(size=4), turn @ turn.T + np.eye(4)),
    ]


def exchanged_arguments(w, gradient, hessian):
    """`np.linalg.solve(A, b)` wants the matrix first, and then the right-hand side."""
    return w - np.linalg.solve(gradient, hessian)


Exercise(
    number="5.5",
    title="Newton's step",
    minutes=15,
    section="Divide by the curvature",
    answer=newton_step,
    tolerance=1e-8,
    probes=grounds,
    conventions=(lifted,),
    mistakes=(
        diagonal_only,
        elementwise,
        ones_over,
        multiplied_by_it,
        diagonal_multiplied,
        away,
        step_only,
        step_only_turned,
        solved_for_w,
        solved_for_all,
        inverse_by_number,
        exchanged_parts,
        curvature_forgotten,
        by_the_largest,
        by_the_norm,
        by_the_determinant,
        by_the_rows,
        curvatures_unturned,
        not_turned_back,
        halved,
        doubled,
        twice,
        roots_of_curvatures,
        exchanged_arguments,
    ),
    hints=(
        r"$H^{-1}g$ is the vector $x$ with $Hx = g$. You need no inverse to find it.",
        "`np.linalg.solve(A, b)` finds the `x` with `A @ x = b`.",
    ),
    solution=r"""
{code}

```python
from descent import ravine, surfaces
from descent.derivatives import hessian

w = np.array([3.0, 1.0])
for kappa, angle in [(10, 0), (1000, 30), (100_000, 77)]:
    grad = ravine(kappa, angle).grad
    c, s = np.cos(np.deg2rad(angle)), np.sin(np.deg2rad(angle))
    turn = np.array([[c, s], [-s, c]])
    H = turn.T @ np.diag([1.0, kappa]) @ turn
    assert np.allclose(newton_step(w, grad(w), H), 0)

saddle = surfaces["saddle"]
w = np.array([0.5, 0.3])
for _ in range(6):
    w = newton_step(w, saddle.grad(w), hessian(saddle.grad, w))
assert np.allclose(w, 0, atol=1e-6)
```
On a quadratic one step lands on the spot, however narrow the ravine and wherever it points. On a
saddle it lands as surely on the pass: "where the slope is zero" is all that it looks for. Solving
is cheaper than inverting, about three times, and loses fewer digits. But the matrix has $d^2$
numbers: for a million weights, a trillion.
""",
    passed="Turn the ravine as you like: it notices nothing. And on a saddle, where does it lead?",
)

# 5.6 a thousand times

Exercise(
    number="5.6",
    title="A thousand times",
    minutes=20,
    section="What they don't see, and what they do",
    answer=[1000, 1, 1, 1e-6, 1e-3, 1],
    tolerance=1e-8,
    mistakes=(
        (
            [1000, 1, 1, 1e-6, 1, 1],
            "Five are right. In (b) the *number* of AdaGrad's step is what it was, $\\alpha$. But "
            "these are millimeters now.",
        ),
        (
            [1000, 1, 1, 1e-3, 1e-3, 1],
            "Five are right. In (b) gradient descent loses a factor 1,000 twice: the slope is "
            "smaller, and the step that is made of it is counted in millimeters.",
        ),
        (
            [1000, 1, 1, 1e-3, 1, 1],
            "In (b) you compare the numbers of the steps, or forget that they are millimeters now. "
            "How long are they in meters? (Newton's number grows by 1,000, so it is right.)",
        ),
        (
            [1000, 1, 1, 1e-3, 1, 1000],
            "In (b) these are the factors of the *numbers*, in millimeters. Asked is the step in "
            "meters, both times.",
        ),
        (
            [1000, 1, 1, 1, 1, 1],
            "In (b) you say that a unit cannot matter. It does not matter to the mountain, but to "
            "a rule: what is the unit of $\\alpha g$?",
        ),
        (
            [1, 1, 1, 1, 1, 1],
            "You say that nothing changes at all. Begin with gradient descent, whose step is "
            "$\\alpha g$: what becomes of it in (a)?",
        ),
        (
            [1000, 1, 1, 1e-3, 1e-3, 1e-3],
            "In (b) you count millimeters rightly, but forget that the slope is smaller as well, "
            "and the curvature even more so. Which of the three rules see that?",
        ),
        (
            [1000, 1, 1, 1, 1e-3, 1],
            "Five are right. What does gradient descent make of a slope that is 1,000 times "
            "smaller, with the same $\\alpha$?",
        ),
        (
            [1000, 1, 1, 1e-6, 1e-6, 1],
            "Five are right. AdaGrad does not see in (b) that the slope is smaller. So which of "
            "the two factors is left?",
        ),
        (
            [1000, 1, 1, 1e-6, 1e-3, 1e-3],
            "Five are right. Newton divides by the curvature, and that changes with the unit, too: "
            "it is a slope per length.",
        ),
        (
            [1000, 1, 1, 1e-6, 1e-3, 1e-6],
            "Five are right. Newton divides by the curvature, and that changes with the unit, too, "
            "twice over: it is a slope per length.",
        ),
        (
            [1000, 1, 1, 1e-6, 1e-3, 1000],
            "Five are right. Newton's *number* is 1,000 times larger in (b). In meters?",
        ),
        (
            [1000, 1, 1, 1e6, 1e3, 1],
            "You have (b) upside down: a millimeter is *shorter*, so its slope is smaller, and "
            "$\\alpha$ of them lead less far.",
        ),
        (
            [1000, 1, 1, 1e3, 1e3, 1],
            "In (b) the numbers of $w$ are larger, but not the steps: the slope per millimeter is "
            "smaller, and a step of $\\alpha$ is one of $\\alpha$ millimeters.",
        ),
        (
            [1000, 1000, 1000, 1e-6, 1e-3, 1],
            "(b) is right. In (a) AdaGrad and RMSProp divide by the root of squares of this very "
            "gradient: what becomes of a factor in it?",
        ),
        (
            [1000, 1e-3, 1e-3, 1e-6, 1e-3, 1],
            "(b) is right. In (a) the root is 1,000 times as large. But so is what it divides.",
        ),
        (
            [1000, 1000**0.5, 1000**0.5, 1e-6, 1e-3, 1],
            "(b) is right. In (a) $s$ and $v$ grow a millionfold, as squares do. And their roots?",
        ),
        (
            [1, 1, 1, 1e-6, 1e-3, 1],
            "Five are right. In (a) gradient descent steps by $\\alpha g$: what becomes of that?",
        ),
        (
            [1000, 1000, 1, 1e-6, 1e-3, 1],
            "Five are right. In (a) AdaGrad divides by the root of squares of this very gradient.",
        ),
        (
            [1000, 1, 1000, 1e-6, 1e-3, 1],
            "Five are right. In (a) RMSProp divides by the root of squares of this very gradient.",
        ),
    ),
    hints=(
        "In (a) only the numbers matter: which of the rules divides the gradient by something as "
        "large as itself?",
        "In (b) find the number of the new step first, in millimeters, and divide by 1,000.",
        "A curvature is a slope per length. In (b) it is a million times smaller.",
    ),
    solution=r"""
(a) Gradient descent's step is $\alpha g$: 1,000 times as long. In AdaGrad and RMSProp the factor
stands above the line, and in the root below it: 1, up to $\varepsilon$.

(b) Gradient descent makes of $g/1000$ the number $\alpha g/1000$, and these are millimeters:
$10^{-6}$. The number of AdaGrad's first step is $\alpha$, whatever the slope, and these are
millimeters: $10^{-3}$. Newton's number is $(g/10^3)/(\lambda/10^6)$, 1,000 times what it was, and
these are millimeters: 1.

```python
from descent import adagrad, descend, gd, ravine, rmsprop


def steps(rule, factor=1.0, unit=1.0, n=1):
    valley, change = ravine(5, angle=30), np.array([1, unit])
    grad = lambda w: np.array([1, factor]) * valley.grad(w / change) / change
    return np.diff(
        descend(rule, grad, np.array([2.0, 1.0]) * change, n) / change, axis=0
    )


def factors(**how):
    rules = gd(0.01), adagrad(0.01, eps=0), rmsprop(0.01, eps=0)
    return [(steps(rule, **how) / steps(rule))[0, 1] for rule in rules]


assert np.allclose(factors(factor=1000), [1000, 1, 1])
assert np.allclose(factors(unit=1000), [1e-6, 1e-3, 1e-3], rtol=1e-6, atol=0)
for rule in (adagrad(0.01, eps=0), rmsprop(0.01, eps=0)):
    assert np.allclose(steps(rule, n=100), steps(rule, factor=1000, n=100))

H, change = np.array([[2.0, -1.7], [-1.7, 4.0]]), np.array([1, 1000])
g = np.array([0.3, 2.0])
new = np.linalg.solve(H / np.outer(change, change), g / change) / change
assert np.allclose(new, np.linalg.solve(H, g))
```
In (a) AdaGrad and RMSProp take not only the first step as before, but every one: where the steps
are the same, so is the next gradient. In (b) their weight needs another $\alpha$ than the others.
Newton's needs none: the unit of $g$ over that of $H$ is the unit of $w$. So "scale-free" is said of
the gradient's scale alone: multiply the loss, or one coordinate of its gradient, and the path is
the same. Of the weights' scale only Newton is free.
""",
    passed="A factor of 1 means the same path, not only the same first step. So what does it mean "
    'that a rule is "scale-free"?',
)

# 5.7 turn the ravine

Exercise(
    number="5.7",
    title="Experiment: turn the ravine",
    minutes=20,
    section="Turn the ravine",
    answer=[9, 561, 9],
    mistakes=(
        (
            [9, 640, 9],
            r"Two are right. You kept $\alpha = 3$, the best at 0 degrees. Tune again at 30.",
        ),
        (
            [9, 704, 9],
            r"Two are right. You kept $\alpha = 10$, as good as any at 0 degrees. Tune again at "
            r"30.",
        ),
        (
            [33, 561, 33],
            r"One is right: at 30 degrees $\alpha = 1$ is best. At 0 and 90 another one is.",
        ),
        (
            [274, 1413, 274],
            r"Those are the numbers for $\alpha = 0.3$. Take the best $\alpha$ for each angle.",
        ),
        (
            [-1, -1, -1],
            r"-1 means *never*, within the steps that were made: that is no small number. Take the "
            r"smallest of the others.",
        ),
        (
            [3, 1, 3],
            "Those are the best step sizes. Asked is how many steps they need.",
        ),
        (
            [5, 229, 3],
            "Those are the steps until the *loss* has fallen to a ten-thousandth. Asked is the "
            "distance from the minimum.",
        ),
        (
            [9, 631, 9],
            "You compare the distance with $10^{-4}$ itself. It starts at $\\sqrt{10}$: divide by "
            "that.",
        ),
        (
            [5, 279, 5],
            "Those are the steps to a *hundredth* of the distance. Asked is a ten-thousandth.",
        ),
        (
            [7, 420, 7],
            "Those are the steps to a *thousandth* of the distance. Asked is a ten-thousandth.",
        ),
        (
            [10, 562, 10],
            "You count positions: the first of them, number 0, is the start. Each is one too many.",
        ),
        (
            [8, 560, 8],
            "Each is one too few. Is the start in your path, as position number 0? Or did you try "
            "more than the five step sizes?",
        ),
        (
            [9, 121, 9],
            r"Is your $\kappa$ 100? With 20, which `ravine` takes by itself, these are the "
            r"numbers. (And is it not strange that two of them are right all the same?)",
        ),
        (
            [9, 68, 9],
            "You took $\\kappa = 10$; asked is 100. (And is it not strange that two of the numbers "
            "are right all the same?)",
        ),
        (
            [9, 561, 710],
            "Two are right. The third looks like 45 degrees; asked is 90.",
        ),
        (
            [9, 561, 561],
            "Two are right. At 90 degrees, which way does the ravine lie? Measure.",
        ),
        (
            [461, 461, 461],
            "Those are the numbers of plain gradient descent at its best, which doesn't notice the "
            "angle. Asked is `adagrad`.",
        ),
        (
            [9, 9, 9],
            "That would hold if AdaGrad knew rotations. Measure at 30 degrees, too.",
        ),
    ),
    hints=(
        "`path = descend(adagrad(alpha), ravine(100, angle).grad, [3.0, 1.0], steps=2000)`, and "
        "the distance is `np.hypot(path[:, 0], path[:, 1])`.",
        "`stays_below(distance / distance[0], 1e-4)` counts, and says -1 for never.",
    ),
    solution=r"""
```python
from descent import adagrad, descend, gd, momentum, ravine, stays_below


def needed(rule, angle, kappa=100):
    path = descend(rule, ravine(kappa, angle).grad, [3.0, 1.0], steps=2000)
    distance = np.hypot(path[:, 0], path[:, 1])
    t = stays_below(distance / distance[0], 1e-4)
    return t if t >= 0 else np.inf


sweep = 0.1, 0.3, 1, 3, 10
counts = {
    a: [needed(adagrad(alpha), a) for alpha in sweep] for a in (0, 30, 90)
}
assert [min(counts[a]) for a in (0, 30, 90)] == [9, 561, 9]
assert counts[0] == counts[90] == [np.inf, 274, 33, 9, 9]
assert counts[30] == [np.inf, 1413, 561, 640, 704]

fine = 10 ** np.arange(-1, 1.01, 0.05)
assert [min(needed(adagrad(alpha), a) for alpha in fine) for a in (0, 30)] == [
    8,
    560,
]
assert [needed(gd(2 / 101), a) for a in (0, 30, 90)] == [461, 461, 461]
assert [
    needed(momentum((2 / 11) ** 2, (9 / 11) ** 2), a) for a in (0, 30, 90)
] == [65, 63, 70]
for kappa in (1, 10, 1e6):
    assert [needed(adagrad(alpha), 0, kappa) for alpha in sweep] == counts[0]
```
Along an axis AdaGrad does not feel the ravine at all: the path is the same for every $\kappa$, even
1, since a factor in one coordinate's gradient cancels. That holds at 90 degrees as well: the axes
have changed their roles, and each still has a step size of its own. At 30 degrees both coordinates
feel the steep direction, both step sizes fit that one, and the best that the sweep finds is 60
times slower: slower than plain gradient descent at its best, 461 steps, and than momentum at its
best, 63.
""",
    passed="At 0 degrees, what changes if $\\kappa$ is a million? And plain gradient descent with "
    "its best step needs 461, at any angle.",
)
