// A line chart with linear or log axes: title, grid, ticks, curves, marks, and a pin on a curve.

import { labels } from "./labels.js";
import { pin } from "./pin.js";
import { density, html, line, show, superscript, svg } from "./svg.js";

const LEFT = 46,
  RIGHT = 12,
  TOP = 26,
  BOTTOM = 34;
const STACKED = 250; // no higher where panels stand above each other, as on a phone

/** Round numbers from low to high, about `count` of them. */
export function ticks(low, high, count = 5) {
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((k) => k * power).find((s) => s >= rough);
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, k) =>
    Number(((first + k) * step).toPrecision(12)),
  );
}

/** Powers of ten from low to high, at most `count` of them, evenly spread. */
export function decades(low, high, count = 6) {
  const first = Math.ceil(Math.log10(low) - 1e-9);
  const last = Math.floor(Math.log10(high) + 1e-9);
  const stride = Math.max(1, Math.ceil((last - first + 1) / count));
  const powers = [];
  for (let k = first; k <= last; k += stride) powers.push(10 ** k);
  return powers;
}

/**
 * From numbers between low and high to pixels between a and b.
 *
 * @param {Pair} domain
 * @param {Pair} range
 * @param {boolean} [log]
 */
function scale([low, high], [a, b], log) {
  const at = log ? Math.log10 : (v) => v;
  return (v) => a + ((at(v) - at(low)) / (at(high) - at(low))) * (b - a);
}

/**
 * A chart inside `el`. `draw` takes its domains and curves. A label stands at a share of its
 * curve's seen part, to its left or right, where the curve is not, or else where there is room.
 *
 * @param {HTMLElement} el
 * @param {{title: string | (() => string), x: Axis, y: Axis, height?: number}} settings
 *
 * @typedef {{label: string, log?: boolean}} Axis
 */
