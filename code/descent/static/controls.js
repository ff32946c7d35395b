// Sliders, choices and buttons, each with a label, and the sentence that says what happened.

import { html, show } from "./svg.js";

/** A slider for one number of the state. On a log scale where `log` is true. */
export function slider(model, name, { letter, word, low, high, log = false, steps = 200, digits = 3 }) {
  const at = log ? Math.log : (v) => v;
  const share = (value) => ((at(value) - at(low)) / (at(high) - at(low))) * steps;
  const value_at = (k) => {
    const v = at(low) + (k / steps) * (at(high) - at(low));
    return Math.min(high, Math.max(low, Number((log ? Math.exp(v) : v).toPrecision(log ? 3 : 6))));
  };
  const input = html("input", { type: "range", min: 0, max: steps, step: 1 });
  const output = html("output");
  const label = html("label", { class: "descent-slider" }, html("span", {}, html("i", {}, letter), ` ${word}`), input, output);
  const update = () => {
    const value = model.get(name);
    input.value = share(value);
    output.textContent = show(value, digits);
    input.setAttribute("aria-valuetext", show(value, digits));
  };
  input.addEventListener("input", () => {
    model.set(name, value_at(Number(input.value)));
    model.save_changes();
  });
  model.on(`change:${name}`, update);
  update();
  return label;
}

/** A choice of one among {key: text}. */
export function choice(model, name, { word, options }) {
  const entries = Object.entries(options).map(([key, text]) => html("option", { value: key }, text));
  const select = html("select", {}, ...entries);
  const update = () => (select.value = model.get(name));
  select.addEventListener("change", () => {
    model.set(name, select.value);
    model.save_changes();
  });
  model.on(`change:${name}`, update);
  update();
  return html("label", { class: "descent-choice" }, html("span", {}, word), select);
}

export function button(text, onclick, attributes = {}) {
  return html("button", { type: "button", class: "descent-button", onclick, ...attributes }, text);
}

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
  return { parts: [seen, heard], say };
}
