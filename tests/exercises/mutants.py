"""Each solution with one place of it changed: does `check` notice?

    python tests/exercises/mutants.py [NUMBER ...]    all mutants of these exercises, or of all

A mutant that passes is put beside the solution on many inputs that no probe has. If the two part
there, the probes are too weak. Where they don't, the mutant is another way to write the same.
"""

import ast
import copy
import inspect
import sys
import textwrap
import warnings
from dataclasses import dataclass, replace

import numpy as np

from descent.exercises import check, sandbox
from descent.exercises.exercise import exercises
from descent.exercises.judge import same

SECONDS = 0.3  # for a mutant that does not come to an end
ROUNDS = 30  # draws of inputs beyond the probes
SAMPLE = 60  # mutants of each solution in the tests, always the same
CODE = [number for number, exercise in exercises.items() if callable(exercise.answer)]

OPERATORS = {
    ast.Add: [ast.Sub],
    ast.Sub: [ast.Add],
    ast.Mult: [ast.Div],
    ast.Div: [ast.Mult],
    ast.Pow: [ast.Mult],
    ast.MatMult: [ast.Mult],
    ast.Mod: [ast.FloorDiv],
    ast.FloorDiv: [ast.Div, ast.Mod],
    ast.Lt: [ast.LtE, ast.Gt, ast.GtE],
    ast.LtE: [ast.Lt, ast.Gt, ast.GtE],
    ast.Gt: [ast.GtE, ast.Lt, ast.LtE],
    ast.GtE: [ast.Gt, ast.Lt, ast.LtE],
    ast.Eq: [ast.NotEq, ast.LtE, ast.GtE],
    ast.NotEq: [ast.Eq],
    ast.And: [ast.Or],
    ast.Or: [ast.And],
}
TURNS_ROUND = (ast.Sub, ast.Div, ast.Pow, ast.MatMult, ast.FloorDiv, ast.Mod)
PAIRS = "maximum minimum|argmin argmax|min max|mean sum|mean median|ceil floor|log10 log|all any"
PAIRS += "|zeros ones|var std|log1p log|append extend|cos sin|float int|inf nan"
NAMES = {}
for one, other in map(str.split, PAIRS.split("|")):
    NAMES.setdefault(one, []).append(other)
    NAMES.setdefault(other, []).append(one)


@dataclass(frozen=True)
class Mutant:
    """number: the exercise; name: what was changed into what; source: the program."""

    number: str
    name: str
    source: str

    @property
    def function(self):
        answer = exercises[self.number].answer
        space = dict(answer.__globals__)
        with warnings.catch_warnings(action="ignore"):
            exec(compile(self.source, f"<mutant of {self.number}>", "exec"), space)
        return space[answer.__name__]


