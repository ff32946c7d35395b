// A cloud of SGD's walks on a noisy valley, and how far it strays: measured, and predicted.

import { cloud, normals, resting_variance, spread, typical_distance } from "../core/noise.js";
import { ravine } from "../core/surfaces.js";
import { constant, cosine, inverse_sqrt, inverse_time, step_decay } from "../core/wrappers.js";
import { card, eachFrame } from "../kit/card.js";
import { chart, horizontal } from "../kit/chart.js";
import { button, hint } from "../kit/controls.js";
import { integer, number, oneOf } from "../kit/fields.js";
import { map } from "../kit/map.js";
import { player } from "../kit/player.js";
import { stateOf } from "../kit/state.js";
import { show, svg } from "../kit/svg.js";
import { counted } from "../kit/words.js";

const [STEPS, WALKERS, KAPPA, SEEDS] = [200, 300, 4, 10000];
const TAIL = 12; // the last steps of one walk, which stand out
const GONE = 3; // a walk that ends as far away as this is not followed further
/** @type {Four} */
const WINDOW = [-2.2, 2.2, -1.6, 1.6];
export const SCHEDULES = {
  constant: constant(),
  inverse_time: inverse_time(20),
  inverse_sqrt: inverse_sqrt(20),
  step_decay: step_decay(100),
  cosine: cosine(STEPS),
};
const TITLES = {
  constant: "constant",
  inverse_time: "1/t: half after 20",
  inverse_sqrt: "1/√t: half after 60",
  step_decay: "step: a tenth after 100",
  cosine: "cosine: down to zero",
};
const FIELDS = {
  alpha: number(0.005, 1, { letter: "α", word: "step size", scale: "log" }),
  batch: integer(1, 256, { letter: "B", word: "batch size", scale: "log", steps: 8 }),
  beta: number(0, 0.99, { letter: "β", word: "momentum", steps: 99 }),
  x: number(WINDOW[0], WINDOW[1]),
  y: number(WINDOW[2], WINDOW[3]),
  seed: integer(0, SEEDS - 1),
  schedule: oneOf(TITLES, { word: "schedule" }),
};

/** What theory says: each coordinate's mean and variance, and the distances that follow. */
export function predict({ alpha, beta, batch, schedule, x, y }) {
  const sigma = 1 / Math.sqrt(batch);
  const factor = SCHEDULES[schedule];
  const along = spread(alpha, beta, 1, x, STEPS, factor, sigma);
  const across = spread(alpha, beta, KAPPA, y, STEPS, factor, sigma);
  const distances = along.mean.map((m, t) =>
    Math.sqrt(m ** 2 + across.mean[t] ** 2 + along.variance[t] + across.variance[t]),
  );
  const rest = Math.sqrt(
    resting_variance(alpha, beta, 1, sigma) + resting_variance(alpha, beta, KAPPA, sigma),
  );
  return { along, across, distances, rest };
}

/** A function from the state to its cloud; noise and memory are used again and again. */
function walkers() {
  let [noise, seed, path] = [null, null, null];
  return function walk(now) {
    const { alpha, beta, schedule, batch, x, y } = now;
    if (seed !== now.seed) noise = normals(now.seed, 2 * WALKERS * STEPS);
    seed = now.seed;
    path = cloud(
      { alpha, beta, schedule: SCHEDULES[schedule], sigma: 1 / Math.sqrt(batch) },
      [1, KAPPA],
      [x, y],
      noise,
      STEPS,
      path,
    );
    const measured = typical_distance(path, WALKERS, STEPS);
    return { now, path, ...firstWalk(path), measured, predicted: predict(now) };
  };
}

/** Where the first walker goes, and the last step until which it is followed. */
function firstWalk(path) {
  const first = Float64Array.from(
    { length: 2 * (STEPS + 1) },
    (_, k) => path[2 * WALKERS * (k >> 1) + (k & 1)],
  );
  const gone = (w) => !(Math.abs(w) < GONE);
  return { first, last: first.slice(-2).some(gone) ? first.findIndex(gone) >> 1 : STEPS };
}

/** What happened until step t, in words. */
export function summary({ now, measured, predicted: { distances, rest } }, t) {
  const { alpha, beta, schedule, x, y } = now;
  const steady = schedule === "constant";
  const bottom =
    x === 0 && y === 0
      ? "You start at the bottom, where the slope is zero: only noise moves the cloud. "
      : "";
  const told =
    `After ${counted(t, "step")} the cloud's typical distance is ${show(measured[t])}; ` +
    `predicted ${show(distances[t])}`;
  if (rest === Infinity)
    return `${bottom}${warning(alpha * KAPPA, 2 + 2 * beta, schedule)} ${told}.`;
  const level = steady ? "at rest" : "with α kept constant it would rest at";
  const late =
    steady && t === STEPS && distances[t] > 1.05 * rest ? " It is still on its way." : "";
  return `${bottom}${told} (${level} ${show(rest)}).${late}`;
}

/** What is said where the steep direction never comes to rest at this α: αL reaches the limit. */
function warning(share, limit, schedule) {
  const edge = `2 + 2β = ${show(limit)}`;
  if (schedule !== "constant") {
    const calm = Array.from({ length: STEPS }, (_, k) => k + 1).find(
      (t) => share * SCHEDULES[schedule](t) < limit,
    );
    return `It diverges until αL falls below ${edge}, at step ${calm}.`;
  }
  return share > limit
    ? `It diverges: αL = ${show(share)} is above ${edge}.`
    : `It never comes to rest: αL = ${edge}.`;
}

