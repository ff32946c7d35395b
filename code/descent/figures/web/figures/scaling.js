// A step size for each coordinate, on a ravine that can be turned.

import { rules } from "../core/optimizers.js";
import { descend, diverged_at, stays_below } from "../core/paths.js";
import { ALPHAS, distances, tuning } from "../core/step_size_search.js";
import { ravine } from "../core/surfaces.js";
import { card, eachFrame } from "../kit/card.js";
import { chart, horizontal } from "../kit/chart.js";
import { swatch } from "../kit/chips.js";
import { button } from "../kit/controls.js";
import { number, oneOf } from "../kit/fields.js";
import { map } from "../kit/map.js";
import { pieces } from "../kit/pieces.js";
import { player } from "../kit/player.js";
import { stateOf } from "../kit/state.js";
import { show } from "../kit/svg.js";
import { listed } from "../kit/words.js";

const STEPS = 300;
const EPS = 1e-8; // the default of AdaGrad and RMSProp
const RULES = { gd: "gradient descent", adagrad: "AdaGrad", rmsprop: "RMSProp" };
const TOLERANCES = { 0.1: "10⁻¹", 0.01: "10⁻²", 0.0001: "10⁻⁴", 0.000001: "10⁻⁶" };
// Where each name stands, as a share of the steps, so that no name meets another.
const NAMED_AT = { gd: 0, adagrad: 0.35, rmsprop: 0.7 };

const stepSize = (word) =>
  number(ALPHAS[0], ALPHAS.at(-1), { letter: "α", word, scale: "log", steps: ALPHAS.length - 1 });
const FIELDS = {
  angle: number(0, 90, { word: "angle in degrees", steps: 90 }),
  kappa: number(1, 1000, { letter: "κ", word: "condition number", scale: "log" }),
  alpha_gd: stepSize(RULES.gd),
  alpha_adagrad: stepSize(RULES.adagrad),
  alpha_rmsprop: stepSize(RULES.rmsprop),
  x: number(-3, 3),
  y: number(-2, 2),
  tolerance: oneOf(TOLERANCES, { word: "tolerance", type: Number }),
};

