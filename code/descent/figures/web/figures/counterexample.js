// A large gradient so rare that Adam forgets it: where Adam and AMSGrad go, and what divides a
// step.

import { bands, best_point, cuts, PERIOD, pulls, walker } from "../core/adam_counterexample.js";
import { address } from "../kit/address.js";
import { card, eachFrame } from "../kit/card.js";
import { chart } from "../kit/chart.js";
import { button, choice, slider } from "../kit/controls.js";
import { pieces } from "../kit/pieces.js";
import { player } from "../kit/player.js";
import { html, show } from "../kit/svg.js";

const NAMES = { adam: "Adam", amsgrad: "AMSGrad" };
const SHOWN = { both: "both", adam: "Adam", amsgrad: "AMSGrad" };
const MOMENTS = { uncorrected: "uncorrected", corrected: "corrected" };
const STEPS = { 1000: "1,000", 10000: "10,000", 100000: "100,000", 300000: "300,000" };
/** @type {Record<string, Pair>} */
const RANGES = { beta2: [0, 0.9999], large: [200, 3000], at: [1, PERIOD], start: [-1, 1] };
const WORDS = {
  shown: Object.keys(SHOWN),
  moments: Object.keys(MOMENTS),
  steps: Object.keys(STEPS),
};
const PAPER = {
  beta2: 0.99,
  large: 1010,
  at: 1,
  start: 0,
  moments: "uncorrected",
  steps: "100000",
  shown: "both",
};
const PIECE = 2000; // steps between two looks at the clock
const FIRST = 0.7; // of the log axis: there stands the start, before step 1
const SEEN = 3 * PERIOD; // steps in the second chart

/** The model, but with steps as a word, as a choice has it, and whole numbers where needed. */
function typed(model) {
  const types = { steps: Number, at: Math.round };
  return {
    get: (name) => (name === "steps" ? String(model.get(name)) : model.get(name)),
    set: (name, value) => model.set(name, types[name]?.(value) ?? value),
    on: (...given) => model.on(...given),
    save_changes: () => model.save_changes(),
  };
}

/** What Adam divides by. */
const symbol = ({ corrected }) => (corrected ? "√v̂" : "√v");

/** The rules that are shown, with their walks, not yet walked. */
export function prepare(settings) {
  const steps = Number(settings.steps);
  const given = { ...settings, corrected: settings.moments === "corrected" };
  const names = settings.shown === "both" ? Object.keys(NAMES) : [settings.shown];
  const walks = names.map((rule) => ({ rule, ...walker({ ...given, rule }, steps) }));
  return { given, steps, walks, edges: cuts(steps), walked: 0 };
}

function* walking(run) {
  while (run.walked < run.steps) {
    run.walked = Math.min(run.steps, run.walked + PIECE);
    for (const walk of run.walks) walk.to(run.walked);
    yield;
  }
}

