// What the network makes of radius and texture: a tint, the line of an even chance, and the rows.

import { chart } from "../kit/chart.js";
import { tint } from "../kit/relief.js";
import { isDark, svg } from "../kit/svg.js";

const BANDS = 20; // probabilities from 0 to 1 have so many colors
const SURE = 6; // an output beyond ±6 has the color of ±6
const STEPS = 1200; // from −SURE to SURE the palette has one color more
const FINER = 4; // the line is straight within a quarter of a cell, along each axis
const palettes = {}; // by whether the page is dark

/**
 * The output at shares u and v of the slice's width and height, from the corners of its cell. It is
 * asked for at every pixel, and so makes no arrays.
 */
function between({ values, cells }, u, v) {
  const x = u * (cells - 1);
  const y = v * (cells - 1);
  const i = Math.max(0, Math.min(cells - 2, x | 0));
  const j = Math.max(0, Math.min(cells - 2, y | 0));
  const p = j * cells + i;
  const low = values[p] + (x - i) * (values[p + 1] - values[p]);
  const high = values[p + cells] + (x - i) * (values[p + cells + 1] - values[p + cells]);
  return low + (y - j) * (high - low);
}

/** Where the output is zero: pieces [[u, v], [u, v]] in shares of the slice. */
export function evenChance(slice) {
  const n = FINER * (slice.cells - 1);
  const value = Float64Array.from({ length: (n + 1) ** 2 }, (_, p) =>
    between(slice, (p % (n + 1)) / n, Math.floor(p / (n + 1)) / n),
  );
  const found = [];
  for (let j = 0; j < n; j++) {
    for (let i = 0; i < n; i++) {
      const p = j * (n + 1) + i;
      const corners = [value[p], value[p + 1], value[p + n + 1], value[p + n + 2]];
      const above = corners.filter((z) => z > 0).length;
      if (above !== 0 && above !== 4) found.push(...crossings(value, n, i, j));
    }
  }
  return found;
}

/** The pieces in one cell: from side to side. */
function crossings(value, n, i, j) {
  const corners = [
    [i, j],
    [i + 1, j],
    [i + 1, j + 1],
    [i, j + 1],
  ].map(([a, b]) => [a / n, b / n, value[b * (n + 1) + a]]);
  const cuts = corners.flatMap(([u, v, z], k) => {
    const [u2, v2, z2] = corners[(k + 1) % 4];
    if (z > 0 === z2 > 0) return [];
    const share = z / (z - z2);
    return [[u + share * (u2 - u), v + share * (v2 - v)]];
  });
  return cuts.length === 4 ? [cuts.slice(0, 2), cuts.slice(2)] : [cuts];
}

/**
 * Colors by output, from −SURE to SURE: bands of equal probability, the map's teal where it is
 * benign, sand and rock where not.
 */
function palette(dark) {
  const bytes = Array.from({ length: STEPS + 1 }, (_, k) => {
    const share = 1 / (1 + Math.exp(SURE - (2 * SURE * k) / STEPS));
    const band = (Math.floor(share * BANDS) + 0.5) / BANDS;
    return [...tint(1 - band).map((c) => c * (dark ? 0.52 : 1)), dark ? 255 : 205];
  });
  return new Uint32Array(Uint8ClampedArray.from(bytes.flat()).buffer);
}

/**
 * The panel inside `el`: `show(slice, key, rows)` draws a slice of the run that `key` names, and
 * the
 * training rows; without a slice the rows alone. `repaint()` follows the theme.
 */
export function slicePanel(el, [xLow, xHigh, yLow, yHigh]) {
  let [shown, colors, rows] = [null, null, []];
  let drawn = []; // epoch, key and rows of what is drawn
  const title = () =>
    `texture against radius: ${shown ? `P(benign), epoch ${shown.epoch}` : "the training rows"}`;
  const plot = chart(el, { title, x: { label: "radius" }, y: { label: "texture" } });
  const overlay = el.lastElementChild.querySelector("svg");
  const layer = svg("g", { "aria-hidden": "true" });
  overlay.append(layer);

  /** All rows: hundreds of circles, so only when they or the panel have changed. */
  function placeDots() {
    const kinds = { benign: [], malignant: [] };
    for (const [x, y, benign] of rows) {
      if (x < xLow || x > xHigh || y < yLow || y > yHigh) continue;
      const [cx, cy] = plot.at(x, y).map((pixel) => pixel.toFixed(1));
      kinds[benign > 0 ? "benign" : "malignant"].push(svg("circle", { cx, cy }));
    }
    const groups = Object.entries(kinds).map(([kind, circles]) =>
      svg("g", { class: `descent-dots descent-${kind}` }, ...circles),
    );
    layer.replaceChildren(...groups);
  }
  function color(x, y) {
    if (!shown) return 0;
    const output = between(shown, (x - xLow) / (xHigh - xLow), (y - yLow) / (yHigh - yLow));
    return colors[Math.max(0, Math.min(STEPS, (output / SURE + 1) * (STEPS / 2))) | 0];
  }
  function show(slice, key, newRows) {
    const next = [slice?.epoch, slice && key, newRows];
    if (next.every((part, k) => part === drawn[k])) return;
    drawn = next;
    shown = slice?.values.every(Number.isFinite) ? slice : null;
    const place = ([u, v]) => [xLow + u * (xHigh - xLow), yLow + v * (yHigh - yLow)];
    const pieces = shown ? evenChance(shown) : [];
    const points = pieces.flatMap((piece) => [...piece.map(place), [NaN, NaN]]);
    plot.draw({ x: [xLow, xHigh], y: [yLow, yHigh] }, [
      { points, className: "descent-even-chance" },
    ]);
    if (newRows !== rows) {
      rows = newRows;
      placeDots();
    }
    if (colors) plot.showGround(color);
    else repaint();
  }
  function repaint() {
    const dark = isDark(el);
    colors = palettes[dark] ??= palette(dark);
    plot.showGround(color);
  }
  new ResizeObserver(placeDots).observe(overlay); // called after the chart has measured itself
  return { show, repaint };
}
