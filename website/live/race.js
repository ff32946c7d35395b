// A rule of the reader's own in a race on the page: typed here, walked by Python in the worker.

import { button, html } from "./elements.js";
import { fetching } from "./fetching.js";
import * as kept from "./kept.js";
import * as python from "./python.js";

const NAME = "your rule"; // as race_runs.js calls it
const KEY = "rule";
const NOW = "rule.now"; // the rule is to run when the next race comes
const RACED = "rule.raced"; // the rule that came from an exercise last
const FIRST = `def mine(w, g, v=0.0):
    v = 0.9 * v + g
    return w - 0.01 * v, v
`;

/**
 * The place of a race, and once it is mounted its model, and what mounts it again.
 *
 * @typedef {{model: FigureModel, again: (changes: object) => Promise<void>}} Mounted
 * @typedef {HTMLElement & {figure?: Mounted}} Race
 */

let inside = false; // whether a race that is mounted again had the focus

/** Offer the rule in a mounted race; it comes again whenever the race is mounted again. */
function offer(place) {
  const live = place.querySelector(".descent-figure-live");
  const table = live.querySelector(".descent-table");
  const said = html("p", { class: "descent-hint", role: "status" });
  const busy = html("div", { class: "exercise-busy" });
  const area = html("div", { class: "exercise-code" });
  const race = button("Race it", () => run());
  const remove = button("Take it out", () => again(place, {}));
  const row = html("div", { class: "exercise-buttons" }, race, remove);
  const panel = html("div", { class: "descent-yours", hidden: "" }, area, row, busy, said);
  const opener = html(
    "button",
    {
      type: "button",
      class: "descent-button",
      "aria-expanded": "false",
      onclick: () => open(panel.hidden, true),
    },
    "+ your rule",
  );
  table.after(opener, panel);
  let [editor, text] = [null, kept.read(KEY) ?? FIRST];
  const run = runner(place, { busy, said, code: () => text });

  async function open(show, focus) {
    panel.hidden = !show;
    opener.setAttribute("aria-expanded", String(show));
    if (!show || editor) return;
    const { editor: make } = await import("./editor.js");
    const changed = (now) => {
      text = now;
      kept.write(KEY, text);
    };
    editor = make(area, { text, label: "your rule", changed, submit: () => run() });
    if (focus) editor.focus();
  }

  const { model } = place.figure;
  if (model.get("yours")) {
    open(true, inside);
    let timer;
    model.on("change:x change:y change:surface change:steps", () => {
      clearTimeout(timer);
      timer = setTimeout(run, 200); // a pin that is dragged asks once
    });
  }
  if (kept.read(NOW) && place === document.querySelector('[data-module="race"]')) {
    kept.write(NOW, null);
    keepInView(place, open(true, false).then(run));
  }
}

/** Keep a place in view until all is done and has its height, unless the reader turns elsewhere. */
async function keepInView(place, done) {
  const show = () => place.scrollIntoView({ block: "start" });
  const [stop, elsewhere] = [new AbortController(), new AbortController()];
  for (const kind of ["wheel", "touchstart", "pointerdown", "keydown"])
    addEventListener(kind, () => elsewhere.abort(), { signal: stop.signal, passive: true });
  show();
  await done;
  stop.abort();
  if (!elsewhere.signal.aborted) show();
}

/** A function that walks the rule in `code()` from where the race stands, and has it join. */
function runner(place, { busy, said, code }) {
  const now = () => {
    const { model } = place.figure;
    return ["surface", "x", "y", "steps"].map((name) => model.get(name));
  };
  let busyNow = false;
  async function run() {
    if (busyNow) return;
    busyNow = true;
    try {
      await walk();
    } catch (error) {
      if (error.name !== "AbortError") said.textContent = error.message;
    } finally {
      busyNow = false;
    }
  }
  async function walk() {
    const from = now();
    const [surface, x, y, steps] = from;
    const question = { ask: "walk", code: code(), surface, start: [x, y], steps };
    const { path, trouble } = await fetching(busy, (during) => python.ask(question, during));
    const { inline } = await import("./reply.js");
    inline(said, trouble);
    const { model } = place.figure;
    const joined = model.get("yours");
    // What an earlier rule came to is not this one's: its path and its line of the table go.
    const yours = trouble ? { from } : { path: numbers(path), from };
    if (joined) model.set("yours", yours);
    else if (!trouble) await again(place, { yours });
    if (trouble) return;
    if (now().some((value, k) => value !== from[k])) await walk(); // it moved meanwhile
  }
  return run;
}

/** Mount the race again, with other traits, but as the reader has set it. */
async function again(place, changes) {
  const { model: before } = place.figure;
  inside = place.contains(document.activeElement);
  await place.figure.again(changes);
  const { model } = place.figure;
  for (const name of ["surface", "x", "y", "steps", "level", "settings"])
    model.set(name, before.get(name));
  const shown = before.get("shown").filter((name) => name !== NAME);
  model.set("shown", changes.yours ? [...shown, NAME] : shown);
}

/** The numbers of float64 as base64. */
function numbers(base64) {
  const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
  return new Float64Array(bytes.buffer);
}

/** Offer the rule in each race of the page. */
export function offerRule() {
  /** @type {NodeListOf<Race>} */
  const races = document.querySelectorAll('.descent-figure[data-module="race"]');
  if (kept.read(NOW)) races[0]?.scrollIntoView({ block: "start" }); // which brings it to life
  for (const place of races) {
    if (place.figure) offer(place);
    place.addEventListener("mounted", () => offer(place));
  }
}

/**
 * Race the code of an exercise: here if the page has a race, or else on the page `raceHref`. `race`
 * is the call that makes a rule of it, which gets the step size that the race has for `raceAs`.
 */
export async function raceIt(code, { race, raceAs, raceHref }) {
  const typed = kept.read(KEY);
  const theirs = typed !== null && ![FIRST, kept.read(RACED)].includes(typed);
  if (theirs && !confirm("Race it in the place of the rule that you have typed there?")) return;
  /** @type {Race} */
  const place = document.querySelector('.descent-figure[data-module="race"]');
  place?.scrollIntoView({ block: "start" }); // which brings it to life
  if (place && !place.figure)
    await new Promise((mounted) => place.addEventListener("mounted", mounted, { once: true }));
  const { alpha } = place?.figure.model.get("settings")[raceAs] ?? {};
  const call = alpha ? race.replace(/alpha=[\d.]+/, `alpha=${alpha}`) : race;
  const rule = `${code.trimEnd()}\n\n\nmine = ${call}\n`;
  kept.write(KEY, rule);
  kept.write(RACED, rule);
  kept.write(NOW, "1");
  if (place) await again(place, {});
  else location.href = raceHref;
}
