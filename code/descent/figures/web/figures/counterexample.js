// A large gradient so rare that Adam forgets it: where Adam and AMSGrad go, and what divides a
// step.

import { bands, best_point, cuts, PERIOD, pulls, walker } from "../core/adam_counterexample.js";
import { card, eachFrame } from "../kit/card.js";
import { chart } from "../kit/chart.js";
import { SETTINGS } from "../kit/chips.js";
import { button, hint } from "../kit/controls.js";
import { integer, number, oneOf } from "../kit/fields.js";
import { pieces } from "../kit/pieces.js";
import { player } from "../kit/player.js";
import { stateOf } from "../kit/state.js";
import { show } from "../kit/svg.js";

const NAMES = { adam: "Adam", amsgrad: "AMSGrad" };
const MOMENTS = { uncorrected: "uncorrected", corrected: "corrected" };
const STEPS = { 1000: "1,000", 10000: "10,000", 100000: "100,000", 300000: "300,000" };
const FIELDS = {
  beta2: SETTINGS.beta2,
  large: number(200, 3000, { letter: "C", word: "large gradient", steps: 280, digits: 4 }),
  at: integer(1, PERIOD, { letter: "k", word: "step it comes at", steps: PERIOD - 1 }),
  start: number(-1, 1, { letter: "w₀", word: "start" }),
  shown: oneOf({ both: "both", ...NAMES }, { word: "rules" }),
  moments: oneOf(MOMENTS, { word: "moments" }),
  steps: oneOf(STEPS, { word: "steps", type: Number }),
};
const AS_IN_THE_TEXT = {
  beta2: 0.99,
  large: 1010,
  at: 1,
  start: 0,
  moments: "uncorrected",
  steps: 100000,
  shown: "both",
};
const STEPS_PER_PIECE = 2000; // between two looks at the clock
const STEP_ZERO = 0.7; // its place on the log axis of steps
const STEPS_SEEN = 3 * PERIOD; // in the second chart

/** What Adam divides by. */
const symbol = (moments) => (moments === "corrected" ? "√v̂" : "√v");

/** A run of the rules that are shown, at its start: `walking` goes on with it. */
export function prepare(given) {
  const names = given.shown === "both" ? Object.keys(NAMES) : [given.shown];
  const settings = { ...given, corrected: given.moments === "corrected" };
  const walks = names.map((rule) => ({
    rule,
    ...walker({ ...settings, rule }, given.steps),
    bands: [],
  }));
  const run = { given: settings, walks, edges: cuts(given.steps), walked: 0 };
  sumUp(run);
  return run;
}

/** Walk to the end, in pieces. */
function* walking(run) {
  while (run.walked < run.given.steps) {
    run.walked = Math.min(run.given.steps, run.walked + STEPS_PER_PIECE);
    for (const walk of run.walks) walk.to(run.walked);
    yield;
  }
}

/** Sum up what is walked so far: each rule's `bands`. */
function sumUp({ walks, edges, walked }) {
  const reached = edges.filter((t) => t <= walked);
  for (const walk of walks) walk.bands = bands(walk.path, reached);
}

/** What happened until step t, in words. */
export function summary({ given, walks }, t) {
  const places = walks.map(
    ({ rule, path }, k) => `${NAMES[rule]} ${k ? "" : "stands "}at ${show(path[t], 4)}`,
  );
  const best = best_point(given.large);
  const goal =
    best === 0
      ? "the mean gradient is zero, and no point is better"
      : `the best point is ${show(best)}`;
  const told = `After ${commas(t)} ${t === 1 ? "step" : "steps"} ${places.join(" and ")}; ${goal}.`;
  if (t < PERIOD) return told;
  const causes = walks.map((walk, k) => cause(walk, t, given, k));
  return `${told} In the last ${PERIOD} steps ${causes.join("; ")}.`;
}

/** What large and small gradients did to one rule, and what divided them. */
function cause({ rule, divisor }, t, given, k) {
  const [down, up] = pulls(divisor, t, given).map((pull) => show(pull));
  const last = divisor.subarray(t - PERIOD + 1, t + 1);
  const [low, high] = [Math.min(...last), Math.max(...last)].map((root) => show(root));
  const root = `${rule === "adam" ? "" : "the largest "}${symbol(given.moments)}`;
  const between = low === high ? `${root} at ${low}` : `${root} between ${low} and ${high}`;
  if (k > 0) return `${NAMES[rule]} by ${down} and ${up}, with ${between}`;
  const pulled = `the large gradient pulled ${NAMES[rule]} by ${down} toward −1`;
  return `${pulled} and the small ones by ${up} toward 1 (in α/√t), with ${between}`;
}

