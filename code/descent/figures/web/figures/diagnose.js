// Twelve loss curves: what is wrong with each? Choose, read why, and see the same run repaired.

import { address } from "../kit/address.js";
import { card, eachFrame } from "../kit/card.js";
import { chart } from "../kit/chart.js";
import { swatch } from "../kit/chips.js";
import { button } from "../kit/controls.js";
import { html } from "../kit/svg.js";

const FAR = 1e100; // a loss beyond it has diverged, and arrives as null
const NEAR = 100; // as high as a repaired run is drawn
const LOW = [0.05, 2]; // each loss axis holds these
const DASHES = { validation: "descent-held", training: "descent-log" }; // drawn in this order
const FORWARD = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };

/** The model, but with a whole number of a case: an address may hold another. */
function whole(model) {
  const rounded = (name, value) => (name === "case" ? Math.round(value) : value);
  return {
    get: (name) => model.get(name),
    set: (name, value) => model.set(name, rounded(name, value)),
    on: (...given) => model.on(...given),
  };
}

/** How far the reader is with one case: {last, solved, first}, from the answers given so far. */
export function standing({ right }, tries) {
  return { last: tries.at(-1) ?? null, solved: tries.includes(right), first: tries[0] === right };
}

/** What is said of a case: what there is to see; after an answer, why it is wrong or right. */
export function told(one, { last }) {
  if (last === null) return one.seen;
  const [, reply] = one.choices[last];
  return last === one.right
    ? `Yes. ${reply}\n${one.why}\n${one.repair}`
    : `No. ${reply} Try another answer.`;
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
  const high = Math.max(LOW[1], 1.25 * Math.max(...known));
  return {
    x: [0, Math.max(end(broken), end(repaired))],
    y: [
      Math.min(LOW[0], 0.8 * Math.min(...known)),
      solved ? Math.min(NEAR, high) : Math.min(FAR, high),
    ],
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
    {
      points: [
        [x[0], blind],
        [x[1], blind],
      ],
      className: "descent-rest",
    },
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

/** The answers as buttons. Arrows go from one to the next, Enter gives it. */
function answers(give) {
  const group = html("div", {
    class: "descent-replies",
    role: "group",
    "aria-label": "What is wrong?",
    onkeydown: walk,
  });
  function walk(event) {
    const buttons = [...group.children];
    const here = buttons.indexOf(event.target);
    if (!(event.key in FORWARD) || here === -1 || event.altKey || event.ctrlKey || event.metaKey)
      return;
    event.preventDefault();
    buttons[(here + FORWARD[event.key] + buttons.length) % buttons.length].focus();
  }
  /** Other buttons for another case; else only what is known of each. */
  function show(one, tries, fresh) {
    if (fresh)
      group.replaceChildren(
        ...one.choices.map(([text], k) =>
          html("button", { type: "button", class: "descent-reply", onclick: () => give(k) }, text),
        ),
      );
    for (const [k, place] of [...group.children].entries()) {
      place.dataset.verdict = !tries.includes(k) ? "" : k === one.right ? "right" : "wrong";
      place.setAttribute("aria-pressed", k === (tries.at(-1) ?? null));
    }
  }
  return { el: group, show };
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
  address(el, whole(model), { case: [1, cases.length] });
  const { panels, controls, say, close } = card(
    el,
    "twelve loss curves, and what is wrong with them",
    () => update(),
  );
  panels.classList.add("descent-diagnose");
  panels.after(...panels.parentNode.querySelectorAll("p")); // the reply beside the answers
  const here = () => model.get("case") - 1;
  const tries = (k) => model.get("tries")[k] ?? [];
  const standings = () => cases.map((one, k) => standing(one, tries(k)));
  const set = (name, value) => {
    model.set(name, value);
    model.save_changes();
  };
  const go = (number) => set("case", 1 + ((number - 1 + cases.length) % cases.length));
  const give = (answer) =>
    set(
      "tries",
      cases.map((_, k) => (k === here() ? [...tries(k), answer] : tries(k))),
    );

  const x = { label: "" };
  const plot = chart(panels, {
    title: () => `${cases[here()].letter}: loss, log scale`,
    x,
    y: { label: "loss", log: true },
  });
  const key = legend();
  panels.lastElementChild.append(key.el);
  const settings = html("p", { class: "descent-settings-line" });
  const asked = html("p", { class: "descent-asked" }, "What is wrong?");
  const choices = answers(give);
  panels.append(
    html(
      "div",
      { class: "descent-panel" },
      html("div", { class: "descent-ask" }, settings, asked, choices.el),
    ),
  );
  const letters = strip(cases, go);
  const count = html("output", { class: "descent-readout" });
  const score = html("output", { class: "descent-readout" });
  const moves = html(
    "div",
    { class: "descent-player", role: "group", "aria-label": "curve" },
    button("Previous", () => go(here())),
    button("Next", () => go(here() + 2)),
    count,
  );
  controls.append(
    moves,
    letters.el,
    score,
    html(
      "p",
      { class: "descent-hint" },
      "Real runs of the 8-32-1 network on the tumor data. A blind guess gives every row the same " +
        "probability, the share of benign rows.",
    ),
  );

  let shown = -1; // the case whose answers stand there
  const update = eachFrame(() => {
    const all = standings();
    const one = cases[here()];
    const { solved } = all[here()];
    x.label = one.unit;
    const axes = domains(one, solved);
    plot.draw(axes, curves(one, axes, solved));
    key.show(solved);
    settings.textContent = one.settings;
    choices.show(one, tries(here()), shown !== here());
    shown = here();
    count.textContent = `${here() + 1} of ${cases.length}`;
    letters.show(here(), all);
    score.textContent = tally(all);
    say(told(one, all[here()]));
  });
  for (const name of ["case", "tries"]) model.on(`change:${name}`, update);
  update();
  return close;
}

export default { render };
