"""Chapter 7: Adam's small print."""

import inspect
import math
from functools import wraps

import numpy as np

from descent.exercises.exercise import Exercise, named
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

# 7.1 by heart

WIDER = math.sqrt(1000)  # Keras's ε in the first step, in units of what was set

Exercise(
    number="7.1",
    title="By heart",
    minutes=5,
    section="The conventions, decoded",
    answer=[2, 0.999, WIDER],
    tolerance=1e-4,
    mistakes=(
        (
            [3, 0.999, WIDER],
            r"(1) Which is your third number per weight? $t$ is one number for all "
            r"weights, and $\hat m$ and $\hat v$ are computed anew in each step. (AMSGrad keeps "
            "three.)",
        ),
        (
            [4, 0.999, WIDER],
            r"(1) $\hat m$ and $\hat v$ need not be kept: each step makes them anew "
            "from $m$, $v$ and $t$.",
        ),
        (
            [1, 0.999, WIDER],
            "(1) One number per weight is what momentum keeps, or RMSProp. Adam is both.",
        ),
        (
            [0, 0.999, WIDER],
            "(1) What keeps nothing is gradient descent. What does Adam hand on to its next step?",
        ),
        (
            [2, 0.9, WIDER],
            r"(2) $1 - \text{decay}$ is the factor in the form of the *paper*, where "
            "the decay has a schedule of its own. In libraries and in this book it is multiplied "
            r"by $\alpha$.",
        ),
        (
            [2, 0.99, WIDER],
            r"(2) $1 - \alpha$ would be a decay of 1. Where is the 0.1?",
        ),
        (
            [2, 0.001, WIDER],
            "(2) That is what one step *takes* of the weight. How much is left?",
        ),
        (
            [2, 1, WIDER],
            "(2) Adam leaves a weight that feels no gradient where it is. What is the W for?",
        ),
        (
            [2, 1.001, WIDER],
            "(2) A weight that decays gets smaller. Look at the sign.",
        ),
        (
            [2, 0.999, 1000],
            r"(3) $v$ is divided by $1 - \beta_2 = 0.001$; and the *root* of it, to "
            r"which $\varepsilon$ is added?",
        ),
        (
            [2, 0.999, 1 / WIDER],
            r"(3) Upside down. Keras adds $\varepsilon$ to a $\sqrt v$ "
            "that is still too small: does it count for more there, or for less?",
        ),
        (
            [2, 0.999, 1],
            r"(3) Keras adds $\varepsilon$ to $\sqrt v$ *before* $v$ is corrected. How "
            r"small is $\sqrt v$ after one step, beside $|g|$?",
        ),
        (
            [2, 0.999, math.sqrt(10)],
            r"(3) $\sqrt{10}$ belongs to $\beta_2 = 0.9$. Here it is 0.999.",
        ),
        (
            [2, 0.999, 10],
            r"(3) 10 is the quotient of the two libraries' *defaults*, 1e-7 and 1e-8. "
            r"Asked is what becomes of one and the same $\varepsilon$.",
        ),
        (
            [2, 0.999, 10 * WIDER],
            "(3) That is Keras with its own default, 1e-7, beside the others with "
            r"1e-8. Asked is what becomes of one and the same $\varepsilon$.",
        ),
        (
            [2, 0.999, 1 / math.sqrt(0.999)],
            r"(3) $1 - \beta_2^t$ is the correction, and at $t = 1$ that is 0.001, not "
            "0.999.",
        ),
        (
            [2, 0.999, 1e-7 * WIDER],
            r"(3) You know it: that is how large an $\varepsilon$ of 1e-7 "
            "acts. Asked is by which *factor* that is more.",
        ),
    ),
    hints=(
        "What does `update` take in and hand on, besides the weights? Which of it has a number for "
        "each weight?",
        r"Without a gradient $m$ and $v$ stay zero, and all that is left is $w \leftarrow w - "
        r"\alpha \cdot \text{decay} \cdot w$.",
        r"After the first step $\sqrt v = \sqrt{1 - \beta_2}\,|g|$. Multiply $\sqrt v + "
        r"\varepsilon$ by what makes $|g|$ of its first term.",
    ),
    solution=r"""
Adam keeps $m$ and $v$, two numbers for each weight; $t$ is a single one for all of them. Without a
gradient one step of AdamW leaves $1 - 0.01 \cdot 0.1 = 0.999$ of a weight. In the first step Keras
divides by $\sqrt{0.001}\,|g| + \varepsilon = \sqrt{0.001}\,(|g| + \varepsilon/\sqrt{0.001})$, so
its $\varepsilon$ counts $1/\sqrt{0.001} \approx 31.6$ times: an $\varepsilon$ of 1e-7 acts as
3.16e-6.

```python
from descent import adam, adamw

w, *state = adamw(alpha=0.01, decay=0.1)(np.array([5.0, -3.0]), np.zeros(2))
assert np.allclose(w, 0.999 * np.array([5.0, -3.0]))
assert [np.shape(part) for part in state] == [(), (2,), (2,)]  # t, m, v

g, eps = 1e-6, 1e-7
of_keras = (
    np.sqrt(0.001) / (1 - 0.9) * (0.1 * g) / (np.sqrt(0.001 * g**2) + eps)
)
w, *_ = adam(alpha=1.0, eps=np.sqrt(1000) * eps)(
    np.array([0.0]), np.array([g])
)
assert np.isclose(w[0], -of_keras) and np.isclose(
    of_keras, 1 / (1 + 3.16), rtol=1e-3
)
```

*Half of a weight that feels nothing is gone after how many steps?* $0.999^n \le \tfrac12$ from $n =
693$ on.

```python
assert 0.999**693 < 0.5 < 0.999**692
```
""",
    passed="Half of a weight that feels nothing is gone after how many steps?",
)

# 7.2 one path


def book_eps(eps, beta2, t):
    return eps / math.sqrt(1 - beta2**t)


def other_way(eps, beta2, t):
    r"""That is the way back: the $\varepsilon$ that Keras needs to walk *your* path. Asked is what
    the book's Adam needs. Is $\sqrt v$ smaller than $\sqrt{\hat v}$, or larger?"""
    return eps * math.sqrt(1 - beta2**t)


def as_it_is(eps, beta2, t):
    r"""You hand Keras's $\varepsilon$ on as it is. To $\sqrt v$ and to $\sqrt{\hat v}$, which are
    not the same, you then add the same number. Write $\sqrt v = \sqrt{1 - \beta_2^t}\,\sqrt{\hat
    v}$, and take that factor out of the divisor."""
    return eps


def without_root(eps, beta2, t):
    r"""$v$ is divided by $1 - \beta_2^t$. But $\varepsilon$ is added to its *root*."""
    return eps / (1 - beta2**t)


def first_step_only(eps, beta2, t):
    r"""That is right in the first step. But the correction fades as $t$ grows, and in the end both
    libraries agree: where is $t$?"""
    return eps / math.sqrt(1 - beta2)


def from_zero(eps, beta2, t):
    r"""You count the steps from 0, and divide by zero in the first. In the first step $v$ has one
    square in it already: $t = 1$."""
    return math.inf if t == 1 else book_eps(eps, beta2, t - 1)


def from_zero_in_python(eps, beta2, t):
    r"""You count the steps from 0, and in the first there is $1 - \beta_2^0$, a zero to divide by.
    In the first step $v$ has one square in it already: $t = 1$."""
    return book_eps(eps, beta2, t - 1)


def one_ahead(eps, beta2, t):
    """You are one step ahead. `t` is the step that is being taken, and the first is 1."""
    return book_eps(eps, beta2, t + 1)


def one_minus_forgotten(eps, beta2, t):
    r"""$\beta_2^t$ is what is still *missing* in $v$. What is there is $1 - \beta_2^t$."""
    return eps / math.sqrt(beta2**t)


def power_of_the_rest(eps, beta2, t):
    r"""You raise $1 - \beta_2$ to the power of $t$. It is $\beta_2$ that is raised: $1 -
    \beta_2^t$."""
    return eps / math.sqrt((1 - beta2) ** t)


def one_minus_root(eps, beta2, t):
    r"""You take the root of $\beta_2^t$, and then 1 minus that. The root is of all of $1 -
    \beta_2^t$."""
    return eps / (1 - math.sqrt(beta2**t))


def times_t(eps, beta2, t):
    r"""You multiply $\beta_2$ by $t$. It is raised to the power of $t$, `beta2**t`."""
    return eps / np.sqrt(1 - beta2 * t)


def times_t_in_python(eps, beta2, t):
    r"""You multiply $\beta_2$ by $t$, and of what is then below zero `math.sqrt` takes no root. It
    is raised to the power of $t$, `beta2**t`."""
    return eps / math.sqrt(1 - beta2 * t)


def root_of_both(eps, beta2, t):
    r"""You took the root of $\varepsilon$, too. Keras adds $\varepsilon$ to the root, and it is not
    inside of it."""
    return math.sqrt(eps / (1 - beta2**t))


def factor_alone(eps, beta2, t):
    r"""That is by what it changes. Where is $\varepsilon$ itself?"""
    return 1 / math.sqrt(1 - beta2**t)


def factor_upside_down(eps, beta2, t):
    r"""That is the factor between $\sqrt v$ and $\sqrt{\hat v}$. Asked is the $\varepsilon$ that
    goes with it."""
    return math.sqrt(1 - beta2**t)


def added(eps, beta2, t):
    r"""You add $\varepsilon$ to the correction. Both stand in one product: what is divided by
    what?"""
    return eps + math.sqrt(1 - beta2**t)


def subtracted_power(eps, beta2, t):
    r"""$(1 - \beta_2)\,t$ is only what $1 - \beta_2^t$ begins like. It grows beyond 1, and a share
    that is there never does."""
    return eps / math.sqrt((1 - beta2) * t)


def in_the_end(eps, beta2, t):
    r"""That is with $1/(1 - \beta_2)$, the number of steps that $v$ remembers. Asked is what its
    start at zero does at step $t$."""
    return eps / (1 - beta2)


Exercise(
    number="7.2",
    title="Two libraries, one path",
    minutes=15,
    section="The conventions, decoded",
    answer=book_eps,
    probes=lambda rng: [
        (1.0, 0.999, 1),
        (0.5, 0.9, 2),
        (2.0, 0.5, 3),
        (3.0, 0.99, 1000),
        (0.0, 0.9, 5),
        (1e-3, 0.0, 4),
        (rng.uniform(0.1, 1), rng.uniform(0.6, 0.9), 7),
    ],
    conventions=(other_way,),
    mistakes=(
        as_it_is,
        without_root,
        first_step_only,
        from_zero,
        from_zero_in_python,
        one_ahead,
        one_minus_forgotten,
        power_of_the_rest,
        one_minus_root,
        times_t,
        times_t_in_python,
        root_of_both,
        factor_alone,
        factor_upside_down,
        added,
        subtracted_power,
        in_the_end,
    ),
    hints=(
        r"Put $v = (1 - \beta_2^t)\,\hat v$ and $m = (1 - \beta_1^t)\,\hat m$ into Keras's step. "
        "What cancels?",
        r"What is left is $\alpha\,\hat m\,c/(c\sqrt{\hat v} + \varepsilon)$ with $c = \sqrt{1 - "
        r"\beta_2^t}$. Divide above and below by $c$.",
    ),
    solution=r"""
With $c = \sqrt{1 - \beta_2^t}$ Keras's step is

$$
\frac{\alpha\, c}{1 - \beta_1^t} \cdot \frac{m}{\sqrt v + \varepsilon}
\;=\; \frac{\alpha\, c\, \hat m}{c \sqrt{\hat v} + \varepsilon}
\;=\; \frac{\alpha\, \hat m}{\sqrt{\hat v} + \varepsilon/c} ,
$$

which is the book's, with $\varepsilon/c$ in the place of $\varepsilon$.

{code}

```python
from descent import adam, descend, surfaces, varying


def of_keras(alpha, beta1, beta2, eps):
    def update(w, g, t=0, m=0.0, v=0.0):
        t = t + 1
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g**2
        rate = alpha * np.sqrt(1 - beta2**t) / (1 - beta1**t)
        return w - rate * m / (np.sqrt(v) + eps), t, m, v

    return update


grad, start = surfaces["rosenbrock"].grad, [-1.0, 1.5]
path = descend(of_keras(0.01, 0.9, 0.999, 0.1), grad, start, steps=300)
same = varying(lambda t: adam(0.01, 0.9, 0.999, book_eps(0.1, 0.999, t)))
assert np.allclose(
    path, descend(same, grad, start, steps=300), rtol=0, atol=1e-12
)
naive = descend(adam(0.01, 0.9, 0.999, 0.1), grad, start, steps=300)
assert 0.002 < np.abs(path - naive).max() < 0.005
assert np.isclose(book_eps(1e-7, 0.999, 1), 3.16e-6, rtol=1e-3)
assert book_eps(1.0, 0.999, 10_000) < 1.0001
```
In the first step Keras's $\varepsilon$ counts 31.6 times, after ten thousand steps once. No single
$\varepsilon$ does for all steps; with the $\varepsilon$ of each step the two walk one path, to the
last digits.

*After how many steps does $\varepsilon$ count less than twice?* It counts less than twice once $1 -
\beta_2^t > \tfrac14$. With $\beta_2 = 0.999$ that is from step 288 on.

```python
assert book_eps(1.0, 0.999, 288) < 2 < book_eps(1.0, 0.999, 287)
```
""",
    passed=r"The same conversion serves Keras's AdamW. After how many steps does $\varepsilon$ "
    "count less than twice?",
)

