// The plane of step sizes and momenta, colored by the rate, and the walk of the point picked on it.

import { best, critical, damping, limit, rate } from "../core/momentum_rates.js";
import { rules } from "../core/optimizers.js";
import { descend } from "../core/paths.js";
import { ravine } from "../core/surfaces.js";
import { address } from "../kit/address.js";
import { card, eachFrame } from "../kit/card.js";
import { chart } from "../kit/chart.js";
import { button, choice, slider } from "../kit/controls.js";
import { map } from "../kit/map.js";
import { player } from "../kit/player.js";
import { tint } from "../kit/relief.js";
import { show } from "../kit/svg.js";

const STEPS = 200;
const RULES = { momentum: "momentum", nesterov: "Nesterov" };
const LIMITS = { momentum: "αL > 2 + 2β", nesterov: "αL > (2 + 2β) / (1 + 2β)" };
/** @type {Record<string, any>} */
const RANGES = {
  rule: Object.keys(RULES),
  share: [0.01, 4],
  beta: [0, 0.99],
  kappa: [1, 1000],
  x: [-3, 3],
  y: [-2, 2],
};
const BANDS = 12;

/** What a step leaves in the worst direction, for α = share / L; μ is 1 and L is κ. */
export function worst({ rule, share, beta, kappa }) {
  return Math.max(rate(share / kappa, beta, 1, rule), rate(share / kappa, beta, kappa, rule));
}

/** {share, beta} of the smallest rate. */
export function ideal({ rule, kappa }) {
  const [alpha, beta] = best(1, kappa, rule);
  return { share: alpha * kappa, beta };
}

/** The path, and the distance to the bottom after each step. */
export function walk({ rule, share, beta, kappa, x, y }) {
  const path = descend(
    rules[rule]({ alpha: share / kappa, beta }),
    ravine({ kappa }).grad,
    [x, y],
    STEPS,
  );
  return {
    path,
    distances: Array.from({ length: STEPS + 1 }, (_, t) =>
      Math.hypot(path[2 * t], path[2 * t + 1]),
    ),
  };
}

/** The step from which a walk stays far off the map, or its last one. */
function gone(distances) {
  const back = distances.findLastIndex((distance) => distance < 100) + 1;
  return Math.min(back, STEPS);
}

export function summary(state, distances) {
  const { rule, share, beta, kappa } = state;
  const [along, across] = [
    damping(share / kappa, beta, 1, rule),
    damping(share / kappa, beta, kappa, rule),
  ];
  const regimes =
    along === across
      ? `Both directions are ${along}`
      : `The flat direction is ${along}, the steep one ${across}`;
  const [rho, least] = [worst(state), worst({ ...state, ...ideal(state) })];
  const factors = `${show(rho, 4)} (at best ${show(least, 4)})`;
  const place = `${regimes}. In the long run a step multiplies the distance by ${factors}`;
  const [first, last] = [distances[0], distances.at(-1)];
  if (first === 0) return `${place}. You start at the bottom, and nothing moves.`;
  if (rho > 1 && last > first)
    return `${place}: it diverges, to ${show(last / first)} times as far in ${STEPS} steps.`;
  const most = distances.indexOf(Math.max(...distances));
  const grew =
    most > 0
      ? ` On the way it grew, to ${show(distances[most] / first)} times at step ${most}.`
      : "";
  return `${place}; ${STEPS} steps leave ${show(last / first)} of it.${grew}`;
}

/** The color of a place on the pad: the deeper, the faster; none where it diverges. */
function colors({ rule, kappa }, dark) {
  const fastest = 1 - worst({ rule, kappa, ...ideal({ rule, kappa }) });
  const bytes = Array.from({ length: BANDS + 1 }, (_, k) => [
    ...tint(k / BANDS).map((c) => c * (dark ? 0.52 : 1)),
    255,
  ]);
  const palette = new Uint32Array(Uint8ClampedArray.from(bytes.flat()).buffer);
  return (share, beta) => {
    const alpha = share / kappa; // as in `worst`, but for a hundred thousand places
    const rho = Math.max(rate(alpha, beta, 1, rule), rate(alpha, beta, kappa, rule));
    if (rho >= 1) return 0;
    return palette[Math.round((1 - Math.sqrt(Math.min(1, (1 - rho) / fastest))) * BANDS)];
  };
}

/** Where the two roots of one curvature are one, as far as the pad is stable, [αL, β]. */
function doubleRoots({ rule, kappa }, curvature) {
  const shares = Array.from({ length: 401 }, (_, k) => Math.max(1e-3, k / 100));
  const line = shares
    .map((share) => [share, critical(share / kappa, curvature, rule)])
    .filter(([, beta]) => beta >= 0);
  const share = kappa / curvature; // of Nesterov's both are zero there, whatever β is
  if (rule === "nesterov") line.push(...Array.from({ length: 51 }, (_, k) => [share, k / 50]));
  return line.filter(([share, beta]) => share <= limit(beta, rule));
}

