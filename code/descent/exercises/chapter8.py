"""Chapter 8: training a network."""

import inspect
import math
from functools import wraps
from itertools import islice

import numpy as np

from descent.exercises.exercise import Exercise, message, named
from descent.exercises.judge import same
from descent.exercises.sandbox import Unfit, numbers
from descent.optimizers import adam, gd, momentum


def slips(right, *wrongs):
    """Numbers that are right but for some, `{place: value}`, each with what to say."""
    for changed, text in wrongs:
        yield [changed.get(place, number) for place, number in enumerate(right, 1)], text


# 8.1 by heart

BY_HEART = [321, 11, 21, math.log(2)]
SLIPS = (
    (
        {1: 320},
        "(1) One is missing. How many units have a bias? The last one is a unit, too.",
    ),
    (
        {1: 288},
        "(1) 288 is all the connections, without a bias; or else the first layer with its "
        "biases, and nothing after it. What is missing?",
    ),
    (
        {1: 289},
        "(1) Those are the connections and one bias. Each unit has its own, the hidden ones, too.",
    ),
    (
        {1: 256},
        "(1) Those are the connections of the first layer. What do the hidden units hand "
        "on, and to whom?",
    ),
    (
        {1: 41},
        "(1) Those are the units. Weights sit on the connections between them; and where else?",
    ),
    ({1: 33}, "(1) Those are the biases. Where are the connections?"),
    (
        {1: 329},
        "(1) You gave the inputs biases, too. They are measurements: nothing is learned there.",
    ),
    (
        {2: 10, 3: 32},
        "(2), (3) Ten full batches are 320 rows. What becomes of the others?",
    ),
    (
        {2: 10},
        "(2) Ten batches are full. Is the short one no step? It has a gradient like the others.",
    ),
    (
        {2: 341 / 32},
        "(2) Nobody takes a fraction of a step. The last one sees fewer rows, but it is one.",
    ),
    ({2: 12}, "(2) One too many. How many rows are left after ten full batches?"),
    ({2: 341}, "(2) That is with batches of one row."),
    ({2: 550}, "(2) Those are the steps of fifty epochs. Asked are those of one."),
    ({3: 32}, "(3) Only if 32 divides 341. Which multiple of 32 comes last before 341?"),
    (
        {3: 11},
        "(3) So many are *missing* in the last batch, or that is the number of batches. "
        "How many rows has it?",
    ),
    ({3: 21 / 32}, "(3) That is which part of a batch is left. How many rows are that?"),
    ({3: 0}, "(3) No batch is empty. What is left of 341 after ten batches of 32?"),
    (
        {4: 1},
        r"(4) One bit. But the logarithm here is the natural one: $-\log\tfrac12$ is?",
    ),
    (
        {4: -math.log(2)},
        "(4) The size is right. A loss is never negative here: $-\\log p$, where $p$ is "
        "less than 1.",
    ),
    ({4: math.log10(2)}, "(4) That is with logarithms to base 10. Take the natural one."),
    (
        {4: 0.5},
        r"(4) One half is the *probability* of the truth. The charge for it is its "
        "negative logarithm.",
    ),
    ({4: 0.25}, r"(4) That is the squared error. Cross-entropy charges $-\log p$."),
    ({4: 0.125}, r"(4) That is half the squared error. Cross-entropy charges $-\log p$."),
    (
        {4: 2 * math.log(2)},
        "(4) You charge each row twice, for benign and for malignant. Of the two terms one "
        "is zero: it is multiplied by $y$, or by $1 - y$.",
    ),
    ({4: 341 * math.log(2)}, "(4) That is the sum over all rows. The loss is their mean."),
    (
        {4: 0},
        r"(4) A loss of 0 has who gives the truth a probability of 1. Here it gets one "
        "half.",
    ),
)

Exercise(
    number="8.1",
    title="By heart",
    minutes=5,
    section="Eight inputs, thirty-two units, one answer",
    answer=BY_HEART,
    tolerance=1e-4,
    mistakes=tuple(slips(BY_HEART, *SLIPS)),
    hints=(
        "Each hidden unit has one weight for each input, and a bias. The last unit has one weight "
        "for each hidden unit, and a bias.",
        "`divmod(341, 32)` gives the number of full batches, and what is left.",
        r"A row costs minus the logarithm of the probability that the network gave to what it is.",
    ),
    solution=r"""
$8 \cdot 32 + 32$ in the first layer and $32 + 1$ in the last. $341 = 10 \cdot 32 + 21$: ten full
batches, and an eleventh of 21 rows. And $-\log\tfrac12 = \log 2 \approx 0.6931$, whatever the truth
is.

```python
from descent.network import Network, batches

net = Network((8, 32, 1))
assert net.size == 8 * 32 + 32 + 32 + 1 == 321
deal = batches(341, 32, seed=0)
assert [len(next(deal)) for _ in range(11)] == 10 * [32] + [21]
X, y = np.ones((5, 8)), np.array([0, 1, 1, 0, 1])
assert np.isclose(net.value(np.zeros(321), X, y), np.log(2))
```

*How many weights has 8-32-32-1?* $288 + 32 \cdot 32 + 32 + 33 = 1377$.

```python
assert Network((8, 32, 32, 1)).size == 1377
```
""",
    passed="A first loss far above 0.69 often means that the weights begin too large. How many "
    "weights has 8-32-32-1?",
)

# 8.2 forward


def scores(w, X, hidden):
    inputs = X.shape[1]
    W1, b1, W2, b2 = np.split(w, np.cumsum([inputs * hidden, hidden, hidden]))
    a = np.maximum(X @ W1.reshape(inputs, hidden) + b1, 0)
    return a @ W2 + b2


def cut(w, *sizes):
    """w in pieces of these sizes; what is left over is the last."""
    return np.split(w, np.cumsum(sizes))


def parts(w, X, hidden):
    """W1 `(inputs, hidden)`, b1, W2 `(hidden,)`, b2 `(1,)`, in the order of the flat vector."""
    inputs = X.shape[1]
    W1, b1, W2, b2 = cut(w, inputs * hidden, hidden, hidden)
    return W1.reshape(inputs, hidden), b1, W2, b2


def relu(z):
    return np.maximum(z, 0)


def logistic(z):
    return 1 / (1 + np.exp(-z))


def one_column(w, X, hidden):
    """The numbers are right, but in one column, of shape `(n, 1)`, as `net.forward` has them. Take
    answers of shape `(n,)` from that, and NumPy makes a table of all with all, `(n, n)`, without a
    word. Return shape `(n,)`."""
    return scores(w, X, hidden)[:, None]


def probabilities(w, X, hidden):
    """Those are the probabilities. Asked are the scores, before the sigmoid: the loss is computed
    from them, so that it cannot overflow."""
    return logistic(scores(w, X, hidden))


def straight(w, X, hidden):
    """There is no ReLU in your network, so that two layers are no more than one: a straight line of
    the inputs. What happens to a negative number in a hidden unit?"""
    W1, b1, W2, b2 = parts(w, X, hidden)
    return (X @ W1 + b1) @ W2 + b2


def bent_at_the_end(w, X, hidden):
    """Your last unit has a ReLU, too. Then no score is negative, and malignant can never be likely.
    Only the hidden units bend."""
    return relu(scores(w, X, hidden))


def bent_only_at_the_end(w, X, hidden):
    """Your ReLU sits behind the last layer. It belongs between the two."""
    return relu(straight(w, X, hidden))


def bent_inputs(w, X, hidden):
    """You cut the inputs off at zero, and half of what was measured is gone. The ReLU comes after
    the first layer."""
    W1, b1, W2, b2 = parts(w, X, hidden)
    return relu(relu(X) @ W1 + b1) @ W2 + b2


def only_the_inputs_bent(w, X, hidden):
    """You cut the inputs off at zero, and not what the hidden units make of them. The ReLU comes
    after the first layer."""
    return straight(w, relu(X), hidden)


def bias_after_relu(w, X, hidden):
    """You add the first biases after the ReLU. They belong into it: a bias moves the kink."""
    W1, b1, W2, b2 = parts(w, X, hidden)
    return (relu(X @ W1) + b1) @ W2 + b2


def sizes_of_all(w, X, hidden):
    """What is negative in a hidden unit comes out of yours positive. ReLU makes it 0."""
    W1, b1, W2, b2 = parts(w, X, hidden)
    return np.abs(X @ W1 + b1) @ W2 + b2


def on_or_off(w, X, hidden):
    """Your hidden units say only *whether* they are above zero. ReLU hands on by how much."""
    W1, b1, W2, b2 = parts(w, X, hidden)
    return (X @ W1 + b1 > 0) @ W2 + b2


def leaky(w, X, hidden):
    """Your hidden units let a little of the negative through: that is a leaky ReLU. Here it is 0
    there."""
    W1, b1, W2, b2 = parts(w, X, hidden)
    z = X @ W1 + b1
    return np.where(z > 0, z, 0.01 * z) @ W2 + b2


def sigmoid_inside(w, X, hidden):
    """Your hidden units have sigmoids. Here they have ReLU."""
    W1, b1, W2, b2 = parts(w, X, hidden)
    return logistic(X @ W1 + b1) @ W2 + b2


def tanh_inside(w, X, hidden):
    """Your hidden units have the hyperbolic tangent. Here they have ReLU."""
    W1, b1, W2, b2 = parts(w, X, hidden)
    return np.tanh(X @ W1 + b1) @ W2 + b2


def largest_row(w, X, hidden):
    """Only one number comes back. `np.max(z, 0)` is the largest of each *column*, over all rows;
    `np.maximum(z, 0)` compares each number with 0."""
    W1, b1, W2, b2 = parts(w, X, hidden)
    return np.max(X @ W1 + b1, 0) @ W2 + b2


def no_biases(w, X, hidden):
    """Your units have no biases. They are in `w`; where do they come in?"""
    W1, _, W2, _ = parts(w, X, hidden)
    return relu(X @ W1) @ W2


def first_bias_missing(w, X, hidden):
    """Your hidden units have no biases, only the last one has. Each has its own."""
    W1, _, W2, b2 = parts(w, X, hidden)
    return relu(X @ W1) @ W2 + b2


