// Sliders, choices and buttons, each with a label, and the sentence that says what happened.

import { html, show } from "./svg.js";

/** e^u to three digits; the nearest place on a slider to a number of one digit is that number. */
function power(u, step) {
  const round = Number(Math.exp(u).toPrecision(1));
  return Math.abs(Math.log(round) - u) <= step / 2 ? round : Number(Math.exp(u).toPrecision(3));
}

// How a slider's way is divided: from the value to the way, and back. `count` gives whole numbers,
// `nearOne` divides 1 − value.
/** @type {Record<string, [(value: number) => number, (way: number, step?: number) => number]>} */
const SCALES = {
  linear: [(v) => v, (u) => Number(u.toPrecision(6))],
  log: [Math.log, power],
  count: [Math.log, (u) => Math.round(Number(Math.exp(u).toPrecision(2)))],
  nearOne: [
    (v) => -Math.log1p(-v),
    (u) => Number((1 - Number(Math.exp(-u).toPrecision(3))).toFixed(9)),
  ],
};

/**
 * A slider for a number of the state, as its field declares it: {letter, word, low, high}, and how
 * its way from low to high is divided: `scale`, of SCALES, and `steps`; `digits` are shown. `look`
 * stands in for parts of the declaration.
 *
 * @param {State} state
 * @param {string} name
 * @param {Partial<Field>} [look]
 */
export function slider(state, name, look) {
  const { letter = "", word, digits = 3, ...way } = { ...state.fields[name], ...look };
  const [values, place] = places(way);
  const input = html("input", { type: "range", min: 0, max: values.length - 1, step: 1 });
  const output = html("output");
  const label = html(
    "label",
    { class: "descent-slider" },
    html("span", {}, html("i", {}, letter), ` ${word}`),
    input,
    output,
  );
  const update = () => {
    const value = state.get(name);
    input.value = place(value);
    output.textContent = show(value, digits);
    input.setAttribute("aria-valuetext", show(value, digits));
  };
  const set = (value) => state.change({ [name]: value });
  input.addEventListener("input", () => set(values[input.value]));
  // A finger that only scrolls the page moves the slider it happens to start on, until the browser
  // takes over.
  let before;
  input.addEventListener("pointerdown", () => (before = state.get(name)));
  input.addEventListener("pointercancel", () => set(before));
  state.watch(update, [name]);
  update();
  return label;
}

/**
 * The values along a slider, and a function from a value to the place of the nearest.
 *
 * @param {Partial<Field>} way
 * @returns {[number[], (value: number) => number]}
 */
function places({ low, high, scale = "linear", steps = 200 }) {
  const [at, back] = SCALES[scale];
  const step = (at(high) - at(low)) / steps;
  const valueAt = (k) => Math.min(high, Math.max(low, back(at(low) + k * step, step)));
  // Each place is another value: among whole numbers, many places at the low end would be one and
  // the same.
  const values = [...new Set(Array.from({ length: steps + 1 }, (_, k) => valueAt(k)))];
  const off = (value, k) => Math.abs(at(values[k]) - at(value));
  const place = (value) => {
    const k = values.findIndex((v) => v >= value);
    return k === -1 ? values.length - 1 : k > 0 && off(value, k - 1) < off(value, k) ? k - 1 : k;
  };
  return [values, place];
}

/**
 * A choice of one among the field's {key: text}.
 *
 * @param {State} state
 * @param {string} name
 */
export function choice(state, name) {
  const { word, options, parse } = state.fields[name];
  const entries = Object.entries(options).map(([key, text]) =>
    html("option", { value: key }, text),
  );
  const select = html("select", {}, ...entries);
  const update = () => (select.value = state.get(name));
  select.addEventListener("change", () => state.change({ [name]: parse(select.value) }));
  state.watch(update, [name]);
  update();
  return html("label", { class: "descent-choice" }, html("span", {}, word), select);
}

export function button(text, onclick, attributes = {}) {
  return html("button", { type: "button", class: "descent-button", onclick, ...attributes }, text);
}

/** A small line under the controls: what the figure assumes, or how to use it. */
export const hint = (text) => html("p", { class: "descent-hint" }, text);

/** The sentence under a figure. Screen readers hear it once it has been still for a moment. */
export function sentence() {
  const seen = html("p", { class: "descent-sentence", "aria-hidden": "true" });
  const heard = html("p", { class: "descent-heard", "aria-live": "polite" });
  let timer;
  const say = (text) => {
    seen.textContent = text;
    clearTimeout(timer);
    timer = setTimeout(() => (heard.textContent = text), 500);
  };
  return { seen, heard, say };
}
