"""PyTorch's, Keras's and Optax's optimizers as rules of the book: `w, = rule(w, g)`.

Each keeps its state to itself, as its library does, so one rule walks one path. Settings have the
book's names. A library that lacks a rule has no entry for it. Everything is in float64.
"""

import importlib.util
import inspect
import os
from functools import cache

import numpy as np
import pytest

ITS_OWN = "its own"  # in place of a setting: leave the library's default

os.environ["KERAS_BACKEND"] = "jax"
os.environ["JAX_ENABLE_X64"] = "1"
os.environ.setdefault("JAX_PLATFORMS", "cpu")


def torch_rule(name, raw=None, alpha=0.0, beta=0.0, beta1=0.0, beta2=0.0, decay=0.0, **other):
    import torch

    adam = {"lr": alpha, "betas": (beta1, beta2), **other}
    make = {
        "gd": lambda p: torch.optim.SGD(p, lr=alpha, **other),
        "momentum": lambda p: torch.optim.SGD(p, lr=alpha, momentum=beta, **other),
        "nesterov": lambda p: torch.optim.SGD(p, lr=alpha, momentum=beta, nesterov=True),
        "adagrad": lambda p: torch.optim.Adagrad(p, lr=alpha, **other),
        "rmsprop": lambda p: torch.optim.RMSprop(p, lr=alpha, alpha=beta, **other),
        "adam": lambda p: torch.optim.Adam(p, **adam),
        "amsgrad": lambda p: torch.optim.Adam(p, amsgrad=True, **adam),
        "adamw": lambda p: torch.optim.AdamW(p, **decays(decay), **adam),
    }[name]
    schedule = other.pop("schedule", None)
    weights = optimizer = scheduler = None

    def update(w, g):
        nonlocal weights, optimizer, scheduler
        if optimizer is None:
            weights = torch.nn.Parameter(torch.tensor(w))
            optimizer = make([weights])
            if schedule:
                scheduler = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda k: schedule(k + 1))
        weights.data.copy_(torch.tensor(w))
        weights.grad = torch.tensor(g)
        optimizer.step()
        if scheduler:
            scheduler.step()
        return (weights.detach().numpy().copy(),)

    return update


def keras_rule(name, raw=None, alpha=0.0, beta=0.0, beta1=0.0, beta2=0.0, decay=None, **other):
    import keras

    keras.config.set_floatx("float64")
    if "eps" in other:
        other["epsilon"] = other.pop("eps")
    if schedule := other.pop("schedule", None):
        alpha = keras_schedule(alpha, schedule)
    adam = {"learning_rate": alpha, "beta_1": beta1, "beta_2": beta2, **other}
    optimizer = {
        "gd": lambda: keras.optimizers.SGD(alpha),
        "momentum": lambda: keras.optimizers.SGD(alpha, momentum=beta),
        "nesterov": lambda: keras.optimizers.SGD(alpha, momentum=beta, nesterov=True),
        "adagrad": lambda: keras.optimizers.Adagrad(alpha, **other),
        "rmsprop": lambda: keras.optimizers.RMSprop(alpha, rho=beta, **other),
        "adam": lambda: keras.optimizers.Adam(weight_decay=decay, **adam),
        "amsgrad": lambda: keras.optimizers.Adam(amsgrad=True, **adam),
        "adamw": lambda: keras.optimizers.AdamW(**decays(decay), **adam),
    }[name]()
    variable = None

    def update(w, g):
        nonlocal variable
        if variable is None:
            variable = keras.Variable(w, dtype="float64")
        variable.assign(w)
        optimizer.apply([keras.ops.convert_to_tensor(g)], [variable])
        return (keras.ops.convert_to_numpy(variable),)

    return update


def decays(decay):
    return {} if decay == ITS_OWN else {"weight_decay": decay}


def default_decay(library):
    """The decay of a library's AdamW, as its signature has it."""
    if library == "optax":
        from optax import adamw as made
    elif library == "keras":
        from keras.optimizers import AdamW as made
    else:
        from torch.optim import AdamW as made
    return inspect.signature(made).parameters["weight_decay"].default


def keras_schedule(alpha, schedule):
    """α·schedule(t) as Keras wants it: a function of the steps done, made of its own operations."""
    import keras

    table = np.array([schedule(t) for t in range(1, 1001)])

    class Schedule(keras.optimizers.schedules.LearningRateSchedule):
        def __call__(self, step):
            return alpha * keras.ops.take(keras.ops.convert_to_tensor(table), step)

    return Schedule()


def optax_rule(name, raw=None, alpha=0.0, beta=0.0, beta1=0.0, beta2=0.0, decay=0.0, **other):
    import jax
    import optax

    if schedule := other.pop("schedule", None):
        constant, table = alpha, jax.numpy.array([schedule(t) for t in range(1, 1001)])
        alpha = lambda count: constant * table[count]  # noqa: E731
    adam = {"b1": beta1, "b2": beta2, **other}
    optimizer = {
        "gd": lambda: optax.sgd(alpha),
        "momentum": lambda: optax.sgd(alpha, momentum=beta),
        "nesterov": lambda: optax.sgd(alpha, momentum=beta, nesterov=True),
        "adagrad": lambda: optax.adagrad(alpha, **other),
        "rmsprop": lambda: optax.rmsprop(alpha, decay=beta, **other),
        "adam": lambda: optax.adam(alpha, **adam),
        "amsgrad": lambda: optax.amsgrad(alpha, **adam),
        "adamw": lambda: optax.adamw(alpha, **decays(decay), **adam),
        "damped": lambda: optax.chain(optax.ema(beta, debias=False), optax.scale(-alpha)),
    }[name]()
    step = jax.jit(optimizer.update)
    state = None

    def update(w, g):
        nonlocal state
        if state is None:
            state = optimizer.init(w)
        change, state = step(g, state, w)
        return (w + np.array(change),)

    return update


RULES = {"torch": torch_rule, "keras": keras_rule, "optax": optax_rule}


@cache
def missing(library):
    """Why this library can't be compared here, or None."""
    if importlib.util.find_spec(library):
        return None
    if library == "torch":
        return "PyTorch's CPU build is installed on Python 3.11 only"
    return f"{library} is not installed: make test installs it"


def library_rule(library, name, **settings):
    if reason := missing(library):
        pytest.skip(reason)
    return RULES[library](name, **settings)