def last_bias_missing(w, X, hidden):
    """Your last unit has no bias. It is the last number of `w`."""
    W1, b1, W2, _ = parts(w, X, hidden)
    return relu(X @ W1 + b1) @ W2


def by_columns(w, X, hidden):
    """You lay the first matrix out the other way round, column by column. `w` holds its *rows*, one
    after the other, one row for each input: `reshape(inputs, hidden)`."""
    W1, b1, W2, b2 = parts(w, X, hidden)
    return relu(X @ W1.ravel().reshape(hidden, -1).T + b1) @ W2 + b2


def biases_first(w, X, hidden):
    """You take the biases before the matrix, in each layer. In `w` the matrix comes first."""
    inputs = X.shape[1]
    b1, W1, b2, W2 = cut(w, hidden, inputs * hidden, 1)
    return relu(X @ W1.reshape(inputs, hidden) + b1) @ W2 + b2


def matrices_first(w, X, hidden):
    """You take both matrices first, and then both biases. `w` goes layer by layer: the first
    layer's biases come before the second matrix."""
    W1, W2, b1, b2 = cut(w, X.shape[1] * hidden, hidden, hidden)
    return relu(X @ W1.reshape(-1, hidden) + b1) @ W2 + b2


def small_nets(rng):
    def net(inputs, hidden, rows):
        return (
            rng.normal(size=inputs * hidden + 2 * hidden + 1),
            rng.normal(size=(rows, inputs)),
            hidden,
        )

    by_hand = np.array([1.0, -1.0, 0.5, 2.0, 0.25, -1.0, 2.0, 3.0, -0.75])
    return [
        (by_hand, np.array([[1.0, 2.0], [-1.0, 0.5], [2.0, -1.0]]), 2),
        net(3, 4, 6),
        net(1, 5, 3),
        net(8, 32, 5),
        net(4, 1, 4),
    ]


Exercise(
    number="8.2",
    title="Forward",
    minutes=15,
    section="Eight inputs, thirty-two units, one answer",
    answer=scores,
    probes=small_nets,
    conventions=(one_column,),
    mistakes=(
        probabilities,
        straight,
        bent_at_the_end,
        bent_only_at_the_end,
        bent_inputs,
        only_the_inputs_bent,
        bias_after_relu,
        sizes_of_all,
        on_or_off,
        leaky,
        sigmoid_inside,
        tanh_inside,
        largest_row,
        no_biases,
        first_bias_missing,
        last_bias_missing,
        by_columns,
        biases_first,
        matrices_first,
    ),
    hints=(
        "Where in `w` does each of the four pieces end? With $d$ inputs and $h$ hidden units they "
        "have $dh$, $h$, $h$ and 1 numbers.",
        "`piece.reshape(d, h)` makes a matrix of the first, row by row. `X @ W1 + b1` has a row "
        "for each row of `X`, and the biases are added to each of them.",
        "`a @ W2` with `W2` of shape `(h,)` has shape `(n,)`; with `(h, 1)` it has shape `(n, 1)`.",
    ),
    solution=r"""
{code}

```python
from descent.network import Network

rng = np.random.default_rng(0)
net, X = Network((8, 32, 1)), rng.normal(size=(5, 8))
w = net.init(seed=0) + 0.1 * rng.normal(size=321)
z = scores(w, X, hidden=32)
assert z.shape == (5,) and np.allclose(z, net.forward(w, X)[-1][:, 0])

y = np.array([0, 1, 1, 0, 1])
assert np.isclose(np.mean(np.logaddexp(0, z) - y * z), net.value(w, X, y))
# What a column would do, without a word.
assert (z[:, None] - y).shape == (5, 5)
```
`np.split` cuts at the places where a piece ends, which `np.cumsum` counts. With the loss of
exercise 1.5 behind it, this is all of `net.value`.

*How many multiplications does one row cost?* One for each connection, $8 \cdot 32 + 32 = 288$.
Biases are only added.
""",
    passed="All 321 numbers have their place. How many multiplications does one row cost?",
)

# 8.3 backward


def in_parts(answer, *arguments):
    """Several arrays may come back as a list, too."""
    found = answer(*arguments)
    return tuple(found) if isinstance(found, list) else found


def backward(W, a, delta):
    return a.T @ delta, delta.sum(axis=0), (delta @ W.T) * (a > 0)


def altered(dW=None, db=None, below=None):
    """The backward step with one of its parts computed in another way."""
    ways = dW, db, below

    def step(W, a, delta):
        right = backward(W, a, delta)
        return tuple(
            way(W, a, delta) if way else part for way, part in zip(ways, right, strict=True)
        )

    return step


def without_mask(W, a, delta):
    """The slopes of `W` and `b` are right. But `below` passes through units that were off, too.
    Where the ReLU gave 0, nothing comes through. (`a >= 0` is true everywhere: `a` is never
    negative.)"""
    return altered(below=lambda W, a, delta: delta @ W.T)(W, a, delta)


def times_a(W, a, delta):
    """The slopes of `W` and `b` are right. But you multiply `below` by `a` itself. What is the
    *slope* of ReLU where it is above zero?"""
    return altered(below=lambda W, a, delta: (delta @ W.T) * a)(W, a, delta)


def of_sigmoid(W, a, delta):
    """The slopes of `W` and `b` are right. But $a(1 - a)$ is the slope of the sigmoid. What is that
    of ReLU?"""
    return altered(below=lambda W, a, delta: (delta @ W.T) * a * (1 - a))(W, a, delta)


def relu_of_slope(W, a, delta):
    """The slopes of `W` and `b` are right. But you apply ReLU to the *slope*, so that no negative
    one comes through. What decides is whether the unit was on: ask `a`."""
    return altered(below=lambda W, a, delta: relu(delta @ W.T))(W, a, delta)


def only_if_off(W, a, delta):
    """The slopes of `W` and `b` are right. But your `below` comes through where the units were
    *off*."""
    return altered(below=lambda W, a, delta: (delta @ W.T) * (a <= 0))(W, a, delta)


def mask_before(W, a, delta):
    """The slopes of `W` and `b` are right. But your mask meets `delta` before the product with
    `W`: the units of this layer are switched by those of the layer below, and it only fits where
    there are as many of both. What comes back through the connections first, and what then?"""
    return altered(below=lambda W, a, delta: (delta * (a > 0)) @ W.T)(W, a, delta)


def mask_above(W, a, delta):
    """You cut `delta` off where `a @ W` is below zero: that is a ReLU *behind* this layer, and
    `delta` has passed that already. The one you have to pass lies before it, where `a` came out."""
    passed = delta * (a @ W > 0)
    return a.T @ passed, passed.sum(axis=0), (passed @ W.T) * (a > 0)


def mask_above_only(W, a, delta):
    """You cut `delta` off where `a @ W` is below zero: that is a ReLU *behind* this layer, and
    `delta` has passed that already. And before `a` there is one that you did not pass."""
    passed = delta * (a @ W > 0)
    return a.T @ passed, passed.sum(axis=0), passed @ W.T


def not_transposed(W, a, delta):
    """The slopes of `W` and `b` are right. In `below` you multiply by `W`, and it only fits because
    `W` is square here. On the way back each connection is walked the other way."""
    return altered(below=lambda W, a, delta: (delta @ W) * (a > 0))(W, a, delta)


def w_transposed(W, a, delta):
    """The slope of `W` is lying on its side: it needs the shape of `W`, a row for each input of the
    layer. Which of the two comes first, and which is transposed?"""
    return altered(dW=lambda W, a, delta: delta.T @ a)(W, a, delta)


def w_switched(W, a, delta):
    """For the slope of `W` you only ask *whether* the unit below was on. A weight counts by how
    much comes in through it: `a` itself."""
    return altered(dW=lambda W, a, delta: (a > 0).T @ delta)(W, a, delta)


def averaged(W, a, delta):
    """You divide the slopes of `W` and `b` by the number of rows. But $1/n$ is in `delta` already:
    it is the slope of the *mean* loss. Add the rows up."""
    n = len(a)
    return altered(lambda W, a, delta: a.T @ delta / n, lambda W, a, delta: delta.mean(axis=0))(
        W, a, delta
    )


def averaged_thrice(W, a, delta):
    """You divide everything by the number of rows. But $1/n$ is in `delta` already: it is the slope
    of the *mean* loss."""
    return tuple(part / len(a) for part in backward(W, a, delta))


def w_averaged(W, a, delta):
    """You divide the slope of `W` by the number of rows. But $1/n$ is in `delta` already."""
    return altered(dW=lambda W, a, delta: a.T @ delta / len(a))(W, a, delta)


def b_averaged(W, a, delta):
    """You average the slope of `b` over the rows. But $1/n$ is in `delta` already: add them up."""
    return altered(db=lambda W, a, delta: delta.mean(axis=0))(W, a, delta)


def b_over_units(W, a, delta):
    """For `b` you add up over the *units*: a number for each row comes out. There is one bias for
    each unit, and all rows share it."""
    return altered(db=lambda W, a, delta: delta.sum(axis=1))(W, a, delta)


def b_over_all(W, a, delta):
    """For `b` you add up everything to one number. Each unit has a bias of its own: add up over the
    rows only."""
    return altered(db=lambda W, a, delta: np.full_like(delta[0], delta.sum()))(W, a, delta)


def b_one_number(W, a, delta):
    """Your slope of `b` is one single number. Each unit has a bias of its own: add up over the rows
    only, `axis=0`."""
    return altered(db=lambda W, a, delta: delta.sum())(W, a, delta)


def b_by_row(W, a, delta):
    """Your slope of `b` still has a row for each row of the data. All rows share one bias: what do
    their slopes do together?"""
    return altered(db=lambda W, a, delta: delta)(W, a, delta)


def b_in_a_row(W, a, delta):
    """The numbers are right, but the slope of `b` has shape `(1, units)`. Some code keeps its
    biases like that; here `b` has shape `(units,)`, and so has its slope."""
    return altered(db=lambda W, a, delta: delta.sum(axis=0, keepdims=True))(W, a, delta)


def downhill(W, a, delta):
    """All three have the wrong sign. The minus of the descent belongs to the rule, not to the
    gradient."""
    return tuple(-part for part in backward(W, a, delta))


