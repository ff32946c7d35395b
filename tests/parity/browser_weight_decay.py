"""Weight decay in the browser, inside Adam's gradient and beside it; as in `browser_walks`."""

import numpy as np

from descent.experiments.weight_decay import shrink


def decays(steps=1000):
    """Paths and shares. Near zero, where w crosses it, what is compared is not relative."""
    rng = np.random.default_rng(10)
    cases = [
        {
            "alpha": 10 ** rng.uniform(-3, -1),
            "decay": 10 ** rng.uniform(-3, 0),
            "sizes": 10 ** rng.uniform(-1.5, 1.5, 2),
            "start": rng.uniform(0, 2, 2),
        }
        for _ in range(20)
    ]
    cases = [(rule, case) for rule in ("l2", "adamw") for case in cases]

    def check(answers):
        for (rule, case), (path, share) in zip(cases, answers, strict=True):
            ours = shrink(rule, **case, steps=steps)
            assert np.allclose(path, ours[0].ravel(), rtol=1e-9, atol=1e-9), (rule, case)
            assert np.allclose(share, ours[1].ravel(), rtol=1e-9, atol=0), (rule, case)

    plain = [(rule, {k: np.asarray(v).tolist() for k, v in case.items()}) for rule, case in cases]
    return [
        {"ask": "decays", "rule": rule, "given": case, "steps": steps} for rule, case in plain
    ], check
