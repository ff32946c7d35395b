"""Drawings for dark pages, in the colors that the live figures have there, and for narrow ones.

Loaded into a notebook's kernel as an extension, it makes four pictures of each matplotlib figure:

    %load_ext descent.dark
"""

import base64
import io
import pickle
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import combinations
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backend_bases import RendererBase
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import Collection
from matplotlib.colors import Colormap, ListedColormap, to_hex, to_rgba, to_rgba_array
from matplotlib.contour import ContourSet
from matplotlib.figure import Figure
from matplotlib.gridspec import GridSpec
from matplotlib.image import AxesImage
from matplotlib.legend import Legend
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.text import Annotation, Text
from matplotlib.transforms import Bbox
from matplotlib.typing import ColorType

from descent import plots
from descent.types import Array, ArrayLike

PICTURES_MIMETYPE = "application/vnd.descent.pictures+json"
INK, PAPER, MUTED, GRID, ISOLINE = "#d5d9dc", "#15191c", "#98a2a9", "#353c41", "#8fa08f"
OVERLAP = 2  # pixels that the boxes of two texts may share: they have room around the letters
DIMMED = 0.52  # how much of a map's light is left
NARROW = 4.2  # inches: a drawing for a phone, where its letters are still 11 pixels high
SMALLEST = 10.2  # points, of a letter on a narrow drawing
SHOWN = {"": 670, "narrow ": 328}  # pixels: as wide as a page shows a drawing, and a small phone
READABLE = 11  # pixels: as high as a line of words has to be there
SWAPPED = {
    plots.INK: INK,
    plots.PAPER: PAPER,
    plots.MUTED: MUTED,
    plots.GRID: GRID,
    plots.ISOLINE: ISOLINE,
    **{plots.COLORS[rule]: dark for rule, dark in plots.COLORS_ON_DARK.items()},
}


def on_dark(color: ColorType) -> tuple[float, ...]:
    """The color `(r, g, b, a)` for a dark page: one of the book's, a gray turned round, or itself.

    >>> to_hex(on_dark("white"))
    '#15191c'
    """
    red, green, blue, alpha = to_rgba(color)
    rgb = red, green, blue
    if (swapped := SWAPPED.get(to_hex(rgb))) is not None:
        return to_rgba(swapped, alpha)
    if np.ptp(rgb) > 0.06:
        return (*rgb, alpha)
    ink, paper = np.array(to_rgba(INK, alpha)), np.array(to_rgba(PAPER, alpha))
    return tuple(ink + (paper - ink) * np.mean(rgb))


def all_on_dark(colors: Any) -> list[tuple[float, ...]]:
    """Each of several colors, or of none, for a dark page."""
    return [on_dark(color) for color in to_rgba_array(colors)]


def dimmed(rgb: ArrayLike) -> Array:
    """Colors `(..., 3)` or `(..., 4)` of a map, darker; bytes stay bytes."""
    rgb = np.array(rgb)
    rgb[..., :3] = DIMMED * rgb[..., :3]
    return rgb


def dimmed_map(cmap: Colormap) -> ListedColormap:
    """A map's colors, darker."""
    return ListedColormap(dimmed(cmap(np.arange(cmap.N))))


def changes(artist: Artist) -> list[tuple[str, Callable[[Any], Any]]]:
    """What to change of one artist: [(property, function from its value to the new one)]."""
    if isinstance(artist, Text):
        return [("color", on_dark)]
    if isinstance(artist, Line2D):
        if to_hex(artist.get_markerfacecolor()) == "#ffffff" and artist.get_markeredgewidth() >= 2:
            return []  # a pin is white in the dark as well
        parts = [(name, on_dark) for name in ("color", "markerfacecolor", "markeredgecolor")]
        halo = [("path_effects", lambda _: plots.halo(PAPER))] * bool(artist.get_path_effects())
        return parts + halo
    if isinstance(artist, Patch):
        return [("facecolor", on_dark), ("edgecolor", on_dark)]
    if isinstance(artist, AxesImage) and np.ndim(np.asarray(artist.get_array())) == 3:
        return [("array", dimmed)]
    if isinstance(artist, ContourSet) and not artist.filled:
        return [("cmap", lambda cmap: ListedColormap(all_on_dark(cmap.colors)))]
    if isinstance(artist, AxesImage | ContourSet):
        return [("cmap", dimmed_map)]
    if isinstance(artist, Collection) and not hasattr(artist, "do_3d_projection"):  # not a relief
        return [("facecolor", all_on_dark), ("edgecolor", all_on_dark)]
    return []


