// Answers to a question, as buttons: arrows go from one to the next, Enter gives it.

import { html } from "./svg.js";

const FORWARD = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };

/** One answer; `give` is called when it is chosen. */
export const reply = (text, give) =>
  html("button", { type: "button", class: "descent-reply", onclick: give }, text);

/** The group of answers to a question. */
export const replies = (question, ...buttons) =>
  html(
    "div",
    { class: "descent-replies", role: "group", "aria-label": question, onkeydown: walk },
    ...buttons,
  );

function walk(event) {
  const buttons = [...event.currentTarget.children];
  const here = buttons.indexOf(event.target);
  if (!(event.key in FORWARD) || here === -1 || event.altKey || event.ctrlKey || event.metaKey)
    return;
  event.preventDefault();
  buttons[(here + FORWARD[event.key] + buttons.length) % buttons.length].focus();
}