function commas(integer) {
  return String(integer).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** The best and the worst point, each a line with its name. */
function goals({ large, steps }) {
  const best = best_point(large);
  const name = (w) => (best === 0 ? "as good as any" : w === best ? "best point" : "worst point");
  const level = (w, place) => ({
    points: [STEP_ZERO, steps ** 0.4, steps].map((t) => [t, w]),
    className: "descent-rest",
    label: name(w),
    ...place,
  });
  return [level(1, { labelAt: 0, right: true }), level(-1, { labelAt: 0.5 })];
}

/** One rule's walk: its mean in each bin, a band from least to most, and a dot where it stands. */
function walkCurves({ rule, path, bands }, edges, n) {
  const [mean, least, most] = bands;
  const at = (k) => edges[k] || STEP_ZERO;
  const points = (values) => Array.from({ length: n + 1 }, (_, k) => [at(k), values[k]]);
  const className = `rule-${rule}`;
  const here = [at(n), path[edges[n]]];
  return [
    {
      points: [...points(most), ...points(least).reverse()],
      className: `descent-band ${className}`,
    },
    {
      points: [...points(mean).slice(0, n), here],
      className,
      label: NAMES[rule],
      labelAt: 1,
    },
    { points: [here], className: `descent-here ${className}`, marks: true },
  ];
}

/**
 * What divides the steps, in the last periods until step t; vertical lines where the large gradient
 * comes.
 *
 * @returns {[Domains, Curve[]]}
 */
function divisorCurves({ given, walks }, t) {
  const first = Math.max(1, t - STEPS_SEEN + 1);
  const steps = Array.from({ length: Math.max(0, t - first + 1) }, (_, k) => first + k);
  const high = Math.max(1, ...walks.flatMap(({ divisor }) => steps.map((s) => divisor[s])));
  const top = roundAbove(1.3 * high);
  const rare = steps.filter((s) => (s - given.at) % PERIOD === 0);
  const verticals = rare.map((s, k) => ({
    points: [0, 0.94 * top, top].map((height) => [s - t, height]),
    className: "descent-rare",
    label: k === rare.length - 1 && `g = ${show(given.large, 4)}`,
    labelAt: 1,
  }));
  const curves = walks.flatMap(({ rule, divisor }) => {
    const points = steps.map((s) => [s - t, divisor[s]]);
    const low = divisor[rare.at(-2) + 70] < 0.2 * top; // then there is room above only
    const labeled = rule === "amsgrad" ? 1 - STEPS_SEEN : rare.at(-2) - t + (low ? 20 : 70);
    const place = points.filter(([x]) => x === labeled);
    const label = {
      points: place,
      className: "descent-here",
      label: `${rule === "adam" ? "" : "largest "}${symbol(given.moments)}: ${NAMES[rule]}`,
      right: low || rule === "amsgrad",
    };
    return [{ points, className: `rule-${rule}` }, ...(place.length ? [label] : [])];
  });
  return [{ x: [1 - STEPS_SEEN, 0], y: [0, top] }, [...verticals, ...curves]];
}

/** The next round number. */
function roundAbove(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 1.5, 2, 3, 4, 5, 6, 8, 10].map((k) => k * power).find((round) => round >= value);
}

function render({ model, el }) {
  const state = stateOf(model, el, FIELDS);
  const { panels, controls, say, heard, close } = card(el, "a problem on which Adam fails", () =>
    redraw(),
  );
  panels.classList.add("descent-counterexample");
  const places = chart(panels, {
    title: "w step by step, log scale",
    x: { label: "steps", log: true },
    y: { label: "w" },
  });
  const divisors = chart(panels, {
    title: () => `${symbol(state.get("moments"))} in the last three periods`,
    x: { label: "steps until now" },
    y: { label: "√v by step" },
  });
  let run = prepare(state.now());
  const play = player(state, {
    last: () => run.edges.length - 1,
    show: () => redraw(),
    told: (k) => commas(run.edges[k]),
  });
  controls.append(
    ...["beta2", "large", "at", "start", "moments", "steps", "shown"].map(state.control),
    play.el,
    button("As in the text", () => state.change(AS_IN_THE_TEXT)),
    hint(
      "The gradient is C at step k of every 101, else −10. Steps α/√t with α = 0.5; β₁ = 0.9; " +
        "w stays in [−1, 1]. A band spans what w does in a period.",
    ),
  );

  function draw() {
    const { given, walks, edges } = run;
    const n = Math.min(play.shown(), walks[0].bands[0].length - 1);
    const ways = walks.flatMap((walk) => walkCurves(walk, edges, n));
    places.draw({ x: [STEP_ZERO, given.steps], y: [-1.35, 1.35] }, [...goals(given), ...ways]);
    divisors.draw(...divisorCurves(run, edges[n]));
    if (run.walked === given.steps) say(summary(run, edges[n]));
  }
  const redraw = eachFrame(draw);
  const work = pieces(4, heard);
  function begin() {
    work(walking(run), () => {
      sumUp(run);
      draw();
    });
  }
  const beginAnew = eachFrame(() => {
    run = prepare(state.now());
    begin();
  });
  state.watch(beginAnew);
  requestAnimationFrame(begin);
  return close;
}

export default { render };
