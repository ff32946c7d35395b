"""The book in a picture, for previews of its address and for the README: three rules on a mountain.

`python -m website.card` draws it anew.
"""

from pathlib import Path

import matplotlib.pyplot as plt
from matplotlib.figure import Figure

from descent import adam, descend, gd, momentum, surfaces
from descent.plots import INK, LABELS, PAPER, draw_map, draw_path, style_of, use_style
from descent.types import Style

CARD = Path(__file__).parent / "static" / "card.jpg"
START = (-0.9, 1.2)
RULES = {"gd": gd(0.02), "momentum": momentum(0.01, 0.9), "adam": adam(0.05)}


def draw() -> Figure:
    """Draw the card, a figure of 1200 × 630 pixels at 100 dots an inch."""
    use_style()
    figure = plt.figure(figsize=(12, 6.3), facecolor=PAPER, layout="none")
    land = figure.add_axes((0.40, 0, 0.60, 1), frame_on=False)
    surface = surfaces["mountain"]
    draw_map(land, surface)
    for name, rule in RULES.items():
        draw_path(land, descend(rule, surface.grad, START, steps=400), rule=name, points=False)
    land.set(aspect="auto", xticks=[], yticks=[], xlabel="", ylabel="")
    words: Style = {"color": INK, "va": "top", "fontfamily": "serif"}
    figure.text(0.04, 0.84, "Down\nthe Mountain", fontsize=37, weight="bold", **words)
    figure.text(0.04, 0.52, "Choosing an optimizer\nfor training a model", fontsize=24, **words)
    figure.text(
        0.04, 0.24, "A course that moves,\nfrom the first step to Adam", fontsize=18, **words
    )
    keys = [land.plot([], [], **style_of(name, LABELS[name]))[0] for name in RULES]
    land.legend(handles=keys, loc="lower right", frameon=True, fontsize=15)
    return figure


if __name__ == "__main__":
    draw().savefig(CARD, dpi=100, pil_kwargs={"quality": 88, "optimize": True})
    print(f"Drawn: {CARD}")
