// A stream of gradients, and what Adam makes of it: with bias correction, and without.

import { moments } from "../core/adam_moments.js";
import { normals } from "../core/noise.js";
import { card, eachFrame } from "../kit/card.js";
import { chart, horizontal, vertical } from "../kit/chart.js";
import { button, slider } from "../kit/controls.js";
import { integer, number, oneOf } from "../kit/fields.js";
import { stateOf } from "../kit/state.js";
import { html, show } from "../kit/svg.js";
import { labels } from "./moments_labels.js";
import { pencil } from "./moments_pencil.js";

const LENGTHS = [30, 100, 300, 2000];
const LAST = LENGTHS.at(-1);
const SEEDS = 10000;
const LARGEST = 2; // no gradient is drawn larger
const [MEAN, SIGMA] = [0.25, 0.5]; // of the noisy stream
const FURTHEST = 120; // the axis of steps ends here, whatever they are
const ROUND = [1.2, 2, 3, 5, 8, 12]; // times a power of ten, where an axis may end
const BINS = 400; // of more steps, only the least and the largest in each of so many bins are drawn
const NARROW = 480; // a narrower figure, in pixels, has no room for all digits in its titles
const FEW = 100; // up to so many gradients get a dot each

// A drawing in the address: two digits for each step, to base 36, from 0 for −2 to 400 for 2.
const DRAWING = /^([0-9a-z]{2})+$/;
const drawing = {
  fit: (values) => values,
  parse(text) {
    if (!DRAWING.test(text) || text.length > 2 * LAST) return null;
    const pairs = text.match(/../g);
    return pairs.map((pair) => Math.min(LARGEST, (parseInt(pair, 36) - 100 * LARGEST) / 100));
  },
  write(values) {
    const pair = (value) => (Math.round(100 * value) + 100 * LARGEST).toString(36);
    return values.map((value) => pair(value).padStart(2, "0")).join("");
  },
};

const memory = (letter, word, high) =>
  number(0, high, { letter, word, scale: "nearOne", digits: 4 });
const nearestLength = (steps) =>
  LENGTHS.reduce((best, one) => (Math.abs(one - steps) < Math.abs(best - steps) ? one : best));
const streams = ["constant", "noisy", "rare", "late", "drawn"];
const FIELDS = {
  beta1: memory("β₁", "for m", 0.999),
  beta2: memory("β₂", "for v", 0.9999),
  // Zero lies to the left of all logarithms: there its slider stands at the lower end.
  eps: number(0, 1, { letter: "ε", word: "", low: 1e-12, scale: "log", steps: 120, digits: 2 }),
  steps: number(LENGTHS[0], LAST, {
    word: "steps",
    options: Object.fromEntries(LENGTHS.map((length) => [length, String(length)])),
    fit: nearestLength,
  }),
  every: integer(1, LAST, { scale: "count" }),
  seed: integer(0, SEEDS - 1),
  at: integer(1, LAST),
  stream: oneOf(Object.fromEntries(streams.map((name) => [name, name])), { word: "stream" }),
  drawn: drawing,
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
  [low, high] = [Math.min(roundUp(-low), most), Math.min(roundUp(high), most)];
  return [-Math.max(low, 0.1 * high), Math.max(high, 0.1 * low)];
}

/** The next round number. */
function roundUp(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  return ROUND.map((k) => k * power).find((number) => number >= value);
}

