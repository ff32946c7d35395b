"""Formulas in a line of plain characters, for a terminal: `$\\beta^{t-1}$` becomes βᵗ⁻¹."""

import re

SIGNS = {
    "alpha": "α", "beta": "β", "delta": "δ", "varepsilon": "ε", "kappa": "κ", "lambda": "λ",
    "mu": "μ", "xi": "ξ", "pi": "π", "rho": "ρ", "sigma": "σ", "infty": "∞", "sum": "Σ",
    "top": "⊤", "dots": "…", "cdot": "·", "pm": "±", "approx": " ≈ ", "le": " ≤ ", "ge": " ≥ ",
    "leftarrow": " ← ", "to": " → ", "propto": " ∝ ",
}  # fmt: skip
SPACES = {",": " ", ";": " ", "!": "", "\\": "; ", "bigl": "", "bigr": "", "Bigl": "", "Bigr": ""}
ACCENTS = {"hat": "\u0302", "bar": "\u0304"}
RAISED = dict(
    zip(
        "0123456789+−=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVW⊤β",
        "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂᵀᵝ",
        strict=True,
    )
)
LOWERED = dict(
    zip(
        "0123456789+−=()aehijklmnoprstuvx",
        "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ",
        strict=True,
    )
)


def plain(text: str) -> str:
    """Markdown with its formulas, but not its code, in plain characters."""

    def outside_code(found):
        code, formula = found.groups()
        return code or line(re.findall(r"\\[A-Za-z]+|\\?.", formula, flags=re.DOTALL)).strip()

    return re.sub(r"(```.*?```|`[^`]*`)|\$\$?(.+?)\$\$?", outside_code, text, flags=re.DOTALL)


def line(tokens: list[str]) -> str:
    """All tokens up to the brace that closes them, which is taken too."""
    written = ""
    while tokens and tokens[0] != "}":
        written += part(tokens)
    del tokens[:1]
    return re.sub(r"\s+(?=[₀-₉])", "", re.sub(r"\s+", " ", written))


def part(tokens: list[str]) -> str:
    """The next token with what belongs to it: a group, a root, a fraction, a power."""
    token = tokens.pop(0)
    if token == "{":
        return line(tokens)
    if token in ("^", "_"):
        return moved(whole(tokens), *((RAISED, "^") if token == "^" else (LOWERED, "_")))
    if not token.startswith("\\"):
        return "−" if token == "-" else token
    name = token[1:]
    if name == "sqrt":
        return f"√{bracketed(whole(tokens))}"
    if name in ("frac", "tfrac"):
        return f"{bracketed(whole(tokens))}/{bracketed(whole(tokens))}"
    if name == "binom":
        return f"C({whole(tokens)}, {whole(tokens)})"
    if name in ACCENTS:
        return whole(tokens) + ACCENTS[name]
    if name == "text":
        return whole(tokens)
    return SIGNS.get(name, SPACES.get(name, f"{name} " if name.isalpha() else name))


def whole(tokens: list[str]) -> str:
    """The next part, without the space before it."""
    while tokens and tokens[0].isspace():
        del tokens[0]
    return part(tokens).strip() if tokens else ""


def moved(text: str, places: dict[str, str], sign: str) -> str:
    """The text above or below the line, where there are characters for it."""
    if all(character in places for character in text):
        return "".join(places[character] for character in text)
    return sign + bracketed(text)


def bracketed(text: str) -> str:
    """The text in parentheses, unless it is one letter with its marks, or one number."""
    alone = re.fullmatch(r"[\d.]+|.[\u0302\u0304]?[₀-₉ₐ-ₜᵢᵣᵤᵥⱼ₊₋]*", text)
    return text if alone else f"({text})"
