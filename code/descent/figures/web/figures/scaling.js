// A step size for each coordinate, on a ravine that can be turned.

import { rules } from "../core/optimizers.js";
import { descend, diverged_at, stays_below } from "../core/paths.js";
import { ALPHAS, distances, tuning } from "../core/step_size_search.js";
import { ravine } from "../core/surfaces.js";
import { address } from "../kit/address.js";
import { card, eachFrame } from "../kit/card.js";
import { chart } from "../kit/chart.js";
import { swatch } from "../kit/chips.js";
import { button, choice, slider } from "../kit/controls.js";
import { map } from "../kit/map.js";
import { pieces } from "../kit/pieces.js";
import { player } from "../kit/player.js";
import { show } from "../kit/svg.js";

const STEPS = 300;
const EPS = 1e-8; // the rules' own
const RULES = { gd: "gradient descent", adagrad: "AdaGrad", rmsprop: "RMSProp" };
const TOLERANCES = { 0.1: "10⁻¹", 0.01: "10⁻²", 0.0001: "10⁻⁴", 0.000001: "10⁻⁶" };
/** @type {Pair} */
const SPAN = [ALPHAS[0], ALPHAS.at(-1)];
/** @type {Record<string, Pair>} */
const RANGES = {
  angle: [0, 90],
  kappa: [1, 1000],
  alpha_gd: SPAN,
  alpha_adagrad: SPAN,
  alpha_rmsprop: SPAN,
  x: [-3, 3],
  y: [-2, 2],
};
const COORDINATES = ["w₁", "w₂"];
// Where each name stands, as a share of the steps, so that no name meets another.
const NAMED_AT = { gd: 0, adagrad: 0.35, rmsprop: 0.7 };

/** The model, but with the tolerance as a word: it is one of a few. */
function worded(model) {
  return {
    get: (name) => (name === "tolerance" ? String(model.get(name)) : model.get(name)),
    set: (name, value) => model.set(name, name === "tolerance" ? Number(value) : value),
    on: (...given) => model.on(...given),
    save_changes: () => model.save_changes(),
  };
}

/** {rule: {path, distance, sizes}}: `sizes` are α / (√s + ε), one list for each coordinate. */
export function walks(state) {
  const { grad } = ravine(state);
  return Object.fromEntries(
    Object.keys(RULES).map((name) => [
      name,
      walk(name, state[`alpha_${name}`], grad, [state.x, state.y]),
    ]),
  );
}

function walk(name, alpha, grad, start) {
  const seen = [];
  const path = descend(watched(rules[name]({ alpha }), seen), grad, start, STEPS);
  const size = name === "gd" ? () => alpha : ([s], i) => alpha / (Math.sqrt(s[i]) + EPS);
  return {
    path,
    distance: distances(path),
    sizes: [0, 1].map((i) => seen.map((state) => size(state, i))),
  };
}

/** The rule, whose state after each step goes into the array `seen` as well. */
function watched(rule, seen) {
  return (w, g, ...state) => {
    [w, ...state] = rule(w, g, ...state);
    seen.push(state);
    return [w, ...state];
  };
}

const capital = (text) => text[0].toUpperCase() + text.slice(1);
const listed = (items) =>
  items.length > 1 ? `${items.slice(0, -1).join(", ")} and ${items.at(-1)}` : items[0];

/** What happened, in words. */
export function summary({ tolerance }, runs) {
  const first = runs.gd.distance[0];
  if (first === 0) return "You start at the bottom, and nothing moves.";
  const ends = Object.entries(runs).map(([key, { path, distance }]) => {
    const below = stays_below(distance, tolerance * first);
    return {
      key,
      name: RULES[key],
      below,
      left: distance.at(-1) / first,
      lost: diverged_at(path, 2),
    };
  });
  const there = ends.filter(({ below }) => below !== -1);
  const never = ends.filter(({ below, left }) => below === -1 && left <= 1);
  const away = ends.filter(({ left }) => !(left <= 1));
  const level = `below ${TOLERANCES[tolerance]} of the first distance`;
  const parts = [
    arrivals(there, level),
    misses(never, there.length ? "" : level),
    ...away.map(farther),
  ];
  return [...parts, ratios(runs)].filter(Boolean).map(capital).join(" ");
}

