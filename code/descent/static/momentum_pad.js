// The plane of step sizes and momenta, colored by the rate, and the walk of the point picked on it.

import { address } from "./address.js";
import { card, each_frame } from "./card.js";
import { chart } from "./chart.js";
import { button, slider } from "./controls.js";
import { map } from "./map.js";
import { momentum } from "./optimizers.js";
import { descend } from "./paths.js";
import { player } from "./player.js";
import { best, critical, damping, rate } from "./rates.js";
import { tint } from "./relief.js";
import { ravine } from "./surfaces.js";
import { show } from "./svg.js";

const STEPS = 200;
const RANGES = { share: [0.01, 4], beta: [0, 0.99], kappa: [1, 1000], x: [-3, 3], y: [-2, 2] };
const BANDS = 12;

/** What a step leaves in the worst direction, for α = share / L; μ is 1 and L is κ. */
export function worst(share, beta, kappa) {
  return Math.max(rate(share / kappa, beta, 1), rate(share / kappa, beta, kappa));
}

export function walk(share, beta, kappa, x, y, steps = STEPS) {
  return descend(momentum({ alpha: share / kappa, beta }), ravine({ kappa }).grad, [x, y], steps);
}

/** The lengths of the points of a path. */
export function lengths(path) {
  return Array.from({ length: path.length / 2 }, (_, t) => Math.hypot(path[2 * t], path[2 * t + 1]));
}

export function summary(share, beta, kappa, distances) {
  const [along, across] = [damping(share / kappa, beta, 1), damping(share / kappa, beta, kappa)];
  const regimes = along === across ? `Both directions are ${along}` : `The flat direction is ${along}, the steep one ${across}`;
  const rho = worst(share, beta, kappa);
  const ideal = worst(kappa * best(1, kappa)[0], best(1, kappa)[1], kappa);
  const place = `${regimes}: in the long run a step keeps ${show(rho, 4)} of the distance (the best possible: ${show(ideal, 4)}). `;
  const lost = distances.findIndex((d) => !Number.isFinite(d));
  if (distances[0] === 0) return `${place}You start at the bottom, and nothing moves.`;
  if (lost !== -1) return `${place}It diverged: the numbers overflow at step ${lost}.`;
  const most = distances.indexOf(Math.max(...distances));
  const grew = most > 0 ? ` On the way it grew, to ${show(distances[most] / distances[0])} times at step ${most}.` : "";
  return `${place}After ${STEPS} steps ${show(distances.at(-1) / distances[0])} of it is left.${grew}`;
}

/** The color of a place on the pad: the deeper, the faster; none where it diverges. */
function colors(kappa, dark) {
  const [alpha, beta] = best(1, kappa);
  const fastest = 1 - worst(alpha * kappa, beta, kappa);
  const palette = Array.from({ length: BANDS + 1 }, (_, k) => tint(k / BANDS).map((c) => c * (dark ? 0.52 : 1)));
  return (share, beta) => {
    const rho = worst(share, beta, kappa);
    if (rho >= 1) return null;
    return palette[Math.round((1 - Math.sqrt(Math.min(1, (1 - rho) / fastest))) * BANDS)];
  };
}

/** The lines of the pad: where it is stable, and where the roots meet in either direction. */
function lines(kappa) {
  const shares = Array.from({ length: 401 }, (_, k) => Math.max(0.001, k / 100));
  const [alpha, beta] = best(1, kappa);
  return [
    { points: [[2, 0], [3.2, 0.6], [3.5, 0.75], [4, 1]], className: "descent-border", label: "αL = 2 + 2β", label_at: 0.25, right: true },
    { points: shares.map((s) => [s, critical(s / kappa, 1)]), className: "descent-branch" },
    { points: shares.map((s) => [s, critical(s / kappa, kappa)]), className: "descent-branch" },
    { points: [[alpha * kappa, beta]], className: "descent-here rule-momentum", marks: true, label: "best", right: true },
  ];
}

function render({ model, el }) {
  address(el, model, "pad", RANGES);
  const { panels, controls, say, close } = card(el, "momentum on a ravine", () => survey());
  panels.classList.add("descent-pad");
  const pad = chart(panels, { title: "the rate, for every α and β", x: { label: "αL" }, y: { label: "β" }, height: 420 });
  const ground = map(panels, { height: 200, label: "map of the ravine" });
  const distance = chart(panels, { title: "distance to the bottom, log scale", x: { label: "steps" }, y: { label: "distance", log: true }, height: 220 });
  const play = player(model, Object.keys(RANGES), { last: () => STEPS, show: () => update() });
  const to_best = button("Go to the best", () => {
    const [alpha, beta] = best(1, model.get("kappa"));
    move(alpha * model.get("kappa"), beta);
  });
  controls.append(
    slider(model, "kappa", { letter: "κ", word: "condition number", low: 1, high: 1000, scale: "log" }),
    slider(model, "share", { letter: "α", word: "times L", low: RANGES.share[0], high: RANGES.share[1], steps: 399 }),
    slider(model, "beta", { letter: "β", word: "momentum", low: RANGES.beta[0], high: RANGES.beta[1], steps: 198 }),
    to_best,
    play.el,
  );

  function move(share, beta) {
    model.set("share", Number(share.toPrecision(6)));
    model.set("beta", Number(beta.toPrecision(6)));
    model.save_changes();
  }
  pad.free_handle({
    name: "α times L, and β; arrow keys move it, with shift far",
    get: () => [model.get("share"), model.get("beta")],
    set: move,
    x: [...RANGES.share, 0.01],
    y: [...RANGES.beta, 0.005],
    text: () => `α times L ${show(model.get("share"))}, β ${show(model.get("beta"))}`,
  });
  ground.start_pin(model);

  const update = each_frame(() => {
    const [share, beta, kappa, x, y] = ["share", "beta", "kappa", "x", "y"].map((name) => model.get(name));
    const path = walk(share, beta, kappa, x, y);
    const distances = lengths(path);
    const first = distances[0] || 1;
    const rho = worst(share, beta, kappa);
    ground.draw([{ path, t: play.shown(), className: "rule-momentum", dots: true }]);
    distance.draw({ x: [0, STEPS], y: [first * 1e-8, first * 1e2] }, [
      { points: distances.map((_, t) => [t, first * rho ** t]), className: "descent-predicted", label: "|w₀|·ρᵗ", right: rho < 1 },
      { points: distances.slice(0, play.shown() + 1).map((d, t) => [t, d]), className: "rule-momentum" },
    ]);
    pad.draw({ x: [0, 4], y: [0, 1] }, lines(kappa));
    const t = play.shown();
    say(t < STEPS ? `After ${t} of ${STEPS} steps the distance is ${show(distances[t])}.` : summary(share, beta, kappa, distances));
  });
  const survey = each_frame(() => {
    const kappa = model.get("kappa");
    const dark = getComputedStyle(el).getPropertyValue("--descent-dark").trim() === "1";
    ground.show_land(ravine({ kappa }));
    pad.show_ground(colors(kappa, dark));
  });
  model.on("change:kappa", survey); // before the page changes
  for (const name of Object.keys(RANGES)) model.on(`change:${name}`, update);
  update();
  survey();
  return close;
}

export default { render };
