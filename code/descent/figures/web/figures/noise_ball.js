// A cloud of SGD's walks on a noisy valley, and how far it strays: measured, and predicted.

import { cloud, normals, resting_variance, spread, typical_distance } from "../core/noise.js";
import { ravine } from "../core/surfaces.js";
import { constant, cosine, inverse_sqrt, inverse_time, step_decay } from "../core/wrappers.js";
import { address } from "../kit/address.js";
import { card, eachFrame } from "../kit/card.js";
import { chart } from "../kit/chart.js";
import { button, choice, slider } from "../kit/controls.js";
import { map } from "../kit/map.js";
import { player } from "../kit/player.js";
import { html, show, svg } from "../kit/svg.js";

const [STEPS, WALKERS, KAPPA, SEEDS] = [200, 300, 4, 10000];
const TAIL = 12; // of one walk, so many steps stand out
const GONE = 3; // a walk that ends as far away as this is not followed further
/** @type {Four} */
const WINDOW = [-2.2, 2.2, -1.6, 1.6];
/** @type {Record<string, Pair>} */
const RANGES = {
  alpha: [0.005, 1],
  batch: [1, 256],
  beta: [0, 0.99],
  x: [WINDOW[0], WINDOW[1]],
  y: [WINDOW[2], WINDOW[3]],
  seed: [0, SEEDS - 1],
};
export const SCHEDULES = {
  constant: { title: "constant", factor: constant() },
  inverse_time: { title: "1/t: half after 20", factor: inverse_time(20) },
  inverse_sqrt: { title: "1/√t: half after 60", factor: inverse_sqrt(20) },
  step_decay: { title: "step: a tenth after 100", factor: step_decay(100) },
  cosine: { title: "cosine: down to zero", factor: cosine(STEPS) },
};

/** The model, but with whole numbers where only those make sense: an address may hold others. */
function whole(model) {
  const rounded = (name, value) =>
    name === "batch" || name === "seed" ? Math.round(value) : value;
  return {
    get: (name) => model.get(name),
    set: (name, value) => model.set(name, rounded(name, value)),
    on: (...given) => model.on(...given),
  };
}