def bias_first(W, a, delta):
    """They are right, in another order: first the slope of `W`, then that of `b`, then `below`."""
    dW, db, below = backward(W, a, delta)
    return db, dW, below


def below_first(W, a, delta):
    """They are right, but what is handed on comes last: first the slope of `W`, then that of `b`,
    then `below`."""
    dW, db, below = backward(W, a, delta)
    return below, dW, db


def below_missing(W, a, delta):
    """Those two are right. What is handed on to the layer below?"""
    return backward(W, a, delta)[:2]


def layers(rng):
    def layer(rows, inputs, units):
        a = relu(rng.normal(size=(rows, inputs)))
        return rng.normal(size=(inputs, units)), a, rng.normal(size=(rows, units)) / rows

    W, a, delta = layer(3, 3, 2)
    quiet = W, 1e-5 * a, delta  # what is on, however little
    return [layer(4, 3, 3), layer(5, 4, 2), layer(3, 6, 1), layer(1, 2, 5), quiet]


Exercise(
    number="8.3",
    title="Backward",
    minutes=20,
    section="Backward",
    answer=backward,
    probes=layers,
    use=in_parts,
    conventions=(b_in_a_row,),
    mistakes=(
        without_mask,
        times_a,
        of_sigmoid,
        relu_of_slope,
        only_if_off,
        mask_before,
        mask_above,
        mask_above_only,
        not_transposed,
        w_transposed,
        w_switched,
        averaged,
        averaged_thrice,
        w_averaged,
        b_averaged,
        b_over_units,
        b_over_all,
        b_one_number,
        b_by_row,
        downhill,
        bias_first,
        below_first,
        below_missing,
    ),
    hints=(
        "Write one number out: $z_{iu} = \\sum_j a_{ij} W_{ju} + b_u$. How does it change with "
        "$W_{ju}$, with $b_u$, with $a_{ij}$? Multiply by `delta[i, u]`, and add up over what is "
        "not asked for.",
        "The shapes nearly tell you. Each slope has the shape of what it is the slope of; only one "
        "product of `a`, `delta` and `W` fits each.",
        "ReLU has slope 1 where its output is above zero and 0 elsewhere. `a > 0` is a table of "
        "true and false, and counts as 1 and 0 in a product.",
    ),
    solution=r"""
$z_{iu} = \sum_j a_{ij} W_{ju} + b_u$, so the loss changes with $W_{ju}$ by $\sum_i a_{ij}
\delta_{iu}$, with $b_u$ by $\sum_i \delta_{iu}$, and with $a_{ij}$ by $\sum_u \delta_{iu} W_{ju}$.
In front of $a$ lies the ReLU, which lets through what was above zero.

{code}

```python
from descent.network import Network

rng = np.random.default_rng(0)
net, X, y = (
    Network((8, 32, 1)),
    rng.normal(size=(6, 8)),
    np.array([0, 1, 1, 0, 1, 0]),
)
w = net.init(seed=0)
(W1, b1), (W2, b2) = net.layers(w)
a = np.maximum(X @ W1 + b1, 0)
p = 1 / (1 + np.exp(-(a @ W2 + b2)[:, 0]))
delta = (p - y)[:, None] / len(y)  # guess minus truth
dW2, db2, below = backward(W2, a, delta)
dW1, db1 = X.T @ below, below.sum(axis=0)  # no ReLU in front of the inputs
by_hand = np.concatenate([dW1.ravel(), db1, dW2.ravel(), db2])
assert np.allclose(by_hand, net.grad(w, X, y))
```
Only the last `delta` knows the loss: for cross-entropy it is guess minus truth, as you derived in
exercise 1.7, over $n$. All before it is this step again and again.

*Compare the multiplications of forward and backward: how many times as many are there?* A layer has
one product forward and two of the same size backward, one with `a` and one with `W`. So it is twice
as many, but for the first layer, which hands nothing on: 288 forward and $2 \cdot 32 + 256 = 320$
backward for a row in 8-32-1.
""",
    passed="With this, any number of layers can be trained. Compare the multiplications of forward "
    "and backward: how many times as many are there?",
)

# 8.4 the loop


def trained(grad, rule, X, y, w, B, epochs, rng):
    path, state = [w], ()
    for _ in range(epochs):
        order = rng.permutation(len(X))
        for k in range(0, len(X), B):
            rows = order[k : k + B]
            w, *state = rule(w, grad(w, X[rows], y[rows]), *state)
        path.append(w)
    return path


def walked(answer, grad, rule, X, y, w, B, epochs, seed):
    """The walk, unless rows are drawn more than once, or in an order that is not from `rng`."""
    seen, table = [], X.copy()

    @wraps(grad)
    def slope(w, X, y):
        if isinstance(w, tuple):
            raise Unfit(
                "The weights are a tuple when `grad` gets them: a rule returns weights *and* "
                "state, `w, *state = rule(w, g, *state)`."
            )
        seen.append(found_in(table, X))
        return grad(w, X, y)

    def walk(X, y, rng):
        path = answer(slope, rule, X, y, w, B, epochs, rng)
        return list(islice(path, epochs + 2)) if hasattr(path, "__next__") else path

    rng, copies = np.random.default_rng(seed), (X.copy(), y.copy())
    unused = rng.bit_generator.state
    path, rows = walk(X, y, rng), list(seen)
    right = trained(grad, rule, *copies, w, B, epochs, np.random.default_rng(seed))
    if path is None or path is ... or same(numbers(path), numbers(right), 1e-9):
        return path
    wrong = fault_of(rows, len(table), B, epochs)
    if wrong is own_seed and rng.bit_generator.state != unused:
        return path
    if wrong is not None:
        again = same(numbers(path), numbers(walk(*copies, rng)), 1e-9)
        raise Unfit(message(any_generator if wrong is own_seed and not again else wrong))
    return path


def found_in(table, X):
    """The row numbers of what a slope was asked for, as far as they are rows of the table."""
    X = np.asarray(X)
    alike = X.shape[1:] == table.shape[1:]
    return np.nonzero((table == X[:, None]).all(axis=2))[1] if alike else np.array([], int)


def after_epoch(value, k):
    epoch, weight = np.unravel_index(k, value[0].shape)
    return f"weight {weight + 1} after epoch {epoch}"


def fault_of(seen, n, B, epochs):
    """The mistake behind batches of row numbers, where there are as many as there should be."""
    sizes = [min(B, n - k) for k in range(0, n, B)]
    pairs = zip(seen, sizes * epochs, strict=False)
    if len(seen) != len(sizes) * epochs or any(len(rows) not in (B, k) for rows, k in pairs):
        return None
    rounds = [np.concatenate(seen[k : k + len(sizes)]) for k in range(0, len(seen), len(sizes))]
    if any(map(twice, seen)):
        return with_replacement
    if any(map(twice, rounds)):
        return drawn_anew
    return None if np.array_equal(rounds, [np.arange(n)] * epochs) else own_seed


def twice(rows):
    return len(set(rows.tolist())) < len(rows)


def dealt(order, B):
    return [order[k : k + B] for k in range(0, len(order), B)]


def shuffled(n, B, epochs, rng):
    """The row numbers of each batch, for each epoch."""
    return [dealt(rng.permutation(n), B) for _ in range(epochs)]


def going(deal=shuffled, answers=lambda y, epoch, rows: y[rows], gradient=None):
    """The loop with other batches, other answers to them, or another gradient of them."""

    def walk(grad, rule, X, y, w, B, epochs, rng):
        path, state = [w], ()
        for epoch in deal(len(X), B, epochs, rng):
            for k, rows in enumerate(epoch):
                g = grad(w, X[rows], answers(y, epoch[: k + 1], rows))
                w, *state = rule(w, gradient(g, rows, len(X)) if gradient else g, *state)
            path.append(w)
        return path

    return walk


def forgets(grad, rule, X, y, w, B, epochs, rng):
    """Your rule forgets everything at each step: momentum has no velocity, and for Adam each step
    is the first. Hand its state back to it."""

    def forgetful(w, g):
        return rule(w, g)[:1]

    return trained(grad, forgetful, X, y, w, B, epochs, rng)


def forgets_each_epoch(grad, rule, X, y, w, B, epochs, rng):
    """Your rule forgets what it knew at the end of each epoch. Where do you make its state? It goes
    on, through all epochs."""
    path = [w]
    for _ in range(epochs):
        w = trained(grad, rule, X, y, w, B, 1, rng)[-1]
        path.append(w)
    return path


def answers_left(grad, rule, X, y, w, B, epochs, rng):
    """You shuffle the rows, but not their answers: each tumor gets the diagnosis of another, and
    there is nothing to learn. One order for both."""

    def answers(y, before, rows):
        start = sum(map(len, before)) - len(rows)
        return y[start : start + len(rows)]

    return going(answers=answers)(grad, rule, X, y, w, B, epochs, rng)


def each_by_itself(grad, rule, X, y, w, B, epochs, rng):
    """You shuffle the rows, and then the answers in another order: each tumor gets the diagnosis of
    another. Draw *one* order, and use it for both."""
    path, state = [w], ()
    for _ in range(epochs):
        X, y = rng.permutation(X), rng.permutation(y)
        for k in range(0, len(X), B):
            w, *state = rule(w, grad(w, X[k : k + B], y[k : k + B]), *state)
        path.append(w)
    return path


def rows_only(grad, rule, X, y, w, B, epochs, rng):
    """You shuffle `X` and leave `y` as it was: each tumor gets the diagnosis of another, and there
    is nothing to learn. Draw one order, and use it for both."""
    path, state = [w], ()
    for _ in range(epochs):
        X = rng.permutation(X)
        for k in range(0, len(X), B):
            w, *state = rule(w, grad(w, X[k : k + B], y[k : k + B]), *state)
        path.append(w)
    return path


def in_order(grad, rule, X, y, w, B, epochs, rng):
    """Your rows come as they lie in the table, in every epoch. If it is sorted, each batch knows
    one kind only. Draw an order."""

    def deal(n, B, epochs, rng):
        return [dealt(np.arange(n), B)] * epochs

    return going(deal)(grad, rule, X, y, w, B, epochs, rng)


def one_order(grad, rule, X, y, w, B, epochs, rng):
    """You draw one order, and every epoch has it again. The first epoch is right. Where does the
    order have to be drawn?"""

    def deal(n, B, epochs, rng):
        return [dealt(rng.permutation(n), B)] * epochs

    return going(deal)(grad, rule, X, y, w, B, epochs, rng)