def arrows(fig: Figure) -> list[Artist]:
    """The arrows of annotations, which matplotlib does not count among the figure's artists."""
    notes = fig.findobj(Annotation)
    return [note.arrow_patch for note in notes if note.arrow_patch is not None]


@contextmanager
def darkened(fig: Figure) -> Iterator[Figure]:
    """In a with statement, give a figure that was drawn its colors for a dark page."""
    todo = [
        (getattr(artist, f"set_{name}"), getattr(artist, f"get_{name}")(), change)
        for artist in [*fig.findobj(), *arrows(fig)]
        for name, change in changes(artist)
    ]
    for put, before, change in todo:
        put(change(before))
    try:
        yield fig
    finally:
        for put, before, _ in todo:
            put(before)


def pictures(fig: Figure) -> dict[str, str]:
    """Return the drawing for wide and narrow, light and dark pages, each as PNG in base64.

    They are named "light", "dark", "narrow light" and "narrow dark".
    Raises ValueError where words are cut off at the edge, lie on each other, or are too small.
    """
    wide = both_themes(fig)
    small = pickle.loads(pickle.dumps(fig))
    plt.close(small)  # pyplot takes a copy for a figure of its own, and would show it
    FigureCanvasAgg(small)
    narrow(small)
    return wide | {f"narrow {theme}": png for theme, png in both_themes(small, "narrow ").items()}


def both_themes(fig: Figure, kind: str = "") -> dict[str, str]:
    """The drawing for a light and a dark page, {"light": ..., "dark": ...}."""
    with drawn_texts() as texts:
        light = png(fig)  # drawn first, for only a drawing has all its ticks
    pixels = SHOWN[kind] / fig.get_size_inches()[0] / 72  # of a point
    small = [
        f"{named(text)} is too small" for text in texts if text.get_fontsize() * pixels < READABLE
    ]
    if found := [*cut_off(fig, texts), *on_each_other(texts), *small]:
        raise ValueError(f"a {kind}picture's words can't be read: {'; '.join(found)}")
    engine = fig.get_layout_engine()
    fig.set_layout_engine("none")  # it would move what is placed already
    with darkened(fig):
        dark = png(fig)
    fig.set_layout_engine(engine or "none")
    return {"light": light, "dark": dark}


def narrow(fig: Figure) -> None:
    """Redraw a figure, drawn once, for a phone: panels below each other, letters as large.

    Where three or more stand side by side, and they are even in number, two still do.
    """
    if panels := [ax for ax in fig.axes if ax.get_subplotspec() is not None]:
        stack(panels, fig)
    for legend in [*fig.legends]:
        legend.remove()
        fit(legend, fig)
    for axis in [axis for ax in fig.axes for axis in (ax.xaxis, ax.yaxis)]:
        sizes = [label.get_fontsize() for label in axis.get_ticklabels()]
        axis.set_tick_params(labelsize=max([SMALLEST, *sizes]))  # for ticks that are still to come
    for text in fig.findobj(Text):
        text.set_fontsize(max(text.get_fontsize(), SMALLEST))


