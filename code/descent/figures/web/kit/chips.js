// One chip for each rule: its name switches it on and off, the arrow opens its settings.

import { number } from "./fields.js";
import { html, show, svg } from "./svg.js";

const memory = (word, letter) => number(0, 0.9999, { letter, word, scale: "nearOne", digits: 4 });

/** The settings of rules that can be moved, for the address as well. */
export const SETTINGS = {
  alpha: number(1e-4, 10, { letter: "α", word: "step size", scale: "log" }),
  beta: memory("memory", "β"),
  beta1: memory("memory of g", "β₁"),
  beta2: memory("memory of g²", "β₂"),
  eps: number(1e-12, 1, { letter: "ε", word: "in the denominator", scale: "log" }),
  decay: number(0, 1, { word: "decay" }),
};

/** A short line in the rule's color and dashes. */
export function swatch(className) {
  const line = svg("path", { d: "M1 5h26", class: `descent-line ${className}` });
  return svg(
    "svg",
    { class: "descent-swatch", viewBox: "0 0 28 10", width: 28, height: 10, "aria-hidden": "true" },
    line,
  );
}

/**
 * The chip of one rule {name, label, className, settings}, and the panel that its arrow opens. The
 * state has `shown`, the rules that are on, and "adam.alpha" for each of the rule's `settings`.
 *
 * @param {State} state
 */
export function chip(state, { name, label, className, settings }, toggle) {
  const on = html(
    "button",
    { type: "button", class: "descent-chip-name", onclick: toggle },
    swatch(className),
    label,
  );
  const of = `settings of ${label}`;
  const panel = html(
    "div",
    { class: "descent-settings", role: "group", "aria-label": of, hidden: "" },
    ...settings.map((key) => state.control(`${name}.${key}`)),
  );
  const more = html("button", {
    type: "button",
    class: "descent-chip-more",
    "aria-label": of,
    onclick: () => open(panel.hidden),
  });
  const update = () => {
    on.setAttribute("aria-pressed", state.get("shown").includes(name));
    if (settings.length)
      more.replaceChildren(
        html("small", {}, html("i", {}, "α"), ` ${show(state.get(`${name}.alpha`))} `),
        html("span", {}, "▾"),
      );
  };
  function open(yes) {
    panel.hidden = !yes;
    more.setAttribute("aria-expanded", yes);
  }
  open(false);
  state.watch(update, ["shown", ...settings.map((key) => `${name}.${key}`)]);
  update();
  return {
    el: html("span", { class: "descent-chip" }, on, ...(settings.length ? [more] : [])),
    panel,
  };
}
