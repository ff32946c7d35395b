"""What each live figure does, whatever it shows: a contract, asked of all of them.

The figures stand in `live.py`, with the states in which they are looked at here.
"""

import re
from itertools import cycle
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
from figure_text import said, sentence, settled
from hands import CENTERED, PHONE, center, drag, middle, slide
from live import FIGURES
from playwright.sync_api import expect

from conftest import DRAWN
from descent import figures

PAGES = list(FIGURES)
PIN = ".descent-pin"
WIDE = {"viewport": {"width": 1280, "height": 900}}
NARROW = {"viewport": {"width": 390, "height": 900}}
CONTROLS = ":is(a[href], button, input, select, summary, [role=slider]):visible"
STATED = "input[type=range]:visible, select:visible:not([aria-label=speed]), [role=slider]"
STATED += (
    ", button[aria-pressed]:not(.descent-reply):visible"  # what changes what the address tells
)
REMEMBERS_MORE = {"diagnose", "mountain"}  # than its address tells: answers, and the way so far
ALONG_A_CURVE = {"slope", "step_size"}  # a pin that follows the hand to the sides only
NUDGED = "input[type=range]:visible, [role=slider]"
NONSENSE = ["NaN", "<img src=x onerror=alert(1)>", "Infinity", "0x10", "1,5", "[1]", "__proto__"]
NONSENSE += ["constructor.prototype", "true", "<b>x</b>", "toString", "1e", "--1", 2000 * "9" + "x"]
WAYS = {"moments": (60, 20), "decay": (-50, 60), "mountain": (24, 64)}  # of a hand with the pin
FEW_DIGITS = {
    "step_size",
    "ravine",
    "moments",
    "counterexample",
}  # say some places of a slider in the same words
AS_IN_THE_LIGHT = "stroke of circle descent-crowd|descent-(benign|malignant)"  # on any ground
NOT_SO_FAR = {"mountain", "moments"}  # a click leads some steps only; no gradient is above 2
some = pytest.mark.parametrize

# What a figure has not, of a pin to drag, a slider, a player of steps, values in the address.
LACKS = {
    "slope": "player",
    "mountain": "slider player",
    "moments": "player",
    "counterexample": "pin",
    "training": "pin",
    "diagnose": "pin slider player",
    "guide": "pin slider player",
    "sensitivity": "pin player",
    "question": "pin slider player address",
}


def having(part):
    """The figures that have a part."""
    return [name for name in FIGURES if part not in LACKS.get(name, "")]


def short(value):
    return str(value)[:60]


@pytest.fixture
def live(opened):
    """live(name, settings, **options) opens the figure's own page; returns the tab and the figure.

    None of the pages may complain, of an error or of a request to elsewhere.
    """
    tabs = []

    def quiet():
        for tab in tabs:
            assert tab.complaints == []
        tabs.clear()

    def live(name, settings=None, **options):
        quiet()
        tab, place = opened(name, settings, **WIDE | options)
        tabs.append(tab)
        if tab.scripts:
            settled(place)
        return tab, place

    yield live
    quiet()


def test_each_figure_is_here():
    known = {cls: getattr(figures, cls) for cls in figures.__all__}
    kinds = {
        name
        for name, cls in known.items()
        if issubclass(cls, figures.Figure) and cls is not figures.Figure
    }
    assert {type(one.figure).__name__ for one in FIGURES.values()} == kinds
    assert all(one.figure.module == name for name, one in FIGURES.items())


# How high the figure is, and how high the room was that was kept for it before it came.
HEIGHTS = """(figure) => {
  const live = figure.querySelector(".descent-figure-live");
  const high = () => figure.getBoundingClientRect().height;
  const [taken, card] = [high(), live.firstElementChild.getBoundingClientRect().height];
  figure.classList.remove("descent-mounted");
  live.style.display = "none";
  const kept = high();
  figure.classList.add("descent-mounted");
  live.style.display = "";
  return { kept, taken, card };
}"""
# Words that leave their frame or lie on others; what is no number; lines without a beginning; pins
# outside of what they are on; all that is wider than the page.
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
  const card = place.querySelector(".descent-card");
  const [odd] = card.outerHTML.match(/.{40}(NaN|undefined|null|Infinity).{40}/) ?? [];
  if (odd) found.push(odd);
  for (const line of card.querySelectorAll(".descent-line")) {
    const d = line.getAttribute("d");
    if (d && !/^M-?\\d/.test(d)) found.push(`a line ${d}`);
  }
  for (const pin of card.querySelectorAll(".descent-pin")) {
    const frame = pin.closest(".descent-panel").getBoundingClientRect();
    const box = pin.getBoundingClientRect();
    const x = (box.left + box.right) / 2 - frame.left;
    const y = (box.top + box.bottom) / 2 - frame.top;
    if (Math.min(x, y, frame.width - x, frame.height - y) < -1) found.push("a pin outside");
  }
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth > clientWidth) found.push(`the page is ${scrollWidth} pixels wide`);
  if (card.querySelector("img")) found.push("a picture");
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


