"""The browser's modules, wrong on purpose: the comparison with Python must notice each slip."""

import pytest
from browser import ask
from test_browser import TOPICS

pytestmark = pytest.mark.slow

QUICK = {  # fewer than in the comparison itself, and enough
    "single_steps": {"steps": 8, "seeds": 1},
    "whole_paths": {"steps": 60},
    "divergence": {"steps": 60},
}
REDDI = "adam_counterexample"
MUTANTS = [  # module, piece of its source, slip, the topic that notices
    ("optimizers", "w = w - alpha * v", "w = w - alpha * g", "single_steps"),
    ("optimizers", "(g + beta * v)", "(v + beta * g)", "single_steps"),
    ("optimizers", "s = s + g ** 2", "s = 0.99999999999 * s + g ** 2", "single_steps"),
    ("optimizers", "v = beta * v + (1 - beta) * g ** 2", "v = beta * v + g ** 2", "single_steps"),
    ("optimizers", "(Math.sqrt(v) + eps)", "Math.sqrt(v + eps)", "single_steps"),
    ("optimizers", "t = t + 1", "t = 1", "single_steps"),
    ("optimizers", "raw ? v : v_hat", "raw ? v_hat : v", "single_steps"),
    ("optimizers", "+ decay * w", "+ decay", "single_steps"),
    ("optimizers", "beta2 = 0.999", "beta2 = 0.99", "single_steps"),
    ("optimizers", "at(b, i), at(c, i)", "at(c, i), at(b, i)", "single_steps"),
    ("optimizers", "v_max = 0) =>", "v_max = 1e-99) =>", "single_steps"),
    ("optimizers", "(w, g, v = 0) =>", "(w, g, v = 1) =>", "whole_paths"),
    ("optimizers", "at_least: 0, below: 1", "at_least: 0", "complaints"),
    ("optimizers", "eps, { at_least: 0 }", "eps, { above: 0 }", "complaints"),
    ("optimizers", "rules = { gd, momentum", "rules = { momentum, gd", "names"),
    ("checks", 'above, "at least"', 'over: above, "at least"', "complaints"),
    ("checks", "value > above", "value >= above", "complaints"),
    ("checks", "Number.isFinite(value)", "value === value", "complaints"),
    ("wrappers", "factor * (w_full - w)", "factor * w_full", "single_steps"),
    ("wrappers", "make(t)(", "make(t + 1)(", "single_steps"),
    ("wrappers", "Math.max(norm, max_norm)", "norm", "single_steps"),
    ("wrappers", "Math.hypot(...g)", "Math.max(...g.map(Math.abs))", "single_steps"),
    ("wrappers", "Math.hypot(...g)", "Math.sqrt(g.reduce((s, x) => s + x * x, 0))", "single_steps"),
    ("wrappers", "[Math.min(Math.max(w, low), high)]", "[Math.max(w, low)]", "single_steps"),
    ("wrappers", "low <= high", "low < high", "complaints"),
    ("wrappers", "(t - 1) / (steps - 1)", "t / steps", "factors"),
    ("wrappers", "then(t - steps + 1)", "then(t)", "factors"),
    ("wrappers", "Math.floor((t - 1) / every)", "Math.floor(t / every)", "factors"),
    ("surfaces", "-0.75, 1.9", "-0.75, 1.8", "heights"),
    ("surfaces", "s * along + c * kappa", "s * along - c * kappa", "heights"),
    ("surfaces", "y ** 3 - y]", "y ** 3 + y]", "whole_paths"),
    ("surfaces", "0.6623967438610967", "0.6623967438619067", "facts"),
    ("surfaces", "window: [-2, 2, -1.6, 1.6]", "window: [-2, 2, -1.6, 1.5]", "facts"),
    ("classics", "minima: [[3, 0.5]]", "minima: [[0.5, 3]]", "facts"),
    ("classics", "k * y ** (k - 1)", "y ** (k - 1)", "heights"),
    ("classics", "(1 - x) ** 2 + 100", "(1 - x) ** 2 + 1e308", "heights"),
    ("losses", "sigmoid(dot(X[i], w))", "1 / (1 + Math.exp(dot(X[i], w)))", "heights"),
    ("activations", "positive ? -z : z", "z", "heights"),
    ("losses", "/ numbers.length", "/ (numbers.length - 1)", "standardized"),
    ("paths", "path.set(w);", "path.fill(1);", "whole_paths"),
    ("paths", "alike(w, d", "alike(w.map((x) => (Number.isFinite(x) ? x : 0)), d", "divergence"),
    ("paths", "!Number.isFinite(number)", "Number.isNaN(number)", "ends"),
    ("paths", "!(value < level)", "value >= level", "ends"),
    ("momentum_rates", "sqrt(abs(times))", "2 * sqrt(abs(times))", "rates_of_momentum"),
    ("momentum_rates", "beta * left : beta", "beta : beta", "rates_of_momentum"),
    ("momentum_rates", "4 / (3 * L + mu)", "4 / (3 * L)", "rates_of_momentum"),
    ("momentum_rates", "(2 + 2 * beta) / (1 + 2 * beta)", "2 + 2 * beta", "rates_of_momentum"),
    ("momentum_rates", 'half > 0 ? "over', 'half < 0 ? "over', "rates_of_momentum"),
    ("noise", "0x846ca68b", "0x846ca68d", "random_numbers"),
    ("noise", "imul(seed, GOLDEN)", "imul(seed, 3)", "random_numbers"),
    ("noise", ">>> 0) + 0.5", ">>> 0) + 1", "random_numbers"),
    ("noise", "length * sin(turn)", "length * cos(turn)", "random_numbers"),
    ("noise", "share < 2 + 2 * beta", "share < 2 + beta", "resting_variances"),
    ("noise", "* (1 + beta)) / (curvature", ") / (curvature", "resting_variances"),
    ("noise", "2 * beta * curvature * wv", "beta * curvature * wv", "spreads"),
    ("noise", "wv = wv - a * vv", "wv = wv + a * vv", "spreads"),
    ("noise", "alpha * schedule(t);\n    v =", "alpha * schedule(t - 1);\n    v =", "spreads"),
    ("noise", "+ sigma * noise[k]", "+ sigma * noise[i]", "clouds"),
    ("noise", "curvatures[i % d]", "curvatures[0]", "clouds"),
    ("noise", "sum / walkers", "sum / size", "clouds"),
    ("step_size_search", "k / 40 - 4", "k / 40 - 3", "sweep"),
    ("step_size_search", "toPrecision(3)", "toPrecision(4)", "sweep"),
    ("step_size_search", "path[2 * t + 1])", "path[2 * t])", "costs"),
    ("step_size_search", "tolerance * distance[0]", "tolerance", "costs"),
    ("step_size_search", "return [below, 0]", "return [below, end]", "costs"),
    ("step_size_search", "Number.isFinite(end) ? end : Infinity", "end", "costs"),
    ("step_size_search", "below < least[0] ||", "below <= least[0] ||", "tunings"),
    ("step_size_search", "&& end < least[1]", "&& false", "tunings"),
    ("step_size_search", "yield best;\n  }", "yield alpha;\n  }", "tunings"),
    ("adam_moments", "let t = 1; t <= g.length", "let t = 0; t < g.length", "adam_moments"),
    ("adam_moments", "m / (1 - beta1 ** t)", "m / (1 - beta2 ** t)", "adam_moments"),
    ("adam_moments", "v / (1 - beta2 ** t)", "v / (1 - beta2 ** (t + 1))", "adam_moments"),
    ("adam_moments", "g[t - 1] ** 2", "g[t - 1]", "adam_moments"),
    ("adam_moments", "(sqrt(v) + eps)", "sqrt(v + eps)", "adam_moments"),
    ("adam_moments", "sqrt(v_hat) + eps", "sqrt(v_hat)", "adam_moments"),
    ("adam_moments", "{ m, v, m_hat,", "{ m, v: v_hat, m_hat,", "adam_moments"),
    (REDDI, "(t - at) % PERIOD === 0 ? large", "(t - at) % 100 === 0 ? large", "rare_gradients"),
    (REDDI, "corrected ? m / (1 - left1)", "corrected ? m / (1 - left2)", "rare_gradients"),
    (REDDI, "corrected ? v / (1 - left2)", "corrected ? v", "rare_gradients"),
    (REDDI, 'rule === "amsgrad" ? v_max', 'rule === "adam" ? v_max', "rare_gradients"),
    (REDDI, "ALPHA / sqrt(t)", "ALPHA / sqrt(t + 1)", "rare_gradients"),
    (REDDI, "min(max(w, -1), 1)", "max(w, -1)", "rare_gradients"),
    (REDDI, "s > t - PERIOD", "s >= t - PERIOD", "rare_gradients"),
    (REDDI, "corrected ? (1 - left) *", "corrected ? ", "rare_gradients"),
    (REDDI, "MEMORY = 10 * PERIOD", "MEMORY = 2 * PERIOD", "rare_gradients"),
    (REDDI, "width > PERIOD / 4", "width > PERIOD", "bins"),
    (REDDI, "let t = edges[k - 1] + 1", "let t = edges[k - 1]", "bins"),
    (REDDI, "return -sign(", "return sign(", "best_points"),
    ("weight_decay", 'if (rule === "l2") g', 'if (rule !== "l2") g', "decays"),
    ("weight_decay", "t % 2 === 1", "t % 2 === 0", "decays"),
    ("weight_decay", 'rule === "l2" ? root : 1', "root", "decays"),
    ("weight_decay", "BETA2 ** t", "BETA2 ** (t - 1)", "decays"),
    ("weight_decay", "adamw({ alpha, decay })", "adamw({ alpha })", "decays"),
]


def checked(topic, change=None):
    questions, check = TOPICS[topic](**QUICK.get(topic, {}))
    check(ask(questions, change))


@pytest.mark.parametrize("topic", TOPICS)
def test_right_modules_pass(topic):
    checked(topic)


@pytest.mark.parametrize(("module", "piece", "slip", "topic"), MUTANTS, ids=str)
def test_mutant_is_noticed(module, piece, slip, topic):
    with pytest.raises(AssertionError):
        checked(topic, (module, piece, slip))
