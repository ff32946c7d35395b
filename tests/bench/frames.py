"""What a live figure costs the browser from an input event to the frame that shows its effect.

A real mouse drags every slider and every pin of a figure, some 120 moves each, and Chromium's own
trace says, to the microsecond, what the page's main thread did. A frame is all of its tasks up to
and including the one that hands the picture on to be painted; counted are the frames in which an
input event was handled. Script is the time in event handlers, animation frames and timers, with the
layouts they force; all work adds style, layout, paint and whatever else the thread did.

Times are processor time of that thread. What other programs take is left out, so that a busy
machine changes little; on an idle one a clock says the same.
"""

import json
import math
import statistics
from bisect import bisect_right
from contextlib import contextmanager

import live_python
import stock

MOVES = 120
PAUSE = 10  # ms after each move, besides the frame that Chromium itself waits for
LOADS = 5
TRACED = ["-*", "devtools.timeline", "disabled-by-default-devtools.timeline", "v8.execute"]
SCRIPT = {"EventDispatch", "FireAnimationFrame", "TimerFire", "FunctionCall"}
SCRIPT |= {"EvaluateScript", "RunMicrotasks"}
TASK, HANDED_ON = "RunTask", "Commit"
IDLE = "() => new Promise((done) => requestIdleCallback(() => done()))"


@contextmanager
def opened(browser, address, module, selector):
    """What the selector finds in a figure of a fresh page."""
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(address, wait_until="networkidle")
        place = page.locator(f'.descent-figure[data-module="{module}"]').first
        place.scroll_into_view_if_needed()  # it is built when a reader comes near
        place.locator(".descent-figure-live > *").first.wait_for()
        yield place.locator(f"{selector}:visible")


def using(browser, address, module):
    """(name, what `drag` measures) of each control that a figure shows, each on a fresh page."""
    for selector, way, kind in SLIDER, PIN:
        with opened(browser, address, module, selector) as controls:
            labels = controls.locator("xpath=../span[1]").all_inner_texts()
            names = labels or ["pin"] * controls.count()
        for k, name in enumerate(names):
            with opened(browser, address, module, selector) as controls:
                yield name.strip(), drag(browser, controls.nth(k), way, kind)


def drag(browser, control, way, kind):
    """Milliseconds of script in each frame, of all work in each frame, and of the longest task."""
    page = control.page
    area = control.locator("xpath=ancestor-or-self::*[name()='input' or name()='svg']")
    area.scroll_into_view_if_needed()
    points = way(area.bounding_box())
    start = points[0] if way is along else middle(control.bounding_box())
    place = control.get_attribute("aria-valuetext")

    def act():
        page.mouse.move(*start)
        page.mouse.down()
        for point in points:
            page.mouse.move(*point)
            page.wait_for_timeout(PAUSE)
        page.mouse.up()

    events = traced(browser, page, act)
    found = list(frames(events, kind))
    stands = way is around and control.get_attribute("aria-valuetext") == place
    if stands or len(found) < 5:
        raise SystemExit(f"{page.url}: a control did not follow the mouse")
    script, work = zip(*found, strict=True)
    return script, work, max(durations(events, {TASK}))


def middle(box):
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def along(box):
    """From the left end of a slider to the right one."""
    x, y = box["x"] + 3, middle(box)[1]
    return [(x + (box["width"] - 6) * k / MOVES, y) for k in range(MOVES + 1)]


def around(box):
    """Twice around the middle of a panel."""
    x, y = middle(box)
    a, b = 0.35 * box["width"], 0.35 * box["height"]
    turns = [4 * math.pi * k / MOVES for k in range(MOVES + 1)]
    return [(x + a * math.cos(turn), y + b * math.sin(turn)) for turn in turns]


# How a control is found, how the mouse moves it, and the event that tells the figure.
SLIDER = "input[type=range]", along, "input"
PIN = ".descent-pin", around, "pointermove"