def mutants(number):
    """All mutants of an exercise's solution, each once."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(exercises[number].answer)))
    names = sorted({n.arg for n in ast.walk(tree) if isinstance(n, ast.arg)} | stored(tree))
    right, found = ast.unparse(tree), {}
    for parent, field, k, node in places(tree):
        for new in alternatives(node, names, parent):
            put(parent, field, k, new)
            source = ast.unparse(ast.fix_missing_locations(tree))
            put(parent, field, k, node)
            if source != right:
                found.setdefault(source, difference(right, source))
    return [Mutant(number, name, source) for source, name in found.items()]


def stored(tree):
    nodes = (n for n in ast.walk(tree) if isinstance(n, ast.Name))
    return {n.id for n in nodes if isinstance(n.ctx, ast.Store) and n.id != "_"}


def places(tree):
    """Every node with where it hangs; and every list of statements, as one."""
    for parent in list(ast.walk(tree)):
        for field, value in list(ast.iter_fields(parent)):
            if isinstance(value, ast.AST):
                yield parent, field, None, value
            elif isinstance(value, list):
                yield from ((parent, field, k, v) for k, v in enumerate(value) if is_node(v))
                if value and isinstance(value[0], ast.stmt):
                    yield parent, field, None, list(value)


def is_node(value):
    return isinstance(value, ast.AST)


def put(parent, field, k, new):
    if k is None:
        setattr(parent, field, new)
    else:
        getattr(parent, field)[k] = new


def difference(right, source):
    """The lines that differ, as "old => new"; a line that moved is in both."""
    old, new = right.splitlines(), source.splitlines()
    while old and new and old[0] == new[0]:
        old, new = old[1:], new[1:]
    while old and new and old[-1] == new[-1]:
        old, new = old[:-1], new[:-1]
    return " => ".join("; ".join(map(str.strip, lines)) for lines in (old, new))


def changed(node, **fields):
    new = copy.copy(node)
    for field, value in fields.items():
        setattr(new, field, value)
    return new


def wrapped(node, word):
    return ast.parse(f"{word}({ast.unparse(node)})", mode="eval").body


def moved(node):
    """One further and one back."""
    one = ast.Constant(1)
    return [ast.BinOp(node, ast.Add(), one), ast.BinOp(node, ast.Sub(), one)]


def alternatives(node, names, parent):
    """What might stand in the place of a node: the slips of a hand that types."""
    kind = type(node).__name__
    return list(CHANGES[kind](node, names, parent)) if kind in CHANGES else []


def of_operation(node, *_):
    yield from (changed(node, op=op()) for op in OPERATORS.get(type(node.op), []))
    if isinstance(node.op, TURNS_ROUND):
        yield changed(node, left=node.right, right=node.left)
    yield from (node.left, node.right)


def of_comparison(node, *_):
    for op in OPERATORS.get(type(node.ops[0]), []):
        yield changed(node, ops=[op(), *node.ops[1:]])
    right, hair = node.comparators[0], ast.Constant(0.001)
    for op in (ast.Add, ast.Sub):
        yield changed(node, comparators=[ast.BinOp(right, op(), hair)])


def of_logic(node, *_):
    yield changed(node, op=OPERATORS[type(node.op)][0]())
    yield from node.values


def of_sign(node, *_):
    yield node.operand


def of_constant(node, _, parent):
    value = node.value
    if isinstance(value, bool) or isinstance(parent, ast.FormattedValue):
        yield ast.Constant(not value)
    elif isinstance(value, int):
        yield from (ast.Constant(value + 1), ast.Constant(value - 1))
    elif isinstance(value, float):
        yield from (ast.Constant(1.1 * value if value else 1.0), ast.Constant(2 * value - 1))


def of_name(node, names, *_):
    if isinstance(node.ctx, ast.Load):
        if node.id in names:
            yield from (changed(node, id=name) for name in names if name != node.id)
            yield wrapped(node, "np.abs")
        yield from (changed(node, id=name) for name in NAMES.get(node.id, []))


def of_attribute(node, *_):
    yield from (changed(node, attr=name) for name in NAMES.get(node.attr, []))


def of_call(node, *_):
    args, keywords = node.args, node.keywords
    if len(args) == 1 and not keywords and not isinstance(args[0], ast.Starred):
        yield args[0]
    if len(args) > 1:
        yield changed(node, args=[args[1], args[0], *args[2:]])
        yield changed(node, args=args[:-1])
    for k in range(len(keywords)):
        yield changed(node, keywords=keywords[:k] + keywords[k + 1 :])
    if getattr(node.func, "id", "") in ("range", "enumerate"):
        for k in range(len(args)) if node.func.id == "range" else [1] if len(args) > 1 else []:
            yield from (changed(node, args=[*args[:k], m, *args[k + 1 :]]) for m in moved(args[k]))


def of_slice(node, *_):
    for field in ("lower", "upper", "step"):
        value = getattr(node, field)
        if value:
            yield changed(node, **{field: None})
            yield from (changed(node, **{field: m}) for m in moved(value))
        elif field != "step":
            yield changed(node, **{field: ast.Constant(1 if field == "lower" else -1)})


def of_return(node, *_):
    """What comes back without its sign, turned, rounded, or one too many."""
    if node.value and not isinstance(node.value, ast.Tuple):
        for word in ("np.abs", "np.round", "-", "1 +"):
            yield changed(node, value=wrapped(node.value, word))


def of_subscript(node, *_):
    if not isinstance(node.slice, ast.Slice | ast.Tuple):
        yield from (changed(node, slice=m) for m in moved(node.slice))


def of_tuple(node, *_):
    parts = node.elts
    for k in range(len(parts) - 1) if isinstance(node.ctx, ast.Load) else []:
        yield changed(node, elts=[*parts[:k], parts[k + 1], parts[k], *parts[k + 2 :]])


def of_choice(node, *_):
    yield from (changed(node, test=ast.Constant(sure)) for sure in (True, False))


def of_loop_test(node, *_):
    yield changed(node, test=ast.Constant(False))


def of_break(*_):
    yield from (ast.Pass(), ast.Continue())


def of_addition(node, *_):
    yield from (changed(node, op=op()) for op in OPERATORS.get(type(node.op), []))


def of_statements(body, *_):
    """One is left out, two next to each other are exchanged, or the last one comes too late."""
    for k, line in enumerate(body):
        if not isinstance(line, ast.Return | ast.FunctionDef):
            yield body[:k] + body[k + 1 :] or [ast.Pass()]
        if k and not isinstance(line, ast.Return):
            yield [*body[: k - 1], line, body[k - 1], *body[k + 1 :]]
        if isinstance(line, ast.For | ast.While) and len(line.body) > 1:
            out = changed(line, body=line.body[:-1]), line.body[-1]
            yield [*body[:k], *out, *body[k + 1 :]]


CHANGES = {
    "BinOp": of_operation,
    "Compare": of_comparison,
    "BoolOp": of_logic,
    "UnaryOp": of_sign,
    "Constant": of_constant,
    "Name": of_name,
    "Attribute": of_attribute,
    "Call": of_call,
    "Slice": of_slice,
    "Subscript": of_subscript,
    "Tuple": of_tuple,
    "Return": of_return,
    "If": of_choice,
    "IfExp": of_choice,
    "While": of_loop_test,
    "Break": of_break,
    "AugAssign": of_addition,
    "list": of_statements,
}


def passes(mutant):
    """Whether `check` takes a mutant for right. (Which mistake it is, nobody is told.)"""
    exercise = exercises[mutant.number]
    exercises.made[mutant.number] = replace(exercise, mistakes=(), conventions=())
    before, sandbox.SECONDS = sandbox.SECONDS, SECONDS
    try:
        with warnings.catch_warnings(action="ignore"):
            return check(mutant.number, mutant.function).passed
    except NameError:  # raised by the definition itself
        return False
    finally:
        exercises.made[mutant.number] = exercise
        sandbox.SECONDS = before


# Inputs beyond the probes, for each exercise: arguments as the statement allows them.


def ground(rng, d):
    """A gradient for points of d numbers, with pieces that are flat, steep, bent or silent."""
    mix, level = rng.normal(size=(d, d)), rng.normal(size=d).round(1)
    return [
        lambda w: mix @ w - level,
        lambda w: 2 * w,
        lambda w: w + np.sin(20 * w),
        lambda w: np.where(w > 1, 3.0, 0.1),
        lambda w: np.where(np.abs(w) > 1, w, 0.0),
        lambda w: 0 * w + level,
    ][rng.integers(6)]


def share(rng):
    return rng.choice([0.0, rng.uniform(0, 0.99)])


def size(rng, low=-3, high=1):
    return 10 ** rng.uniform(low, high)


def start(rng, d):
    return rng.choice([rng.normal(0, 2, d), rng.integers(-3, 4, d).astype(float)])


def walk(rng, *settings):
    d = rng.integers(1, 4)
    return (*settings, ground(rng, d), start(rng, d), int(rng.integers(0, 9)))


def bumps(rng):
    d = rng.integers(1, 5)
    a, b = rng.normal(size=(2, d))
    return (
        lambda w: np.sum(np.sin(a * w + b)) + np.prod(w + b),
        rng.normal(size=d),
        size(rng, -2, 0),
    )


def tumors(rng):
    n, d = rng.integers(1, 6, 2)
    w = rng.normal(size=d) * size(rng, -1, 3)
    return w, rng.normal(size=(n, d)), rng.integers(0, 2, n).astype(float)


def hill(rng):
    d = rng.integers(1, 4)
    c, k = rng.normal(0, 2, d), rng.uniform(0.1, 30, d)
    f, grad = (lambda w: np.sum(k * (w - c) ** 2)), (lambda w: 2 * k * (w - c))
    return f, grad, rng.choice([c, c + rng.normal(size=d)]), size(rng, -3, 3)


def curvatures(rng):
    mu = size(rng)
    return mu, mu * rng.choice([1.0, 1 + size(rng)])


def ravine(rng):
    kappa, whole = rng.choice([1.0, 1 + size(rng, -1, 4)]), rng.integers(1, 9)
    factor = rng.choice([size(rng, -6, -1e-3), ((kappa - 1) / (kappa + 1)) ** whole])
    return kappa, factor or 0.5


def rows(rng, n, d, *shape):
    return rng.normal(size=(n, *shape, d)) * 10 ** rng.uniform(-1, 1, d)


def one_curvature(rng):
    beta = share(rng)
    alpha, curvature = rng.uniform(0.01, 2), rng.uniform(-1, 10)
    double = (1 + beta - 2 * np.sqrt(beta)) / alpha
    return alpha, beta, rng.choice([curvature, 0.0, double, 0.9999 * double])


def sample(rng):
    n, replace = rng.integers(2, 9), bool(rng.integers(2))
    return rows(rng, n, rng.integers(1, 4)), int(rng.integers(1, n + 1)), replace


def at_rest(rng):
    alpha, beta, curvature = size(rng), share(rng), size(rng)
    return alpha, beta, min(curvature, 1.9 * (1 + beta) / alpha), size(rng)


def step_of_a_schedule(rng):
    steps = int(rng.integers(2, 60))
    return int(rng.integers(1, steps + 1)), steps, int(rng.integers(1, steps))


def newtons(rng):
    d = rng.integers(1, 5)
    H = rng.normal(size=(d, d))
    return rng.normal(size=d), rng.normal(size=d), H + H.T + 9 * rng.choice([-1, 1]) * np.eye(d)


def pair_of_betas(rng):
    beta2 = rng.uniform(0.01, 0.999)
    return rng.choice([0.0, rng.uniform(0, 0.99 * np.sqrt(beta2))]), beta2


def arrows(rng):
    shape = tuple(rng.integers(1, 5, rng.integers(1, 4)))
    g = rng.normal(size=shape) * 10.0 ** rng.choice([0, 0, 0, -9, 9, 200])
    g[rng.random(shape) < 0.2] = 0.0
    whole = rng.integers(-6, 7, shape)
    return (g, size(rng)) if rng.random() < 0.7 else (whole, float(rng.integers(1, 9)) / 2)


def rarity(rng):
    beta2 = rng.uniform(0.3, 0.999)
    return bool(rng.integers(2)), size(rng, 1, 4), beta2, int(rng.integers(0, 320))


def net(rng):
    d, hidden, n = rng.integers(1, 6, 3)
    w = rng.choice([1, 0.1]) * rng.normal(size=hidden * (d + 2) + 1)
    return np.where(rng.random(len(w)) < 0.1, 0, w), rng.normal(size=(n, d)), int(hidden)


def layer(rng):
    n, d, units = rng.integers(1, 6, 3)
    a = np.maximum(rng.normal(size=(n, d)) * size(rng, -6, 2), 0)
    return rng.normal(size=(d, units)), a, rng.normal(size=(n, units))


def loop(rng):
    known = exercises["8.4"].arguments
    grad, rule = known[rng.integers(2)][0], known[rng.integers(3)][1]
    n, d = rng.integers(2, 8), rng.integers(1, 4)
    X, y, w = rng.normal(size=(n, d)), rng.integers(0, 2, n).astype(float), rng.normal(size=d)
    B, epochs = rng.choice([n, rng.integers(1, n + 3)]), rng.integers(0, 4)
    return grad, rule, X, y, w, int(B), int(epochs), int(rng.integers(99))


def tables(rng):
    n, m, d = rng.integers(1, 7, 3)
    scale, center = 10 ** rng.uniform(-12, 6, d), 10 ** rng.uniform(-3, 3, d)
    train = rng.normal(size=(n, d)) * scale
    train[:, rng.random(d) < 0.2] = rng.choice([-0.1, 0.3])
    return train + center * rng.integers(0, 2), rng.normal(size=(m, d)) * scale


def course(rng):
    n = rng.integers(1, 16)
    rough = rng.choice([1.0, 2.0, 3.0, np.nan, np.inf], size=n, p=[0.25, 0.25, 0.25, 0.15, 0.1])
    fine = 1 - rng.integers(-2, 4, n).cumsum() * 10.0 ** -rng.integers(2, 9)
    losses = rng.choice([rough, fine, rng.uniform(0.1, 1, n) * size(rng)])
    losses[0] = losses[0] if np.isfinite(losses[0]) else 2.0
    return losses.tolist(), int(rng.integers(1, 6))


def bowl(rng):
    d = rng.integers(1, 6)
    H = rng.normal(size=(d, d)) * size(rng)
    H = H + H.T
    return lambda v: H @ v, rng.normal(size=d) * size(rng), int(rng.integers(1, 7))


def runs(rng):
    alphas, splits = rng.integers(1, 7, 2)
    one, other = rng.uniform(0.1, 1, (2, alphas, splits)).round(1) * size(rng)
    for table in (one, other):
        table[rng.random(table.shape) < 0.3] = rng.choice([np.nan, np.inf])
    failed = ~np.isfinite(one).any(axis=0)
    one[rng.integers(alphas), failed] = 0.3
    return one, other


def errors(rng):
    n = rng.integers(2, 13)
    hard = rng.uniform(0.02, 0.08, n)
    more = rng.normal(0, 0.01, (2, n))
    return *np.abs(hard + more), int(rng.integers(99)), int(rng.integers(20, 300))


def curve(rng):
    n, unit = rng.integers(1, 10), size(rng, -9, 3)
    height = unit * rng.choice([1.0, 1.1, 1.15, 1.2, 1.25, 3.0], size=n)
    height[rng.random(n) < 0.15] = rng.choice([np.nan, np.inf])
    height[rng.integers(n)] = unit * rng.choice([0.95, 1.0, 1e-3])
    return height, np.cumsum(10 ** rng.uniform(-4, 2, n))


def project(rng):
    n, alphas, seeds = rng.integers(6, 13), rng.integers(2, 5), rng.integers(1, 4)
    grid = np.sort(10 ** rng.uniform(-3, 1, alphas)).tolist()
    drawn = rng.choice(50, seeds, replace=False).tolist()
    return rng.normal(size=(n, 2)).round(3), rng.integers(0, 2, n), grid, drawn


INPUTS = {
    "1.3": lambda rng: (ground(rng, 3), rng.normal(size=3), rng.normal(size=3) * size(rng, -4, 4)),
    "1.4": bumps,
    "1.5": tumors,
    "2.2": lambda rng: (
        lambda x: 2 * x + np.sin(x),
        rng.choice([2, -1, rng.normal()]),
        size(rng),
        int(rng.integers(9)),
    ),
    "2.3": curvatures,
    "2.4": ravine,
    "2.5": hill,
    "2.7": lambda rng: (rows(rng, rng.integers(5, 9), rng.integers(2, 5)),),
    "3.2": lambda rng: walk(rng, size(rng, -3, 0), share(rng)),
    "3.3": one_curvature,
    "3.4": curvatures,
    "3.5": lambda rng: ((w := walk(rng))[0], w[1], size(rng, -3, 0), share(rng), w[2]),
    "3.6": lambda rng: walk(rng, size(rng, -3, 0), share(rng)),
    "3.7": lambda rng: (size(rng), share(rng)),
    "4.2": lambda rng: ([tuple(map(int, rng.integers(1, 50, 2))) for _ in range(5)],),
    "4.3": sample,
    "4.4": at_rest,
    "4.5": step_of_a_schedule,
    "4.6": lambda rng: (rows(rng, rng.integers(2, 12), 2, *rng.integers(1, 4, rng.integers(2))),),
    "5.2": lambda rng: walk(rng, size(rng), size(rng, -8, 0)),
    "5.3": lambda rng: walk(rng, size(rng), share(rng), size(rng, -8, 0)),
    "5.4": lambda rng: (size(rng), int(rng.integers(1, 5000))),
    "5.5": newtons,
    "6.2": lambda rng: (share(rng), int(rng.integers(1, 50))),
    "6.3": lambda rng: walk(rng, size(rng), share(rng), share(rng), size(rng, -8, 0)),
    "6.5": pair_of_betas,
    "6.6": lambda rng: (rng.normal(size=rng.integers(1, 30)) * size(rng, -9, 9), share(rng)),
    "7.2": lambda rng: (size(rng, -9, 1), share(rng), int(rng.integers(1, 200))),
    "7.3": lambda rng: walk(rng, size(rng), share(rng), share(rng), size(rng, -8, 0), size(rng)),
    "7.4": lambda rng: walk(rng, size(rng), share(rng), share(rng), size(rng, -8, 0)),
    "7.5": arrows,
    "7.7": rarity,
    "8.2": net,
    "8.3": layer,
    "8.4": loop,
    "8.5": tables,
    "8.6": course,
    "8.8": bowl,
    "9.2": runs,
    "9.3": errors,
    "9.4": curve,
    "9.7": project,
}


def beyond(number, seed):
    """One input that no probe has, and all probes of another seed."""
    rng, exercise = np.random.default_rng([2, seed]), exercises[number]
    more = exercise.probes(rng) if callable(exercise.probes) else []
    return [INPUTS[number](rng), *more]


def outcome(exercise, answer, arguments):
    return sandbox.trials(exercise.use, answer, [arguments])[-1].value


def counterexample(mutant, rounds=ROUNDS):
    """Arguments for which a mutant is not as good as the solution, or None."""
    exercise, function = exercises[mutant.number], mutant.function
    for seed in range(rounds):
        for arguments in beyond(mutant.number, seed):
            right = outcome(exercise, exercise.answer, arguments)
            assert right is not None, f"{mutant.number} has no answer for {arguments}"
            if not same(outcome(exercise, function, arguments), right, exercise.tolerance):
                return arguments
    return None


@dataclass(frozen=True)
class Outcome:
    """Of one exercise: how many mutants, how many passed, and [(change, arguments)] of the weak."""

    number: str
    mutants: int
    passed: int
    weak: list


def tried(number, most=None):
    """What `check` makes of an exercise's mutants: of all, or of `most` of them."""
    found = mutants(number)
    if most is not None and len(found) > most:
        chosen = np.random.default_rng(1).choice(len(found), most, replace=False)
        found = [found[k] for k in sorted(chosen)]
    passed = [mutant for mutant in found if passes(mutant)]
    weak = [
        (mutant.name, arguments)
        for mutant in passed
        if (arguments := counterexample(mutant)) is not None
    ]
    return Outcome(number, len(found), len(passed), weak)


def main(numbers):
    found = []
    for number in numbers or CODE:
        found.append(tried(number))
        print(number, f"{found[-1].mutants} mutants, {found[-1].passed} pass", flush=True)
        for name, arguments in found[-1].weak:
            print(f"    {name}\n        {arguments}")
    total = [sum(one.mutants for one in found), sum(one.passed for one in found)]
    weak = sum(len(one.weak) for one in found)
    print("{} mutants; {} pass, {} of them wrong elsewhere".format(*total, weak))
    return bool(weak)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
