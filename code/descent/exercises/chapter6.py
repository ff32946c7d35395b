"""Chapter 6: Adam."""

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
from descent.paths import descend

# 6.1 by heart

SHORT, LONG = 1 - 0.9, 1 / math.sqrt(1 - 0.999)  # m's share of g, and what √v makes of it
RAW = SHORT * LONG

Exercise(
    number="6.1",
    title="By heart",
    minutes=5,
    section="Starting from zero",
    answer=[RAW, 10, 1],
    tolerance=2e-3,
    mistakes=(
        (
            [RAW, 10, -1],
            "(3) The size is right. The step goes *against* the gradient: which way does "
            "$w$ move where $g$ is negative?",
        ),
        (
            [RAW, 10, 250],
            "(3) The correction undoes what the start at zero did to both averages: "
            r"$\hat m = g$ and $\hat v = g^2$. What is left of the 250?",
        ),
        (
            [RAW, 10, -250],
            "(3) The correction undoes what the start at zero did to both averages: "
            r"$\hat m = g$ and $\hat v = g^2$. What is left of the 250, and with which sign?",
        ),
        (
            [RAW, 10, RAW],
            "(3) 3.1623 is the first step *without* correction, whatever the gradient. "
            "And with it?",
        ),
        (
            [RAW, 10, -RAW],
            "(3) 3.1623 is the first step *without* correction, whatever the gradient. "
            "And with it? Mind the sign.",
        ),
        (
            [1, 10, 1],
            r"(1) The first asks for the step *without* correction: $m_1 = 0.1\,g$, and "
            r"$v_1 = 0.001\,g^2$.",
        ),
        (
            [SHORT / (1 - 0.999), 10, 1],
            r"(1) In the first you divide by $v_1/g^2 = 0.001$. Where is the root?",
        ),
        (
            [LONG, 10, 1],
            r"(1) In the first you forgot that $m_1$ is too small as well: $0.1\,g$.",
        ),
        (
            [SHORT, 10, 1],
            r"(1) In the first you forgot that $v_1$ is too small as well, "
            r"$0.001\,g^2$, and its root stands below the line.",
        ),
        (
            [1 / RAW, 10, 1],
            r"(1) The first is upside down: $m$ stands above the line.",
        ),
        (
            [6.5685, 10, 1],
            "(1) 6.57 is the longest step without correction; it comes later, at step "
            "12. How long is the first?",
        ),
        (
            [RAW, 0.1, 1],
            r"(2) $0.1 = 1 - \beta_1$ is what $m$ is divided by. Asked is the factor.",
        ),
        (
            [RAW, 1 / 0.9, 1],
            r"(2) The factor is $1/(1 - \beta_1^t)$, not $1/\beta_1$.",
        ),
        (
            [RAW, 1000, 1],
            r"(2) 1,000 is the factor of $v$. Asked is that of $m$, with $\beta_1 = "
            r"0.9$.",
        ),
        (
            [RAW, 1, 1],
            r"(2) $1/(1 - \beta_1^0)$ would be infinite, and 1 is what it comes near to "
            r"after many steps. At $t = 1$?",
        ),
        (
            [RAW, 1 / 0.19, 1],
            r"(2) That is the factor of the *second* step. $t$ begins at 1.",
        ),
    ),
    hints=(
        r"Both begin at zero, so $m_1 = (1 - \beta_1)\,g$ and $v_1 = (1 - \beta_2)\,g^2$.",
        r"Adam's first step is $-\alpha\,\hat m_1/\sqrt{\hat v_1}$. What are $\hat m_1$ and "
        r"$\hat v_1$?",
    ),
    solution=r"""
Without correction the first step is $\alpha m_1/\sqrt{v_1} = \alpha \cdot 0.1\,g/\sqrt{0.001\,g^2}
\approx 3.1623\,\alpha$ long. At $t = 1$ the factor is $1/(1 - 0.9) = 10$. With correction
$\hat m_1 = g$ and $\hat v_1 = g^2$, so $w$ changes by $-\alpha\,g/|g|$: by $+\alpha$ where $g =
-250$, and by the same where $g = -0.25$.

```python
from descent import adam, descend

assert np.isclose((1 - 0.9) / np.sqrt(1 - 0.999), 3.1623, atol=1e-4)
for slope in (-250, -0.25):
    path = descend(adam(0.01), lambda w: 0 * w + slope, [0.0], steps=1)[:, 0]
    assert np.isclose((path[1] - path[0]) / 0.01, 1)
```

*Which of the three changes if $\beta_2 = 0.99$?* Only the first. With $\beta_2 = 0.99$ it is
$0.1/\sqrt{0.01} = 1$; the other two know nothing of $\beta_2$.

```python
assert np.isclose((1 - 0.9) / np.sqrt(1 - 0.99), 1)
```
""",
    passed=r"Which of the three changes if $\beta_2 = 0.99$?",
)

# 6.2 what is in the average


def weights(beta, t):
    return (1 - beta) * beta ** np.arange(t - 1, -1, -1)


def add_up_to_one(beta, t):
    r"""Your weights add up to 1: they are those of the *corrected* average. Asked are the weights
    in $m_t$ as it is, which begins at zero."""
    return weights(beta, t) / (1 - beta**t)


def from_the_first(beta, t):
    r"""Your average begins at $m_1 = g_1$, not at zero. That is another usual way (`adjust=False`
    in pandas); then the first gradient has more weight than it deserves. Here $m$ begins at
    zero."""
    found = weights(beta, t)
    found[0] = beta ** (t - 1)
    return found


def backwards(beta, t):
    r"""The right weights in the wrong order. The first is that of $g_1$, the oldest gradient; which
    one counts most?"""
    return weights(beta, t)[::-1]


def undamped(beta, t):
    r"""These are the weights in momentum's velocity. In Adam's $m$ each gradient enters times $1 -
    \beta$."""
    return beta ** np.arange(t - 1, -1, -1)


def undamped_backwards(beta, t):
    r"""Today's gradient enters times $1 - \beta$; and $g_1$, the oldest, stands first."""
    return beta ** np.arange(t)


def faded_once_more(beta, t):
    r"""Each of your weights is smaller than it should be, by a factor $\beta$. Today's gradient
    $g_t$ has not faded yet: its exponent is 0."""
    return beta * weights(beta, t)


def exchanged(beta, t):
    r"""You have $\beta$ and $1 - \beta$ the wrong way round. A step leaves $\beta$ of the old
    average."""
    return weights(1 - beta, t)


def all_steps(beta, t):
    r"""You give $t + 1$ weights. $m_0 = 0$ is no gradient: from $g_1$ to $g_t$ there are $t$."""
    return weights(beta, t + 1)


def one_missing(beta, t):
    r"""You give $t - 1$ weights. From $g_1$ to $g_t$ there are $t$."""
    return weights(beta, t)[1:]


def today_missing(beta, t):
    r"""You give $t - 1$ weights: that of today's gradient, $g_t$, is missing. Its age is 0. Where
    does `np.arange` end?"""
    return weights(beta, t)[:-1]


def their_sum(beta, t):
    r"""That is what the weights add up to, $1 - \beta^t$. Asked are the weights themselves."""
    return 1 - beta**t


def running_sum(beta, t):
    r"""You add the weights up as you go. Asked are the weights themselves."""
    return np.cumsum(weights(beta, t))


def of_each_step(beta, t):
    r"""Those are the sums $1 - \beta^k$ of the weights after each step. Asked are the weights of
    the gradients $g_1, \dots, g_t$ in *one* average, $m_t$."""
    return 1 - beta ** np.arange(1, t + 1)


def all_alike(beta, t):
    r"""You give all gradients one weight. A moving average forgets: the older, the less."""
    return np.full(t, 1 / t)


def all_the_share(beta, t):
    r"""Each gradient *enters* with $1 - \beta$, and then it fades: what does a step leave of
    $m$?"""
    return np.full(t, 1 - beta)


def faded_by_share(beta, t):
    r"""Today's gradient has the weight $1 - \beta$ rightly, but the older ones fade by $\beta$ at
    each step, not by $1 - \beta$."""
    return (1 - beta) ** np.arange(t, 0, -1)


def share_as_power(beta, t):
    r"""The powers are right, but you *subtract* $\beta$ from 1 in the wrong place: the weight is a
    product, $(1 - \beta) \cdot \beta^{\,\text{age}}$."""
    return 1 - beta * beta ** np.arange(t - 1, -1, -1)


Exercise(
    number="6.2",
    title="Derivation: what is in the average",
    minutes=10,
    section="Starting from zero",
    answer=weights,
    probes=lambda rng: [
        (0.9, 3),
        (0.9, 1),
        (0.5, 5),
        (0.0, 4),
        (0.999, 40),
        (rng.uniform(0.6, 0.9), int(rng.integers(6, 9))),
    ],
    conventions=(add_up_to_one, from_the_first),
    mistakes=(
        backwards,
        undamped,
        undamped_backwards,
        faded_once_more,
        exchanged,
        all_steps,
        one_missing,
        today_missing,
        their_sum,
        running_sum,
        of_each_step,
        all_alike,
        all_the_share,
        faded_by_share,
        share_as_power,
    ),
    hints=(
        r"Write $m_3$ out: $m_3 = \beta m_2 + (1 - \beta)\,g_3$, and put $m_2$ and $m_1$ in.",
        r"A gradient enters with $1 - \beta$ and fades by $\beta$ at every step after that. How "
        r"many steps old is $g_k$ at time $t$?",
        "`beta ** np.arange(t)` runs from the youngest to the oldest; the oldest should stand "
        "first.",
    ),
    solution=r"""
Put the first line into itself, again and again, down to $m_0 = 0$:

$$ m_t = (1 - \beta)\,g_t + \beta\,m_{t-1} = \dots = (1 - \beta) \sum_{k=1}^t \beta^{t-k}\,g_k . $$

The weights are a geometric series, and add up to
$(1 - \beta)(1 + \beta + \dots + \beta^{t-1}) = 1 - \beta^t$. So if all gradients have the same
mean, $E[m_t] = (1 - \beta^t)\,E[g]$: too small by a known factor, by which you can divide.

{code}

```python
rng = np.random.default_rng(0)
g, m = rng.normal(size=50), 0.0
for slope in g:
    m = 0.9 * m + (1 - 0.9) * slope
assert np.isclose(m, weights(0.9, 50) @ g)
for beta, t in [(0.9, 1), (0.9, 7), (0.999, 1000)]:
    assert np.isclose(weights(beta, t).sum(), 1 - beta**t)
assert np.isclose(weights(0.999, 1000).sum(), 0.6323, atol=1e-4)
```

*For $\beta = 0.999$, after a thousand steps, how much is missing to 1?* $0.999^{1000} \approx
0.368$ is missing, more than a third.

```python
assert np.isclose(1 - weights(0.999, 1000).sum(), 0.368, atol=1e-3)
```
""",
    passed=r"They add up to $1 - \beta^t$. For $\beta = 0.999$, after a thousand steps, how much "
    r"is missing to 1?",
)

