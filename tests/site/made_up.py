"""A study with all that may happen, for the figure of step sizes; a page's cell has this text."""

import numpy as np

from descent.experiments.comparison import ALPHAS, BUDGETS, METHODS, PARTS, PROBLEMS, SEEDS, Study


def made_up():
    """Return a study with a loss of zero, a method that never works, and one that always does.

    One best α is at the end of the grid, and some medians have diverged in a part of the splits.
    """
    rng, tables = np.random.default_rng(0), {}
    x = np.log10(ALPHAS)[:, None, None, None]
    budget = np.log10(BUDGETS)[:, None]
    for level, problem in zip((-0.9, -1.2, -1.5), PROBLEMS, strict=True):
        table = np.empty((len(METHODS), len(ALPHAS), len(SEEDS), len(BUDGETS), len(PARTS)))
        for k in range(len(METHODS)):
            noise = 0.1 * rng.normal(size=table.shape[1:])
            best = 1.5 - k - 0.5 * budget
            table[k] = 10 ** (level + 0.15 * (x - best) ** 2 + noise + [-0.4, 0] * budget)
            table[k, 11 - k :, k % 4 :] = np.inf if k % 2 else 1e9
        tables[problem] = table
    network = tables["network"]
    network[0], network[4, ..., 0] = np.nan, 0.3
    network[4, ..., 1] = 0.2 * (1 + np.arange(12)[:, None, None])
    network[5, 3, ..., 0] = 0
    return Study(tables, {}, "made up")
