// Rules from one start on one surface: paths on the map, losses beside it, a table of outcomes.

import { rules } from "../core/optimizers.js";
import { diverged_at, stays_below, walker } from "../core/paths.js";
import { standardize, surfaces, tumor_surface } from "../core/surfaces.js";
import { address } from "../kit/address.js";
import { floats } from "../kit/bytes.js";
import { card, eachFrame } from "../kit/card.js";
import { chart } from "../kit/chart.js";
import { chip, LIMITS } from "../kit/chips.js";
import { button, choice, slider } from "../kit/controls.js";
import { map, within } from "../kit/map.js";
import { pieces } from "../kit/pieces.js";
import { player } from "../kit/player.js";
import { html, show, superscript } from "../kit/svg.js";

/** @type {Record<string, Pair>} */
const RANGES = { x: [-10, 10], y: [-10, 10], steps: [1, 10000], level: [1e-8, 0.1] };
const PIECE = 20; // steps between two looks at the clock

/** The model with each setting as a value of its own, "adam.alpha", and the rules as one word. */
function flat(model) {
  return {
    get(name) {
      const [rule, key] = name.split(".");
      if (name === "rules") return model.get("shown").join(".");
      return key ? model.get("settings")[rule][key] : model.get(name);
    },
    set(name, value) {
      const [rule, key] = name.split(".");
      const settings = model.get("settings");
      if (name === "rules") model.set("shown", value.split(".").filter(Boolean));
      else if (name === "steps") model.set(name, Math.round(value));
      else if (key)
        model.set("settings", { ...settings, [rule]: { ...settings[rule], [key]: value } });
      else model.set(name, value);
    },
    on(event, listener) {
      const name = event.replace("change:", "");
      model.on(
        name === "rules" ? "change:shown" : name.includes(".") ? "change:settings" : event,
        listener,
      );
    },
    save_changes: () => model.save_changes(),
  };
}

/** The surface by its name; the classifier's is made of its table. */
function find(name, table) {
  if (name !== "tumor") return surfaces[name];
  return tumor_surface(
    standardize(table.map((row) => row.slice(0, 2))),
    table.map((row) => row[2]),
  );
}

/** Height of the lowest known minimum, or null. */
export function lowest(land) {
  return land.minima.length ? Math.min(...land.minima.map(([x, y]) => land.value(x, y))) : null;
}

/** Walk all `runs` to the end, a piece of each in turn. */
export function* walkAll(runs, land, steps) {
  const floor = lowest(land);
  for (let from = 0, t = 0; ; from = t + 1, t = Math.min(t + PIECE, steps)) {
    for (const run of runs) {
      run.to(t);
      run.t = t;
      for (let k = from; k <= t; k++) {
        const height = land.value(run.path[2 * k], run.path[2 * k + 1]);
        const gap = floor === null ? height : Math.max(0, height - floor);
        run.gaps[k] = gap;
        if (gap > 0 && gap < run.low) run.low = gap;
        if (gap > run.high && gap < Infinity) run.high = gap;
      }
    }
    yield;
    if (t === steps) return;
  }
}

/**
 * A run to be walked: `t` steps of its `path` are done, `gaps` are the heights above the lowest
 * minimum, from `low` (the lowest that is not zero) to `high`. `walk` is {path, to(t)}.
 */
export function newRun(name, walk) {
  return {
    name,
    ...walk,
    t: 0,
    gaps: new Float64Array(walk.path.length / 2),
    low: Infinity,
    high: 0,
  };
}

/** A line of the table: where a run ended, and when it stayed below the level. */
export function outcome({ name, path, gaps }, level) {
  const lost = diverged_at(path, 2);
  const before = Math.hypot(path[2 * lost - 2], path[2 * lost - 1]);
  const how = before > 1e20 ? "diverged" : "no number";
  return {
    name,
    end: gaps.at(-1),
    below: stays_below(gaps, level),
    lost,
    how,
    at: [path.at(-2), path.at(-1)],
  };
}

/**
 * Whether a place is beside a minimum that lies above the lowest by more than the level.
 *
 * @param {number[]} place
 * @param {Surface} land
 * @param {number} level
 */
function inHigherValley([x, y], land, level) {
  const [low, high] = land.window;
  const higher = land.minima.filter((m) => land.value(...m) - lowest(land) > level);
  return higher.some((m) => Math.hypot(x - m[0], y - m[1]) < 0.005 * (high - low));
}

/** A level as a power of ten where it is one. */
function power(level) {
  const exponent = Math.round(Math.log10(level));
  return Math.abs(level / 10 ** exponent - 1) < 1e-9 ? `10${superscript(exponent)}` : show(level);
}

const listed = (items) =>
  items.length > 1 ? `${items.slice(0, -1).join(", ")} and ${items.at(-1)}` : items[0];

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
  const within = `${steps} ${steps === 1 ? "step" : "steps"}`;
  if (others.length && bottomless && slope !== 0)
    parts.push(`This surface has no lowest point; after ${steps} steps still on the way: ${late}.`);
  else if (others.length && !bottomless)
    parts.push(`Not below ${power(level)} for good within ${within}: ${late}.`);
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

