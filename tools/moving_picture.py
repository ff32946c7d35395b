"""python -m tools.moving_picture: draw the picture that moves at the top of the README."""

from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.animation import FuncAnimation, PillowWriter
from matplotlib.artist import Artist
from PIL import Image

from descent import descend, surfaces
from descent.plots import LABELS, draw_map, draw_path, style_of, use_style
from website.card import RULES, START

PICTURE = Path(__file__).parents[1] / ".github" / "walk.webp"
FRAMES = 60
STEPS = np.round(400 * np.linspace(0, 1, FRAMES) ** 2).astype(int)  # they begin slowly
PAUSE = 18  # so many frames show the end


def animated() -> FuncAnimation:
    """Return three rules that walk from one start, 400 steps in 60 frames."""
    use_style()
    plt.rcParams["figure.constrained_layout.use"] = False
    figure = plt.figure(figsize=(7.2, 4.2), dpi=100)
    surface = surfaces["mountain"]
    paths = {name: descend(rule, surface.grad, START, 400) for name, rule in RULES.items()}
    land = figure.add_axes((0, 0, 1, 1), frame_on=False)
    draw_map(land, surface)
    land.set(aspect="auto", xticks=[], yticks=[], xlabel="", ylabel="")
    ground = len(land.lines)

    def draw(frame: int) -> list[Artist]:
        for line in land.lines[ground:]:
            line.remove()
        walked = STEPS[min(frame, FRAMES - 1)]
        for name, path in paths.items():
            draw_path(land, path[: walked + 1], rule=name, points=False)
        return [*land.lines]

    keys = [land.plot([], [], **style_of(name, LABELS[name]))[0] for name in RULES]
    land.legend(handles=keys, loc="lower right", frameon=True, fontsize=13)
    ground = len(land.lines)
    return FuncAnimation(figure, draw, frames=FRAMES + PAUSE)


class WebP(PillowWriter):
    """Write the frames as one WebP, a tenth as large as a GIF."""

    _frames: list[Image.Image]  # PillowWriter collects them

    def finish(self) -> None:
        first, *rest = self._frames
        options: dict[str, Any] = {
            "quality": 60,
            "method": 4,
            "loop": 0,
            "duration": round(1000 / self.fps),
        }
        first.save(self.outfile, save_all=True, append_images=rest, **options)


if __name__ == "__main__":
    animated().save(PICTURE, writer=WebP(fps=14))
    print(f"Drawn: {PICTURE.name}, {PICTURE.stat().st_size / 1000:.0f} kB")
