// Twelve loss curves: what is wrong with each? Choose, read why, and see the same run repaired.

import { card, eachFrame } from "../kit/card.js";
import { chart, horizontal } from "../kit/chart.js";
import { swatch } from "../kit/chips.js";
import { button, hint } from "../kit/controls.js";
import { integer } from "../kit/fields.js";
import { replies, reply } from "../kit/replies.js";
import { stateOf } from "../kit/state.js";
import { html } from "../kit/svg.js";

const DIVERGED = 1e100; // Python sends a higher loss as null
const REPAIRED_TOP = 100; // the loss axis of a repaired run ends here or lower
const ALWAYS_SHOWN = [0.05, 2]; // losses that every axis reaches down and up to
const DASHES = { validation: "descent-held", training: "descent-log" }; // drawn in this order
const HINT =
  "Real runs of the 8-32-1 network on the tumor data. A blind guess gives every row the same " +
  "probability, the share of benign rows.";

/** How far the reader is with one case: {last, solved, first}, from the answers given so far. */
export function standing({ right }, tries) {
  return { last: tries.at(-1) ?? null, solved: tries.includes(right), first: tries[0] === right };
}

/** What is said of a case: what there is to see; after an answer, why it is wrong or right. */
export function told(one, { last }) {
  if (last === null) return one.seen;
  const [, words] = one.choices[last];
  return last === one.right
    ? `Yes. ${words}\n${one.why}\n${one.repair}`
    : `No. ${words} Try another answer.`;
}

/** How many are solved, in words. */
export function tally(standings) {
  const solved = standings.filter((one) => one.solved).length;
  const first = standings.filter((one) => one.first).length;
  return `${solved} of ${standings.length} solved, ${first} at the first try`;
}

/** The points [x, loss] of one curve of a run, up to where it diverges. */
function points({ first, every }, losses) {
  const last = losses.indexOf(null);
  return losses
    .slice(0, last === -1 ? undefined : last)
    .map((loss, k) => [first + k * every, loss]);
}

/**
 * Both axes: around the broken run, or, once it is repaired, no higher than that needs.
 *
 * @returns {Domains}
 */
function domains({ broken, repaired }, solved) {
  const end = ({ first, every, training }) => first + every * (training.length - 1);
  const losses = [broken, repaired].flatMap(({ training, validation }) => [
    ...training,
    ...validation,
  ]);
  const known = losses.filter((loss) => loss !== null);
  const [low, top] = ALWAYS_SHOWN;
  const high = Math.max(top, 1.25 * Math.max(...known));
  return {
    x: [0, Math.max(end(broken), end(repaired))],
    y: [Math.min(low, 0.8 * Math.min(...known)), Math.min(solved ? REPAIRED_TOP : DIVERGED, high)],
  };
}

/** The curves of a case: the broken run in ink, behind the repaired one once that is known. */
function curves({ broken, repaired, blind }, { x, y }, solved) {
  const pair = (run, className) =>
    Object.entries(DASHES).map(([name, dash]) => ({
      points: points(run, run[name]),
      className: `${dash} ${className}`,
    }));
  const parts = [
    { points: horizontal(x, blind), className: "descent-rest" },
    ...pair(broken, solved ? "descent-before descent-old" : "descent-before"),
  ];
  const left = points(broken, broken.training);
  if (left.length < broken.training.length) parts.push(lost(left, y));
  return solved ? [...parts, ...pair(repaired, "descent-repaired")] : parts;
}

/** Where a curve leaves the chart for good: its last point inside. */
function lost(left, [low, high]) {
  const top = high ** 0.94 * low ** 0.06;
  const out = left.findIndex(([, loss]) => loss > top);
  const [at] = out === -1 ? left.at(-1) : left[out];
  return {
    points: [[at, out === -1 ? left.at(-1)[1] : top]],
    className: "descent-here",
    label: "✕ diverged",
    right: true,
  };
}