# 6.3 the rule


def my_adam(alpha, beta1, beta2, eps):
    def update(w, g, t=0, m=0.0, v=0.0):
        t = t + 1
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g**2
        m_hat = m / (1 - beta1**t)
        v_hat = v / (1 - beta2**t)
        w = w - alpha * m_hat / (np.sqrt(v_hat) + eps)
        return w, t, m, v

    return update


def walked(rule, alpha, beta1, beta2, eps, grad, start, steps):
    """Two walks of a rule with four settings, one after the other."""
    form = "update(w, g, t=0, m=0.0, v=0.0)"
    try:
        return two_walks(rule(alpha, beta1, beta2, eps), form, grad, start, steps)
    except ZeroDivisionError as error:
        error.args = ("is t still 0 in the first step? 1 - beta**0 is zero: count first",)
        raise


def moments(beta1, beta2, g, m, v):
    """Both averages, brought up to date."""
    return beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * g**2


def hats(beta1, beta2, t, m, v):
    return m / (1 - beta1**t), v / (1 - beta2**t)


def stepped(alpha, w, m, v, eps):
    return w - alpha * m / (np.sqrt(v) + eps)


@rule_from
def eps_of_keras(alpha, beta1, beta2, eps, w, g, t=0, m=0.0, v=0.0):
    r"""This is Keras's $\varepsilon$: right there, not what was asked. Both corrections are in the
    step size, and $\varepsilon$ is added to $\sqrt v$ before it is corrected. Here it is added to
    $\sqrt{\hat v}$."""
    t = t + 1
    m, v = moments(beta1, beta2, g, m, v)
    alpha = alpha * np.sqrt(1 - beta2**t) / (1 - beta1**t)
    return stepped(alpha, w, m, v, eps), t, m, v


@rule_from
def adamax(alpha, beta1, beta2, eps, w, g, t=0, m=0.0, u=0.0):
    r"""That is AdaMax, from the same paper: it divides by the largest recent $|g|$. Here it is the
    root of an average of squares."""
    t, m, u = t + 1, beta1 * m + (1 - beta1) * g, np.maximum(beta2 * u, np.abs(g))
    return w - alpha * m / (1 - beta1**t) / (u + eps), t, m, u


@rule_from
def amsgrad(alpha, beta1, beta2, eps, w, g, t=0, m=0.0, v=0.0, v_max=0.0):
    r"""That is AMSGrad: it divides by the largest $\hat v$ so far. Adam lets $\hat v$ fall
    again."""
    t = t + 1
    m, v = moments(beta1, beta2, g, m, v)
    m_hat, v_hat = hats(beta1, beta2, t, m, v)
    v_max = np.maximum(v_max, v_hat)
    return stepped(alpha, w, m_hat, v_max, eps), t, m, v, v_max


@rule_from
def amsgrad_raw(alpha, beta1, beta2, eps, w, g, t=0, m=0.0, v=0.0, v_max=0.0):
    r"""That is AMSGrad, with the largest $v$ so far, as PyTorch and Keras keep it. Adam lets $v$
    fall again."""
    t = t + 1
    m, v = moments(beta1, beta2, g, m, v)
    v_max = np.maximum(v_max, v)
    return stepped(alpha, w, *hats(beta1, beta2, t, m, v_max), eps), t, m, v, v_max


@rule_from
def decayed(alpha, beta1, beta2, eps, w, g, t=0, m=0.0, v=0.0):
    r"""That is AdamW: your weights shrink besides, by $0.01\,\alpha$ of themselves at each step.
    Nobody asked for that here."""
    t = t + 1
    m, v = moments(beta1, beta2, g, m, v)
    return stepped(alpha, w * (1 - 0.01 * alpha), *hats(beta1, beta2, t, m, v), eps), t, m, v


@rule_from
def decayed_in_the_loss(alpha, beta1, beta2, eps, w, g, t=0, m=0.0, v=0.0):
    r"""That is Adam with weight decay in the loss: you add $0.01\,w$ to the gradient. Nobody asked
    for that here."""
    t = t + 1
    m, v = moments(beta1, beta2, g + 0.01 * w, m, v)
    return stepped(alpha, w, *hats(beta1, beta2, t, m, v), eps), t, m, v


@rule_from
def nadam(alpha, beta1, beta2, eps, w, g, t=0, m=0.0, v=0.0):
    r"""That is Nesterov's look ahead put into Adam (NAdam): today's gradient counts once more in
    your step. Here the step is $\hat m$."""
    t = t + 1
    m, v = moments(beta1, beta2, g, m, v)
    m_hat, v_hat = hats(beta1, beta2, t, beta1 * m + (1 - beta1) * g, v)
    return stepped(alpha, w, m_hat, v_hat, eps), t, m, v


@rule_from
def eps_inside(alpha, beta1, beta2, eps, w, g, t=0, m=0.0, v=0.0):
    r"""You have $\varepsilon$ inside of the root, $\sqrt{\hat v + \varepsilon}$. Optax has a
    setting for that, `eps_root`, beside the usual one. Here $\varepsilon$ is added to the root."""
    t = t + 1
    m, v = moments(beta1, beta2, g, m, v)
    m_hat, v_hat = hats(beta1, beta2, t, m, v)
    return stepped(alpha, w, m_hat, v_hat + eps, 0), t, m, v


@rule_from
def eps_inside_raw(alpha, beta1, beta2, eps, w, g, t=0, m=0.0, v=0.0):
    r"""You have $\varepsilon$ inside of the root, and there before the correction. It is added
    last, to $\sqrt{\hat v}$."""
    t = t + 1
    m, v = moments(beta1, beta2, g, m, v)
    m_hat, v_hat = hats(beta1, beta2, t, m, v + eps)
    return stepped(alpha, w, m_hat, v_hat, 0), t, m, v


@rule_from
def eps_twice(alpha, beta1, beta2, eps, w, g, t=0, m=0.0, v=0.0):
    r"""You add $\varepsilon$ twice, inside of the root and outside. Outside is enough."""
    t = t + 1
    m, v = moments(beta1, beta2, g, m, v)
    m_hat, v_hat = hats(beta1, beta2, t, m, v)
    return stepped(alpha, w, m_hat, v_hat + eps, eps), t, m, v


@rule_from
def larger_of_root_and_eps(alpha, beta1, beta2, eps, w, g, t=0, m=0.0, v=0.0):
    r"""You divide by the larger of $\sqrt{\hat v}$ and $\varepsilon$. That protects from $0/0$,
    too; but here $\varepsilon$ is *added* to the root."""
    t = t + 1
    m, v = moments(beta1, beta2, g, m, v)
    m_hat, v_hat = hats(beta1, beta2, t, m, v)
    return w - alpha * m_hat / np.maximum(np.sqrt(v_hat), eps), t, m, v


@rule_from
def eps_drifts(alpha, beta1, beta2, eps, w, g, t=0, m=0.0, v=0.0):
    r"""$\varepsilon$ is outside of the division: it is added to every step, and a weight that feels
    no slope drifts. Put the whole divisor in parentheses."""
    t = t + 1
    m, v = moments(beta1, beta2, g, m, v)
    m_hat, v_hat = hats(beta1, beta2, t, m, v)
    return w - alpha * (m_hat / np.sqrt(v_hat) + eps), t, m, v


@rule_from
def eps_drifts_up(alpha, beta1, beta2, eps, w, g, t=0, m=0.0, v=0.0):
    r"""$\varepsilon$ is outside of the division: Python divides first, and then adds $\varepsilon$
    to the *weight*. Put the whole divisor in parentheses."""
    t = t + 1
    m, v = moments(beta1, beta2, g, m, v)
    return stepped(alpha, w, *hats(beta1, beta2, t, m, v), 0) + eps, t, m, v


@rule_from
def eps_missing(alpha, beta1, beta2, eps, w, g, t=0, m=0.0, v=0.0):
    r"""Where is $\varepsilon$? A weight that has felt no slope yet has $0/0$ for its step."""
    t = t + 1
    m, v = moments(beta1, beta2, g, m, v)
    return stepped(alpha, w, *hats(beta1, beta2, t, m, v), 0), t, m, v


@rule_from
def uncorrected(alpha, beta1, beta2, eps, w, g, t=0, m=0.0, v=0.0):
    r"""You forgot to correct for the start at zero, both of $m$ and of $v$: with the usual
    $\beta_1$ and $\beta_2$ your first step is 3.16 times too long."""
    m, v = moments(beta1, beta2, g, m, v)
    return stepped(alpha, w, m, v, eps), t + 1, m, v


