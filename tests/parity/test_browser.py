"""The browser's rules, wrappers, surfaces and paths compute what Python's do.

Single steps are compared everywhere, each from Python's own state, and whole paths wherever
rounding does not grow: where a rule that divides by its moments bounces near a minimum, the last
place of one slope soon fills the page.
"""

import browser_adam_counterexample
import browser_adam_moments
import browser_complaints
import browser_facts
import browser_noise
import browser_step_size_search
import browser_walks
import browser_weight_decay
import pytest
from browser import ask

TOPICS = {
    topic.__name__: topic
    for topic in (
        browser_walks.single_steps,
        browser_walks.whole_paths,
        browser_walks.divergence,
        browser_facts.heights,
        browser_facts.standardized,
        browser_facts.factors,
        browser_facts.ends,
        browser_facts.facts,
        browser_facts.rates_of_momentum,
        browser_noise.random_numbers,
        browser_noise.resting_variances,
        browser_noise.spreads,
        browser_noise.clouds,
        browser_step_size_search.sweep,
        browser_step_size_search.costs,
        browser_step_size_search.tunings,
        browser_adam_moments.adam_moments,
        browser_adam_counterexample.rare_gradients,
        browser_adam_counterexample.bins,
        browser_adam_counterexample.best_points,
        browser_weight_decay.decays,
        browser_facts.names,
        browser_complaints.complaints,
    )
}


@pytest.fixture(scope="module")
def checks():
    """{topic: its check, with the answers}, all from one run of Node."""
    asked = {name: topic() for name, topic in TOPICS.items()}
    answers = iter(ask([question for questions, _ in asked.values() for question in questions]))
    return {
        name: (check, [next(answers) for _ in questions])
        for name, (questions, check) in asked.items()
    }


@pytest.mark.parametrize("topic", TOPICS)
def test_browser_agrees_with_python(checks, topic):
    check, answers = checks[topic]
    check(answers)