# 7.3 AdamW


def my_adamw(alpha, beta1, beta2, eps, decay):
    def update(w, g, t=0, m=0.0, v=0.0):
        t = t + 1
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g**2
        m_hat = m / (1 - beta1**t)
        v_hat = v / (1 - beta2**t)
        w = w - alpha * (m_hat / (np.sqrt(v_hat) + eps) + decay * w)
        return w, t, m, v

    return update


def walked(rule, alpha, beta1, beta2, eps, decay, grad, start, steps):
    """Two walks of a rule with five settings, one after the other."""
    made = rule(alpha, beta1, beta2, eps, decay)
    return two_walks(made, "update(w, g, t=0, m=0.0, v=0.0)", grad, start, steps)


def moments(beta1, beta2, g, t=0, m=0.0, v=0.0):
    return t + 1, beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * g**2


def hats(beta1, beta2, t, m, v):
    return m / (1 - beta1**t), v / (1 - beta2**t)


def adams(beta1, beta2, eps, g, *state):
    """Adam's step in units of α, and the new state."""
    state = moments(beta1, beta2, g, *state)
    m_hat, v_hat = hats(beta1, beta2, *state)
    return m_hat / (np.sqrt(v_hat) + eps), *state


@rule_from
def l2(alpha, beta1, beta2, eps, decay, w, g, *state):
    r"""You add the decay to the *gradient*. That is L2, as in PyTorch's `Adam(weight_decay=...)`:
    it passes through $m$ and $v$, and a weight with large gradients hardly shrinks. In AdamW the
    decay stands beside Adam's step."""
    step, *state = adams(beta1, beta2, eps, g + decay * w, *state)
    return w - alpha * step, *state


@rule_from
def as_in_the_paper(alpha, beta1, beta2, eps, decay, w, g, *state):
    r"""Your decay is not multiplied by $\alpha$. That is the form of the *paper*, where the decay
    has a schedule and a size of its own. Libraries and this book multiply it by $\alpha$."""
    step, *state = adams(beta1, beta2, eps, g, *state)
    return w - alpha * step - decay * w, *state


@rule_from
def of_keras(alpha, beta1, beta2, eps, decay, w, g, *state):
    r"""The decay is right. But you have Keras's $\varepsilon$: added to $\sqrt v$, with $v$ not yet
    corrected. It is right there; here it is added to $\sqrt{\hat v}$."""
    t, m, v = moments(beta1, beta2, g, *state)
    rate = np.sqrt(1 - beta2**t) / (1 - beta1**t)
    return w - alpha * (rate * m / (np.sqrt(v) + eps) + decay * w), t, m, v


@rule_from
def of_bert(alpha, beta1, beta2, eps, decay, w, g, *state):
    r"""The decay is right, but neither $m$ nor $v$ is corrected for its start at zero. The code
    published with BERT leaves it at that, and warms $\alpha$ up. Here both are corrected."""
    t, m, v = moments(beta1, beta2, g, *state)
    return w - alpha * (m / (np.sqrt(v) + eps) + decay * w), t, m, v


@rule_from
def l2_uncorrected(alpha, beta1, beta2, eps, decay, w, g, *state):
    """You add the decay to the gradient, which is L2 and not AdamW; and neither moment is corrected
    for its start at zero."""
    t, m, v = moments(beta1, beta2, g + decay * w, *state)
    return w - alpha * m / (np.sqrt(v) + eps), t, m, v


@rule_from
def no_decay(alpha, beta1, beta2, eps, decay, w, g, *state):
    """That is Adam, and nothing decays. Is `decay` in your step at all?"""
    step, *state = adams(beta1, beta2, eps, g, *state)
    return w - alpha * step, *state


@rule_from
def of_the_new(alpha, beta1, beta2, eps, decay, w, g, *state):
    r"""You shrink the weight *after* Adam's step, and so a part of the step as well. Both act on
    the same old $w$: shrink first, or subtract both at once."""
    step, *state = adams(beta1, beta2, eps, g, *state)
    w = w - alpha * step
    return w - alpha * decay * w, *state


@rule_from
def of_the_new_without_alpha(alpha, beta1, beta2, eps, decay, w, g, *state):
    r"""Two things: the decay lacks its factor $\alpha$, and it shrinks the weight *after* Adam's
    step, and so a part of the step as well."""
    step, *state = adams(beta1, beta2, eps, g, *state)
    w = w - alpha * step
    return w - decay * w, *state


@rule_from
def grows(alpha, beta1, beta2, eps, decay, w, g, *state):
    """Your weights *grow* where they feel no gradient. Look at the sign of the decay, or at your
    parentheses: the minus stands before both."""
    step, *state = adams(beta1, beta2, eps, g, *state)
    return w - alpha * (step - decay * w), *state


@rule_from
def grows_without_alpha(alpha, beta1, beta2, eps, decay, w, g, *state):
    r"""Two things: your weights *grow* where they feel no gradient, and the decay lacks its factor
    $\alpha$."""
    step, *state = adams(beta1, beta2, eps, g, *state)
    return w - alpha * step + decay * w, *state


@rule_from
def divided(alpha, beta1, beta2, eps, decay, w, g, *state):
    r"""Your decay is divided by $\sqrt{\hat v} + \varepsilon$ with the rest: a weight with large
    gradients hardly shrinks, and one without any is thrown far. Close the parentheses before you
    add `decay * w`."""
    t, m, v = moments(beta1, beta2, g, *state)
    m_hat, v_hat = hats(beta1, beta2, t, m, v)
    return w - alpha * (m_hat + decay * w) / (np.sqrt(v_hat) + eps), t, m, v


@rule_from
def into_m(alpha, beta1, beta2, eps, decay, w, g, t=0, m=0.0, v=0.0):
    r"""You put the decay into $m$, though not into $v$. There it is averaged, remembered and
    divided. It belongs into neither of them: decoupled means beside Adam's step."""
    t, m, _ = moments(beta1, beta2, g + decay * w, t, m, v)
    v = beta2 * v + (1 - beta2) * g**2
    m_hat, v_hat = hats(beta1, beta2, t, m, v)
    return w - alpha * m_hat / (np.sqrt(v_hat) + eps), t, m, v


@rule_from
def both_ways(alpha, beta1, beta2, eps, decay, w, g, *state):
    """You decay twice: in the gradient, which is L2, and beside the step. Only the second is
    AdamW."""
    step, *state = adams(beta1, beta2, eps, g + decay * w, *state)
    return w - alpha * (step + decay * w), *state


@rule_from
def alpha_squared(alpha, beta1, beta2, eps, decay, w, g, *state):
    r"""Your decay is multiplied by $\alpha$ twice, inside of the parentheses and outside. Once will
    do."""
    step, *state = adams(beta1, beta2, eps, g, *state)
    return w - alpha * (step + alpha * decay * w), *state


@rule_from
def always_alpha(alpha, beta1, beta2, eps, decay, w, g, *state):
    r"""Each weight shrinks by the factor $1 - \alpha$, whatever the decay. Where is `decay`?"""
    step, *state = adams(beta1, beta2, eps, g, *state)
    return w - alpha * (step + w), *state


@rule_from
def not_times_w(alpha, beta1, beta2, eps, decay, w, g, *state):
    r"""You subtract the same $\alpha \cdot \text{decay}$ from every weight, so negative ones grow.
    The decay takes a *share*: multiply by the weight."""
    step, *state = adams(beta1, beta2, eps, g, *state)
    return w - alpha * (step + decay), *state


@rule_from
def of_the_gradient(alpha, beta1, beta2, eps, decay, w, g, *state):
    """Your decay is multiplied by the gradient. It is the *weight* that decays."""
    step, *state = adams(beta1, beta2, eps, g, *state)
    return w - alpha * (step + decay * g), *state


@rule_from
def by_the_sign(alpha, beta1, beta2, eps, decay, w, g, *state):
    """You take the same amount from large and small weights, whatever their size. That belongs to
    an L1 term. The decay takes a *share* of the weight."""
    step, *state = adams(beta1, beta2, eps, g, *state)
    return w - alpha * (step + decay * np.sign(w)), *state


@rule_from
def of_the_size(alpha, beta1, beta2, eps, decay, w, g, *state):
    """You subtract a share of the *size* $|w|$: negative weights then grow. Take a share of $w$
    itself, sign and all."""
    step, *state = adams(beta1, beta2, eps, g, *state)
    return w - alpha * (step + decay * np.abs(w)), *state


@rule_from
def twice_as_much(alpha, beta1, beta2, eps, decay, w, g, *state):
    r"""Your weights decay twice as fast. $2w$ is the slope of $w^2$; but here nothing is
    differentiated: the decay takes $\alpha \cdot \text{decay}$ of the weight."""
    step, *state = adams(beta1, beta2, eps, g, *state)
    return w - alpha * (step + 2 * decay * w), *state


@rule_from
def half_as_much(alpha, beta1, beta2, eps, decay, w, g, *state):
    r"""Your weights decay half as fast. There is no $\tfrac12$: the decay takes $\alpha \cdot
    \text{decay}$ of the weight."""
    step, *state = adams(beta1, beta2, eps, g, *state)
    return w - alpha * (step + decay / 2 * w), *state


@rule_from
def m_uncorrected(alpha, beta1, beta2, eps, decay, w, g, *state):
    r"""The decay is right. But $m$ is not corrected for its start at zero: your first steps are too
    short. Divide it by $1 - \beta_1^t$."""
    t, m, v = moments(beta1, beta2, g, *state)
    _, v_hat = hats(beta1, beta2, t, m, v)
    return w - alpha * (m / (np.sqrt(v_hat) + eps) + decay * w), t, m, v


@rule_from
def v_uncorrected(alpha, beta1, beta2, eps, decay, w, g, *state):
    r"""The decay is right. But $v$ is not corrected for its start at zero: your first steps are too
    long. Divide it by $1 - \beta_2^t$."""
    t, m, v = moments(beta1, beta2, g, *state)
    m_hat, _ = hats(beta1, beta2, t, m, v)
    return w - alpha * (m_hat / (np.sqrt(v) + eps) + decay * w), t, m, v


