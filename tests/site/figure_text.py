"""What a figure writes."""

import re

SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")


def number(text):
    """The last number of a sentence."""
    found = re.findall(r"−?\d+(?:\.\d+)?(?:·10[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+)?", text)[-1]
    mantissa, _, power = found.replace("−", "-").partition("·10")
    return float(mantissa) * 10.0 ** int(power.translate(SUPERSCRIPTS) or 0)


SETTLED = """async (told) => {
  const figure = told.closest(".descent-card");
  for (let quiet = 0; quiet < 3; quiet++) {
    await new Promise(requestAnimationFrame);
    if (figure.querySelector("[aria-busy]")) quiet = 0;
  }
}"""


def sentence(place):
    """What a figure says once it has drawn what was asked for, and no walk is going on."""
    told = place.locator(".descent-sentence")
    told.evaluate(SETTLED)
    return told.inner_text()