/** One curve for the chart: of every so many steps the lowest, the highest, and one not finite. */
export function envelope(gaps, last, columns = 300) {
  const width = Math.max(1, Math.ceil((last + 1) / columns));
  const points = [];
  for (let from = 0; from <= last; from += width) {
    const end = Math.min(from + width - 1, last);
    let [low, high, lost] = [-1, -1, -1];
    for (let t = from; t <= end; t++) {
      if (!Number.isFinite(gaps[t]))
        lost = t; // the line ends here
      else {
        if (low === -1 || gaps[t] < gaps[low]) low = t;
        if (high === -1 || gaps[t] > gaps[high]) high = t;
      }
    }
    const kept = new Set([from === 0 ? 0 : low, low, high, lost]);
    for (const t of [...kept].filter((t) => t !== -1).sort((a, b) => a - b))
      points.push([t, gaps[t]]);
  }
  return points;
}

/**
 * The chart's limits: whole decades around what is shown, and 1000 times the start at most.
 *
 * @returns {Pair}
 */
export function limits(runs, land, level) {
  if (land.minima.length === 0) return heights(land);
  const first = runs[0]?.gaps[0] || 1;
  const top = Math.min(
    Math.max(first, ...runs.map(({ high }) => high)),
    1e3 * Math.max(first, level),
  );
  const bottom = Math.max(Math.min(first, ...runs.map(({ low }) => low)), 1e-16 * first);
  const high = Math.ceil(Math.log10(top) + 0.1);
  return [10 ** Math.min(3 * Math.floor(Math.log10(bottom) / 3), high - 3), 10 ** high];
}

/**
 * Without a minimum: the heights at the window's rim.
 *
 * @returns {Pair}
 */
function heights({ value, window: [xLow, xHigh, yLow, yHigh] }) {
  const sides = Array.from({ length: 21 }, (_, k) => k / 20);
  const rim = sides.flatMap((s) => {
    const [x, y] = [xLow + s * (xHigh - xLow), yLow + s * (yHigh - yLow)];
    return [value(x, yLow), value(x, yHigh), value(xLow, y), value(xHigh, y)];
  });
  return [Math.min(...rim), Math.max(...rim)];
}