@rule_from
def t_stuck(alpha, beta1, beta2, eps, decay, w, g, t=0, m=0.0, v=0.0):
    r"""Your corrections stay those of the first step. There are two ways to that: the exponent is
    missing, $1 - \beta$ in the place of $1 - \beta^t$; or `t` does not grow, or does not come back
    from `update`."""
    _, m, v = moments(beta1, beta2, g, t, m, v)
    m_hat, v_hat = hats(beta1, beta2, 1, m, v)
    return w - alpha * (m_hat / (np.sqrt(v_hat) + eps) + decay * w), t, m, v


@rule_from
def t_late(alpha, beta1, beta2, eps, decay, w, g, t=0, m=0.0, v=0.0):
    r"""You divide by zero in the first step: at $t = 0$ the correction is $1 - \beta^0 = 0$. Count
    the step before you correct."""
    new, m, v = moments(beta1, beta2, g, t, m, v)
    m_hat, v_hat = (np.divide(part, 1 - beta**t) for part, beta in ((m, beta1), (v, beta2)))
    return w - alpha * (m_hat / (np.sqrt(v_hat) + eps) + decay * w), new, m, v


@rule_from
def hats_kept(alpha, beta1, beta2, eps, decay, w, g, *state):
    r"""You hand on $\hat m$ and $\hat v$ in the place of $m$ and $v$, and the next step corrects
    them once more. The corrected ones are for the step only."""
    t, m, v = moments(beta1, beta2, g, *state)
    m_hat, v_hat = hats(beta1, beta2, t, m, v)
    return w - alpha * (m_hat / (np.sqrt(v_hat) + eps) + decay * w), t, m_hat, v_hat


@rule_from
def exchanged(alpha, beta1, beta2, eps, decay, w, g, *state):
    r"""The decay is right. But you have $\beta_1$ and $\beta_2$ the wrong way round: $\beta_1$ is
    for $m$, $\beta_2$ for $v$."""
    step, *state = adams(beta2, beta1, eps, g, *state)
    return w - alpha * (step + decay * w), *state


@rule_from
def beta1_for_both(alpha, beta1, beta2, eps, decay, w, g, *state):
    r"""The decay is right. But you correct $v$ with $\beta_1$. Each average has its own: $1 -
    \beta_2^t$ for $v$."""
    t, m, v = moments(beta1, beta2, g, *state)
    m_hat, v_hat = hats(beta1, beta1, t, m, v)
    return w - alpha * (m_hat / (np.sqrt(v_hat) + eps) + decay * w), t, m, v


@rule_from
def m_squared(alpha, beta1, beta2, eps, decay, w, g, t=0, m=0.0, v=0.0):
    r"""The decay is right. But your $v$ averages the squares of $m$. It averages the squares of
    $g$."""
    t, m, _ = moments(beta1, beta2, g, t, m, v)
    v = beta2 * v + (1 - beta2) * m**2
    m_hat, v_hat = hats(beta1, beta2, t, m, v)
    return w - alpha * (m_hat / (np.sqrt(v_hat) + eps) + decay * w), t, m, v


@rule_from
def without_m(alpha, beta1, beta2, eps, decay, w, g, *state):
    r"""The decay is right. But your step takes the gradient itself: Adam's takes $\hat m$."""
    t, m, v = moments(beta1, beta2, g, *state)
    _, v_hat = hats(beta1, beta2, t, m, v)
    return w - alpha * (g / (np.sqrt(v_hat) + eps) + decay * w), t, m, v


@rule_from
def without_root_of_v(alpha, beta1, beta2, eps, decay, w, g, *state):
    r"""The decay is right. But you divide by $\hat v$ itself, in which the gradient is squared.
    Where is the root?"""
    t, m, v = moments(beta1, beta2, g, *state)
    m_hat, v_hat = hats(beta1, beta2, t, m, v)
    return w - alpha * (m_hat / (v_hat + eps) + decay * w), t, m, v


@rule_from
def eps_inside(alpha, beta1, beta2, eps, decay, w, g, *state):
    r"""The decay is right. But you have $\varepsilon$ inside of the root, $\sqrt{\hat v +
    \varepsilon}$. Here it is added to the root."""
    t, m, v = moments(beta1, beta2, g, *state)
    m_hat, v_hat = hats(beta1, beta2, t, m, v)
    return w - alpha * (m_hat / np.sqrt(v_hat + eps) + decay * w), t, m, v


@rule_from
def eps_drifts(alpha, beta1, beta2, eps, decay, w, g, *state):
    r"""The decay is right. But $\varepsilon$ is outside of the division: it is added to every step,
    and a weight that feels no slope drifts. Put the whole divisor in parentheses."""
    t, m, v = moments(beta1, beta2, g, *state)
    m_hat, v_hat = hats(beta1, beta2, t, m, v)
    return w - alpha * (m_hat / np.sqrt(v_hat) + eps + decay * w), t, m, v


@rule_from
def eps_on_the_weight(alpha, beta1, beta2, eps, decay, w, g, *state):
    r"""The decay is right. But $\varepsilon$ is outside of the division: Python divides first, and
    then adds $\varepsilon$ to the *weight*. Put the whole divisor in parentheses."""
    t, m, v = moments(beta1, beta2, g, *state)
    m_hat, v_hat = hats(beta1, beta2, t, m, v)
    return w - alpha * m_hat / np.sqrt(v_hat) + eps - alpha * decay * w, t, m, v


@rule_from
def eps_inside_raw(alpha, beta1, beta2, eps, decay, w, g, *state):
    r"""The decay is right. But you have $\varepsilon$ inside of the root, and there before the
    correction. It is added last, to $\sqrt{\hat v}$."""
    t, m, v = moments(beta1, beta2, g, *state)
    m_hat, v_hat = hats(beta1, beta2, t, m, v + eps)
    return w - alpha * (m_hat / np.sqrt(v_hat) + decay * w), t, m, v


@rule_from
def larger_of_root_and_eps(alpha, beta1, beta2, eps, decay, w, g, *state):
    r"""The decay is right. But you divide by the larger of $\sqrt{\hat v}$ and $\varepsilon$. That
    protects from $0/0$, too; here $\varepsilon$ is *added* to the root."""
    t, m, v = moments(beta1, beta2, g, *state)
    m_hat, v_hat = hats(beta1, beta2, t, m, v)
    return w - alpha * (m_hat / np.maximum(np.sqrt(v_hat), eps) + decay * w), t, m, v


@rule_from
def eps_missing(alpha, beta1, beta2, eps, decay, w, g, *state):
    r"""Where is $\varepsilon$? A weight that has felt no slope yet has $0/0$ for its step."""
    step, *state = adams(beta1, beta2, 0.0, g, *state)
    return w - alpha * (step + decay * w), *state


@rule_from
def uphill(alpha, beta1, beta2, eps, decay, w, g, *state):
    """The decay is right, but Adam's step goes *up*. The minus stands before both."""
    step, *state = adams(beta1, beta2, eps, g, *state)
    return w - alpha * (decay * w - step), *state


@rule_from
def alpha_missing(alpha, beta1, beta2, eps, decay, w, g, *state):
    r"""Only the decay is multiplied by $\alpha$. Adam's step is, too."""
    step, *state = adams(beta1, beta2, eps, g, *state)
    return w - step - alpha * decay * w, *state


@rule_from
def alpha_nowhere(alpha, beta1, beta2, eps, decay, w, g, *state):
    r"""Where is $\alpha$? It multiplies both: Adam's step and the decay."""
    step, *state = adams(beta1, beta2, eps, g, *state)
    return w - step - decay * w, *state


@rule_from
def state_forgotten(alpha, beta1, beta2, eps, decay, w, g):
    """Each of your steps is a first step: the state does not come back. Return `w, t, m, v`."""
    step, *_ = adams(beta1, beta2, eps, g)
    return (w - alpha * (step + decay * w),)


@rule_from
def v_first(alpha, beta1, beta2, eps, decay, w, g, *state):
    """The first step is right. But the state comes back in another order than `update` takes it in:
    `t, m, v` in both places."""
    step, t, m, v = adams(beta1, beta2, eps, g, *state)
    return w - alpha * (step + decay * w), t, v, m


@rule_from
def t_last(alpha, beta1, beta2, eps, decay, w, g, *state):
    """The first step is right. But `update` takes `t`, `m` and `v`, in this order, and you return
    `m, v, t`: the next step takes your $m$ for its $t$. What goes in first comes out first."""
    step, t, m, v = adams(beta1, beta2, eps, g, *state)
    return w - alpha * (step + decay * w), m, v, t


@rule_from
def t_not_returned(alpha, beta1, beta2, eps, decay, w, g, *state):
    """The first step is right. But `update` takes `t`, `m` and `v` after the gradient, so it
    returns three after `w`. You return `w, m, v`: the next step takes your $m$ for its $t$."""
    step, _, m, v = adams(beta1, beta2, eps, g, *state)
    return w - alpha * (step + decay * w), m, v


def remembers(alpha, beta1, beta2, eps, decay):
    """The first walk is right. The second, with the same rule, begins with the state that the first
    ended with: your rule keeps it behind the back. Take it in as arguments and return it."""
    state = ()

    def update(w, g):
        nonlocal state
        step, *state = adams(beta1, beta2, eps, g, *state)
        return (w - alpha * (step + decay * w),)

    return update


def streams(rng):
    return [
        (0.5, 0.9, 0.99, 1e-8, 0.1, LINE, np.array([5.0]), 3),
        (0.2, 0.6, 0.9, 0.01, 0.5, SILENT, np.array([2.0, 3.0]), 4),
        (1.0, 0.8, 0.75, 1e-8, 0.3, SIZES, np.array([1.0, -2.0, 3.0]), 4),
        (0.3, 0.9, 0.99, 0.5, 0.0, LINE, np.array([1.0, -2.0]), 4),
        (0.4, 0.8, 0.9, 0.1, 0.2, LEDGE, np.array([1.5, 0.5, -2.0]), 6),
        (0.1, 0.0, 0.6, 1e-3, 1.0, CUBIC, np.array([2.0, -0.1]), 4),
        (0.25, *rng.uniform(0.6, 0.9, 4), ROUGH, rng.normal(size=3), 6),
    ]


Exercise(
    number="7.3",
    title="AdamW",
    minutes=15,
    section="Two things called weight decay",
    answer=my_adamw,
    probes=streams,
    use=walked,
    place=step_of_walk,
    conventions=(l2, as_in_the_paper, of_keras, of_bert),
    mistakes=(
        l2_uncorrected,
        no_decay,
        of_the_new,
        of_the_new_without_alpha,
        grows,
        grows_without_alpha,
        divided,
        into_m,
        both_ways,
        alpha_squared,
        always_alpha,
        not_times_w,
        of_the_gradient,
        by_the_sign,
        of_the_size,
        twice_as_much,
        half_as_much,
        m_uncorrected,
        v_uncorrected,
        t_stuck,
        t_late,
        hats_kept,
        exchanged,
        beta1_for_both,
        m_squared,
        without_m,
        without_root_of_v,
        eps_inside,
        eps_inside_raw,
        larger_of_root_and_eps,
        eps_drifts,
        eps_on_the_weight,
        eps_missing,
        uphill,
        alpha_missing,
        alpha_nowhere,
        state_forgotten,
        v_first,
        t_last,
        t_not_returned,
        remembers,
    ),
    hints=(
        "Begin with Adam, as it stands in the chapter. Only the line of the weights changes.",
        r"What is subtracted is $\alpha$ times a sum of two terms. One is Adam's step; the other "
        "knows neither $m$ nor $v$.",
        "Both terms take the old `w`. If you write two lines, the one that shrinks `w` comes "
        "first.",
    ),
    solution=r"""
{code}

```python
from descent import adam, adamw, descend

silent = lambda w: 0 * w
path = descend(my_adamw(0.01, 0.9, 0.999, 1e-8, 0.1), silent, [5.0], steps=100)
assert np.allclose(path[:, 0], 5 * 0.999 ** np.arange(101))

rng = np.random.default_rng(0)
w = u = np.full((100, 2), 5.0)  # one weight hears a whisper, one hears noise
state, of_u = (), ()
for g in rng.normal(size=(500, 100, 2)) * [0.01, 10.0]:
    w, *state = my_adamw(0.01, 0.9, 0.999, 1e-8, 0.1)(w, g, *state)
    u, *of_u = adam(0.01)(u, g + 0.1 * u, *of_u)
assert np.allclose(w.mean(axis=0), 5 * 0.999**500, atol=0.1)  # 3.03, both
assert np.allclose(u.mean(axis=0), [1.30, 4.78], atol=0.1)

ledge = lambda w: np.where(w > 1, 3.0, 0.1)
path = descend(
    my_adamw(0.1, 0.9, 0.99, 1e-8, 0.1), ledge, [1.5, -2.0], steps=100
)
assert np.array_equal(
    path, descend(adamw(0.1, 0.9, 0.99, 1e-8, 0.1), ledge, [1.5, -2.0], 100)
)
```
Decoupled, both weights shrink alike, to 3.03, however loud their gradients are. With L2 the quiet
one is at 1.3 by then and the loud one still at 4.8: its $0.1\,w$ is divided, with the rest, by a
$\sqrt{\hat v}$ that the noise has made large.

*If a schedule shrinks $\alpha$, what becomes of the decay?* The decay shrinks with $\alpha$, since
it is multiplied by it. (In the paper's form both are multiplied by the schedule.)

```python
from descent import scheduled

rule = scheduled(my_adamw(0.01, 0.9, 0.999, 1e-8, 0.1), lambda t: 1 / t)
path = descend(rule, silent, [5.0], steps=100)
assert np.isclose(path[-1, 0], 5 * np.prod(1 - 0.01 * 0.1 / np.arange(1, 101)))
```
""",
    passed=r"The library's `adamw` walks the same path. If a schedule shrinks $\alpha$, what "
    "becomes of the decay?",
)