def stack(panels: list[Axes], fig: Figure) -> None:
    """Put panels below each other, and make their figure narrow, and as high as that takes."""
    wide, high = fig.get_size_inches()
    boxes = [ax.get_position() for ax in panels]
    grid = panels[0].get_gridspec()
    columns = grid.ncols if grid else 1
    beside = 2 if columns > 2 and len(panels) % 2 == 0 else 1
    outside = sum(legend.get_window_extent().height for legend in fig.legends) / fig.dpi
    room = 0.8 * NARROW / beside  # inches for a panel between its labels
    heights = [
        room * box.height * high / (box.width * wide)
        if ax.get_aspect() == 1
        else min(box.height * high, 0.75 * room)
        for ax, box in zip(panels, boxes, strict=True)
    ]
    places = GridSpec(len(panels) // beside, beside, fig, height_ratios=heights[::beside])
    for k, ax in enumerate(panels):
        place = places[k]
        ax.set_subplotspec(place)
        if beside < columns:
            ax.tick_params(labelleft=beside == 1 or place.is_first_col())
    words = max((ax.get_tightbbox() or ax.bbox).height - ax.bbox.height for ax in panels) / fig.dpi
    fig.set_size_inches(NARROW, sum(heights[::beside]) + (words + 0.15) * places.nrows + outside)


def fit(legend: Legend, fig: Figure) -> None:
    """Put a figure's legend there again, in as many columns as there is width for."""
    words = [text.get_text() for text in legend.get_texts()]
    handles = [handle for handle in legend.legend_handles if handle is not None]
    place: Any = f"outside {vars(legend)['_outside_loc']} center"
    for columns in range(len(words), 0, -1):
        again = fig.legend(handles, words, loc=place, ncols=columns)
        if again.get_window_extent().width < fig.bbox.width:
            return
        again.remove()


def png(fig: Figure) -> str:
    """The drawing as PNG in base64."""
    file = io.BytesIO()
    quick = {"compress_level": 1}
    assert isinstance(fig.canvas, FigureCanvasAgg)  # the one of pyplot, wherever it draws pixels
    # Not savefig, which draws everything once before, to cut what it draws.
    fig.canvas.print_png(file, metadata={"Software": None}, pil_kwargs=quick)
    return base64.b64encode(file.getvalue()).decode()


@contextmanager
def drawn_texts() -> Iterator[list[Text]]:
    """In a with statement, a list that fills with the texts that are drawn, and are seen."""
    draw, found = Text.draw, []

    def draw_and_note(self: Text, renderer: RendererBase) -> None:
        if self.get_visible() and self.get_text().strip() and self not in found:
            found.append(self)
        draw(self, renderer)

    Text.draw = draw_and_note
    try:
        yield found
    finally:
        Text.draw = draw


def cut_off(fig: Figure, texts: list[Text]) -> Iterator[str]:
    """Yield a complaint about each text, and each legend, that does not lie within the figure."""
    room = fig.bbox.padded(1)
    for artist in [*texts, *fig.findobj(Legend)]:
        box = artist.get_window_extent()
        if not (room.contains(*box.min) and room.contains(*box.max)):
            yield f"{named(artist)} is cut off at the edge"


def on_each_other(texts: list[Text]) -> Iterator[str]:
    """Yield a complaint about each two texts that share more than the room around their letters."""
    for one, other in combinations(texts, 2):
        both = Bbox.intersection(one.get_window_extent(), other.get_window_extent())
        if both is not None and min(both.size) > OVERLAP:
            yield f"{named(one)} and {named(other)} lie on each other"


def named(artist: Artist) -> str:
    """What a complaint calls an artist: a text by its words."""
    return repr(artist.get_text()) if isinstance(artist, Text) else "a legend"


def load_ipython_extension(shell: Any) -> None:
    """Have the kernel's shell show each matplotlib figure as two pictures."""

    def bundle(fig: Figure, **kwargs: Any) -> dict[str, dict[str, str]]:
        shell.display_formatter.formatters["image/png"].pop(Figure, None)  # this one is enough
        return {PICTURES_MIMETYPE: pictures(fig)}

    shell.display_formatter.mimebundle_formatter.for_type(Figure, bundle)
