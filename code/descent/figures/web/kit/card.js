// The card that all figures are: panels side by side, controls beneath, a sentence last.

import { numberOnPage } from "./address.js";
import { sentence } from "./controls.js";
import { html, keepKeys } from "./svg.js";

/**
 * {panels, controls, say, heard, close}; `redraw` is called when the theme changes. A figure
 * returns `close` from `render`, for the notebook to call when it takes the figure away. A second
 * one of its kind on a page has a name of its own.
 */
export function card(el, name, redraw) {
  const panels = html("div", { class: "descent-panels" });
  const controls = html("div", { class: "descent-controls" });
  const { seen, heard, say } = sentence();
  const number = numberOnPage(el);
  const own = number === 1 ? name : `${name}, ${number}`;
  const attributes = { class: "descent-card", "aria-label": own, onfocusin: keepKeys };
  el.append(html("section", attributes, panels, controls, seen, heard));
  const theme = new MutationObserver(redraw);
  theme.observe(document.documentElement, { attributeFilter: ["data-theme"] });
  return { panels, controls, say, heard, close: () => theme.disconnect() };
}

/** A function that runs `draw` in the next frame, once however often it was asked. */
export function eachFrame(draw) {
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
