"""What the book says to type runs, and walks where the book's own rule walks."""

import numpy as np
import pytest
from libraries import missing

import descent
from descent import ravine
from descent.calls import CALLS, what_to_type
from descent.derivatives import central_difference
from descent.wrappers import cosine

STEPS, LAND, START = 20, ravine(20, angle=30), np.array([2.0, 1.0])
NO_RULES = "gradient check", "cosine schedule"
PACKAGES = {"PyTorch": "torch", "Keras": "keras", "Optax": "optax", "JAX": "jax"}
OURS = {name: getattr(descent, name) for name in descent.__all__} | {"cosine": cosine}
# Where they part: eps inside the root or outside it; the largest of v or of the corrected v.
TOLERANCE = {"RMSProp": 1e-4, "AMSGrad": 2e-3}


def evaluated(call, **names):
    """What a call gives, with the imports that it takes."""
    for package in PACKAGES.values():
        if f"{package}." in call:
            names[package] = pytest.importorskip(package, missing(package))
    return eval(call, names)


def torch_walk(call):
    import torch

    w = torch.nn.Parameter(torch.tensor(START))
    clips, path = "clip" in call, [START]
    optimizer = torch.optim.SGD([w], lr=0.1) if clips else evaluated(call, params=[w])
    for _ in range(STEPS):
        w.grad = torch.tensor(LAND.grad(path[-1]))
        if clips:
            evaluated(call, params=[w])
        optimizer.step()
        path.append(w.detach().numpy().copy())
    return np.array(path)


def keras_walk(call):
    import keras

    keras.config.set_floatx("float64")
    w, optimizer, path = keras.Variable(START, dtype="float64"), evaluated(call), [START]
    for _ in range(STEPS):
        optimizer.apply([keras.ops.convert_to_tensor(LAND.grad(path[-1]))], [w])
        path.append(np.array(w))
    return np.array(path)


def optax_walk(call):
    optimizer, path = evaluated(call), [START]
    state = optimizer.init(START)
    for _ in range(STEPS):
        change, state = optimizer.update(LAND.grad(path[-1]), state, path[-1])
        path.append(path[-1] + np.array(change))
    return np.array(path)


WALKS = {"PyTorch": torch_walk, "Keras": keras_walk, "Optax": optax_walk}


@pytest.mark.parametrize("library", WALKS)
@pytest.mark.parametrize("name", [name for name in CALLS if name not in NO_RULES])
def test_a_call_walks_as_the_rule_does(name, library):
    if reason := missing(PACKAGES[library]):
        pytest.skip(reason)
    ours = descent.descend(eval(CALLS[name]["descent"], dict(OURS)), LAND.grad, START, STEPS)
    theirs = WALKS[library](CALLS[name][library])
    np.testing.assert_allclose(theirs, ours, rtol=0, atol=TOLERANCE.get(name, 1e-6))
    assert np.abs(ours[-1] - START).max() > 1e-3


@pytest.mark.parametrize("library", WALKS)
def test_a_schedule_is_the_books(library):
    """It ends a step later than the book's, so that the factors differ by less than a step's."""
    if reason := missing(PACKAGES[library]):
        pytest.skip(reason)
    steps, call = 1000, CALLS["cosine schedule"][library]
    factor = eval(CALLS["cosine schedule"]["descent"], {"cosine": cosine, "steps": steps})
    ours = [0.1 * factor(t) for t in range(1, steps + 1)]
    if library == "PyTorch":
        import torch

        optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=0.1)
        schedule, theirs = evaluated(call, optimizer=optimizer, steps=steps), []
        for _ in range(steps):
            theirs += schedule.get_last_lr()
            optimizer.step()
            schedule.step()
    else:
        schedule = evaluated(call, steps=steps)
        theirs = [float(schedule(t)) for t in range(steps)]
    np.testing.assert_allclose(theirs, ours, rtol=0, atol=0.1 * np.pi / 2 / steps)


def test_the_gradient_checks_pass_a_right_one_and_refuse_a_wrong_one():
    calls = CALLS["gradient check"]
    square = lambda w: (w**2).sum()  # noqa: E731
    names = {"central_difference": central_difference, "loss": square, "w": START}
    found = eval(calls["descent"], names)
    np.testing.assert_allclose(found, 2 * START, rtol=1e-6)
    jax = pytest.importorskip("jax")
    pytest.importorskip("jax.test_util")

    evaluated(calls["JAX"], loss=square, w=jax.numpy.array(START))
    wrong = jax.custom_jvp(square)
    wrong.defjvp(lambda w, v: (square(w[0]), (3 * w[0] * v[0]).sum()))
    with pytest.raises(AssertionError):
        evaluated(calls["JAX"], loss=wrong, w=jax.numpy.array(START))


def test_pytorchs_gradient_check():
    torch = pytest.importorskip("torch", missing("torch"))

    class Wrong(torch.autograd.Function):
        @staticmethod
        def forward(context, w):
            context.save_for_backward(w)
            return (w**2).sum()

        @staticmethod
        def backward(context, up):
            return 3 * context.saved_tensors[0] * up

    call, w = CALLS["gradient check"]["PyTorch"], torch.tensor(START, requires_grad=True)
    assert evaluated(call, loss=lambda w: (w**2).sum(), w=w)
    with pytest.raises(RuntimeError, match="Jacobian mismatch"):
        evaluated(call, loss=Wrong.apply, w=w)


def test_a_call_fits_a_line_and_an_unknown_name_is_told(capsys):
    what_to_type(*CALLS)
    assert max(map(len, capsys.readouterr().out.splitlines())) <= 72
    with pytest.raises(ValueError, match="no call for 'adagrad'; there is one for gradient check,"):
        what_to_type("adagrad")
