"""Adam's moments: what the figure says and draws is Python's, and any hand draws the gradients."""

import re
from functools import partial

import numpy as np
import pytest
from figure_text import number, sentence
from hands import PHONE, center, middle, slide
from live import FIGURES
from playwright.sync_api import expect

from descent.figures import Moments
from descent.figures.moments import FURTHEST, around

PAGE = "moments"
SETTINGS = FIGURES[PAGE].states
NUMBER = r"−?[\d.]+(?:·10[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+)?"


@pytest.fixture
def figure_at(opened):
    """figure_at(settings, **options) opens the page; returns the tab and the figure."""
    return partial(opened, "moments")


def told(steps, first):
    """The parts of a sentence on one kind of steps: the first and the longest, with its number."""
    size = np.where(np.isnan(steps), -1, np.abs(steps))
    return steps[first], steps[size.argmax()], size.argmax() + 1


def agrees(place, state):
    """What the sentence and the titles say is what Python says of this state."""
    text, g, trace = sentence(place), state.gradients, state.trace
    at = min(state.at, state.steps)
    assert place.locator(".descent-pin").get_attribute("aria-valuenow") == f"{at}.000"
    titles(place, trace, g, at)
    assert (g != 0).any() != text.startswith("All gradients are zero")
    assert ("0/0, not a number" in text) == (state.eps == 0 and g[0] == 0)
    if not (g != 0).any():
        return
    first = (g != 0).argmax()
    assert ("Before step" in text) == (first > 0)
    if first > 0:
        assert f"Before step {first + 1} every step is 0/" in text
    corrected, plain = text.split("With correction ")[1].split(". Without, ")
    for part, steps in (corrected, trace.step), (plain, trace.plain_step):
        if part.startswith("every"):
            assert np.ptp(steps) < 2e-3 * abs(steps[0])
            assert np.isclose(number(part), steps[0], rtol=6e-3)
            continue
        opens, longest, when = told(steps, first)
        start = rf"^(?:the first step|step {first + 1}) is ({NUMBER}) α"
        assert np.isclose(number(re.search(start, part)[1]), opens, rtol=6e-3)
        if "none longer" in part:
            assert np.isclose(abs(opens), abs(longest), rtol=1e-12)
        else:
            words = re.search(rf"longest ({NUMBER}) α at step (\d+)", part)
            assert np.isclose(number(words[1]), longest, rtol=6e-3)
            assert np.isclose(abs(steps[int(words[2]) - 1]), abs(steps[when - 1]), rtol=1e-12)
    differs(plain, trace)


def differs(text, trace):
    """Until when the two kinds of steps differ by more than a tenth."""
    with np.errstate(invalid="ignore"):
        apart = np.abs(trace.plain_step - trace.step) > 0.1 * np.abs(trace.step)
    last = np.flatnonzero(apart).max(initial=-1) + 1
    if last == 0:
        assert text.endswith("the two never differ by more than a tenth.")
    elif last == len(apart):
        still = re.search(rf"and step {last} is ({NUMBER}) α\.$", text)
        assert np.isclose(number(still[1]), trace.plain_step[-1], rtol=6e-3)
    else:
        assert text.endswith(f"until step {last}.")


def titles(place, trace, g, at):
    """The values at the chosen step."""
    first, second, third = (t.inner_html() for t in place.locator(".descent-title").all())
    assert np.isclose(number(first.split("=")[1]), g[at - 1], rtol=6e-3)
    values = [float(part) for part in re.findall(r" (-?[\d.]+)", second.replace("−", "-"))]
    values = values if "·" not in second else None
    rough = 6e-3 if "moments" in second else 6e-2  # on a phone there are fewer digits
    ours = trace.m_hat, trace.m, np.sqrt(trace.v_hat), np.sqrt(trace.v)
    if values:
        assert np.allclose(values, [array[at - 1] for array in ours], rtol=rough)
    if np.isnan(trace.step[at - 1]):
        assert third.endswith("not a number")
    else:
        corrected, plain = re.search(rf"corrected ({NUMBER}), without ({NUMBER})", third).groups()
        assert np.isclose(number(corrected), trace.step[at - 1], rtol=rough)
        assert np.isclose(number(plain), trace.plain_step[at - 1], rtol=rough)


def curve(place, chart, which, state, domain):
    """The points of a line on a chart, in steps and values, shape (n, 2)."""
    plot = place.locator(".descent-chart").nth(chart)
    d = plot.locator(f".descent-line{which}").get_attribute("d")
    pixels = np.array(re.findall(r"(-?[\d.]+) (-?[\d.]+)", d), dtype=float)
    width, height = plot.evaluate("e => [e.clientWidth, +e.getAttribute('height')]")
    low, high = domain
    t = (pixels[:, 0] - 46) / (width - 58) * 1.02 * state.steps
    return np.stack([t, low + (height - 34 - pixels[:, 1]) / (height - 60) * (high - low)], axis=1)


