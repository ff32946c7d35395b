"""What is drawn in live figures: no line through a name, and as many dots as the screen has."""

import pytest
from live import FIGURES

PAGES = ["ravine", "step_size", "momentum_pad", "noise_ball", "scaling"]
CROSSED = """(place) => {
  const found = [];
  for (const plot of place.querySelectorAll(".descent-chart")) {
    const marks = ".descent-here, .descent-band, .descent-rare";
    const lines = plot.querySelectorAll(`.descent-line:not(${marks})`);
    for (const text of plot.querySelectorAll(".descent-label[x]")) {
      const { x, y, width, height } = text.getBBox();
      for (const line of lines) {
        const far = line.getTotalLength();
        for (let s = 0; s < far; s += 1) {
          const at = line.getPointAtLength(s);
          const within = at.x > x + 1 && at.x < x + width - 1;
          if (within && at.y > y + 3 && at.y < y + height - 4) found.push(text.textContent);
        }
      }
    }
  }
  return [...new Set(found)];
}"""


@pytest.mark.parametrize(
    ("module", "settings"),
    [
        *(("ravine", settings) for settings in FIGURES["ravine"].states[:4]),
        *(("step_size", settings) for settings in FIGURES["step_size"].states[:5]),
        *(("momentum_pad", settings) for settings in FIGURES["momentum_pad"].states[:3]),
        ("scaling", {"angle": 45}),
        ("scaling", {}),
    ],
    ids=str,
)
def test_no_line_goes_through_a_name(opened, module, settings):
    _, place = opened(module, settings, viewport={"width": 1280, "height": 900})
    assert place.evaluate(CROSSED) == []


def test_the_map_says_that_all_have_left_it(opened):
    for settings, gone in ({"alpha": 0.6}, True), ({"alpha": 0.1}, False):
        _, place = opened("noise_ball", settings)
        assert place.get_by_text("all 300 walkers are off the map").is_visible() == gone


def test_canvases_have_the_dots_of_a_dense_screen(opened):
    """Up to two a pixel, both ways, and they stay as large; what they show stays the same."""
    mean = """(canvas) => {
      const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
      return data.reduce((sum, byte) => sum + byte, 0) / data.length;
    }"""
    shown = {}
    for density, dots in (1, 1), (1.5, 1.5), (2, 2), (3, 2):
        options = {"viewport": {"width": 1280, "height": 900}, "device_scale_factor": density}
        for module, box in ("ravine", ".descent-map"), ("momentum_pad", ".descent-ground"):
            _, place = opened(module, **options)
            canvas = place.locator("canvas").first
            sizes = "c => [c.width, c.height, c.clientWidth, c.clientHeight]"
            width, height, wide, high = canvas.evaluate(sizes)
            assert [width, height] == pytest.approx([dots * wide, dots * high], abs=1)
            assert wide == pytest.approx(place.locator(box).first.evaluate("e => e.clientWidth"))
            shown.setdefault(module, []).append(canvas.evaluate(mean))
    for light in shown.values():
        assert light == pytest.approx([light[0]] * 4, abs=2)
