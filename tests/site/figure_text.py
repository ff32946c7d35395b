"""What a figure writes."""

import re

SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")


def number(text):
    """The last number of a sentence."""
    found = re.findall(r"−?\d+(?:\.\d+)?(?:·10[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+)?", text)[-1]
    mantissa, _, power = found.replace("−", "-").partition("·10")
    return float(mantissa) * 10.0 ** int(power.translate(SUPERSCRIPTS) or 0)


def sentence(place):
    place.page.wait_for_timeout(300)  # drawn in the next frame, and machines are busy
    return place.locator(".descent-sentence").inner_text()
