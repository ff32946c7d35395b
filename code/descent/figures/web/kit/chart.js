// A line chart with linear or log axes: title, grid, ticks, curves, marks, and a pin on a curve.

import { labels } from "./labels.js";
import { pin } from "./pin.js";
import { scale } from "./scales.js";
import { density, html, line, show, superscript, svg } from "./svg.js";

const LEFT = 46,
  RIGHT = 12,
  TOP = 26,
  BOTTOM = 34;
const STACKED = 250; // no higher where panels stand above each other, as on a phone
let count = 0; // names of clip paths belong to the whole page

/**
 * A chart inside `el`. `draw` takes its domains and curves. A label stands at a share of its
 * curve's seen part, to its left or right, where the curve is not, or else where there is room.
 *
 * @param {HTMLElement} el
 * @param {{title: string | (() => string), x: Axis, y: Axis, height?: number}} settings
 */
export const chart = (el, settings) => new Chart(el, settings);

/** @typedef {{label: string, log?: boolean}} Axis */

class Chart {
  #el;
  #title;
  #axes;
  #tall;
  #width = 0;
  #height;
  #drawing = svg("g", { "aria-hidden": "true" });
  #plot;
  #canvas = html("canvas", { class: "descent-ground", "aria-hidden": "true" });
  #clipId = `descent-clip-${count++}`;
  /** @type {[Domains, Curve[]] | null} */
  #last = null;
  /** The scales of what is drawn: from numbers to pixels. */
  #x = scale([0, 1], [0, 1]);
  #y = scale([0, 1], [0, 1]);
  #color = null; // of the ground
  #placeHandle = () => {};
  #nameBeside = null;

