// The mountain in fog: walk by the slope underfoot, then lift the fog and let descent walk.

import { gd } from "../core/optimizers.js";
import { descend } from "../core/paths.js";
import { surfaces } from "../core/surfaces.js";
import { address } from "../kit/address.js";
import { card, eachFrame } from "../kit/card.js";
import { button } from "../kit/controls.js";
import { map } from "../kit/map.js";
import { html, show, svg } from "../kit/svg.js";

const SIGHT = 46; // pixels: what you see in the fog
const STRIDE = 0.15; // a step, in units of the map
const ALPHA = 0.3;
const STEPS = 60;
const WINDS = [
  "east",
  "north-east",
  "north",
  "north-west",
  "west",
  "south-west",
  "south",
  "south-east",
];
const land = surfaces.mountain;
const FLOOR = Math.min(...land.minima.map(([x, y]) => land.value(x, y)));
let count = 0; // names of markers and gradients belong to the whole page

/** Where descent goes from here. */
export function walk(x, y, steps = STEPS) {
  const path = descend(gd({ alpha: ALPHA }), land.grad, [x, y], steps);
  return Array.from({ length: steps + 1 }, (_, t) => [path[2 * t], path[2 * t + 1]]);
}

/** Height and slope at a place, in words. */
export function feel(x, y) {
  const [gx, gy] = land.grad(x, y);
  const slope = Math.hypot(gx, gy);
  const height = `Height ${show(land.value(x, y))}.`;
  if (slope < 1e-3) return `${height} The ground is level: a valley, a summit or a pass?`;
  const eighth = Math.round((Math.atan2(-gy, -gx) / Math.PI) * 4 + 8) % 8;
  return `${height} The ground falls to the ${WINDS[eighth]}, ${show(slope, 2)} per unit.`;
}

function render({ model, el }) {
  address(el, model, { x: [-4, 4], y: [-4, 4], fog: ["on", "off"] });
  const { panels, controls, say, close } = card(el, "a mountain in fog", () => ground.showLand());
  panels.classList.add("descent-single");
  const [sight, headId] = [`descent-sight-${count}`, `descent-head-${count++}`];
  const ground = map(panels, { height: 380, label: "map of the mountain" });
  const start = [model.get("x"), model.get("y")];
  let trail = [start];
  let descent = null; // the path of gradient descent, as far as it is shown
  let timer = null;

  const fog = button("", () => {
    model.set("fog", model.get("fog") === "on" ? "off" : "on");
    model.save_changes();
  });
  const again = button("Back to the start", () => {
    clearInterval(timer);
    descent = null;
    move(...start);
    trail = [start];
    update();
  });
  const letDescent = button("Let descent walk from the start", () => {
    const path = walk(...start);
    clearInterval(timer);
    descent = path.slice(0, 1);
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) descent = path;
    timer = setInterval(() => {
      descent = path.slice(0, descent.length + 1);
      if (descent.length >= path.length) clearInterval(timer);
      update();
    }, 60);
  });
  controls.append(
    fog,
    letDescent,
    again,
    html(
      "span",
      { class: "descent-hint" },
      "Drag the pin, click, or use the arrow keys. In fog a click leads four steps at most.",
    ),
  );

  function move(x, y) {
    model.set("x", Number(x.toFixed(3)));
    model.set("y", Number(y.toFixed(3)));
    model.save_changes();
  }
  ground.pin({
    name: "you; arrow keys walk, with shift further",
    get: () => [model.get("x"), model.get("y")],
    set: (x, y) => {
      const [a, b] = trail.at(-1);
      const far = Math.hypot(x - a, y - b);
      // In fog there are no leaps.
      const reach = model.get("fog") === "on" ? Math.min(1, (4 * STRIDE) / far) : 1;
      move(a + (x - a) * reach, b + (y - b) * reach);
      const here = [model.get("x"), model.get("y")];
      if (Math.hypot(here[0] - a, here[1] - b) >= STRIDE / 2) trail.push(here);
    },
  });

  /** The fog with a hole around you, and an arrow down the slope. */
  function marks(x, y) {
    const [px, py] = ground.toPixel(x, y);
    const [gx, gy] = land.grad(x, y);
    const slope = Math.hypot(gx, gy) || 1;
    const reach = Math.min(34, 14 + 40 * slope) / slope;
    const [dx, dy] = [-gx * reach, gy * reach];
    const arrow = svg("path", {
      d: `M${px} ${py}l${dx} ${dy}`,
      class: "descent-arrow",
      "marker-end": `url(#${headId})`,
    });
    const head = svg("marker", {
      id: headId,
      class: "descent-arrow-head",
      viewBox: "0 0 8 8",
      refX: 5,
      refY: 4,
      markerWidth: 4,
      markerHeight: 4,
      orient: "auto",
    });
    head.append(svg("path", { d: "M0 0L8 4L0 8z" }));
    const hole = svg("radialGradient", {
      id: sight,
      class: "descent-sight",
      gradientUnits: "userSpaceOnUse",
      cx: px,
      cy: py,
      r: SIGHT * 1.5,
    });
    hole.append(
      svg("stop", { offset: 0.55, "stop-opacity": 0 }),
      svg("stop", { offset: 1, "stop-opacity": 1 }),
    );
    const veil = svg("rect", {
      width: "100%",
      height: "100%",
      fill: `url(#${sight})`,
      class: "descent-fog",
    });
    const hidden = model.get("fog") === "on";
    ground.layer.replaceChildren(head, hole, ...(hidden ? [veil] : []), arrow);
  }

  const update = eachFrame(() => {
    const [x, y] = [model.get("x"), model.get("y")];
    const paths = [{ path: [...trail, [x, y]].flat(), className: "descent-trail" }];
    if (descent) paths.push({ path: descent.flat(), className: "rule-gd", dots: true });
    ground.draw(paths);
    marks(x, y);
    fog.textContent = model.get("fog") === "on" ? "Lift the fog" : "Let the fog come down";
    const length = trail
      .slice(1)
      .reduce((sum, [u, v], k) => sum + Math.hypot(u - trail[k][0], v - trail[k][1]), 0);
    const steps = Math.round(length / STRIDE);
    const own = steps ? `You took about ${steps} ${steps === 1 ? "step" : "steps"}. ` : "";
    const theirs = descent
      ? ` Descent: height ${show(land.value(...descent.at(-1)))} after ${descent.length - 1} steps.`
      : "";
    const seen = model.get("fog") === "off" ? ` The deepest valley's floor: ${show(FLOOR)}.` : "";
    say(own + feel(x, y) + theirs + seen);
  });
  for (const name of ["x", "y", "fog"]) model.on(`change:${name}`, update);
  new ResizeObserver(update).observe(panels);
  ground.showLand(land);
  update();
  return close;
}

export default { render };