/** The lines of the pad: where the roots meet, in either direction, and where it is stable. */
function lines(state) {
  const { rule, kappa } = state;
  const { share, beta } = ideal(state);
  const edge = Array.from({ length: 51 }, (_, k) => [limit(k / 50, rule), k / 50]);
  const branch = { className: "descent-branch", labelAt: 0.3, along: true };
  return [
    { ...branch, points: doubleRoots(state, kappa), label: kappa < 1.1 ? "both" : "steep" },
    { ...branch, points: doubleRoots(state, 1), label: kappa < 1.1 ? null : "flat" },
    { points: edge, className: "descent-border" },
    {
      points: [[4, rule === "nesterov" ? 0.3 : 0.18]],
      className: "descent-here",
      label: ["diverges:", LIMITS[rule]],
    },
    {
      points: [[share, beta]],
      className: `descent-here rule-${rule}`,
      marks: true,
      label: "best",
      right: share < 3.5,
    },
  ];
}

function render({ model, el }) {
  address(el, model, RANGES);
  const { panels, controls, say, close } = card(el, "momentum on a ravine", () => survey());
  panels.classList.add("descent-momentum-pad");
  const pad = chart(panels, {
    title: "rate: deeper is faster; dashed: double roots",
    x: { label: "αL" },
    y: { label: "β" },
    height: 420,
  });
  const ground = map(panels, { height: 200, label: "map of the ravine" });
  const distance = chart(panels, {
    title: "distance to the bottom, log scale",
    x: { label: "steps" },
    y: { label: "distance", log: true },
    height: 220,
  });
  const play = player(model, Object.keys(RANGES), { last: () => STEPS, show: () => update() });
  /** @returns {any} the state */
  const now = () => Object.fromEntries(Object.keys(RANGES).map((name) => [name, model.get(name)]));
  controls.append(
    choice(model, "rule", { word: "rule", options: RULES }),
    button("Go to the best", () => move(ideal(now()))),
    slider(model, "kappa", {
      letter: "κ",
      word: "condition number",
      low: 1,
      high: 1000,
      scale: "log",
    }),
    slider(model, "share", {
      letter: "α",
      word: "times L",
      low: RANGES.share[0],
      high: RANGES.share[1],
      steps: 399,
    }),
    slider(model, "beta", {
      letter: "β",
      word: "momentum",
      low: RANGES.beta[0],
      high: RANGES.beta[1],
      steps: 198,
    }),
    play.el,
  );

  function move({ share, beta }) {
    model.set("share", share);
    model.set("beta", beta);
    model.save_changes();
  }
  pad.freeHandle({
    name: "α times L, and β; arrow keys move it, with shift far",
    get: () => [model.get("share"), model.get("beta")],
    set: (share, beta) => move({ share, beta }),
    x: [RANGES.share[0], RANGES.share[1], 0.01],
    y: [RANGES.beta[0], RANGES.beta[1], 0.005],
    text: () => `α times L ${show(model.get("share"))}, β ${show(model.get("beta"))}`,
  });
  ground.startPin(model);

  const update = eachFrame(() => {
    const state = now();
    const { path, distances } = walk(state);
    const [first, rho, t] = [distances[0] || 1, worst(state), play.shown()];
    const [low, high] = rho > 1 ? [1e-2, 1e8] : [1e-8, 1e2];
    ground.draw([
      { path, t: Math.min(t, gone(distances)), className: `rule-${state.rule}`, dots: true },
    ]);
    distance.draw({ x: [0, STEPS], y: [first * low, first * high] }, [
      {
        points: distances.map((_, t) => [t, first * rho ** t]),
        className: "descent-predicted",
        label: "|w₀|·ρᵗ",
        right: true,
      },
      { points: distances.slice(0, t + 1).map((d, t) => [t, d]), className: `rule-${state.rule}` },
    ]);
    pad.draw({ x: [0, 4], y: [0, 1] }, lines(state));
    say(
      t < STEPS
        ? `After ${t} of ${STEPS} steps the distance is ${show(distances[t])}.`
        : summary(state, distances),
    );
  });
  const survey = eachFrame(() => {
    const state = now();
    const dark = getComputedStyle(el).getPropertyValue("--descent-dark").trim() === "1";
    ground.showLand(ravine({ kappa: state.kappa }));
    pad.showGround(colors(state, dark));
  });
  // The pad and the map are drawn again before the page changes.
  for (const name of ["kappa", "rule"]) model.on(`change:${name}`, survey);
  for (const name of Object.keys(RANGES)) model.on(`change:${name}`, update);
  update();
  survey();
  return close;
}

export default { render };
