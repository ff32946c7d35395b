"""The mountain's picture, for a page without scripts and for paper: fog hides what it hides."""

import io
import json
import re
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pytest
from PIL import Image

from descent.figures import Mountain
from descent.figures.mountain import SIGHT

CHAPTER = next((Path(__file__).parents[2] / "chapters").glob("01_*.ipynb"))


@pytest.mark.parametrize(("x", "y"), [(-0.9, 1.2), (3, -3)])
def test_in_fog_all_but_what_is_near_looks_the_same(x, y):
    colors = {}
    for fog in ("on", "off"):
        with Mountain(x=x, y=y, fog=fog).drawing() as fig:
            file = io.BytesIO()
            fig.canvas.print_png(file)
            [ax] = fig.axes
            places = np.stack(np.meshgrid(*2 * [np.linspace(-3.9, 3.9, 40)]), axis=-1).reshape(
                -1, 2
            )
            columns, rows = ax.transData.transform(places).astype(int).T
        image = np.asarray(Image.open(file).convert("RGB"))
        colors[fog] = image[len(image) - 1 - rows, columns]
    far = np.hypot(*(places - [x, y]).T) > SIGHT + 0.1
    assert len(np.unique(colors["on"][far], axis=0)) == 1
    assert len(np.unique(colors["on"][~far], axis=0)) > 10
    assert len(np.unique(colors["off"][far], axis=0)) > 100
    plt.close("all")


def test_the_reader_walks_before_the_chapter_shows_its_map():
    cells = ["".join(cell["source"]) for cell in json.loads(CHAPTER.read_text("utf8"))["cells"]]
    [game] = [k for k, source in enumerate(cells) if re.search(r"^Mountain\(", source, re.M)]
    maps = [k for k, source in enumerate(cells) if re.search(r"draw_map\(\w+, mountain", source)]
    assert maps
    assert game < min(maps)
