"""Drawings for a dark page: every part changes, and all of it changes back."""

import base64
import io
import re

import matplotlib.pyplot as plt
import numpy as np
import pytest
from IPython.core.interactiveshell import InteractiveShell
from matplotlib.colors import to_hex
from matplotlib.text import Text
from PIL import Image

from descent import dark, descend, gd, plots, surfaces
from descent.plots import COLORS, COLORS_ON_DARK, INK, TINTS, draw_map, draw_path, use_style


@pytest.fixture(autouse=True)
def style():
    with plt.rc_context():
        use_style()
        plt.rcParams["figure.dpi"] = 60
        yield
    plt.close("all")


def drawings():
    """A figure of each kind: lines, words and a legend; points; a map with a path; tints; bars."""
    fig, ax = plt.subplots()
    ax.semilogy([1, 10], label="a curve", color=COLORS["adam"])
    ax.axvline(0.5, color="#5f6972")
    ax.fill_between([0, 1], 1, 5, color=COLORS["gd"], alpha=0.3)
    ax.annotate("words", (0.5, 3), xytext=(0.2, 5), arrowprops={"arrowstyle": "->"})
    ax.set(title="a title", xlabel="x")
    ax.legend(frameon=True)
    yield fig
    fig, ax = plt.subplots()
    ax.scatter(*np.random.default_rng(0).normal(size=(2, 20)), c=COLORS["momentum"])
    yield fig
    fig, ax = plt.subplots()
    draw_map(ax, surfaces["bowl"])
    draw_path(ax, descend(gd(0.1), surfaces["bowl"].grad, [1.0, 1.0], 20))
    yield fig
    fig, (left, right) = plt.subplots(1, 2)
    grid = np.linspace(-1, 1, 20)
    left.contourf(grid, grid, np.add.outer(grid, grid), cmap=TINTS)
    left.contour(grid, grid, np.add.outer(grid, grid), levels=[0], colors=INK)
    right.imshow(np.add.outer(grid, grid), cmap=TINTS)
    yield fig
    fig, ax = plt.subplots()
    ax.bar([0, 1], [1, 2], color=COLORS["adamw"])
    yield fig


def pixels(picture):
    with Image.open(io.BytesIO(base64.b64decode(picture))) as image:
        return np.asarray(image.convert("RGB"), float) / 255


@pytest.mark.parametrize("k", range(5))
def test_the_dark_is_dark_and_the_light_as_before(k):
    fig = list(drawings())[k]
    found = dark.pictures(fig)
    assert found["light"] == dark.png(fig)
    light, darkened = pixels(found["light"]), pixels(found["dark"])
    assert light.shape == darkened.shape
    paper = (darkened == np.array([0x15, 0x19, 0x1C]) / 255).all(axis=-1)
    assert paper.mean() > 0.2
    assert paper[[0, -1]].all()
    assert paper[:, [0, -1]].all()
    white = darkened.min(axis=-1) > 0.95
    assert white.mean() < 0.01  # a pin


def test_each_rule_has_its_color_of_the_dark_figures():
    assert {name: to_hex(dark.on_dark(color)) for name, color in COLORS.items()} == COLORS_ON_DARK


@pytest.mark.parametrize(
    ("color", "expected"),
    [
        ("black", dark.INK),
        (INK, dark.INK),
        (plots.PAPER, dark.PAPER),
        ("gold", "#ffd700"),
        ("none", "#d5d9dc"),
    ],
)
def test_grays_turn_round_and_other_colors_stay(color, expected):
    assert to_hex(dark.on_dark(color)) == expected


def test_what_is_transparent_stays_so():
    assert dark.on_dark("none")[3] == 0
    assert dark.on_dark((0, 0, 0, 0.25))[3] == 0.25


def test_a_pin_is_white_in_the_dark_and_a_small_ring_dark():
    for width, expected in ((2, "#ffffff"), (1, dark.PAPER)):
        fig, ax = plt.subplots()
        (ring,) = ax.plot(0, 0, "o", color="white", markeredgecolor=INK, markeredgewidth=width)
        dark.png(fig)
        with dark.darkened(fig):
            assert to_hex(ring.get_markerfacecolor()) == expected


def test_an_arrow_turns_with_its_words():
    fig, ax = plt.subplots()
    note = ax.annotate("words", (0.5, 3), (0.2, 5), arrowprops={"arrowstyle": "->", "color": INK})
    dark.png(fig)
    with dark.darkened(fig):
        assert to_hex(note.arrow_patch.get_edgecolor()) == dark.INK
    assert to_hex(note.arrow_patch.get_edgecolor()) == INK


def test_an_error_leaves_the_figure_as_it_was():
    fig, ax = plt.subplots()
    with pytest.raises(RuntimeError, match="in between"), dark.darkened(fig):
        raise RuntimeError("in between")
    assert to_hex(ax.get_facecolor()) == plots.PAPER