export function chart(el, { title, x, y, height: tall = 300 }) {
  const drawing = svg("g", { "aria-hidden": "true" });
  const plot = svg("svg", { class: "descent-chart", height: tall }, drawing);
  const canvas = html("canvas", { class: "descent-ground", "aria-hidden": "true" });
  el.append(html("div", { class: "descent-panel" }, plot));
  const self = {
    draw,
    redraw,
    handle,
    freeHandle,
    showGround,
    /** @type {(x: number, y: number) => Pair} from a point to its pixel */
    at: () => [0, 0],
    /** @type {(px: number, py: number) => Pair} and back */
    from: () => [0, 0],
  };
  let ground = null;
  /** @type {[Domains, Curve[]] | null} */
  let last = null;
  let [width, height] = [0, tall];
  let placeHandle = () => {};
  let nameBeside = null;
  const clipId = `descent-clip-${count++}`;

  /**
   * @param {Domains} domains
   * @param {Curve[]} curves
   */
  function draw(domains, curves) {
    last = [domains, curves];
    redraw();
  }

  /** Once, and when the size changes: to ask for it in every frame would force a layout. */
  function measure() {
    width = plot.clientWidth || 400;
    height = width > 0.6 * el.clientWidth ? Math.min(tall, STACKED) : tall;
    plot.setAttribute("height", height);
  }

  function redraw() {
    if (!last) return;
    const [domains, curves] = last;
    if (!width) measure();
    plot.setAttribute("viewBox", `0 0 ${width} ${height}`);
    const toX = scale(domains.x, [LEFT, width - RIGHT], x.log);
    const toY = scale(domains.y, [height - BOTTOM, TOP], y.log);
    self.at = (u, v) => [toX(u), toY(v)];
    const share = (p, [a, b], [low, high]) => low + ((p - a) / (b - a)) * (high - low);
    self.from = (px, py) => [
      share(px, [LEFT, width - RIGHT], domains.x),
      share(py, [height - BOTTOM, TOP], domains.y),
    ];
    if (ground && groundSize().some((size, k) => size !== [canvas.width, canvas.height][k]))
      showGround(ground);
    // Zero lies below every log axis.
    /** @param {number[]} point */
    const inside = ([u, v]) => self.at(u, y.log && v <= 0 ? 1e-9 * domains.y[0] : v);
    const drawn = curves.map((curve) => ({ ...curve, pixels: curve.points.map(inside) }));
    drawing.replaceChildren(
      svg(
        "text",
        { x: 8, y: 15, class: "descent-title" },
        typeof title === "function" ? title() : title,
      ),
      ...axis(domains.x, x, (v) => [toX(v), height - BOTTOM, toX(v), TOP], false, width),
      ...axis(domains.y, y, (v) => [LEFT, toY(v), width - RIGHT, toY(v)], true, width),
      clip(width),
      ...drawn.flatMap(drawCurve),
      ...nameAll(drawn),
    );
    placeHandle();
  }

  /**
   * A pin on a curve of linear x. `get()` is its point, `set(x)` moves it along `range`.
   *
   * @param {{name: string, get: () => Pair, set: (x: number) => void,
   *   range: Pair, step: number}} pin
   */
  function handle({ name, get, set, range: [low, high], step }) {
    plot.setAttribute("role", "group");
    plot.setAttribute("aria-label", title);
    const move = (x) =>
      set(Math.min(high, Math.max(low, Number((step * Math.round(x / step)).toPrecision(6)))));
    const to = (px) => move(self.from(px, 0)[0]);
    const nudge = ([dx, dy], far) => move(get()[0] + (far ? 10 : 1) * step * (dx - dy));
    const place = pin(plot, { name, to, nudge });
    placeHandle = () =>
      place(self.at(...get()), { low, high, now: get()[0], text: show(get()[0]) });
  }

  /**
   * A pin that moves both ways, on linear axes: `x` and `y` are [low, high, step].
   *
   * @typedef {[number, number, number]} Reach
   * @param {{name: string, get: () => Pair, set: (x: number, y: number) => void,
   *   x: Reach, y: Reach, text: () => string}} pin
   */
  function freeHandle({ name, get, set, x, y, text }) {
    plot.setAttribute("role", "group");
    plot.setAttribute("aria-label", title);
    const snap = (v, [low, high, step]) =>
      Math.min(high, Math.max(low, Number((step * Math.round(v / step)).toPrecision(6))));
    const to = (px, py) => {
      const [u, v] = self.from(px, py);
      set(snap(u, x), snap(v, y));
    };
    const nudge = ([dx, dy], far) => {
      const [u, v] = get();
      const reach = far ? 10 : 1;
      set(snap(u + reach * dx * x[2], x), snap(v - reach * dy * y[2], y));
    };
    const place = pin(plot, { name, to, nudge });
    placeHandle = () =>
      place(self.at(...get()), { low: x[0], high: x[1], now: get()[0], text: text() });
  }

  /** @returns {Pair} */
  function groundSize() {
    const dots = (size) => Math.round(density() * size);
    return [dots(width - LEFT - RIGHT), dots(height - TOP - BOTTOM)];
  }

  /** Color the plane behind the curves: `color(x, y)` gives four bytes, as palettes have them. */
  function showGround(color) {
    ground = color;
    if (!last) return;
    plot.before(canvas);
    const image = new ImageData(...groundSize());
    const dot = 1 / density();
    const pixels = new Uint32Array(image.data.buffer);
    const [[u, v], [du, dv]] = [
      self.from(LEFT + dot / 2, TOP + dot / 2),
      self.from(LEFT + 1.5 * dot, TOP + 1.5 * dot),
    ];
    for (let j = 0, p = 0; j < image.height; j++) {
      for (let i = 0; i < image.width; i++, p++)
        pixels[p] = color(u + i * (du - u), v + j * (dv - v));
    }
    Object.assign(canvas, { width: image.width, height: image.height });
    Object.assign(canvas.style, {
      left: `${LEFT}px`,
      top: `${TOP}px`,
      width: `${dot * image.width}px`,
      height: `${dot * image.height}px`,
    });
    canvas.getContext("2d").putImageData(image, 0, 0);
  }

  /**
   * @param {Pair} domain
   * @param {Axis} axis
   * @param {(value: number) => number[]} ends of a line of the grid
   * @param {boolean} vertical
   * @param {number} width
   */
  function axis([low, high], { label, log }, ends, vertical, width) {
    const values = (log ? decades : ticks)(low, high, vertical ? 6 : Math.max(2, width / 60));
    const lines = values.flatMap((value) => {
      const [x1, y1, x2, y2] = ends(value);
      const text = log ? `10${superscript(Math.round(Math.log10(value)))}` : show(value, 6);
      const place = vertical
        ? { x: x1 - 6, y: y1 + 4, "text-anchor": "end" }
        : { x: Math.min(x1, width - 3.5 * text.length), y: y1 + 15, "text-anchor": "middle" };
      return [
        svg("line", { x1, y1, x2, y2, class: "descent-grid" }),
        svg("text", { ...place, class: "descent-tick" }, text),
      ];
    });
    if (vertical && label.length > 1) return lines; // the title says it
    if (vertical)
      return [...lines, svg("text", { x: 8, y: height / 2, class: "descent-tick" }, label)];
    return [
      ...lines,
      svg(
        "text",
        { x: width - RIGHT, y: height - 4, "text-anchor": "end", class: "descent-tick" },
        label,
      ),
    ];
  }

  function clip(width) {
    const frame = svg("rect", {
      x: LEFT,
      y: TOP - 6,
      width: width - LEFT - RIGHT + 6,
      height: height - TOP - BOTTOM + 8,
    });
    return svg("clipPath", { id: clipId }, frame);
  }

  /** @param {Curve & {pixels: Pair[]}} curve */
  function drawCurve({ pixels, className, marks = false, label, labelAt = 0.5, along }, k) {
    const id = along && `${clipId}-${k}`;
    const within = `url(#${clipId})`;
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
  function nameAll(drawn) {
    const names = drawn.filter(({ label, along }) => label && !along);
    if (!names.length) return [];
    const lines = drawn
      .filter(({ className }) => !/descent-(here|band|rare|zero)/.test(className))
      .map(({ pixels }) => pixels);
    const taken = drawn
      .filter(({ label, along }) => label && along)
      .map(({ pixels, label, labelAt }) => {
        const [x, y] = pixels[Math.floor(labelAt * (pixels.length - 1))];
        return [
          x - 3.5 * label.length,
          y - 3.5 * label.length,
          x + 3.5 * label.length,
          y + 3.5 * label.length,
        ];
      });
    nameBeside ??= labels(getComputedStyle(plot).fontFamily);
    return nameBeside(names, lines, [LEFT, TOP - 4, width - 2, height - BOTTOM], taken);
  }

  /** Twice, for the halo of one letter would cover its neighbor. */
  function labelAlong(id, label, labelAt) {
    return ["", "stroke: none"].map((style) => {
      const text = svg("textPath", { href: `#${id}`, startOffset: `${100 * labelAt}%` }, label);
      return svg("text", { dy: -5, "text-anchor": "middle", class: "descent-label", style }, text);
    });
  }

  new ResizeObserver(() => {
    measure();
    redraw();
  }).observe(plot);
  return self;
}

let count = 0;
