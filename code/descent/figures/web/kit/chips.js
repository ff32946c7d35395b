// One chip for each rule: its name switches it on and off, the arrow opens its settings.

import { slider } from "./controls.js";
import { html, show, svg } from "./svg.js";

const memory = { low: 0, high: 0.9999, scale: "nearOne", digits: 4 };
const SLIDERS = {
  alpha: { letter: "α", word: "step size", low: 1e-4, high: 10, scale: "log" },
  beta: { letter: "β", word: "memory", ...memory },
  beta1: { letter: "β₁", word: "memory of g", ...memory },
  beta2: { letter: "β₂", word: "memory of g²", ...memory },
  eps: { letter: "ε", word: "in the denominator", low: 1e-12, high: 1, scale: "log" },
  decay: { letter: "", word: "decay", low: 0, high: 1 },
};

/** Which settings can be moved, and how far: for the address as well. */
export const LIMITS = Object.fromEntries(
  Object.entries(SLIDERS).map(([key, { low, high }]) => [key, [low, high]]),
);

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
 * model has `shown`, the rules that are on, and "adam.alpha" for each of the rule's `settings`.
 */
export function chip(model, { name, label, className, settings }, toggle) {
  const on = html(
    "button",
    { type: "button", class: "descent-chip-name", onclick: toggle },
    swatch(className),
    label,
  );
  const sliders = settings.map((key) => slider(model, `${name}.${key}`, SLIDERS[key]));
  const panel = html(
    "div",
    { class: "descent-settings", role: "group", "aria-label": `settings of ${label}`, hidden: "" },
    ...sliders,
  );
  const more = html("button", {
    type: "button",
    class: "descent-chip-more",
    "aria-label": `settings of ${label}`,
    onclick: () => open(panel.hidden),
  });
  const update = () => {
    on.setAttribute("aria-pressed", model.get("shown").includes(name));
    if (settings.length)
      more.replaceChildren(
        html("small", {}, html("i", {}, "α"), ` ${show(model.get(`${name}.alpha`))} `),
        html("span", {}, "▾"),
      );
  };
  function open(yes) {
    panel.hidden = !yes;
    more.setAttribute("aria-expanded", yes);
  }
  open(false);
  model.on("change:shown", update);
  if (settings.length) model.on(`change:${name}.alpha`, update);
  update();
  return {
    el: html("span", { class: "descent-chip" }, on, ...(settings.length ? [more] : [])),
    panel,
  };
}