@pytest.mark.parametrize("settings", SETTINGS, ids=str)
def test_the_sentence_is_pythons(figure_at, settings):
    tab, place = figure_at(settings)
    agrees(place, Moments(**settings))
    assert not re.search("NaN|undefined|null|Infinity", place.locator("section").inner_html())
    assert tab.complaints == []


@pytest.mark.parametrize(
    ("settings", "text"),
    [
        ({}, "With correction every step is 1 α. Without, the first step is 3.16 α, the longest"
             " 6.57 α at step 12, and step 30 is 5.57 α."),
        ({"steps": 2000}, "With correction every step is 1 α. Without, the first step is 3.16 α,"
             " the longest 6.57 α at step 12, and it stays above 1.1 α until step 1750."),
        ({"stream": "drawn"}, "All gradients are zero: every step is 0/ε = 0, with correction and"
             " without."),
    ],
    ids=["defaults", "long", "nothing"],
)  # fmt: skip
def test_in_plain_words(figure_at, settings, text):
    _, place = figure_at(settings)
    assert sentence(place) == text


@pytest.mark.parametrize("settings", [s for s in SETTINGS if s.get("eps") != 0], ids=str)
def test_the_lines_are_pythons(figure_at, settings):
    """Every point drawn is Python's; of many steps the extremes are among them."""
    _, place = figure_at(settings)
    sentence(place)
    state = Moments(**settings)
    m, v, m_hat, v_hat, step, plain_step = state.trace
    roots = np.sqrt(v), np.sqrt(v_hat)
    middle_range = around([m, m_hat, roots[1]], 0.012)
    steps_range = around([step, plain_step], 1.2, FURTHEST)
    for chart, which, values, domain in [
        (1, ".descent-first:not(.descent-plain)", m_hat, middle_range),
        (1, ".descent-first.descent-plain", m, middle_range),
        (1, ".descent-wide", roots[1], middle_range),
        (1, ".descent-second.descent-plain", roots[0], middle_range),
        (2, ".descent-solid", step, steps_range),
        (2, ".rule-adam.descent-plain", plain_step, steps_range),
    ]:
        t, drawn = curve(place, chart, which, state, domain).T
        k = np.round(t).astype(int) - 1
        assert np.abs(t - k - 1).max() < 0.2
        assert len(k) == state.steps if state.steps <= 300 else 380 < len(k) <= 800
        room = 2e-3 * (domain[1] - domain[0])  # of the tenths of pixels
        shown = np.abs(values[k]) < 1.5 * max(domain)  # what is further off is drawn far off
        assert np.allclose(drawn[shown], values[k][shown], atol=room)
        assert drawn.max() >= min(values.max(), domain[1]) - room
        assert drawn.min() <= max(values.min(), domain[0]) + room


@pytest.mark.parametrize("steps", [30, 300, 2000])
def test_a_stem_for_each_gradient(figure_at, steps):
    settings = {"stream": "noisy", "steps": steps}
    _, place = figure_at(settings)
    sentence(place)
    state = Moments(**settings)
    t, ends = curve(place, 0, ".descent-stems:not(.descent-here)", state, (-2, 2)).T
    g = state.gradients
    assert np.allclose(ends[::2], 0, atol=0.01)
    assert np.allclose(ends[1::2], g[np.round(t[1::2]).astype(int) - 1], atol=0.01)
    assert np.isclose(ends.max(), g.max(), atol=0.01)
    assert np.isclose(ends.min(), g.min(), atol=0.01)
    assert place.locator(".descent-dots circle").count() == (steps if steps <= 100 else 0)