@rule_from
def only_m(alpha, beta1, beta2, eps, w, g, t=0, m=0.0, v=0.0):
    r"""You correct $m$, but not $v$. Then the first step is $1/\sqrt{1 - \beta_2}$ times too long,
    31.6 with the usual setting: *worse* than no correction."""
    t = t + 1
    m, v = moments(beta1, beta2, g, m, v)
    return stepped(alpha, w, m / (1 - beta1**t), v, eps), t, m, v


@rule_from
def only_v(alpha, beta1, beta2, eps, w, g, t=0, m=0.0, v=0.0):
    r"""You correct $v$, but not $m$. Then the first steps are too short: $1 - \beta_1$ of what they
    should be, a tenth with the usual setting."""
    t = t + 1
    m, v = moments(beta1, beta2, g, m, v)
    return stepped(alpha, w, m, v / (1 - beta2**t), eps), t, m, v


@rule_from
def counted_from_zero(alpha, beta1, beta2, eps, w, g, t=0, m=0.0, v=0.0):
    r"""You correct with $t = 0$ in the first step, and $1 - \beta^0$ is zero: a division by zero,
    and `nan` for ever after. Count first, then correct: $t$ begins at 1."""
    m, v = moments(beta1, beta2, g, m, v)
    return stepped(alpha, w, *hats(beta1, beta2, np.float64(t), m, v), eps), t + 1, m, v


@rule_from
def counted_twice(alpha, beta1, beta2, eps, w, g, t=0, m=0.0, v=0.0):
    r"""Your $t$ is one too large: you correct the first step with $t = 2$. Is it counted twice, or
    does it begin at 1 already?"""
    m, v = moments(beta1, beta2, g, m, v)
    return stepped(alpha, w, *hats(beta1, beta2, t + 2, m, v), eps), t + 1, m, v


@rule_from
def counted_by_two(alpha, beta1, beta2, eps, w, g, t=0, m=0.0, v=0.0):
    r"""Your $t$ goes up by 2 at each step. Is it counted in two places?"""
    t = t + 2
    m, v = moments(beta1, beta2, g, m, v)
    return stepped(alpha, w, *hats(beta1, beta2, t, m, v), eps), t, m, v


@rule_from
def counted_twice_later(alpha, beta1, beta2, eps, w, g, t=0, m=0.0, v=0.0):
    r"""Your first step is right, but then $t$ goes up by 2 at each step. Is it counted on once more
    when you return it?"""
    t = t + 1
    m, v = moments(beta1, beta2, g, m, v)
    return stepped(alpha, w, *hats(beta1, beta2, t, m, v), eps), t + 1, m, v


@rule_from
def never_counted(alpha, beta1, beta2, eps, w, g, t=0, m=0.0, v=0.0):
    r"""Your first step is right, but every later one is corrected as if it were the first, by
    $1/(1 - \beta)$. There are two ways to that: the exponent is missing, $1 - \beta$ in the place
    of $1 - \beta^t$; or $t$ stays at 1: is it counted on, and returned?"""
    m, v = moments(beta1, beta2, g, m, v)
    return stepped(alpha, w, *hats(beta1, beta2, 1, m, v), eps), t, m, v


@rule_from
def first_only(alpha, beta1, beta2, eps, w, g, t=0, m=0.0, v=0.0):
    r"""You correct the first step only. At the second there is still $1 - \beta^2$ to be divided
    by, and so on."""
    t = t + 1
    m, v = moments(beta1, beta2, g, m, v)
    m_hat, v_hat = hats(beta1, beta2, t, m, v) if t == 1 else (m, v)
    return stepped(alpha, w, m_hat, v_hat, eps), t, m, v


@rule_from
def times_t(alpha, beta1, beta2, eps, w, g, t=0, m=0.0, v=0.0):
    r"""You correct by $1 - \beta t$. It is a *power*, $1 - \beta^t$: `beta1**t`."""
    t = t + 1
    m, v = moments(beta1, beta2, g, m, v)
    return stepped(alpha, w, m / (1 - beta1 * t), v / (1 - beta2 * t), eps), t, m, v


@rule_from
def power_of_the_rest(alpha, beta1, beta2, eps, w, g, t=0, m=0.0, v=0.0):
    r"""You correct by $(1 - \beta)^t$, which falls to zero, while the correction should fade.
    Divide by $1 - \beta^t$."""
    t = t + 1
    m, v = moments(beta1, beta2, g, m, v)
    return stepped(alpha, w, m / (1 - beta1) ** t, v / (1 - beta2) ** t, eps), t, m, v


@rule_from
def corrected_down(alpha, beta1, beta2, eps, w, g, t=0, m=0.0, v=0.0):
    r"""You *multiply* by $1 - \beta^t$. The averages are too small: divide."""
    t = t + 1
    m, v = moments(beta1, beta2, g, m, v)
    return stepped(alpha, w, m * (1 - beta1**t), v * (1 - beta2**t), eps), t, m, v


@rule_from
def root_corrected_whole(alpha, beta1, beta2, eps, w, g, t=0, m=0.0, v=0.0):
    r"""You divide $\sqrt v$ by $1 - \beta_2^t$, with the correction outside of the root. It belongs
    to $v$, so inside: $\sqrt{v/(1 - \beta_2^t)}$."""
    t = t + 1
    m, v = moments(beta1, beta2, g, m, v)
    m_hat, root = m / (1 - beta1**t), np.sqrt(v) / (1 - beta2**t)
    return w - alpha * m_hat / (root + eps), t, m, v


@rule_from
def alpha_corrected_whole(alpha, beta1, beta2, eps, w, g, t=0, m=0.0, v=0.0):
    r"""You put both corrections into the step size, but that of $v$ without its root:
    $\sqrt{1 - \beta_2^t}$. (And then $\varepsilon$ would be Keras's.)"""
    t = t + 1
    m, v = moments(beta1, beta2, g, m, v)
    return stepped(alpha * (1 - beta2**t) / (1 - beta1**t), w, m, v, eps), t, m, v


@rule_from
def beta2_for_m(alpha, beta1, beta2, eps, w, g, t=0, m=0.0, v=0.0):
    r"""You correct $m$ with $\beta_2$. Each average is corrected with its own: $m$ with
    $\beta_1$."""
    t = t + 1
    m, v = moments(beta1, beta2, g, m, v)
    return stepped(alpha, w, *hats(beta2, beta2, t, m, v), eps), t, m, v


@rule_from
def beta1_for_v(alpha, beta1, beta2, eps, w, g, t=0, m=0.0, v=0.0):
    r"""You correct $v$ with $\beta_1$. Each average is corrected with its own: $v$ with
    $\beta_2$."""
    t = t + 1
    m, v = moments(beta1, beta2, g, m, v)
    return stepped(alpha, w, *hats(beta1, beta1, t, m, v), eps), t, m, v


@rule_from
def corrections_exchanged(alpha, beta1, beta2, eps, w, g, t=0, m=0.0, v=0.0):
    r"""The averages are right, but you correct $m$ with $\beta_2$ and $v$ with $\beta_1$. Each is
    corrected with its own."""
    t = t + 1
    m, v = moments(beta1, beta2, g, m, v)
    return stepped(alpha, w, *hats(beta2, beta1, t, m, v), eps), t, m, v


@rule_from
def betas_exchanged(alpha, beta1, beta2, eps, w, g, t=0, m=0.0, v=0.0):
    r"""You have $\beta_1$ and $\beta_2$ the wrong way round. $\beta_1$ is for $m$, the average of
    the gradients, and $\beta_2$ for $v$, that of their squares."""
    t = t + 1
    m, v = moments(beta2, beta1, g, m, v)
    return stepped(alpha, w, *hats(beta2, beta1, t, m, v), eps), t, m, v


@rule_from
def averages_exchanged(alpha, beta1, beta2, eps, w, g, t=0, m=0.0, v=0.0):
    r"""The corrections are right, but in the averages you have $\beta_1$ and $\beta_2$ the wrong
    way round. $\beta_1$ is for $m$, and $\beta_2$ for $v$."""
    t = t + 1
    m, v = moments(beta2, beta1, g, m, v)
    return stepped(alpha, w, *hats(beta1, beta2, t, m, v), eps), t, m, v


@rule_from
def hats_kept(alpha, beta1, beta2, eps, w, g, t=0, m=0.0, v=0.0):
    r"""You keep $\hat m$ and $\hat v$ in the place of $m$ and $v$, and correct them again at the
    next step. The averages go on *uncorrected*: give the corrected ones names of their own."""
    t = t + 1
    m, v = hats(beta1, beta2, t, *moments(beta1, beta2, g, m, v))
    return stepped(alpha, w, m, v, eps), t, m, v


@rule_from
def m_hat_kept(alpha, beta1, beta2, eps, w, g, t=0, m=0.0, v=0.0):
    r"""You keep $\hat m$ in the place of $m$, and correct it again at the next step. The average
    goes on *uncorrected*: give $\hat m$ a name of its own."""
    t = t + 1
    m, v = moments(beta1, beta2, g, m, v)
    m, v_hat = hats(beta1, beta2, t, m, v)
    return stepped(alpha, w, m, v_hat, eps), t, m, v


@rule_from
def v_hat_kept(alpha, beta1, beta2, eps, w, g, t=0, m=0.0, v=0.0):
    r"""You keep $\hat v$ in the place of $v$, and correct it again at the next step. The average
    goes on *uncorrected*: give $\hat v$ a name of its own."""
    t = t + 1
    m, v = moments(beta1, beta2, g, m, v)
    m_hat, v = hats(beta1, beta2, t, m, v)
    return stepped(alpha, w, m_hat, v, eps), t, m, v


