// A stream of gradients, and what Adam makes of it: with bias correction, and without.

import { moments } from "../core/adam_moments.js";
import { normals } from "../core/noise.js";
import { address } from "../kit/address.js";
import { card, eachFrame } from "../kit/card.js";
import { chart } from "../kit/chart.js";
import { button, choice, slider } from "../kit/controls.js";
import { html, show } from "../kit/svg.js";
import { labels } from "./moments_labels.js";
import { pencil } from "./moments_pencil.js";

const STEPS = [30, 100, 300, 2000];
const LAST = STEPS.at(-1);
const SEEDS = 10000;
const MOST = 2; // no gradient is drawn larger
const [MEAN, SIGMA] = [0.25, 0.5]; // of the noisy stream
const FURTHEST = 120; // the axis of steps ends here, whatever they are
const LEVELS = [1.2, 2, 3, 5, 8, 12];
const BINS = 400; // more steps than that are drawn as the least and the largest of several
const NARROW = 480; // pixels, less than all digits of a title need
const FEW = 100; // so many gradients get a dot each
/** @type {Record<string, Pair>} */
const RANGES = {
  beta1: [0, 0.999],
  beta2: [0, 0.9999],
  eps: [0, 1],
  steps: [STEPS[0], LAST],
  every: [1, LAST],
  seed: [0, SEEDS - 1],
  at: [1, LAST],
};
const STREAMS = {
  constant: "constant",
  noisy: "noisy",
  rare: "rare",
  late: "late",
  drawn: "drawn",
};

/** The stream, a gradient for each step. */
export function gradients({ stream, steps, every, seed, drawn }) {
  const noise = stream === "noisy" ? normals(seed, steps) : null;
  const at = {
    constant: () => 1,
    noisy: (t) => MEAN + SIGMA * noise[t - 1],
    rare: (t) => (t % every === 0 ? 1 : 0),
    late: (t) => (t >= every ? 1 : 0),
    drawn: (t) => drawn[t - 1] ?? 0,
  };
  return Float64Array.from({ length: steps }, (_, k) => at[stream](k + 1));
}

/** What happened, in words. */
export function summary({ eps }, g, { step, plain_step }) {
  const first = g.findIndex((gradient) => gradient !== 0); // from 0, as all indices here
  const silent = `every step is ${eps === 0 ? "0/0, not a number" : "0/ε = 0"}`;
  if (first < 0) return `All gradients are zero: ${silent}, with correction and without.`;
  const silence = first > 0 ? `Before step ${first + 1} ${silent}. ` : "";
  const even = first === 0 && step.every((s) => Math.abs(s - step[0]) < 1e-3 * Math.abs(step[0]));
  const corrected = even ? `every step is ${show(step[0])} α` : told(step, first);
  const plain = `${told(plain_step, first)}${difference(step, plain_step, even)}`;
  return `${silence}With correction ${corrected}. Without, ${plain}.`;
}

/** The first step that moves the weight, and the longest one. */
function told(step, first) {
  const longest = step.reduce(
    (best, s, k) => (Math.abs(s) > Math.abs(step[best]) ? k : best),
    first,
  );
  const opening = `${first > 0 ? `step ${first + 1}` : "the first step"} is ${show(step[first])} α`;
  return longest === first
    ? `${opening}, and none longer`
    : `${opening}, the longest ${show(step[longest])} α at step ${longest + 1}`;
}

/** How long the two differ by more than a tenth of the corrected one. */
function difference(step, plainStep, even) {
  const off = Array.from(step, (s, k) => Math.abs(plainStep[k] - s) > 0.1 * Math.abs(s));
  const last = off.lastIndexOf(true) + 1;
  if (last === 0) return "; the two never differ by more than a tenth";
  if (last === step.length) return `, and step ${last} is ${show(plainStep[last - 1])} α`;
  const longer = off.slice(0, last).every((yes, k) => yes && plainStep[k] > step[k]);
  if (even && longer && step[0] > 0)
    return `, and it stays above ${show(1.1 * step[0])} α until step ${last}`;
  return `; the two differ by more than a tenth until step ${last}`;
}

// A drawing in the address: two digits for each step, to base 36, from 0 for −2 to 400 for 2.
const DRAWING = /^([0-9a-z]{2})+$/;
const encode = (drawn) =>
  drawn
    .map((value) => (Math.round(100 * value) + 100 * MOST).toString(36).padStart(2, "0"))
    .join("");
const decode = (text) =>
  (text.match(/../g) ?? []).map((pair) => Math.min(MOST, (parseInt(pair, 36) - 100 * MOST) / 100));

class Drawings extends Set {
  has(text) {
    return DRAWING.test(text) && text.length <= 2 * LAST;
  }
}