/** What theory says: each coordinate's mean and variance, and the distances that follow. */
export function predict({ alpha, beta, batch, schedule, x, y }) {
  const sigma = 1 / Math.sqrt(batch);
  const { factor } = SCHEDULES[schedule];
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

/** What happened until step t, in words. */
export function summary({ alpha, beta, schedule, x, y }, measured, { distances, rest }, t) {
  const steady = schedule === "constant";
  const bottom =
    x === 0 && y === 0
      ? "You start at the bottom, where the slope is zero: only noise moves the cloud. "
      : "";
  const trouble = rest === Infinity ? `${warning(alpha * KAPPA, 2 + 2 * beta, schedule)} ` : "";
  const level =
    rest === Infinity
      ? ""
      : steady
        ? ` (at rest ${show(rest)})`
        : ` (with α kept constant it would rest at ${show(rest)})`;
  const place =
    `After ${t} ${t === 1 ? "step" : "steps"} the cloud's typical distance is ` +
    `${show(measured[t])}; predicted ${show(distances[t])}${level}.`;
  const late =
    steady && t === STEPS && rest < Infinity && distances[t] > 1.05 * rest
      ? " It is still on its way."
      : "";
  return bottom + trouble + place + late;
}

/** What is said where the steep direction never comes to rest at this α: αL reaches the limit. */
function warning(share, limit, schedule) {
  const edge = `2 + 2β = ${show(limit)}`;
  if (schedule !== "constant") {
    const calm = Array.from({ length: STEPS }, (_, k) => k + 1).find(
      (t) => share * SCHEDULES[schedule].factor(t) < limit,
    );
    return `It diverges until αL falls below ${edge}, at step ${calm}.`;
  }
  return share > limit
    ? `It diverges: αL = ${show(share)} is above ${edge}.`
    : `It never comes to rest: αL = ${edge}.`;
}

/**
 * The cloud on the map: a dot for each walker, an ellipse of two standard deviations, a word if all
 * are off it.
 */
function marks(ground) {
  const ring = ["descent-ring-halo", "descent-ring"].map((name) => svg("ellipse", { class: name }));
  const dots = Array.from({ length: WALKERS }, () => svg("circle", { r: 2 }));
  const crowd = svg("g", { class: "descent-crowd" }, ...dots);
  const gone = svg(
    "text",
    { x: "50%", y: 24, "text-anchor": "middle", class: "descent-label descent-notice" },
    `all ${WALKERS} walkers are off the map`,
  );
  ground.layer.append(...ring, gone);
  ground.layer.parentNode.prepend(crowd); // beneath the path
  // Those who diverged are far off, but not beyond what browsers draw.
  const near = (pixels) => Math.max(-3e3, Math.min(3e3, pixels)).toFixed(1);

  return function place(places, mean, deviations, className) {
    crowd.setAttribute("class", `descent-crowd ${className}`);
    let seen = false;
    for (const [k, dot] of dots.entries()) {
      const [px, py] = ground.toPixel(places[2 * k], places[2 * k + 1]);
      dot.setAttribute("cx", near(px));
      dot.setAttribute("cy", near(py));
      seen ||= ground.shows(px, py);
    }
    gone.setAttribute("visibility", seen ? "hidden" : "visible");
    const [cx, cy] = ground.toPixel(...mean);
    const [rx, ry] = ground.toPixel(mean[0] + 2 * deviations[0], mean[1] - 2 * deviations[1]);
    for (const one of ring) {
      for (const [key, value] of Object.entries({ cx, cy, rx: rx - cx, ry: ry - cy }))
        one.setAttribute(key, near(value));
    }
  };
}

function render({ model, el }) {
  address(el, whole(model), { ...RANGES, schedule: Object.keys(SCHEDULES) });
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
  const place = marks(ground);
  const names = [...Object.keys(RANGES), "schedule"];
  const play = player(model, names, { last: () => STEPS, show: () => update() });
  const options = Object.fromEntries(
    Object.entries(SCHEDULES).map(([key, { title }]) => [key, title]),
  );
  controls.append(
    slider(model, "alpha", {
      letter: "α",
      word: "step size",
      low: RANGES.alpha[0],
      high: RANGES.alpha[1],
      scale: "log",
    }),
    slider(model, "batch", {
      letter: "B",
      word: "batch size",
      low: 1,
      high: 256,
      scale: "log",
      steps: 8,
    }),
    slider(model, "beta", {
      letter: "β",
      word: "momentum",
      low: RANGES.beta[0],
      high: RANGES.beta[1],
      steps: 99,
    }),
    choice(model, "schedule", { word: "schedule", options }),
    button("New noise", () => {
      model.set("seed", (model.get("seed") + 1) % SEEDS);
      model.save_changes();
    }),
    play.el,
    html(
      "p",
      { class: "descent-hint" },
      "300 walkers; curvatures 1 and L = 4. A row's slope is the true one plus noise with σ = 1 " +
        "both ways; the mean of B rows has σ/√B. Ellipse: two standard deviations, predicted.",
    ),
  );
  ground.startPin(model);

  let noise = null; // of the present seed: all settings only scale it
  let run = null; // of the present settings
  let path; // the walks' memory, used again and again
  function compute() {
    /** @type {any} the state */
    const settings = Object.fromEntries(names.map((name) => [name, model.get(name)]));
    const { alpha, beta, schedule, batch, x, y } = settings;
    noise ??= normals(settings.seed, 2 * WALKERS * STEPS);
    path = cloud(
      { alpha, beta, schedule: SCHEDULES[schedule].factor, sigma: 1 / Math.sqrt(batch) },
      [1, KAPPA],
      [x, y],
      noise,
      STEPS,
      path,
    );
    const first = Float64Array.from(
      { length: 2 * (STEPS + 1) },
      (_, k) => path[2 * WALKERS * (k >> 1) + (k & 1)],
    );
    const gone = (w) => !(Math.abs(w) < GONE);
    const last = first.slice(-2).some(gone) ? first.findIndex(gone) >> 1 : STEPS;
    return {
      settings,
      first,
      last,
      measured: typical_distance(path, WALKERS, STEPS),
      predicted: predict(settings),
    };
  }

  const update = eachFrame(() => {
    run ??= compute();
    const { settings, first, last, measured, predicted } = run;
    const { along, across, distances, rest } = predicted;
    const t = play.shown();
    const className = settings.beta === 0 ? "rule-gd" : "rule-momentum";
    const tail = Math.max(0, t - TAIL);
    ground.draw([
      { path: first, t: Math.min(t, last), className: "descent-one descent-faint" },
      ...(t > last
        ? []
        : [{ path: first.subarray(2 * tail), t: t - tail, className: "descent-one", head: true }]),
    ]);
    place(
      path.subarray(2 * WALKERS * t),
      [along.mean[t], across.mean[t]],
      [along, across].map(({ variance }) => Math.sqrt(variance[t])),
      className,
    );
    /** @type {Curve[]} */
    const curves = [
      { points: Array.from(measured.subarray(0, t + 1), (d, t) => [t, d]), className },
      {
        points: Array.from(distances, (d, t) => [t, d]),
        className: "descent-predicted",
        label: "predicted",
        labelAt: 0.05,
        right: true,
      },
    ];
    if (settings.schedule === "constant" && rest < Infinity) {
      curves.push({
        points: [
          [0, rest],
          [STEPS, rest],
        ],
        className: "descent-rest",
        label: `at rest ${show(rest)}`,
        labelAt: 1,
      });
    }
    distance.draw({ x: [0, STEPS], y: [Math.min(...distances) < 0.015 ? 1e-3 : 1e-2, 10] }, curves);
    say(summary(settings, measured, predicted, t));
  });
  model.on("change:seed", () => (noise = null));
  for (const name of names) {
    model.on(`change:${name}`, () => {
      run = null;
      update();
    });
  }
  new ResizeObserver(update).observe(panels);
  ground.showLand({ ...ravine({ kappa: KAPPA }), window: WINDOW });
  update();
  return close;
}

export default { render };
