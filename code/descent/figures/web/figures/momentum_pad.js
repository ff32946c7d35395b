// The plane of step sizes and momenta, colored by the rate, and the walk of the point picked on it.

import { best, critical, damping, limit, rate } from "../core/momentum_rates.js";
import { rules } from "../core/optimizers.js";
import { descend } from "../core/paths.js";
import { ravine } from "../core/surfaces.js";
import { card, eachFrame } from "../kit/card.js";
import { chart } from "../kit/chart.js";
import { button } from "../kit/controls.js";
import { number, oneOf } from "../kit/fields.js";
import { map } from "../kit/map.js";
import { player } from "../kit/player.js";
import { tint } from "../kit/relief.js";
import { stateOf } from "../kit/state.js";
import { isDark, show } from "../kit/svg.js";

const STEPS = 200;
const RULES = { momentum: "momentum", nesterov: "Nesterov" };
const LIMITS = { momentum: "αL > 2 + 2β", nesterov: "αL > (2 + 2β) / (1 + 2β)" };
const BANDS = 12; // how many shades of the rate the pad has
const FIELDS = {
  rule: oneOf(RULES, { word: "rule" }),
  share: number(0.01, 4, { letter: "α", word: "times L", steps: 399 }),
  beta: number(0, 0.99, { letter: "β", word: "momentum", steps: 198 }),
  kappa: number(1, 1000, { letter: "κ", word: "condition number", scale: "log" }),
  x: number(-3, 3),
  y: number(-2, 2),
};

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
  const { grad } = ravine({ kappa });
  const path = descend(rules[rule]({ alpha: share / kappa, beta }), grad, [x, y], STEPS);
  const distance = (_, t) => Math.hypot(path[2 * t], path[2 * t + 1]);
  return { path, distances: Array.from({ length: STEPS + 1 }, distance) };
}

/** The step from which a walk stays far off the map, or its last one. */
function gone(distances) {
  const back = distances.findLastIndex((distance) => distance < 100) + 1;
  return Math.min(back, STEPS);
}

/** What happened, in words. */
export function summary(now, distances) {
  const { rule, share, beta, kappa } = now;
  const [along, across] = [1, kappa].map((curvature) =>
    damping(share / kappa, beta, curvature, rule),
  );
  const regimes =
    along === across
      ? `Both directions are ${along}`
      : `The flat direction is ${along}, the steep one ${across}`;
  const [rho, least] = [worst(now), worst({ ...now, ...ideal(now) })];
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
    const alpha = share / kappa; // `worst`, written out: it is asked for a hundred thousand places
    const rho = Math.max(rate(alpha, beta, 1, rule), rate(alpha, beta, kappa, rule));
    if (rho >= 1) return 0;
    return palette[Math.round((1 - Math.sqrt(Math.min(1, (1 - rho) / fastest))) * BANDS)];
  };
}

/** Where the two roots of one curvature are equal, as far as the pad is stable, [αL, β]. */
function doubleRoots({ rule, kappa }, curvature) {
  const shares = Array.from({ length: 401 }, (_, k) => Math.max(1e-3, k / 100));
  const line = shares
    .map((share) => [share, critical(share / kappa, curvature, rule)])
    .filter(([, beta]) => beta >= 0);
  const share = kappa / curvature; // here both of Nesterov's roots are zero, whatever β is
  if (rule === "nesterov") line.push(...Array.from({ length: 51 }, (_, k) => [share, k / 50]));
  return line.filter(([share, beta]) => share <= limit(beta, rule));
}

/** The lines of the pad: where the roots meet, in either direction, and where it is stable. */
function lines(now) {
  const { rule, kappa } = now;
  const { share, beta } = ideal(now);
  const edge = Array.from({ length: 51 }, (_, k) => [limit(k / 50, rule), k / 50]);
  const branch = { className: "descent-branch", labelAt: 0.3, along: true };
  return [
    { ...branch, points: doubleRoots(now, kappa), label: kappa < 1.1 ? "both" : "steep" },
    { ...branch, points: doubleRoots(now, 1), label: kappa < 1.1 ? null : "flat" },
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

/** The distance at each step seen, and what the rate of the worst direction makes of the first. */
function distanceCurves(rule, distances, rho, t) {
  const first = distances[0] || 1;
  return [
    {
      points: distances.map((_, t) => [t, first * rho ** t]),
      className: "descent-predicted",
      label: "|w₀|·ρᵗ",
      right: true,
    },
    { points: distances.slice(0, t + 1).map((d, t) => [t, d]), className: `rule-${rule}` },
  ];
}

/** The three panels: the pad, with a pin that moves share and beta, the map, and the distances. */
function panelsOf(state, panels) {
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
  pad.freeHandle({
    name: "α times L, and β; arrow keys move it, with shift far",
    get: () => [state.get("share"), state.get("beta")],
    set: (share, beta) => state.change({ share, beta }),
    x: [FIELDS.share.low, FIELDS.share.high, 0.01],
    y: [FIELDS.beta.low, FIELDS.beta.high, 0.005],
    text: () => `α times L ${show(state.get("share"))}, β ${show(state.get("beta"))}`,
  });
  ground.startPin(state);
  return { pad, ground, distance };
}

function render({ model, el }) {
  const state = stateOf(model, el, FIELDS);
  const { panels, controls, say, close } = card(el, "momentum on a ravine", () => survey());
  const { pad, ground, distance } = panelsOf(state, panels);
  const play = player(state, { last: () => STEPS, show: () => update() });
  controls.append(
    state.control("rule"),
    button("Go to the best", () => state.change(ideal(state.now()))),
    ...["kappa", "share", "beta"].map(state.control),
    play.el,
  );

  const update = eachFrame(() => {
    const now = state.now();
    const { path, distances } = walk(now);
    const [first, rho, t] = [distances[0] || 1, worst(now), play.shown()];
    const [low, high] = rho > 1 ? [1e-2, 1e8] : [1e-8, 1e2];
    const seen = Math.min(t, gone(distances));
    ground.draw([{ path, t: seen, className: `rule-${now.rule}`, dots: true }]);
    distance.draw(
      { x: [0, STEPS], y: [first * low, first * high] },
      distanceCurves(now.rule, distances, rho, t),
    );
    pad.draw({ x: [0, 4], y: [0, 1] }, lines(now));
    say(
      t < STEPS
        ? `After ${t} of ${STEPS} steps the distance is ${show(distances[t])}.`
        : summary(now, distances),
    );
  });
  const survey = eachFrame(() => {
    const now = state.now();
    ground.showLand(ravine(now));
    pad.showGround(colors(now, isDark(el)));
  });
  state.watch(survey, ["kappa", "rule"]); // the pad and the map are drawn before the page changes
  state.watch(update);
  update();
  survey();
  return close;
}

export default { render };
