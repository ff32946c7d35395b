"""What a reader has done, kept in a small file beside the notebooks.

One line for each answer that was checked: lines are only ever added, so that notebooks which run
side by side do not disturb each other.
"""

import json
import os
from pathlib import Path

from descent.building import building

FILE = "exercises-done.jsonl"
OFF = "DESCENT_NO_PROGRESS"  # set where nothing is to be kept, as in the tests
WORDS = "passed", "wrong"


def note(number: str, verdict: str) -> None:
    """Add an answer to the file in the working folder; a folder that cannot be written is left."""
    if verdict not in WORDS or off():
        return
    line = json.dumps({"exercise": number, "verdict": verdict}) + "\n"
    try:
        with open(FILE, "a+b") as file:
            ended = file.tell() == 0 or (file.seek(-1, os.SEEK_END), file.read(1))[1] == b"\n"
            file.write(("" if ended else "\n").encode() + line.encode())
    except OSError:
        pass


def off() -> bool:
    """Whether nothing is to be kept."""
    return building() or bool(os.environ.get(OFF))


def begin_again() -> str:
    """Put the file away under another name, and say which, in a sentence."""
    if off() or not Path(FILE).exists():
        return ""
    aside = free_name()
    try:
        Path(FILE).rename(aside)
    except OSError as error:
        return f"{FILE} cannot be set aside: {error}."
    return f"You begin again. What you had done is kept in {aside}."


def free_name() -> Path:
    """A name for a file set aside that no file has."""
    return next(p for k in range(1, 10**6) if not (p := Path(f"{FILE}.{k}")).exists())


def state() -> tuple[dict[str, str], str]:
    """{number: "passed" or "wrong"} of all answers, and a sentence if the file was damaged."""
    try:
        text = Path(FILE).read_text("utf8", errors="replace")
    except OSError:
        return {}, ""
    good, bad = [], []
    for line in filter(str.strip, text.splitlines()):
        (good if readable(line) else bad).append(line)
    done = {}
    for entry in map(json.loads, good):
        if done.get(entry["exercise"]) != "passed":
            done[entry["exercise"]] = entry["verdict"]
    return done, set_aside(good, bad) if bad else ""


def readable(line: str) -> bool:
    """Whether a line of the file says something of an exercise."""
    try:
        entry = json.loads(line)
        return isinstance(entry["exercise"], str) and entry["verdict"] in WORDS
    except (ValueError, TypeError, KeyError, RecursionError):
        return False


def set_aside(good: list[str], bad: list[str]) -> str:
    """Keep the file as it was under another name, and go on with the lines that can be read."""
    aside = free_name()
    try:
        Path(FILE).rename(aside)
        Path(FILE).write_text("".join(f"{line}\n" for line in good), "utf8")
    except OSError as error:
        return f"{len(bad)} lines of {FILE} cannot be read, nor set aside: {error}."
    return f"{len(bad)} lines of {FILE} could not be read; the file as it was is now {aside}."