def fits(place, more=0, left=2):
    """All that it says and draws is in its place, and it takes the room that was kept for it.

    Of that room, some pixels may be `left` over, and it may take some `more`.
    """
    assert place.evaluate(FAULTS) == []
    high = place.evaluate(HEIGHTS)
    assert -2 <= high["taken"] - high["kept"] <= 2 + more, f"the page jumps: {high}"
    assert -left <= high["card"] - high["kept"] <= 2 + more, f"as much room as this: {high}"


@some(
    ("name", "settings"),
    [(name, s) for name, one in FIGURES.items() for s in one.states],
    ids=short,
)
def test_each_state_fits_into_the_room_that_was_kept(live, name, settings):
    """On a wide page and on two phones; and still after a key was pressed.

    On the wider of the phones, some figures need a line or two less.
    """
    more = FIGURES[name].more * bool(settings)
    tab, place = live(name, settings)
    fits(place, more)
    for width, left in (390, 42), (360, 2):
        tab.page.set_viewport_size({"width": width, "height": 900})
        settled(place)
        place.evaluate(DRAWN)
        fits(place, more, left)
    for control in place.locator(STATED).all()[:1]:
        control.press("ArrowLeft")
        settled(place)
        fits(place, FIGURES[name].more)


@some("name", FIGURES)
def test_nothing_jumps_on_a_phone(live, name):
    """Measured as browsers do it; and opened there, not only made narrow."""
    tab, place = live(name, **NARROW)
    fits(place, left=42)
    shift = """() => new Promise((then) => {
      const sum = (list) => list.getEntries().reduce((all, { value }) => all + value, 0);
      const seen = new PerformanceObserver((list) => then(sum(list)));
      seen.observe({ type: "layout-shift", buffered: true });
      setTimeout(() => then(0), 100);
    })"""
    assert tab.page.evaluate(shift) < 0.1  # "good", as Web Vitals has it


@some("name", having("player"))
def test_words_stay_apart_while_it_plays(live, name):
    for settings in FIGURES[name].states[:2]:
        _, place = live(name, settings)
        assert place.evaluate(PLAYED, 30) == [], settings


@some("name", having("player"))
def test_the_player_goes_step_by_step_and_to_the_end(live, name):
    """Who wants no motion sees the end at once."""
    _, place = live(name, reduced_motion="reduce")
    end, readout = sentence(place), place.locator(".descent-readout").first

    def press(label):
        place.get_by_role("button", name=label, exact=True).click()
        return sentence(place)

    start = press("From the start")
    expect(readout).to_have_text(re.compile(r"step 0 of [\d,]+"))
    assert start != end
    assert press("Step") != start
    expect(readout).not_to_have_text(re.compile("step 0 of"))
    assert press("All steps") == end
    assert press("From the start") == start
    assert press("▶ Play") == end
    expect(place.get_by_role("button", name="Play")).to_be_visible()


def named(tab, name):
    """{setting: value} that the address has of a figure."""
    query = parse_qs(urlsplit(tab.page.url).query, keep_blank_values=True)
    return {
        key.removeprefix(f"{name}."): value
        for key, [value] in query.items()
        if key.startswith(f"{name}.")
    }


def initial(name, key):
    """The value of a setting when the page opens; of a rule, "adam.alpha"."""
    figure = FIGURES[name].figure
    rule, _, part = key.rpartition(".")
    return figure.settings[rule][part] if rule else getattr(figure, key)


def press_one(place, control, keys=("ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Enter")):
    """Press keys on a control until one of them has changed the figure."""
    before = said(place)
    for key in keys:
        control.press(key)
        if said(place) != before:
            return
    raise AssertionError(f"no key moves {control.evaluate('e => e.outerHTML')[:200]}")


