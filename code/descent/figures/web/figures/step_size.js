// Gradient descent on one curve: the iterates, and their distance on a log axis.

import { gd } from "../core/optimizers.js";
import { descend, diverged_at } from "../core/paths.js";
import { address } from "../kit/address.js";
import { card, eachFrame } from "../kit/card.js";
import { chart } from "../kit/chart.js";
import { choice, slider } from "../kit/controls.js";
import { player } from "../kit/player.js";
import { show } from "../kit/svg.js";

const STEPS = 40;
/** @type {Pair} */
const ALPHA = [0.005, 1.2];
/** @type {Pair} */
const START = [-8, 8];

/** Each with its name, value, slope, and the curvature at its bottom, 0. */
export const CURVES = {
  square: { name: "x²", value: (x) => x * x, slope: (x) => 2 * x, curvature: 2 },
  quartic: { name: "x⁴/32", value: (x) => x ** 4 / 32, slope: (x) => x ** 3 / 8, curvature: 0 },
  soft: {
    name: "√(1 + x²)",
    value: (x) => Math.sqrt(1 + x * x),
    slope: (x) => x / Math.sqrt(1 + x * x),
    curvature: 1,
  },
};

export function walk(curve, alpha, start, steps = STEPS) {
  return descend(gd({ alpha }), (x) => [CURVES[curve].slope(x)], [start], steps);
}

/** How a walk comes down: on one side of the bottom, or on both. */
function manner(x) {
  const leaps = x.slice(1).findIndex((u, t) => u * x[t] < 0);
  if (leaps === -1) return "It creeps down one side";
  return leaps === 0
    ? "It leaps from side to side, and converges"
    : "It comes down one side, then leaps across the bottom, and converges";
}

/** What happened, in words. */
export function summary(curve, alpha, x) {
  const factor = 1 - alpha * CURVES[curve].curvature;
  const rule = curve === "square" ? `Factor 1 − 2α = ${show(factor)}. ` : "";
  const lost = diverged_at(x, 1);
  const end = x.at(-1);
  const first = Math.abs(x[0]);
  if (first === 0) return `${rule}You start at the bottom, the slope is zero, and nothing moves.`;
  if (lost !== -1) return `${rule}It diverged: after ${lost} steps the numbers overflow.`;
  if (Math.abs(end) > first) return `${rule}It diverges: after ${STEPS} steps x = ${show(end)}.`;
  if (Math.abs(end) > 0.999 * first)
    return `${rule}It bounces: after ${STEPS} steps x = ${show(end)}.`;
  if (Math.abs(x[1]) < 1e-12 * first) return `${rule}It lands on the bottom in one step.`;
  return `${rule}${manner(x)}: after ${STEPS} steps x = ${show(end)}.`;
}

function render({ model, el }) {
  address(el, model, { alpha: ALPHA, start: START, curve: Object.keys(CURVES) });
  const { panels, controls, say, close } = card(el, "step sizes on a curve", () => update());
  const land = chart(panels, {
    title: "where you are, step by step",
    x: { label: "x" },
    y: { label: "f(x)" },
  });
  const distance = chart(panels, {
    title: "distance to the bottom, log scale",
    x: { label: "steps" },
    y: { label: "|x|", log: true },
  });
  const play = player(model, ["alpha", "start", "curve"], {
    last: () => STEPS,
    show: () => update(),
  });
  controls.append(
    slider(model, "alpha", {
      letter: "α",
      word: "step size",
      low: ALPHA[0],
      high: ALPHA[1],
      steps: 239,
    }),
    slider(model, "start", {
      letter: "x₀",
      word: "start",
      low: START[0],
      high: START[1],
      steps: 160,
    }),
    choice(model, "curve", {
      word: "curve",
      options: Object.fromEntries(Object.entries(CURVES).map(([key, { name }]) => [key, name])),
    }),
    play.el,
  );

  land.handle({
    name: "start, x₀; arrow keys move it, with shift far",
    get: () => [model.get("start"), CURVES[model.get("curve")].value(model.get("start"))],
    set: (x) => {
      model.set("start", x);
      model.save_changes();
    },
    range: START,
    step: 0.1,
  });

  const update = eachFrame(() => {
    const [curve, alpha, start] = ["curve", "alpha", "start"].map((name) => model.get(name));
    const { value } = CURVES[curve];
    const x = walk(curve, alpha, start);
    const seen = x.slice(0, play.shown() + 1);
    const grid = Array.from({ length: 161 }, (_, k) => -10 + k / 8);
    land.draw({ x: [-10, 10], y: [-0.06 * value(10), value(10)] }, [
      { points: grid.map((u) => [u, value(u)]), className: "descent-land-line" },
      { points: Array.from(seen, (u) => [u, value(u)]), className: "rule-gd", marks: true },
    ]);
    /** @type {Curve[]} */
    const curves = [
      { points: Array.from(seen, (u, t) => [t, Math.abs(u)]), className: "rule-gd", marks: true },
    ];
    const factor = Math.abs(1 - 2 * alpha);
    if (curve === "square") {
      const predicted = Array.from(x, (_, t) => [t, Math.abs(start) * factor ** t]);
      curves.unshift({
        points: predicted,
        className: "descent-predicted",
        label: "|x₀|·|1 − 2α|ᵗ",
        right: factor < 1,
      });
    }
    distance.draw({ x: [0, STEPS], y: [1e-8, 1e4] }, curves);
    const t = play.shown();
    say(t < STEPS ? `After ${t} of ${STEPS} steps x = ${show(x[t])}.` : summary(curve, alpha, x));
  });
  for (const name of ["alpha", "start", "curve"]) model.on(`change:${name}`, update);
  update();
  return close;
}

export default { render };
