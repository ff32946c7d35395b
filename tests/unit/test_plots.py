"""The figures draw whatever a walk can hand them, and their colors stay apart for everyone."""

from itertools import combinations

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_hex, to_rgb

from descent import descend, gd, momentum, plots, ravine, surfaces
from descent.optimizers import rules
from descent.plots import (
    COLORS,
    COLORS_ON_DARK,
    DASHES,
    INK,
    LABELS,
    PAPER,
    draw_intervals,
    draw_losses,
    draw_map,
    draw_path,
    use_style,
)
from descent.surfaces import plane

DARK_PAPER = "#14181d"
nan, inf = np.nan, np.inf


@pytest.fixture
def ax():
    with plt.rc_context():
        use_style()
        plt.rcParams["figure.dpi"] = 50  # small, to be quick
        fig, ax = plt.subplots()
        try:
            yield ax
            fig.canvas.draw()
        finally:
            plt.close(fig)


@pytest.mark.parametrize("name", surfaces)
def test_every_surface_has_a_map(ax, name):
    draw_map(ax, surfaces[name], cells=60)
    assert (*ax.get_xlim(), *ax.get_ylim()) == surfaces[name].window
    crosses = [line for line in ax.lines if line.get_marker() == "+"]
    assert len(crosses) == len(surfaces[name].minima)


def test_a_map_of_another_window_and_of_level_land(ax):
    draw_map(ax, surfaces["himmelblau"], window=(0, 1, 0, 1), cells=30)
    assert ax.get_xlim() == (0, 1)
    level = plane("level", "Level", "3", lambda x, y: 0 * x + 3, lambda x, y: (0 * x, 0 * y))
    draw_map(ax, level, window=(-1, 1, -1, 1), cells=30)


def walks():
    start = np.array([-1.0, 1.0])
    return {
        "converging": descend(gd(0.05), surfaces["bowl"].grad, start, 100),
        "diverging": descend(gd(1.0), surfaces["rosenbrock"].grad, start, 30),
        "to the largest floats": descend(momentum(3.0), ravine(20).grad, start, 800),
        "no number from step 1": np.array([[1, 1], [inf, 1], [nan, nan], [nan, nan]]),
        "no number from the middle": np.vstack([np.ones((5, 2)), np.full((5, 2), nan)]),
        "a gap": np.array([[1, 1], [nan, 1], [0.5, 0.5]]),
        "no number at all": np.full((3, 2), nan),
        "one point": np.ones((1, 2)),
        "standing still": np.ones((9, 2)),
        "far away": np.array([[1, 1], [1e300, -1e300], [-1e308, 1e308]]),
        "float32": np.ones((3, 2), np.float32),
        "a list": [[0, 0], [1, 1]],
    }


WALKS = walks()


@pytest.mark.parametrize("name", WALKS)
def test_every_walk_can_be_drawn_and_leaves_the_map_in_place(ax, name):
    draw_map(ax, surfaces["bowl"], cells=30)
    draw_path(ax, WALKS[name], rule="adam")
    ax.figure.canvas.draw()
    assert (*ax.get_xlim(), *ax.get_ylim()) == surfaces["bowl"].window


@pytest.mark.parametrize("name", WALKS)
def test_the_losses_of_every_walk_can_be_drawn(ax, name):
    with np.errstate(all="ignore"):
        draw_losses(ax, surfaces["bowl"].value(np.array(WALKS[name], float)))


LOSSES = {
    "constant": np.ones(5),
    "zero": np.zeros(5),
    "negative": -np.ones(5),
    "zero in the end": [1.0, 0.1, 0.0, 0.0],
    "one value": [2.0],
    "one that is no number": [nan],
    "300 decades down": 10.0 ** -np.arange(0, 300, 10.0),
    "600 decades up": [1e-300, 1.0, 1e300],
    "integers": np.arange(1, 9),
}