/** {low, high}: where in each bin of steps the values are least and largest. */
function extremes(values) {
  const width = values.length > BINS ? Math.ceil(values.length / BINS) : 1;
  const bins = [];
  for (let start = 0; start < values.length; start += width) {
    const end = Math.min(start + width, values.length) - 1;
    let [low, high] = [end, end]; // where silence ends within a bin, its last value is a number
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

/** The step whose values are told. */
const toldStep = ({ at, steps }) => Math.min(at, steps);

/** What is shown of a state: how many steps, the one told, the gradients, and Adam's trace. */
function workOut(now) {
  const g = gradients(now);
  const trace = moments(g, now.beta1, now.beta2, now.eps);
  const [root, rootHat] = [trace.v.map(Math.sqrt), trace.v_hat.map(Math.sqrt)];
  return { last: now.steps, t: toldStep(now), g, ...trace, root, rootHat };
}

/** The titles of the charts, with the values at the step told. */
function titlesOf({ t, g, root, rootHat, ...trace }, narrow) {
  const at = (values) => show(values[t - 1], narrow ? 2 : 3);
  const [first, second] = [
    `m̂ ${at(trace.m_hat)}, m ${at(trace.m)}`,
    `√v̂ ${at(rootHat)}, √v ${at(root)}`,
  ];
  const both = `corrected ${at(trace.step)}, without ${at(trace.plain_step)}`;
  return [
    `gradients, to draw on: g${subscript(t)} = ${show(g[t - 1])}`,
    `${narrow ? "" : "moments: "}${first}; ${second}`,
    `steps in α: ${Number.isNaN(trace.step[t - 1]) ? "not a number" : both}`,
  ];
}

function gradientCurves({ last, g }) {
  if (last > FEW) return [{ points: stems(g), className: "descent-stems descent-dense" }];
  return [
    { points: stems(g), className: "descent-stems" },
    { points: points(g), className: "descent-here descent-stems", marks: true },
  ];
}

const momentCurves = ({ m, root, rootHat, ...trace }) => [
  { points: points(rootHat), className: "descent-second descent-wide" },
  { points: points(trace.m_hat), className: "descent-first" },
  { points: points(root), className: "descent-second descent-plain" },
  { points: points(m), className: "descent-first descent-plain" },
];

const stepCurves = (trace) => [
  { points: points(trace.plain_step), className: "rule-adam descent-plain" },
  { points: points(trace.step), className: "rule-adam descent-solid" },
];

/** Draw curves on a chart, and beneath them zero, other levels, and the step told. */
function drawOn(chart, { last, t }, y, curves, levels = []) {
  /** @type {Pair} */
  const x = [0, 1.02 * last]; // the last step has its place, and its handle too
  const level = (value, className) => ({ points: horizontal(x, value), className });
  chart.draw({ x, y }, [
    level(0, "descent-zero"),
    ...levels.map((value) => level(value, "descent-unit")),
    { points: vertical(t, y), className: "descent-cursor" },
    ...curves,
  ]);
}

/** The three charts above each other: the stream, Adam's moments, and its steps. */
function chartsOf(panels) {
  let titles = ["", "", ""];
  const [stream, averages, steps] = [138, 158, 178].map((height, k) =>
    chart(panels, {
      title: () => titles[k],
      x: { label: k === 2 ? "step t" : "" },
      y: { label: "value" },
      height,
    }),
  );
  const [nameMoments, nameSteps] = [labels(panels, averages, 1), labels(panels, steps, 2)];

  function update(shown, narrow) {
    titles = titlesOf(shown, narrow);
    drawOn(stream, shown, [-LARGEST, LARGEST], gradientCurves(shown));
    const { m, m_hat: mHat, root, rootHat, step, plain_step: plainStep } = shown;
    const middle = around([m, mHat, rootHat], 0.012);
    drawOn(averages, shown, middle, momentCurves(shown));
    nameMoments(
      [
        ["m̂", mHat],
        ["√v̂", rootHat],
        ["m", m],
        ["√v", root],
      ],
      middle,
    );
    const reach = around([step, plainStep], 1.2, FURTHEST);
    drawOn(steps, shown, reach, stepCurves(shown), [1, -1]);
    nameSteps(
      [
        ["corrected", step],
        ["without", plainStep],
      ],
      reach,
    );
  }
  return { stream, update };
}

/** The pencil on the stream: a copy of the gradients is changed, and becomes the drawn stream. */
function pencilOn(stream, panels, state) {
  let before = null; // the state when a stroke began
  return pencil(panels, stream, {
    name: "gradients, to draw on",
    last: () => state.get("steps"),
    get() {
      const now = state.now();
      const t = toldStep(now);
      return [t, gradients(now)[t - 1]];
    },
    begin: () => (before = state.now()),
    put(points) {
      const drawn = Array.from(gradients(state.now()), (g) =>
        Math.min(LARGEST, Math.max(-LARGEST, Math.round(100 * g) / 100)),
      );
      for (const [t, value] of points) drawn[t - 1] = value;
      state.change({ drawn, stream: "drawn", at: points.at(-1)[0] }, { save: false });
    },
    go: (t) => state.change({ at: t }),
    end: state.save,
    undo: () => state.change(before),
    y: [-LARGEST, LARGEST, 0.05],
  });
}

/** What can be set of each stream, all in one place, where only the chosen stream's is seen. */
function streamSettings(state) {
  const noise = () => state.change({ seed: (state.get("seed") + 1) % SEEDS });
  const clear = () => state.change({ drawn: Array(state.get("steps")).fill(0) });
  const settings = {
    rare: slider(state, "every", { word: "every k-th step" }),
    late: slider(state, "every", { word: "from step k on" }),
    noisy: button("New noise", noise),
    drawn: button("All zero", clear),
  };
  const el = html("div", { class: "descent-slot" }, ...Object.values(settings));
  function update(stream) {
    for (const [name, setting] of Object.entries(settings))
      setting.classList.toggle("descent-away", name !== stream);
  }
  return { el, update };
}

function render({ model, el }) {
  const state = stateOf(model, el, FIELDS);
  const { panels, controls, say, close } = card(el, "Adam's moments", () => update());
  panels.classList.add("descent-moments");
  const charts = chartsOf(panels);
  const placeHandle = pencilOn(charts.stream, panels, state);
  const settings = streamSettings(state);
  controls.append(
    ...["stream", "steps"].map(state.control),
    settings.el,
    ...["beta1", "beta2", "eps"].map(state.control),
  );

  let narrow = false; // as on a phone
  const update = eachFrame(() => {
    const now = state.now();
    const shown = workOut(now);
    const at = (values) => show(values[shown.t - 1]);
    charts.update(shown, narrow);
    settings.update(now.stream);
    placeHandle(
      `step ${shown.t}: gradient ${at(shown.g)}; the step is ${at(shown.step)} α, ` +
        `without correction ${at(shown.plain_step)} α`,
    );
    say(summary(now, shown.g, shown));
  });
  state.watch(update);
  new ResizeObserver(([{ contentRect }]) => {
    narrow = contentRect.width < NARROW;
    update();
  }).observe(panels);
  update();
  return close;
}

export default { render };
