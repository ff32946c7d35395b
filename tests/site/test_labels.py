"""Words in live figures: each within its frame and off all others, also while it plays."""

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell

FIGURES = [
    "Slope(x=1.0, h=0.5)",
    "StepSize(alpha=0.1)",
    "Ravine(share=0.95, kappa=20.0)",
    "MomentumPad()",
    "NoiseBall()",
    "Moments()",
    "Scaling()",
    "Counterexample()",
    "Decay()",
]
NAMES = ", ".join(figure.partition("(")[0] for figure in FIGURES)
CELLS = [
    new_markdown_cell("# Words\n\nIn figures."),
    new_code_cell(f"from descent.figures import {NAMES}", metadata={"tags": ["remove-input"]}),
    *(new_code_cell(figure, metadata={"tags": ["remove-input"]}) for figure in FIGURES),
]
STATES = {
    "slope": [{}, {"x": 0, "curve": "cubic"}, {"x": 2.9}],
    "step_size": [{}, {"alpha": 0.3}, {"alpha": 0.5}, {"alpha": 1.0}, {"alpha": 1.2}],
    "ravine": [{}, {"share": 1.03}, {"share": 1.0}, {"share": 1.1, "kappa": 5}, {"kappa": 1000}],
    "momentum_pad": [
        {},
        {"share": 3.07, "beta": 0.99},
        {"share": 3.5, "beta": 0.1},
        {"kappa": 1},
        {"kappa": 1000, "share": 0.1, "beta": 0.9},
        {"rule": "nesterov", "kappa": 20},
    ],
    "noise_ball": [{}, {"alpha": 0.6}, {"alpha": 0.005}, {"beta": 0.95}, {"schedule": "cosine"}],
    "moments": [
        {},
        {"stream": "noisy"},
        {"stream": "rare"},
        {"stream": "late"},
        {"beta1": 0, "beta2": 0},
    ],
    "scaling": [{}, {"angle": 45}, {"kappa": 1}, {"kappa": 1000}, {"angle": 10, "alpha_gd": 1}],
    "counterexample": [{}, {"steps": 1000}, {"large": 200}, {"large": 3000}, {"beta2": 0.9999}],
    "decay": [{}, {"decay": 1}, {"ratio": 1}, {"alpha": 0.1, "decay": 1}],
}
FAULTS = """(place) => {
  const found = [];
  const hidden = (text) => text.getAttribute("visibility") === "hidden";
  for (const plot of place.querySelectorAll(".descent-chart, .descent-overlay")) {
    const frame = plot.getBoundingClientRect();
    const words = [...plot.querySelectorAll("text")].filter((text) => !hidden(text));
    const boxes = words.map((text) => [text.textContent, text.getBoundingClientRect()]);
    for (const [k, [word, a]] of boxes.entries()) {
      const across = Math.max(frame.left - a.left, a.right - frame.right);
      const down = Math.max(frame.top - a.top, a.bottom - frame.bottom);
      if (Math.max(across, down) > 1) found.push(`${word} leaves its frame`);
      for (const [other, b] of boxes.slice(0, k)) {
        const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        if (wide > 1 && high > 2 && word !== other) found.push(`${word} lies on ${other}`);
      }
    }
  }
  return found;
}"""
PLAYED = """async (place, steps) => {
  const faults = FAULTS;
  const find = (name) => [...place.querySelectorAll("button")].find((b) => b.textContent === name);
  const found = [];
  find("From the start").click();
  for (let t = 0; t <= steps; t++) {
    for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
    found.push(...faults(place).map((fault) => `step ${t}: ${fault}`));
    find("Step").click();
  }
  return found;
}""".replace("FAULTS", FAULTS)
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


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("module", STATES)
def test_words_stay_in_their_frames_and_off_each_other(opened, module, width):
    for settings in STATES[module]:
        tab, place = opened(module, settings, viewport={"width": width, "height": 900})
        assert place.evaluate(FAULTS) == [], settings
        assert tab.complaints == []


@pytest.mark.parametrize(
    "module", ["ravine", "momentum_pad", "noise_ball", "scaling", "counterexample"]
)
def test_so_they_do_while_it_plays(opened, module):
    for settings in STATES[module][:2]:
        _, place = opened(module, settings, viewport={"width": 1280, "height": 900})
        assert place.evaluate(PLAYED, 30) == [], settings


@pytest.mark.parametrize(
    ("module", "settings"),
    [
        *(("ravine", settings) for settings in STATES["ravine"][:4]),
        *(("step_size", settings) for settings in STATES["step_size"]),
        *(("momentum_pad", settings) for settings in STATES["momentum_pad"][:3]),
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


def test_a_drag_beside_a_pin_selects_no_words(opened):
    tab, place = opened("momentum_pad", viewport={"width": 1280, "height": 900})
    box = place.locator(".descent-chart").first.bounding_box()
    tab.page.mouse.move(box["x"] + 60, box["y"] + 60)
    tab.page.mouse.down()
    tab.page.mouse.move(box["x"] + 0.9 * box["width"], box["y"] + 0.9 * box["height"], steps=5)
    tab.page.mouse.up()
    assert tab.page.evaluate("String(getSelection())") == ""


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
