// How far noisy steps stray on a quadratic, and the noise itself, as in noise.py.

import { constant } from "./wrappers.js";

const { PI, abs, cos, imul, log, sin, sqrt } = Math;
const GOLDEN = 0x9e3779b9;

/** Scatter a 32-bit number, one to one. */
function mix(x) {
  x = imul(x ^ (x >>> 16), 0x7feb352d);
  x = imul(x ^ (x >>> 15), 0x846ca68b);
  return x ^ (x >>> 16);
}

/** Independent standard normal numbers, `size` of them; the same seed gives the same ones. */
export function normals(seed, size) {
  const shift = imul(seed, GOLDEN);
  const uniform = (k) => ((mix(mix(k) + shift) >>> 0) + 0.5) / 2 ** 32;
  const numbers = new Float64Array(size);
  for (let k = 0; k < size; k += 2) {
    const length = sqrt(-2 * log(uniform(k)));
    const turn = 2 * PI * uniform(k + 1);
    numbers[k] = length * cos(turn);
    if (k + 1 < size) numbers[k + 1] = length * sin(turn);
  }
  return numbers;
}

/** The variance of w in the long run; infinite where it never comes to rest. */
export function resting_variance(alpha, beta, curvature, sigma = 1) {
  const share = alpha * curvature;
  if (!(share > 0 && share < 2 + 2 * beta && abs(beta) < 1)) return Infinity;
  return (alpha * sigma ** 2 * (1 + beta)) / (curvature * (1 - beta) * (2 * (1 + beta) - share));
}

/** {mean, variance} of w at each step, from `start` and v = 0, for one coordinate. */
export function spread(alpha, beta, curvature, start, steps, schedule = constant(), sigma = 1) {
  let w = start;
  let [v, ww, wv, vv] = [0, 0, 0, 0]; // the means of w and v, and their (co)variances
  const [mean, variance] = [new Float64Array(steps + 1), new Float64Array(steps + 1)];
  mean[0] = w;
  for (let t = 1; t <= steps; t++) {
    const a = alpha * schedule(t);
    v = beta * v + curvature * w;
    vv = beta ** 2 * vv + 2 * beta * curvature * wv + curvature ** 2 * ww + sigma ** 2;
    wv = beta * wv + curvature * ww;
    w = w - a * v;
    ww = ww - 2 * a * wv + a ** 2 * vv;
    wv = wv - a * vv;
    [mean[t], variance[t]] = [w, ww];
  }
  return { mean, variance };
}

/**
 * Momentum's walks from one start, each with noise of its own, in one Float64Array: step after
 * step, walker after walker, coordinate after coordinate, as in `noise` too. `path` is filled, if
 * given.
 */
export function cloud(
  { alpha, beta, schedule = constant(), sigma = 1 },
  curvatures,
  start,
  noise,
  steps,
  path,
) {
  const d = start.length;
  const size = noise.length / steps;
  const v = new Float64Array(size);
  path ??= new Float64Array(size + noise.length);
  for (let i = 0; i < size; i++) path[i] = start[i % d];
  for (let t = 1, k = 0; t <= steps; t++) {
    const a = alpha * schedule(t);
    for (let i = 0; i < size; i++, k++) {
      v[i] = beta * v[i] + curvatures[i % d] * path[k] + sigma * noise[k];
      path[k + size] = path[k] - a * v[i];
    }
  }
  return path;
}

/** At each step, the root of the walkers' mean squared distance to the origin. */
export function typical_distance(path, walkers, steps) {
  const size = path.length / (steps + 1);
  return Float64Array.from({ length: steps + 1 }, (_, t) => {
    let sum = 0;
    for (let k = t * size; k < (t + 1) * size; k++) sum += path[k] ** 2;
    return sqrt(sum / walkers);
  });
}