def test_choices_buttons_and_keys_move_everything(figure_at):
    tab, place = figure_at()
    stream, steps = (place.get_by_role("combobox", name=name) for name in ("stream", "steps"))
    noise = place.get_by_role("button", name="New noise")
    zero = place.get_by_role("button", name="All zero")
    assert not noise.is_visible()
    stream.select_option("noisy")
    steps.select_option("300")
    agrees(place, Moments(stream="noisy", steps=300))
    noise.click()
    agrees(place, Moments(stream="noisy", steps=300, seed=2))
    stream.select_option("late")
    expect(noise).not_to_be_visible()
    place.get_by_role("slider", name="from step k on").press("ArrowRight")
    agrees(place, Moments(stream="late", steps=300, every=11))
    stream.select_option("rare")
    place.get_by_role("slider", name="every k-th step").press("End")
    agrees(place, Moments(stream="rare", steps=300, every=2000))
    sliders = [place.get_by_role("slider", name=name) for name in ("β₁", "β₂", "ε")]
    for slider in sliders:
        slider.press("End")
    most = {"beta1": 0.999, "beta2": 0.9999, "eps": 1}
    agrees(place, Moments(stream="rare", steps=300, every=2000, **most))
    stream.select_option("constant")
    agrees(place, Moments(steps=300, every=2000, **most))
    for slider in sliders:
        slider.press("Home")
    assert sliders[2].get_attribute("aria-valuetext") == "1.0·10⁻¹²"
    least = {"beta1": 0, "beta2": 0, "eps": 1e-12}
    agrees(place, Moments(steps=300, every=2000, **least))
    stream.select_option("drawn")
    zero.click()
    agrees(place, Moments(stream="drawn", steps=300, **least))
    tab.page.wait_for_url("**moments.stream=drawn*")
    assert "moments.eps=1e-12" in tab.page.url
    tab.page.reload(wait_until="networkidle")
    agrees(place, Moments(stream="drawn", steps=300, **least))
    assert tab.complaints == []


def test_keys_draw(figure_at):
    tab, place = figure_at({"at": 5})
    handle = place.locator(".descent-pin")
    gradients = np.ones(30)

    def stands(at, stream="drawn"):
        agrees(place, Moments(stream=stream, drawn=gradients.tolist(), at=at))
        value = f"{gradients[at - 1]:.2g}".replace("-", "−")
        assert f"step {at}: gradient {value};" in handle.get_attribute("aria-valuetext")

    handle.press("ArrowRight")
    stands(6, "constant")
    for key in "ArrowUp", "ArrowUp", "Shift+ArrowDown":
        handle.press(key)
    gradients[5] = 0.7
    stands(6)
    handle.press("Shift+ArrowRight")
    stands(16)
    for _ in range(9):
        handle.press("Shift+ArrowDown")
    gradients[15] = -2
    stands(16)
    for _ in range(3):
        handle.press("Shift+ArrowLeft")
    stands(1)
    tab.page.wait_for_url("**moments.at=1&*moments.drawn=*")  # the address follows after a while
    tab.page.reload(wait_until="networkidle")
    stands(1)
    assert tab.complaints == []


def pixel(place, t, value, steps=30):
    """Where on the page a gradient is."""
    box = place.locator(".descent-chart").first.bounding_box()
    x = 46 + t / (1.02 * steps) * (box["width"] - 58)
    y = box["height"] - 34 - (value + 2) / 4 * (box["height"] - 60)
    return np.array([box["x"] + x, box["y"] + y])


def heights(place, steps=30):
    """The gradients as the dots show them."""
    box = place.locator(".descent-chart").first.bounding_box()
    read = "all => all.map(c => [+c.getAttribute('cx'), +c.getAttribute('cy')])"
    dots = np.array(place.locator(".descent-dots circle").evaluate_all(read))
    assert len(dots) == steps
    return np.round(-2 + 4 * (box["height"] - 34 - dots[:, 1]) / (box["height"] - 60), 2)


def drawn_as(place, gradients, at):
    """The dots, the sentence and the titles are those of these gradients."""
    agrees(place, Moments(stream="drawn", drawn=gradients.tolist(), at=at))
    assert np.allclose(heights(place), gradients, atol=0.011)


def test_the_mouse_draws(figure_at):
    tab, place = figure_at({"stream": "rare"})
    sentence(place)
    gradients = Moments(stream="rare").gradients
    tab.page.mouse.move(*pixel(place, 3, -1))
    tab.page.mouse.down()
    tab.page.mouse.move(*pixel(place, 7, 1))  # four steps at once: a line between
    tab.page.mouse.move(*pixel(place, 5, 2.8))  # and back, further up than there is
    tab.page.mouse.up()
    gradients[2:7] = [-1, -0.5, 2, 1.5, 1]
    drawn_as(place, gradients, 5)
    tab.page.mouse.move(*pixel(place, 20, 0.5))
    drawn_as(place, gradients, 5)
    tab.page.mouse.click(*pixel(place, 25, 1.25))
    gradients[24] = 1.25
    drawn_as(place, gradients, 25)
    tab.page.keyboard.press("ArrowDown")  # the keys go on from there
    gradients[24] = 1.15
    drawn_as(place, gradients, 25)
    tab.page.mouse.click(*pixel(place, 25, -1.6))
    gradients[24] = -1.6
    drawn_as(place, gradients, 25)
    tab.page.mouse.move(*pixel(place, 29, -1.5))
    tab.page.mouse.down()
    tab.page.mouse.move(*(pixel(place, 30, -1.5) + np.array([200, 0])))  # beyond the last one
    tab.page.mouse.up()
    gradients[28:] = -1.5
    drawn_as(place, gradients, 30)
    tab.page.wait_for_url("**moments.at=30*")
    tab.page.reload(wait_until="networkidle")
    drawn_as(place, gradients, 30)
    tab.page.get_by_role("button", name="All zero").click()
    assert sentence(place).startswith("All gradients are zero")
    assert tab.complaints == []


