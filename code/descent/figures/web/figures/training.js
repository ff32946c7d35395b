// The 8-32-1 network learning. On a page the runs are there already; in a notebook Python trains.

import { card, eachFrame } from "../kit/card.js";
import { chart } from "../kit/chart.js";
import { button } from "../kit/controls.js";
import { integer, nearest, number, oneOf } from "../kit/fields.js";
import { player } from "../kit/player.js";
import { stateOf } from "../kit/state.js";
import { html, svg } from "../kit/svg.js";
import { counted } from "../kit/words.js";
import { both, curves, limits } from "./training_curves.js";
import {
  capital,
  isLost,
  named,
  rowsOf,
  summary,
  TRAINING_ROWS,
  trained,
  unpack,
} from "./training_runs.js";
import { slicePanel } from "./training_slice.js";

const SETTINGS = ["rule", "alpha", "batch", "seed"]; // what makes a run another one
/** @type {Partial<Field>} */
const ALPHA = { letter: "α", word: "step size", scale: "log" };

/** What can be set on a page, which has runs for some values; a cell may have asked for others. */
function fieldsOfPage({ alphas, batches, seeds }) {
  const texts = batches.map((n) => [n, n === TRAINING_ROWS ? `all ${n}` : n]);
  return {
    alpha: nearest(alphas, { ...ALPHA, read: nearest(alphas).fit }),
    batch: oneOf(Object.fromEntries(texts), {
      word: "batch",
      type: Number,
      read: nearest(batches).fit,
    }),
    seed: oneOf(Object.fromEntries(seeds.map((n) => [n, n])), {
      word: "seed",
      type: Number,
      read: (seed) => (seeds.includes(seed) ? seed : seeds[0]),
    }),
  };
}

/** What can be set in a notebook, where Python trains whatever is asked for. */
const fieldsOfNotebook = ({ alphas }) => ({
  alpha: number(alphas[0], alphas.at(-1), ALPHA),
  batch: integer(1, TRAINING_ROWS, { letter: "B", word: "batch size", scale: "count" }),
  // A cell may ask for seeds up to 9999, of which the slider has the first hundred.
  seed: integer(0, 9999, { word: "seed", high: 99, steps: 99 }),
});

/**
 * Where the runs come from: `find(now)` gives the one to look at, `rows()` the training rows,
 * `epoch()` the last epoch to show, and `told` the sentence about a run until epoch e, or none.
 *
 * @typedef {{el: HTMLElement, find: (now: any) => {run: any, settings: any}, rows: () => any[],
 *   epoch: () => number, told: (now: any, run: any, e: number) => string,
 *   progress: (epochs: number, e: number) => void}} Runs
 */

/**
 * The runs of a page, all trained before; a player shows them epoch by epoch.
 *
 * @returns {Runs}
 */
function storedRuns(state, store, labels, update) {
  const rows = remembered(store.dots);
  const play = player(state, {
    last: () => state.get("epochs"),
    show: update,
    told: (epoch) => epoch * Math.ceil(TRAINING_ROWS / state.get("batch")),
  });
  return {
    el: play.el,
    find: (now) => ({ run: store.find(now), settings: now }),
    rows: () => rows(state.get("seed")),
    epoch: () => play.shown(),
    told: (now, run, e) =>
      run ? summary(now, labels, run, e) : `Python trains ${named(now, labels)}: run the notebook.`,
    progress() {}, // all of it has been done
  };
}

/**
 * What Python has trained last, with buttons that `send` it to work, and how far it is.
 *
 * @returns {Runs}
 */
function pythonsRuns(state, send, labels) {
  const rows = remembered(rowsOf);
  const bar = html("progress", { "aria-label": "epochs trained", max: 1, value: 0 });
  const done = html("output", { class: "descent-readout" });
  const [train, stop] = [button("Train", () => send("start")), button("Stop", () => send("stop"))];
  function progress(epochs, e) {
    train.setAttribute("aria-disabled", state.get("running"));
    stop.setAttribute("aria-disabled", !state.get("running"));
    bar.max = epochs;
    bar.value = e;
    done.textContent = `${e} of ${counted(epochs, "epoch")}`;
  }
  function told(now, run, e) {
    const { epochs, seed } = now;
    const [name, trouble] = [named(now, labels), state.get("trouble")];
    if (trouble) return `${capital(now, labels)} stopped with ${trouble}`;
    if (state.get("running"))
      return `Training ${name}: ${run ? run.last : 0} of ${counted(epochs, "epoch")}.`;
    if (!run) return `Press Train: ${name}, ${counted(epochs, "epoch")}, seed ${seed}.`;
    const ended = run.last < epochs && run.lost === -1;
    const where = ended ? `Stopped at epoch ${run.last} of ${epochs}. ` : "";
    return where + summary(now, labels, run, e);
  }
  const attributes = { class: "descent-player", role: "group", "aria-label": "training" };
  return {
    el: html("div", attributes, train, stop, bar, done),
    find: () => ({
      run: trained(state.get("curves"), state.get("field")),
      settings: Object.fromEntries(SETTINGS.map((name, k) => [name, state.get("of")[k]])),
    }),
    rows: () => rows(state.get("dots")),
    epoch: () => state.get("epochs"),
    told,
    progress,
  };
}

