// Questions to answer before one reads on: what follows is hidden until then, and what was chosen
// is kept.

import { button, html } from "./elements.js";
import * as kept from "./kept.js";

/** @typedef {HTMLElement & {figure?: {model: FigureModel}}} Place */

const WAITS = "The rest of this section follows when you have chosen.";

/** Remember what is chosen in each question of the page, and hide what answers the others. */
export function remember() {
  /** @type {NodeListOf<Place>} */
  const places = document.querySelectorAll('.descent-figure[data-module="question"]');
  for (const place of places) one(place);
}

/** @param {Place} place */
function one(place) {
  const { text } = JSON.parse(place.querySelector("script").textContent);
  const key = `question.${text}`;
  const show = kept.read(key) === null && !passed(place) ? hide(place) : () => {};
  const begin = () => connect(place.figure.model, key, show);
  if (place.figure) begin();
  place.addEventListener("mounted", begin);
  place.addEventListener("shown", () => kept.write(key, kept.read(key) ?? "shown"));
}

function connect(model, key, show) {
  const chosen = Number(kept.read(key) ?? -1);
  if (chosen in model.get("answers")) model.set("chosen", chosen);
  model.on("change:chosen", () => {
    kept.write(key, String(model.get("chosen")));
    show();
  });
}

/**
 * Hide what follows a question, up to the next one or to the end of its section. The browser's
 * search finds it all the same, and a link leads into it. Returns what shows it again.
 *
 * @param {Place} place
 */
function hide(place) {
  const question = place.closest(".bd-article section > *");
  const answers = question ? [...follows(question)] : [];
  if (!answers.length) return () => {};
  const wait = html("p", { class: "question-wait" }, `${WAITS} `, button("Show it now", show));
  const hides = new AbortController();
  function show() {
    hides.abort();
    for (const answer of answers) answer.hidden = false;
    if (wait.contains(document.activeElement)) {
      answers[0].tabIndex = -1;
      answers[0].focus();
    }
    wait.remove();
    place.dispatchEvent(new CustomEvent("shown"));
  }
  question.after(wait);
  for (const answer of answers) {
    answer.setAttribute("hidden", "until-found");
    answer.addEventListener("beforematch", show, hides);
  }
  const led = () => answers.some((answer) => answer.contains(aim())) && show();
  addEventListener("hashchange", led, hides);
  addEventListener("beforeprint", show, hides);
  return show;
}

/**
 * What follows a question in its section: not the sections in it, nor another question.
 *
 * @returns {Generator<any>} elements
 */
function* follows(question) {
  for (let next = question.nextElementSibling; next; next = next.nextElementSibling) {
    if (next.matches("section") || next.querySelector('[data-module="question"]')) return;
    yield next;
  }
}

/** The element that the page's address leads to, or null. */
const aim = () => document.getElementById(decodeURIComponent(location.hash.slice(1)));

/** Whether it stands below a question: the browser glides there, so nothing above it may move. */
const passed = (place) =>
  Boolean(place.compareDocumentPosition(aim() ?? place) & Node.DOCUMENT_POSITION_FOLLOWING);
