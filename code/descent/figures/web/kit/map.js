// A topographic map: the land, paths on it, and a pin to drag.

import { pieces } from "./pieces.js";
import { pin } from "./pin.js";
import { paint } from "./relief.js";
import { density, html, isDark, line, show, svg } from "./svg.js";

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
export const map = (el, settings) => new LandMap(el, settings);

class LandMap {
  /** @type {Surface | null} */
  land = null;
  /** Above the paths, for the figure's own marks. */
  layer = svg("g", { "aria-hidden": "true" });
  #el;
  #height;
  #panel;
  #canvas = html("canvas", { class: "descent-land", "aria-hidden": "true" });
  #overlay = svg("svg", { class: "descent-overlay" });
  #paths = svg("g", { "aria-hidden": "true" });
  #width = 0;
  // How the land lies in the panel: the pixels of one unit, and the land's left and upper edge.
  #unit = 1;
  #left = 0;
  #top = 0;
  #run = pieces(0);
  #drawn = [];
  #placePin = () => {};

  constructor(el, { height = 300, label }) {
    this.#el = el;
    this.#height = height;
    this.#overlay.append(this.#paths, this.layer);
    this.#overlay.setAttribute("role", "group");
    this.#overlay.setAttribute("aria-label", label);
    const attributes = { class: "descent-panel descent-map", style: `height:${height}px` };
    this.#panel = html("div", attributes, this.#canvas, this.#overlay);
    el.append(this.#panel);
    new ResizeObserver(() => {
      if (this.#panel.clientWidth !== this.#width) this.showLand();
    }).observe(this.#panel);
  }

  showLand(land = this.land) {
    this.land = land;
    if (!land || !this.#panel.clientWidth) return;
    const [canvas, dots] = [this.#canvas, density()];
    const size = {
      width: Math.round(dots * Math.min(720, this.#panel.clientWidth)),
      height: Math.round(dots * this.#height),
    };
    if (canvas.width !== size.width || canvas.height !== size.height) Object.assign(canvas, size);
    const painting = paint(canvas, land, this.#look(), isDark(this.#el), dots);
    // A page's first land is painted over some frames: browsers are slow with code that is new to
    // them.
    this.#run(warm ? atOnce(painting) : painting, (done) => (warm ||= done));
    this.#redraw();
  }

  /** The land's window, widened to the panel's shape: one unit is as long both ways. */
  #look() {
    const [xLow, xHigh, yLow, yHigh] = this.land.window;
    const height = this.#height;
    const width = this.#panel.clientWidth;
    const unit = Math.min(width / (xHigh - xLow), height / (yHigh - yLow));
    const left = (xLow + xHigh) / 2 - width / unit / 2;
    const top = (yLow + yHigh) / 2 + height / unit / 2;
    [this.#width, this.#unit, this.#left, this.#top] = [width, unit, left, top];
    return [left, left + width / unit, top - height / unit, top];
  }

  /** @returns {Pair} */
  toPixel(x, y) {
    return [(x - this.#left) * this.#unit, (this.#top - y) * this.#unit];
  }

  #fromPixel(px, py) {
    return within(this.land.window, this.#left + px / this.#unit, this.#top - py / this.#unit);
  }

  /** Whether a pixel lies on the map. */
  shows(px, py) {
    return px >= 0 && px <= this.#width && py >= 0 && py <= this.#height;
  }

  /**
   * paths: [{path, t, className, dots, head}], where `path` holds x and y in turn and `t` is the
   * last step to draw (all, if left out); dots: at each point, head: at the last.
   */
  draw(paths) {
    this.#drawn = paths;
    this.#redraw();
  }

  #redraw() {
    if (!this.land || !this.#width) return;
    this.#overlay.setAttribute("viewBox", `0 0 ${this.#width} ${this.#height}`);
    const crosses = this.land.minima.map(([x, y]) => {
      const [px, py] = this.toPixel(x, y);
      return svg("path", { d: `M${px - 5} ${py}h10M${px} ${py - 5}v10`, class: "descent-cross" });
    });
    const paths = this.#drawn.flatMap((one) => this.#drawPath(one));
    this.#paths.replaceChildren(this.#fence(), ...crosses, ...paths);
    this.#placePin();
  }

  /** How far the pin goes: the land is drawn beyond. */
  #fence() {
    const [xLow, xHigh, yLow, yHigh] = this.land.window;
    const [[x, y], [right, below]] = [this.toPixel(xLow, yHigh), this.toPixel(xHigh, yLow)];
    return svg("rect", { x, y, width: right - x, height: below - y, class: "descent-fence" });
  }

  #drawPath({ path, t = path.length / 2 - 1, className, dots = false, head = false }) {
    const pixels = this.#trace(path, t);
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
  #trace(path, t) {
    const pixels = [];
    const [unit, left, top] = [this.#unit, this.#left, this.#top];
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

  /**
   * The pin that most maps have: where the walk starts, `x` and `y` of the state.
   *
   * @param {State} state
   */
  startPin(state) {
    this.pin({
      name: "start; arrow keys move it, with shift far",
      get: () => [state.get("x"), state.get("y")],
      set: (x, y) => state.change({ x: Number(x.toFixed(4)), y: Number(y.toFixed(4)) }),
    });
  }

  /**
   * A pin on the land. `get()` says where it is, `set(x, y)` moves it.
   *
   * @param {{name: string, get: () => Pair, set: (x: number, y: number) => void}} pin
   */
  pin({ get, set, name }) {
    const to = (px, py) => set(...this.#fromPixel(px, py));
    const nudge = ([dx, dy], far) => {
      const [px, py] = this.toPixel(...get());
      const reach = far ? 24 : 4;
      to(px + reach * dx, py + reach * dy);
    };
    const place = pin(this.#overlay, { name, to, nudge });
    this.#placePin = () => {
      const [x, y] = get();
      const [low, high] = this.land.window;
      place(this.toPixel(x, y), { low, high, now: x, text: `${show(x)}, ${show(y)}` });
    };
  }
}