@rule_from
def not_squared(alpha, beta1, beta2, eps, w, g, t=0, m=0.0, v=0.0):
    r"""Your $v$ averages the gradients as they are, like $m$, and the root of a negative average is
    `nan`. What is squared in $v$?"""
    t = t + 1
    m, v = beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * g
    return stepped(alpha, w, *hats(beta1, beta2, t, m, v), eps), t, m, v


@rule_from
def sizes(alpha, beta1, beta2, eps, w, g, t=0, m=0.0, v=0.0):
    r"""Your $v$ averages the sizes $|g|$, and you take the root of that. Average the *squares*:
    only then has the root the unit of a gradient."""
    t = t + 1
    m, v = beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * np.abs(g)
    return stepped(alpha, w, *hats(beta1, beta2, t, m, v), eps), t, m, v


@rule_from
def m_squared(alpha, beta1, beta2, eps, w, g, t=0, m=0.0, v=0.0):
    r"""Your $v$ averages the squares of $m$. Asked are the squares of the gradients themselves."""
    t, m = t + 1, beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * m**2
    return stepped(alpha, w, *hats(beta1, beta2, t, m, v), eps), t, m, v


@rule_from
def share_squared(alpha, beta1, beta2, eps, w, g, t=0, m=0.0, v=0.0):
    r"""In $v$ you square $(1 - \beta_2)\,g$, factor and all. Only the gradient is squared."""
    t = t + 1
    m, v = beta1 * m + (1 - beta1) * g, beta2 * v + ((1 - beta2) * g) ** 2
    return stepped(alpha, w, *hats(beta1, beta2, t, m, v), eps), t, m, v


@rule_from
def deviations(alpha, beta1, beta2, eps, w, g, t=0, m=0.0, v=0.0):
    r"""Your $v$ averages $(g - m)^2$, the scatter around $m$ (AdaBelief does). Adam averages
    $g^2$."""
    t, m = t + 1, beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * (g - m) ** 2
    return stepped(alpha, w, *hats(beta1, beta2, t, m, v), eps), t, m, v


@rule_from
def no_root(alpha, beta1, beta2, eps, w, g, t=0, m=0.0, v=0.0):
    r"""You divide by $\hat v$ itself, in which the gradient is squared. Where is the root?"""
    t = t + 1
    m, v = moments(beta1, beta2, g, m, v)
    m_hat, v_hat = hats(beta1, beta2, t, m, v)
    return w - alpha * m_hat / (v_hat + eps), t, m, v


@rule_from
def m_share_missing(alpha, beta1, beta2, eps, w, g, t=0, m=0.0, v=0.0):
    r"""The gradient goes into $m$ whole, as in chapter 3's velocity. Adam's $m$ is an average: it
    takes $1 - \beta_1$ of it."""
    t, m, v = t + 1, beta1 * m + g, beta2 * v + (1 - beta2) * g**2
    return stepped(alpha, w, *hats(beta1, beta2, t, m, v), eps), t, m, v


@rule_from
def v_share_missing(alpha, beta1, beta2, eps, w, g, t=0, m=0.0, v=0.0):
    r"""$g^2$ goes into $v$ whole. $v$ is an average: it takes $1 - \beta_2$ of it."""
    t, m, v = t + 1, beta1 * m + (1 - beta1) * g, beta2 * v + g**2
    return stepped(alpha, w, *hats(beta1, beta2, t, m, v), eps), t, m, v


@rule_from
def shares_missing(alpha, beta1, beta2, eps, w, g, t=0, m=0.0, v=0.0):
    r"""Both averages take all of what is new, and so are sums. $m$ takes $1 - \beta_1$ of the
    gradient, and $v$ takes $1 - \beta_2$ of its square."""
    t, m, v = t + 1, beta1 * m + g, beta2 * v + g**2
    return stepped(alpha, w, *hats(beta1, beta2, t, m, v), eps), t, m, v


@rule_from
def turned_averages(alpha, beta1, beta2, eps, w, g, t=0, m=0.0, v=0.0):
    r"""In both averages you have $\beta$ and $1 - \beta$ the wrong way round. $\beta$ is what a
    step *leaves* of the old one."""
    t = t + 1
    m, v = moments(1 - beta1, 1 - beta2, g, m, v)
    return stepped(alpha, w, *hats(beta1, beta2, t, m, v), eps), t, m, v


@rule_from
def m_turned(alpha, beta1, beta2, eps, w, g, t=0, m=0.0, v=0.0):
    r"""In $m$ you have $\beta_1$ and $1 - \beta_1$ the wrong way round. $\beta_1$ is what a step
    *leaves* of the old average."""
    t = t + 1
    m, v = moments(1 - beta1, beta2, g, m, v)
    return stepped(alpha, w, *hats(beta1, beta2, t, m, v), eps), t, m, v


@rule_from
def v_turned(alpha, beta1, beta2, eps, w, g, t=0, m=0.0, v=0.0):
    r"""In $v$ you have $\beta_2$ and $1 - \beta_2$ the wrong way round. $\beta_2$ is what a step
    *leaves* of the old average."""
    t = t + 1
    m, v = moments(beta1, 1 - beta2, g, m, v)
    return stepped(alpha, w, *hats(beta1, beta2, t, m, v), eps), t, m, v


@rule_from
def sign_only(alpha, beta1, beta2, eps, w, g, t=0, m=0.0, v=0.0):
    r"""You step by $\alpha$ times the sign of $m$. Adam comes near to that where the gradients stay
    the same; but how long a step is depends on $\hat m/\sqrt{\hat v}$."""
    t = t + 1
    m, v = moments(beta1, beta2, g, m, v)
    return w - alpha * np.sign(m), t, m, v


@rule_from
def old_moments(alpha, beta1, beta2, eps, w, g, t=0, m=0.0, v=0.0):
    r"""You step before the averages know today's gradient: your first step leads nowhere. First the
    averages, then the step."""
    t = t + 1
    stepped_first = stepped(alpha, w, *hats(beta1, beta2, t, m, v), eps)
    return stepped_first, t, *moments(beta1, beta2, g, m, v)


@rule_from
def old_m(alpha, beta1, beta2, eps, w, g, t=0, m=0.0, v=0.0):
    r"""Your step takes the old $m$, which does not know today's gradient. Which $m$ belongs into
    $\hat m$?"""
    t = t + 1
    m_new, v = moments(beta1, beta2, g, m, v)
    return stepped(alpha, w, *hats(beta1, beta2, t, m, v), eps), t, m_new, v


@rule_from
def old_v(alpha, beta1, beta2, eps, w, g, t=0, m=0.0, v=0.0):
    r"""Your step takes the old $v$, which does not know today's gradient: the first step divides by
    $\varepsilon$ alone."""
    t = t + 1
    m, v_new = moments(beta1, beta2, g, m, v)
    return stepped(alpha, w, *hats(beta1, beta2, t, m, v), eps), t, m, v_new


@rule_from
def without_m(alpha, beta1, beta2, eps, w, g, t=0, m=0.0, v=0.0):
    r"""Your step takes the gradient itself. That is RMSProp, with its start corrected. What stands
    above the line in Adam?"""
    t = t + 1
    m, v = moments(beta1, beta2, g, m, v)
    return stepped(alpha, w, g, v / (1 - beta2**t), eps), t, m, v


@rule_from
def without_v(alpha, beta1, beta2, eps, w, g, t=0, m=0.0, v=0.0):
    r"""You step by $\alpha\hat m$: that is momentum, with its start corrected. By what does Adam
    divide?"""
    t = t + 1
    m, v = moments(beta1, beta2, g, m, v)
    return w - alpha * m / (1 - beta1**t), t, m, v


@rule_from
def divided_first(alpha, beta1, beta2, eps, w, g, t=0, m=0.0, v=0.0):
    r"""You divide the gradient by the root first, and average the quotients. Adam averages the
    gradients, and divides the average."""
    t, v = t + 1, beta2 * v + (1 - beta2) * g**2
    m = beta1 * m + (1 - beta1) * g / (np.sqrt(v / (1 - beta2**t)) + eps)
    return w - alpha * m / (1 - beta1**t), t, m, v


@rule_from
def uphill(alpha, beta1, beta2, eps, w, g, t=0, m=0.0, v=0.0):
    """Your walk goes *up*. Look at the sign of the step."""
    t = t + 1
    m, v = moments(beta1, beta2, g, m, v)
    return stepped(-alpha, w, *hats(beta1, beta2, t, m, v), eps), t, m, v


@rule_from
def alpha_missing(alpha, beta1, beta2, eps, w, g, t=0, m=0.0, v=0.0):
    r"""Your first step is 1 long. Where is $\alpha$?"""
    t = t + 1
    m, v = moments(beta1, beta2, g, m, v)
    return stepped(1, w, *hats(beta1, beta2, t, m, v), eps), t, m, v


@rule_from
def one_for_all(alpha, beta1, beta2, eps, w, g, t=0, m=0.0, v=0.0):
    """You have one $v$ for all coordinates. Then a ravine is as narrow as before. Here each
    coordinate has its own: no `sum`, no `mean`, no `norm`."""
    t, m = t + 1, beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * np.sum(g**2)
    return stepped(alpha, w, *hats(beta1, beta2, t, m, v), eps), t, m, v


@rule_from
def mean_for_all(alpha, beta1, beta2, eps, w, g, t=0, m=0.0, v=0.0):
    """You average the squares over the coordinates. The average in $v$ is over *time*, and each
    coordinate has its own. Leave out the `mean`."""
    t, m = t + 1, beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * np.mean(g**2)
    return stepped(alpha, w, *hats(beta1, beta2, t, m, v), eps), t, m, v


@rule_from
def t_not_returned(alpha, beta1, beta2, eps, w, g, t=0, m=0.0, v=0.0):
    """`update` takes `t`, `m` and `v` after the gradient, so it returns three after `w`, in this
    order. You return `w, m, v`: the next step takes your $m$ for its $t$."""
    t = t + 1
    m, v = moments(beta1, beta2, g, m, v)
    return stepped(alpha, w, *hats(beta1, beta2, t, m, v), eps), m, v


