// A topographic map: tinted bands, isolines, light from the north-west, paths, and a pin to drag.

import { html, line, show, svg } from "./svg.js";

// From the valley floor up: deep teal, green, straw, sand, rock. As in plots.py; dimmed in the dark.
const TINTS = ["#2c6a72", "#46917f", "#86b98c", "#d3dca0", "#ecdcae", "#d6b98f", "#b39a86"];
const BANDS = 18;

const channels = TINTS.map((hex) => [1, 3, 5].map((k) => parseInt(hex.slice(k, k + 2), 16)));

/** The color of a height between 0 and 1. */
function tint(level) {
  const place = Math.min(level, 1 - 1e-9) * (channels.length - 1);
  const k = Math.floor(place);
  return [0, 1, 2].map((c) => channels[k][c] + (place - k) * (channels[k + 1][c] - channels[k][c]));
}

/** Heights on a grid, as log(1 + height above the lowest), rows from north to south. */
function relief(value, [x_low, x_high, y_low, y_high], columns, rows) {
  const heights = new Float64Array(columns * rows);
  let lowest = Infinity;
  for (let j = 0; j < rows; j++) {
    const y = y_high - ((j + 0.5) / rows) * (y_high - y_low);
    for (let i = 0; i < columns; i++) {
      const h = value(x_low + ((i + 0.5) / columns) * (x_high - x_low), y);
      heights[j * columns + i] = h;
      if (h < lowest) lowest = h;
    }
  }
  return heights.map((h) => Math.log1p(h - lowest));
}

/** Where the bands begin: half way between even steps and quantiles, as in plots.py. */
function band_levels(heights) {
  const sorted = heights.toSorted();
  const highest = sorted.at(-1);
  return Array.from({ length: BANDS - 1 }, (_, k) => {
    const share = (k + 1) / BANDS;
    return (share * highest + sorted[Math.floor(share * (sorted.length - 1))]) / 2;
  });
}

/** Paint the land into a canvas of columns × rows pixels. */
function paint(canvas, value, window_, dark) {
  const { width, height } = canvas;
  const heights = relief(value, window_, width, height);
  const levels = band_levels(heights);
  const steepness = 0.35 / ((levels.at(-1) || 1) / width) / 6;
  const band = new Uint8Array(heights.length);
  for (let p = 0; p < heights.length; p++) {
    let k = 0;
    while (k < levels.length && heights[p] >= levels[k]) k++;
    band[p] = k;
  }
  const colors = Array.from({ length: BANDS }, (_, k) => tint(k / (BANDS - 1)));
  const context = canvas.getContext("2d");
  const image = context.createImageData(width, height);
  for (let j = 0; j < height; j++) {
    for (let i = 0; i < width; i++) {
      const p = j * width + i;
      const east = i + 1 < width ? p + 1 : p;
      const south = j + 1 < height ? p + width : p;
      const fall = heights[east] - heights[p] + heights[south] - heights[p]; // towards the light
      let shade = 1 + Math.max(-0.14, Math.min(0.1, fall * steepness));
      const edge = Math.max(band[east], band[south]);
      if (edge !== band[p] || Math.min(band[east], band[south]) !== band[p]) {
        const strong = Math.max(edge, band[p]) % 3 === 0; // every third isoline
        shade *= dark ? (strong ? 1.5 : 1.25) : strong ? 0.72 : 0.86;
      }
      if (dark) shade *= 0.52;
      for (let c = 0; c < 3; c++) image.data[4 * p + c] = colors[band[p]][c] * shade;
      image.data[4 * p + 3] = 255;
    }
  }
  context.putImageData(image, 0, 0);
}

