"""A reader's hands: where things are on the screen, and a finger that moves over it."""

import numpy as np

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
CENTERED = """async (panel) => {
  for (let still = 0, top; still < 12; ) {
    panel.scrollIntoView({ block: "center", behavior: "instant" });
    await new Promise(requestAnimationFrame);
    const before = top;
    ({ top } = panel.getBoundingClientRect());
    still = top === before ? still + 1 : 0;
  }
}"""


def middle(locator):
    box = locator.bounding_box()
    return np.array([box["x"] + box["width"] / 2, box["y"] + box["height"] / 2])


def center(place):
    """Bring the first panel of the figure to the middle of the screen, until it stands still."""
    place.locator(".descent-panel").first.evaluate(CENTERED)


def slide(tab, start, way):
    """A finger on the screen goes `way` from `start`, in eight moves."""
    finger = tab.context.new_cdp_session(tab.page)
    for kind, share in [("touchStart", 0), *(("touchMove", k / 8) for k in range(1, 9))]:
        x, y = start + share * np.array(way)
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def drag(tab, start, way):
    """The mouse is pressed at `start`, goes `way` from there in five moves, and is let go."""
    tab.page.mouse.move(*start)
    tab.page.mouse.down()
    tab.page.mouse.move(*(start + np.array(way)), steps=5)
    tab.page.mouse.up()
