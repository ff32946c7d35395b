// How a race ended: in a table, with a chip and a line for each rule, and in words.

import { chip } from "../kit/chips.js";
import { html, show, superscript } from "../kit/svg.js";
import { counted, listed } from "../kit/words.js";

/** A level as a power of ten where it is one. */
function power(level) {
  const exponent = Math.round(Math.log10(level));
  return Math.abs(level / 10 ** exponent - 1) < 1e-9 ? `10${superscript(exponent)}` : show(level);
}

/** What happened, in words. `outcomes` have labels; `slope`: of the gradient at the start. */
export function summary(outcomes, { steps, level, slope, bottomless = false }) {
  if (outcomes.length === 0) return "No rule is running: switch one on.";
  const still =
    slope === 0 ? "The ground is exactly level at the start, so there is no slope to follow. " : "";
  const lost = outcomes.filter(({ lost }) => lost !== -1);
  const there = outcomes
    .filter(({ lost, below }) => lost === -1 && below !== -1)
    .sort((a, b) => a.below - b.below);
  const elsewhere = outcomes.filter(
    (one) => !lost.includes(one) && !there.includes(one) && one.higher,
  );
  const others = outcomes.filter((one) => ![...lost, ...there, ...elsewhere].includes(one));
  const parts = [];
  if (there.length) {
    const since = there.map(({ label, below }) => `${label} from step ${below}`);
    parts.push(`Below ${power(level)} to the end: ${listed(since)}.`);
  }
  const late = listed(others.map(({ label }) => label));
  if (others.length && bottomless && slope !== 0)
    parts.push(`This surface has no lowest point; after ${steps} steps still on the way: ${late}.`);
  else if (others.length && !bottomless)
    parts.push(`Not below ${power(level)} for good within ${counted(steps, "step")}: ${late}.`);
  if (elsewhere.length) {
    const above = elsewhere.map(({ label, end }) => `${label}, ${show(end)} above the lowest`);
    parts.push(`In a valley that lies higher: ${listed(above)}.`);
  }
  for (const { label, lost: step, how } of lost) {
    parts.push(
      how === "diverged"
        ? `At step ${step} ${label} diverged: its numbers overflow.`
        : `From step ${step} on ${label} has no number to go on with.`,
    );
  }
  return still + parts.join(" ");
}

/** The table of outcomes: a chip and a line for each rule. `fill(outcomes, level)` writes it. */
export function results(state, names) {
  const heads = ["rule, step size", "", "", ""].map((text) => html("th", { scope: "col" }, text));
  const cells = {};
  const body = Object.entries(names).flatMap(([name, entry]) => {
    const { el, panel } = chip(state, { name, ...entry }, () => {
      const on = state.get("rules");
      const others = Object.keys(names).filter((one) => on.includes(one) !== (one === name));
      state.change({ rules: others });
    });
    cells[name] = [1, 2, 3].map(() => html("td"));
    const settings = html("tr", { class: "descent-opened" }, html("td", { colspan: 4 }, panel));
    return [html("tr", {}, html("th", { scope: "row" }, el), ...cells[name]), settings];
  });

  /** `t`: the step that the table is about; `bottomless`: there is no minimum to count from. */
  function fill(outcomes, { level, t, steps, bottomless }) {
    const when = t < steps ? `at step ${t}` : "at the end";
    const texts = [
      `${bottomless ? "loss" : "above the lowest"} ${when}`,
      `below ${power(level)} from step`,
      t < steps ? "is at" : "ends at",
    ];
    for (const [k, text] of texts.entries()) heads[k + 1].textContent = text;
    for (const name of Object.keys(names)) {
      const found = outcomes.find((one) => one.name === name);
      for (const [k, text] of (found ? line(found) : ["", "", ""]).entries())
        cells[name][k].textContent = text;
    }
  }
  return {
    el: html(
      "table",
      { class: "descent-table" },
      html("thead", {}, html("tr", {}, ...heads)),
      html("tbody", {}, ...body),
    ),
    fill,
  };
}

/** A rule's cells, in words. */
function line({ end, below, lost, how, at }) {
  if (lost !== -1)
    return [how === "diverged" ? `diverged at step ${lost}` : `no number at step ${lost}`, "–", ""];
  return [
    show(end),
    below === -1 ? "–" : below === null ? "" : String(below),
    at.map((v) => show(v)).join(", "),
  ];
}