/** The model as an address has it: a drawing is a text there, and not all numbers make sense. */
function spelled(model) {
  const nearest = (steps) =>
    STEPS.reduce((best, one) => (Math.abs(one - steps) < Math.abs(best - steps) ? one : best));
  const sense = {
    steps: nearest,
    every: Math.round,
    seed: Math.round,
    at: Math.round,
    drawn: decode,
  };
  return {
    get: (name) => (name === "drawn" ? encode(model.get(name)) : model.get(name)),
    set: (name, value) => model.set(name, sense[name] ? sense[name](value) : value),
    on: (...given) => model.on(...given),
  };
}

/** The model for a choice, where everything is text. */
function asText(model) {
  return {
    get: (name) => String(model.get(name)),
    set: (name, text) => model.set(name, Number(text)),
    on: (...given) => model.on(...given),
    save_changes: () => model.save_changes(),
  };
}

const subscript = (integer) => [...String(integer)].map((digit) => "₀₁₂₃₄₅₆₇₈₉"[digit]).join("");

/**
 * [low, high] with room for all that is finite up to ± most, and for ± least, in round numbers.
 *
 * @returns {Pair}
 */
export function around(curves, least, most = Infinity) {
  let [low, high] = [-least, least];
  for (const curve of curves) {
    for (const value of curve) {
      if (value < low && value > -Infinity) low = value;
      if (value > high && value < Infinity) high = value;
    }
  }
  [low, high] = [Math.min(level(-low), most), Math.min(level(high), most)];
  return [-Math.max(low, 0.1 * high), Math.max(high, 0.1 * low)];
}

/** The next round number. */
function level(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  return LEVELS.map((k) => k * power).find((number) => number >= value);
}

/** {low, high}: where in each bin of steps the values are least and largest. */
function extremes(values) {
  const width = values.length > BINS ? Math.ceil(values.length / BINS) : 1;
  const bins = [];
  for (let start = 0; start < values.length; start += width) {
    const end = Math.min(start + width, values.length) - 1;
    let [low, high] = [end, end]; // the last of silence's bin is no 0/0 any more
    for (let k = start; k <= end; k++) {
      if (values[k] < values[low]) low = k;
      if (values[k] > values[high]) high = k;
    }
    bins.push({ low, high });
  }
  return bins;
}

/** The points [t, value] of a line, few enough to be drawn at once. */
function points(values) {
  const point = (k) => [k + 1, values[k]];
  return extremes(values).flatMap(({ low, high }) =>
    low === high ? [point(low)] : [point(Math.min(low, high)), point(Math.max(low, high))],
  );
}

/** A stroke from zero to each gradient. */
function stems(g) {
  const stem = (k) => [
    [k + 1, 0],
    [k + 1, g[k]],
    [NaN, NaN],
  ];
  return extremes(g).flatMap(({ low, high }) =>
    low === high
      ? stem(low)
      : [...(g[low] < 0 ? stem(low) : []), ...(g[high] > 0 ? stem(high) : [])],
  );
}

