"""What all live figures share: state that Python and the browser both see, and a picture of it."""

import base64
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import anywidget
import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import traitlets
from matplotlib.figure import Figure as Drawing

from descent.building import building
from descent.dark import PICTURES_MIMETYPE, pictures, png
from descent.figures.modules import FIGURES, joined, stylesheet
from descent.plots import use_style
from descent.types import Array

FIGURE_MIMETYPE = "application/vnd.descent.figure+json"

# What a page or a file shows in place of a live figure: {MIME type: data}, and what goes with it.
Still = tuple[dict[str, Any], dict[str, Any]]


class ArrayTrait(traitlets.TraitType):
    """A float64 array. It travels as bytes, for JSON knows neither NaN nor infinity.

    The browser gets {shape, data}; `floats` in `web/kit/bytes.js` makes numbers of it.
    """

    info_text = "an array of numbers"
    default_value = None
    allow_none = True

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.tag(sync=True, to_json=pack, from_json=unpack)

    def validate(self, obj: Any, value: Any) -> Array | None:
        """Whatever NumPy makes an array of numbers from, as such an array."""
        try:
            return np.array(value, dtype=np.float64)
        except (TypeError, ValueError):
            self.error(obj, value)


def pack(array: Array | None, widget: Any = None) -> dict[str, Any] | None:
    """An array as it travels to the browser."""
    return array if array is None else {"shape": list(array.shape), "data": array.tobytes()}


def unpack(value: dict[str, Any] | None, widget: Any = None) -> Array | None:
    """The array that came from the browser."""
    if value is None:
        return None
    return np.frombuffer(value["data"], dtype=np.float64).reshape(value["shape"]).copy()


class Figure(anywidget.AnyWidget):
    """A live figure. A subclass names its module and its traits, and draws a picture of itself.

    module: NAME of the ES module `web/figures/NAME.js` that draws it
    alt: what the picture shows, for those who do not see it; may use traits, "{alpha:g}"
    height: the live figure's, in pixels, on a wide and on a narrow page; so much is kept free
        while the page loads, so that nothing jumps
    folder: where the module is
    """

    module = ""
    alt = ""
    height = (420, 640)
    folder = FIGURES

    _esm = property(lambda self: joined(self.module, self.folder))
    _css = property(lambda self: stylesheet(self.module))

    def __init__(self, **traits: Any):
        unknown = sorted(set(traits) - set(self.trait_names()))
        if unknown:
            raise TypeError(f"{type(self).__name__} has no {', '.join(unknown)}")
        super().__init__(**traits)
        self.add_class("descent-figure-live")

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"

    def picture(self) -> Drawing:
        """A matplotlib figure of the present state."""
        raise NotImplementedError

    def state(self) -> dict[str, Any]:
        """{name: value} of the traits that the browser sees, as they travel."""
        own = set(self.keys) - set(anywidget.AnyWidget.class_trait_names())
        return self.get_state([name for name in self.keys if name in own and name[0] != "_"])

    @contextmanager
    def drawing(self, dpi: int | None = None) -> Iterator[Drawing]:
        """In a with statement, the picture in the book's style; `dpi`: other dots an inch."""
        with plt.rc_context():
            use_style()
            if dpi is not None:
                plt.rcParams["figure.dpi"] = dpi
            drawing = self.picture()
            yield drawing
            plt.close(drawing)  # or the notebook would show it a second time
            interactive = plt.isinteractive()  # a kernel's first drawing turns it on
        matplotlib.interactive(interactive)

    def pictures(self) -> tuple[dict[str, str], tuple[int, int]]:
        """Return the picture as PNG for light and dark pages, and its size in pixels."""
        with self.drawing() as drawing:
            width, height = drawing.get_size_inches() * drawing.dpi
            return pictures(drawing), (round(width), round(height))

    def still(self) -> Still:
        """Return what stands where nothing moves: the picture, its alternative text, its size."""
        found, size = self.pictures()
        return {PICTURES_MIMETYPE: found}, {"alt": self.alt.format(**self.state()), "size": size}

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        bundle = super()._repr_mimebundle_(**kwargs)
        assert bundle is not None  # anywidget has none only for a widget without a view
        data, metadata = bundle
        if building():
            still, more = self.still()
            figure = {"module": self.module, "state": as_json(self.state()), "height": self.height}
            data |= still | {FIGURE_MIMETYPE: figure | more | {"still": still}}
        elif type(self).picture is not Figure.picture and sys.platform != "emscripten":
            # A notebook that is exported, or opened again, shows this in place of the widget. (In a
            # browser it would take seconds to draw.)
            with self.drawing(dpi=100) as drawing:
                data["image/png"] = png(drawing)
        return data, metadata


def as_json(value: Any) -> Any:
    """The value with bytes as {"base64": ...}, which `web/kit/mount.js` turns back."""
    if isinstance(value, bytes):
        return {"base64": base64.b64encode(value).decode()}
    if isinstance(value, dict):
        return {key: as_json(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [as_json(item) for item in value]
    return value
