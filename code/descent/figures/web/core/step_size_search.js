// The best step size of a rule, as in step_size_search.py: of one and the same sweep for all rules,
// on one and the same walk.

import { descend, stays_below } from "./paths.js";

// Forty step sizes for each power of ten, from 1e-4 to 10, with three digits as sliders have them.
export const ALPHAS = Array.from({ length: 201 }, (_, k) =>
  Number((10 ** (k / 40 - 4)).toPrecision(3)),
);

/**
 * The α with which a walk in the plane needs the fewest steps until it stays near the origin: less
 * than `tolerance` times the first distance, and so to the end. Of several equally fast the
 * smallest α; if none stays near, the one that ends nearest. `make` is a rule's factory, such as
 * `gd`.
 */
export function tune(...given) {
  let best;
  for (best of tuning(...given));
  return best;
}

/** The same in pieces: after each walk, the best so far. */
export function* tuning(make, grad, start, steps, tolerance, alphas = ALPHAS) {
  let [best, least] = [alphas[0], [Infinity, Infinity]];
  for (const alpha of alphas) {
    const [below, end] = cost(descend(make({ alpha }), grad, start, steps), tolerance);
    if (below < least[0] || (below === least[0] && end < least[1]))
      [best, least] = [alpha, [below, end]];
    yield best;
  }
}

/**
 * What to keep small, of one walk: two numbers that count in this order. First the step from which
 * it stays near, infinite if it does not; then, only if it does not, the distance at the end,
 * infinite if that is no number.
 */
export function cost(path, tolerance) {
  const distance = distances(path);
  const [below, end] = [stays_below(distance, tolerance * distance[0]), distance.at(-1)];
  if (below !== -1) return [below, 0];
  return [Infinity, Number.isFinite(end) ? end : Infinity];
}

/** How far from the origin each point of a path in the plane is. */
export function distances(path) {
  return Array.from({ length: path.length / 2 }, (_, t) =>
    Math.hypot(path[2 * t], path[2 * t + 1]),
  );
}
