// A point on a curve, its tangent, and what two finite differences make of it.

import { card, eachFrame } from "../kit/card.js";
import { chart, vertical } from "../kit/chart.js";
import { namesOf, number, oneOf } from "../kit/fields.js";
import { stateOf } from "../kit/state.js";
import { show } from "../kit/svg.js";

/** Each with its name, value and slope. `charge` is the loss of one benign tumor with score x. */
export const CURVES = {
  charge: {
    name: "log(1 + e⁻ˣ)",
    value: (x) => Math.log1p(Math.exp(-x)),
    slope: (x) => -1 / (1 + Math.exp(x)),
  },
  wave: {
    name: "sin 2x + x²/4",
    value: (x) => Math.sin(2 * x) + (x * x) / 4,
    slope: (x) => 2 * Math.cos(2 * x) + x / 2,
  },
  cubic: { name: "x³/4 − x", value: (x) => x ** 3 / 4 - x, slope: (x) => (3 * x * x) / 4 - 1 },
};

const FIELDS = {
  x: number(-3, 3, { letter: "x", word: "where you stand", steps: 120 }),
  h: number(1e-14, 1, { letter: "h", word: "step", scale: "log", steps: 140, digits: 2 }),
  curve: oneOf(namesOf(CURVES), { word: "curve" }),
};

export const central = (f, x, h) => (f(x + h) - f(x - h)) / (2 * h);
export const forward = (f, x, h) => (f(x + h) - f(x)) / h;

/** How far a difference, `central` or `forward`, is from the slope at x. */
function error(difference, { curve, x }, h) {
  const { value, slope } = CURVES[curve];
  return Math.abs(difference(value, x, h) - slope(x));
}

/** The slope and the errors of both differences, in words. */
export function summary({ curve, x, h }) {
  const [first, second] = [central, forward].map((difference) => {
    const off = error(difference, { curve, x }, h);
    return off === 0 ? "exact" : `off by ${show(off, 2)}`;
  });
  return (
    `At x = ${show(x)} the slope is ${show(CURVES[curve].slope(x), 5)}. With h = ${show(h, 2)} ` +
    `the central difference is ${first}, the forward difference ${second}.`
  );
}

/** The curve, its tangent, and the lines that the two differences make of it. */
function tangents({ curve, x, h }) {
  const { value, slope } = CURVES[curve];
  const grid = Array.from({ length: 161 }, (_, k) => -4 + k / 20);
  const on = (places) => places.map((u) => [u, value(u)]);
  const through = (steepness) => [x - 1.5, x + 1.5].map((u) => [u, value(x) + steepness * (u - x)]);
  return [
    { points: on(grid), className: "descent-land-line" },
    { points: through(slope(x)), className: "descent-tangent" },
    { points: through(forward(value, x, h)), className: "rule-momentum" },
    { points: through(central(value, x, h)), className: "rule-gd" },
    { points: on([x]), className: "descent-here rule-gd", marks: true },
    { points: on([x - h, x + h]), className: "descent-here rule-gd", marks: true },
  ];
}

/** The errors of both differences for every h, and where the chosen h is. */
function errors(now) {
  const sizes = Array.from({ length: 113 }, (_, k) => 10 ** (-14 + k / 8));
  // Zero has no logarithm: an error of zero is drawn just below the frame.
  const measured = (difference) => sizes.map((h) => [h, error(difference, now, h) || 1e-17]);
  const here = [central, forward].map((difference) => [now.h, error(difference, now, now.h)]);
  const name = { label: "central", labelAt: 0.72, right: true };
  return [
    { points: measured(forward), className: "rule-momentum", label: "forward", labelAt: 0.7 },
    { points: measured(central), className: "rule-gd", ...name },
    { points: vertical(now.h, [1e-16, 1e2]), className: "descent-predicted" },
    { points: here, className: "descent-here rule-gd", marks: true },
  ];
}

function render({ model, el }) {
  const state = stateOf(model, el, FIELDS);
  const { panels, controls, say, close } = card(el, "slope of a curve", () => update());
  const land = chart(panels, {
    title: "curve, tangent, and h both ways",
    x: { label: "x" },
    y: { label: "f(x)" },
  });
  const measured = chart(panels, {
    title: "error of the measured slope, log scale",
    x: { label: "h", log: true },
    y: { label: "error", log: true },
  });
  controls.append(...state.names.map(state.control));
  land.handle({
    name: "where you stand, x; arrow keys move it, with shift far",
    get: () => [state.get("x"), CURVES[state.get("curve")].value(state.get("x"))],
    set: (x) => state.change({ x }),
    range: [FIELDS.x.low, FIELDS.x.high],
    step: 0.05,
  });

  const update = eachFrame(() => {
    const now = state.now();
    land.draw({ x: [-4, 4], y: [-4, 5] }, tangents(now));
    measured.draw({ x: [1e-14, 1], y: [1e-16, 1e2] }, errors(now));
    say(summary(now));
  });
  state.watch(update);
  update();
  return close;
}

export default { render };
