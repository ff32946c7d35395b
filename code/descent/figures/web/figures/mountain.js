// The mountain in fog: walk by the slope underfoot, then lift the fog and let descent walk.

import { gd } from "../core/optimizers.js";
import { descend } from "../core/paths.js";
import { surfaces } from "../core/surfaces.js";
import { card, eachFrame } from "../kit/card.js";
import { button } from "../kit/controls.js";
import { number, oneOf } from "../kit/fields.js";
import { map } from "../kit/map.js";
import { stateOf } from "../kit/state.js";
import { html, show, svg } from "../kit/svg.js";
import { counted } from "../kit/words.js";

const SIGHT = 46; // how far you see in the fog, in pixels
const STRIDE = 0.15; // the length of a step of yours, in units of the map
const ALPHA = 0.3;
const STEPS = 60;
const WINDS = "east north-east north north-west west south-west south south-east".split(" ");
const FIELDS = { x: number(-4, 4), y: number(-4, 4), fog: oneOf({ on: "on", off: "off" }) };
const land = surfaces.mountain;
const FLOOR = Math.min(...land.minima.map(([x, y]) => land.value(x, y)));
let count = 0; // names of markers and gradients belong to the whole page

/** Height and slope at a place, in words. */
export function feel(x, y) {
  const [gx, gy] = land.grad(x, y);
  const slope = Math.hypot(gx, gy);
  const height = `Height ${show(land.value(x, y))}.`;
  if (slope < 1e-3) return `${height} The ground is level: a valley, a summit or a pass?`;
  const eighth = Math.round((Math.atan2(-gy, -gx) / Math.PI) * 4 + 8) % 8;
  return `${height} The ground falls to the ${WINDS[eighth]}, ${show(slope, 2)} per unit.`;
}

/** Your walk and what you feel, how far descent came, and how deep it goes without fog. */
function summary({ x, y, fog }, trail, descent) {
  const lengths = trail.slice(1).map(([u, v], k) => Math.hypot(u - trail[k][0], v - trail[k][1]));
  const steps = Math.round(lengths.reduce((sum, length) => sum + length, 0) / STRIDE);
  const own = steps ? `You took about ${counted(steps, "step")}. ` : "";
  const seen = fog === "off" ? ` The deepest valley's floor: ${show(FLOOR)}.` : "";
  if (!descent) return own + feel(x, y) + seen;
  const { path, t } = descent;
  const height = show(land.value(path[2 * t], path[2 * t + 1]));
  return `${own}${feel(x, y)} Descent: height ${height} after ${t} steps.${seen}`;
}

/** Your walk: where you are, the places of the trail behind you, and how you move. */
function yourWalk(state) {
  /** @returns {Pair} */
  const here = () => [state.get("x"), state.get("y")];
  const start = here();
  let trail = [start];
  const move = (x, y) => state.change({ x: Number(x.toFixed(3)), y: Number(y.toFixed(3)) });
  function goToward(x, y) {
    const [a, b] = trail.at(-1);
    // In fog there are no leaps.
    const most = state.get("fog") === "on" ? 4 * STRIDE : Infinity;
    const share = Math.min(1, most / Math.hypot(x - a, y - b));
    move(a + (x - a) * share, b + (y - b) * share);
    const [u, v] = here();
    if (Math.hypot(u - a, v - b) >= STRIDE / 2) trail.push([u, v]);
  }
  function goBack() {
    move(...start);
    trail = [start];
  }
  return { start, here, trail: () => trail, goToward, goBack };
}

/** Gradient descent's walk. It is `seen()` as {path, t} up to step t, and null before its start. */
function descentWalk(draw) {
  let seen = null;
  let timer = null;
  function start(x, y) {
    clearInterval(timer);
    const path = descend(gd({ alpha: ALPHA }), land.grad, [x, y], STEPS);
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    seen = { path, t: still ? STEPS : 0 };
    timer = setInterval(() => {
      seen.t = Math.min(seen.t + 1, STEPS);
      if (seen.t === STEPS) clearInterval(timer);
      draw();
    }, 60);
  }
  function forget() {
    clearInterval(timer);
    seen = null;
  }
  return { start, forget, seen: () => seen };
}

/** A function that draws, above the map, the fog with a hole around you and an arrow downhill. */
function marksOn(ground) {
  const [sightId, headId] = [`descent-sight-${count}`, `descent-head-${count++}`];
  const size = { viewBox: "0 0 8 8", refX: 5, refY: 4, markerWidth: 4, markerHeight: 4 };
  const head = svg(
    "marker",
    { id: headId, class: "descent-arrow-head", ...size, orient: "auto" },
    svg("path", { d: "M0 0L8 4L0 8z" }),
  );
  const hole = (cx, cy) =>
    svg(
      "radialGradient",
      {
        id: sightId,
        class: "descent-sight",
        gradientUnits: "userSpaceOnUse",
        cx,
        cy,
        r: SIGHT * 1.5,
      },
      svg("stop", { offset: 0.55, "stop-opacity": 0 }),
      svg("stop", { offset: 1, "stop-opacity": 1 }),
    );
  const fill = `url(#${sightId})`;
  const veil = svg("rect", { width: "100%", height: "100%", fill, class: "descent-fog" });

  return ({ x, y, fog }) => {
    const [px, py] = ground.toPixel(x, y);
    const [gx, gy] = land.grad(x, y);
    const slope = Math.hypot(gx, gy) || 1;
    const reach = Math.min(34, 14 + 40 * slope) / slope;
    const d = `M${px} ${py}l${-gx * reach} ${gy * reach}`;
    const arrow = svg("path", { d, class: "descent-arrow", "marker-end": `url(#${headId})` });
    ground.layer.replaceChildren(head, hole(px, py), ...(fog === "on" ? [veil] : []), arrow);
  };
}

function render({ model, el }) {
  const state = stateOf(model, el, FIELDS);
  const { panels, controls, say, close } = card(el, "a mountain in fog", () => ground.showLand());
  panels.classList.add("descent-single");
  const ground = map(panels, { height: 380, label: "map of the mountain" });
  const mark = marksOn(ground);
  const you = yourWalk(state);
  const descent = descentWalk(() => update());
  const fog = button("", () => state.change({ fog: state.get("fog") === "on" ? "off" : "on" }));
  const hint =
    "Drag the pin, click, or use the arrow keys. In fog a click leads four steps at most.";
  controls.append(
    fog,
    button("Let descent walk from the start", () => descent.start(...you.start)),
    button("Back to the start", () => {
      descent.forget();
      you.goBack();
      update();
    }),
    html("span", { class: "descent-hint" }, hint),
  );
  ground.pin({
    name: "you; arrow keys walk, with shift further",
    get: you.here,
    set: you.goToward,
  });

  const update = eachFrame(() => {
    const [now, trail, seen] = [state.now(), you.trail(), descent.seen()];
    const walks = [{ path: [...trail, you.here()].flat(), className: "descent-trail" }];
    ground.draw(seen ? [...walks, { ...seen, className: "rule-gd", dots: true }] : walks);
    mark(now);
    fog.textContent = now.fog === "on" ? "Lift the fog" : "Let the fog come down";
    say(summary(now, trail, seen));
  });
  state.watch(update);
  new ResizeObserver(update).observe(panels);
  ground.showLand(land);
  update();
  return close;
}

export default { render };