@rule_from
def t_last(alpha, beta1, beta2, eps, w, g, t=0, m=0.0, v=0.0):
    """`update` takes `t`, `m` and `v`, in this order, and you return `m, v, t`: the next step takes
    your $m$ for its $t$. What goes in first comes out first."""
    t = t + 1
    m, v = moments(beta1, beta2, g, m, v)
    return stepped(alpha, w, *hats(beta1, beta2, t, m, v), eps), m, v, t


@rule_from
def v_before_m(alpha, beta1, beta2, eps, w, g, t=0, m=0.0, v=0.0):
    """The first step is right. But `update` takes `t`, `m` and `v`, in this order, and you return
    `t, v, m`: the next step takes your $v$ for its $m$."""
    t = t + 1
    m, v = moments(beta1, beta2, g, m, v)
    return stepped(alpha, w, *hats(beta1, beta2, t, m, v), eps), t, v, m


@rule_from
def nothing_returned(alpha, beta1, beta2, eps, w, g, t=0, m=0.0, v=0.0):
    """You return `w` alone, so every step is a first one, a sign times the step size. The next step
    needs your `t`, `m` and `v`."""
    t = t + 1
    m, v = moments(beta1, beta2, g, m, v)
    return (stepped(alpha, w, *hats(beta1, beta2, t, m, v), eps),)


def remembers(alpha, beta1, beta2, eps):
    """The first walk is right. The second, with the same rule, begins with what the first ended
    with: your rule keeps $t$, $m$ and $v$ behind the back. Take them in as arguments and return
    them."""
    kept = 0, 0.0, 0.0
    rule = my_adam(alpha, beta1, beta2, eps)

    def update(w, g):
        nonlocal kept
        w, *kept = rule(w, g, *kept)
        return (w,)

    return update


def remembers_t(alpha, beta1, beta2, eps):
    """The first walk is right. In the second, with the same rule, $t$ goes on where the first
    ended: your rule counts behind the back, and the second start is not corrected. Take `t` in as
    an argument and return it."""
    t = 0
    rule = my_adam(alpha, beta1, beta2, eps)

    def update(w, g, m=0.0, v=0.0):
        nonlocal t
        w, t, m, v = rule(w, g, t, m, v)
        return w, m, v

    return update


def streams(rng):
    return [
        (0.1, 0.9, 0.999, 1e-8, LINE, np.array([5.0]), 3),
        (1.0, 0.9, 0.999, 1e-8, SIZES, np.zeros(3), 4),
        (0.3, 0.8, 0.95, 0.5, LINE, np.array([1.0, -2.0]), 4),
        (0.2, 0.7, 0.9, 0.01, SILENT, np.array([2.0, 3.0]), 4),
        (0.4, 0.6, 0.75, 0.1, LEDGE, np.array([1.5, 0.5, -2.0]), 6),
        (0.1, 0.0, 0.5, 1e-3, CUBIC, np.array([2.0, -0.1]), 4),
        (
            rng.uniform(0.1, 0.4),
            rng.uniform(0.6, 0.8),
            rng.uniform(0.85, 0.95),
            rng.uniform(0.01, 0.2),
            ROUGH,
            rng.normal(size=3),
            6,
        ),
    ]


Exercise(
    number="6.3",
    title="Adam",
    minutes=15,
    section="Adam",
    answer=my_adam,
    probes=streams,
    use=walked,
    place=step_of_walk,
    conventions=(eps_of_keras, adamax, amsgrad, amsgrad_raw, decayed, decayed_in_the_loss, nadam),
    mistakes=(
        eps_inside,
        eps_inside_raw,
        eps_twice,
        larger_of_root_and_eps,
        eps_drifts,
        eps_drifts_up,
        eps_missing,
        uncorrected,
        only_m,
        only_v,
        counted_from_zero,
        counted_twice,
        counted_by_two,
        counted_twice_later,
        never_counted,
        first_only,
        times_t,
        power_of_the_rest,
        corrected_down,
        root_corrected_whole,
        alpha_corrected_whole,
        beta2_for_m,
        beta1_for_v,
        corrections_exchanged,
        betas_exchanged,
        averages_exchanged,
        hats_kept,
        m_hat_kept,
        v_hat_kept,
        not_squared,
        sizes,
        m_squared,
        share_squared,
        deviations,
        no_root,
        m_share_missing,
        v_share_missing,
        shares_missing,
        turned_averages,
        m_turned,
        v_turned,
        sign_only,
        old_moments,
        old_m,
        old_v,
        without_m,
        without_v,
        divided_first,
        uphill,
        alpha_missing,
        one_for_all,
        mean_for_all,
        t_not_returned,
        t_last,
        v_before_m,
        nothing_returned,
        remembers,
        remembers_t,
    ),
    hints=(
        "Inside `my_adam`, define `update(w, g, t=0, m=0.0, v=0.0)`; at the end `return update`, "
        "without calling it.",
        "Six lines, in this order: count; two averages; two corrections; the step.",
        r"The corrected averages get names of their own, `m_hat` and `v_hat`: what goes on to the "
        r"next step is `m` and `v` as they are.",
        r"$\varepsilon$ comes last: it is added to $\sqrt{\hat v}$, inside of the parentheses.",
    ),
    solution="""
{code}

```python
from descent import adam, descend, surfaces

settings = 0.02, 0.9, 0.999, 1e-8
grad, start = surfaces["rosenbrock"].grad, [-1.2, 1.0]
path = descend(my_adam(*settings), grad, start, steps=500)
assert np.array_equal(path, descend(adam(*settings), grad, start, steps=500))
assert np.allclose(path[1], [-1.18, 1.02])
```
The first step is $\\alpha$ long in each coordinate, towards where it goes down: here the slopes are
$-215.6$ and $-88$, and both steps $0.02$.

The order of the lines is the order of the paper's. Count first, for $1 - \\beta^0$ is zero. Correct
into names of their own, for what is corrected and kept is corrected twice.
""",
    passed="That is Adam, step for step the library's. Let it race.",
)

# 6.4 by hand


def by_hand(rule, alpha=0.1):
    """Where a rule leads in three steps on x² from 1."""
    made = rule(alpha, 0.9, 0.999, 1e-8)
    return descend(made, LINE, np.array([1.0]), 3)[1:, 0].tolist()


@rule_from
def plain(alpha, beta1, beta2, eps, w, g):
    return (w - alpha * g,)


Exercise(
    number="6.4",
    title="Adam by hand",
    minutes=15,
    section="Adam",
    answer=by_hand(my_adam),
    tolerance=5e-7,
    mistakes=(
        (
            by_hand(uncorrected),
            "That is without correction: the first step is 3.16 times too long. Divide $m$ and $v$ "
            "by their factors before you step.",
        ),
        (
            by_hand(only_m),
            "You correct $m$ only: the first step is 31.6 times too long. $v$ has a factor, too.",
        ),
        (
            by_hand(only_v),
            "You correct $v$ only: the first step is a tenth of what it should be. $m$ has a "
            "factor, too.",
        ),
        (
            by_hand(never_counted),
            r"The first is right. But you correct every step by $1 - \beta$, as if it were the "
            r"first. In the second it is $1 - \beta^2$, and so on.",
        ),
        (
            by_hand(first_only),
            "The first is right. But the second and third step are to be corrected, too, with $t = "
            "2$ and 3.",
        ),
        (
            by_hand(counted_twice),
            "You correct the first step with $t = 2$. It is step 1.",
        ),
        (
            by_hand(hats_kept),
            r"The first is right. Then you go on with $\hat m$ and $\hat v$, and correct them "
            r"again. Go on with $m$ and $v$.",
        ),
        (
            by_hand(m_hat_kept),
            r"The first is right. Then you go on with $\hat m$, and correct it again. Go on with "
            r"$m$.",
        ),
        (
            by_hand(v_hat_kept),
            r"The first is right. Then you go on with $\hat v$, and correct it again. Go on with "
            r"$v$.",
        ),
        (
            by_hand(betas_exchanged),
            r"You have $\beta_1$ and $\beta_2$ the wrong way round.",
        ),
        (
            by_hand(root_corrected_whole),
            r"You corrected $\sqrt v$ in the place of $v$: first correct, then take the root.",
        ),
        (
            by_hand(no_root),
            r"You divide by $\hat v$ itself. Where is the root?",
        ),
        (
            by_hand(without_m),
            r"The first is right. But your step takes the gradient of the day, and not its average "
            r"$\hat m$.",
        ),
        (
            by_hand(uphill),
            "You go up. Subtract the step.",
        ),
        (
            by_hand(plain),
            r"That is plain gradient descent, $x \leftarrow x - 0.1 \cdot 2x$.",
        ),
        (
            [0.9, 0.8, 0.7],
            r"Nearly: you took all steps to be $\alpha$ long, or the slope to stay at 2. It gets "
            r"smaller as you go down, and $\hat m$ and $\sqrt{\hat v}$ forget at different rates.",
        ),
        (
            [0.1, 0.1, 0.1],
            "Those are steps, and all alike. Asked is where they lead; and the slope gets smaller "
            "as you go.",
        ),
        (
            [-0.1, -0.1, -0.1],
            "Those are steps, and all alike. Asked is where they lead; and the slope gets smaller "
            "as you go down.",
        ),
        (
            np.diff([1.0, *by_hand(my_adam)]).tolist(),
            "Those are the steps. Asked are the positions after them.",
        ),
        (
            [1.0, *by_hand(my_adam)],
            "Leave out the start: $x_1$, $x_2$, $x_3$ are the positions after the steps.",
        ),
    ),
    hints=(
        "The slope of $x^2$ is $2x$: so 2 in the first step. Keep a table with $g$, $m$, $v$, "
        "$\\hat m$, $\\hat v$, $x$ and a row for each step.",
        "In the second step $m = 0.9 \\cdot 0.2 + 0.1 \\cdot 1.8 = 0.36$, and it is divided by $1 "
        "- 0.81 = 0.19$.",
    ),
    solution=r"""
$$
\begin{array}{c|cccccc}
t & g & m & v & \hat m & \hat v & x \\ \hline
1 & 2 & 0.2 & 0.004 & 2 & 4 & 0.900000 \\
2 & 1.8 & 0.36 & 0.007236 & 1.894737 & 3.619810 & 0.800412 \\
3 & 1.600824 & 0.484082 & 0.009791 & 1.786282 & 3.267067 & 0.701586
\end{array}
$$

```python
x, m, v = 1.0, 0.0, 0.0
rows = []
for t in (1, 2, 3):
    g = 2 * x
    m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g**2
    m_hat, v_hat = m / (1 - 0.9**t), v / (1 - 0.999**t)
    x = x - 0.1 * m_hat / (np.sqrt(v_hat) + 1e-8)
    rows.append([g, m, v, m_hat, v_hat, x])
table = [
    [2, 0.2, 0.004, 2, 4, 0.9],
    [1.8, 0.36, 0.007236, 1.894737, 3.619810, 0.800412],
    [1.600824, 0.484082, 0.009791, 1.786282, 3.267067, 0.701586],
]
assert np.allclose(rows, table, rtol=0, atol=6e-7)

from descent import adam, descend

for size in (1e-3, 1, 1e6):
    path = descend(adam(0.1), lambda x: size * 2 * x, [1.0], steps=3)[1:, 0]
    assert np.allclose(path, [0.9, 0.800412, 0.701586], rtol=0, atol=3e-6)
```
The steps get shorter than $\alpha$, though only by a little: $\hat m$ looks back about ten steps,
$\hat v$ a thousand, so where the slopes fall, $\hat m$ falls first. Take $1000\,x^2$ for $x^2$, and
the positions are the same.

*What would they be on $1000\,x^2$? And where would plain gradient descent stand there after three
steps?* Adam stands where it stood. Plain descent multiplies $x$ by $1 - 0.1 \cdot 2000 = -199$ in
each step, and after three is at $-7{,}880{,}599$.

```python
assert (1 - 0.1 * 2000) ** 3 == -7_880_599
```
""",
    passed="What would they be on $1000\\,x^2$? And where would plain gradient descent stand there "
    "after three steps?",
)

