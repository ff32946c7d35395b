"""What is timed: the same work done by the book and by the libraries.

Each contender is a function that sets up (compiling included, not timed) and returns the run to be
timed. Runs on a surface return the whole path, runs of the network the mean loss of each epoch, so
that nobody can save work by forgetting.
"""

import os

os.environ["KERAS_BACKEND"] = "jax"
os.environ["JAX_ENABLE_X64"] = "1"

import numpy as np

from descent import adam, descend, surfaces
from descent.data import load_tumors, split
from descent.network import Network, batches

ALPHA = 0.01


def rosenbrock(w):
    """The value, in operations that NumPy, PyTorch and JAX share."""
    x, y = w[..., 0], w[..., 1]
    return (1 - x) ** 2 + 100 * (y - x**2) ** 2


def slope(w, stack):
    x, y = w[..., 0], w[..., 1]
    return stack([-2 * (1 - x) - 400 * x * (y - x**2), 200 * (y - x**2)], -1)


def book(start, steps):
    return lambda: descend(adam(ALPHA), surfaces["rosenbrock"].grad, start, steps)


def torch_autograd(start, steps, analytic=False):
    import torch

    def run():
        w = torch.tensor(start, requires_grad=True)
        optimizer = torch.optim.Adam([w], lr=ALPHA)
        path = torch.empty((steps + 1, *w.shape), dtype=w.dtype)
        path[0] = w.detach()
        for t in range(1, steps + 1):
            if analytic:
                w.grad = slope(w.detach(), torch.stack)
            else:
                optimizer.zero_grad()
                rosenbrock(w).sum().backward()
            optimizer.step()
            path[t] = w.detach()
        return path.numpy()

    return run


def torch_analytic(start, steps):
    return torch_autograd(start, steps, analytic=True)


def keras_analytic(start, steps):
    import keras

    keras.config.set_floatx("float64")

    def run():
        w = keras.Variable(start, dtype="float64")
        optimizer = keras.optimizers.Adam(ALPHA, epsilon=1e-8)
        path = [start]
        for _ in range(steps):
            optimizer.apply([keras.ops.convert_to_tensor(slope(path[-1], np.stack))], [w])
            path.append(keras.ops.convert_to_numpy(w))
        return np.array(path)

    return run


def optax_pieces():
    import jax
    import optax

    optimizer = optax.adam(ALPHA)

    def step(w, state):
        g = jax.grad(lambda w: rosenbrock(w).sum())(w)
        change, state = optimizer.update(g, state, w)
        return optax.apply_updates(w, change), state

    return optimizer, jax.jit(step)


def optax_steps(start, steps):
    optimizer, step = optax_pieces()

    def run():
        w, path = start, [start]
        state = optimizer.init(w)
        for _ in range(steps):
            w, state = step(w, state)
            path.append(np.asarray(w))
        return np.array(path)

    return run


def optax_scan(start, steps):
    import jax

    optimizer, step = optax_pieces()

    @jax.jit
    def walk(w):
        def body(carry, _):
            w, state = step(*carry)
            return (w, state), w

        return jax.lax.scan(body, (w, optimizer.init(w)), length=steps)[1]

    return lambda: np.concatenate([start[None], np.asarray(walk(start))])


EPOCHS, BATCH = 50, 32


def book_network():
    (X, y), *_ = split(*load_tumors(), seed=0)
    net, rule = Network((8, 32, 1)), adam(1e-3)
    per_epoch = -(-len(y) // BATCH)

    def run():
        w, state, history = net.init(seed=0), (), []
        draw = batches(len(y), BATCH, seed=0)
        for _ in range(EPOCHS):
            losses = []
            for _ in range(per_epoch):
                rows = next(draw)
                loss, g = net.value_and_grad(w, X[rows], y[rows])
                w, *state = rule(w, g, *state)
                losses.append(loss)
            history.append(np.mean(losses))
        return np.array(history)

    return run


def keras_network():
    import keras

    keras.config.set_floatx("float32")
    (X, y), *_ = split(*load_tumors(), seed=0)
    X, y = X.astype("float32"), y.astype("float32")
    layers = keras.layers.Dense(32, activation="relu"), keras.layers.Dense(1, activation="sigmoid")
    model = keras.Sequential([keras.Input((8,)), *layers])
    model.compile(keras.optimizers.Adam(1e-3), "binary_crossentropy")
    fresh = model.get_weights()

    def run():
        model.set_weights(fresh)
        fit = model.fit(X, y, epochs=EPOCHS, batch_size=BATCH, verbose=0)
        return np.array(fit.history["loss"])

    return run


def torch_network():
    import torch

    (X, y), *_ = split(*load_tumors(), seed=0)
    X, y = torch.tensor(X, dtype=torch.float32), torch.tensor(y, dtype=torch.float32)[:, None]
    cross_entropy = torch.nn.BCEWithLogitsLoss()

    def run():
        torch.manual_seed(0)
        model = torch.nn.Sequential(torch.nn.Linear(8, 32), torch.nn.ReLU(), torch.nn.Linear(32, 1))
        optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
        history = []
        for _ in range(EPOCHS):
            losses = []
            for rows in torch.randperm(len(y)).split(BATCH):
                optimizer.zero_grad()
                loss = cross_entropy(model(X[rows]), y[rows])
                loss.backward()
                optimizer.step()
                losses.append(loss.item())
            history.append(np.mean(losses))
        return np.array(history)

    return run


def bowl_steps(d, steps):
    """The book on a round valley of d weights: what one step costs as d grows."""
    start = np.ones(d)
    return lambda: descend(adam(ALPHA), lambda w: w, start, steps)


ONE = (np.array([-1.5, 2.0]), 2000)
MANY = (np.random.default_rng(0).uniform(-2, 2, (10_000, 2)), 500)
WALKERS = {
    "the book, NumPy": (book, "its own gradient formula"),
    "torch.optim": (torch_autograd, "the value, differentiated by autograd each step"),
    "torch.optim, gradient given": (torch_analytic, "the gradient formula"),
    "keras.optimizers": (keras_analytic, "the gradient formula, in NumPy"),
    "Optax, step by step": (optax_steps, "the value; gradient and update jitted together"),
    "Optax, lax.scan": (optax_scan, "the value; all steps compiled into one program"),
}
TRAINERS = {
    "the book, NumPy": (book_network, "float64, backpropagation by hand"),
    "Keras, fit": (keras_network, "float32, JAX, its own compiled train step"),
    "PyTorch, a loop": (torch_network, "float32, autograd"),
}
CASES = {
    "Adam on Rosenbrock, 1 start × 2,000 steps": (WALKERS, ONE),
    "Adam on Rosenbrock, 10,000 starts × 500 steps": (WALKERS, MANY),
    "the 8-32-1 network, 50 epochs of batch 32, Adam": (TRAINERS, ()),
}