# 7.4 AMSGrad


def my_amsgrad(alpha, beta1, beta2, eps):
    def update(w, g, t=0, m=0.0, v=0.0, v_max=0.0):
        t = t + 1
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g**2
        m_hat = m / (1 - beta1**t)
        v_hat = v / (1 - beta2**t)
        v_max = np.maximum(v_max, v_hat)
        w = w - alpha * m_hat / (np.sqrt(v_max) + eps)
        return w, t, m, v, v_max

    return update


def walked_ams(rule, alpha, beta1, beta2, eps, grad, start, steps):
    """Two walks of a rule with four settings, one after the other."""
    form = "update(w, g, t=0, m=0.0, v=0.0, v_max=0.0)"
    return two_walks(rule(alpha, beta1, beta2, eps), form, grad, start, steps)


@rule_from
def of_torch(alpha, beta1, beta2, eps, w, g, t=0, m=0.0, v=0.0, v_max=0.0):
    r"""You keep the largest *raw* $v$, and correct it afterwards. That is what PyTorch does. Here
    the maximum is taken of $\hat v$: correct first."""
    t, m, v = moments(beta1, beta2, g, t, m, v)
    v_max = np.maximum(v_max, v)
    m_hat, v_hat = hats(beta1, beta2, t, m, v_max)
    return w - alpha * m_hat / (np.sqrt(v_hat) + eps), t, m, v, v_max


@rule_from
def ams_of_keras(alpha, beta1, beta2, eps, w, g, t=0, m=0.0, v=0.0, v_max=0.0):
    r"""You keep the largest *raw* $v$, add $\varepsilon$ to its root and correct the rate. That is
    what Keras does. Here the maximum is taken of $\hat v$, and $\varepsilon$ is added to its
    root."""
    t, m, v = moments(beta1, beta2, g, t, m, v)
    v_max = np.maximum(v_max, v)
    rate = np.sqrt(1 - beta2**t) / (1 - beta1**t)
    return w - alpha * rate * m / (np.sqrt(v_max) + eps), t, m, v, v_max


@rule_from
def of_reddi(alpha, beta1, beta2, eps, w, g, t=0, m=0.0, v=0.0, v_max=0.0):
    r"""You correct neither $m$ nor $v$. That is AMSGrad as in the paper; libraries and this book
    correct both, and here $\hat v$ before the maximum is taken."""
    t, m, v = moments(beta1, beta2, g, t, m, v)
    v_max = np.maximum(v_max, v)
    return w - alpha * m / (np.sqrt(v_max) + eps), t, m, v, v_max


@rule_from
def adam_still(alpha, beta1, beta2, eps, w, g, *state):
    """That is Adam: no step of yours feels an older maximum. Is it the maximum that your step
    divides by, and does `v_max` come back from `update`?"""
    step, *state = adams(beta1, beta2, eps, g, *state)
    return w - alpha * step, *state


@rule_from
def smallest(alpha, beta1, beta2, eps, w, g, t=0, m=0.0, v=0.0, v_min=np.inf):
    r"""You keep the *smallest* $\hat v$: your steps only ever get longer. Which is to be
    remembered?"""
    t, m, v = moments(beta1, beta2, g, t, m, v)
    m_hat, v_hat = hats(beta1, beta2, t, m, v)
    v_min = np.minimum(v_min, v_hat)
    return w - alpha * m_hat / (np.sqrt(v_min) + eps), t, m, v, v_min


@rule_from
def smallest_from_zero(alpha, beta1, beta2, eps, w, g, *state):
    r"""You take a minimum with a `v_max` that begins at zero: it stays zero, and you divide by
    $\varepsilon$ alone. The *largest* $\hat v$ is to be remembered."""
    t, m, v = moments(beta1, beta2, g, *state)
    m_hat, _ = hats(beta1, beta2, t, m, v)
    return w - alpha * m_hat / eps, t, m, v


@rule_from
def largest_m(alpha, beta1, beta2, eps, w, g, t=0, m=0.0, v=0.0, m_max=0.0):
    r"""Your maximum is that of $\hat m$: the direction stays that of the steepest slope so far. It
    is $\hat v$, below the line, whose maximum is kept."""
    t, m, v = moments(beta1, beta2, g, t, m, v)
    m_hat, v_hat = hats(beta1, beta2, t, m, v)
    m_max = np.maximum(m_max, m_hat)
    return w - alpha * m_max / (np.sqrt(v_hat) + eps), t, m, v, m_max


@rule_from
def last_two(alpha, beta1, beta2, eps, w, g, t=0, m=0.0, v=0.0, last=0.0):
    r"""You compare with the $\hat v$ of the step before, and with none before that. What do you
    hand on: $\hat v$, or the maximum?"""
    t, m, v = moments(beta1, beta2, g, t, m, v)
    m_hat, v_hat = hats(beta1, beta2, t, m, v)
    return w - alpha * m_hat / (np.sqrt(np.maximum(last, v_hat)) + eps), t, m, v, v_hat


@rule_from
def fed_back_raw(alpha, beta1, beta2, eps, w, g, t=0, m=0.0, v=0.0):
    r"""You feed the maximum back into $v$: the average then goes on from the maximum, and never
    falls. $v$ itself stays Adam's; the maximum is a number of its own."""
    t, m, new = moments(beta1, beta2, g, t, m, v)
    v = np.maximum(v, new)
    m_hat, v_hat = hats(beta1, beta2, t, m, v)
    return w - alpha * m_hat / (np.sqrt(v_hat) + eps), t, m, v


@rule_from
def fed_back(alpha, beta1, beta2, eps, w, g, t=0, m=0.0, v=0.0, v_max=0.0):
    r"""You hand on the maximum in the place of $v$, too, and the next average goes on from there.
    $v$ itself stays Adam's; the maximum is a number of its own."""
    t, m, v = moments(beta1, beta2, g, t, m, v)
    m_hat, v_hat = hats(beta1, beta2, t, m, v)
    v_max = np.maximum(v_max, v_hat)
    return w - alpha * m_hat / (np.sqrt(v_max) + eps), t, m, v_max, v_max


@rule_from
def one_for_all(alpha, beta1, beta2, eps, w, g, t=0, m=0.0, v=0.0, v_max=0.0):
    """You take the maximum over the *coordinates*, so all of them are divided by the same number.
    The maximum is over time, for each coordinate by itself: `np.maximum(a, b)`, not `np.max(a)`."""
    t, m, v = moments(beta1, beta2, g, t, m, v)
    m_hat, v_hat = hats(beta1, beta2, t, m, v)
    v_max = np.maximum(v_max, np.max(v_hat))
    return w - alpha * m_hat / (np.sqrt(v_max) + eps), t, m, v, v_max


@rule_from
def one_for_all_now(alpha, beta1, beta2, eps, w, g, t=0, m=0.0, v=0.0, v_max=0.0):
    """You take the maximum over the *coordinates* of one step, so all of them are divided by the
    same number, and none is remembered. The maximum is over time: `np.maximum(v_max, v_hat)`."""
    t, m, v = moments(beta1, beta2, g, t, m, v)
    m_hat, v_hat = hats(beta1, beta2, t, m, v)
    return w - alpha * m_hat / (np.sqrt(np.max(v_hat)) + eps), t, m, v


@rule_from
def largest_square(alpha, beta1, beta2, eps, w, g, t=0, m=0.0, v=0.0, v_max=0.0):
    r"""You keep the largest $g^2$. It is the largest *average* of them, $\hat v$, that is kept: one
    gradient alone should not rule for ever."""
    t, m, v = moments(beta1, beta2, g, t, m, v)
    m_hat, _ = hats(beta1, beta2, t, m, v)
    v_max = np.maximum(v_max, g**2)
    return w - alpha * m_hat / (np.sqrt(v_max) + eps), t, m, v, v_max


@rule_from
def corrected_twice(alpha, beta1, beta2, eps, w, g, t=0, m=0.0, v=0.0, v_max=0.0):
    r"""You correct twice: $\hat v$ before the maximum is taken, and the maximum once more after
    it."""
    t, m, v = moments(beta1, beta2, g, t, m, v)
    m_hat, v_hat = hats(beta1, beta2, t, m, v)
    v_max = np.maximum(v_max, v_hat)
    return w - alpha * m_hat / (np.sqrt(v_max / (1 - beta2**t)) + eps), t, m, v, v_max


@rule_from
def raw_uncorrected(alpha, beta1, beta2, eps, w, g, t=0, m=0.0, v=0.0, v_max=0.0):
    r"""You correct $m$, but not $v$: the maximum is taken of the raw one. Your first steps are too
    long."""
    t, m, v = moments(beta1, beta2, g, t, m, v)
    m_hat, _ = hats(beta1, beta2, t, m, v)
    v_max = np.maximum(v_max, v)
    return w - alpha * m_hat / (np.sqrt(v_max) + eps), t, m, v, v_max


@rule_from
def ams_m_uncorrected(alpha, beta1, beta2, eps, w, g, t=0, m=0.0, v=0.0, v_max=0.0):
    r"""The maximum is right. But $m$ is not corrected for its start at zero: divide it by $1 -
    \beta_1^t$."""
    t, m, v = moments(beta1, beta2, g, t, m, v)
    _, v_hat = hats(beta1, beta2, t, m, v)
    v_max = np.maximum(v_max, v_hat)
    return w - alpha * m / (np.sqrt(v_max) + eps), t, m, v, v_max


@rule_from
def old_maximum(alpha, beta1, beta2, eps, w, g, t=0, m=0.0, v=0.0, v_max=0.0):
    r"""You step before the maximum knows today's $\hat v$: the first step divides by $\varepsilon$
    alone. First the maximum, then the weights."""
    t, m, v = moments(beta1, beta2, g, t, m, v)
    m_hat, v_hat = hats(beta1, beta2, t, m, v)
    new = np.maximum(v_max, v_hat)
    return w - alpha * m_hat / (np.sqrt(v_max) + eps), t, m, v, new


@rule_from
def added_up(alpha, beta1, beta2, eps, w, g, t=0, m=0.0, v=0.0, v_sum=0.0):
    r"""You add up all $\hat v$. That is more like AdaGrad: steps that shrink for ever. Keep the
    largest."""
    t, m, v = moments(beta1, beta2, g, t, m, v)
    m_hat, v_hat = hats(beta1, beta2, t, m, v)
    v_sum = v_sum + v_hat
    return w - alpha * m_hat / (np.sqrt(v_sum) + eps), t, m, v, v_sum