def loading(browser, site, name):
    """Milliseconds of the longest task, and of the longest script, from loading to the last figure.

    Medians of several first visits.
    """
    visits = []
    for _ in range(LOADS):
        context = browser.new_context()
        context.route(lambda url: not url.startswith(site), stock.answer)
        page = context.new_page()

        def act(page=page):
            page.goto(site + name, wait_until="networkidle")
            page.evaluate(IDLE)  # the network may rest before the page does
            for place in page.locator(".descent-figure").all():
                place.scroll_into_view_if_needed()
                page.evaluate(IDLE)

        events = traced(browser, page, act)
        visits.append([max(durations(events, names)) for names in ({TASK}, SCRIPT)])
        context.close()
    return [statistics.median(values) for values in zip(*visits, strict=True)]


def checking(browser, address, number, code):
    """Milliseconds of the longest task while an answer's editor comes, and in each of two checks.

    Medians of several first visits. The worker's Python is replaced: the page's own thread is asked
    for, and it never waits for a worker.
    """
    visits = []
    for _ in range(LOADS):
        with browser.new_context() as context:
            live_python.replace(context)
            page = context.new_page()
            page.goto(address, wait_until="networkidle")
            place = page.locator(f'.descent-exercise[data-number="{number}"]')
            editor, reply = place.locator(".cm-content"), place.locator(".exercise-reply")

            def write(place=place, editor=editor, page=page):
                place.locator(".exercise-template").click()
                editor.click()
                page.keyboard.press("ControlOrMeta+a")
                page.keyboard.insert_text(code)

            def check(place=place, reply=reply):
                reply.evaluate("(element) => element.replaceChildren()")
                place.locator(".exercise-check").click()
                reply.locator("p").first.wait_for()

            place.scroll_into_view_if_needed()
            page.wait_for_timeout(1000)  # figures nearby come, too
            acts = write, check, check
            visits.append([max(durations(traced(browser, page, act), {TASK})) for act in acts])
    return [statistics.median(values) for values in zip(*visits, strict=True)]


def traced(browser, page, act):
    """What the page's main thread did meanwhile: events of Chromium's trace, by their start."""
    browser.start_tracing(page=page, categories=TRACED)
    act()
    page.wait_for_timeout(200)
    events = json.loads(browser.stop_tracing())["traceEvents"]
    names = [e for e in events if e["name"] == "thread_name"]
    threads = {(e["pid"], e["tid"]): [] for e in names if e["args"]["name"] == "CrRendererMain"}
    for e in events:
        if e["ph"] == "X" and (e["pid"], e["tid"]) in threads and "tdur" in e:
            threads[e["pid"], e["tid"]].append(e)
    # Other threads of that name belong to pages that Chromium holds in reserve.
    busiest = max(threads.values(), key=lambda events: sum(durations(events, {TASK})))
    return sorted(busiest, key=lambda e: (e["ts"], -e["dur"]))


def durations(events, names):
    """Milliseconds of the events with one of these names."""
    return [e["tdur"] / 1000 for e in events if e["name"] in names]


def frames(events, kind):
    """Milliseconds of script and of all work in each frame that handled an event of this kind."""
    work, parts = 0, []
    for task, inside in tasks(events):
        work += task["tdur"]
        parts += inside
        if any(e["name"] == HANDED_ON for e in inside):
            if any(e["args"].get("data", {}).get("type") == kind for e in parts):
                yield covered(e for e in parts if e["name"] in SCRIPT), work / 1000
            work, parts = 0, []


def tasks(events):
    """Each task with the events inside it."""
    found = [(e, []) for e in events if e["name"] == TASK]
    starts = [task["ts"] for task, _ in found]
    for e in events:
        k = bisect_right(starts, e["ts"]) - 1
        if k >= 0 and e["name"] != TASK:
            found[k][1].append(e)
    return found


def covered(events):
    """Milliseconds in which at least one of the events, sorted by their start, was going on."""
    total, until = 0, 0
    for e in events:
        end = e["tts"] + e["tdur"]
        total += max(0, end - max(until, e["tts"]))
        until = max(until, end)
    return total / 1000
