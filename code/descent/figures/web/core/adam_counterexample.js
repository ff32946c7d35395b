// Reddi, Kale and Kumar's problem, as in adam_counterexample.py: a large gradient comes so rarely
// that Adam forgets it in between.

const { ceil, floor, max, min, sign, sqrt } = Math;
export const [PERIOD, SMALL] = [101, -10];
export const [ALPHA, BETA1, EPS] = [0.5, 0.9, 1e-8];
const MEMORY = 10 * PERIOD; // of what is older m keeps less than 1e-46

/** −1 or 1, whichever the mean gradient points away from; 0 where no point is better. */
export function best_point(large) {
  return -sign(large + (PERIOD - 1) * SMALL);
}

/**
 * Where the weight has been, and what each step was divided by, in pieces: `to(t)` goes on to step
 * t; `path` and `divisor` are filled so far.
 */
export function walker({ rule, beta2, large, at, start, corrected }, steps) {
  const [path, divisor] = [new Float64Array(steps + 1), new Float64Array(steps + 1)];
  let [w, t, m, v, v_max, left1, left2] = [start, 0, 0, 0, 0, 1, 1];
  path[0] = w;

  function to(end) {
    while (t < min(end, steps)) {
      t = t + 1;
      const g = (t - at) % PERIOD === 0 ? large : SMALL;
      m = BETA1 * m + (1 - BETA1) * g;
      v = beta2 * v + (1 - beta2) * g * g;
      left1 = BETA1 * left1;
      left2 = beta2 * left2;
      const m_hat = corrected ? m / (1 - left1) : m;
      const v_hat = corrected ? v / (1 - left2) : v;
      v_max = max(v_max, v_hat);
      const root = sqrt(rule === "amsgrad" ? v_max : v_hat) + EPS;
      w = w - ((ALPHA / sqrt(t)) * m_hat) / root;
      w = min(max(w, -1), 1);
      path[t] = w;
      divisor[t] = root;
    }
  }
  return { path, divisor, to };
}

/** How far the gradients pull w in the 101 steps up to t, in units of α/√t: [down, up]. */
export function pulls(divisor, t, { large, at, corrected }) {
  const first = max(0, t - MEMORY);
  let [of_large, of_small, down, up, left] = [0, 0, 0, 0, BETA1 ** first];
  for (let s = first + 1; s <= t; s++) {
    const rare = (s - at) % PERIOD === 0;
    of_large = BETA1 * of_large + (1 - BETA1) * (rare ? large : 0);
    of_small = BETA1 * of_small + (1 - BETA1) * (rare ? 0 : SMALL);
    left = BETA1 * left;
    const root = corrected ? (1 - left) * divisor[s] : divisor[s];
    if (s > t - PERIOD) {
      down = down + of_large / root;
      up = up - of_small / root;
    }
  }
  return [down, up];
}

/** Steps at which a log axis from 1 to `steps` is cut, the first 0 and the last `steps`. */
export function cuts(steps, most = 240) {
  const growth = steps ** (1 / most) - 1;
  const found = [0];
  while (found.at(-1) < steps) {
    let width = found.at(-1) * growth;
    if (width > PERIOD / 4) width = PERIOD * ceil(width / PERIOD);
    found.push(min(steps, found.at(-1) + max(1, floor(width))));
  }
  return found;
}

/** Mean, least and most of the path in all steps since the cut before, three arrays. */
export function bands(path, edges) {
  const [mean, least, most] = [[path[0]], [path[0]], [path[0]]];
  for (let k = 1; k < edges.length; k++) {
    let [sum, low, high] = [0, Infinity, -Infinity];
    for (let t = edges[k - 1] + 1; t <= edges[k]; t++) {
      sum = sum + path[t];
      low = min(low, path[t]);
      high = max(high, path[t]);
    }
    mean.push(sum / (edges[k] - edges[k - 1]));
    least.push(low);
    most.push(high);
  }
  return [mean, least, most];
}