# 6.5 the longest step


def longest_step(beta1, beta2):
    return (1 - beta1) / math.sqrt((1 - beta2) * (1 - beta1**2 / beta2))


def of_the_lone_gradient(beta1, beta2):
    r"""That is the step after a lone gradient in a long silence, and the bound that the paper
    gives. A stream of gradients that grow does better: let $m$ have several of them to add up."""
    return (1 - beta1) / math.sqrt(1 - beta2)


def larger_of_the_two(beta1, beta2):
    r"""That is the paper's rule of thumb: $\alpha$, or $\alpha(1 - \beta_1)/\sqrt{1 - \beta_2}$ if
    that is more. A stream of gradients that grow goes beyond it."""
    return max(1.0, of_the_lone_gradient(beta1, beta2))


def never_longer(beta1, beta2):
    r"""You say 1: that is a constant gradient in the long run. Other streams do better: what if a
    large gradient comes after small ones?"""
    return 1.0


def after_the_silence(beta1, beta2):
    r"""That is the longest step on a *constant* gradient after a long silence. But a constant
    stream is not the best there is: let the gradients grow, by the right factor."""
    t = np.arange(1, 2000)
    return np.max((1 - beta1**t) / np.sqrt(1 - beta2**t))


def root_missing(beta1, beta2):
    r"""You found the bound for $m^2/v$. Take the root of the rest, too."""
    return longest_step(beta1, beta2) ** 2


def half_the_root(beta1, beta2):
    r"""The root reaches only over one of the two factors. By Cauchy and Schwarz both sums stand
    under a root."""
    return (1 - beta1) / math.sqrt(1 - beta2) / (1 - beta1**2 / beta2)


def other_half_of_the_root(beta1, beta2):
    r"""$1 - \beta_2$ belongs under the root as well: it is $\sqrt v$ that stands below the line."""
    return (1 - beta1) / (1 - beta2) / math.sqrt(1 - beta1**2 / beta2)


def not_squared_ratio(beta1, beta2):
    r"""Your series has the ratio $\beta_1/\beta_2$. In the sum of *squares* it is
    $(\beta_1/\sqrt{\beta_2})^2$."""
    return (1 - beta1) / math.sqrt((1 - beta2) * (1 - beta1 / beta2))


def both_squared_ratio(beta1, beta2):
    r"""Your series has the ratio $(\beta_1/\beta_2)^2$. The weight $\beta_2^k$ was shared out
    between both sums, half each: $(\beta_1/\sqrt{\beta_2})^2$."""
    return (1 - beta1) / math.sqrt((1 - beta2) * (1 - (beta1 / beta2) ** 2))


def root_ratio(beta1, beta2):
    r"""Your series has the ratio $\beta_1/\sqrt{\beta_2}$. In the sum of *squares* that is
    squared."""
    return (1 - beta1) / math.sqrt((1 - beta2) * (1 - beta1 / math.sqrt(beta2)))


def ratio_without_beta2(beta1, beta2):
    r"""Your series has the ratio $\beta_1^2$. Nothing of the weight $\beta_2^k$ has come into the
    first sum: how did you split $\beta_1^k g$ into two factors?"""
    return (1 - beta1) / math.sqrt((1 - beta2) * (1 - beta1**2))


def share_of_m_missing(beta1, beta2):
    r"""The factor $1 - \beta_1$ is missing, with which the gradients enter $m$."""
    return longest_step(beta1, beta2) / (1 - beta1)


def share_of_v_missing(beta1, beta2):
    r"""The factor $1 - \beta_2$ is missing, with which the squares enter $v$."""
    return longest_step(beta1, beta2) * math.sqrt(1 - beta2)


def series_only(beta1, beta2):
    r"""Both factors with which gradients and squares enter are missing: that is the root of the
    series alone."""
    return longest_step(beta1, beta2) * math.sqrt(1 - beta2) / (1 - beta1)


def upside_down(beta1, beta2):
    r"""That is upside down: $m$ stands above the line, $\sqrt v$ below it."""
    return 1 / longest_step(beta1, beta2)


def series_turned(beta1, beta2):
    r"""Your geometric series is upside down: $1 + r + r^2 + \dots = 1/(1 - r)$, so its root goes
    below the line."""
    return (1 - beta1) / math.sqrt(1 - beta2) * math.sqrt(1 - beta1**2 / beta2)


def betas_turned(beta1, beta2):
    r"""You have $\beta_1$ and $\beta_2$ the wrong way round. $\beta_1$ is that of $m$."""
    ratio = beta2**2 / beta1 if beta1 else math.inf
    square = (1 - beta1) * (1 - ratio)
    return (1 - beta2) / math.sqrt(square) if square > 0 else math.nan


def at_the_defaults(beta1, beta2):
    r"""That is the number for the usual settings. Asked is the formula, for any $\beta_1$ and
    $\beta_2$ with $\beta_1^2 < \beta_2$."""
    return longest_step(0.9, 0.999)


