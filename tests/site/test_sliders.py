"""Sliders under the arrow keys: a press is another value, from either end."""

import pytest

FIGURES = ["race", "momentum_pad", "noise_ball", "scaling", "training"]
VALUE = "input => input.getAttribute('aria-valuetext')"
ENDS = [("Home", "ArrowRight"), ("End", "ArrowLeft")]


@pytest.mark.parametrize("module", FIGURES)
def test_each_press_is_another_value(opened, module):
    _, place = opened(module, viewport={"width": 1280, "height": 900})
    for slider in place.locator("input[type=range]:visible").all():
        for end, key in ENDS:
            slider.press(end)
            before = slider.evaluate(VALUE)
            for _ in range(3):
                slider.press(key)
                assert slider.evaluate(VALUE) != before
                before = slider.evaluate(VALUE)


def test_whole_numbers_leave_none_out_at_their_low_end(opened):
    _, place = opened("race", viewport={"width": 1280, "height": 900})
    steps = place.get_by_role("slider", name="t steps")
    steps.press("Home")
    seen = [steps.evaluate(VALUE)]
    for _ in range(9):
        steps.press("ArrowRight")
        seen.append(steps.evaluate(VALUE))
    assert seen == [str(t) for t in range(1, 11)]