function arrivals(there, level) {
  const steps = there.map(
    ({ name, below }, k) => `${name} ${k ? "" : `stays ${level} `}from step ${below}`,
  );
  return steps.length ? `${steps.join(", ")}.` : "";
}

function misses(never, level) {
  if (never.length === 0) return "";
  const [verb, left] =
    never.length > 1 ? [level ? "stay" : "do", "are left"] : [level ? "stays" : "does", "is left"];
  const shares = listed(never.map(({ left }) => show(left)));
  const names = listed(never.map(({ name }) => name));
  const goal = level && `${level} `;
  return `${names} never ${verb} ${goal}within ${STEPS} steps: ${shares} of it ${left}.`;
}

/** Only gradient descent goes on and on: the others' steps are no longer than some times α. */
function farther({ key, name, left, lost }) {
  if (lost !== -1) return `${name} diverged at step ${lost} (overflow).`;
  if (key === "gd")
    return `${name} diverges: after ${STEPS} steps it is ${show(left)} times as far away.`;
  return `${name} ends ${show(left)} times as far away as it began.`;
}

/** How long the last effective step of the first coordinate is, beside that of the second. */
function ratios(runs) {
  const [ada, rms] = [runs.adagrad, runs.rmsprop].map(({ sizes }) => {
    const [a, b] = sizes.map((list) => list.at(-1));
    return a < b ? `1 to ${show(b / a)}` : `${show(a / b)} to 1`;
  });
  return `Effective steps along w₁ and w₂ in the end: ${ada} (AdaGrad), ${rms} (RMSProp).`;
}

/** The step from which a walk stays far off the map, or its last one. */
function gone(distance) {
  return Math.min(STEPS, distance.findLastIndex((d) => d < 100) + 1);
}

/**
 * From a power of ten to another, so that all positive numbers of the lists are between.
 *
 * @returns {Pair}
 */
function powers(lists, low, high) {
  for (const value of lists.flat()) {
    while (value < low && value > 0) low /= 10;
    while (value > high && value < Infinity) high *= 10;
  }
  return [low, high];
}

/** The curves of step sizes until step t, with their names. */
function sizeCurves(runs, t) {
  const until = (list) => list.slice(0, t).map((size, k) => [k + 1, size]);
  return Object.entries(runs).flatMap(([name, { sizes }]) => {
    const named = { label: RULES[name], labelAt: NAMED_AT[name], right: true };
    if (name === "gd")
      return [{ points: until(sizes[0]), className: "rule-gd descent-even", ...named }];
    return sizes.map((list, i) => {
      const label = alike(sizes, t)
        ? i === 0 && `${RULES[name]}, both`
        : `${RULES[name]} ${COORDINATES[i]}`;
      return {
        points: until(list),
        className: `rule-${name} descent-${i ? "thin" : "thick"}`,
        ...named,
        label,
      };
    });
  });
}

/** Whether two curves are as good as one, in the second half of what is shown. */
function alike([one, other], t) {
  return one.every(
    (size, k) => k < t / 2 || k >= t || Math.abs(Math.log(size / other[k])) < Math.log(1.5),
  );
}

