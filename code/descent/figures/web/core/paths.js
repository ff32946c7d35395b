// The driver of paths.py: apply a rule step after step and keep every position.
//
// Divergence is a result here, not an error: `diverged_at` says when it happened.

import { callable, count } from "./checks.js";

/**
 * The positions, row after row, in one Float64Array of (steps + 1) * d numbers; the first is
 * `start` itself, an array of d numbers.
 *
 * grad: from the coordinates to the slopes, `(x, y) => [gx, gy]`, as a surface has it.
 * state: what the rule returned after w, to go on from there or to begin elsewhere than at zero.
 */
export function descend(rule, grad, start, steps, state = []) {
  const walk = walker(rule, grad, start, steps, state);
  walk.to(steps);
  return walk.path;
}

/** The same in pieces: `to(t)` goes on to step t; `path` is filled so far. */
export function walker(rule, grad, start, steps, state = []) {
  callable("rule", rule, "gd({ alpha: 0.1 })");
  callable("grad", grad, "surface.grad");
  const d = start.length;
  const path = new Float64Array((count("steps", steps) + 1) * d);
  let [w, t] = [start, 0];
  path.set(w);

  function to(end) {
    while (t < Math.min(end, steps)) {
      t = t + 1;
      const g = alike(grad(...w), d, "the gradient");
      [w, ...state] = rule(w, g, ...state);
      path.set(alike(w, d, "the new weights"), t * d);
    }
  }
  return { path, to };
}

function alike(values, d, what) {
  if (values?.length === d) return values;
  const shape = values?.length === undefined ? "()" : `(${values.length},)`;
  throw new RangeError(`${what} must have the shape of start, (${d},), got ${shape}`);
}

/** The first step at which a path of points in d dimensions is not finite, or −1. */
export function diverged_at(path, d) {
  return Math.floor(path.findIndex((number) => !Number.isFinite(number)) / d);
}

/** The first step from which `values` stay below `level` to the end, or −1 if they don't. */
export function stays_below(values, level) {
  const after = values.findLastIndex((value) => !(value < level)) + 1; // NaN is not below
  return after < values.length ? after : -1;
}
