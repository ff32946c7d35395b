"""What a figure shows: its sentence, and all that its controls say."""

import re

SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")


def number(text):
    """The last number of a sentence."""
    found = re.findall(r"−?\d+(?:\.\d+)?(?:·10[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+)?", text)[-1]
    mantissa, _, power = found.replace("−", "-").partition("·10")
    return float(mantissa) * 10.0 ** int(power.translate(SUPERSCRIPTS) or 0)


SETTLED = """async (place) => {
  const figure = place.querySelector(".descent-card");
  for (let quiet = 0; quiet < 3; quiet++) {
    await new Promise(requestAnimationFrame);
    if (figure.querySelector("[aria-busy]")) quiet = 0;
  }
}"""
SAID = """(place) => [
  ...[...place.querySelectorAll("input")].map((e) => `${e.value} ${e.ariaValueText} ${e.checked}`),
  ...[...place.querySelectorAll("select")].map((e) => e.value),
  ...[...place.querySelectorAll("[role=slider]")].map((e) => e.ariaValueText),
  ...[...place.querySelectorAll("[aria-pressed]")].map((e) => e.ariaPressed),
  ...[...place.querySelectorAll("[aria-current], .descent-crumbs")].map((e) => e.textContent),
]"""


def settled(place):
    """Wait until a figure has drawn what was asked for, and no walk is going on."""
    place.evaluate(SETTLED)


def sentence(place):
    """What a figure says once it has settled."""
    settled(place)
    return place.locator(".descent-sentence").inner_text()


def said(place):
    """What all controls of a figure say once it has settled; of a slider, where it is."""
    settled(place)
    return place.evaluate(SAID)
