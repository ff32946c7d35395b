// The land of a map: tinted bands, isolines, and light from the north-west.

// From the valley floor up: deep teal, green, straw, sand, rock. As in plots.py; dimmed where it is
// dark.
const TINTS = ["#2c6a72", "#46917f", "#86b98c", "#d3dca0", "#ecdcae", "#d6b98f", "#b39a86"];
const BANDS = 18;
const BINS = 1 << 14; // heights are looked up in this many parts
const [LIGHTS, DIMMEST, BRIGHTEST] = [49, -0.14, 0.1]; // so many shades, from the one to the other
const palettes = {};

const channels = TINTS.map((hex) => [1, 3, 5].map((k) => parseInt(hex.slice(k, k + 2), 16)));

/** The color of a height between 0 and 1. */
export function tint(level) {
  const place = Math.min(level, 1 - 1e-9) * (channels.length - 1);
  const k = Math.floor(place);
  return [0, 1, 2].map((c) => channels[k][c] + (place - k) * (channels[k + 1][c] - channels[k][c]));
}

/**
 * log(1 + height above the lowest) in the middle of every cell of `cell` pixels, rows from north
 * to south, with two cells more on each side.
 */
function survey(value, [xLow, xHigh, yLow, yHigh], width, height, cell) {
  const [columns, rows] = [width, height].map((size) => Math.ceil(size / cell) + 4);
  const [dx, dy] = [(xHigh - xLow) / (width / cell), (yHigh - yLow) / (height / cell)];
  const heights = new Float64Array(columns * rows);
  let lowest = Infinity;
  for (let j = 0; j < rows; j++) {
    const y = yHigh - (j - 1.5) * dy;
    for (let i = 0; i < columns; i++) {
      const h = value(xLow + (i - 1.5) * dx, y);
      heights[j * columns + i] = h;
      if (h < lowest) lowest = h;
    }
  }
  for (let p = 0; p < heights.length; p++) heights[p] = Math.log1p(heights[p] - lowest);
  return { heights, columns, rows };
}

/** For each pixel, the first of the four cells around it and their weights (Catmull and Rom). */
function blend(size, cell) {
  const first = new Int32Array(size);
  const weights = new Float64Array(4 * size);
  for (let i = 0; i < size; i++) {
    const place = (i + 0.5) / cell + 1.5;
    const k = Math.floor(place);
    const f = place - k;
    first[i] = k - 1;
    weights.set(
      [
        -f * (1 - f) ** 2,
        2 - 5 * f ** 2 + 3 * f ** 3,
        f * (1 + 4 * f - 3 * f ** 2),
        -(f ** 2) * (1 - f),
      ].map((w) => w / 2),
      4 * i,
    );
  }
  return { first, weights };
}

/** A height for every pixel, smoothly between those of the cells. */
function smooth({ heights, columns, rows }, width, height, cell) {
  const { first, weights: w } = blend(width, cell);
  const down = blend(height, cell);
  const wide = new Float32Array(rows * width);
  for (let j = 0; j < rows; j++) {
    for (let i = 0; i < width; i++) {
      const p = j * columns + first[i];
      const q = 4 * i;
      wide[j * width + i] =
        heights[p] * w[q] +
        heights[p + 1] * w[q + 1] +
        heights[p + 2] * w[q + 2] +
        heights[p + 3] * w[q + 3];
    }
  }
  const full = new Float32Array(width * height);
  for (let j = 0; j < height; j++) {
    const [a, b, c, d] = down.weights.subarray(4 * j, 4 * j + 4);
    const top = down.first[j] * width;
    for (let i = 0; i < width; i++) {
      const p = top + i;
      full[j * width + i] =
        a * wide[p] + b * wide[p + width] + c * wide[p + 2 * width] + d * wide[p + 3 * width];
    }
  }
  return full;
}