/** What happened until step t, in words. */
export function summary({ given, walks }, t) {
  const places = walks.map(
    ({ rule, path }) =>
      `${NAMES[rule]} ${rule === walks[0].rule ? "stands " : ""}at ${show(path[t], 4)}`,
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
  const root = `${rule === "adam" ? "" : "the largest "}${symbol(given)}`;
  const between = low === high ? `${root} at ${low}` : `${root} between ${low} and ${high}`;
  if (k > 0) return `${NAMES[rule]} by ${down} and ${up}, with ${between}`;
  const pulled = `the large gradient pulled ${NAMES[rule]} by ${down} toward −1`;
  return `${pulled} and the small ones by ${up} toward 1 (in α/√t), with ${between}`;
}

function commas(integer) {
  return String(integer).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** The best and the worst point, each a line with its name. */
function goals({ large }, steps) {
  const best = best_point(large);
  const name = (w) => (best === 0 ? "as good as any" : w === best ? "best point" : "worst point");
  const level = (w, place) => ({
    points: [
      [FIRST, w],
      [steps ** 0.4, w],
      [steps, w],
    ],
    className: "descent-rest",
    label: name(w),
    ...place,
  });
  return [level(1, { labelAt: 0, right: true }), level(-1, { labelAt: 0.5 })];
}

/** One rule's way: its mean in each bin, a band from least to most, and a dot where it stands. */
function way({ rule, path }, [mean, least, most], edges, n) {
  const at = (k) => edges[k] || FIRST;
  const points = (values) => Array.from({ length: n + 1 }, (_, k) => [at(k), values[k]]);
  const className = `rule-${rule}`;
  return [
    {
      points: [...points(most), ...points(least).reverse()],
      className: `descent-band ${className}`,
    },
    {
      points: [...points(mean).slice(0, n), [at(n), path[edges[n]]]],
      className,
      label: NAMES[rule],
      labelAt: 1,
    },
    { points: [[at(n), path[edges[n]]]], className: `descent-here ${className}`, marks: true },
  ];
}

/**
 * What divides the steps, in the last periods until step t; upright where the large one comes.
 *
 * @returns {[Domains, Curve[]]}
 */
function roots({ given, walks }, t) {
  const first = Math.max(1, t - SEEN + 1);
  const steps = Array.from({ length: Math.max(0, t - first + 1) }, (_, k) => first + k);
  const high = Math.max(1, ...walks.flatMap(({ divisor }) => steps.map((s) => divisor[s])));
  const top = nice(1.3 * high);
  const rare = steps.filter((s) => (s - given.at) % PERIOD === 0);
  const uprights = rare.map((s) => ({
    points: [
      [s - t, 0],
      [s - t, 0.94 * top],
      [s - t, top],
    ],
    className: "descent-rare",
  }));
  if (rare.length > 0)
    Object.assign(uprights.at(-1), { label: `g = ${show(given.large, 4)}`, labelAt: 1 });
  const curves = walks.flatMap(({ rule, divisor }) => {
    const className = `rule-${rule}`;
    const points = steps.map((s) => [s - t, divisor[s]]);
    const low = divisor[rare.at(-2) + 70] < 0.2 * top; // then there is room above only
    const place = points.findIndex(
      ([x]) => x === (rule === "amsgrad" ? 1 - SEEN : rare.at(-2) - t + (low ? 20 : 70)),
    );
    const label = {
      points: points.slice(place, place + 1),
      className: "descent-here",
      label: `${rule === "adam" ? "" : "largest "}${symbol(given)}: ${NAMES[rule]}`,
      right: low || rule === "amsgrad",
    };
    return [{ points, className }, ...(place === -1 ? [] : [label])];
  });
  return [{ x: [1 - SEEN, 0], y: [0, top] }, [...uprights, ...curves]];
}

/** The next round number. */
function nice(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 1.5, 2, 3, 4, 5, 6, 8, 10].map((k) => k * power).find((round) => round >= value);
}

function render({ model: untyped, el }) {
  const model = typed(untyped);
  address(el, model, { ...RANGES, ...WORDS });
  const { panels, controls, say, heard, close } = card(el, "a problem on which Adam fails", () =>
    update(),
  );
  panels.classList.add("descent-counterexample");
  const places = chart(panels, {
    title: "w step by step, log scale",
    x: { label: "steps", log: true },
    y: { label: "w" },
  });
  const divisors = chart(panels, {
    title: () =>
      `${symbol({ corrected: model.get("moments") === "corrected" })} in the last three periods`,
    x: { label: "steps until now" },
    y: { label: "√v by step" },
  });
  const names = [...Object.keys(RANGES), ...Object.keys(WORDS)];
  let edges = cuts(Number(model.get("steps")));
  const play = player(model, names, {
    last: () => edges.length - 1,
    show: () => update(),
    told: (k) => commas(edges[k]),
  });
  controls.append(
    slider(model, "beta2", {
      letter: "β₂",
      word: "memory of g²",
      low: RANGES.beta2[0],
      high: RANGES.beta2[1],
      scale: "nearOne",
      digits: 4,
    }),
    slider(model, "large", {
      letter: "C",
      word: "large gradient",
      low: RANGES.large[0],
      high: RANGES.large[1],
      steps: 280,
      digits: 4,
    }),
    slider(model, "at", {
      letter: "k",
      word: "step it comes at",
      low: 1,
      high: PERIOD,
      steps: PERIOD - 1,
    }),
    slider(model, "start", { letter: "w₀", word: "start", low: -1, high: 1 }),
    choice(model, "moments", { word: "moments", options: MOMENTS }),
    choice(model, "steps", { word: "steps", options: STEPS }),
    choice(model, "shown", { word: "rules", options: SHOWN }),
    play.el,
    button("As in the text", () => {
      for (const [name, value] of Object.entries(PAPER)) model.set(name, value);
      model.save_changes();
    }),
    html(
      "p",
      { class: "descent-hint" },
      "The gradient is C at step k of every 101, else −10. Steps α/√t with α = 0.5; β₁ = 0.9; " +
        "w stays in [−1, 1]. A band spans what w does in a period.",
    ),
  );

  let run = null; // of the present settings
  const work = pieces(4, heard);
  function begin() {
    const mine = prepare(Object.fromEntries(names.map((name) => [name, model.get(name)])));
    run = mine;
    edges = run.edges;
    work(walking(run), (done) => {
      if (run !== mine) return;
      const walked = run.edges.filter((t) => t <= run.walked);
      run.bands = run.walks.map(({ path }) => bands(path, walked));
      run.done = done;
      draw();
    });
  }
  function draw() {
    const { given, steps, walks, bands } = run;
    const n = Math.min(play.shown(), bands[0][0].length - 1);
    const t = run.edges[n];
    places.draw({ x: [FIRST, steps], y: [-1.35, 1.35] }, [
      ...goals(given, steps),
      ...walks.flatMap((walk, k) => way(walk, bands[k], run.edges, n)),
    ]);
    divisors.draw(...roots(run, t));
    if (run.done) say(summary(run, t));
  }
  const update = eachFrame(() => (run ? draw() : begin()));
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