Exercise(
    number="6.5",
    title="Derivation: the longest step",
    minutes=20,
    section="How long can a step get?",
    answer=longest_step,
    probes=lambda rng: [
        (0.9, 0.999),
        (0.5, 0.9),
        (0.9, 0.82),
        (0.0, 0.99),
        (0.6, 0.6),
        (rng.uniform(0.5, 0.8), rng.uniform(0.9, 0.99)),
    ],
    mistakes=(
        of_the_lone_gradient,
        larger_of_the_two,
        never_longer,
        after_the_silence,
        root_missing,
        half_the_root,
        other_half_of_the_root,
        not_squared_ratio,
        both_squared_ratio,
        root_ratio,
        ratio_without_beta2,
        share_of_m_missing,
        share_of_v_missing,
        series_only,
        upside_down,
        series_turned,
        betas_turned,
        at_the_defaults,
    ),
    hints=(
        r"Number the gradients by their age: $m = (1 - \beta_1)\sum_k \beta_1^k\,g_k$ and $v = (1 "
        r"- \beta_2)\sum_k \beta_2^k\,g_k^2$.",
        r"Cauchy and Schwarz: $\bigl(\sum a_k b_k\bigr)^2 \le \sum a_k^2 \sum b_k^2$. Choose $b_k$ "
        r"such that $\sum b_k^2$ is the sum in $v$.",
        r"So $b_k = \beta_2^{k/2}\,g_k$. What is left for $a_k$? Its squares are a geometric "
        r"series.",
    ),
    solution=r"""
Let $g_k$ be the gradient that is $k$ steps old. Split each term of $m$ in two:

$$ |m| = (1 - \beta_1)\,\Bigl|\sum_k \Bigl(\frac{\beta_1}{\sqrt{\beta_2}}\Bigr)^{\!k} \cdot
\beta_2^{k/2}\,g_k\Bigr| \le (1 - \beta_1)\,
\sqrt{\sum_k \Bigl(\frac{\beta_1^2}{\beta_2}\Bigr)^{\!k}} \; \sqrt{\sum_k \beta_2^k\,g_k^2} . $$

The first root is that of a geometric series, at most $1/(1 - \beta_1^2/\beta_2)$; the second is
$\sqrt{v/(1 - \beta_2)}$. So

$$ \frac{|m|}{\sqrt v} \le \frac{1 - \beta_1}{\sqrt{(1 - \beta_2)(1 - \beta_1^2/\beta_2)}} . $$

Equality needs both factors in one proportion, $\beta_2^{k/2} g_k \propto
(\beta_1/\sqrt{\beta_2})^k$, or $g_k \propto (\beta_1/\beta_2)^k$. With the usual settings these are
gradients that *grow*, by 11 percent a step, and then the step is $7.27\,\alpha$.

{code}

```python
def pushed(beta1, beta2, steps):
    m = v = 0.0
    for g in (beta2 / beta1) ** np.arange(steps):
        m, v = beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * g**2
    return m / np.sqrt(v)


assert np.isclose(longest_step(0.9, 0.999), 7.27, atol=1e-3)
assert np.isclose(pushed(0.9, 0.999, 200), longest_step(0.9, 0.999))
assert np.isclose(pushed(0.5, 0.9, 200), longest_step(0.5, 0.9))
assert np.isclose(longest_step(0.9, 0.9), 1) and np.isclose(0.999 / 0.9, 1.11)

rng = np.random.default_rng(0)
g = rng.normal(size=(500, 10_000)) * np.exp(
    rng.normal(size=(500, 1)).cumsum(axis=0)
)
m = v = 0.0
for slopes in g:
    m, v = 0.9 * m + 0.1 * slopes, 0.999 * v + 0.001 * slopes**2
    assert np.all(np.abs(m) < longest_step(0.9, 0.999) * np.sqrt(v))

t = np.arange(1, 10_000)
ratio = 0.9**2 / 0.999
corrected = (
    0.1
    / (1 - 0.9**t)
    * np.sqrt((1 - 0.999**t) / 0.001 * (1 - ratio**t) / (1 - ratio))
)
assert np.all(np.diff(corrected) > -1e-12) and np.isclose(corrected[0], 1)
assert np.all(corrected <= longest_step(0.9, 0.999))
```
The correction does not loosen the bound. With it, the same argument for a stream of $t$ gradients
gives $\frac{1 - \beta_1}{1 - \beta_1^t}\sqrt{\frac{1 - \beta_2^t}{1 - \beta_2} \cdot \frac{1 -
r^t}{1 - r}}$ with $r = \beta_1^2/\beta_2$: at the usual settings it rises from 1 at the first step
towards the same 7.27. So the correction tames the start, and the rest is as it was.

If $\beta_1^2 \ge \beta_2$ the series has no sum, and there is no bound.

*7.27 with the usual settings; and for $\beta_1 = \beta_2$?* For $\beta_1 = \beta_2$ the bound is 1,
whatever they are. Such an Adam never steps further than $\alpha$.
""",
    passed=r"7.27 with the usual settings; and for $\beta_1 = \beta_2$?",
)

# 6.6 the corrected average of a stream


def corrected_average(g, beta):
    averages, m = [], 0.0
    for t, slope in enumerate(g, 1):
        m = beta * m + (1 - beta) * slope
        averages.append(m / (1 - beta**t))
    return np.array(averages)


def raw_average(g, beta):
    """The moving averages as they are, begun at zero."""
    averages, m = [], 0.0
    for slope in g:
        m = beta * m + (1 - beta) * slope
        averages.append(m)
    return np.array(averages)


def uncorrected_average(g, beta):
    r"""That is the average as it is: it begins at zero and is too small at first. Divide by what
    its weights add up to."""
    return raw_average(g, beta)


def begun_at_the_first(g, beta):
    r"""You begin the average at $g_1$, and do not correct. That is another usual way; but then the
    first gradient counts too much for a long time. Here it begins at zero, and is corrected."""
    averages, m = [], g[0]
    for slope in g:
        m = beta * m + (1 - beta) * slope
        averages.append(m)
    return np.array(averages)


def begun_and_corrected(g, beta):
    r"""You begin the average at $g_1$, and correct it as if it had begun at zero. Either is a way
    to begin; both at once count the first gradient twice. Here it begins at zero."""
    return begun_at_the_first(g, beta) / (1 - beta ** np.arange(1, len(g) + 1))


def corrected_from_zero(g, beta):
    r"""You count from $t = 0$, and the first number is divided by $1 - \beta^0 = 0$. `enumerate(g,
    1)` counts from 1."""
    with np.errstate(all="ignore"):
        return raw_average(g, beta) / (1 - np.float64(beta) ** np.arange(len(g)))


def corrected_from_two(g, beta):
    r"""You count from $t = 2$: your first number is not the first gradient itself. After one step
    the weights add up to $1 - \beta$."""
    return raw_average(g, beta) / (1 - beta ** np.arange(2, len(g) + 2))


def corrected_again(g, beta):
    r"""The first number is right. Then you go on with the *corrected* average, and correct it
    again. Keep two names: one for the average that goes on, one for what you hand out."""
    averages, m = [], 0.0
    for t, slope in enumerate(g, 1):
        m = (beta * m + (1 - beta) * slope) / (1 - beta**t)
        averages.append(m)
    return np.array(averages)


def corrected_alike(g, beta):
    r"""You divide all averages by $1 - \beta$. That is right for the first; later the weights add
    up to more, $1 - \beta^t$."""
    return raw_average(g, beta) / (1 - beta)


def corrected_at_the_end(g, beta):
    r"""You divide all averages by the number that is right for the last one. Each has its own
    $t$."""
    return raw_average(g, beta) / (1 - beta ** len(g))


def only_the_last(g, beta):
    r"""That is the last of the averages. Asked are all of them, one for each step."""
    return corrected_average(g, beta)[-1]


def with_the_start(g, beta):
    r"""You give the zero at the start as well. After each gradient there is one average: as many as
    there are gradients."""
    return np.array([0.0, *corrected_average(g, beta)])


def sums_corrected(g, beta):
    r"""Your gradients enter whole, and their weights add up to $(1 - \beta^t)/(1 - \beta)$. Either
    divide by that, or take $1 - \beta$ of each."""
    return corrected_average(g, beta) / (1 - beta)


def plain_mean(g, beta):
    r"""That is the plain mean of all gradients so far: each counts alike. A moving average forgets,
    by $\beta$ at each step."""
    return np.cumsum(g) / np.arange(1, len(g) + 1)


def multiplied(g, beta):
    r"""You *multiply* by $1 - \beta^t$. The average is too small: divide."""
    return raw_average(g, beta) * (1 - beta ** np.arange(1, len(g) + 1))


def turned(g, beta):
    r"""You have $\beta$ and $1 - \beta$ the wrong way round in the average. $\beta$ is what a step
    *leaves* of the old one."""
    return raw_average(g, 1 - beta) / (1 - beta ** np.arange(1, len(g) + 1))


def turned_throughout(g, beta):
    r"""You have $\beta$ and $1 - \beta$ the wrong way round throughout. $\beta$ is what a step
    *leaves* of the old average."""
    return corrected_average(g, 1 - beta)


def root_corrected(g, beta):
    r"""You divide by the root of $1 - \beta^t$. A root belongs to $v$, where it is taken of
    everything; here nothing is squared."""
    return raw_average(g, beta) / np.sqrt(1 - beta ** np.arange(1, len(g) + 1))


def squares_averaged(g, beta):
    r"""You average the squares. Asked is the average of the gradients themselves, Adam's $\hat
    m$."""
    return corrected_average(g**2, beta)


def times_t_average(g, beta):
    r"""You divide by $1 - \beta t$. It is a *power*, $1 - \beta^t$: `beta**t`."""
    with np.errstate(all="ignore"):
        return raw_average(g, beta) / (1 - beta * np.arange(1, len(g) + 1))


def backwards_weights(g, beta):
    r"""In each of your averages the oldest gradient counts most. The older, the less: today's
    counts most."""
    share = beta ** np.arange(len(g))
    return np.cumsum(share * g) / np.cumsum(share)


def backwards_stream(g, beta):
    r"""You begin with the last gradient. The first in `g` comes first in time."""
    return corrected_average(g[::-1], beta)[::-1]


Exercise(
    number="6.6",
    title="The corrected average of a stream",
    minutes=10,
    section="Starting from zero",
    answer=corrected_average,
    probes=lambda rng: [
        (np.array([3.0, 3.0, 3.0]), 0.9),
        (np.array([3.0]), 0.9),
        (np.array([4.0, 0.0, -2.0, 8.0]), 0.5),
        (rng.normal(size=5), 0.0),
        (rng.normal(size=30), rng.uniform(0.6, 0.95)),
        (np.array([4, 1, -3, 2]), 0.75),
    ],
    conventions=(uncorrected_average, begun_at_the_first),
    mistakes=(
        begun_and_corrected,
        corrected_from_zero,
        corrected_from_two,
        corrected_again,
        corrected_alike,
        corrected_at_the_end,
        only_the_last,
        with_the_start,
        sums_corrected,
        plain_mean,
        multiplied,
        turned,
        turned_throughout,
        root_corrected,
        squares_averaged,
        times_t_average,
        backwards_weights,
        backwards_stream,
    ),
    hints=(
        "A loop with one average that goes on, and a list of the corrected ones. `enumerate(g, 1)` "
        "counts from 1.",
        r"On a constant stream every corrected average is that constant, from the first on. Does "
        r"yours hold to that?",
    ),
    solution=r"""
{code}

```python
rng = np.random.default_rng(0)
g = 1 + rng.normal(size=400)
averages = corrected_average(g, 0.9)
assert np.isclose(averages[0], g[0])
for t in (1, 2, 10, 400):
    share = 0.9 ** np.arange(t - 1, -1, -1)
    assert np.isclose(averages[t - 1], np.average(g[:t], weights=share))
assert np.allclose(corrected_average(np.full(50, 7.0), 0.99), 7)

many = 1 + rng.normal(size=(20_000, 12))
found = np.array([corrected_average(row, 0.9) for row in many])
assert np.allclose(found.mean(axis=0), 1, atol=0.04)
assert np.allclose(found.std(axis=0)[[0, 11]], [1, 0.32], atol=0.02)
```
So the corrected average is a weighted mean: the weights $\beta^{t-k}$, divided by what they add up
to. On a constant stream it is right from the first step on. On a noisy one it is right on average
from the first step on, but the first is one gradient, with all its noise; after 12 steps the noise
is a third.

*And how noisy is it at first, compared with the uncorrected one?* The first uncorrected average is
a tenth of a gradient, noise and all. Its noise is ten times smaller, but so is its mean: compared
with that, both are equally noisy.

```python
raw = found[:, 0] * (1 - 0.9)
assert np.isclose(
    raw.std() / raw.mean(), found[:, 0].std() / found[:, 0].mean()
)
```
""",
    passed="It is right on average from the first step on. And how noisy is it at first, compared "
    "with the uncorrected one?",
)

