// The card that all figures are: panels side by side, controls beneath, a sentence last.

import { sentence } from "./controls.js";
import { html } from "./svg.js";

/** {panels, controls, say}; `redraw` is called when the theme changes, at most once a frame. */
export function card(el, name, redraw) {
  const panels = html("div", { class: "descent-panels" });
  const controls = html("div", { class: "descent-controls" });
  const { parts, say } = sentence();
  el.append(html("section", { class: "descent-card", "aria-label": name }, panels, controls, ...parts));
  new MutationObserver(redraw).observe(document.documentElement, { attributeFilter: ["data-theme"] });
  return { panels, controls, say };
}

/** A function that runs `draw` in the next frame, once however often it was asked. */
export function each_frame(draw) {
  let asked = false;
  return () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      draw();
    });
  };
}