@pytest.mark.parametrize("name", LOSSES)
def test_any_losses_can_be_drawn(ax, name):
    draw_losses(ax, LOSSES[name], rule="momentum", label="mine", linewidth=1)


def crossed_out(ax):
    return [line.get_xydata().tolist() for line in ax.lines if line.get_marker() == "x"]


def test_the_last_point_before_divergence_is_crossed_out(ax):
    draw_losses(ax, [3.0, 2.0, 7.0, inf, nan])
    assert crossed_out(ax) == [[[2, 7]]]
    draw_losses(ax, [3.0, 2.0, 1.0])
    assert len(crossed_out(ax)) == 1


@pytest.mark.parametrize("name", rules)
def test_each_rule_has_its_own_color_dashes_and_name(ax, name):
    draw_path(ax, np.ones((2, 2)), rule=name)
    draw_losses(ax, [1.0, 2.0], rule=name)
    for line in (ax.lines[0], ax.lines[-1]):
        assert to_hex(line.get_color()) == COLORS[name]
        assert line.get_label() == LABELS[name]
    for table in (COLORS, COLORS_ON_DARK, DASHES, LABELS):
        assert set(table) == set(rules)
        assert len(set(table.values())) == len(rules)


@pytest.mark.parametrize("sight", ["normal", "deuteranomaly", "protanomaly", "tritanomaly"])
@pytest.mark.parametrize("palette", [COLORS, COLORS_ON_DARK], ids=["light", "dark"])
def test_colors_of_two_rules_differ_by_delta_e_of_12_or_more(palette, sight):
    """CAM02-UCS, each deficiency at full severity (Machado, Oliveira & Fernandes 2009)."""
    colors = pytest.importorskip("colorspacious")
    rgb = np.array([to_rgb(color) for color in palette.values()])
    if sight != "normal":
        space = {"name": "sRGB1+CVD", "cvd_type": sight, "severity": 100}
        rgb = np.clip(colors.cspace_convert(rgb, space, "sRGB1"), 0, 1)
    for (one, a), (other, b) in combinations(zip(palette, rgb, strict=True), 2):
        assert colors.deltaE(a, b, input_space="sRGB1") >= 12, f"{one} and {other}"


def luminance(color):
    """Relative luminance as WCAG 2 defines it."""
    c = np.array(to_rgb(color))
    return np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4) @ [
        0.2126,
        0.7152,
        0.0722,
    ]


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("name", rules)
def test_lines_have_a_contrast_of_3_to_1_and_text_of_4_5_to_1(name):
    assert contrast(COLORS[name], PAPER) >= 3
    assert contrast(COLORS_ON_DARK[name], DARK_PAPER) >= 3
    assert contrast(INK, PAPER) >= 4.5


def test_an_interval_that_holds_zero_is_hollow(ax):
    draw_intervals(ax, {"a tie": (0.5, -1.0, 2.0), "told": (1.5, 1.0, 2.0), "edge": (1, 0, 2)})
    dots = [line for line in ax.lines if line.get_marker() == "o"]
    assert [to_hex(dot.get_markerfacecolor()) for dot in dots] == [PAPER, INK, PAPER]
    assert [float(dot.get_xdata()[0]) for dot in dots] == [0.5, 1.5, 1]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["a tie", "told", "edge"]
    assert ax.get_ylim()[0] > ax.get_ylim()[1]  # the first one on top


def test_the_style_sheet_has_the_colors_that_the_library_names():
    """Its file can't import them."""
    with plt.rc_context():
        plt.style.use("descent.book")
        names = {
            "text.color": plots.INK,
            "axes.labelcolor": plots.INK,
            "figure.facecolor": plots.PAPER,
            "axes.facecolor": plots.PAPER,
            "axes.edgecolor": plots.MUTED,
            "xtick.color": plots.MUTED,
            "ytick.color": plots.MUTED,
            "grid.color": plots.GRID,
        }
        assert {name: to_hex(plt.rcParams[name]) for name in names} == names