@some("name", [name for name in having("address") if FIGURES[name].limits])
@some(
    ("end", "far", "k"), [(0, "-1e999", 0), (0, "-9.8e7", 1), (1, "1e999", 0), (1, "987654321", 1)]
)
def test_what_is_out_of_range_is_clamped(live, name, end, far, k):
    """To the limits of Python's traits; a word that is none is ignored.

    The address tells the state once something has changed: here one control, and another one in
    another turn.
    """
    limits = FIGURES[name].limits
    tab, place = live(name, {key: far if ends else "__proto__" for key, ends in limits.items()})
    assert place.evaluate(FAULTS) == []
    before, controls = tab.page.url, place.locator(NUDGED).all()
    keys = ("ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Enter")
    press_one(place, controls[k % len(controls)], keys[:: 1 - 2 * k])
    tab.page.wait_for_url(lambda url: url != before)
    found, wrong = named(tab, name), {}
    for key, ends in limits.items():
        told = float(found.get(key) or initial(name, key)) if ends else found.get(key)
        if told != (pytest.approx(ends[end], rel=1e-9) if ends else None):
            wrong[key] = told
    assert len(wrong) <= 1, f"clamped otherwise, or what was pressed: {wrong}"


@some("name", having("address"))
def test_nonsense_is_ignored(live, name):
    _, place = live(name)
    usual = said(place), told(place)
    for first in range(0, len(NONSENSE), 5):
        pieces = cycle(NONSENSE[first:] + NONSENSE[:first])
        keys = {*FIGURES[name].limits, *FIGURES[name].figure.state()} | {*FIGURES[name].fields}
        tab, place = live(name, dict(zip(sorted(keys), pieces, strict=False)))
        assert (said(place), told(place)) == usual
        assert place.evaluate(FAULTS) == []
        assert tab.page.locator("img[onerror]").count() == 0


@some(
    ("name", "typed", "kept"),
    [(name, *odd) for name in FIGURES for odd in FIGURES[name].odd],
    ids=short,
)
def test_what_is_almost_a_value_is_taken_as_one(live, name, typed, kept):
    _, place = live(name, kept)
    right = said(place), told(place)
    _, place = live(name, typed)
    assert (said(place), told(place)) == right
    assert place.evaluate(FAULTS) == []


def told(place):
    """The sentence, of a figure that has one."""
    return place.locator(":is(.descent-sentence, .descent-why)").inner_text()


@some("name", having("address"))
def test_keys_move_every_control_and_the_address_remembers(live, name):
    tab, place = live(name)
    controls = place.locator(STATED).all()
    for control in controls:
        if control.is_visible():  # a choice may hide others
            press_one(place, control)
    if not controls:  # only buttons
        place.locator(".descent-strip button, .descent-guide .descent-reply").last.press("Enter")
    right = said(place), told(place)
    tab.page.wait_for_url(f"**{name}.*")
    tab.page.wait_for_timeout(500)  # until the last change is written too
    tab.page.reload()
    settled(tab.figure(name))
    assert said(place) == right[0]
    if name not in REMEMBERS_MORE:
        assert told(place) == right[1]


# Mark every control with its number; those that only the arrow keys reach are no stops.
STOPS = """(place) => {
  const all = "a[href], button, input, select, summary, [role=slider]";
  const card = place.querySelector(".descent-card");
  const stops = [...card.querySelectorAll(all)].filter((e) => {
    const [first] = e.type === "radio" ? card.querySelectorAll(`[name="${e.name}"]`) : [e];
    return e.checkVisibility({ visibilityProperty: true }) && e === first;
  });
  for (const [k, stop] of stops.entries()) stop.dataset.stop = k;
  const before = document.createElement("span");
  before.tabIndex = -1;
  place.before(before);
  before.focus();
  return stops.length;
}"""


@some("name", FIGURES)
def test_the_tab_key_reaches_every_control_and_it_is_seen(live, name):
    tab, place = live(name)
    stops, seen = place.evaluate(STOPS), []
    for _ in range(stops + 1):
        tab.page.keyboard.press("Tab")
        focused = tab.page.locator(":focus")
        if focused.count() and (stop := focused.get_attribute("data-stop")):
            seen.append(int(stop))
            expect(focused).to_have_accessible_name(re.compile(r"\S"))
            box = focused.bounding_box()
            clip = {key: box[key] - 8 for key in "xy"}
            clip |= {key: box[key] + 16 for key in ("width", "height")}
            with_focus = tab.page.screenshot(clip=clip)
            focused.evaluate("e => e.blur()")
            assert tab.page.screenshot(clip=clip) != with_focus, "the focus is not seen"
            place.locator(f'[data-stop="{stop}"]').focus()
    assert seen == list(range(stops))


