// Drawing numbers on a chart: with mouse, pen or finger, and with the arrow keys.

import { snapped } from "../kit/chart.js";
import { pin, pixelIn } from "../kit/pin.js";

const NEAR = 24; // a finger so close to the handle draws in all directions, and never scrolls

/**
 * A pencil on the first chart of `el`: `get()` is the point of its handle [t, value], `last()` the
 * last t, and `y` the values' [low, high, step]. A stroke calls `begin()`, then `put(points)` with
 * a
 * value for each t that it has passed, and at last `end()`, or `undo()` if the browser scrolls
 * instead. Arrow keys call `go(t)` to the left and right, and put a value up and down; with shift
 * they go far. Returns `place(text)`, to be called after each drawing of the chart.
 */
export function pencil(el, chart, { name, last, get, begin, put, go, end, undo, y }) {
  const plot = el.querySelector("svg");
  plot.classList.add("descent-paper");
  plot.setAttribute("role", "group");
  plot.setAttribute("aria-label", name);
  const stepAt = (t) => Math.min(last(), Math.max(1, t));
  let from = null; // where the stroke was last

  /** From where the stroke was to where it is, in a straight line. */
  function through(pixel) {
    const [u, v] = chart.from(...pixel);
    const [t, value] = [stepAt(Math.round(u)), snapped(v, y)];
    const [t0, v0] = from ?? [t, value];
    const points = [];
    for (let s = t0; s !== t; s += Math.sign(t - t0))
      points.push([s, snapped(v0 + ((value - v0) * (s - t0)) / (t - t0), y)]);
    from = [t, value];
    put([...points, from]);
  }
  function start() {
    from = null;
    begin();
  }
  function finish() {
    plot.querySelector(".descent-pin").focus({ preventScroll: true }); // for arrow keys
    end();
  }
  onStrokes(plot, { start, through, finish, undo });
  const keepFromScrolling = (event) => {
    const [px, py] = pixelIn(plot, event.touches[0]);
    const [hx, hy] = chart.at(...get());
    if (Math.hypot(px - hx, py - hy) < NEAR) event.preventDefault();
  };
  plot.addEventListener("touchstart", keepFromScrolling, { passive: false });

  function nudge([dx, dy], far) {
    const [t, value] = get();
    if (dx) return go(stepAt(t + (far ? 10 : 1) * dx));
    begin();
    put([[t, snapped(value - (far ? 10 : 2) * y[2] * dy, y)]]);
    end();
  }
  const place = pin(plot, {
    name: `${name}; arrow keys left and right choose the step, up and down its gradient`,
    to: () => {}, // strokes move the handle, on it as beside it
    nudge,
  });
  return (text) => place(chart.at(...get()), { low: 1, high: last(), now: get()[0], text });
}

/** Strokes of a mouse, pen or finger: they start, go through pixels, and finish or are undone. */
function onStrokes(plot, { start, through, finish, undo }) {
  let drawing = false;
  let moved = false; // a finger that has not moved yet may be about to scroll
  function draw(event) {
    moved = true;
    through(pixelIn(plot, event));
  }
  plot.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || !event.isPrimary) return;
    plot.setPointerCapture(event.pointerId);
    start();
    [drawing, moved] = [true, false];
    if (event.pointerType === "mouse") draw(event);
    event.preventDefault();
  });
  plot.addEventListener("pointermove", (event) => drawing && draw(event));
  plot.addEventListener("pointerup", (event) => {
    if (!drawing) return;
    if (!moved) draw(event);
    drawing = false;
    finish();
  });
  plot.addEventListener("pointercancel", () => {
    if (drawing) undo();
    drawing = false;
  });
}