@rule_from
def ams_without_root(alpha, beta1, beta2, eps, w, g, t=0, m=0.0, v=0.0, v_max=0.0):
    r"""You divide by the maximum itself, in which the gradient is squared. Where is the root?"""
    t, m, v = moments(beta1, beta2, g, t, m, v)
    m_hat, v_hat = hats(beta1, beta2, t, m, v)
    v_max = np.maximum(v_max, v_hat)
    return w - alpha * m_hat / (v_max + eps), t, m, v, v_max


@rule_from
def root_kept(alpha, beta1, beta2, eps, w, g, t=0, m=0.0, v=0.0, v_max=0.0):
    r"""You hand on the *root* of the maximum, and the next step compares it with a $\hat v$ that
    has none. Take the root for the step only."""
    t, m, v = moments(beta1, beta2, g, t, m, v)
    m_hat, v_hat = hats(beta1, beta2, t, m, v)
    root = np.sqrt(np.maximum(v_max, v_hat))
    return w - alpha * m_hat / (root + eps), t, m, v, root


@rule_from
def ams_eps_inside(alpha, beta1, beta2, eps, w, g, t=0, m=0.0, v=0.0, v_max=0.0):
    r"""The maximum is right. But you have $\varepsilon$ inside of the root. Here it is added to the
    root."""
    t, m, v = moments(beta1, beta2, g, t, m, v)
    m_hat, v_hat = hats(beta1, beta2, t, m, v)
    v_max = np.maximum(v_max, v_hat)
    return w - alpha * m_hat / np.sqrt(v_max + eps), t, m, v, v_max


@rule_from
def ams_eps_inside_raw(alpha, beta1, beta2, eps, w, g, t=0, m=0.0, v=0.0, v_max=0.0):
    r"""You add $\varepsilon$ to $v$ before it is corrected, inside of the root. It is added last,
    to the root of the maximum."""
    t, m, v = moments(beta1, beta2, g, t, m, v)
    m_hat, v_hat = hats(beta1, beta2, t, m, v + eps)
    v_max = np.maximum(v_max, v_hat)
    return w - alpha * m_hat / np.sqrt(v_max), t, m, v, v_max


@rule_from
def ams_larger_of_root_and_eps(alpha, beta1, beta2, eps, w, g, t=0, m=0.0, v=0.0, v_max=0.0):
    r"""The maximum is right. But then you divide by the larger of its root and $\varepsilon$. That
    protects from $0/0$, too; here $\varepsilon$ is *added* to the root."""
    t, m, v = moments(beta1, beta2, g, t, m, v)
    m_hat, v_hat = hats(beta1, beta2, t, m, v)
    v_max = np.maximum(v_max, v_hat)
    return w - alpha * m_hat / np.maximum(np.sqrt(v_max), eps), t, m, v, v_max


@rule_from
def ams_eps_missing(alpha, beta1, beta2, eps, w, g, t=0, m=0.0, v=0.0, v_max=0.0):
    r"""The maximum is right. But where is $\varepsilon$? A weight that has felt no slope yet has
    $0/0$ for its step."""
    t, m, v = moments(beta1, beta2, g, t, m, v)
    m_hat, v_hat = hats(beta1, beta2, t, m, v)
    v_max = np.maximum(v_max, v_hat)
    return w - alpha * m_hat / np.sqrt(v_max), t, m, v, v_max


@rule_from
def ams_eps_drifts(alpha, beta1, beta2, eps, w, g, t=0, m=0.0, v=0.0, v_max=0.0):
    r"""The maximum is right. But $\varepsilon$ is outside of the division, and added to every step.
    Put the whole divisor in parentheses."""
    t, m, v = moments(beta1, beta2, g, t, m, v)
    m_hat, v_hat = hats(beta1, beta2, t, m, v)
    v_max = np.maximum(v_max, v_hat)
    return w - alpha * (m_hat / np.sqrt(v_max) + eps), t, m, v, v_max


@rule_from
def ams_eps_on_the_weight(alpha, beta1, beta2, eps, w, g, t=0, m=0.0, v=0.0, v_max=0.0):
    r"""The maximum is right. But $\varepsilon$ is outside of the division: Python divides first,
    and then adds $\varepsilon$ to the *weight*. Put the whole divisor in parentheses."""
    t, m, v = moments(beta1, beta2, g, t, m, v)
    m_hat, v_hat = hats(beta1, beta2, t, m, v)
    v_max = np.maximum(v_max, v_hat)
    return w - alpha * m_hat / np.sqrt(v_max) + eps, t, m, v, v_max


@rule_from
def ams_uphill(alpha, beta1, beta2, eps, w, g, t=0, m=0.0, v=0.0, v_max=0.0):
    """Your walk goes *up*. Look at the sign of the step."""
    t, m, v = moments(beta1, beta2, g, t, m, v)
    m_hat, v_hat = hats(beta1, beta2, t, m, v)
    v_max = np.maximum(v_max, v_hat)
    return w + alpha * m_hat / (np.sqrt(v_max) + eps), t, m, v, v_max


@rule_from
def ams_alpha_missing(alpha, beta1, beta2, eps, w, g, t=0, m=0.0, v=0.0, v_max=0.0):
    r"""Your first step is 1 long. Where is $\alpha$?"""
    t, m, v = moments(beta1, beta2, g, t, m, v)
    m_hat, v_hat = hats(beta1, beta2, t, m, v)
    v_max = np.maximum(v_max, v_hat)
    return w - m_hat / (np.sqrt(v_max) + eps), t, m, v, v_max


@rule_from
def ams_t_stuck(alpha, beta1, beta2, eps, w, g, t=0, m=0.0, v=0.0, v_max=0.0):
    r"""Your corrections stay those of the first step. There are two ways to that: the exponent is
    missing, $1 - \beta$ in the place of $1 - \beta^t$; or `t` does not grow, or does not come back
    from `update`."""
    _, m, v = moments(beta1, beta2, g, t, m, v)
    m_hat, v_hat = hats(beta1, beta2, 1, m, v)
    v_max = np.maximum(v_max, v_hat)
    return w - alpha * m_hat / (np.sqrt(v_max) + eps), t, m, v, v_max


@rule_from
def ams_exchanged(alpha, beta1, beta2, eps, w, g, t=0, m=0.0, v=0.0, v_max=0.0):
    r"""The maximum is right. But you have $\beta_1$ and $\beta_2$ the wrong way round: $\beta_1$ is
    for $m$, $\beta_2$ for $v$."""
    t, m, v = moments(beta2, beta1, g, t, m, v)
    m_hat, v_hat = hats(beta2, beta1, t, m, v)
    v_max = np.maximum(v_max, v_hat)
    return w - alpha * m_hat / (np.sqrt(v_max) + eps), t, m, v, v_max


@rule_from
def max_before_v(alpha, beta1, beta2, eps, w, g, t=0, m=0.0, v=0.0, v_max=0.0):
    """The first step is right. But the state comes back in another order than `update` takes it in:
    `t, m, v, v_max` in both places."""
    t, m, v = moments(beta1, beta2, g, t, m, v)
    m_hat, v_hat = hats(beta1, beta2, t, m, v)
    v_max = np.maximum(v_max, v_hat)
    return w - alpha * m_hat / (np.sqrt(v_max) + eps), t, m, v_max, v


@rule_from
def ams_t_last(alpha, beta1, beta2, eps, w, g, t=0, m=0.0, v=0.0, v_max=0.0):
    """The first step is right. But `update` takes `t`, `m`, `v` and `v_max`, in this order, and you
    return `m, v, v_max, t`: the next step takes your $m$ for its $t$."""
    t, m, v = moments(beta1, beta2, g, t, m, v)
    m_hat, v_hat = hats(beta1, beta2, t, m, v)
    v_max = np.maximum(v_max, v_hat)
    return w - alpha * m_hat / (np.sqrt(v_max) + eps), m, v, v_max, t


@rule_from
def ams_t_not_returned(alpha, beta1, beta2, eps, w, g, t=0, m=0.0, v=0.0, v_max=0.0):
    """The first step is right. But `update` takes `t`, `m`, `v` and `v_max` after the gradient, so
    it returns four after `w`. You return `m, v, v_max`: the next step takes your $m$ for its
    $t$."""
    t, m, v = moments(beta1, beta2, g, t, m, v)
    m_hat, v_hat = hats(beta1, beta2, t, m, v)
    v_max = np.maximum(v_max, v_hat)
    return w - alpha * m_hat / (np.sqrt(v_max) + eps), m, v, v_max


@rule_from
def m_behind_v(alpha, beta1, beta2, eps, w, g, t=0, m=0.0, v=0.0, v_max=0.0):
    """The first step is right. But `update` takes `t`, `m`, `v` and `v_max`, in this order, and
    yours come back as `t, v, m, v_max`: the next step takes your $v$ for its $m$."""
    t, m, v = moments(beta1, beta2, g, t, m, v)
    m_hat, v_hat = hats(beta1, beta2, t, m, v)
    v_max = np.maximum(v_max, v_hat)
    return w - alpha * m_hat / (np.sqrt(v_max) + eps), t, v, m, v_max


@rule_from
def larger_array(alpha, beta1, beta2, eps, w, g, t=0, m=0.0, v=0.0, v_max=0.0):
    """Python's `max` asks which of two arrays is larger as a whole, and there is no answer to that.
    `np.maximum(a, b)` compares them number by number."""
    t, m, v = moments(beta1, beta2, g, t, m, v)
    m_hat, v_hat = hats(beta1, beta2, t, m, v)
    v_max = max(v_max, v_hat)
    return w - alpha * m_hat / (np.sqrt(v_max) + eps), t, m, v, v_max


def ams_remembers(alpha, beta1, beta2, eps):
    """The first walk is right. The second, with the same rule, begins with the maximum that the
    first ended with: your rule keeps it behind the back. Take it in as an argument and return
    it."""
    v_max = 0.0

    def update(w, g, *state):
        nonlocal v_max
        t, m, v = moments(beta1, beta2, g, *state)
        m_hat, v_hat = hats(beta1, beta2, t, m, v)
        v_max = np.maximum(v_max, v_hat)
        return w - alpha * m_hat / (np.sqrt(v_max) + eps), t, m, v

    return update


def falling_streams(rng):
    return [
        (0.5, 0.9, 0.99, 1e-8, LINE, np.array([5.0]), 3),
        (0.3, 0.7, 0.6, 0.01, ROUGH, np.array([1.0, -0.4]), 8),
        (0.4, 0.5, 0.6, 0.1, LEDGE, np.array([1.5, 0.5, -2.0]), 6),
        (0.3, 0.8, 0.5, 0.01, CUBIC, np.array([2.0, -0.5]), 6),
        (1.0, 0.9, 0.75, 1e-8, SIZES, np.array([1.0, -2.0, 3.0]), 4),
        (0.2, 0.6, 0.9, 0.01, SILENT, np.array([2.0, 3.0]), 4),
        (0.1, 0.0, 0.8, 0.5, LINE, np.array([1.0, -2.0]), 4),
        (0.25, *rng.uniform(0.6, 0.9, 3), ROUGH, rng.normal(size=3), 6),
    ]


