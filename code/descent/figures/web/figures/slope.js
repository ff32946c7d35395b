// A point on a curve, its tangent, and what two finite differences make of it.

import { address } from "../kit/address.js";
import { card, eachFrame } from "../kit/card.js";
import { chart } from "../kit/chart.js";
import { choice, slider } from "../kit/controls.js";
import { show } from "../kit/svg.js";

/** @type {Record<string, Pair>} */
const RANGES = { x: [-3, 3], h: [1e-14, 1] };

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

export const central = (f, x, h) => (f(x + h) - f(x - h)) / (2 * h);
export const forward = (f, x, h) => (f(x + h) - f(x)) / h;

export function summary(curve, x, h) {
  const { value, slope } = CURVES[curve];
  const errors = [central, forward].map((difference) =>
    Math.abs(difference(value, x, h) - slope(x)),
  );
  const [first, second] = errors.map((error) =>
    error === 0 ? "exact" : `off by ${show(error, 2)}`,
  );
  return (
    `At x = ${show(x)} the slope is ${show(slope(x), 5)}. With h = ${show(h, 2)} ` +
    `the central difference is ${first}, the forward difference ${second}.`
  );
}

function render({ model, el }) {
  address(el, model, { ...RANGES, curve: Object.keys(CURVES) });
  const { panels, controls, say, close } = card(el, "slope of a curve", () => update());
  const land = chart(panels, {
    title: "curve, tangent, and h both ways",
    x: { label: "x" },
    y: { label: "f(x)" },
  });
  const error = chart(panels, {
    title: "error of the measured slope, log scale",
    x: { label: "h", log: true },
    y: { label: "error", log: true },
  });
  controls.append(
    slider(model, "x", {
      letter: "x",
      word: "where you stand",
      low: RANGES.x[0],
      high: RANGES.x[1],
      steps: 120,
    }),
    slider(model, "h", {
      letter: "h",
      word: "step",
      low: RANGES.h[0],
      high: RANGES.h[1],
      scale: "log",
      steps: 140,
      digits: 2,
    }),
    choice(model, "curve", {
      word: "curve",
      options: Object.fromEntries(Object.entries(CURVES).map(([key, { name }]) => [key, name])),
    }),
  );

  land.handle({
    name: "where you stand, x; arrow keys move it, with shift far",
    get: () => [model.get("x"), CURVES[model.get("curve")].value(model.get("x"))],
    set: (x) => {
      model.set("x", x);
      model.save_changes();
    },
    range: RANGES.x,
    step: 0.05,
  });

  const update = eachFrame(() => {
    const [curve, x, h] = ["curve", "x", "h"].map((name) => model.get(name));
    const { value, slope } = CURVES[curve];
    const grid = Array.from({ length: 161 }, (_, k) => -4 + k / 20);
    const through = (steepness) =>
      [x - 1.5, x + 1.5].map((u) => [u, value(x) + steepness * (u - x)]);
    land.draw({ x: [-4, 4], y: [-4, 5] }, [
      { points: grid.map((u) => [u, value(u)]), className: "descent-land-line" },
      { points: through(slope(x)), className: "descent-tangent" },
      { points: through(forward(value, x, h)), className: "rule-momentum" },
      { points: through(central(value, x, h)), className: "rule-gd" },
      { points: [[x, value(x)]], className: "descent-here rule-gd", marks: true },
      {
        points: [x - h, x + h].map((u) => [u, value(u)]),
        className: "descent-here rule-gd",
        marks: true,
      },
    ]);
    const sizes = Array.from({ length: 113 }, (_, k) => 10 ** (-14 + k / 8));
    const measured = (difference) =>
      sizes.map((s) => [s, Math.abs(difference(value, x, s) - slope(x)) || 1e-17]);
    const here = [central, forward].map((difference) => [
      h,
      Math.abs(difference(value, x, h) - slope(x)),
    ]);
    error.draw({ x: [1e-14, 1], y: [1e-16, 1e2] }, [
      { points: measured(forward), className: "rule-momentum", label: "forward", labelAt: 0.7 },
      {
        points: measured(central),
        className: "rule-gd",
        label: "central",
        labelAt: 0.72,
        right: true,
      },
      {
        points: [
          [h, 1e-16],
          [h, 1e2],
        ],
        className: "descent-predicted",
      },
      { points: here, className: "descent-here rule-gd", marks: true },
    ]);
    say(summary(curve, x, h));
  });
  for (const name of ["x", "h", "curve"]) model.on(`change:${name}`, update);
  update();
  return close;
}

export default { render };