function render({ model, el }) {
  address(el, worded(model), { ...RANGES, tolerance: Object.keys(TOLERANCES) });
  const { panels, controls, say, heard, close } = card(el, "a step size for each coordinate", () =>
    ground.showLand(),
  );
  panels.classList.add("descent-scaling");
  const ground = map(panels, { height: 360, label: "map of the ravine" });
  const distance = chart(panels, {
    title: "distance to the bottom, log scale",
    x: { label: "steps" },
    y: { label: "distance", log: true },
    height: 180,
  });
  const sizes = chart(panels, {
    title: "effective step sizes: w₁ thick, w₂ thin",
    x: { label: "steps" },
    y: { label: "step size", log: true },
    height: 180,
  });
  const everything = [...Object.keys(RANGES), "tolerance"];
  const play = player(model, Object.keys(RANGES), { last: () => STEPS, show: () => update() });
  /** @returns {any} the state */
  const now = () => Object.fromEntries(everything.map((name) => [name, model.get(name)]));
  const alphas = Object.entries(RULES).map(([name, word]) => {
    const label = slider(model, `alpha_${name}`, {
      letter: "α",
      word,
      low: SPAN[0],
      high: SPAN[1],
      scale: "log",
      steps: ALPHAS.length - 1,
    });
    label.firstChild.prepend(swatch(`rule-${name}`), " ");
    return label;
  });
  controls.append(
    slider(model, "angle", { letter: "", word: "angle in degrees", low: 0, high: 90, steps: 90 }),
    slider(model, "kappa", {
      letter: "κ",
      word: "condition number",
      low: 1,
      high: 1000,
      scale: "log",
    }),
    ...alphas,
    choice(worded(model), "tolerance", { word: "tolerance", options: TOLERANCES }),
    button("Tune each", () => tuneEach()),
    play.el,
  );
  ground.startPin(model);

  const run = pieces(8, heard);
  function tuneEach() {
    const state = now();
    if (state.x === 0 && state.y === 0) return; // nothing moves, whatever α is
    const best = {};
    run(tuneAll(state, best), (done) => {
      if (!done) return;
      for (const [name, alpha] of Object.entries(best)) model.set(name, alpha);
      model.save_changes();
    });
  }
  const leaveOff = () => run([].values(), () => {}); // the best for another ravine is of no use

  let runs = null; // of the present settings
  const update = eachFrame(() => {
    const state = now();
    runs ??= walks(state);
    const t = play.shown();
    const [first, all] = [runs.gd.distance[0] || 1, Object.entries(runs)];
    const level = state.tolerance * first;
    const grows = all.some(([, { distance }]) => distance.some((d) => !(d < 10 * first)));
    ground.draw(
      all.map(([name, { path, distance }]) => ({
        path,
        t: Math.min(t, gone(distance)),
        className: `rule-${name}`,
        head: true,
      })),
    );
    distance.draw({ x: [0, STEPS], y: [level / 100, first * (grows ? 1e6 : 10)] }, [
      {
        points: [
          [0, level],
          [STEPS, level],
        ],
        className: "descent-predicted",
        label: "tolerance",
        labelAt: 0,
        right: true,
      },
      ...all.map(([name, { distance }]) => ({
        points: distance.slice(0, t + 1).map((d, t) => [t, d]),
        className: `rule-${name}`,
      })),
    ]);
    sizes.draw(
      {
        x: [0, STEPS],
        y: powers(
          all.flatMap(([, { sizes }]) => sizes),
          1e-4,
          100,
        ),
      },
      sizeCurves(runs, t),
    );
    const places = all.map(([name, { distance }]) => `${show(distance[t])} (${RULES[name]})`);
    const soFar = `After ${t} of ${STEPS} steps the distance is ${places.join(", ")}.`;
    say(t < STEPS ? soFar : summary(state, runs));
  });
  const survey = eachFrame(() =>
    ground.showLand(ravine({ kappa: model.get("kappa"), angle: model.get("angle") })),
  );
  // The map is drawn again before the page changes.
  for (const name of ["kappa", "angle"]) model.on(`change:${name}`, survey);
  for (const name of everything) {
    model.on(`change:${name}`, () => {
      runs = null;
      if (!name.startsWith("alpha")) leaveOff();
      update();
    });
  }
  survey();
  update();
  return close;
}

/** Each rule's best step size, into `best`, a walk at a time. */
function* tuneAll({ kappa, angle, x, y, tolerance }, best) {
  const { grad } = ravine({ kappa, angle });
  for (const name of Object.keys(RULES)) {
    for (best[`alpha_${name}`] of tuning(rules[name], grad, [x, y], STEPS, tolerance)) yield;
  }
}

export default { render };
