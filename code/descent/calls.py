"""What to type elsewhere: the book's rules as PyTorch, Keras and Optax call them.

Each has settings to begin with. A test runs every line, and walks with it beside the book's own.
`params` are the model's: `model.parameters()` in PyTorch.
"""

CALLS = {
    "gradient check": {
        "descent": "central_difference(loss, w)",
        "PyTorch": "torch.autograd.gradcheck(loss, (w,))",
        "JAX": "jax.test_util.check_grads(loss, (w,), order=1)",
    },
    "gradient descent": {
        "descent": "gd(0.1)",
        "PyTorch": "torch.optim.SGD(params, lr=0.1)",
        "Keras": "keras.optimizers.SGD(0.1)",
        "Optax": "optax.sgd(0.1)",
    },
    "momentum": {
        "descent": "momentum(0.01, 0.9)",
        "PyTorch": "torch.optim.SGD(params, lr=0.01, momentum=0.9)",
        "Keras": "keras.optimizers.SGD(0.01, momentum=0.9)",
        "Optax": "optax.sgd(0.01, momentum=0.9)",
    },
    "Nesterov": {
        "descent": "nesterov(0.01, 0.9)",
        "PyTorch": "torch.optim.SGD(params, lr=0.01, momentum=0.9, nesterov=True)",
        "Keras": "keras.optimizers.SGD(0.01, momentum=0.9, nesterov=True)",
        "Optax": "optax.sgd(0.01, momentum=0.9, nesterov=True)",
    },
    "cosine schedule": {
        "descent": "cosine(steps)",
        "PyTorch": "torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, steps)",
        "Keras": "keras.optimizers.schedules.CosineDecay(0.1, steps)",
        "Optax": "optax.cosine_decay_schedule(0.1, steps)",
    },
    "AdaGrad": {
        "descent": "adagrad(0.01)",
        "PyTorch": "torch.optim.Adagrad(params, lr=0.01)",
        "Keras": "keras.optimizers.Adagrad(0.01, initial_accumulator_value=0)",
        "Optax": "optax.adagrad(0.01, initial_accumulator_value=0)",
    },
    "RMSProp": {
        "descent": "rmsprop(1e-3, 0.9)",
        "PyTorch": "torch.optim.RMSprop(params, lr=1e-3, alpha=0.9)",
        "Keras": "keras.optimizers.RMSprop(1e-3, rho=0.9)",
        "Optax": "optax.rmsprop(1e-3, decay=0.9)",
    },
    "Adam": {
        "descent": "adam(1e-3)",
        "PyTorch": "torch.optim.Adam(params, lr=1e-3)",
        "Keras": "keras.optimizers.Adam(1e-3)",
        "Optax": "optax.adam(1e-3)",
    },
    "AMSGrad": {
        "descent": "amsgrad(1e-3)",
        "PyTorch": "torch.optim.Adam(params, lr=1e-3, amsgrad=True)",
        "Keras": "keras.optimizers.Adam(1e-3, amsgrad=True)",
        "Optax": "optax.amsgrad(1e-3)",
    },
    "AdamW": {
        "descent": "adamw(1e-3, decay=0.01)",
        "PyTorch": "torch.optim.AdamW(params, lr=1e-3, weight_decay=0.01)",
        "Keras": "keras.optimizers.AdamW(1e-3, weight_decay=0.01)",
        "Optax": "optax.adamw(1e-3, weight_decay=0.01)",
    },
    "clipping": {
        "descent": "clipped(gd(0.1), max_norm=1.0)",
        "PyTorch": "torch.nn.utils.clip_grad_norm_(params, 1.0)  # before step()",
        "Keras": "keras.optimizers.SGD(0.1, global_clipnorm=1.0)",
        "Optax": "optax.chain(optax.clip_by_global_norm(1.0), optax.sgd(0.1))",
    },
}


def what_to_type(*names: str) -> None:
    """Print the calls of each rule named, one library a line; the names are those of `CALLS`.

    >>> what_to_type("momentum")
    PyTorch  torch.optim.SGD(params, lr=0.01, momentum=0.9)
    Keras    keras.optimizers.SGD(0.01, momentum=0.9)
    Optax    optax.sgd(0.01, momentum=0.9)

    Raises ValueError for another name.
    """
    if unknown := [name for name in names if name not in CALLS]:
        raise ValueError(
            f"there is no call for {unknown[0]!r}; there is one for {', '.join(CALLS)}"
        )
    for k, name in enumerate(names):
        if len(names) > 1:
            print(*[""] * (k > 0), name, sep="\n")
        for library, call in CALLS[name].items():
            if library != "descent":
                print(f"{library:7}  {call}")