def test_a_drawing_of_two_thousand_gradients_travels(figure_at):
    tab, place = figure_at({"stream": "noisy", "steps": 2000})
    sentence(place)
    tab.page.mouse.move(*pixel(place, 500, -1.5, 2000))
    tab.page.mouse.down()
    tab.page.mouse.move(*pixel(place, 1500, 1.5, 2000), steps=4)
    tab.page.mouse.up()
    before = sentence(place)
    tab.page.wait_for_url("**moments.drawn=*")
    assert len(tab.page.url) < 4200
    tab.page.reload(wait_until="networkidle")
    assert sentence(place) == before
    text = re.search(r"moments\.drawn=(\w+)", tab.page.url)[1]
    drawn = [(int(text[k : k + 2], 36) - 200) / 100 for k in range(0, 4000, 2)]
    at = int(re.search(r"moments\.at=(\d+)", tab.page.url)[1])
    agrees(place, Moments(stream="drawn", steps=2000, drawn=drawn, at=at))
    noise = Moments(stream="noisy", steps=2000).gradients
    assert np.allclose(drawn[:490], np.clip(noise[:490], -2, 2), atol=0.0051)
    assert np.allclose(drawn[520:1480], np.linspace(-1.44, 1.44, 960), atol=0.06)
    assert tab.complaints == []


def test_a_finger_draws_to_the_side_and_scrolls_up_and_down(figure_at):
    tab, place = figure_at(**PHONE)
    center(place)
    stream = place.get_by_role("combobox", name="stream")
    before, scrolled = sentence(place), tab.page.evaluate("scrollY")
    slide(tab, pixel(place, 20, -1), [0, -200])
    assert tab.page.evaluate("scrollY") > scrolled + 100
    assert sentence(place) == before
    expect(stream).to_have_value("constant")
    center(place)
    scrolled = tab.page.evaluate("scrollY")
    slide(tab, pixel(place, 18, -1), pixel(place, 28, -1) - pixel(place, 18, -1))
    expect(stream).to_have_value("drawn")
    assert tab.page.evaluate("scrollY") == scrolled
    gradients = heights(place)
    assert np.allclose(gradients[:17], 1, atol=0.011)
    assert np.allclose(gradients[18:28], -1, atol=0.06)
    tab.page.touchscreen.tap(*pixel(place, 3, -0.5))
    sentence(place)
    assert np.isclose(heights(place)[2], -0.5, atol=0.06)
    assert tab.complaints == []


def test_a_drawing_goes_on_with_zeros(figure_at):
    _, place = figure_at()
    place.locator(".descent-pin").press("ArrowUp")
    gradients = [1.0] * 30
    gradients[11] = 1.1
    place.get_by_role("combobox", name="steps").select_option("100")
    agrees(place, Moments(stream="drawn", steps=100, drawn=gradients))
    assert heights(place, 100)[30:].max() == 0


def test_a_finger_drags_the_handle_no_further_than_the_chart_goes(figure_at):
    tab, place = figure_at(**PHONE)
    center(place)
    handle = place.locator(".descent-pin")
    here = middle(handle)
    slide(tab, here, [0, -40])
    expect(place.get_by_role("combobox", name="stream")).to_have_value("drawn")
    assert abs(middle(handle)[1] - here[1] + 19.5) < 3  # from 1 to 2 are so many pixels
    assert tab.complaints == []


def test_an_address_may_hold_less_than_all_gradients(figure_at):
    _, place = figure_at({"stream": "drawn", "drawn": "zz00"})
    agrees(place, Moments(stream="drawn", drawn=[2, -2]))


def test_every_line_has_its_name(figure_at):
    _, place = figure_at()
    for chart, names in (1, {"m̂", "m", "√v̂", "√v"}), (2, {"corrected", "without"}):
        labels = place.locator(".descent-chart").nth(chart).locator(".descent-label")
        assert set(labels.all_text_contents()) == names