/** The table of outcomes: a chip and a line for each rule. `fill(outcomes, level)` writes it. */
function results(model, names) {
  const heads = ["rule, step size", "", "", ""].map((text) => html("th", { scope: "col" }, text));
  const cells = {};
  const body = Object.entries(names).flatMap(([name, entry]) => {
    const { el, panel } = chip(model, { name, ...entry }, () => {
      const shown = model.get("shown");
      model.set(
        "shown",
        Object.keys(names).filter((other) => shown.includes(other) !== (other === name)),
      );
      model.save_changes();
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

/** The cells of one line, in words. */
function line({ end, below, lost, how, at }) {
  if (lost !== -1)
    return [how === "diverged" ? `diverged at step ${lost}` : `no number at step ${lost}`, "–", ""];
  return [
    show(end),
    below === -1 ? "–" : below === null ? "" : String(below),
    at.map((v) => show(v)).join(", "),
  ];
}

function entrants(model) {
  const offered = model.get("offered").map((name) => {
    const settings = Object.keys(model.get("settings")[name]).filter((key) => LIMITS[key]);
    return [name, { label: model.get("labels")[name], className: `rule-${name}`, settings }];
  });
  const own = model
    .get("own")
    .map((name, k) => [name, { label: name, className: `rule-own-${k + 1}`, settings: [] }]);
  return Object.fromEntries([...offered, ...own]);
}

function render({ model, el }) {
  const state = flat(model);
  const names = entrants(model);
  const settings = model
    .get("offered")
    .flatMap((rule) => names[rule].settings.map((key) => [`${rule}.${key}`, LIMITS[key]]));
  address(el, state, {
    surface: model.get("surfaces"),
    ...RANGES,
    rules: new Set(Object.keys(names)),
    ...Object.fromEntries(settings),
  });

  // An address may name a start that this surface does not have.
  const [x, y] = within(
    find(model.get("surface"), model.get("table")).window,
    model.get("x"),
    model.get("y"),
  );
  model.set("x", x);
  model.set("y", y);

  const { panels, controls, say, heard, close } = card(el, "a race of rules", () =>
    ground.showLand(),
  );
  const ground = map(panels, { height: 380, label: "map of the surface" });
  const axis = { label: "loss", log: true };
  const losses = chart(panels, {
    title: () => (axis.log ? "loss above the lowest minimum" : "loss"),
    x: { label: "steps" },
    y: axis,
    height: 380,
  });
  const play = player(model, ["x", "y", "surface", "steps", "settings"], {
    last: () => model.get("steps"),
    show: () => showStep(),
  });
  const table = results(state, names);
  controls.append(
    choice({ ...state, set: (_, name) => goTo(name) }, "surface", {
      word: "surface",
      options: Object.fromEntries(
        model
          .get("surfaces")
          .map((name) => [name, name === "tumor" ? "Tumor classifier" : surfaces[name].title]),
      ),
    }),
    slider(model, "steps", { letter: "t", word: "steps", low: 1, high: 10000, scale: "count" }),
    slider(model, "level", {
      letter: "",
      word: "goal: stay below",
      low: 1e-8,
      high: 0.1,
      scale: "log",
      steps: 7,
    }),
    button("Usual settings", () => goTo(model.get("surface"))),
    play.el,
    html(
      "p",
      { class: "descent-hint" },
      "The step sizes are where you start from, not each rule's best: open a rule and tune it.",
    ),
  );
  controls.after(table.el);
  ground.startPin(model);

  const still = el.closest(".descent-figure") !== null; // a page without Python
  let land = null;
  let runs = [];
  let old = [];
  const run = pieces(5, heard);

  /** Another surface, with its own start and step sizes. */
  function goTo(name) {
    model.set("surface", name);
    for (const [key, value] of Object.entries(model.get("starts")[name])) model.set(key, value);
    model.save_changes();
  }

  function survey() {
    land = find(model.get("surface"), model.get("table"));
    axis.log = land.minima.length > 0;
    ground.showLand(land);
  }

  const race = eachFrame(() => {
    const [steps, shown] = [model.get("steps"), model.get("shown")];
    const start = [model.get("x"), model.get("y")];
    const walks = ownWalks();
    for (const [name, settings] of Object.entries(model.get("settings"))) {
      if (shown.includes(name))
        walks[name] = walker(rules[name](settings), land.grad, start, steps);
    }
    runs = Object.keys(names)
      .filter((name) => shown.includes(name) && walks[name])
      .map((name) => newRun(name, walks[name]));
    const here = [model.get("surface"), ...start, steps];
    const answered = here.every((value, k) => value === model.get("own_from")[k]);
    const current = ({ name }) => answered || name in rules;
    old = runs.filter((one) => !current(one)); // walked by Python, but from elsewhere
    for (const one of old) one.t = one.gaps.length - 1;
    runs = runs.filter(current);
    run(walkAll(runs, land, steps), (done) => {
      draw();
      if (done) tell();
    });
  });

  /** The reader's rules, as Python has walked them. */
  function ownWalks() {
    const paths = model.get("own_paths");
    const numbers = floats(paths);
    const size = paths ? 2 * paths.shape[1] : 0;
    return Object.fromEntries(
      model
        .get("own")
        .map((name, k) => [name, { path: numbers.subarray(k * size, (k + 1) * size), to() {} }]),
    );
  }

  function showStep() {
    draw();
    tell();
  }

  /** A line of the table while a race is going on. */
  function atStep({ name, path, gaps }, t) {
    return { name, end: gaps[t], below: null, lost: -1, at: [path[2 * t], path[2 * t + 1]] };
  }

  function draw() {
    const last = play.shown();
    ground.draw([
      ...(still ? [] : old).map(({ name, path, t }) => ({
        path,
        t: Math.min(t, last),
        className: `${names[name].className} descent-old`,
      })),
      ...runs.map(({ name, path, t }) => ({
        path,
        t: Math.min(t, last),
        className: names[name].className,
        head: true,
      })),
    ]);
    const y = limits(runs, land, model.get("level"));
    const goal = {
      points: [
        [0, model.get("level")],
        [model.get("steps"), model.get("level")],
      ],
      className: "descent-predicted",
    };
    losses.draw({ x: [0, model.get("steps")], y }, [
      ...(axis.log ? [goal] : []),
      ...runs.map(({ name, gaps, t }) => ({
        points: envelope(gaps, Math.min(t, last)),
        className: names[name].className,
      })),
    ]);
  }

  const tell = eachFrame(() => {
    const [steps, level, trouble] = [model.get("steps"), model.get("level"), model.get("trouble")];
    const t = play.shown();
    const outcomes = runs.map((one) => {
      const end = outcome(one, axis.log ? level : -Infinity);
      return {
        ...end,
        label: names[one.name].label,
        higher: inHigherValley(end.at, land, level),
      };
    });
    const now = t < steps ? runs.map((one) => atStep(one, t)) : outcomes;
    table.fill(now, { level, t, steps, bottomless: !axis.log });
    if (t < steps) return say(`Step ${t} of ${steps}.`);
    const slope = Math.hypot(...land.grad(model.get("x"), model.get("y")));
    const why = still ? ": to race from here, run the notebook." : ", and has not answered yet.";
    const waiting = old.length ? ` Python walks ${listed(old.map(({ name }) => name))}${why}` : "";
    const failed = trouble ? ` A rule of your own stopped with ${trouble}` : "";
    say(summary(outcomes, { steps, level, slope, bottomless: !axis.log }) + waiting + failed);
  });

  for (const name of ["x", "y", "steps", "level", "shown", "settings", "own_paths", "trouble"])
    model.on(`change:${name}`, race);
  model.on("change:surface", () => {
    survey();
    race();
  });
  survey();
  race();
  return close;
}

export default { render };