  constructor(el, { title, x, y, height = 300 }) {
    this.#el = el;
    this.#title = title;
    this.#axes = { x, y };
    this.#tall = this.#height = height;
    this.#plot = svg("svg", { class: "descent-chart", height }, this.#drawing);
    el.append(html("div", { class: "descent-panel" }, this.#plot));
    new ResizeObserver(() => {
      this.#measure();
      this.redraw();
    }).observe(this.#plot);
  }

  /**
   * @param {Domains} domains
   * @param {Curve[]} curves
   */
  draw(domains, curves) {
    this.#last = [domains, curves];
    this.redraw();
  }

  /**
   * The pixel of a point.
   *
   * @returns {Pair}
   */
  at(u, v) {
    return [this.#x(u), this.#y(v)];
  }

  /**
   * The point at a pixel.
   *
   * @returns {Pair}
   */
  from(px, py) {
    return [this.#x.invert(px), this.#y.invert(py)];
  }

  /** Once, and when the size changes: to ask for it in every frame would force a layout. */
  #measure() {
    this.#width = this.#plot.clientWidth || 400;
    const stacked = this.#width > 0.6 * this.#el.clientWidth;
    this.#height = stacked ? Math.min(this.#tall, STACKED) : this.#tall;
    this.#plot.setAttribute("height", this.#height);
  }

  redraw() {
    if (!this.#last) return;
    const [domains, curves] = this.#last;
    const { x, y } = this.#axes;
    if (!this.#width) this.#measure();
    const [width, height] = [this.#width, this.#height];
    this.#plot.setAttribute("viewBox", `0 0 ${width} ${height}`);
    this.#x = scale(domains.x, [LEFT, width - RIGHT], x.log);
    this.#y = scale(domains.y, [height - BOTTOM, TOP], y.log);
    const [wide, high] = this.#groundSize();
    if (this.#color && (this.#canvas.width !== wide || this.#canvas.height !== high))
      this.showGround(this.#color);
    // Zero lies below every log axis.
    /** @param {number[]} point */
    const inside = ([u, v]) => this.at(u, y.log && v <= 0 ? 1e-9 * domains.y[0] : v);
    const drawn = curves.map((curve) => ({ ...curve, pixels: curve.points.map(inside) }));
    const title = typeof this.#title === "function" ? this.#title() : this.#title;
    this.#drawing.replaceChildren(
      svg("text", { x: 8, y: 15, class: "descent-title" }, title),
      ...this.#axisX(),
      ...this.#axisY(),
      this.#clip(),
      ...drawn.flatMap((curve, k) => this.#drawCurve(curve, k)),
      ...this.#nameAll(drawn),
    );
    this.#placeHandle();
  }

  /**
   * A pin on a curve of linear x. `get()` is its point, `set(x)` moves it along `range`.
   *
   * @param {{name: string, get: () => Pair, set: (x: number) => void,
   *   range: Pair, step: number}} pin
   */
  handle({ name, get, set, range: [low, high], step }) {
    const move = (x) => set(snapped(x, [low, high, step]));
    const to = (px) => move(this.#x.invert(px));
    const nudge = ([dx, dy], far) => move(get()[0] + (far ? 10 : 1) * step * (dx - dy));
    this.#hold({ name, to, nudge }, get, { low, high, text: () => show(get()[0]) });
  }

  /**
   * A pin that moves both ways, on linear axes: `x` and `y` are [low, high, step].
   *
   * @typedef {[number, number, number]} Reach
   * @param {{name: string, get: () => Pair, set: (x: number, y: number) => void,
   *   x: Reach, y: Reach, text: () => string}} pin
   */
  freeHandle({ name, get, set, x, y, text }) {
    const move = (u, v) => set(snapped(u, x), snapped(v, y));
    const to = (px, py) => move(...this.from(px, py));
    const nudge = ([dx, dy], far) => {
      const [u, v] = get();
      const reach = far ? 10 : 1;
      move(u + reach * dx * x[2], v - reach * dy * y[2]);
    };
    this.#hold({ name, to, nudge }, get, { low: x[0], high: x[1], text });
  }

  #hold(grip, get, { low, high, text }) {
    this.#plot.setAttribute("role", "group");
    this.#plot.setAttribute("aria-label", this.#title);
    const place = pin(this.#plot, grip);
    this.#placeHandle = () => place(this.at(...get()), { low, high, now: get()[0], text: text() });
  }

  /** @returns {Pair} */
  #groundSize() {
    const dots = (size) => Math.round(density() * size);
    return [dots(this.#width - LEFT - RIGHT), dots(this.#height - TOP - BOTTOM)];
  }

  /** Color the plane behind the curves: `color(x, y)` gives four bytes, as palettes have them. */
  showGround(color) {
    this.#color = color;
    if (!this.#last) return;
    this.#plot.before(this.#canvas);
    const image = new ImageData(...this.#groundSize());
    const dot = 1 / density();
    const pixels = new Uint32Array(image.data.buffer);
    const [u, v] = this.from(LEFT + dot / 2, TOP + dot / 2);
    const [nextU, nextV] = this.from(LEFT + 1.5 * dot, TOP + 1.5 * dot);
    for (let j = 0, p = 0; j < image.height; j++) {
      for (let i = 0; i < image.width; i++, p++)
        pixels[p] = color(u + i * (nextU - u), v + j * (nextV - v));
    }
    Object.assign(this.#canvas, { width: image.width, height: image.height });
    Object.assign(this.#canvas.style, {
      left: `${LEFT}px`,
      top: `${TOP}px`,
      width: `${dot * image.width}px`,
      height: `${dot * image.height}px`,
    });
    this.#canvas.getContext("2d").putImageData(image, 0, 0);
  }

  #axisX() {
    const { label, log } = this.#axes.x;
    const [width, bottom] = [this.#width, this.#height - BOTTOM];
    const lines = this.#x.ticks(Math.max(2, width / 60)).flatMap((value) => {
      const x = this.#x(value);
      const text = tick(value, log);
      const place = { x: Math.min(x, width - 3.5 * text.length), y: bottom + 15 };
      return [
        svg("line", { x1: x, y1: bottom, x2: x, y2: TOP, class: "descent-grid" }),
        svg("text", { ...place, "text-anchor": "middle", class: "descent-tick" }, text),
      ];
    });
    const corner = { x: width - RIGHT, y: this.#height - 4, "text-anchor": "end" };
    return [...lines, svg("text", { ...corner, class: "descent-tick" }, label)];
  }

  #axisY() {
    const { label, log } = this.#axes.y;
    const right = this.#width - RIGHT;
    const lines = this.#y.ticks(6).flatMap((value) => {
      const y = this.#y(value);
      const place = { x: LEFT - 6, y: y + 4, "text-anchor": "end" };
      return [
        svg("line", { x1: LEFT, y1: y, x2: right, y2: y, class: "descent-grid" }),
        svg("text", { ...place, class: "descent-tick" }, tick(value, log)),
      ];
    });
    if (label.length > 1) return lines; // the title says it
    return [...lines, svg("text", { x: 8, y: this.#height / 2, class: "descent-tick" }, label)];
  }

  #clip() {
    const frame = svg("rect", {
      x: LEFT,
      y: TOP - 6,
      width: this.#width - LEFT - RIGHT + 6,
      height: this.#height - TOP - BOTTOM + 8,
    });
    return svg("clipPath", { id: this.#clipId }, frame);
  }

  /** @param {Curve & {pixels: Pair[]}} curve */
  #drawCurve({ pixels, className, marks = false, label, labelAt = 0.5, along }, k) {
    const id = along && `${this.#clipId}-${k}`;
    const within = `url(#${this.#clipId})`;
    const parts = [
      svg("path", { id, d: line(pixels), class: `descent-line ${className}`, "clip-path": within }),
    ];
    if (marks) {
      const finite = pixels.filter((p) => p.every(Number.isFinite));
      const dots = finite.map(([cx, cy]) => svg("circle", { cx, cy, r: 2.6 }));
      parts.push(svg("g", { class: `descent-dots ${className}`, "clip-path": within }, ...dots));
    }
    if (label && along) parts.push(...labelAlong(id, label, labelAt));
    return parts;
  }

  /** The labels beside curves. A name may lie on a band, and on what only marks a place. */
  #nameAll(drawn) {
    const names = drawn.filter(({ label, along }) => label && !along);
    if (!names.length) return [];
    const lines = drawn
      .filter(({ className }) => !/descent-(here|band|rare|zero)/.test(className))
      .map(({ pixels }) => pixels);
    const taken = drawn.filter(({ label, along }) => label && along).map(roomAlong);
    const frame = [LEFT, TOP - 4, this.#width - 2, this.#height - BOTTOM];
    this.#nameBeside ??= labels(getComputedStyle(this.#plot).fontFamily);
    return this.#nameBeside(names, lines, frame, taken);
  }
}

/** The points of a horizontal line. */
export const horizontal = ([left, right], y) => [
  [left, y],
  [right, y],
];

/** The points of a vertical line. */
export const vertical = (x, [low, high]) => [
  [x, low],
  [x, high],
];

/** A tick's number: a power of ten on a log axis. */
const tick = (value, log) =>
  log ? `10${superscript(Math.round(Math.log10(value)))}` : show(value, 6);

/** The nearest multiple of the step between low and high. */
export const snapped = (v, [low, high, step]) =>
  Math.min(high, Math.max(low, Number((step * Math.round(v / step)).toPrecision(6))));

/** The box around a label that runs along its curve, whichever way it is turned. */
function roomAlong({ pixels, label, labelAt }) {
  const [x, y] = pixels[Math.floor(labelAt * (pixels.length - 1))];
  const reach = 3.5 * label.length;
  return [x - reach, y - reach, x + reach, y + reach];
}

/** Twice, for the halo of one letter would cover its neighbor. */
function labelAlong(id, label, labelAt) {
  return ["", "stroke: none"].map((style) => {
    const text = svg("textPath", { href: `#${id}`, startOffset: `${100 * labelAt}%` }, label);
    return svg("text", { dy: -5, "text-anchor": "middle", class: "descent-label", style }, text);
  });
}