/**
 * The cloud on the map: a dot for each walker, an ellipse of two standard deviations, and a word
 * where all are off it. Returns the function that shows a run's cloud at step t.
 */
function crowd(ground) {
  const ring = ["descent-ring-halo", "descent-ring"].map((name) => svg("ellipse", { class: name }));
  const dots = Array.from({ length: WALKERS }, () => svg("circle", { r: 2 }));
  const group = svg("g", { class: "descent-crowd" }, ...dots);
  const gone = svg(
    "text",
    { x: "50%", y: 24, "text-anchor": "middle", class: "descent-label descent-notice" },
    `all ${WALKERS} walkers are off the map`,
  );
  ground.layer.append(...ring, gone);
  ground.layer.parentNode.prepend(group); // beneath the path
  // Those who diverged are far off, but not beyond what browsers draw.
  const near = (pixels) => Math.max(-3e3, Math.min(3e3, pixels)).toFixed(1);

  function showDots(places) {
    let seen = false;
    for (const [k, dot] of dots.entries()) {
      const [px, py] = ground.toPixel(places[2 * k], places[2 * k + 1]);
      dot.setAttribute("cx", near(px));
      dot.setAttribute("cy", near(py));
      seen ||= ground.shows(px, py);
    }
    gone.setAttribute("visibility", seen ? "hidden" : "visible");
  }
  function showRing(x, y) {
    const [cx, cy] = ground.toPixel(x.mean, y.mean);
    const [rx, ry] = ground.toPixel(x.mean + 2 * x.deviation, y.mean - 2 * y.deviation);
    for (const ellipse of ring) {
      for (const [key, value] of Object.entries({ cx, cy, rx: rx - cx, ry: ry - cy }))
        ellipse.setAttribute(key, near(value));
    }
  }
  return function showCrowd({ now, path, predicted }, t) {
    const at = ({ mean, variance }) => ({ mean: mean[t], deviation: Math.sqrt(variance[t]) });
    group.setAttribute("class", `descent-crowd ${ruleClass(now)}`);
    showDots(path.subarray(2 * WALKERS * t));
    showRing(at(predicted.along), at(predicted.across));
  };
}

const ruleClass = ({ beta }) => (beta === 0 ? "rule-gd" : "rule-momentum");

/** The first walker's path until step t, of which the last steps stand out. */
function onePath({ first, last }, t) {
  const tail = Math.max(0, t - TAIL);
  const all = { path: first, t: Math.min(t, last), className: "descent-one descent-faint" };
  if (t > last) return [all];
  const end = { path: first.subarray(2 * tail), t: t - tail, className: "descent-one", head: true };
  return [all, end];
}

/**
 * How far the cloud strays: measured until step t, and predicted.
 *
 * @returns {[Domains, Curve[]]}
 */
function distanceCurves({ now, measured, predicted: { distances, rest } }, t) {
  const points = (values) => Array.from(values, (d, k) => [k, d]);
  /** @type {Pair} */
  const x = [0, STEPS];
  const atRest = {
    points: horizontal(x, rest),
    className: "descent-rest",
    label: `at rest ${show(rest)}`,
    labelAt: 1,
  };
  const curves = [
    { points: points(measured.subarray(0, t + 1)), className: ruleClass(now) },
    {
      points: points(distances),
      className: "descent-predicted",
      label: "predicted",
      labelAt: 0.05,
      right: true,
    },
    ...(now.schedule === "constant" && rest < Infinity ? [atRest] : []),
  ];
  return [{ x, y: [Math.min(...distances) < 0.015 ? 1e-3 : 1e-2, 10] }, curves];
}

function render({ model, el }) {
  const state = stateOf(model, el, FIELDS);
  const { panels, controls, say, close } = card(el, "a cloud of noisy walks", () =>
    ground.showLand(),
  );
  panels.classList.add("descent-noise-ball");
  const ground = map(panels, { height: 300, label: "map of the valley" });
  const distance = chart(panels, {
    title: "root-mean-square distance, log scale",
    x: { label: "steps" },
    y: { label: "distance", log: true },
  });
  const showCrowd = crowd(ground);
  const play = player(state, { last: () => STEPS, show: () => update() });
  controls.append(
    ...["alpha", "batch", "beta", "schedule"].map(state.control),
    button("New noise", () => state.change({ seed: (state.get("seed") + 1) % SEEDS })),
    play.el,
    hint(
      "300 walkers; curvatures 1 and L = 4. A row's slope is the true one plus noise with σ = 1 " +
        "both ways; the mean of B rows has σ/√B. Ellipse: two standard deviations, predicted.",
    ),
  );
  ground.startPin(state);

  const walk = walkers();
  let run = null; // the cloud of the present settings
  const update = eachFrame(() => {
    run ??= walk(state.now());
    const t = play.shown();
    ground.draw(onePath(run, t));
    showCrowd(run, t);
    distance.draw(...distanceCurves(run, t));
    say(summary(run, t));
  });
  state.watch(() => {
    run = null;
    update();
  });
  new ResizeObserver(update).observe(panels);
  ground.showLand({ ...ravine({ kappa: KAPPA }), window: WINDOW });
  update();
  return close;
}

export default { render };