@some("name", FIGURES)
def test_a_finger_finds_every_control(live, name):
    """Each is large enough for it, as WCAG 2.2 has it, and a pin twice as large."""
    _, place = live(name, **PHONE)
    for control in place.locator(".descent-card").locator(CONTROLS).all():
        box = control.bounding_box()
        least = 43.7 if control.get_attribute("role") == "slider" else 24
        if control.get_attribute("type") == "radio":
            box = control.locator("xpath=..").bounding_box()
        if control.evaluate("e => e.localName") != "a":
            assert min(box["width"], box["height"]) >= least, control.evaluate("e => e.outerHTML")


@some("name", having("pin"))
def test_a_finger_drags_the_pin_and_scrolls_beside_it(live, name):
    tab, place = live(name, **PHONE)
    center(place)
    pin = place.locator(PIN).first
    before, start, scrolled = said(place), middle(pin), tab.page.evaluate("scrollY")
    way = np.array(WAYS.get(name, (40, 44)))
    slide(tab, start, way)
    assert said(place) != before
    assert_moved(name, middle(pin) - start, way)
    assert tab.page.evaluate("scrollY") == scrolled
    before = said(place)
    box = place.locator(".descent-panel").first.bounding_box()
    corner = np.array([box["x"] + box["width"], box["y"] + box["height"]])
    slide(tab, corner - [60, 40], [0, -200])
    assert said(place) == before
    assert tab.page.evaluate("scrollY") > scrolled + 100
    center(place)
    box = place.locator(".descent-panel").first.bounding_box()
    tab.page.touchscreen.tap(box["x"] + 80, box["y"] + box["height"] - 60)
    assert said(place) != before


def assert_moved(name, moved, way):
    """The pin went with the hand; along a curve only to the sides."""
    near = 7 if name == "moments" else 4  # where it goes from step to step
    assert abs(moved[0] - way[0]) < near
    if name not in ALONG_A_CURVE:
        assert abs(moved[1] - way[1]) < near


@some("name", having("slider"))
def test_a_finger_moves_a_slider_and_scrolls_from_there(live, name):
    tab, place = live(name, **PHONE)
    slider = place.locator("input[type=range]:visible").first
    slider.evaluate(CENTERED)
    box, before, scrolled = slider.bounding_box(), said(place), tab.page.evaluate("scrollY")
    assert box["width"] > 250
    slide(tab, [box["x"] + 0.9 * box["width"], box["y"] + box["height"] / 2], [0, -200])
    assert said(place) == before
    assert tab.page.evaluate("scrollY") > scrolled + 100
    for share in (0.2, 0.8):
        before = said(place)
        slider.tap(position={"x": share * box["width"], "y": box["height"] / 2})
        assert said(place) != before


@some("name", having("pin"))
def test_the_mouse_drags_the_pin_and_calls_it(live, name):
    """It does not leap to the mouse that takes it beside its middle, and it is let go."""
    tab, place = live(name)
    center(place)
    pin = place.locator(PIN).first
    before, start, way = said(place), middle(pin), np.array(WAYS.get(name, (40, 44)))
    drag(tab, start + 5, way)
    assert said(place) != before
    assert_moved(name, middle(pin) - start, way)
    before = said(place)
    tab.page.mouse.move(*start)
    assert said(place) == before, "it was not let go"
    beside = start + way + [-30, -60]
    tab.page.mouse.click(*beside)
    assert said(place) != before
    if name not in NOT_SO_FAR:
        assert_moved(name, middle(pin) - start, beside - start)
    assert tab.page.evaluate("String(getSelection())") == ""


@some("name", having("slider"))
def test_the_mouse_moves_a_slider(live, name):
    _, place = live(name)
    slider = place.locator("input[type=range]:visible").first
    box = slider.bounding_box()
    for share in (0.2, 0.8):
        before = said(place)
        slider.click(position={"x": share * box["width"], "y": box["height"] / 2})
        assert said(place) != before


@some("name", [name for name in having("slider") if name not in FEW_DIGITS])
def test_each_press_on_a_slider_is_another_value(live, name):
    """From either end of it."""
    _, place = live(name)
    value = "input => input.getAttribute('aria-valuetext')"
    for slider in place.locator("input[type=range]:visible").all():
        for end, key in ("Home", "ArrowRight"), ("End", "ArrowLeft"):
            slider.press(end)
            before = slider.evaluate(value)
            for _ in range(3):
                slider.press(key)
                assert slider.evaluate(value) != before
                before = slider.evaluate(value)


