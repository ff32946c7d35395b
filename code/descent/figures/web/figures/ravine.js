// A quadratic valley with two curvatures: the zigzag, its distance, and where α stands.

import { gd } from "../core/optimizers.js";
import { descend } from "../core/paths.js";
import { ravine } from "../core/surfaces.js";
import { address } from "../kit/address.js";
import { card, eachFrame } from "../kit/card.js";
import { chart } from "../kit/chart.js";
import { slider } from "../kit/controls.js";
import { map } from "../kit/map.js";
import { player } from "../kit/player.js";
import { html, show } from "../kit/svg.js";

const STEPS = 100;
/** @type {Record<string, Pair>} */
const RANGES = { share: [0.05, 1.1], kappa: [1, 1000], angle: [0, 90], x: [-3, 3], y: [-2, 2] };

/** The path for α = share · 2/L. On a ravine μ is 1 and L is κ. */
export function walk(share, kappa, angle, x, y, steps = STEPS) {
  const path = descend(
    gd({ alpha: (share * 2) / kappa }),
    ravine({ kappa, angle }).grad,
    [x, y],
    steps,
  );
  return Array.from({ length: steps + 1 }, (_, t) => [path[2 * t], path[2 * t + 1]]);
}

/** What one step leaves of the distance, in the worst direction. */
export function rate(share, kappa) {
  const alpha = (share * 2) / kappa;
  return Math.max(Math.abs(1 - alpha), Math.abs(1 - alpha * kappa));
}

export function summary(share, kappa, path) {
  const rho = rate(share, kappa);
  const distances = path.map(([x, y]) => Math.hypot(x, y));
  const lost = distances.findIndex((d) => !Number.isFinite(d));
  const place =
    `α is ${show(share)} times 2/L; ` +
    `the worst direction keeps ${show(rho, 4)} of its distance per step. `;
  if (distances[0] === 0) return `${place}You start at the bottom, and nothing moves.`;
  if (lost !== -1) return `${place}It diverged: the numbers overflow at step ${lost}.`;
  const left = distances.at(-1) / distances[0];
  if (left > 1)
    return (
      `${place}It diverges: ` +
      `after ${STEPS} steps the distance is ${show(left)} times what it was.`
    );
  return `${place}After ${STEPS} steps ${show(left)} of the distance is left.`;
}

function render({ model, el }) {
  address(el, model, RANGES);
  const { panels, controls, say, close } = card(el, "gradient descent in a ravine", () =>
    ground.showLand(),
  );
  const ground = map(panels, { height: 300, label: "map of the ravine" });
  const distance = chart(panels, {
    title: "distance to the bottom, log scale",
    x: { label: "steps" },
    y: { label: "distance", log: true },
  });
  const play = player(model, Object.keys(RANGES), { last: () => STEPS, show: () => update() });
  const ruler = html("div", { class: "descent-ruler", "aria-hidden": "true" });
  controls.append(
    slider(model, "share", {
      letter: "α",
      word: "in units of 2/L",
      low: RANGES.share[0],
      high: RANGES.share[1],
      steps: 210,
    }),
    slider(model, "kappa", {
      letter: "κ",
      word: "condition number",
      low: 1,
      high: 1000,
      scale: "log",
    }),
    slider(model, "angle", { letter: "", word: "angle in degrees", low: 0, high: 90, steps: 90 }),
    ruler,
    play.el,
  );
  ground.startPin(model);

  function mark(share, kappa) {
    const places = { 0: 0, "1/L": 0.5, "2/(μ+L)": kappa / (1 + kappa), "2/L": 1 };
    const at = (value) => `left:${((100 * value) / RANGES.share[1]).toFixed(2)}%`;
    const ticks = Object.entries(places).map(([name, value]) => {
      return html(
        "span",
        { style: at(value), class: name === "2/(μ+L)" ? "descent-low" : "" },
        name,
      );
    });
    ruler.replaceChildren(...ticks, html("b", { style: at(share) }, "α"));
  }

  const update = eachFrame(() => {
    const [share, kappa, angle, x, y] = ["share", "kappa", "angle", "x", "y"].map((name) =>
      model.get(name),
    );
    const path = walk(share, kappa, angle, x, y);
    const seen = path.slice(0, play.shown() + 1);
    const first = Math.hypot(x, y) || 1;
    const rho = rate(share, kappa);
    ground.draw([{ path: seen.flat(), className: "rule-gd", dots: true }]);
    distance.draw({ x: [0, STEPS], y: [first * 1e-6, first * 1e2] }, [
      {
        points: path.map((_, t) => [t, first * rho ** t]),
        className: "descent-predicted",
        label: "at most |w₀|·ρᵗ",
        right: rho < 1,
      },
      { points: seen.map(([u, v], t) => [t, Math.hypot(u, v)]), className: "rule-gd" },
    ]);
    mark(share, kappa);
    const t = play.shown();
    say(
      t < STEPS
        ? `After ${t} of ${STEPS} steps the distance is ${show(Math.hypot(...path[t]))}.`
        : summary(share, kappa, path),
    );
  });
  const survey = eachFrame(() => {
    ground.showLand(ravine({ kappa: model.get("kappa"), angle: model.get("angle") }));
  });
  // The map is drawn again before the page changes.
  for (const name of ["kappa", "angle"]) model.on(`change:${name}`, survey);
  for (const name of Object.keys(RANGES)) model.on(`change:${name}`, update);
  survey();
  update();
  return close;
}

export default { render };