Exercise(
    number="7.4",
    title="AMSGrad",
    minutes=10,
    section="A problem on which Adam walks to the worst point",
    answer=my_amsgrad,
    probes=falling_streams,
    use=walked_ams,
    place=step_of_walk,
    conventions=(of_torch, ams_of_keras, of_reddi),
    mistakes=(
        adam_still,
        smallest,
        smallest_from_zero,
        largest_m,
        last_two,
        fed_back_raw,
        fed_back,
        one_for_all,
        one_for_all_now,
        largest_square,
        corrected_twice,
        raw_uncorrected,
        ams_m_uncorrected,
        old_maximum,
        added_up,
        ams_without_root,
        root_kept,
        ams_eps_inside,
        ams_eps_inside_raw,
        ams_larger_of_root_and_eps,
        ams_eps_missing,
        ams_eps_drifts,
        ams_eps_on_the_weight,
        ams_uphill,
        ams_alpha_missing,
        ams_t_stuck,
        ams_exchanged,
        max_before_v,
        ams_t_last,
        ams_t_not_returned,
        m_behind_v,
        larger_array,
        ams_remembers,
    ),
    hints=(
        r"It is Adam with one line more, between $\hat v$ and the step, and one number more per "
        "weight to hand on.",
        "`np.maximum(a, b)` compares two arrays coordinate by coordinate. `np.max(a)` gives the "
        "one largest of an array; Python's `max` cannot compare arrays.",
        r"$v$ goes on as in Adam. Only the divisor takes the maximum.",
    ),
    solution=r"""
{code}

```python
from descent import adam, amsgrad, descend

ledge = lambda w: np.where(w > 1, 3.0, 0.1)
path = descend(my_amsgrad(0.1, 0.9, 0.9, 1e-8), ledge, [1.5], steps=100)
assert np.array_equal(
    path, descend(amsgrad(0.1, 0.9, 0.9, 1e-8), ledge, [1.5], steps=100)
)
last = path[-2] - path[-1]
assert np.isclose(last[0], 0.1 * 0.1 / 3, rtol=1e-3)
path = descend(adam(0.1, 0.9, 0.9, 1e-8), ledge, [1.5], steps=100)
assert np.isclose((path[-2] - path[-1])[0], 0.1, rtol=0.05)
```
On a ledge whose slope falls from 3 to 0.1, Adam forgets the 3 and soon takes steps of length
$\alpha$ again. AMSGrad doesn't forget: its steps stay $0.1/3$ of that. That is its repair where the
large gradient comes back, and its price where it doesn't.

*When are the two the same?* They are the same as long as $\hat v$ does not fall, as on slopes that
stay or grow: then both maxima are today's. On the ledge they part.

```python
grows = lambda w: -w
for grad, same in (grows, True), (ledge, False):
    one, other = (
        descend(amsgrad(0.1, 0.9, 0.9, 1e-8, raw=raw), grad, [1.5], steps=100)
        for raw in (False, True)
    )
    assert np.allclose(one, other) == same
```
""",
    passed="The library's `amsgrad` walks the same path, and with `raw=True` PyTorch's. When are "
    "the two the same?",
)

# 7.5 clipping


def clip(g, max_norm):
    norm = np.hypot.reduce(g, axis=-1, keepdims=True)
    return g * (max_norm / np.maximum(norm, max_norm))


def lengths(g, axis=-1):
    """By squares, as one would write it: 1e200 overflows."""
    return np.sqrt(np.sum(np.square(g, dtype=float), axis=axis, keepdims=True))


def shortened(g, max_norm, norm):
    return np.where(norm > max_norm, g * (max_norm / norm), g)


def by_value(g, max_norm):
    """You clip each number by itself. Libraries offer that as clipping *by value*: it turns the
    direction. Here the whole arrow gets shorter, and points where it did."""
    return np.clip(g, -max_norm, max_norm)


def of_torch_clip(g, max_norm):
    r"""You add 1e-6 to the length before you divide, as PyTorch's `clip_grad_norm_` does. What
    comes out is a little shorter than `max_norm`. Here it is exactly as long; and where do you
    divide by zero at all?"""
    norm = lengths(g)
    return g * np.minimum(1, max_norm / (norm + 1e-6))


def global_norm(g, max_norm):
    """You have one length for the whole array. That is right where the array holds the gradient of
    *one* model, and libraries do so with all of its weights together. Here each row is a point of
    its own: take the length along the last axis."""
    return shortened(g, max_norm, lengths(g, None))


def careful(wrong):
    """The same without overflow: clipping by any length knows no unit."""

    @wraps(wrong)
    def scaled(g, max_norm):
        unit = max(1.0, np.max(np.abs(g)) / 1e100)
        return unit * wrong(g / unit, max_norm / unit)

    return scaled


def by_squares(g, max_norm):
    """Right, but for very large gradients: the square of 1e200 is infinite, and your clip returns
    zero. At the cliff, where clipping is meant to help, the walk would stop. Divide by the largest
    number first, or let `np.hypot` do it."""
    return shortened(g, max_norm, lengths(g))


def zero_over_zero(g, max_norm):
    """You divide a gradient of zero by its own length, and $0/0$ is not a number. (Very large
    gradients have trouble, too: their squares are infinite.)"""
    norm = lengths(g)
    return g / norm * np.minimum(norm, max_norm)


def zero_over_zero_only(g, max_norm):
    """You divide a gradient of zero by its own length, and $0/0$ is not a number. Divide by
    something that is never smaller than `max_norm`."""
    norm = np.hypot.reduce(g, axis=-1, keepdims=True)
    return g / norm * np.minimum(norm, max_norm)


def by_hypot(g, axis=-1):
    """The length, as `np.hypot` finds it: it scales before it squares."""
    return np.hypot.reduce(np.asarray(g, float), axis=axis, keepdims=True)


MEASURES = ((by_hypot, ""), (lengths, " (Besides, 1e200 has no square: it is infinite.)"))


def measured(wrong, measures=MEASURES):
    """The slip `wrong(g, max_norm, lengths)` with each way to measure a length."""
    for lengths, besides in measures:

        def slip(g, max_norm, lengths=lengths):
            return wrong(g, max_norm, lengths)

        slip.__doc__ = inspect.cleandoc(wrong.__doc__) + besides
        yield named(f"{wrong.__name__}, {lengths.__name__}", slip)


def always_scaled(g, max_norm, lengths):
    """You make *every* gradient `max_norm` long, the short ones longer, and zero not a number.
    Leave alone what is short enough."""
    return g * (max_norm / lengths(g))


def nearly_always_scaled(g, max_norm, lengths):
    """You make every gradient `max_norm` long, the short ones longer. Leave alone what is short
    enough."""
    norm = lengths(g)
    return np.where(norm > 0, g * (max_norm / norm), g)


def squared_length(g, max_norm, lengths):
    """You compare and divide with the *squared* length. Where is the root?"""
    return shortened(g, max_norm, lengths(g) ** 2)


def squared_in_the_test(g, max_norm, lengths):
    """You compare the *squared* length with `max_norm`: some gradients that are short enough are
    made longer, or long ones are left. Compare the length."""
    norm = lengths(g)
    return np.where(norm**2 > max_norm, g * (max_norm / norm), g)


def dropped(g, max_norm, lengths):
    """You drop what is too long. Make it shorter, and keep the direction."""
    return np.where(lengths(g) > max_norm, 0.0, g)


def unit_length(g, max_norm, lengths):
    """What is too long comes back with length 1. It should be `max_norm` long."""
    norm = lengths(g)
    return np.where(norm > max_norm, g / norm, g)


def not_divided(g, max_norm, lengths):
    """You multiply what is too long by `max_norm`, but do not divide by its length."""
    return np.where(lengths(g) > max_norm, g * max_norm, g)


def divided_only(g, max_norm, lengths):
    """You divide what is too long by `max_norm`. It should *become* `max_norm` long: by what does
    it have to be divided for that?"""
    return np.where(lengths(g) > max_norm, g / max_norm, g)


def upside_down(g, max_norm, lengths):
    """Your factor is upside down: what is too long gets longer still."""
    norm = lengths(g)
    return np.where(norm > max_norm, g * (norm / max_norm), g)


def the_short_ones(g, max_norm, lengths):
    """You change what is *shorter* than `max_norm`, and leave the long ones as they are. Which way
    round is your comparison?"""
    norm = lengths(g)
    return g * (max_norm / np.minimum(norm, max_norm))


def the_short_ones_but_zero(g, max_norm, lengths):
    """You make the *short* ones longer, and leave the long ones (and zero) as they are. Which way
    round is your comparison?"""
    norm = lengths(g)
    return np.where((norm < max_norm) & (norm > 0), g * (max_norm / norm), g)


def down_the_columns(g, max_norm, lengths):
    """You take the length down the columns, over all points. One point is one row: the last
    axis."""
    return shortened(g, max_norm, lengths(g, 0))


def no_keepdims(g, max_norm, lengths):
    """One point is right, several are not: you have one length per row, and NumPy lines them up
    with the *columns*. With `keepdims=True` they stand beside their rows."""
    return shortened(g, max_norm, lengths(g)[..., 0])


def one_question(g, max_norm, lengths):
    """`if` asks one question, but several gradients have a length each: some are too long, others
    aren't. `np.where` and `np.minimum` decide for each row."""
    norm = lengths(g)
    return g * (max_norm / norm) if norm > max_norm else g


def the_factor(g, max_norm, lengths):
    """That is the factor. Return the gradient, multiplied by it."""
    norm = lengths(g)
    return max_norm / np.maximum(norm, max_norm)


def the_length(g, max_norm, lengths):
    """That is how long the clipped gradient is. Return the gradient itself."""
    return np.minimum(lengths(g), max_norm)


def whole_numbers(g, max_norm, lengths):
    """From a gradient of integers you return integers: the digits after the point are lost. Of
    which type is the array that you fill?"""
    norm = lengths(g)
    return (g * (max_norm / np.maximum(norm, max_norm))).astype(g.dtype)


def divided_in_place(g, max_norm):
    """You write into `g` itself: whoever called finds another gradient there, and an array of
    integers takes no fractions (`/=`). Make a new array."""
    g /= np.maximum(by_hypot(g) / max_norm, 1)
    return g


def multiplied_in_place(g, max_norm):
    """You write into `g` itself: whoever called finds another gradient there, and an array of
    integers takes no fractions (`*=`). Make a new array."""
    g *= max_norm / np.maximum(by_hypot(g), max_norm)
    return g


def from_above_only(g, max_norm):
    """You cap the numbers from above, each by itself, and negative ones pass at any size. It is the
    *length* of the whole arrow that is too long."""
    return np.minimum(g, max_norm)


def sum_of_sizes(g, max_norm):
    r"""You take the sum of the sizes for the length. With $(3, 4)$ that is 7. The length is 5."""
    return shortened(g, max_norm, np.sum(np.abs(g), axis=-1, keepdims=True))


def largest_size(g, max_norm):
    r"""You take the largest number for the length. With $(3, 4)$ that is 4. The length is 5."""
    return shortened(g, max_norm, np.max(np.abs(g), axis=-1, keepdims=True))


def mean_square(g, max_norm):
    """You take the *mean* of the squares, where the length takes their sum: your gradients come out
    longer than `max_norm`."""
    return shortened(g, max_norm, np.sqrt(np.mean(np.square(g, dtype=float), -1, keepdims=True)))


# Where a length that has become infinite shows, and where it does not.
TOLD_APART = (
    always_scaled,
    nearly_always_scaled,
    squared_in_the_test,
    unit_length,
    upside_down,
    down_the_columns,
    whole_numbers,
)
ALIKE = (
    dropped,
    not_divided,
    divided_only,
    the_short_ones,
    the_short_ones_but_zero,
    no_keepdims,
    one_question,
    the_factor,
    the_length,
)


def gradients(rng):
    batch = np.array([[3.0, 4.0, 0.0], [0.1, -0.2, 0.2], [-6.0, 2.0, 3.0]])
    return [
        (np.array([3.0, 4.0]), 2.0),
        (np.array([0.3, -0.4]), 1.0),
        (np.array([-0.9, 0.8, 0.1]), 1.3),
        (batch, 0.7),
        (np.zeros(3), 1.0),
        (np.array([[3.0, -4.0], [0.0, 0.0], [0.3, 0.4], [-30.0, 40.0]]), 5.0),
        (np.array([3, -4]), 2.5),
        (rng.normal(size=(2, 2, 3)), 1.5),
        (np.array([[3e200, -4e200], [0.0, 1e200]]), 2.0),
    ]


