// A quadratic valley with two curvatures: the zigzag, its distance, and where α stands.

import { gd } from "../core/optimizers.js";
import { descend } from "../core/paths.js";
import { ravine } from "../core/surfaces.js";
import { card, eachFrame } from "../kit/card.js";
import { chart } from "../kit/chart.js";
import { number } from "../kit/fields.js";
import { map } from "../kit/map.js";
import { player } from "../kit/player.js";
import { stateOf } from "../kit/state.js";
import { html, show } from "../kit/svg.js";

const STEPS = 100;
const FIELDS = {
  share: number(0.05, 1.1, { letter: "α", word: "in units of 2/L", steps: 210 }),
  kappa: number(1, 1000, { letter: "κ", word: "condition number", scale: "log" }),
  angle: number(0, 90, { word: "angle in degrees", steps: 90 }),
  x: number(-3, 3),
  y: number(-2, 2),
};

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

/** The ruler under the slider of α: where it stands among the step sizes that theory names. */
function ruler() {
  const el = html("div", { class: "descent-ruler", "aria-hidden": "true" });
  const at = (value) => `left:${((100 * value) / FIELDS.share.high).toFixed(2)}%`;
  function mark({ share, kappa }) {
    const places = { 0: 0, "1/L": 0.5, "2/(μ+L)": kappa / (1 + kappa), "2/L": 1 };
    const ticks = Object.entries(places).map(([name, value]) => {
      const className = name === "2/(μ+L)" ? "descent-low" : "";
      return html("span", { style: at(value), class: className }, name);
    });
    el.replaceChildren(...ticks, html("b", { style: at(share) }, "α"));
  }
  return { el, mark };
}

/** The distance at each step seen, and the most that theory leaves of it. */
function distances({ share, kappa, x, y }, seen) {
  const [first, rho] = [Math.hypot(x, y) || 1, rate(share, kappa)];
  return [
    {
      points: Array.from({ length: STEPS + 1 }, (_, t) => [t, first * rho ** t]),
      className: "descent-predicted",
      label: "at most |w₀|·ρᵗ",
      right: rho < 1,
    },
    { points: seen.map(([u, v], t) => [t, Math.hypot(u, v)]), className: "rule-gd" },
  ];
}

function render({ model, el }) {
  const state = stateOf(model, el, FIELDS);
  const { panels, controls, say, close } = card(el, "gradient descent in a ravine", () =>
    ground.showLand(),
  );
  const ground = map(panels, { height: 300, label: "map of the ravine" });
  const distance = chart(panels, {
    title: "distance to the bottom, log scale",
    x: { label: "steps" },
    y: { label: "distance", log: true },
  });
  const play = player(state, { last: () => STEPS, show: () => update() });
  const { el: rulerEl, mark } = ruler();
  controls.append(...["share", "kappa", "angle"].map(state.control), rulerEl, play.el);
  ground.startPin(state);

  const update = eachFrame(() => {
    const now = state.now();
    const path = walk(now.share, now.kappa, now.angle, now.x, now.y);
    const t = play.shown();
    const seen = path.slice(0, t + 1);
    const first = Math.hypot(now.x, now.y) || 1;
    ground.draw([{ path: seen.flat(), className: "rule-gd", dots: true }]);
    distance.draw({ x: [0, STEPS], y: [first * 1e-6, first * 1e2] }, distances(now, seen));
    mark(now);
    say(
      t < STEPS
        ? `After ${t} of ${STEPS} steps the distance is ${show(Math.hypot(...path[t]))}.`
        : summary(now.share, now.kappa, path),
    );
  });
  const survey = eachFrame(() => ground.showLand(ravine(state.now())));
  state.watch(survey, ["kappa", "angle"]); // the map is drawn again before the page changes
  state.watch(update);
  survey();
  update();
  return close;
}

export default { render };
