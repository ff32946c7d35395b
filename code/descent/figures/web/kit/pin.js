// A pin to grab: by mouse, by touch, or by the arrow keys (shift: far).

import { svg } from "./svg.js";

const KEYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** Where in an element a finger is, in pixels from its upper left corner. */
export function pixelIn(element, { clientX, clientY }) {
  const box = element.getBoundingClientRect();
  return [clientX - box.left, clientY - box.top];
}

/**
 * A pin in `overlay`, an SVG as many units wide as pixels. A drag, and a click beside the pin, call
 * `to(px, py)`; an arrow key calls `nudge([dx, dy], far)`. The figure answers with `place`.
 */
export function pin(overlay, { name, to, nudge }) {
  const knob = svg("g", { class: "descent-pin", tabindex: 0, role: "slider", "aria-label": name });
  knob.append(
    svg("circle", { r: 22, class: "descent-thumb" }),
    svg("circle", { r: 8 }),
    svg("circle", { r: 2 }),
  );
  overlay.append(knob);
  let here = [0, 0];
  let grip = [0, 0]; // from the finger to the middle of the pin
  const pixel = (event) => pixelIn(overlay, event);

  // Inside an SVG, browsers overlook touch-action: without this the page would scroll along.
  knob.addEventListener("touchstart", (event) => event.preventDefault(), { passive: false });
  knob.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    const [px, py] = pixel(event);
    grip = [here[0] - px, here[1] - py];
    knob.setPointerCapture(event.pointerId);
    knob.focus({ preventScroll: true });
    event.preventDefault();
  });
  knob.addEventListener("pointermove", (event) => {
    if (!knob.hasPointerCapture(event.pointerId)) return;
    const [px, py] = pixel(event);
    to(px + grip[0], py + grip[1]);
  });
  overlay.addEventListener("click", (event) => {
    if (knob.contains(event.target)) return;
    to(...pixel(event));
    knob.focus({ preventScroll: true }); // so that arrow keys go on from there
  });
  knob.addEventListener("keydown", (event) => {
    if (!KEYS[event.key]) return;
    event.preventDefault();
    nudge(KEYS[event.key], event.shiftKey);
  });

  /** Draw the pin at a pixel, with its value and its limits for those who hear the page. */
  return function place([px, py], { low, high, now, text }) {
    here = [px, py];
    knob.setAttribute("transform", `translate(${px.toFixed(1)} ${py.toFixed(1)})`);
    for (const [key, value] of [
      ["min", low],
      ["max", high],
      ["now", now],
    ])
      knob.setAttribute(`aria-value${key}`, value.toFixed(3));
    knob.setAttribute("aria-valuetext", text);
  };
}