Exercise(
    number="7.5",
    title="Clip",
    minutes=15,
    section="Clipping at a cliff",
    answer=clip,
    probes=gradients,
    conventions=(
        by_value,
        of_torch_clip,
        careful(of_torch_clip),
        global_norm,
        careful(global_norm),
    ),
    mistakes=(
        by_squares,
        zero_over_zero,
        zero_over_zero_only,
        *(slip for wrong in TOLD_APART for slip in measured(wrong)),
        *(slip for wrong in ALIKE for slip in measured(wrong, MEASURES[:1])),
        *measured(squared_length, MEASURES[1:]),
        divided_in_place,
        multiplied_in_place,
        from_above_only,
        sum_of_sizes,
        largest_size,
        mean_square,
    ),
    hints=(
        "One factor for each row, at most 1. Take the length along the last axis with "
        "`keepdims=True`, so that it stands beside its row.",
        "`max_norm / np.maximum(norm, max_norm)` is 1 for what is short enough, and never "
        "divides by zero.",
        "`np.linalg.norm` squares, and 1e200 squared is infinite. `np.hypot.reduce(g, axis=-1, "
        "keepdims=True)` doesn't; or divide by the largest size in the row first, where it isn't "
        "zero.",
    ),
    solution=r"""
{code}

```python
from descent import clipped, gd

g = np.array([[3.0, 4.0], [0.3, 0.4], [0.0, 0.0], [3e200, 4e200]])
short = clip(g, 1.0)
assert np.allclose(short, [[0.6, 0.8], [0.3, 0.4], [0, 0], [0.6, 0.8]])
(w,) = clipped(gd(alpha=1.0), max_norm=1.0)(np.zeros((4, 2)), g)
assert np.allclose(-w, short)

with np.errstate(over="ignore"):
    assert np.isinf(np.linalg.norm(g[3]))
assert np.allclose(np.clip(g[0], -1, 1), [1, 1])  # by value: another direction
```
Divided by the larger of the two, the length or `max_norm`, a short gradient keeps the factor 1, and
nothing is divided by zero. `np.hypot` scales before it squares. A length that became infinite would
turn the gradient into zero: at the foot of the cliff the walk would stand still.

*What does clipping change in Adam, whose steps have their length bounded anyway?* Not the length of
today's step, but what $v$ remembers. Let one gradient of 1000 come among ones. A hundred steps
later Adam's steps are still 70 times too short; clipped to 1, they never were.

```python
from descent import adam

def later(rule):
    w, state = np.zeros(1), ()
    for t in range(201):
        before = w
        w, *state = rule(w, np.array([1000.0 if t == 100 else 1.0]), *state)
    return (before - w)[0]

assert np.isclose(1 / later(adam(alpha=1.0)), 70, atol=1)
assert np.isclose(later(clipped(adam(alpha=1.0), max_norm=1.0)), 1)
```
""",
    passed="The direction stays, the length is bounded. What does clipping change in Adam, whose "
    "steps have their length bounded anyway?",
)

# 7.6 what ε does

HALF, FAR, NEITHER = 1 / 2, 99, math.nan
THIRD = (
    (
        1,
        r"(3) On paper the first step is $\alpha$ long, whatever the gradient. But is "
        "$(10^{200})^2$ a number that float64 knows?",
    ),
    (
        math.nan,
        r"(3) $v$ is infinite, but $m$ is not: it holds $g$, which float64 knows, and not its "
        "square. What is a finite number over an infinite one?",
    ),
    (math.inf, r"(3) What is infinite is $v$, and it stands *below* the line."),
)
FOURTH = (
    (
        1,
        r"(4) On paper $v$ has forgotten by then: $0.999^{10^6}$ leaves $3 \cdot 10^{-435}$ of "
        r"it. But float64 has no $10^{400}$ to forget: what is $0.999 \cdot \infty$?",
    ),
    (
        math.nan,
        "(4) Nothing is taken from infinity here, and nothing divided by it that is infinite "
        r"itself. What are $0.999 \cdot \infty + 0.001$, and 1 over its root?",
    ),
    (math.inf, r"(4) What is infinite is $v$, and it stands *below* the line in every step."),
)
FIFTH = (
    (
        0,
        r"(5) Nothing above the line, and nothing below it either. It is $\varepsilon > 0$ that "
        "would make 0 of that.",
    ),
    (
        1,
        "(5) $g/|g|$ is 1 for every gradient but this one. Put in zero, above the line and below "
        "it.",
    ),
    (
        math.inf,
        r"(5) Something over zero would be infinite. Here zero stands *above* the line, too.",
    ),
    (HALF, r"(5) $0/(0 + 0)$ is no half. Put in zero above the line and below it."),
)


def slips_in_float64():
    """The wrong answers to (3), (4) and (5), each with what to think about."""
    right = [HALF, FAR, 0, 0, NEITHER]
    for place, wrong in enumerate((THIRD, FOURTH, FIFTH), 2):
        for number, text in wrong:
            yield [*right[:place], number, *right[place + 1 :]], text


Exercise(
    number="7.6",
    title="Derivation: what ε does",
    minutes=10,
    section="ε, place and size",
    answer=[HALF, FAR, 0, 0, NEITHER],
    tolerance=1e-6,
    conventions=(
        (
            [1 / (1 + WIDER), FAR * WIDER, 0, 0, NEITHER],
            r"That is Keras's Adam, whose $\varepsilon$ counts 31.6 times in the first step. It is "
            r"right there; here $\varepsilon$ is added to $\sqrt{\hat v}$.",
        ),
    ),
    mistakes=(
        (
            [1, FAR, 0, 0, NEITHER],
            r"(1) The first step is $\alpha$ times the sign of $g$ as long as $|g|$ is large "
            r"beside $\varepsilon$. Here it is as small. Put $\hat m = g$ and $\hat v = g^2$ into "
            "the step.",
        ),
        (
            [1, 1, 0, 0, NEITHER],
            r"(1), (2) The first step is $\alpha$ times the sign of $g$ as long as $|g|$ is large "
            r"beside $\varepsilon$. How long is it exactly? Put $\hat m = g$ and $\hat v = g^2$ "
            "into the step.",
        ),
        (
            [0, FAR, 0, 0, NEITHER],
            r"(1) The step does not die at once: $|g|/(|g| + \varepsilon)$ at $|g| = \varepsilon$ "
            "is not zero.",
        ),
        (
            [-HALF, FAR, 0, 0, NEITHER],
            "(1) The size is right. A length has no sign.",
        ),
        (
            [1 / math.sqrt(2), FAR, 0, 0, NEITHER],
            r"(1) You add $\varepsilon^2$ inside of the root. Here $\varepsilon$ is added to the "
            "root.",
        ),
        (
            [1 / math.sqrt(2), 0.99 / math.sqrt(1 - 0.99**2), 0, 0, NEITHER],
            r"(1), (2) You add $\varepsilon^2$ inside of the root. Here $\varepsilon$ is added to "
            "the root.",
        ),
        (
            [HALF, 100, 0, 0, NEITHER],
            r"(2) Nearly: at $100\,\varepsilon$ the step is $100/101$ of $\alpha$.",
        ),
        (
            [HALF, 1 / FAR, 0, 0, NEITHER],
            "(2) Upside down. Is the step nearly whole where $|g|$ is small, or where it is large?",
        ),
        (
            [HALF, 0.99, 0, 0, NEITHER],
            "(2) You give the length of the step back. For which $x$ is $x/(x + 1)$ equal to 0.99?",
        ),
        (
            [HALF, FAR * 1e-8, 0, 0, NEITHER],
            r"(2) That is $|g|$ itself. Asked is how many times $\varepsilon$ it is.",
        ),
        *slips_in_float64(),
    ),
    hints=(
        r"After the first step $\hat m = g$ and $\hat v = g^2$: put that into the rule. With $x = "
        r"|g|/\varepsilon$ only one letter is left.",
        r"The largest number float64 knows is about $1.8 \cdot 10^{308}$. Beyond it there is "
        "`inf`; a finite number over `inf` is 0.",
        "`adam(alpha=1.0)(np.array([0.0]), np.array([1e200]))` answers (3). Hand the state on "
        "for (4).",
    ),
    solution=r"""
The first step is $\alpha g/(|g| + \varepsilon)$. At $|g| = \varepsilon$ that is one half of
$\alpha$; $x/(x + 1) = 0.99$ has the solution $x = 99$. In float64 $(10^{200})^2$ is infinite, so
$v$ is, and a finite $\hat m$ over an infinite root is 0. Infinite it stays, since $0.999 \cdot
\infty = \infty$: one gradient, and this weight never moves again. At $\varepsilon = 0$ a gradient
of zero is $0/0$.

```python
from descent import adam, clipped


def first(g, **settings):
    w, *state = adam(alpha=1.0, **settings)(np.array([0.0]), np.array([g]))
    return -w[0], state


assert np.isclose(first(1e-8)[0], 1 / 2)
assert np.isclose(first(99e-8)[0], 0.99)
with np.errstate(all="ignore"):
    step, state = first(1e200)
    assert step == 0 and state[2] == np.inf
    w = np.array([0.0])
    for _ in range(1000):
        w, *state = adam(alpha=1.0)(w, np.array([1.0]), *state)
    assert w[0] == 0 and state[2] == np.inf
    assert np.isnan(first(0.0, eps=0.0)[0])
w, *_ = clipped(adam(alpha=1.0), max_norm=1.0)(
    np.array([0.0]), np.array([1e200])
)
assert np.isclose(w[0], -1)
```
An $\varepsilon$ larger than the gradients makes of Adam a damped momentum, with the step size
$\alpha/\varepsilon$; in between it shortens the steps of the quietest weights. Against the overflow
only clipping helps: the gradient gets shorter *before* it is squared.

*In float32, where numbers end at $3.4 \cdot 10^{38}$, from which gradient on does this happen?*
From the root of $3.4 \cdot 10^{38}$ on, about $1.84 \cdot 10^{19}$.

```python
with np.errstate(over="ignore"):
    assert np.float32(1.84e19) ** 2 < np.inf == np.float32(1.85e19) ** 2
```
""",
    passed=r"In float32, where numbers end at $3.4 \cdot 10^{38}$, from which gradient on does "
    "this happen?",
)

# 7.7 the counterexample


def rare(amsgrad, large, beta2, steps):
    w = m = v = v_max = 0.0
    path = [w]
    for t in range(1, steps + 1):
        g = large if t % 101 == 1 else -10
        m = 0.9 * m + 0.1 * g
        v = beta2 * v + (1 - beta2) * g**2
        v_max = max(v_max, v)
        divisor = math.sqrt(v_max if amsgrad else v)
        w = w - 0.5 / math.sqrt(t) * m / divisor
        w = min(max(w, -1), 1)
        path.append(w)
    return path


def box(w):
    return min(max(w, -1.0), 1.0)


def slope(t, large):
    return large if t % 101 == 1 else -10.0


def root_of_t(t):
    return 0.5 / math.sqrt(t)


def raw(beta1, beta2, t, m, v, v_max):
    return m, v, max(v_max, v)


def with_hats(beta1, beta2, t, m, v, v_max):
    v_hat = v / (1 - beta2**t)
    return m / (1 - beta1**t), v_hat, max(v_max, v_hat)


def altered(alpha=root_of_t, slope=slope, box=box, taken=raw, beta1=0.9, beta2=None, start=0.0):
    """The walk with something changed; `taken` says of what the step is made."""

    def walk(amsgrad, large, given, steps):
        w, m, v, v_max = start, 0.0, 0.0, 0.0
        path, kept = [w], given if beta2 is None else beta2
        for t in range(1, steps + 1):
            g = slope(t, large)
            m = beta1 * m + (1 - beta1) * g
            v = kept * v + (1 - kept) * g**2
            above, below, largest = taken(beta1, kept, t, m, v, v_max)
            v_max = largest
            w = box(w - alpha(t) * above / math.sqrt(largest if amsgrad else below))
            path.append(w)
        return path

    return walk


