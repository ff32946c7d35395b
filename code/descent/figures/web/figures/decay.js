// Two weights under Adam with L2 and under AdamW: what decay takes of the one with large gradients,
// and of the one with small.

import { shrink } from "../core/weight_decay.js";
import { card, eachFrame } from "../kit/card.js";
import { chart, horizontal, vertical } from "../kit/chart.js";
import { hint } from "../kit/controls.js";
import { number } from "../kit/fields.js";
import { player } from "../kit/player.js";
import { stateOf } from "../kit/state.js";
import { show } from "../kit/svg.js";
import { counted } from "../kit/words.js";

const STEPS = 1000;
const STEPS_PER_DOT = 100;
const LABELS = { l2: "Adam with L2", adamw: "AdamW" };
const CLASSES = { l2: "rule-adam", adamw: "rule-adamw" };
const START = number(0, 2);
const FIELDS = {
  decay: number(0.001, 1, { word: "decay", scale: "log", steps: 120 }),
  ratio: number(1, 1000, { letter: "r", word: "|g₁| / |g₂|", scale: "log", steps: 120 }),
  alpha: number(0.001, 0.1, { letter: "α", word: "step size", scale: "log", steps: 80 }),
  x: START,
  y: START,
};

/** @type {Pair} */
const PLANE = [-0.3, 2.3]; // both axes of the first chart
/** @type {Pair} */
const GRADIENTS = [0.01, 100]; // sizes on the second chart's axis

const AXES = [horizontal(PLANE, 0), vertical(0, PLANE)].map((points) => ({
  points,
  className: "descent-zero-line",
}));
const LEGEND = Object.entries(LABELS).flatMap(([rule, label], k) => [
  { points: horizontal([-0.24, 0.08], 2.17 - 0.2 * k), className: CLASSES[rule] },
  { points: [[0.08, 2.05 - 0.2 * k]], className: "descent-here", label, right: true },
]);

/** Both rules' paths and shares. The sizes of the gradients are √ratio and its inverse. */
export function compare({ alpha, decay, ratio, x, y }) {
  const given = { alpha, decay, sizes: [Math.sqrt(ratio), 1 / Math.sqrt(ratio)], start: [x, y] };
  const [l2, adamw] = ["l2", "adamw"].map((rule) => shrink(rule, given, STEPS));
  return { given, walks: { l2, adamw } };
}

/** What happened until step t, in words. */
export function summary({ given, walks }, t) {
  const { alpha, decay, sizes } = given;
  const both = (values, unit = 1) => [0, 1].map((i) => show(unit * values[2 * t + i]));
  const [large, small] = sizes.map((size) => `gradients ±${show(size)}`);
  const [w1, w2] = both(walks.l2.path);
  if (t === 0) return `You start at w₁ = ${w1} (${large}) and w₂ = ${w2} (${small}).`;
  const [first, second] = both(walks.l2.share, 100);
  const left = show(100 * (1 - alpha * decay) ** t);
  return (
    `After ${counted(t, "step")} Adam with L2 has brought w₁ (${large}) ` +
    `to ${w1} and w₂ (${small}) to ${w2}; ` +
    `AdamW to ${both(walks.adamw.path).join(" and ")}: ` +
    `its decay leaves (1 − α·decay)ᵗ = ${left} % of each. ` +
    `In that step L2 takes ${first} % of w₁ and ${second} % of w₂, ` +
    `AdamW ${show(100 * alpha * decay)} % of each.`
  );
}

/** A rule's path until step t, with a dot every 100 steps. */
function pathCurves(rule, { path }, t) {
  const className = CLASSES[rule];
  const points = Array.from({ length: t + 1 }, (_, k) => [path[2 * k], path[2 * k + 1]]);
  const dots = points.filter((_, k) => k > 0 && k % STEPS_PER_DOT === 0);
  return [
    { points, className },
    { points: dots, className: `descent-here ${className}`, marks: true },
  ];
}

/**
 * The decay's share against the size of the gradient: theory, and the two weights at step t.
 *
 * @returns {[Domains, Curve[]]}
 */
function shares({ given, walks }, t) {
  const { alpha, decay, sizes } = given;
  const level = alpha * decay;
  const power = 10 ** Math.floor(Math.log10(level) + 0.5);
  /** @type {Pair} */
  const [low, high] = [power / 1000, power * 1000];
  const word = (x, y, label, right) => ({
    points: [[x, y]],
    className: "descent-here",
    label,
    right,
  });
  const dots = (rule) => ({
    points: t === 0 ? [] : sizes.map((size, i) => [size, walks[rule].share[2 * t + i]]),
    className: `descent-here ${CLASSES[rule]}`,
    marks: true,
  });
  return [
    { x: GRADIENTS, y: [low, high] },
    [
      ...sizes.map((size) => ({ points: vertical(size, [low, high]), className: "descent-rare" })),
      word(sizes[0], 1.5 * low, "w₁", true),
      word(sizes[1], 4.5 * low, "w₂", false),
      { points: GRADIENTS.map((size) => [size, level / size]), className: CLASSES.l2 },
      word(0.012, level / 0.012, "L2: α·decay / |g|", true),
      { points: horizontal(GRADIENTS, level), className: CLASSES.adamw },
      word(95, level, "AdamW: α·decay", false),
      dots("adamw"),
      dots("l2"),
    ],
  ];
}

function render({ model, el }) {
  const state = stateOf(model, el, FIELDS);
  const { panels, controls, say, close } = card(el, "weight decay, inside Adam and beside it", () =>
    update(),
  );
  panels.classList.add("descent-decay");
  const plane = chart(panels, {
    title: "both weights; a dot every 100 steps",
    x: { label: "w₁, the one with larger gradients" },
    y: { label: "w₂" },
  });
  const taken = chart(panels, {
    title: "share of w that decay takes in a step",
    x: { label: "size of the gradients, |g|", log: true },
    y: { label: "share", log: true },
  });
  const play = player(state, { last: () => STEPS, show: () => update() });
  controls.append(
    ...["decay", "ratio", "alpha"].map(state.control),
    play.el,
    hint(
      "The gradient of w₁ alternates between √r and −√r, that of w₂ between 1/√r and −1/√r: " +
        "without decay neither would ever be more than 2α from its start.",
    ),
  );
  plane.freeHandle({
    name: "start, w₁ and w₂; arrow keys move it, with shift far",
    get: () => [state.get("x"), state.get("y")],
    set: (x, y) => state.change({ x, y }),
    x: [START.low, START.high, 0.05],
    y: [START.low, START.high, 0.05],
    text: () => `w₁ ${show(state.get("x"))}, w₂ ${show(state.get("y"))}`,
  });

  let run = null; // both walks, of the present settings
  const update = eachFrame(() => {
    run ??= compare(state.now());
    const t = play.shown();
    const paths = Object.entries(run.walks).flatMap(([rule, walk]) => pathCurves(rule, walk, t));
    plane.draw({ x: PLANE, y: PLANE }, [...AXES, ...LEGEND, ...paths]);
    taken.draw(...shares(run, t));
    say(summary(run, t));
  });
  state.watch(() => {
    run = null;
    update();
  });
  update();
  return close;
}

export default { render };
