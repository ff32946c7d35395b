// Drawing numbers on a chart: with mouse, pen or finger, and with the arrow keys.

import { pin } from "../kit/pin.js";

const NEAR = 24; // a finger so close to the handle draws in all directions, and never scrolls

/**
 * A pencil on the first chart of `el`: `get()` is the point of its handle [t, value], `last()` the
 * last t. A stroke calls `begin()`, then `put(points)` with a value for each t that it has passed,
 * and at last `end()`, or `undo()` if the browser scrolls instead. Arrow keys call `go(t)` to the
 * left and right, and put a value up and down; with shift they go far. Returns `place(text)`, to be
 * called after each drawing of the chart.
 */
export function pencil(el, chart, { name, last, get, begin, put, go, end, undo, low, high, step }) {
  const plot = el.querySelector("svg");
  plot.classList.add("descent-paper");
  plot.setAttribute("role", "group");
  plot.setAttribute("aria-label", name);
  const within = (v, a, b) => Math.min(b, Math.max(a, v));
  const snap = (value) =>
    within(Number((step * Math.round(value / step)).toPrecision(6)), low, high);
  const pixel = (event) => {
    const box = plot.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  const point = (px, py) => {
    const [u, v] = chart.from(px, py);
    return [within(Math.round(u), 1, last()), snap(v)];
  };
  let from = null; // where the stroke was last; "tap" before a finger has moved

  plot.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || !event.isPrimary) return;
    plot.setPointerCapture(event.pointerId);
    begin();
    from = "tap";
    if (event.pointerType === "mouse") stroke(event);
    event.preventDefault();
  });
  plot.addEventListener("pointermove", (event) => from && stroke(event));
  plot.addEventListener("pointerup", (event) => {
    if (!from) return;
    if (from === "tap") stroke(event);
    from = null;
    // Arrow keys go on from there.
    plot.querySelector(".descent-pin").focus({ preventScroll: true });
    end();
  });
  plot.addEventListener("pointercancel", () => {
    if (from) undo();
    from = null;
  });
  plot.addEventListener(
    "touchstart",
    (event) => {
      const [px, py] = pixel(event.touches[0]);
      const [hx, hy] = chart.at(...get());
      if (Math.hypot(px - hx, py - hy) < NEAR) event.preventDefault();
    },
    { passive: false },
  );

  /** From where the stroke was to where it is, in a straight line. */
  function stroke(event) {
    const [t, value] = point(...pixel(event));
    const [t0, v0] = from === "tap" ? [t, value] : from;
    const way = Math.sign(t - t0);
    const points = [[t, value]];
    for (let s = t0; s !== t; s += way)
      points.unshift([s, snap(v0 + ((value - v0) * (s - t0)) / (t - t0))]);
    from = [t, value];
    put(points);
  }

  function nudge([dx, dy], far) {
    const [t, value] = get();
    if (dx) return go(within(t + (far ? 10 : 1) * dx, 1, last()));
    begin();
    put([[t, snap(value - (far ? 10 : 2) * step * dy)]]);
    end();
  }
  // The pointer is ours, on the handle as beside it.
  const place = pin(plot, {
    name: `${name}; arrow keys left and right choose the step, up and down its gradient`,
    to: () => {},
    nudge,
  });
  return (text) => place(chart.at(...get()), { low: 1, high: last(), now: get()[0], text });
}
