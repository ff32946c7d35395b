// Gradient descent on one curve: the iterates, and their distance on a log axis.

import { gd } from "../core/optimizers.js";
import { descend, diverged_at } from "../core/paths.js";
import { card, eachFrame } from "../kit/card.js";
import { chart } from "../kit/chart.js";
import { namesOf, number, oneOf } from "../kit/fields.js";
import { player } from "../kit/player.js";
import { stateOf } from "../kit/state.js";
import { show } from "../kit/svg.js";

const STEPS = 40;

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

const FIELDS = {
  alpha: number(0.005, 1.2, { letter: "α", word: "step size", steps: 239 }),
  start: number(-8, 8, { letter: "x₀", word: "start", steps: 160 }),
  curve: oneOf(namesOf(CURVES), { word: "curve" }),
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

/** The curve, and what is seen of the walk on it. */
function onCurve({ curve }, seen) {
  const { value } = CURVES[curve];
  const grid = Array.from({ length: 161 }, (_, k) => -10 + k / 8);
  return [
    { points: grid.map((u) => [u, value(u)]), className: "descent-land-line" },
    { points: Array.from(seen, (u) => [u, value(u)]), className: "rule-gd", marks: true },
  ];
}

/** How far the bottom is at each step seen, and on the parabola what theory says of it. */
function distances({ curve, alpha, start }, seen) {
  const points = Array.from(seen, (u, t) => [t, Math.abs(u)]);
  const walked = { points, className: "rule-gd", marks: true };
  if (curve !== "square") return [walked];
  const factor = Math.abs(1 - 2 * alpha);
  const predicted = {
    points: Array.from({ length: STEPS + 1 }, (_, t) => [t, Math.abs(start) * factor ** t]),
    className: "descent-predicted",
    label: "|x₀|·|1 − 2α|ᵗ",
    right: factor < 1,
  };
  return [predicted, walked];
}

function render({ model, el }) {
  const state = stateOf(model, el, FIELDS);
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
  const play = player(state, { last: () => STEPS, show: () => update() });
  controls.append(...state.names.map(state.control), play.el);
  land.handle({
    name: "start, x₀; arrow keys move it, with shift far",
    get: () => [state.get("start"), CURVES[state.get("curve")].value(state.get("start"))],
    set: (start) => state.change({ start }),
    range: [-8, 8],
    step: 0.1,
  });

  const update = eachFrame(() => {
    const now = state.now();
    const x = walk(now.curve, now.alpha, now.start);
    const t = play.shown();
    const seen = x.slice(0, t + 1);
    const top = CURVES[now.curve].value(10);
    land.draw({ x: [-10, 10], y: [-0.06 * top, top] }, onCurve(now, seen));
    distance.draw({ x: [0, STEPS], y: [1e-8, 1e4] }, distances(now, seen));
    say(
      t < STEPS
        ? `After ${t} of ${STEPS} steps x = ${show(x[t])}.`
        : summary(now.curve, now.alpha, x),
    );
  });
  state.watch(update);
  update();
  return close;
}

export default { render };
