"""Changes to what themes and extensions wrote: none is lost unseen when they write it otherwise."""

import re
from collections.abc import Callable, Mapping
from typing import TypeVar

Key = TypeVar("Key")
Pattern = str | re.Pattern[str]
Replacement = str | Callable[[re.Match[str]], str]


def replaced(
    text: str,
    pattern: Pattern,
    replacement: Replacement,
    where: object,
    count: int | None = 1,
) -> str:
    """The text, with the replacement in place of what a pattern matches.

    pattern: the very words, or a regular expression, whose groups the replacement may name.
    where: the file or page that the text is from, for the error.
    count: how many matches there must be; None for any number but none.

    Raises LookupError where the text has another number of matches.

    >>> replaced("a b a", "a", "c", where="letters.txt")
    Traceback (most recent call last):
    LookupError: letters.txt has 2 matches of 'a', and should have 1: whoever wrote it changed it
    """
    text, found = substituted(text, pattern, replacement)
    if not found or count not in (None, found):
        raise unmatched(pattern, where, found, count)
    return text


def replaced_in(
    texts: Mapping[Key, str], pattern: Pattern, replacement: Replacement, where: object
) -> dict[Key, str]:
    """All texts, with the replacement in each that has a match; LookupError where none has one."""
    results = {key: substituted(text, pattern, replacement) for key, text in texts.items()}
    if not any(found for _, found in results.values()):
        raise unmatched(pattern, where)
    return {key: text for key, (text, _) in results.items()}


def substituted(text: str, pattern: Pattern, replacement: Replacement) -> tuple[str, int]:
    """The text with all matches replaced, and how many there were."""
    if isinstance(pattern, str):
        words, pattern = replacement, re.compile(re.escape(pattern))
        replacement = words if callable(words) else lambda _: words
    return pattern.subn(replacement, text)


def unmatched(
    pattern: Pattern, where: object, found: int = 0, count: int | None = None
) -> LookupError:
    """The error that names a pattern and the place where it should match."""
    name = pattern if isinstance(pattern, str) else pattern.pattern
    wanted = "some" if count is None else count
    return LookupError(
        f"{where} has {found} matches of {name!r}, and should have {wanted}: "
        "whoever wrote it changed it"
    )
