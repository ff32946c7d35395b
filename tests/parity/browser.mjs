// Answers questions about the modules beside it, for browser.py: JSON in, JSON out.

import { readFileSync } from "node:fs";
import * as adam_counterexample from "./adam_counterexample.js";
import { moments } from "./adam_moments.js";
import * as momentum_rates from "./momentum_rates.js";
import * as noise from "./noise.js";
import * as optimizers from "./optimizers.js";
import * as paths from "./paths.js";
import * as step_size_search from "./step_size_search.js";
import * as surfaces from "./surfaces.js";
import { shrink } from "./weight_decay.js";
import * as wrappers from "./wrappers.js";

const modules = { optimizers, wrappers, surfaces, paths };
const { tumors, questions } = JSON.parse(readFileSync(0, "utf8"), revive);
const tumor = surfaces.tumor_surface(surfaces.standardize(tumors.X), tumors.y);

const library = {
  ...Object.assign({}, ...Object.values(modules)),
  surface: (name) => (name === "tumor" ? tumor : surfaces.surfaces[name]),
  cycle:
    (...rules) =>
    (t) =>
      rules[(t - 1) % rules.length],
  always: (value) => () => value,
  call: (made, ...given) => made(...given),
};

/** ["adam", { alpha: 0.1 }] is adam({ alpha: 0.1 }), and so on inwards. */
function build(spec) {
  if (!Array.isArray(spec)) return spec;
  const parts = spec.map(build);
  return typeof parts[0] === "string" ? library[parts[0]](...parts.slice(1)) : parts;
}

const answers = {
  /**
   * A step from every state of a walk; the first has none. Arrays are `(steps, points, d)`,
   * counters `(steps,)`.
   */
  steps({ rule, w, g, state }) {
    const update = build(rule);
    const [steps, points, d] = w.shape;
    const results = [w, ...state].map(() => new Float64Array(steps * points * d));
    for (let row = 0; row < steps * points; row++) {
      const here = [row * d, (row + 1) * d];
      const given = (row < points ? [w, g] : [w, g, ...state]).map(({ shape, data }) =>
        shape.length === 1 ? data[Math.floor(row / points)] : data.subarray(...here),
      );
      for (const [k, result] of update(...given).entries()) {
        const place = results[k].subarray(...here);
        typeof result === "number" ? place.fill(result) : place.set(result);
      }
    }
    return results;
  },

  /** One path from each start. */
  paths({ rule, surface, start, steps }) {
    return rows(start).map((from) =>
      paths.descend(build(rule), build(surface).grad, Array.from(from), steps),
    );
  },

  heights({ surface, points }) {
    const { value, grad } = build(surface);
    const slopes = rows(points).flatMap((point) => grad(...point));
    return [rows(points).map((point) => value(...point)), slopes].map((x) => Float64Array.from(x));
  },

  factors({ schedule, steps }) {
    const factor = build(schedule);
    return Float64Array.from({ length: steps }, (_, i) => factor(i + 1));
  },

  ends({ path, d, values, level }) {
    return [paths.diverged_at(path.data, d), paths.stays_below(values.data, level)];
  },

  facts({ surface }) {
    return build(surface); // JSON leaves the functions out
  },

  standardized({ X }) {
    return Float64Array.from(surfaces.standardize(X).flat());
  },

  momentum_rates({ points, rule }) {
    return rows(points).map(([alpha, beta, curvature]) => [
      momentum_rates.rate(alpha, beta, curvature, rule),
      momentum_rates.damping(alpha, beta, curvature, rule),
      momentum_rates.critical(alpha, curvature, rule),
      momentum_rates.limit(beta, rule),
      momentum_rates.best(curvature, curvature + beta, rule),
    ]);
  },

  random_numbers({ seed, size }) {
    return noise.normals(seed, size);
  },

  resting_variances({ points }) {
    return Float64Array.from(rows(points), (given) => noise.resting_variance(...given));
  },

  spreads({ alpha, beta, curvature, start, steps, schedule, sigma }) {
    const told = noise.spread(alpha, beta, curvature, start, steps, build(schedule), sigma);
    return [told.mean, told.variance];
  },

  clouds({ noise: numbers, curvatures, start, schedule, walkers, steps, ...settings }) {
    const given = { .../** @type {any} */ (settings), schedule: build(schedule) };
    const path = noise.cloud(given, curvatures, start, numbers.data, steps);
    return [path, noise.typical_distance(path, walkers, steps)];
  },

  adam_moments({ g, beta1, beta2, eps }) {
    return Object.values(moments(g.data, beta1, beta2, eps));
  },

  sweep() {
    return Float64Array.from(step_size_search.ALPHAS);
  },

  costs({ rule, kappa, angle, start, steps, tolerance }) {
    const path = paths.descend(build(rule), surfaces.ravine({ kappa, angle }).grad, start, steps);
    return Float64Array.from(step_size_search.cost(path, tolerance));
  },

  tunings({ rule, kappa, angle, start, steps, tolerance, alphas }) {
    const { grad } = surfaces.ravine({ kappa, angle });
    return step_size_search.tune(optimizers.rules[rule], grad, start, steps, tolerance, alphas);
  },

  rare_gradients({ given, steps, stops }) {
    const { path, divisor, to } = adam_counterexample.walker(given, steps);
    for (const t of stops) to(t); // in pieces, as the figure does
    const told = stops.flatMap((t) => adam_counterexample.pulls(divisor, t, given));
    return [path, divisor, Float64Array.from(told)];
  },

  bins({ path, steps }) {
    const edges = adam_counterexample.cuts(steps);
    return [edges, ...adam_counterexample.bands(path.data, edges)].map((x) => Float64Array.from(x));
  },

  best_points({ values }) {
    return Float64Array.from(values, adam_counterexample.best_point);
  },

  decays({ rule, given, steps }) {
    const { path, share } = shrink(rule, given, steps);
    return [path, share];
  },

  names() {
    const tables = { rules: optimizers.rules, all: surfaces.surfaces };
    const listed = Object.entries({ ...modules, ...tables });
    return Object.fromEntries(listed.map(([name, table]) => [name, Object.keys(table)]));
  },

  complaint({ spec }) {
    try {
      build(spec);
      return null;
    } catch (/** @type {any} */ error) {
      return [error.name, error.message];
    }
  },
};

function rows({ shape: [n, d], data }) {
  return Array.from({ length: n }, (_, i) => data.subarray(i * d, (i + 1) * d));
}

function revive(_key, value) {
  if (typeof value?.number === "string") return Number(value.number);
  if (typeof value?.bytes !== "string") return value;
  const data = new Float64Array(Uint8Array.from(Buffer.from(value.bytes, "base64")).buffer);
  return { shape: value.shape, data };
}

function pack(_key, value) {
  if (!ArrayBuffer.isView(value)) return value;
  return { bytes: Buffer.from(value.buffer).toString("base64") };
}

const replies = questions.map(({ ask, ...question }) => answers[ask](question));
process.stdout.write(JSON.stringify(replies, pack));