def shuffled_on(grad, rule, X, y, w, B, epochs, rng):
    """A proper shuffle, and you train as well with it: but from the second epoch on you shuffle
    what was shuffled before, and the order is another one. Here each is `rng.permutation(len(X))`
    of the rows as they lie in the table."""

    def deal(n, B, epochs, rng):
        order, found = np.arange(n), []
        for _ in range(epochs):
            order = order[rng.permutation(n)]
            found.append(dealt(order, B))
        return found

    return going(deal)(grad, rule, X, y, w, B, epochs, rng)


def chosen(grad, rule, X, y, w, B, epochs, rng):
    """A proper shuffle, and you train as well with it. But `rng.choice` comes to another order than
    `rng.permutation(len(X))`, which is asked for, so your walk cannot be compared step by step."""

    def deal(n, B, epochs, rng):
        return [dealt(rng.choice(n, n, replace=False), B) for _ in range(epochs)]

    return going(deal)(grad, rule, X, y, w, B, epochs, rng)


def any_generator(grad, rule, X, y, w, B, epochs, rng):
    """Two walks with the same `rng` are different: your order does not come from it, and so nobody
    can repeat your experiment."""
    return trained(grad, rule, X, y, w, B, epochs, np.random.default_rng())


def own_seed(grad, rule, X, y, w, B, epochs, rng):
    """You make a generator of your own, always from the same seed. Use the one that is given: who
    wants other orders gives another."""
    return trained(grad, rule, X, y, w, B, epochs, np.random.default_rng(0))