/** {rule: {path, distance, sizes}}: `sizes` are α / (√s + ε), one list for each coordinate. */
export function walks(now) {
  const { grad } = ravine(now);
  return Object.fromEntries(
    Object.keys(RULES).map((name) => [
      name,
      walk(name, now[`alpha_${name}`], grad, [now.x, now.y]),
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

/** The rule, which after each step appends its state to the array `seen`. */
function watched(rule, seen) {
  return (w, g, ...state) => {
    [w, ...state] = rule(w, g, ...state);
    seen.push(state);
    return [w, ...state];
  };
}

const capital = (text) => text[0].toUpperCase() + text.slice(1);

/** What happened, in words. */
export function summary({ tolerance }, runs) {
  const first = runs.gd.distance[0];
  if (first === 0) return "You start at the bottom, and nothing moves.";
  const ends = Object.entries(runs).map(([key, { path, distance }]) => {
    const below = stays_below(distance, tolerance * first);
    const [left, lost] = [distance.at(-1) / first, diverged_at(path, 2)];
    return { key, name: RULES[key], below, left, lost };
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
function lastOnMap(distance) {
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

/**
 * The step sizes until step t, with their names.
 *
 * @returns {[Domains, Curve[]]}
 */
function sizeCurves(runs, t) {
  const until = (list) => list.slice(0, t).map((size, k) => [k + 1, size]);
  const curves = Object.entries(runs).flatMap(([name, { sizes }]) => {
    const looks = name === "gd" ? ["even"] : ["thick", "thin"];
    return sizeLabels(name, sizes, t).map((label, i) => ({
      points: until(sizes[i]),
      className: `rule-${name} descent-${looks[i]}`,
      label,
      labelAt: NAMED_AT[name],
      right: true,
    }));
  });
  const all = Object.values(runs).flatMap(({ sizes }) => sizes);
  return [{ x: [0, STEPS], y: powers(all, 1e-4, 100) }, curves];
}

/** The names of a rule's curves, one for each coordinate, or for both where they are alike. */
function sizeLabels(name, sizes, t) {
  if (name === "gd") return [RULES.gd];
  if (alike(sizes, t)) return [`${RULES[name]}, both`, null];
  return ["w₁", "w₂"].map((coordinate) => `${RULES[name]} ${coordinate}`);
}

/** Whether two curves are as good as one, in the second half of what is shown. */
function alike([one, other], t) {
  return one.every(
    (size, k) => k < t / 2 || k >= t || Math.abs(Math.log(size / other[k])) < Math.log(1.5),
  );
}

/** The paths until step t; those that go off the map, only until then. */
const paths = (runs, t) =>
  Object.entries(runs).map(([name, { path, distance }]) => ({
    path,
    t: Math.min(t, lastOnMap(distance)),
    className: `rule-${name}`,
    head: true,
  }));

/**
 * Each rule's distance until step t, and the tolerance.
 *
 * @returns {[Domains, Curve[]]}
 */
function distanceCurves({ tolerance }, runs, t) {
  const first = runs.gd.distance[0] || 1;
  const level = tolerance * first;
  const grows = Object.values(runs).some(({ distance }) => distance.some((d) => !(d < 10 * first)));
  /** @type {Pair} */
  const x = [0, STEPS];
  const near = {
    points: horizontal(x, level),
    className: "descent-predicted",
    label: "tolerance",
    labelAt: 0,
    right: true,
  };
  const curves = Object.entries(runs).map(([name, { distance }]) => ({
    points: distance.slice(0, t + 1).map((d, t) => [t, d]),
    className: `rule-${name}`,
  }));
  return [{ x, y: [level / 100, first * (grows ? 1e6 : 10)] }, [near, ...curves]];
}

/** How far away each rule is at step t, in words. */
function soFar(runs, t) {
  const places = Object.entries(runs).map(
    ([name, { distance }]) => `${show(distance[t])} (${RULES[name]})`,
  );
  return `After ${t} of ${STEPS} steps the distance is ${places.join(", ")}.`;
}

/** Searches for each rule's best step size, in pieces: functions that start and that stop it. */
function tuner(state, heard) {
  const run = pieces(8, heard);
  function start() {
    const now = state.now();
    if (now.x === 0 && now.y === 0) return; // nothing moves, whatever α is
    const best = {};
    run(tuneAll(now, best), (done) => {
      if (done) state.change(best);
    });
  }
  return { start, stop: () => run([].values(), () => {}) };
}

/** Each rule's best step size, into `best`, a walk at a time. */
function* tuneAll({ kappa, angle, x, y, tolerance }, best) {
  const { grad } = ravine({ kappa, angle });
  for (const name of Object.keys(RULES)) {
    for (best[`alpha_${name}`] of tuning(rules[name], grad, [x, y], STEPS, tolerance)) yield;
  }
}

/** A rule's slider for α, with a line in the rule's color. */
function stepSlider(state, name) {
  const label = state.control(`alpha_${name}`);
  label.firstChild.prepend(swatch(`rule-${name}`), " ");
  return label;
}

function render({ model, el }) {
  const state = stateOf(model, el, FIELDS);
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
  const names = state.names.filter((name) => name !== "tolerance");
  const play = player(state, { last: () => STEPS, show: () => update(), names });
  const search = tuner(state, heard);
  controls.append(
    ...["angle", "kappa"].map(state.control),
    ...Object.keys(RULES).map((name) => stepSlider(state, name)),
    state.control("tolerance"),
    button("Tune each", search.start),
    play.el,
  );
  ground.startPin(state);

  let runs = null; // the walks of the present settings
  const update = eachFrame(() => {
    const now = state.now();
    runs ??= walks(now);
    const t = play.shown();
    ground.draw(paths(runs, t));
    distance.draw(...distanceCurves(now, runs, t));
    sizes.draw(...sizeCurves(runs, t));
    say(t < STEPS ? soFar(runs, t) : summary(now, runs));
  });
  const survey = eachFrame(() => ground.showLand(ravine(state.now())));
  state.watch(survey, ["kappa", "angle"]); // the map is drawn again before the page changes
  state.watch(() => {
    runs = null;
    update();
  });
  // The best for another ravine is of no use.
  state.watch(search.stop, ["angle", "kappa", "x", "y", "tolerance"]);
  survey();
  update();
  return close;
}

export default { render };