/** The question of a case, and its answers; `give` is told the number of the one chosen. */
function ask(give) {
  const settings = html("p", { class: "descent-settings-line" });
  const choices = replies("What is wrong?");
  let shown = null;
  function show(one, tries) {
    settings.textContent = one.settings;
    if (one !== shown)
      choices.replaceChildren(...one.choices.map(([text], k) => reply(text, () => give(k))));
    shown = one;
    for (const [k, button] of [...choices.children].entries()) {
      button.dataset.verdict = !tries.includes(k) ? "" : k === one.right ? "right" : "wrong";
      button.setAttribute("aria-pressed", k === (tries.at(-1) ?? null));
    }
  }
  const question = html("p", { class: "descent-asked" }, "What is wrong?");
  return { el: html("div", { class: "descent-ask" }, settings, question, choices), show };
}

/** A letter for each case: where you are, and how it went there. */
function strip(cases, go) {
  const buttons = cases.map(({ letter }, k) =>
    html("button", { type: "button", onclick: () => go(k + 1) }, letter),
  );
  const show = (here, standings) => {
    for (const [k, { solved, first }] of standings.entries()) {
      const how = first ? "solved at the first try" : solved ? "solved" : "open";
      buttons[k].dataset.standing = first ? "first" : solved ? "solved" : "";
      buttons[k].setAttribute("aria-label", `curve ${cases[k].letter}, ${how}`);
      if (k === here) buttons[k].setAttribute("aria-current", "true");
      else buttons[k].removeAttribute("aria-current");
    }
  };
  return {
    el: html("div", { class: "descent-strip", role: "group", "aria-label": "curves" }, ...buttons),
    show,
  };
}

/** The way from case to case, and how far the reader is. */
function progress(state, cases) {
  const go = (number) => state.change({ case: 1 + ((number - 1 + cases.length) % cases.length) });
  const letters = strip(cases, go);
  const count = html("output", { class: "descent-readout" });
  const score = html("output", { class: "descent-readout" });
  const moves = html(
    "div",
    { class: "descent-player", role: "group", "aria-label": "curve" },
    button("Previous", () => go(state.get("case") - 1)),
    button("Next", () => go(state.get("case") + 1)),
    count,
  );
  function show(here, standings) {
    count.textContent = `${here + 1} of ${cases.length}`;
    letters.show(here, standings);
    score.textContent = tally(standings);
  }
  return { elements: [moves, letters.el, score], show };
}

/** Which line is which; the repaired run only once it is drawn. */
function legend() {
  const entry = (className, text) => html("span", {}, swatch(className), text);
  const repaired = html("span", { class: "descent-away" }, swatch("descent-repaired"), "repaired");
  const names = [
    entry(DASHES.training, "training"),
    entry(DASHES.validation, "validation"),
    entry("descent-rest", "blind guess"),
  ];
  return {
    el: html("p", { class: "descent-legend" }, ...names, repaired),
    show: (solved) => repaired.classList.toggle("descent-away", !solved),
  };
}

function render({ model, el }) {
  const cases = model.get("cases");
  const state = stateOf(model, el, { case: integer(1, cases.length) });
  const name = "twelve loss curves, and what is wrong with them";
  const { panels, controls, say, close } = card(el, name, () => update());
  panels.classList.add("descent-diagnose");
  panels.after(...panels.parentNode.querySelectorAll("p")); // the reply beside the answers
  const here = () => state.get("case") - 1;
  const tries = (k) => state.get("tries")[k] ?? [];
  const give = (answer) =>
    state.change({ tries: cases.map((_, k) => (k === here() ? [...tries(k), answer] : tries(k))) });

  const x = { label: "" }; // the unit of the case shown
  const title = () => `${cases[here()].letter}: loss, log scale`;
  const plot = chart(panels, { title, x, y: { label: "loss", log: true } });
  const key = legend();
  panels.lastElementChild.append(key.el);
  const question = ask(give);
  panels.append(html("div", { class: "descent-panel" }, question.el));
  const steps = progress(state, cases);
  controls.append(...steps.elements, hint(HINT));

  const update = eachFrame(() => {
    const standings = cases.map((one, k) => standing(one, tries(k)));
    const one = cases[here()];
    const { solved } = standings[here()];
    x.label = one.unit;
    const axes = domains(one, solved);
    plot.draw(axes, curves(one, axes, solved));
    key.show(solved);
    question.show(one, tries(here()));
    steps.show(here(), standings);
    say(told(one, standings[here()]));
  });
  state.watch(update, ["case", "tries"]);
  update();
  return close;
}

export default { render };