/** A map inside `el`. `land`: {value(x, y), minima, window}; set again, it is drawn again. */
export function map(el, { height = 300, label }) {
  const canvas = html("canvas", { class: "descent-land", "aria-hidden": "true" });
  const overlay = svg("svg", { class: "descent-overlay" });
  const paths = svg("g", { "aria-hidden": "true" });
  const layer = svg("g", { "aria-hidden": "true" }); // above the paths, for the figure's own marks
  overlay.append(paths, layer);
  const panel = html("div", { class: "descent-panel descent-map", style: `height:${height}px` }, canvas, overlay);
  el.append(panel);
  const self = { land: null, draw, redraw, show_land, pin, layer, to_pixel: (x, y) => to_pixel(x, y) };
  let drawn = [];
  let handle = null;

  /** The land's window, widened to the panel's shape: one unit is as long both ways. */
  function view() {
    const [x_low, x_high, y_low, y_high] = self.land.window;
    const unit = Math.min(panel.clientWidth / (x_high - x_low), height / (y_high - y_low));
    const [x, y] = [(x_low + x_high) / 2, (y_low + y_high) / 2];
    const [half_x, half_y] = [panel.clientWidth / unit / 2, height / unit / 2];
    return [x - half_x, x + half_x, y - half_y, y + half_y];
  }
  const to_pixel = (x, y) => {
    const [x_low, x_high, y_low, y_high] = view();
    return [((x - x_low) / (x_high - x_low)) * panel.clientWidth, ((y_high - y) / (y_high - y_low)) * height];
  };
  const from_pixel = (px, py) => {
    const [x_low, x_high, y_low, y_high] = view();
    const inside = (value, low, high) => Math.min(high, Math.max(low, value));
    const [left, right, bottom, top] = self.land.window;
    return [
      inside(x_low + (px / panel.clientWidth) * (x_high - x_low), left, right),
      inside(y_high - (py / height) * (y_high - y_low), bottom, top),
    ];
  };

  function show_land(land = self.land) {
    if (!land || !panel.clientWidth) return void (self.land = land);
    self.land = land;
    canvas.width = Math.min(720, panel.clientWidth);
    canvas.height = height;
    const dark = getComputedStyle(el).getPropertyValue("--descent-dark").trim() === "1";
    paint(canvas, land.value, view(), dark);
    redraw();
  }

  /** paths: [{points: [[x, y], …], className, dots}] */
  function draw(new_paths) {
    drawn = new_paths;
    redraw();
  }

  function redraw() {
    if (!self.land || !panel.clientWidth) return;
    overlay.setAttribute("viewBox", `0 0 ${panel.clientWidth} ${height}`);
    const crosses = self.land.minima.map(([x, y]) => {
      const [px, py] = to_pixel(x, y);
      return svg("path", { d: `M${px - 5} ${py}h10M${px} ${py - 5}v10`, class: "descent-cross" });
    });
    paths.replaceChildren(
      ...crosses,
      ...drawn.flatMap(({ points, className, dots }) => {
        const pixels = points.map(([x, y]) => to_pixel(x, y));
        const d = line(pixels);
        const parts = [svg("path", { d, class: "descent-halo" }), svg("path", { d, class: `descent-line ${className}` })];
        if (dots) {
          const finite = pixels.filter((p) => p.every(Number.isFinite));
          const marks = finite.map(([cx, cy]) => svg("circle", { cx, cy, r: 2.2 }));
          parts.push(svg("g", { class: `descent-dots ${className}` }, ...marks));
        }
        return parts;
      }),
    );
    handle?.place();
  }

  /** A pin that is dragged, or moved by arrow keys (shift: far). `get()` and `set(x, y)`. */
  function pin({ get, set, name }) {
    const knob = svg("g", { class: "descent-pin", tabindex: 0, role: "slider", "aria-label": name });
    knob.append(svg("circle", { r: 22, class: "descent-thumb" }), svg("circle", { r: 8 }), svg("circle", { r: 2 }));
    overlay.append(knob);
    const where = (event) => {
      const box = panel.getBoundingClientRect();
      set(...from_pixel(event.clientX - box.left, event.clientY - box.top));
    };
    knob.addEventListener("pointerdown", (event) => {
      knob.setPointerCapture(event.pointerId);
      knob.focus({ preventScroll: true });
      event.preventDefault();
    });
    knob.addEventListener("pointermove", (event) => {
      if (knob.hasPointerCapture(event.pointerId)) where(event);
    });
    panel.addEventListener("click", (event) => {
      if (!knob.contains(event.target)) where(event);
    });
    knob.addEventListener("keydown", (event) => {
      const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
      if (!step) return;
      event.preventDefault();
      const [px, py] = to_pixel(...get());
      const far = event.shiftKey ? 24 : 4;
      set(...from_pixel(px + far * step[0], py + far * step[1]));
    });
    handle = {
      place() {
        const [x, y] = get();
        const [px, py] = to_pixel(x, y);
        knob.setAttribute("transform", `translate(${px.toFixed(1)} ${py.toFixed(1)})`);
        const [x_low, x_high] = self.land.window;
        for (const [key, value] of [["min", x_low], ["max", x_high], ["now", x]]) knob.setAttribute(`aria-value${key}`, value.toFixed(3));
        knob.setAttribute("aria-valuetext", `${show(x)}, ${show(y)}`);
      },
    };
    return handle;
  }

  overlay.setAttribute("role", "group");
  overlay.setAttribute("aria-label", label);
  let width = 0;
  new ResizeObserver(() => {
    if (panel.clientWidth !== width) show_land();
    width = panel.clientWidth;
  }).observe(panel);
  return self;
}