/** A function that makes something anew only when it is given something else than before. */
function remembered(make) {
  let [from, made] = [undefined, undefined];
  return (source) => {
    if (source !== from) [from, made] = [source, make(source)];
    return made;
  };
}

/** The settings as a text, for comparisons. */
const keyOf = (settings) => JSON.stringify(SETTINGS.map((name) => settings[name]));

/** A function that is told what is shown, {run, settings}, and gives what was shown before it. */
function history() {
  let [current, before] = [null, null];
  return (found) => {
    if (current?.run && keyOf(found.settings) !== keyOf(current.settings)) before = current;
    current = found;
    return before;
  };
}

/** A dot like those of the training rows, for the legend. */
function dot(kind) {
  const attributes = {
    class: `descent-dots descent-${kind}`,
    viewBox: "-3.5 -3.5 7 7",
    width: 11,
    height: 11,
    "aria-hidden": "true",
  };
  return svg("svg", attributes, svg("circle"));
}

/** What the lines and dots mean; `show` names the run before, {settings}, where there is one. */
function legend(labels) {
  const name = html("span");
  function show(before) {
    const { settings } = before ?? {};
    const which = settings ? ` (${named(settings, labels)}, seed ${settings.seed})` : "";
    name.textContent = `the run before${which}`;
  }
  const el = html(
    "p",
    { class: "descent-hint" },
    "Solid: training; dashed: validation, its lowest ringed; faint: ",
    name,
    ". Rows: ",
    dot("benign"),
    " benign, ",
    dot("malignant"),
    " malignant. On this plane the other six features follow radius and texture, as they " +
      "usually do.",
  );
  return { el, show };
}

const views = new WeakMap(); // how many views of a model are open

/** Count an open view; returns what to call when it closes, which ends training with the last. */
function countView(model) {
  views.set(model, (views.get(model) ?? 0) + 1);
  return () => {
    views.set(model, views.get(model) - 1);
    if (views.get(model) === 0) model.send("stop");
  };
}

async function render({ model, el }) {
  const [grid, labels, own] = ["grid", "labels", "own"].map((name) => model.get(name));
  const bytes = model.get("packed");
  const store = bytes?.byteLength > 0 ? await unpack(bytes, grid) : null; // a page has no Python
  const rules = { ...labels, ...Object.fromEntries(own.map((name) => [name, name])) };
  const state = stateOf(model, el, {
    rule: oneOf(rules, { word: "rule" }),
    ...(store ? fieldsOfPage : fieldsOfNotebook)(grid),
    epochs: integer(1, grid.epochs, { word: "epochs", steps: grid.epochs - 1 }),
  });
  const { panels, controls, say, close } = card(el, "a network learning", () => plane.repaint());
  panels.classList.add("descent-training");
  const losses = chart(panels, {
    title: "loss after each epoch, log scale",
    x: { label: "epochs" },
    y: { label: "loss", log: true },
  });
  const plane = slicePanel(panels, grid.window);
  const runs = store
    ? storedRuns(state, store, labels, () => update())
    : pythonsRuns(state, (order) => model.send(order), labels);
  const key = legend(labels);
  controls.append(...state.names.map(state.control), runs.el, key.el);
  const runBefore = history();
  const className = ({ rule }) => `rule-${rule in labels ? rule : `own-${own.indexOf(rule) + 1}`}`;

  function draw() {
    const now = state.now();
    const found = runs.find(now);
    const { run, settings } = found;
    const before = runBefore(found);
    const asked = run && keyOf(settings) === keyOf(now) ? run : null;
    const faint = asked || !run ? before : found;
    const e = asked && Math.min(runs.epoch(), asked.last);
    const y = limits(run ?? before?.run ?? { train: [], val: [] });
    losses.draw({ x: [0, grid.epochs], y }, [
      ...(faint
        ? both(faint.run, faint.run.last, `${className(faint.settings)} descent-faint`)
        : []),
      ...(asked ? curves(asked, e, className(settings), y) : []),
    ]);
    const slice = asked && !isLost(asked, e) ? asked.slice(e) : null;
    plane.show(slice, keyOf(settings), runs.rows());
    key.show(faint);
    runs.progress(now.epochs, e ?? 0);
    say(runs.told(now, asked, e));
  }
  const update = eachFrame(draw);
  const traits = ["curves", "field", "of", "dots", "running", "trouble"];
  state.watch(update, [...state.names, ...traits]);
  draw();
  const leave = countView(model);
  return () => {
    close();
    leave();
  };
}

export default { render };