/** Where the bands begin: half way between even steps and quantiles, as in plots.py. */
function bandLevels(heights) {
  const every = Math.ceil(heights.length / 5000);
  const sorted = heights.filter((_, p) => p % every === 0).sort();
  const highest = sorted.at(-1);
  return Array.from({ length: BANDS - 1 }, (_, k) => {
    const share = (k + 1) / BANDS;
    return (share * highest + sorted[Math.floor(share * (sorted.length - 1))]) / 2;
  });
}

/** The band of each height, by its bin. */
function bandTable(levels, highest) {
  const table = new Uint8Array(BINS + 1);
  let k = 0;
  for (let bin = 0; bin <= BINS; bin++) {
    while (k < levels.length && (bin / BINS) * highest >= levels[k]) k++;
    table[bin] = k;
  }
  return table;
}

/**
 * Paint `land` into a canvas, in three pieces; where a height costs much, `land.costly`, fewer are
 * computed. `dots`: how many the canvas has for a pixel of the page, both ways.
 */
export function* paint(canvas, land, window_, dark, dots = 1) {
  const { width, height } = canvas;
  const cell = (land.costly ? 8 : 3) * dots;
  const cells = survey(land.value, window_, width, height, cell);
  yield;
  const heights = smooth(cells, width, height, cell);
  let highest = 0;
  for (const h of cells.heights) if (h > highest) highest = h;
  const levels = bandLevels(cells.heights);
  const table = bandTable(levels, highest || 1);
  const bins = BINS / (highest || 1);
  const band = new Uint8Array(heights.length);
  for (let p = 0; p < band.length; p++) {
    const bin = (heights[p] * bins) | 0;
    band[p] = table[Math.max(0, Math.min(BINS, bin))];
  }
  yield;
  const stride = Math.round(dots); // lines are as wide as on other screens
  shade(canvas, heights, band, (0.2 * width) / stride / (levels.at(-1) || 1) / 6, dark, stride);
}

/** Every color that can occur, as a pixel: by band, by isoline (none, thin, strong), by light. */
function palette(dark) {
  const lines = dark ? [1, 1.25, 1.5] : [1, 0.86, 0.72];
  const pixels = new Uint8ClampedArray(4 * 3 * BANDS * LIGHTS);
  for (let k = 0, p = 0; k < BANDS; k++) {
    const color = tint(k / (BANDS - 1));
    for (const line of lines) {
      for (let n = 0; n < LIGHTS; n++, p += 4) {
        const light =
          (DIMMEST + (n / (LIGHTS - 1)) * (BRIGHTEST - DIMMEST) + 1) * line * (dark ? 0.52 : 1);
        pixels.set([...color.map((c) => c * light), 255], p);
      }
    }
  }
  return new Uint32Array(pixels.buffer);
}

function shade(canvas, heights, band, steepness, dark, stride) {
  const { width, height } = canvas;
  palettes[dark] ??= palette(dark);
  const colors = palettes[dark];
  const context = canvas.getContext("2d");
  const image = context.createImageData(width, height);
  const pixels = new Uint32Array(image.data.buffer);
  const [scale, zero] = [
    (LIGHTS - 1) / (BRIGHTEST - DIMMEST),
    -DIMMEST * ((LIGHTS - 1) / (BRIGHTEST - DIMMEST)),
  ];
  for (let j = 0, p = 0; j < height; j++) {
    const down = j + stride < height ? stride * width : 0;
    for (let i = 0; i < width; i++, p++) {
      const east = i + stride < width ? p + stride : p;
      const south = p + down;
      // The fall towards the light; softened, so that a valley's floor has no seam.
      const fall = (heights[east] + heights[south] - 2 * heights[p]) * steepness;
      const light = (zero + (fall / (1 + 7 * Math.abs(fall))) * scale) | 0;
      const [a, b, c] = [band[p], band[east], band[south]];
      let line = 0; // every third is strong
      if (a !== b || a !== c) line = Math.max(a, b, c) % 3 === 0 ? 2 : 1;
      pixels[p] =
        colors[(a * 3 + line) * LIGHTS + (light < 0 ? 0 : light >= LIGHTS ? LIGHTS - 1 : light)];
    }
  }
  context.putImageData(image, 0, 0);
}
