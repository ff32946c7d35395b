// A topographic map: the land, paths on it, and a pin to drag.

import { pieces } from "./pieces.js";
import { pin as grip } from "./pin.js";
import { paint } from "./relief.js";
import { density, html, line, show, svg } from "./svg.js";

/**
 * The point [x, y], moved into the window where it is outside.
 *
 * @param {Four} window
 * @param {number} x
 * @param {number} y
 * @returns {Pair}
 */
export function within([xLow, xHigh, yLow, yHigh], x, y) {
  return [Math.min(xHigh, Math.max(xLow, x)), Math.min(yHigh, Math.max(yLow, y))];
}

/** Do all of a task now; returns one that is done. */
function atOnce(task) {
  while (!task.next().done);
  return [].values();
}

let warm = false; // whether a land has been painted on this page

/**
 * A map inside `el`; when its `land` is shown again, it is drawn again.
 *
 * @param {HTMLElement} el
 * @param {{height?: number, label: string}} settings
 */
export function map(el, { height = 300, label }) {
  const canvas = html("canvas", { class: "descent-land", "aria-hidden": "true" });
  const overlay = svg("svg", { class: "descent-overlay" });
  const paths = svg("g", { "aria-hidden": "true" });
  const layer = svg("g", { "aria-hidden": "true" }); // above the paths, for the figure's own marks
  overlay.append(paths, layer);
  const panel = html(
    "div",
    { class: "descent-panel descent-map", style: `height:${height}px` },
    canvas,
    overlay,
  );
  el.append(panel);
  const self = {
    /** @type {Surface | null} */
    land: null,
    draw,
    redraw,
    showLand,
    pin,
    startPin,
    layer,
    toPixel: (x, y) => toPixel(x, y),
    shows: (px, py) => px >= 0 && px <= width && py >= 0 && py <= height,
  };
  let [width, unit, left, top] = [0, 1, 0, 0]; // of the panel, and how the land lies in it
  const run = pieces(0);
  let drawn = [];
  let handle = null;

  /** The land's window, widened to the panel's shape: one unit is as long both ways. */
  function look() {
    const [xLow, xHigh, yLow, yHigh] = self.land.window;
    width = panel.clientWidth;
    unit = Math.min(width / (xHigh - xLow), height / (yHigh - yLow));
    left = (xLow + xHigh) / 2 - width / unit / 2;
    top = (yLow + yHigh) / 2 + height / unit / 2;
    return [left, left + width / unit, top - height / unit, top];
  }
  /** @returns {Pair} */
  const toPixel = (x, y) => [(x - left) * unit, (top - y) * unit];
  const fromPixel = (px, py) => within(self.land.window, left + px / unit, top - py / unit);

  function showLand(land = self.land) {
    self.land = land;
    if (!land || !panel.clientWidth) return;
    const dots = density();
    const size = {
      width: Math.round(dots * Math.min(720, panel.clientWidth)),
      height: Math.round(dots * height),
    };
    if (canvas.width !== size.width || canvas.height !== size.height) Object.assign(canvas, size);
    const dark = getComputedStyle(el).getPropertyValue("--descent-dark").trim() === "1";
    const painting = paint(canvas, land, look(), dark, dots);
    // A page's first land is painted over some frames: browsers are slow with code that is new to
    // them.
    run(warm ? atOnce(painting) : painting, (done) => (warm ||= done));
    redraw();
  }

  /**
   * paths: [{path, t, className, dots, head}], where `path` holds x and y in turn and `t` is the
   * last step to draw (all, if left out); dots: at each point, head: at the last.
   */
  function draw(newPaths) {
    drawn = newPaths;
    redraw();
  }

  function redraw() {
    if (!self.land || !width) return;
    overlay.setAttribute("viewBox", `0 0 ${width} ${height}`);
    const crosses = self.land.minima.map(([x, y]) => {
      const [px, py] = toPixel(x, y);
      return svg("path", { d: `M${px - 5} ${py}h10M${px} ${py - 5}v10`, class: "descent-cross" });
    });
    paths.replaceChildren(fence(), ...crosses, ...drawn.flatMap(drawPath));
    handle?.place();
  }

  /** How far the pin goes: the land is drawn beyond. */
  function fence() {
    const [xLow, xHigh, yLow, yHigh] = self.land.window;
    const [[x, y], [right, below]] = [toPixel(xLow, yHigh), toPixel(xHigh, yLow)];
    return svg("rect", { x, y, width: right - x, height: below - y, class: "descent-fence" });
  }

  function drawPath({ path, t = path.length / 2 - 1, className, dots = false, head = false }) {
    const pixels = trace(path, t);
    const d = line(pixels);
    const parts = [
      svg("path", { d, class: "descent-halo" }),
      svg("path", { d, class: `descent-line ${className}` }),
    ];
    const circles = (places, r) =>
      svg(
        "g",
        { class: `descent-dots ${className}` },
        ...places.map(([cx, cy]) => svg("circle", { cx, cy, r })),
      );
    const finite = (p) => p.every(Number.isFinite);
    if (dots) parts.push(circles(pixels.filter(finite), 2.2));
    if (head) parts.push(circles([pixels.findLast(finite)], 4));
    return parts;
  }

  /** The pixels of a path, without those that hardly differ from the one before. */
  function trace(path, t) {
    const pixels = [];
    let [px, py] = [NaN, NaN];
    for (let k = 0; k <= t; k++) {
      const x = (path[2 * k] - left) * unit; // as toPixel: there may be very many
      const y = (top - path[2 * k + 1]) * unit;
      if (Math.abs(x - px) + Math.abs(y - py) < 0.5 && k < t) continue;
      [px, py] = [x, y];
      pixels.push([x, y]);
    }
    return pixels;
  }

  /** The pin that most maps have: where the walk starts, `x` and `y` of the model. */
  function startPin(model) {
    return pin({
      name: "start; arrow keys move it, with shift far",
      get: () => [model.get("x"), model.get("y")],
      set: (x, y) => {
        model.set("x", Number(x.toFixed(4)));
        model.set("y", Number(y.toFixed(4)));
        model.save_changes();
      },
    });
  }

  /**
   * A pin on the land. `get()` says where it is, `set(x, y)` moves it.
   *
   * @param {{name: string, get: () => Pair, set: (x: number, y: number) => void}} pin
   */
  function pin({ get, set, name }) {
    const to = (px, py) => set(...fromPixel(px, py));
    const nudge = ([dx, dy], far) => {
      const [px, py] = toPixel(...get());
      const reach = far ? 24 : 4;
      to(px + reach * dx, py + reach * dy);
    };
    const place = grip(overlay, { name, to, nudge });
    handle = {
      place() {
        const [x, y] = get();
        const [low, high] = self.land.window;
        place(toPixel(x, y), { low, high, now: x, text: `${show(x)}, ${show(y)}` });
      },
    };
    return handle;
  }

  overlay.setAttribute("role", "group");
  overlay.setAttribute("aria-label", label);
  new ResizeObserver(() => {
    if (panel.clientWidth !== width) showLand();
  }).observe(panel);
  return self;
}
