// Weight decay inside Adam's gradient, and beside it: what each takes of a weight with large
// gradients, and of one with small.

import { shrink } from "../core/weight_decay.js";
import { address } from "../kit/address.js";
import { card, eachFrame } from "../kit/card.js";
import { chart } from "../kit/chart.js";
import { slider } from "../kit/controls.js";
import { player } from "../kit/player.js";
import { html, show } from "../kit/svg.js";

const STEPS = 1000;
const DOT = 100; // steps between two dots of a path
const RULES = { l2: "Adam with L2", adamw: "AdamW" };
/** @type {Record<string, Pair>} */
const RANGES = { decay: [0.001, 1], ratio: [1, 1000], alpha: [0.001, 0.1], x: [0, 2], y: [0, 2] };
/** @type {Pair} */
const SIZES = [0.01, 100]; // of gradients, in the second chart

/** Both rules' paths and shares. The sizes of the gradients are √ratio and its inverse. */
export function compare({ alpha, decay, ratio, x, y }) {
  const given = { alpha, decay, sizes: [Math.sqrt(ratio), 1 / Math.sqrt(ratio)], start: [x, y] };
  const walks = Object.fromEntries(
    Object.keys(RULES).map((rule) => [rule, shrink(rule, given, STEPS)]),
  );
  return { given, walks };
}

/** What happened until step t, in words. */
export function summary({ given, walks }, t) {
  const { alpha, decay, sizes } = given;
  const at = (rule, i) => show(walks[rule].path[2 * t + i]);
  const [large, small] = sizes.map((size) => `gradients ±${show(size)}`);
  const left = show(100 * (1 - alpha * decay) ** t);
  const places = ["l2", "adamw"].map((rule) => [at(rule, 0), at(rule, 1)]);
  if (t === 0)
    return `You start at w₁ = ${places[0][0]} (${large}) and w₂ = ${places[0][1]} (${small}).`;
  const [first, second] = [0, 1].map((i) => show(100 * walks.l2.share[2 * t + i]));
  return (
    `After ${t} ${t === 1 ? "step" : "steps"} Adam with L2 has brought w₁ (${large}) ` +
    `to ${places[0][0]} and w₂ (${small}) to ${places[0][1]}; ` +
    `AdamW to ${places[1].join(" and ")}: its decay leaves (1 − α·decay)ᵗ = ${left} % of each. ` +
    `In that step L2 takes ${first} % of w₁ and ${second} % of w₂, ` +
    `AdamW ${show(100 * alpha * decay)} % of each.`
  );
}

/** A rule's path until step t, with a dot every 100 steps. */
function way(path, t, className) {
  const points = Array.from({ length: t + 1 }, (_, k) => [path[2 * k], path[2 * k + 1]]);
  return [
    { points, className },
    {
      points: points.filter((_, k) => k > 0 && k % DOT === 0),
      className: `descent-here ${className}`,
      marks: true,
    },
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
  const [low, high] = [power / 1000, power * 1000];
  const upright = (size) => ({
    points: [
      [size, low],
      [size, high],
    ],
    className: "descent-rare",
  });
  const dots = (rule, className) => ({
    points: t === 0 ? [] : sizes.map((size, i) => [size, walks[rule].share[2 * t + i]]),
    className: `descent-here ${className}`,
    marks: true,
  });
  return [
    { x: SIZES, y: [low, high] },
    [
      ...sizes.map(upright),
      { points: [[sizes[0], 1.5 * low]], className: "descent-here", label: "w₁", right: true },
      { points: [[sizes[1], 4.5 * low]], className: "descent-here", label: "w₂" },
      { points: SIZES.map((size) => [size, level / size]), className: "rule-adam" },
      {
        points: [[0.012, level / 0.012]],
        className: "descent-here",
        label: "L2: α·decay / |g|",
        right: true,
      },
      { points: SIZES.map((size) => [size, level]), className: "rule-adamw" },
      { points: [[95, level]], className: "descent-here", label: "AdamW: α·decay" },
      dots("adamw", "rule-adamw"),
      dots("l2", "rule-adam"),
    ],
  ];
}

function render({ model, el }) {
  address(el, model, RANGES);
  const { panels, controls, say, close } = card(el, "weight decay, inside Adam and beside it", () =>
    update(),
  );
  panels.classList.add("descent-decay");
  const plane = chart(panels, {
    title: "both weights; a dot every 100 steps",
    x: { label: "w₁, the one with larger gradients" },
    y: { label: "w₂" },
  });
  const takes = chart(panels, {
    title: "share of w that decay takes in a step",
    x: { label: "size of the gradients, |g|", log: true },
    y: { label: "share", log: true },
  });
  const names = Object.keys(RANGES);
  /** @returns {any} the state */
  const now = () => Object.fromEntries(names.map((name) => [name, model.get(name)]));
  const play = player(model, names, { last: () => STEPS, show: () => update() });
  controls.append(
    slider(model, "decay", {
      letter: "",
      word: "decay",
      low: RANGES.decay[0],
      high: RANGES.decay[1],
      scale: "log",
      steps: 120,
    }),
    slider(model, "ratio", {
      letter: "r",
      word: "|g₁| / |g₂|",
      low: RANGES.ratio[0],
      high: RANGES.ratio[1],
      scale: "log",
      steps: 120,
    }),
    slider(model, "alpha", {
      letter: "α",
      word: "step size",
      low: RANGES.alpha[0],
      high: RANGES.alpha[1],
      scale: "log",
      steps: 80,
    }),
    play.el,
    html(
      "p",
      { class: "descent-hint" },
      "The gradient of w₁ alternates between √r and −√r, that of w₂ between 1/√r and −1/√r: " +
        "without decay neither would ever be more than 2α from its start.",
    ),
  );
  plane.freeHandle({
    name: "start, w₁ and w₂; arrow keys move it, with shift far",
    get: () => [model.get("x"), model.get("y")],
    set: (x, y) => {
      model.set("x", x);
      model.set("y", y);
      model.save_changes();
    },
    x: [...RANGES.x, 0.05],
    y: [...RANGES.y, 0.05],
    text: () => `w₁ ${show(model.get("x"))}, w₂ ${show(model.get("y"))}`,
  });

  const legend = Object.entries(RULES).flatMap(([rule, label], k) => [
    {
      points: [
        [-0.24, 2.17 - 0.2 * k],
        [0.08, 2.17 - 0.2 * k],
      ],
      className: rule === "l2" ? "rule-adam" : "rule-adamw",
    },
    { points: [[0.08, 2.05 - 0.2 * k]], className: "descent-here", label, right: true },
  ]);
  let run = null; // of the present settings
  const update = eachFrame(() => {
    run ??= compare(now());
    const t = play.shown();
    const { l2, adamw } = run.walks;
    plane.draw({ x: [-0.3, 2.3], y: [-0.3, 2.3] }, [
      {
        points: [
          [-0.3, 0],
          [2.3, 0],
        ],
        className: "descent-zero-line",
      },
      {
        points: [
          [0, -0.3],
          [0, 2.3],
        ],
        className: "descent-zero-line",
      },
      ...legend,
      ...way(l2.path, t, "rule-adam"),
      ...way(adamw.path, t, "rule-adamw"),
    ]);
    takes.draw(...shares(run, t));
    say(summary(run, t));
  });
  for (const name of names) {
    model.on(`change:${name}`, () => {
      run = null;
      update();
    });
  }
  update();
  return close;
}

export default { render };