def legend_above():
    fig, ax = plt.subplots()
    ax.plot([1, 2], label="one rule")
    fig.legend(loc="upper center", bbox_to_anchor=(0.5, 1.1))
    return fig


def title_too_long():
    fig, ax = plt.subplots()
    ax.set_title("what it says " * 9)
    return fig


def tick_too_far():
    fig, ax = plt.subplots(layout="none")
    fig.subplots_adjust(left=0)
    ax.set_yticks([0, 1], ["low", "high"])
    return fig


def words_on_words():
    fig, ax = plt.subplots()
    ax.text(0.5, 0.5, "these words")
    ax.text(0.52, 0.51, "and these")
    return fig


@pytest.mark.parametrize(
    ("draw", "complaint"),
    [
        (legend_above, "'one rule' is cut off at the edge; a legend is cut off at the edge"),
        (title_too_long, "what it says ' is cut off at the edge"),
        (tick_too_far, "'low' is cut off at the edge; 'high' is cut off at the edge"),
        (words_on_words, "'these words' and 'and these' lie on each other"),
    ],
)
def test_words_that_nobody_can_read_stop_the_build(draw, complaint):
    with pytest.raises(ValueError, match=re.escape(complaint)):
        dark.pictures(draw())


def test_words_too_small_to_read_stop_the_build():
    fig, ax = plt.subplots()
    ax.set_title("tiny", fontsize=7)
    with pytest.raises(ValueError, match="a picture's words can't be read: 'tiny' is too small"):
        dark.pictures(fig)


def test_what_is_not_drawn_is_in_nobodys_way():
    fig, ax = plt.subplots()
    ax.plot([1, 2], label="one rule")
    fig.legend(loc="outside upper center")
    ax.text(9, 9, "far off", visible=False)
    ax.set(xticks=[0, 0.5, 0.5001, 40], xlim=(-0.05, 0.5))  # the last two are beyond the axis
    draw = Text.draw
    assert list(dark.pictures(fig)) == ["light", "dark", "narrow light", "narrow dark"]
    assert Text.draw is draw


@pytest.mark.parametrize(
    ("rows", "columns", "grid"),
    [
        (1, 1, (1, 1)),
        (1, 2, (2, 1)),
        (1, 3, (3, 1)),
        (2, 1, (2, 1)),
        (2, 3, (3, 2)),
        (2, 2, (4, 1)),
    ],
)
def test_on_a_phone_panels_stand_below_each_other(rows, columns, grid):
    fig, axes = plt.subplots(rows, columns, squeeze=False, figsize=(6.4, 4), sharey=True)
    for k, ax in enumerate(axes.flat):
        ax.plot([0, 1], label=f"rule {k}")
        ax.set_title(f"{k}", fontsize=8)
    fig.legend(ncols=3, loc="outside upper center")
    found = dark.pictures(fig)
    assert [pixels(found[name]).shape[1] for name in found] == [384, 384, 252, 252]
    dark.narrow(fig)
    assert axes[0, 0].get_gridspec().get_geometry() == grid
    dark.png(fig)
    boxes = [ax.get_position() for ax in axes.flat]
    for k, box in enumerate(boxes):
        assert (box.y0 < boxes[0].y0) == (k >= grid[1])
        assert box.height * fig.get_size_inches()[1] > 0.8
    assert fig.legends[0].get_window_extent().width <= fig.bbox.width
    assert [text.get_text() for text in fig.legends[0].get_texts()] == [
        f"rule {k}" for k in range(rows * columns)
    ]
    assert min(text.get_fontsize() for text in fig.findobj(Text)) >= dark.SMALLEST


def test_on_a_phone_a_map_keeps_its_shape():
    fig, axes = plt.subplots(1, 2, figsize=(6.4, 2.6))
    for ax in axes:
        draw_map(ax, surfaces["bowl"], window=(-2, 2, -1, 1))
    dark.png(fig)
    dark.narrow(fig)
    dark.png(fig)
    for ax in axes:
        assert ax.bbox.width == pytest.approx(2 * ax.bbox.height, rel=0.01)
        assert ax.bbox.width > 0.6 * fig.bbox.width


def test_words_that_nobody_can_read_on_a_phone_stop_the_build():
    fig, ax = plt.subplots()
    ax.set_title("A title as long as a wide page has room for and not more")
    with pytest.raises(ValueError, match="a narrow picture's words can't be read: 'A title as"):
        dark.pictures(fig)


def test_a_kernel_with_the_extension_shows_them_all():
    shell = InteractiveShell.instance()
    dark.load_ipython_extension(shell)
    fig, ax = plt.subplots()
    ax.plot([1, 2])
    data, _ = shell.display_formatter.format(fig)
    assert set(data) == {dark.PICTURES_MIMETYPE, "text/plain"}
    assert data[dark.PICTURES_MIMETYPE] == dark.pictures(fig)
    InteractiveShell.clear_instance()