def corrected(amsgrad, large, beta2, steps):
    r"""You correct the moments for their start at zero, as the book's rules do. That is right
    there; but the counterexample is told without corrections, and with them its first steps are
    others."""
    return altered(taken=with_hats)(amsgrad, large, beta2, steps)


def corrected_late(amsgrad, large, beta2, steps):
    r"""You correct the moments, and $v$ after the maximum, as PyTorch does. The counterexample is
    told without corrections."""

    def taken(beta1, beta2, t, m, v, v_max):
        return m / (1 - beta1**t), v, max(v_max, v)

    path, w = [0.0], 0.0
    m = v = v_max = 0.0
    for t in range(1, steps + 1):
        g = slope(t, large)
        m, v = 0.9 * m + 0.1 * g, beta2 * v + (1 - beta2) * g**2
        m_hat, v, v_max = taken(0.9, beta2, t, m, v, v_max)
        below = (v_max if amsgrad else v) / (1 - beta2**t)
        w = box(w - root_of_t(t) * m_hat / math.sqrt(below))
        path.append(w)
    return path


def no_box(amsgrad, large, beta2, steps):
    r"""Your weight leaves $[-1, 1]$. After each step put it back to the nearest end: `min(max(w,
    -1), 1)`."""
    return altered(box=lambda w: w)(amsgrad, large, beta2, steps)


def boxed_at_last(amsgrad, large, beta2, steps):
    r"""What you keep lies in $[-1, 1]$, but the walk goes on from outside. Put the weight itself
    back, before the next step."""
    return [box(w) for w in no_box(amsgrad, large, beta2, steps)]


def constant_alpha(amsgrad, large, beta2, steps):
    r"""Your $\alpha$ stays what it is. In step $t$ it is $0.5/\sqrt t$."""
    return altered(alpha=lambda t: 0.5)(amsgrad, large, beta2, steps)


def over_t(amsgrad, large, beta2, steps):
    r"""Your $\alpha$ shrinks like $1/t$. It is $0.5/\sqrt t$: where is the root?"""
    return altered(alpha=lambda t: 0.5 / t)(amsgrad, large, beta2, steps)


def alpha_one(amsgrad, large, beta2, steps):
    r"""Your $\alpha$ is $1/\sqrt t$. It begins at 0.5."""
    return altered(alpha=lambda t: 1 / math.sqrt(t))(amsgrad, large, beta2, steps)


def root_of_half(amsgrad, large, beta2, steps):
    r"""Your $\alpha$ is $\sqrt{0.5/t}$. Only the $t$ is inside of the root."""
    return altered(alpha=lambda t: math.sqrt(0.5 / t))(amsgrad, large, beta2, steps)


def one_ahead_in_alpha(amsgrad, large, beta2, steps):
    r"""Your $\alpha$ is one step ahead: $0.5/\sqrt{t + 1}$. Steps are counted from 1, and the first
    $\alpha$ is 0.5."""
    return altered(alpha=lambda t: 0.5 / math.sqrt(t + 1))(amsgrad, large, beta2, steps)


def second_step(amsgrad, large, beta2, steps):
    r"""Your large gradient comes in the *second* step: you count from 0. With $t$ from 1 the first
    step has it, and the 102nd."""
    return altered(slope=lambda t, large: slope(t - 1, large))(amsgrad, large, beta2, steps)


def last_of_the_period(amsgrad, large, beta2, steps):
    r"""Your large gradient comes at the *end* of each 101 steps. It comes when $t$ leaves the rest
    1: `t % 101 == 1`, the first step included."""
    return altered(slope=lambda t, large: slope(t + 1, large))(amsgrad, large, beta2, steps)


def every_hundred(amsgrad, large, beta2, steps):
    r"""Your large gradient comes every 100 steps. Between two of them lie 100 *others*, so the
    period is 101."""
    change = altered(slope=lambda t, large: large if t % 100 == 1 else -10.0)
    return change(amsgrad, large, beta2, steps)


def only_once(amsgrad, large, beta2, steps):
    """Your large gradient comes only once, in the first step. It comes back every 101 steps."""
    change = altered(slope=lambda t, large: large if t == 1 else -10.0)
    return change(amsgrad, large, beta2, steps)


def plus_ten(amsgrad, large, beta2, steps):
    r"""Your small gradients are $+10$. They pull the other way: $-10$."""
    return altered(slope=lambda t, large: large if t % 101 == 1 else 10.0)(
        amsgrad, large, beta2, steps
    )


def minus_one(amsgrad, large, beta2, steps):
    r"""Your small gradients are $-1$. They are $-10$."""
    return altered(slope=lambda t, large: large if t % 101 == 1 else -1.0)(
        amsgrad, large, beta2, steps
    )


def climbs(amsgrad, large, beta2, steps):
    """You step *along* the gradient. Look at the sign of the step."""
    return altered(alpha=lambda t: -0.5 / math.sqrt(t))(amsgrad, large, beta2, steps)


def always_adam(amsgrad, large, beta2, steps):
    """Adam is right. But AMSGrad walks the same path: with `amsgrad` divide by the largest $v$ so
    far."""
    return rare(False, large, beta2, steps)


def always_amsgrad(amsgrad, large, beta2, steps):
    """AMSGrad is right. But so walks your Adam, too: without `amsgrad` divide by $v$ as it is
    now."""
    return rare(True, large, beta2, steps)


def turned(amsgrad, large, beta2, steps):
    """You have the two the wrong way round: with `amsgrad` the maximum is what you divide by."""
    return rare(not amsgrad, large, beta2, steps)


def never_falls(amsgrad, large, beta2, steps):
    r"""Adam is right. In AMSGrad you feed the maximum back into $v$. The average goes on as in
    Adam; the maximum is a number of its own."""
    if not amsgrad:
        return rare(False, large, beta2, steps)
    w = m = v = 0.0
    path = [w]
    for t in range(1, steps + 1):
        g = slope(t, large)
        m, v = 0.9 * m + 0.1 * g, max(v, beta2 * v + (1 - beta2) * g**2)
        w = box(w - root_of_t(t) * m / math.sqrt(v))
        path.append(w)
    return path


def largest_gradient(amsgrad, large, beta2, steps):
    r"""Adam is right. In AMSGrad you keep the largest $g^2$. It is the largest *average*, $v$, that
    is kept."""
    if not amsgrad:
        return rare(False, large, beta2, steps)
    squares = (slope(t, large) ** 2 for t in range(1, steps + 1))
    largest = np.maximum.accumulate(list(squares))
    return altered(taken=lambda b1, b2, t, m, v, v_max: (m, v, largest[t - 1]))(
        True, large, beta2, steps
    )


def without_m_here(amsgrad, large, beta2, steps):
    r"""Your step takes the gradient itself. Adam's takes its average, $m$, with $\beta_1 = 0.9$."""
    return altered(beta1=0.0)(amsgrad, large, beta2, steps)


def own_beta2(amsgrad, large, beta2, steps):
    r"""Your $\beta_2$ is always 0.99. Take the one that is given."""
    return rare(amsgrad, large, 0.99, steps)


def default_beta2(amsgrad, large, beta2, steps):
    r"""Your $\beta_2$ is always 0.999, the usual default. Take the one that is given."""
    return rare(amsgrad, large, 0.999, steps)


def without_the_root(amsgrad, large, beta2, steps):
    r"""You divide by $v$ itself. Where is the root?"""

    def taken(beta1, beta2, t, m, v, v_max):
        return m, v**2, max(v_max, v**2)

    return altered(taken=taken)(amsgrad, large, beta2, steps)


def from_one(amsgrad, large, beta2, steps):
    r"""Your walk begins at 1. It begins at 0, with all moments zero."""
    return altered(start=1.0)(amsgrad, large, beta2, steps)


def start_missing(amsgrad, large, beta2, steps):
    """The start is missing. After 0 steps the weight stands somewhere already."""
    return rare(amsgrad, large, beta2, steps)[1:]


def end_missing(amsgrad, large, beta2, steps):
    """The last position is missing. Where does `range` end?"""
    return rare(amsgrad, large, beta2, steps)[:-1]


def end_only(amsgrad, large, beta2, steps):
    """That is only where the walk ends. Keep every position, from the start on."""
    return rare(amsgrad, large, beta2, steps)[-1]


Exercise(
    number="7.7",
    title="Experiment: the rare gradient",
    minutes=20,
    section="A problem on which Adam walks to the worst point",
    answer=rare,
    tolerance=1e-7,
    probes=[
        (False, 1010, 0.99, 3),
        (False, 1010, 0.99, 250),
        (True, 1010, 0.99, 250),
        (False, 2000, 0.999, 120),
        (True, 300, 0.95, 320),
        (False, 50, 0.9, 210),
        (True, 4000, 0.9, 0),
    ],
    conventions=(corrected, corrected_late),
    mistakes=(
        no_box,
        boxed_at_last,
        constant_alpha,
        over_t,
        alpha_one,
        root_of_half,
        one_ahead_in_alpha,
        second_step,
        last_of_the_period,
        every_hundred,
        only_once,
        plus_ten,
        minus_one,
        climbs,
        always_adam,
        always_amsgrad,
        turned,
        never_falls,
        largest_gradient,
        without_m_here,
        own_beta2,
        default_beta2,
        without_the_root,
        from_one,
        start_missing,
        end_missing,
        end_only,
    ),
    hints=(
        "A loop over `t in range(1, steps + 1)`, with plain numbers: `w`, `m`, `v` and `v_max` all "
        "begin at zero.",
        "In each step: the gradient of this `t`, $m$ and $v$ (not corrected), the maximum, the "
        "step, and then back into the box.",
        "For the measurement take whole periods, 101 steps or a multiple, so that you don't read "
        "the sawtooth.",
    ),
    solution=r"""
{code}

```python
assert [round(w, 2) for w in rare(False, 1010, 0.99, 3)] == [
    0,
    -0.5,
    -0.82,
    -1,
]
steps = 101 * 1000
assert rare(False, 1010, 0.99, steps)[-1] == 1  # the worst point
assert rare(True, 1010, 0.99, steps)[-1] < -0.97  # near the best
assert (
    rare(False, 1200, 0.99, steps)[-1] > 0 > rare(False, 1300, 0.99, steps)[-1]
)
assert rare(False, 1010, 0.999, steps)[-1] > 0.3  # on its way to the wrong end
assert rare(False, 1100, 0.999, steps)[-1] < -0.97


def net_pull(large, beta2, periods=200):
    m = v = pull = 0.0
    for t in range(101 * periods):
        g = large if t % 101 == 0 else -10
        m, v = 0.9 * m + 0.1 * g, beta2 * v + (1 - beta2) * g**2
        pull = pull + m / math.sqrt(v) if t >= 101 * (periods - 1) else 0.0
    return pull


assert net_pull(1240, 0.99) < 0 < net_pull(1243, 0.99)
assert net_pull(1020, 0.999) < 0 < net_pull(1022, 0.999)
```
The gradients of a period add up to $C - 1000$, so for every $C > 1000$ the best point is $-1$. Adam
divides each by the $\sqrt v$ of its own moment. When the large one comes, $v$ is large; a hundred
steps later $v$ has forgotten nearly two thirds of it, and the small ones are divided by less. So
they count for more, and as long as $C$ is below about 1241 they win: Adam walks to $+1$, the worst
point there is. (`net_pull` adds up a whole period of $m/\sqrt v$, once all has settled.) With
$\beta_2 = 0.999$ the memory is ten times as long and the border is near 1021: still not 1000.
AMSGrad's divisor cannot fall. From its maximum on, large and small gradients are divided by the
same number, and the true sum decides.

*Where, in training a network, do a few rare batches matter most?* Where something is rare, a class
with few rows or a word that seldom occurs. What matters is whether it comes back within the memory
of $v$, $1/(1 - \beta_2)$ batches: then it is divided by about the same as all others.
""",
    passed=r"A divisor that forgets weighs the gradients by when they come. Where, in training a "
    r"network, do a few rare batches matter most?",
)
