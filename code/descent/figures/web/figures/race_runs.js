// The runs of a race: how they are walked, how each ended, and what of it the chart shows.

import { rules } from "../core/optimizers.js";
import { diverged_at, stays_below, walker } from "../core/paths.js";
import { standardize, surfaces, tumor_surface } from "../core/surfaces.js";
import { floats } from "../kit/bytes.js";

/** The rule that a reader has typed on the page: `yours` in the model, {path, from}. */
export const YOURS = "your rule";
const PIECE = 20; // steps between two looks at the clock

/** The surface by its name; the classifier's is made of its table. */
export function find(name, table) {
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

/**
 * The runs that the state asks for, not yet walked, and the `old` ones of the reader's own rules,
 * which Python has walked from elsewhere and not yet from here.
 *
 * @param {State} state
 * @param {string[]} names of all rules, in the order of the table
 * @param {Surface} land
 */
export function entered(state, names, land) {
  const [shown, settings, steps] = ["rules", "settings", "steps"].map(state.get);
  const start = [state.get("x"), state.get("y")];
  const walks = ownWalks(state);
  for (const name of Object.keys(settings)) {
    if (shown.includes(name))
      walks[name] = walker(rules[name](settings[name]), land.grad, start, steps);
  }
  const runs = names
    .filter((name) => shown.includes(name) && walks[name])
    .map((name) => newRun(name, walks[name]));
  const here = [state.get("surface"), ...start, steps];
  const fromHere = (from) => here.every((value, k) => value === from[k]);
  const current = ({ name }) =>
    name in rules || fromHere(name === YOURS ? state.get("yours").from : state.get("own_from"));
  const old = runs.filter((run) => !current(run));
  for (const run of old) run.t = run.gaps.length - 1;
  return { runs: runs.filter(current), old };
}

/** The reader's rules, as Python has walked them: those of the cell, and the one typed here. */
function ownWalks(state) {
  const paths = state.get("own_paths");
  const numbers = floats(paths);
  const size = paths ? 2 * paths.shape[1] : 0;
  const walks = state
    .get("own")
    .map((name, k) => [name, { path: numbers.subarray(k * size, (k + 1) * size), to() {} }]);
  const { path } = state.get("yours") ?? {};
  return Object.fromEntries(path ? [...walks, [YOURS, { path, to() {} }]] : walks);
}

/**
 * A run to be walked: `t` steps of its `path` are done, `gaps` are the heights above the lowest
 * minimum, from `low` (the lowest that is not zero) to `high`. `walk` is {path, to(t)}.
 */
function newRun(name, walk) {
  return {
    name,
    ...walk,
    t: 0,
    gaps: new Float64Array(walk.path.length / 2),
    low: Infinity,
    high: 0,
  };
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
export function inHigherValley([x, y], land, level) {
  const [low, high] = land.window;
  const higher = land.minima.filter((m) => land.value(...m) - lowest(land) > level);
  return higher.some((m) => Math.hypot(x - m[0], y - m[1]) < 0.005 * (high - low));
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