function render({ model, el }) {
  address(el, spelled(model), { ...RANGES, stream: Object.keys(STREAMS), drawn: new Drawings() });
  const { panels, controls, say, close } = card(el, "Adam's moments", () => update());
  panels.classList.add("descent-moments");
  const titles = ["", "", ""];
  const [stream, averages, steps] = [138, 158, 178].map((height, k) =>
    chart(panels, {
      title: () => titles[k],
      x: { label: k === 2 ? "step t" : "" },
      y: { label: "value" },
      height,
    }),
  );
  const names = [...Object.keys(RANGES), "stream", "drawn"];
  /** @returns {any} the state */
  const now = () => Object.fromEntries(names.map((name) => [name, model.get(name)]));
  const here = () => Math.min(model.get("at"), model.get("steps"));
  const number = (name, settings) =>
    slider(model, name, { low: RANGES[name][0], high: RANGES[name][1], ...settings });
  const memory = { scale: "nearOne", digits: 4 };
  const eps = number("eps", {
    letter: "ε",
    word: "",
    low: 1e-12,
    scale: "log",
    steps: 120,
    digits: 2,
  });
  const [apart, from] = ["every k-th step", "from step k on"].map((word) =>
    number("every", { letter: "", word, scale: "count" }),
  );
  const noise = button("New noise", () => change({ seed: (model.get("seed") + 1) % SEEDS }));
  const clear = button("All zero", () => change({ drawn: Array(model.get("steps")).fill(0) }));
  const slot = { noisy: noise, rare: apart, late: from, drawn: clear };
  controls.append(
    choice(model, "stream", { word: "stream", options: STREAMS }),
    choice(asText(model), "steps", {
      word: "steps",
      options: Object.fromEntries(STEPS.map((T) => [T, T])),
    }),
    html("div", { class: "descent-slot" }, apart, from, noise, clear),
    number("beta1", { letter: "β₁", word: "for m", ...memory }),
    number("beta2", { letter: "β₂", word: "for v", ...memory }),
    eps,
  );

  function change(values, save = true) {
    for (const [name, value] of Object.entries(values)) model.set(name, value);
    if (save) model.save_changes();
  }
  let narrow = false; // as on a phone
  let kept = null; // what a stroke began with
  const place = pencil(panels, stream, {
    name: "gradients, to draw on",
    last: () => model.get("steps"),
    get: () => [here(), gradients(now())[here() - 1]],
    begin: () => (kept = now()),
    put: (points) => {
      const drawn = Array.from(gradients(now()), (g) =>
        Math.min(MOST, Math.max(-MOST, Math.round(100 * g) / 100)),
      );
      for (const [t, value] of points) drawn[t - 1] = value;
      change({ drawn, stream: "drawn", at: points.at(-1)[0] }, false);
    },
    go: (t) => change({ at: t }),
    end: () => model.save_changes(),
    undo: () => change(kept),
    low: -MOST,
    high: MOST,
    step: 0.05,
  });

  const [nameMoments, nameSteps] = [labels(panels, averages, 1), labels(panels, steps, 2)];

  const update = eachFrame(() => {
    const state = now();
    const [T, t] = [state.steps, here()];
    const g = gradients(state);
    const trace = moments(g, state.beta1, state.beta2, state.eps);
    const [root, rootHat] = [trace.v.map(Math.sqrt), trace.v_hat.map(Math.sqrt)];
    const at = (values, digits) => show(values[t - 1], digits);
    const cursor = ([low, high]) => ({
      points: [
        [t, low],
        [t, high],
      ],
      className: "descent-cursor",
    });
    /** @type {Pair} */
    const x = [0, 1.02 * T]; // the last step has its place, and its handle too
    const level = (y, className) => ({ points: x.map((u) => [u, y]), className });
    titles[0] = `gradients, to draw on: g${subscript(t)} = ${at(g)}`;
    const digits = narrow ? 2 : 3;
    const first = `m̂ ${at(trace.m_hat, digits)}, m ${at(trace.m, digits)}`;
    const second = `√v̂ ${at(rootHat, digits)}, √v ${at(root, digits)}`;
    const both = `corrected ${at(trace.step, digits)}, without ${at(trace.plain_step, digits)}`;
    titles[1] = `${narrow ? "" : "moments: "}${first}; ${second}`;
    titles[2] = `steps in α: ${Number.isNaN(trace.step[t - 1]) ? "not a number" : both}`;

    /** @type {Pair} */
    const tall = [-MOST, MOST];
    stream.draw({ x, y: tall }, [
      level(0, "descent-zero"),
      cursor(tall),
      { points: stems(g), className: T <= FEW ? "descent-stems" : "descent-stems descent-dense" },
      ...(T <= FEW
        ? [{ points: points(g), className: "descent-here descent-stems", marks: true }]
        : []),
    ]);
    const middle = around([trace.m, trace.m_hat, rootHat], 0.012);
    averages.draw({ x, y: middle }, [
      level(0, "descent-zero"),
      cursor(middle),
      { points: points(rootHat), className: "descent-second descent-wide" },
      { points: points(trace.m_hat), className: "descent-first" },
      { points: points(root), className: "descent-second descent-plain" },
      { points: points(trace.m), className: "descent-first descent-plain" },
    ]);
    nameMoments(
      [
        { name: "m̂", values: trace.m_hat },
        { name: "√v̂", values: rootHat },
        { name: "m", values: trace.m },
        { name: "√v", values: root },
      ],
      middle,
    );
    const reach = around([trace.step, trace.plain_step], 1.2, FURTHEST);
    steps.draw({ x, y: reach }, [
      level(0, "descent-zero"),
      level(1, "descent-unit"),
      level(-1, "descent-unit"),
      cursor(reach),
      { points: points(trace.plain_step), className: "rule-adam descent-plain" },
      { points: points(trace.step), className: "rule-adam descent-solid" },
    ]);
    nameSteps(
      [
        { name: "corrected", values: trace.step },
        { name: "without", values: trace.plain_step },
      ],
      reach,
    );
    if (state.eps === 0) eps.querySelector("input").value = 0; // left of all logarithms
    for (const part of [apart, from, noise, clear])
      part.classList.toggle("descent-away", slot[state.stream] !== part);
    place(
      `step ${t}: gradient ${at(g)}; the step is ${at(trace.step)} α, ` +
        `without correction ${at(trace.plain_step)} α`,
    );
    say(summary(state, g, trace));
  });
  for (const name of names) model.on(`change:${name}`, update);
  new ResizeObserver(([{ contentRect }]) => {
    narrow = contentRect.width < NARROW;
    update();
  }).observe(panels);
  update();
  return close;
}

export default { render };