# 6.7 what if you forget it

Exercise(
    number="6.7",
    title="Without the correction",
    minutes=5,
    section="Is the correction really a big deal?",
    answer="longer",
    choices={
        "shorter": r"$m$ starts too small, rightly, but $v$ starts even smaller: after the first "
        r"step $m$ is a tenth of what it should be, and $\sqrt v$ a thirtieth. What stands below "
        r"the line?",
        "equal": r"$m$ has recovered after some ten steps, but $v$ takes a thousand: $1 - 0.999^t$ "
        r"is 0.01 at step 10. Put both factors into one number and follow it.",
        "turned": r"The factors $1 - \beta_1^t$ and $1 - \beta_2^t$ are the same for all "
        r"coordinates. So what can they change of a step: where it points, or how long it is?",
        "depends": r"The gradients decide how long a step is; but with and without the correction "
        r"they go through the same $m$ and $v$. Divide one step by the other: what cancels?",
        "longer": r"$\hat m/\sqrt{\hat v}$ and $m/\sqrt v$ differ by $(1 - \beta_1^t)/\sqrt{1 - "
        r"\beta_2^t}$, and in that the gradients do not occur.",
    },
    hints=(
        r"Write down both steps, with the same $m$ and $v$, leave $\varepsilon$ away, and divide "
        r"one by the other.",
        r"The quotient is $(1 - \beta_1^t)/\sqrt{1 - \beta_2^t}$. At $t = 1$? At $t = 100$?",
    ),
    solution=r"""
The same gradients make the same $m$ and $v$, and the step without correction, divided by the step
with it, is

$$ \frac{m/\sqrt v}{\hat m/\sqrt{\hat v}} = \frac{1 - \beta_1^t}{\sqrt{1 - \beta_2^t}} , $$

in every coordinate, whatever the gradients were. (If $\varepsilon$ is small enough.) So to forget
the correction is to run Adam with a *schedule*: a step size that begins at $3.16\,\alpha$, rises to
$6.57\,\alpha$ at step 12, and falls below $1.1\,\alpha$ at step 1751. The two walks differ, since
after the first step they stand at different places; the rule is the same.

Is it a bad schedule? On the network of chapter 8:

```python
from descent import adam, descend, scheduled
from descent.data import load_tumors, standardize
from descent.network import Network


def boost(t):
    return (1 - 0.9**t) / np.sqrt(1 - 0.999**t)


def uncorrected(alpha, beta1=0.9, beta2=0.999):
    def update(w, g, m=0.0, v=0.0):
        m, v = beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * g**2
        return w - alpha * m / (np.sqrt(v) + 1e-12), m, v

    return update


grad = lambda w: np.array([1, 20]) * w + np.sin(3 * w)
path = descend(uncorrected(0.01), grad, [3.0, 1.0], steps=300)
assert np.allclose(
    path,
    descend(scheduled(adam(0.01), boost), grad, [3.0, 1.0], 300),
    atol=1e-6,
)

X, y = load_tumors()
X, net = standardize(X), Network((8, 32, 1))


def losses(rule, seed):  # on all data, after 1 and after 50 epochs
    rng = np.random.default_rng(seed)
    rows = [
        part
        for _ in range(50)
        for part in np.array_split(rng.permutation(len(X)), 18)
    ]
    batches = iter(rows)

    def grad(w):
        part = next(batches)
        return net.grad(w, X[part], y[part])

    path = descend(rule, grad, net.init(seed), steps=900)
    return [net.value(path[t], X, y) for t in (18, 900)]


for seed in range(3):
    right, forgot = (
        losses(adam(0.001), seed),
        losses(scheduled(adam(0.001), boost), seed),
    )
    assert forgot[0] < 0.5 * right[0] and forgot[1] < 0.9 * right[1]
    right, forgot = (
        losses(adam(0.1), seed),
        losses(scheduled(adam(0.1), boost), seed),
    )
    assert right[0] < 0.2 and forgot[0] > 1
```
At $\alpha = 0.001$, which is small for this network, the forgetful one trains *faster*: its loss
after one epoch is less than half. At $\alpha = 0.1$ its first epoch takes the loss above 1, where
the corrected one is below 0.2. It is neither good nor bad, but a step size that you did not ask
for.

*When is that a harm, and when a gain?* It is a gain where $\alpha$ is smaller than the land bears,
and a harm where it is as large already.
""",
    passed="So whoever forgets it has another step size than they "
    "think, for some 1,750 steps. When is that a harm, and when a gain?",
)

# 6.8 the boost

BOOST = [6.568520252, 1751, 1.257583521]

Exercise(
    number="6.8",
    title="Experiment: correct or warm up?",
    minutes=10,
    section="Is the correction really a big deal?",
    answer=BOOST,
    tolerance=2e-5,
    mistakes=(
        (
            [BOOST[0], 1750, BOOST[2]],
            "(2) Nearly. At step 1750 the factor is 1.10005, still above. Asked is the first step "
            "below.",
        ),
        (
            [BOOST[0], 1749, BOOST[2]],
            "(2) You are two steps early in the second: does your array begin at $t = "
            "1$, and is its first place number 0?",
        ),
        (
            [BOOST[0], 1752, BOOST[2]],
            "(2) The second is one too many: does your array begin at $t = 1$, and is "
            "its first place number 0?",
        ),
        (
            [12, 1751, BOOST[2]],
            "(1) 12 is the step at which the factor is largest. How large is it there?",
        ),
        (
            [RAW, 1751, BOOST[2]],
            "(1) 3.1623 is the factor of the *first* step. It rises for a while: find the largest.",
        ),
        (
            [BOOST[0], 1, BOOST[2]],
            "(2) It *stays* below 1.1 only after the peak. Where?",
        ),
        (
            [1 / BOOST[0], 1751, 1 / BOOST[2]],
            "(1), (3) Those are the factors upside down: what the correction does. Asked is how "
            "much longer the steps are without it.",
        ),
        (
            [BOOST[0], 1751, BOOST[0]],
            "(3) With the warm-up the factor at step $t$ is multiplied by $t/1000$, up "
            "to step 1,000. What is the largest then?",
        ),
        (
            [BOOST[0], 1751, 1],
            "(3) The warm-up ends at step 1,000, but there is still a factor above 1 "
            "then. How much?",
        ),
        (
            [BOOST[0], 1751, 3.240798871],
            "(3) That is a warm-up over 100 steps. Asked is one over 1,000.",
        ),
        (
            [BOOST[0], 1751, 0.012 * BOOST[0]],
            "(3) You took the factor at step 12, where the peak was. With the warm-up "
            "it is elsewhere.",
        ),
        (
            [BOOST[0], 1751, RAW],
            "(3) 3.1623 is the factor of the first step without a warm-up; with it that "
            "step is short. Where is the largest now?",
        ),
    ),
    hints=(
        "`t = np.arange(1, 5001)`, and the factor is one line for all of them: `(1 - 0.9**t) / "
        "np.sqrt(1 - 0.999**t)`.",
        "`stays_below(factor, 1.1)` gives a place in the array. Which $t$ stands in place 0?",
        "The warm-up is `np.minimum(t / 1000, 1)`. Multiply, and take the largest.",
    ),
    solution=r"""
```python
from descent import stays_below

t = np.arange(1, 5001)
boost = (1 - 0.9**t) / np.sqrt(1 - 0.999**t)
assert np.isclose(boost.max(), 6.5685, atol=1e-4) and t[boost.argmax()] == 12
assert t[stays_below(boost, 1.1)] == 1751
assert boost[1749] > 1.1 > boost[1750]

warm = boost * np.minimum(t / 1000, 1)
assert np.isclose(warm.max(), 1.2576, atol=1e-4) and t[warm.argmax()] == 1000
for steps, largest in [(10, 6.5685), (100, 3.2408), (2000, 1.0753)]:
    assert np.isclose(
        (boost * np.minimum(t / steps, 1)).max(), largest, atol=1e-4
    )
assert np.isclose(np.sum(boost[:1000] - 1), 996.7, atol=0.1)
assert np.isclose(np.sum(warm[:1000] - 1), -231.3, atol=0.1)
```
The peak is 6.5685, at step 12; from step 1751 on the factor stays below 1.1. A warm-up over 1,000
steps takes the peak away: the largest factor is 1.2576, at its end. One over ten steps leaves it
as it was. To replace the correction, a warm-up has to last about as long as the memory of $v$,
$1/(1 - \beta_2)$ steps. It then *starts* with shorter steps than the corrected rule, which may be
what you want for other reasons. (On a constant gradient the uncorrected rule has gone $997\,\alpha$
too far after 1,000 steps; with the warm-up it is $231\,\alpha$ behind the corrected one.)

*And a warm-up over ten steps: what is the largest factor then? Of which memory does a warm-up have
to be as long?* Over ten steps the largest factor stays 6.5685, since the peak comes later, at step
12. The memory that counts is that of $v$.
""",
    passed=r"And a warm-up over ten steps: what is the largest factor then? Of which memory does a "
    r"warm-up have to be as long?",
)