def last_dropped(grad, rule, X, y, w, B, epochs, rng):
    """You leave the last batch out where it is short. Libraries offer that (`drop_last=True`); here
    every row has its turn in every epoch."""

    def deal(n, B, epochs, rng):
        return [epoch[: n // B] for epoch in shuffled(n, B, epochs, rng)]

    return going(deal)(grad, rule, X, y, w, B, epochs, rng)


def sliding(grad, rule, X, y, w, B, epochs, rng):
    """Your batches overlap: each begins one row after the last one, so that there are as many as
    rows. The next begins where this one ended."""

    def deal(n, B, epochs, rng):
        orders = [rng.permutation(n) for _ in range(epochs)]
        return [[order[k : k + B] for k in range(n)] for order in orders]

    return going(deal)(grad, rule, X, y, w, B, epochs, rng)


def row_dropped(grad, rule, X, y, w, B, epochs, rng):
    """Each of your batches has one row too few. `order[k : k + B]` ends *before* `k + B`: there are
    `B` numbers in it."""

    def deal(n, B, epochs, rng):
        return [[rows[: B - 1] for rows in epoch] for epoch in shuffled(n, B, epochs, rng)]

    return going(deal)(grad, rule, X, y, w, B, epochs, rng)


def one_batch_more(grad, rule, X, y, w, B, epochs, rng):
    """Where `B` divides the number of rows, you deal one batch more, and it is empty: the slope of
    no rows is $0/0$, and from there on no weight is a number. Where does your `range` end?"""

    def deal(n, B, epochs, rng):
        orders = [rng.permutation(n) for _ in range(epochs)]
        return [[order[k : k + B] for k in range(0, n + 1, B)] for order in orders]

    return going(deal)(grad, rule, X, y, w, B, epochs, rng)


def with_replacement(grad, rule, X, y, w, B, epochs, rng):
    """You draw each batch from all rows, with replacement: in an epoch some rows come twice, and
    some never. Draw one order of all rows, and deal it."""

    def deal(n, B, epochs, rng):
        return [[rng.integers(0, n, B) for _ in range(0, n, B)] for _ in range(epochs)]

    return going(deal)(grad, rule, X, y, w, B, epochs, rng)


def drawn_anew(grad, rule, X, y, w, B, epochs, rng):
    """You draw an order for each *batch*, and use its beginning: in an epoch some rows come twice,
    and some never. One order an epoch, dealt to its end."""

    def deal(n, B, epochs, rng):
        return [[rng.permutation(n)[:B] for _ in range(0, n, B)] for _ in range(epochs)]

    return going(deal)(grad, rule, X, y, w, B, epochs, rng)


def one_step(grad, rule, X, y, w, B, epochs, rng):
    """You take one step an epoch, with its first batch. All the others have their turn, too, before
    the epoch is over."""

    def deal(n, B, epochs, rng):
        return [epoch[:1] for epoch in shuffled(n, B, epochs, rng)]

    return going(deal)(grad, rule, X, y, w, B, epochs, rng)


def all_rows(grad, rule, X, y, w, B, epochs, rng):
    """Each of your steps looks at all rows. That is a better gradient than was asked for, and so
    many times as expensive: take the rows of the batch."""

    def deal(n, B, epochs, rng):
        return [[np.arange(n)] * math.ceil(n / B)] * epochs

    return going(deal)(grad, rule, X, y, w, B, epochs, rng)


def full_batch(grad, rule, X, y, w, B, epochs, rng):
    """You take one step an epoch, with all rows. Deal them into batches, and take a step with
    each."""
    return trained(grad, rule, X, y, w, len(X), epochs, rng)


def summed_up(grad, rule, X, y, w, B, epochs, rng):
    """You multiply the gradient by the number of rows in the batch. `grad` is the slope of the mean
    already, and a short batch then takes a step as long as the others."""
    return going(gradient=lambda g, rows, n: g * len(rows))(grad, rule, X, y, w, B, epochs, rng)


def divided_again(grad, rule, X, y, w, B, epochs, rng):
    """You divide the gradient by the number of rows. `grad` is the slope of the mean already."""
    return going(gradient=lambda g, rows, n: g / len(rows))(grad, rule, X, y, w, B, epochs, rng)


def old_slopes(grad, rule, X, y, w, B, epochs, rng):
    """All your slopes are felt at the start. Feel the ground where you stand *now*."""
    return trained(lambda _, X, y: grad(w, X, y), rule, X, y, w, B, epochs, rng)


def every_step(grad, rule, X, y, w, B, epochs, rng):
    """You keep the weights after every step. Keep them at the end of each epoch."""
    path, state = [w], ()
    for epoch in shuffled(len(X), B, epochs, rng):
        for rows in epoch:
            w, *state = rule(w, grad(w, X[rows], y[rows]), *state)
            path.append(w)
    return path


def begins_late(grad, rule, X, y, w, B, epochs, rng):
    """The start is missing. After 0 epochs the weights are somewhere already, and a curve of losses
    begins there."""
    return trained(grad, rule, X, y, w, B, epochs, rng)[1:]


def ends_early(grad, rule, X, y, w, B, epochs, rng):
    """The weights after the last epoch are missing: keep them at the *end* of each epoch, and the
    start besides."""
    return trained(grad, rule, X, y, w, B, epochs, rng)[:-1]


def last_only(grad, rule, X, y, w, B, epochs, rng):
    """Those are the last weights. Keep those of every epoch: who wants to stop early needs them."""
    return trained(grad, rule, X, y, w, B, epochs, rng)[-1]


def last_again(grad, rule, X, y, w, B, epochs, rng):
    """All your entries are the same array, the last one: you write into it, and every entry of the
    list changes with it. Make a new array in each step, or keep copies."""
    return [last_only(grad, rule, X, y, w, B, epochs, rng)] * (epochs + 1)


LINE = named("slope of a line's squared error", lambda w, X, y: X.T @ (X @ w - y) / len(y))
CURVE = named("slope of the log loss", lambda w, X, y: X.T @ (logistic(X @ w) - y) / len(y))


def small_tables(rng):
    def table(rows, d):
        X, y = rng.normal(size=(rows, d)), rng.integers(0, 2, rows).astype(float)
        return X, y, rng.normal(size=d)

    rules = [
        named("momentum", momentum(0.3, 0.8)),
        named("adam", adam(0.2, 0.8, 0.9, 1e-8)),
        named("gd", gd(0.5)),
    ]
    return [
        (LINE, rules[0], *table(7, 2), 3, 3, 11),
        (CURVE, rules[1], *table(10, 3), 4, 2, 12),
        (LINE, rules[2], *table(8, 2), 3, 2, 13),
        (CURVE, rules[0], *table(5, 2), 64, 3, 14),
        (LINE, rules[1], *table(6, 2), 3, 2, 15),  # 3 divides 6
    ]


Exercise(
    number="8.4",
    title="The loop",
    minutes=15,
    section="Every rule, on one flat vector",
    answer=trained,
    probes=small_tables,
    use=walked,
    place=after_epoch,
    conventions=(last_dropped, shuffled_on, chosen),
    mistakes=(
        forgets,
        forgets_each_epoch,
        answers_left,
        rows_only,
        each_by_itself,
        in_order,
        one_order,
        any_generator,
        own_seed,
        one_batch_more,
        sliding,
        row_dropped,
        with_replacement,
        drawn_anew,
        one_step,
        all_rows,
        full_batch,
        summed_up,
        divided_again,
        old_slopes,
        every_step,
        begins_late,
        ends_early,
        last_only,
        last_again,
    ),
    hints=(
        "Two loops, one in the other: over the epochs, and over the batches of one. What happens "
        "once, what once an epoch, what at every step?",
        "In the inner loop: `rows = order[k : k + B]`, the slope on `X[rows]` and `y[rows]`, and a "
        "step.",
        "`w, *state = rule(w, g, *state)` takes the state in and keeps what comes out. Before the "
        "first step of all it is `()`.",
    ),
    solution=r"""
{code}

```python
from descent import adam, gd
from descent.data import load_tumors, split
from descent.network import Network
from descent.training import training

net, (train, _, _) = Network((8, 32, 1)), split(*load_tumors(), seed=0)
settings = dict(w=net.init(seed=0), B=32, epochs=3)
path = trained(
    net.grad, adam(0.01), *train, **settings, rng=np.random.default_rng(0)
)
library = [
    w
    for w, _ in zip(
        training(net, adam(0.01), train, batch=32, seed=0), range(4)
    )
]
assert np.array_equal(path, library)

losses = [net.value(w, *train) for w in path]
assert losses[0] > 0.6 and losses[3] < 0.2
again = trained(
    net.grad, gd(0.01), *train, **settings, rng=np.random.default_rng(0)
)
# At one and the same step size, so no contest.
assert losses[3] < net.value(again[3], *train)
```
Once: start and state. Once an epoch: the order. At every step: the slope at the weights as they are
now. The rule is any of this book, and `grad` any function of weights and rows.

*What would have to change for a schedule?* Nothing in the loop. `scheduled(rule, factor)` is a rule
too, and counts its steps in its state. (So a factor is a matter of steps, not of epochs.)

```python
from descent import scheduled

rule = scheduled(adam(0.01), lambda t: 1 - t / 34)
path = trained(
    net.grad, rule, *train, **settings, rng=np.random.default_rng(0)
)
assert len(path) == 4 and net.value(path[3], *train) < 0.3
```
""",
    passed="That is how every network in this book is trained. What would have to change for a "
    "schedule?",
)

# 8.5 standardize


def standardized(train, test):
    center = train.mean(axis=0)
    level = train.max(axis=0) == train.min(axis=0)
    spread = np.where(level, 1, train.std(axis=0))
    return (train - center) / spread, (test - center) / spread


def guarded(rows, spread):
    return np.where(np.ptp(rows, axis=0) == 0, 1, spread)


def unguarded(rows, spread):
    return spread


def exactly_zero(rows, spread):
    return np.where(spread == 0, 1, spread)


GUARDS = (
    (guarded, ""),
    (unguarded, " (Besides, a column that never changes is divided by 0.)"),
    (exactly_zero, " (Besides, rounding lets a column that never changes vary by a hair.)"),
)


def variants(wrong, guards=GUARDS):
    """The slip `wrong(train, test, guard)` with each way to meet a column that never changes."""
    for guard, besides in guards:

        def slip(train, test, guard=guard):
            with np.errstate(all="ignore"):
                return wrong(train, test, guard)

        slip.__doc__ = inspect.cleandoc(wrong.__doc__) + besides
        yield named(f"{wrong.__name__}, {guard.__name__}", slip)


def scaled(train, test, center, spread):
    return (train - center) / spread, (test - center) / spread


def usual(train, test, guard):
    return scaled(train, test, train.mean(axis=0), guard(train, train.std(axis=0)))


def with_own(train, test, guard):
    """You standardize the test rows with *their own* mean and deviation. Then one and the same
    tumor gets other numbers in other company, and a single one becomes all zeros. Whose statistics
    does the network know?"""
    return usual(train, train, guard)[0], usual(test, test, guard)[0]


def with_own_unguarded(train, test):
    """You standardize the test rows with *their own* mean and deviation. Whose statistics does the
    network know? (And a single row has deviation 0, by which you divide.)"""
    right, own = usual(train, train, guarded)[0], usual(test, test, unguarded)[0]
    return right, own


def with_all(train, test, guard):
    """You take mean and deviation from all rows together, so that the test rows have a say in how
    training goes. Which of them may you know while you train?"""
    rows = np.vstack([train, test])
    return scaled(train, test, rows.mean(axis=0), guard(rows, rows.std(axis=0)))


def from_test(train, test, guard):
    """You take the statistics from the test rows. They are the ones that nobody knows yet while
    training."""
    return scaled(train, test, test.mean(axis=0), guard(test, test.std(axis=0)))


def test_center(train, test, guard):
    """You subtract from the test rows their own mean. The training rows' mean is what the network
    takes for the middle."""
    right, spread = usual(train, test, guard)[0], guard(train, train.std(axis=0))
    return right, (test - test.mean(axis=0)) / spread


def sample_deviation(train, test, guard):
    """You divide by the deviation with $n - 1$, as pandas and R have it. It hardly matters, and the
    weights can make up for it; NumPy, scikit-learn and this book divide by $n$."""
    return scaled(train, test, train.mean(axis=0), guard(train, train.std(axis=0, ddof=1)))


def by_range(train, test, guard):
    """You bring every column to the range from 0 to 1. That is another scaling, and one outlier
    rules it. Here the mean becomes 0, and the deviation 1."""
    return scaled(train, test, train.min(axis=0), guard(train, np.ptp(train, axis=0)))


def by_range_around_mean(train, test, guard):
    """You divide by the range, from the smallest to the largest. Here it is the deviation."""
    return scaled(train, test, train.mean(axis=0), guard(train, np.ptp(train, axis=0)))


def one_scale(train, test, guard):
    """You take one mean and one deviation over all numbers of the table: apples and pears. Each
    column has its own: along which axis?"""
    return scaled(train, test, train.mean(), train.std())


def one_spread(train, test, guard):
    """You take one deviation over the whole table. Each column has its own."""
    return scaled(train, test, train.mean(axis=0), train.std())


def one_center(train, test, guard):
    """You take one mean over the whole table. Each column has its own."""
    return scaled(train, test, train.mean(), guard(train, train.std(axis=0)))


def along_rows(train, test, guard):
    """You standardize each *row* by itself, over its columns: radius and area averaged. The
    statistics are those of a column: along which axis?"""
    return usual(train.T, train.T, guarded)[0].T, usual(test.T, test.T, guarded)[0].T


def by_variance(train, test, guard):
    """You divide by the variance, whose unit is squared. Where is the root?"""
    return scaled(train, test, train.mean(axis=0), guard(train, train.var(axis=0)))


def by_length(train, test, guard):
    """You divide by the *length* of the centered column, which grows with the number of rows. The
    deviation is a mean: where is $n$?"""
    length = np.sqrt(np.sum((train - train.mean(axis=0)) ** 2, axis=0))
    return scaled(train, test, train.mean(axis=0), guard(train, length))


def by_median(train, test, guard):
    """You subtract the median. Here it is the mean."""
    return scaled(train, test, np.median(train, axis=0), guard(train, train.std(axis=0)))


def not_centered(train, test, guard):
    """You divide, but you don't subtract the mean."""
    return scaled(train, test, 0, guard(train, train.std(axis=0)))


def not_divided(train, test, guard):
    """You subtract the mean, but you don't divide: the columns still differ in scale."""
    return scaled(train, test, train.mean(axis=0), 1)


def test_left(train, test, guard):
    """The training rows are right. The test rows have to be brought to the same scale: the network
    knows no other."""
    return usual(train, test, guard)[0], test


def train_left(train, test, guard):
    """The test rows are right. But the training rows stayed as they were measured."""
    return train, usual(train, test, guard)[1]


def test_first(train, test, guard):
    """They are right, the other way round: first training, then test rows."""
    return usual(train, test, guard)[::-1]


def test_only(train, test, guard):
    """Those are the test rows. Return both tables, training first."""
    return usual(train, test, guard)[1]


def divides_by_zero(train, test):
    """A column that is the same in every row has deviation 0, and you divide by it: `nan`, and
    after one step all weights are. Leave such a column its scale."""
    with np.errstate(all="ignore"):
        return usual(train, test, unguarded)


def by_a_hair(train, test):
    """Nearly: you ask whether the deviation is 0. But rounding may leave it at $10^{-17}$ where
    every row is the same, and a hair is divided by a hair. Ask the numbers themselves whether they
    differ."""
    return usual(train, test, exactly_zero)


def small_is_nothing(train, test):
    """Nearly: whether a column changes you ask of a fixed small number. In a large unit a column
    may change by a billionth only, and it does change. Ask the numbers themselves whether they
    differ."""
    spread = train.std(axis=0)
    return scaled(train, test, train.mean(axis=0), np.where(spread < 1e-8, 1, spread))


def made_zero(train, test):
    """Nearly: a column that never changed in training you make zero in the test rows, too. If it
    does change there, that should be seen: subtract its mean, and divide by 1."""
    changes = np.ptp(train, axis=0) > 0
    return tuple(part * changes for part in standardized(train, test))


def left_alone(train, test):
    """Nearly: a column that never changes you leave as it is. Subtract its mean as well; only the
    division is by 1."""
    spread = np.where(np.ptp(train, axis=0) == 0, 1, train.std(axis=0))
    return scaled(train, test, np.where(np.ptp(train, axis=0) == 0, 0, train.mean(axis=0)), spread)


def left_out(train, test):
    """You leave columns out that never change. That is sensible, but then weights and columns no
    longer fit what others made of the table: keep them."""
    changes = np.ptp(train, axis=0) > 0
    return tuple(part[:, changes] for part in standardized(train, test))


def raised(eps):
    def eps_added(train, test):
        return scaled(train, test, train.mean(axis=0), train.std(axis=0) + eps)

    eps_added.__doc__ = (
        f"You add {eps:g} to the deviation, so that none is zero. It is often done; but then the "
        "result depends on the unit, and a column of small numbers is not on the scale of the "
        "others. Divide by 1 where a column never changes, and by the deviation elsewhere."
    )
    return eps_added


def measured(rng):
    def table(rows, d=3):
        return rng.normal(size=(rows, d)) * np.arange(1, d + 1) * 10.0 + rng.normal(size=d) * 5

    tenth = np.array([0.1, 0.0, 0.0])
    ones, small = np.array([1.0, 1.0, 0.0]), np.array([1e-15, 1.0, 1.0])
    return [
        (table(6), table(4)),
        (table(5, 2), table(1, 2)),
        (table(6) * ones + [0, 0, -4.0], table(3)),  # one column never changes in training
        (table(6) * (1 - 10 * tenth) + tenth, table(3)),  # its deviation is rounded to 1.4e-17
        (table(6) * small, table(3) * small),
    ]


Exercise(
    number="8.5",
    title="Standardize, and don't peek",
    minutes=10,
    section="Eight inputs, thirty-two units, one answer",
    answer=standardized,
    probes=measured,
    use=in_parts,
    conventions=(*variants(sample_deviation), *variants(by_range, GUARDS[:2])),
    mistakes=(
        *variants(with_own),
        with_own_unguarded,
        *variants(with_all, GUARDS[:1]),
        *variants(from_test, GUARDS[:2]),
        *variants(test_center),
        *variants(by_range_around_mean, GUARDS[:2]),
        *variants(one_scale, GUARDS[:1]),
        *variants(one_spread, GUARDS[:1]),
        *variants(one_center),
        *variants(along_rows, GUARDS[:1]),
        *variants(by_variance),
        *variants(by_length),
        *variants(by_median),
        *variants(not_centered),
        *variants(not_divided, GUARDS[:1]),
        *variants(test_left),
        *variants(train_left),
        *variants(test_first),
        *variants(test_only),
        divides_by_zero,
        by_a_hair,
        small_is_nothing,
        made_zero,
        left_alone,
        left_out,
        *map(raised, (1e-6, 1e-7, 1e-8, 1e-9, 1e-10, 1e-12)),
    ),
    hints=(
        "What do you know when the network is trained, and what when a single new tumor comes?",
        "`train.mean(axis=0)` is one number for each column. What `train` gave is used for both "
        "tables.",
        "`train.max(axis=0) == train.min(axis=0)` says of each column whether it never changes, "
        "and no rounding troubles it. `np.where(level, 1, spread)` chooses.",
    ),
    solution=r"""
{code}

```python
from descent.data import load_tumors, split

rng = np.random.default_rng(0)
X, _ = load_tumors()
order = rng.permutation(len(X))
train, test = standardized(X[order[:341]], X[order[341:]])
assert np.allclose(train.mean(axis=0), 0) and np.allclose(train.std(axis=0), 1)
# Near 0, and not 0: that is as it should be.
assert 0.01 < np.abs(test.mean(axis=0)).max() < 0.5

one = standardized(X[order[:341]], X[order[341:342]])[1]
assert np.allclose(one[0], test[0])  # one tumor alone gets the same numbers
# By itself, none.
assert np.all(X[order[341:342]] - X[order[341:342]].mean(axis=0) == 0)

assert np.full((3, 1), 0.1).std() > 0  # though nothing changes
train, test = standardized(np.full((3, 1), 0.1), np.array([[0.6]]))
assert np.allclose(train, 0) and np.allclose(test, 0.5)
```
The scale is part of the trained model: it is learned from the training rows, kept, and applied to
whatever comes. With statistics of the test rows they would have a say in training, and a single new
tumor has none.

*Which other steps before training learn something?* Whatever looks at the rows. To fill gaps with a
mean, to choose columns, to turn them into main components, to leave outliers out: all that is
learned from the training rows, and then only applied to the others.
""",
    passed="Every number learned from data belongs to training, the scale as well as the weights. "
    "Which other steps before training learn something?",
)

# 8.6 early stopping


def stop_at(losses, patience):
    best, lowest = 0, float("inf")
    for epoch, loss in enumerate(losses):
        if loss < lowest:
            best, lowest = epoch, loss
        elif epoch - best >= patience:
            break
    return best


def watched(losses, patience, better=lambda loss, lowest: loss < lowest):
    """Best epoch, and the one at which the walk stops, with another idea of better."""
    best, lowest = 0, losses[0]
    for epoch, loss in enumerate(losses[1:], 1):
        if better(loss, lowest):
            best, lowest = epoch, loss
        elif epoch - best >= patience:
            return best, epoch
    return best, len(losses) - 1


def counted(losses, patience, resets):
    """The best epoch, where a counter is set back when `resets(epoch, improved)` is true."""
    best, wait = 0, 0
    for epoch in range(1, len(losses)):
        improved = losses[epoch] < losses[best]
        best = epoch if improved else best
        wait = 0 if resets(epoch, improved) else wait + (not improved)
        if wait >= patience:
            break
    return best


def stopped_at(losses, patience):
    """That is the epoch at which training *stops*. By then the loss has not fallen for a while, and
    a library keeps those weights unless you ask for the others (`restore_best_weights=True`). Which
    epoch is worth keeping?"""
    return watched(losses, patience)[1]


def lowest_of_all(losses, patience):
    """You look at all epochs, also at those after training was stopped: nobody has ever seen them.
    Go through the losses one by one, and stop in time. (And what is `np.argmin` of `nan`?)"""
    return int(np.argmin(losses))


def lowest_number_of_all(losses, patience):
    """You look at all epochs, also at those after training was stopped: nobody has ever seen them.
    Go through the losses one by one, and stop in time."""
    return int(np.nanargmin(losses))


def last_epoch(losses, patience):
    """That is the last epoch. Where is the best one, of those seen before patience ran out?"""
    return len(losses) - 1


def one_more(losses, patience):
    """You wait one epoch too long: with patience 1, the *first* epoch without a new minimum ends
    it."""
    return stop_at(losses, patience + 1)


def one_less(losses, patience):
    """You stop one epoch too soon. With patience 2, one bad epoch is forgiven, and the second in a
    row ends it."""
    return counted(losses, max(patience - 1, 1), lambda epoch, improved: improved)


def hasty(losses, patience):
    """You stop one epoch too soon: do you count before you have looked at the loss of the epoch?
    With patience 1, the first epoch after the best is seen, and may be a new minimum."""
    return counted(losses, patience - 1, lambda epoch, improved: improved) if patience > 1 else 0


def by_margin(margin):
    def slip(losses, patience):
        return watched(losses, patience, lambda loss, lowest: loss < lowest - margin)[0]

    slip.__doc__ = (
        f"Your new minimum has to be lower by {margin:g} at least. Libraries offer that "
        "(`min_delta`); here any lower loss is one, by however little."
    )
    return named(f"by {margin:g}", slip)


def by_share(losses, patience):
    """Your new minimum has to be lower by a share of the old one, as PyTorch's
    `ReduceLROnPlateau` has it. Here any lower loss is one, by however little."""
    return watched(losses, patience, lambda loss, lowest: loss < (1 - 1e-4) * lowest)[0]


def ties_count(losses, patience):
    """You take an epoch that is *as good* as the best for a new one. It brings nothing new: only a
    lower loss counts."""
    return watched(losses, patience, lambda loss, lowest: loss <= lowest)[0]


def ties_forgiven(losses, patience):
    """An epoch that is as good as the best sets your count back. On level ground you would then
    wait for ever: only a lower loss counts."""
    best, wait = 0, 0
    for epoch in range(1, len(losses)):
        wait = 0 if losses[epoch] <= losses[best] else wait + 1
        best = epoch if losses[epoch] < losses[best] else best
        if wait >= patience:
            break
    return best


def than_the_last(losses, patience):
    """You compare with the epoch *before*. A loss that rises by two and falls by one would never
    run out of patience: compare with the lowest so far."""
    return counted(losses, patience, lambda epoch, improved: losses[epoch] < losses[epoch - 1])


def local_minimum(losses, patience):
    """You keep the last epoch that was better than the one *before* it. Compare with the lowest so
    far."""
    best, wait = 0, 0
    for epoch in range(1, len(losses)):
        if losses[epoch] < losses[epoch - 1]:
            best, wait = epoch, 0
        else:
            wait += 1
        if wait >= patience:
            break
    return best


def never_reset(losses, patience):
    """You count *all* epochs without a new minimum. Asked is how many there are in a row: what
    happens to the count when a new minimum comes?"""
    return counted(losses, patience, lambda epoch, improved: False)


def first_rise(losses, patience):
    """You stop at the first epoch that is no better. How patient is that?"""
    return stop_at(losses, 1)


def nan_is_best(losses, patience):
    """You take `nan` for an improvement. `not loss >= lowest` is true for it: every comparison with
    `nan` is false. Ask the other way round."""
    return watched(losses, patience, lambda loss, lowest: not loss >= lowest)[0]


def nan_ends(losses, patience):
    """You stop at the first `nan`. It may well be the end; but asked is only that it is no
    improvement: it counts like any epoch without a new minimum."""
    end = next((k for k, loss in enumerate(losses) if loss != loss), len(losses))
    return stop_at(losses[:end], patience)


def nan_is_skipped(losses, patience):
    """You pass over `nan` without counting it. It is an epoch without a new minimum, and tries your
    patience like any other."""
    best, wait = 0, 0
    for epoch in range(1, len(losses)):
        if losses[epoch] < losses[best]:
            best, wait = epoch, 0
        elif losses[epoch] == losses[epoch]:
            wait += 1
        if wait >= patience:
            break
    return best


def highest(losses, patience):
    """You wait for a new *maximum*. That is right for a share of right answers; a loss should be
    low."""
    return watched(losses, patience, lambda loss, top: loss > top)[0]


def the_loss(losses, patience):
    """That is the lowest loss. Asked is its epoch."""
    return losses[stop_at(losses, patience)]


def from_one(losses, patience):
    """You count the epochs from 1. The first loss is that of epoch 0, the start."""
    return stop_at(losses, patience) + 1


def both(losses, patience):
    """Two numbers come back. Asked is one: the epoch to keep."""
    return watched(losses, patience)


def courses(rng):
    nan = math.nan
    return [
        ([0.7, 0.5, 0.4, 0.45, 0.44, 0.43, 0.3], 3),
        ([5.0, 4.0, 3.0, 2.0, 1.0], 2),
        ([3.0, 2.0, 2.0, 2.0, 1.0], 2),
        ([3.0, 2.0, nan, nan, 1.0], 3),
        ([3.0, 2.0, nan, nan, nan, 1.0], 3),
        ([5.0, 3.0, 4.0, 3.5, 4.5, 4.2, 2.0], 3),
        ([500.0, 400.0, 450.0, 300.0, 350.0, 200.0, 250.0, 100.0], 2),
        ([5.0, 4.0, 4.5, 1.0], 1),
        ([3.0, 2.0, 2.5, 1.0], 2),
        ([3.0, 2.0, 2.5, 2.4, 1.0], 2),
        ([0.7, 2.0, math.inf, nan, 0.1], 3),
        ([1.0, 2.0, 3.0, 0.5], 2),
        ([2.0, 2.0, 3.0], 2),
        ([5.0, 4.0, 4.5, 3.0, 3.5, 3.4, 2.0], 4),
        ([3.0, 2.0, nan], 5),
        ([0.7], 5),
        (rng.uniform(0.1, 0.7, size=12), 3),
        ([0.5, 0.4995, 0.499, 0.4985, 0.3], 2),  # it falls by little
        (0.5 - np.cumsum([0, 2e-2, 2e-3, 2e-4, 6e-5, 2e-5, 2e-6, 2e-8, 2e-10, 2e-12]), 12),
    ]


Exercise(
    number="8.6",
    title="Early stopping",
    minutes=15,
    section="Stop in time",
    answer=stop_at,
    probes=courses,
    conventions=(stopped_at, *map(by_margin, (1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-8)), by_share),
    mistakes=(
        lowest_of_all,
        lowest_number_of_all,
        last_epoch,
        one_more,
        one_less,
        hasty,
        ties_count,
        ties_forgiven,
        than_the_last,
        local_minimum,
        never_reset,
        first_rise,
        nan_is_best,
        nan_ends,
        nan_is_skipped,
        highest,
        the_loss,
        from_one,
        both,
    ),
    hints=(
        "Go through the losses in their order, and keep two things: the best epoch so far, and its "
        "loss.",
        "If the best epoch so far is number 4 and you are at number 7 and it is no better, how "
        "many in a row were none?",
        "`nan < lowest` is false. Which question do you have to ask so that `nan` is never an "
        "improvement?",
    ),
    solution=r"""
{code}

```python
from descent import adam
from descent.data import load_tumors, split
from descent.network import Network
from descent.training import losses, training

net, (train, validation, _) = (
    Network((8, 32, 1)),
    split(*load_tumors(), seed=0),
)
weights = [w for w, _ in zip(training(net, adam(0.03), train), range(201))]
seen = losses(net, weights, validation)
kept = stop_at(seen, patience=10)
assert kept < 100 and seen[kept] < seen[200] / 2
assert (
    losses(net, [weights[200]], train)
    < losses(net, [weights[kept]], train) / 2
)
assert stop_at([0.7, 0.5, float("nan"), 0.4], patience=2) == 3
assert stop_at([0.7, 0.5, float("nan"), float("nan"), 0.4], patience=2) == 1
```
`epoch - best` counts the epochs in a row without a new minimum: no counter has to be set back.
Adam with $\alpha = 0.03$ goes on learning the training rows for two hundred epochs, while the
validation loss is at its lowest long before and more than doubles after that.

*And which rows tell how good the kept weights are?* The test rows, which neither trained the
weights nor chose the epoch.
""",
    passed="And which rows tell how good the kept weights are? Not the ones that chose them.",
)

# 8.7 units that start alike

SHARE = 215 / 341  # benign among the training rows of seed 0
ENTROPY = -SHARE * math.log(SHARE) - (1 - SHARE) * math.log(1 - SHARE)
ALIKE = [1, ENTROPY, 11, 33, 1]

Exercise(
    number="8.7",
    title="Derivation: units that start alike",
    minutes=20,
    section="Why not start from zeros?",
    answer=ALIKE,
    tolerance=4e-4,
    mistakes=tuple(
        slips(
            ALIKE,
            (
                {1: 0},
                "(1) Nearly none. The last bias is multiplied by nothing: it feels guess minus "
                "truth, averaged over all rows. Is that zero?",
            ),
            (
                {1: 33},
                "(1) The whole last layer? The slope of its matrix is `a.T @ delta`. What do the "
                "hidden units hand on, if all weights are zero?",
            ),
            (
                {1: 2},
                "(1) Two? A slope that is not zero needs an input or a way on that is not zero. "
                "Which weights have both?",
            ),
            (
                {1: 321},
                "(1) All of them? Take one from the first layer: its slope is multiplied by the "
                "last matrix, which is zero.",
            ),
            (
                {1: 288},
                "(1) That is the first layer. Its slopes come back *through* the last matrix, "
                "which is zero.",
            ),
            (
                {2: math.log(2)},
                "(2) That is the loss at the start. But one weight does learn. Which score is best "
                "if all rows get the same one?",
            ),
            (
                {2: 0},
                "(2) Only who tells the rows from each other comes to 0. Here all of them get the "
                "same score.",
            ),
            (
                {2: 1 - SHARE},
                "(2) So many rows are wrong if you always say benign. The loss charges by "
                "probability: $-\\log p$ where it is benign, $-\\log(1 - p)$ where it isn't.",
            ),
            (
                {2: SHARE},
                "(2) That is the probability that all rows get in the end. What does that cost, on "
                "average?",
            ),
            (
                {2: ENTROPY / math.log(2)},
                "(2) Right, in bits. The logarithm here is the natural one.",
            ),
            (
                {2: -math.log(SHARE)},
                "(2) That is what a benign row costs. The malignant ones cost more: average over "
                "all.",
            ),
            (
                {2: SHARE * (1 - SHARE)},
                "(2) That is the variance of the answers, the lowest *squared* error. "
                "Cross-entropy charges the logarithm.",
            ),
            (
                {3: 1},
                "(3) The 32 units stay alike, but the eight inputs are not: each has a slope of "
                "its own. How many different numbers does one hidden unit have?",
            ),
            (
                {3: 321},
                "(3) All different? Two hidden units that begin alike see the same inputs, hand on "
                "the same, and get the same slope. What should part them?",
            ),
            (
                {3: 10},
                "(3) One is missing: eight weights into a hidden unit, its bias, its way on; and "
                "the last unit, has it no bias?",
            ),
            (
                {3: 9},
                "(3) Eight weights and a bias has one hidden unit. What about the last layer?",
            ),
            (
                {3: 8},
                "(3) Eight weights lead into a hidden unit. What else has it, and what comes after "
                "it?",
            ),
            (
                {3: 4},
                "(3) One for each of the four pieces? The 32 units are alike, but the eight inputs "
                "are not.",
            ),
            (
                {3: 3},
                "(3) The 32 units are alike, but the eight inputs are not: what leads from each of "
                "them to a hidden unit is different.",
            ),
            (
                {3: 43},
                "(3) You count a number for each hidden unit somewhere. But they are all alike, in "
                "the last layer, too.",
            ),
            (
                {4: 32},
                "(4) The matrix of the last layer, yes. And its bias, in (1)?",
            ),
            (
                {4: 1},
                "(4) In (1) the hidden units were silent. Now they are not: what does that do to "
                "the slope of the last matrix, `a.T @ delta`?",
            ),
            (
                {4: 321},
                "(4) Not yet in the first step: the first layer's slopes come back through the "
                "last matrix, and that is zero. And in the second step?",
            ),
            (
                {4: 288},
                "(4) That is the first layer. Its slopes come back through the last matrix, which "
                "is zero.",
            ),
            (
                {4: 0},
                "(4) Not even the last bias? It feels guess minus truth, whatever comes in.",
            ),
            (
                {5: 33},
                "(5) The slope of the last matrix is `a.T @ delta`. What do hidden units hand on "
                "that get nothing but zeros?",
            ),
            (
                {5: 0},
                "(5) Not even the last bias? It feels guess minus truth, whatever comes in.",
            ),
            (
                {5: 288},
                "(5) The way back to the first layer is open, through the last matrix. But before "
                "it there is the ReLU: on which side of its kink do the units stand?",
            ),
            (
                {5: 289},
                "(5) The last bias, yes. But the way back to the first layer leads through the "
                "ReLU: on which side of its kink do the units stand?",
            ),
            (
                {5: 321},
                "(5) Nothing comes *out* of the hidden units, and their ReLU is not above zero. "
                "What can a slope pass through?",
            ),
            (
                {5: 33, 4: 1},
                "(4) and (5) the other way round: which layer's zeros stop the slopes for good?",
            ),
        )
    ),
    hints=(
        "Use exercise 8.3: the slope of a matrix is `a.T @ delta`, what came in times what goes "
        "back. And `delta` goes back through the next matrix, and where the ReLU was above zero.",
        "For (2): one weight moves, the last bias, so that all rows get the same probability $p$. "
        "Which $p$ has the lowest mean loss?",
        "For (3): two units with the same weights see the same and get the same slope. Count one "
        "of them, and the last unit.",
        "`np.count_nonzero(net.grad(w, X, y))` counts; `net.layers(w)` gives the pieces of `w`, "
        "and writing into them writes into `w`.",
    ),
    solution=r"""
If all is zero, nothing comes out of the hidden units and nothing goes back through the last matrix.
Only the last bias feels something, the mean of guess minus truth. It moves until every row gets the
probability 215/341, the share of benign ones, and there the mean loss is $-p \log p - (1 - p)
\log(1 - p) \approx 0.6587$.

Units that are alike see the same inputs, hand on the same, and get the same slope: they stay alike,
whatever the rule, since all rules of this book do the same with the same slopes. So there are eight
weights that lead into a hidden unit, one bias, one weight that leads on, and the bias of the last
unit: a network with *one* hidden unit, 32 times.

Zeros in the last layer alone don't harm: the random hidden units hand on different numbers, so the
last matrix feels different slopes, and after one step the first layer does, too. Zeros in the
*first* layer do: each unit stands on the ReLU's kink, where its slope is taken as 0.

```python
from descent import adam, gd
from descent.data import load_tumors, split
from descent.network import Network
from descent.training import losses, training

net, (train, _, _) = Network((8, 32, 1)), split(*load_tumors(), seed=0)
p = train[1].mean()
assert p == 215 / 341


def felt(w):
    return np.count_nonzero(net.grad(w, *train))


def after(epochs, rule, start):
    return [
        w
        for w, _ in zip(
            training(net, rule, train, start=start), range(epochs + 1)
        )
    ][-1]


assert felt(np.zeros(321)) == 1
w = after(50, gd(0.5), np.zeros(321))
assert np.count_nonzero(w) == 1
entropy = -p * np.log(p) - (1 - p) * np.log(1 - p)
assert np.isclose(losses(net, [w], train)[0], entropy, atol=1e-4)

for rule in gd(0.1), adam(0.01):
    assert (
        len(np.unique(np.round(after(10, rule, np.full(321, 0.1)), 9))) == 11
    )

w = net.init(seed=0)
w[288:] = 0
assert felt(w) == 33
w = after(1, gd(0.1), w)
assert felt(w) > 300
w = net.init(seed=0)
w[:288] = 0
assert felt(w) == 1
```

*In (4), how many slopes are not zero after one step?* After one step all 321.

```python
w = net.init(seed=0)
w[288:] = 0
assert felt(after(1, gd(0.1), w)) == 321
```
""",
    passed="So the start has to tell the units apart, and randomness is the simplest way to do so. "
    "In (4), how many slopes are not zero after one step?",
)

# 8.8 the edge


def sharpness(times_H, v, rounds):
    for _ in range(rounds):
        v = v / np.sqrt(v @ v)
        Hv = times_H(v)
        curvature = v @ Hv
        v = Hv
    return curvature


def turned(times_H, v, rounds):
    """The direction with which the last round begins, at unit length, and what H makes of it."""
    for _ in range(rounds - 1):
        v = times_H(v / np.sqrt(v @ v))
    v = v / np.sqrt(v @ v)
    return v, times_H(v)


def not_turned(times_H, v, rounds):
    """That is the curvature along the direction you began with. In each round the direction becomes
    what $H$ made of it: does your `v` change?"""
    return v @ times_H(v) / (v @ v)


def turned_once(times_H, v, rounds):
    """You turn only once. Is a `return` inside of the loop?"""
    return sharpness(times_H, v, 1 if rounds < 2 else 2)


def one_round_more(times_H, v, rounds):
    """You go one round too far, or take the curvature along the *new* direction. Asked is that of
    the direction with which the last round began."""
    return sharpness(times_H, v, rounds + 1)


def by_entries(times_H, v, rounds):
    """You ask by how much each entry of $v$ is multiplied, and take the mean. All are multiplied
    alike only in a direction of pure curvature; on the way there an entry near zero spoils the
    mean. Take $v \\cdot Hv$."""
    for _ in range(rounds):
        v = v / np.sqrt(v @ v)
        Hv = times_H(v)
        curvature, v = np.mean(Hv / v), Hv
    return curvature


def any_start(times_H, v, rounds):
    """Called twice, it gives two numbers: you begin with a direction of your own. Begin with the
    one that is given."""
    return sharpness(times_H, np.random.default_rng().normal(size=len(v)), rounds)


def own_start(times_H, v, rounds):
    """You begin with a direction of your own, the same each time. Begin with the one that is
    given."""
    return sharpness(times_H, np.random.default_rng(0).normal(size=len(v)), rounds)


def never_shortened(times_H, v, rounds):
    """Your `v` grows, or shrinks, from round to round, and so does what you return. Give it unit
    length before each round."""
    for _ in range(rounds):
        Hv = times_H(v)
        curvature, v = v @ Hv, Hv
    return curvature


def shortened_at_last(times_H, v, rounds):
    """Right, as long as the numbers last. But from round to round your `v` grows by the curvature,
    or shrinks, and in the end it overflows. Give it unit length before *each* round."""
    for _ in range(rounds):
        Hv = times_H(v)
        curvature, v = v @ Hv / (v @ v), Hv
    return curvature


def only_length(times_H, v, rounds):
    """The length of $Hv$ knows no sign: what bends down looks like a valley to you. Take $v \\cdot
    Hv$."""
    _, Hv = turned(times_H, v, rounds)
    return np.sqrt(Hv @ Hv)


def without_sign(times_H, v, rounds):
    """The size is right. But you drop the sign: what bends down looks like a valley to you."""
    return abs(sharpness(times_H, v, rounds))


def squared_length(times_H, v, rounds):
    """You multiply $Hv$ by itself, and get the curvature squared in the end. One of the two is
    $v$."""
    _, Hv = turned(times_H, v, rounds)
    return Hv @ Hv


def the_direction(times_H, v, rounds):
    """That is the direction. Asked is the curvature along it."""
    return turned(times_H, v, rounds)[0]


def the_product(times_H, v, rounds):
    """That is what $H$ makes of the direction, an arrow. Asked is one number: how much of it points
    along $v$?"""
    return turned(times_H, v, rounds)[1]


def by_largest(times_H, v, rounds):
    """You divide `v` by its largest entry, so its length is not 1, and $v \\cdot Hv$ is too large.
    Divide by the length, or in the end by $v \\cdot v$."""
    v, Hv = turned(times_H, v, rounds)
    return v @ Hv / np.max(np.abs(v)) ** 2


def by_sum(times_H, v, rounds):
    """You divide `v` by the sum of its entries. Its length is $\\sqrt{v \\cdot v}$."""
    v, Hv = turned(times_H, v, rounds)
    return v @ Hv / np.sum(v) ** 2


def by_square(times_H, v, rounds):
    """You divide `v` by $v \\cdot v$, the square of its length. Where is the root?"""
    for _ in range(rounds):
        v = v / (v @ v)
        Hv = times_H(v)
        curvature, v = v @ Hv, Hv
    return curvature


def entries(times_H, v, rounds):
    """Those are products entry by entry. Add them up: `v @ Hv`."""
    v, Hv = turned(times_H, v, rounds)
    return v * Hv


def curvatures(times_H, v):
    return np.linalg.eigvalsh(np.array([times_H(row) for row in np.eye(len(v))]))


def highest_one(times_H, v, rounds):
    """That is the largest curvature, and where the ground bends down more than up, another one is
    larger in *size*. Asked is that one, with its sign."""
    return curvatures(times_H, v)[-1]


def lowest_one(times_H, v, rounds):
    """That is the smallest curvature. Asked is the one that is largest in size."""
    return curvatures(times_H, v)[0]


def sum_of_all(times_H, v, rounds):
    """That is the sum of all curvatures, the trace. Asked is the largest one, in size."""
    return curvatures(times_H, v).sum()


def longest_step(times_H, v, rounds):
    """That is the step size at which descent would leave, 2 over the curvature. Asked is the
    curvature."""
    return 2 / sharpness(times_H, v, rounds)


def tried(answer, times_H, v, rounds):
    """The curvature, unless it is another one each time."""
    found = answer(times_H, v, rounds)
    few = rounds <= 3 and len(v) > 1 and found is not None and found is not ...
    if few and not same(numbers(found), numbers(answer(times_H, v, rounds)), 1e-9):
        raise Unfit(message(any_start))
    return found


def bowls(rng):
    def bowl(*curvatures):
        d = len(curvatures)
        turn = np.linalg.qr(rng.normal(size=(d, d)))[0]
        H = turn @ np.diag(curvatures) @ turn.T
        return named(f"H with curvatures {', '.join(map(str, curvatures))}", lambda v: H @ v), (
            rng.normal(size=d) + 2 * turn.sum(axis=1)
        )

    three = named("H = diag(5, 2, 1)", lambda v: np.array([5.0, 2.0, 1.0]) * v)
    return [
        (three, np.ones(3), 2),
        (*bowl(3.0, -2.0, 1.0, 0.5), 3),
        (*bowl(-2.0, 1.0), 1),
        (*bowl(5.0, 2.0, 1.0), 60),
        (*bowl(4.0, 1.0, -9.0), 60),
        (*bowl(0.04, -0.01, 0.02, 0.01), 60),
        (*bowl(800.0, *rng.uniform(1, 300, 9).round(1)), 60),
        (*bowl(7.0), 1),
    ]


Exercise(
    number="8.8",
    title="Experiment: the edge",
    minutes=25,
    section="At the edge",
    answer=sharpness,
    probes=bowls,
    use=tried,
    tolerance=1e-6,
    mistakes=(
        not_turned,
        turned_once,
        one_round_more,
        by_entries,
        any_start,
        own_start,
        never_shortened,
        shortened_at_last,
        only_length,
        without_sign,
        squared_length,
        the_direction,
        the_product,
        by_largest,
        by_sum,
        by_square,
        entries,
        highest_one,
        lowest_one,
        sum_of_all,
        longest_step,
    ),
    hints=(
        "Write $v$ as a sum of the directions of pure curvature. $H$ multiplies each of them by "
        "its curvature: after many rounds, which is left?",
        "In each round: `v` at unit length, `Hv = times_H(v)`, the curvature `v @ Hv`, and then "
        "`Hv` is the new `v`.",
        "`training` from `descent.training` goes on from any weights, with another step size: "
        "`training(net, gd(0.15), data, batch=341, start=w)`.",
    ),
    solution=r"""
{code}

```python
from descent import gd
from descent.data import load_tumors, split
from descent.network import Network
from descent.training import training

X, y = split(*load_tumors(), seed=0)[0]
rng = np.random.default_rng(0)


def walk(net, alpha, y, steps, start=None):
    path = training(net, gd(alpha), (X, y), batch=341, seed=0, start=start)
    return [w for w, _ in zip(path, range(steps + 1))]


def at(net, w, y):
    def times_H(v):
        return net.grad(w + 1e-30j * v, X, y).imag / 1e-30

    return sharpness(times_H, rng.normal(size=321), rounds=40)


net = Network((8, 32, 1), loss="squared")
first = walk(net, 0.3, 2 * y - 1, 1000)
# Steeper than the edge at the start.
assert at(net, first[0], 2 * y - 1) > 2 / 0.3
edge = np.median([at(net, w, 2 * y - 1) for w in first[700::100]])
assert abs(edge / (2 / 0.3) - 1) < 0.1
second = walk(net, 0.15, 2 * y - 1, 2000, first[-1])
edge = np.median([at(net, w, 2 * y - 1) for w in second[1700::100]])
assert abs(edge / (2 / 0.15) - 1) < 0.1

other = Network((8, 32, 1))
contrast = walk(other, 0.3, y, 1000)
assert max(at(other, w, y) for w in contrast[200::200]) < 0.1 * 2 / 0.3
```
Each round multiplies the part of $v$ along a direction of pure curvature $\lambda$ by $\lambda$, so
the part with the largest $|\lambda|$ outgrows the others. On the squared loss the walk begins where
it is too steep for $\alpha = 0.3$, is thrown out of there, and settles where the sharpness is
$2/\alpha \approx 6.7$: on the edge of what plain descent can bear. Halve $\alpha$, and the
sharpness climbs on to $2/0.15 \approx 13.3$. So the step size has a say in how sharp the ground is
where the walk ends. With cross-entropy and the same $\alpha$ the sharpness soon is below a tenth of
the edge: where the guesses are right and sure, that loss is flat.

*And what if you double the step size of a walk that has settled on the edge?* The ground bears only
$2/0.6 \approx 3.3$ then, half of what it has. This walk is thrown out again, and does not come
back.

```python
with np.errstate(all="ignore"):
    third = walk(net, 0.6, 2 * y - 1, 1000, first[-1])
assert not np.isfinite(net.value(third[-1], X, 2 * y - 1))
```
""",
    passed="Now measure. And what if you *double* the step size of a walk that has settled on the "
    "edge?",
)
