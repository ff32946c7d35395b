// Weight decay two ways, as in weight_decay.py: inside Adam's gradient, or beside it.

import { rules } from "./optimizers.js";

const [BETA2, EPS] = [0.999, 1e-8]; // Adam's own

/**
 * Where the weights have been, and the share of each that the decay takes at each step, row after
 * row in two Float64Arrays. `rule` is "l2" or "adamw".
 */
export function shrink(rule, { alpha, decay, sizes, start }, steps) {
  const update = rule === "adamw" ? rules.adamw({ alpha, decay }) : rules.adam({ alpha });
  const d = start.length;
  const [path, share] = [new Float64Array((steps + 1) * d), new Float64Array((steps + 1) * d)];
  let [w, state] = [start, []];
  path.set(w);
  for (let t = 1; t <= steps; t++) {
    let g = t % 2 === 1 ? sizes : sizes.map((size) => -size);
    if (rule === "l2") g = g.map((slope, i) => slope + decay * w[i]);
    [w, ...state] = update(w, g, ...state);
    const root = state[2].map((v) => Math.sqrt(v / (1 - BETA2 ** t)) + EPS);
    path.set(w, t * d);
    share.set(
      root.map((root) => (alpha * decay) / (rule === "l2" ? root : 1)),
      t * d,
    );
  }
  return { path, share };
}