# {class: color} of all that is drawn in charts, how bright the canvases are, and words that do not
# stand out from their ground by a factor of 4.5, as WCAG has it.
LOOKS = r"""(place) => {
  const card = place.querySelector(".descent-card");
  const rgb = (color) => (color.match(/[\d.]+/g) ?? []).map(Number);
  const bright = (color) => {
    const linear = (x) => (x <= 10 ? x / 3295 : ((x / 255 + 0.055) / 1.055) ** 2.4);
    const [r, g, b] = rgb(color).map(linear);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const drawn = {};
  const marks = ".descent-panel svg :is(path, circle, ellipse, line, rect)";
  for (const mark of card.querySelectorAll(marks)) {
    if (mark.closest(".descent-pin, .descent-cross, defs, clipPath, [visibility=hidden]")) continue;
    const { fill, stroke } = getComputedStyle(mark);
    const kind = mark.getAttribute("class") ?? mark.parentNode.getAttribute("class");
    for (const [part, color] of Object.entries({ fill, stroke })) {
      const painted = rgb(color).length === 3 && color !== "rgb(0, 0, 0)"; // black: by default
      if (painted) drawn[`${part} of ${mark.localName} ${kind}`] = color;
    }
  }
  const canvases = [...card.querySelectorAll("canvas")].map((canvas) => {
    const { width, height } = canvas;
    const copy = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
    copy.drawImage(canvas, 0, 0);
    const { data } = copy.getImageData(0, 0, width, height);
    const seen = [0, 1, 2].map((k) => data.reduce((sum, x, j) => sum + (j % 4 === k ? x : 0), 0));
    return (4 * (seen[0] + seen[1] + seen[2])) / (3 * data.length);
  });
  const faint = [];
  for (const e of card.querySelectorAll("*")) {
    const own = [...e.childNodes].some((node) => node.nodeType === 3 && /\w/.test(node.data));
    if (!own || e.localName === "option") continue;
    if (!e.checkVisibility({ visibilityProperty: true })) continue;
    const style = getComputedStyle(e);
    const inSvg = e.namespaceURI.endsWith("svg");
    let ground = e;
    while (rgb(getComputedStyle(ground).backgroundColor)[3] === 0) ground = ground.parentElement;
    const halo = inSvg && style.paintOrder.startsWith("stroke") && style.stroke !== "none";
    const below = halo ? style.stroke : getComputedStyle(ground).backgroundColor;
    const [a, b] = [bright(inSvg ? style.fill : style.color), bright(below)].sort((a, b) => b - a);
    if ((a + 0.05) / (b + 0.05) < 4.5) faint.push(`${e.textContent}: ${style.color} on ${below}`);
  }
  return { drawn, canvases, faint };
}"""


@some("name", FIGURES)
def test_in_the_dark_all_changes_and_can_be_read(live, name):
    """At once, when the reader turns the switch."""
    tab, place = live(name, color_scheme="light")
    light = place.evaluate(LOOKS)
    tab.page.evaluate("document.documentElement.dataset.theme = 'dark'")
    settled(place)
    tab.page.wait_for_timeout(100)
    dark = place.evaluate(LOOKS)
    assert light["faint"] == dark["faint"] == []
    same = [part for part, color in dark["drawn"].items() if light["drawn"].get(part) == color]
    assert [part for part in same if not re.search(AS_IN_THE_LIGHT, part)] == []
    for before, now in zip(light["canvases"], dark["canvases"], strict=True):
        assert now < before - 15
    assert name in {"guide", "question"} or dark["drawn"]


@some("name", FIGURES)
def test_without_scripts_the_picture_stands(live, name):
    figure = FIGURES[name].figure
    _, place = live(name, java_script_enabled=False)
    stands(place, figure)
    assert not place.locator("section").count()
    assert place.locator(".descent-figure-note").is_visible() == bool(figure.alt)


def stands(place, figure):
    """The picture, with words for those who do not see it; or the words that are in its place."""
    if figure.alt:
        image = place.locator(".descent-figure-picture img.on-light.on-wide")
        assert image.is_visible()
        assert image.get_attribute("alt") == figure.alt.format(**figure.state())
    else:
        assert len(place.locator(".descent-figure-picture").inner_text()) > 10


@some("name", FIGURES)
def test_on_paper_the_picture_stands(live, name):
    tab, place = live(name)
    tab.page.emulate_media(media="print")
    stands(place, FIGURES[name].figure)
    assert not place.locator(".descent-card").is_visible()
