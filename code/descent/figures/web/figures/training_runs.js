// Where the curves come from, runs packed into the page as in runs.py or what Python has trained,
// and what they say in words.

import { floats } from "../kit/bytes.js";
import { show, superscript } from "../kit/svg.js";

export const ROWS = 341; // of training
const VALIDATION = 114;
// Epochs before a loss that rises is judged, and half of those before one that stays.
const PATIENCE = 5;
export const LOST = 1e6; // a loss beyond it, or no number: the run has diverged
const NEVER = 0xffff; // the code of a lost loss
const GONE = 255; // and of a slice that is lost

/**
 * A run: its losses epoch by epoch, the validation rows it has right, the epoch of the lowest
 * validation loss so far, and the first epoch that is lost, or −1. `slice(epoch)` is the latest
 * that there is, {epoch, values, cells}, or undefined.
 */
function asRun(train, val, right, lowest, slice) {
  const lost = train.findIndex((loss, e) => !(Math.max(loss, val[e]) < LOST));
  return { train, val, right, lowest, lost, slice, last: train.length - 1 };
}

/** {find, dots} of the grid: `find(settings)` gives a run, or null where there is none. */
export async function unpack(bytes, grid) {
  const { rules, alphas, batches, seeds, epochs, checkpoints, cells } = grid;
  const count = seeds.length * batches.length * rules.length * alphas.length;
  const all = await inflate(bytes);
  let start = 0;
  const take = (size) => {
    start += size;
    return all.subarray(start - size, start);
  };
  const [high, low] = [take(2 * count * (epochs + 1)), take(2 * count * (epochs + 1))];
  const [marks, heights, rows] = [
    take(count * (epochs + 1)),
    take(checkpoints.length * count * cells ** 2),
    all.subarray(start),
  ];

  function find({ rule, alpha, batch, seed }) {
    const place = [
      seeds.indexOf(seed),
      batches.indexOf(batch),
      rules.indexOf(rule),
      alphas.indexOf(alpha),
    ];
    if (place.includes(-1)) return null;
    const k =
      ((place[0] * batches.length + place[1]) * rules.length + place[2]) * alphas.length + place[3];
    const losses = [2 * k, 2 * k + 1].map((row) => {
      const part = (column) => column.subarray(row * (epochs + 1), (row + 1) * (epochs + 1));
      return decode(part(high), part(low), grid.least);
    });
    const mine = [...marks.subarray(k * (epochs + 1), (k + 1) * (epochs + 1))];
    const lowest = mine.map((_, e) =>
      mine.findLastIndex((mark, before) => mark >= 128 && before <= e),
    );
    return asRun(
      ...losses,
      mine.map((mark) => mark % 128),
      lowest,
      (epoch) => {
        const j = checkpoints.findLastIndex((before) => before <= epoch);
        const size = cells ** 2;
        const from = (j * count + k) * size;
        return {
          epoch: checkpoints[j],
          cells,
          values: surface(heights.subarray(from, from + size), grid),
        };
      },
    );
  }

  /** Radius, texture and class of the training rows. */
  function dots(seed) {
    const size = rows.length / seeds.length;
    const mine = rows.subarray(seeds.indexOf(seed) * size, (seeds.indexOf(seed) + 1) * size);
    const [xLow, xHigh, yLow, yHigh] = grid.window;
    const place = (byte, low, high) => low + (byte / 255) * (high - low);
    return Array.from({ length: size / 3 }, (_, i) => [
      place(mine[3 * i], xLow, xHigh),
      place(mine[3 * i + 1], yLow, yHigh),
      mine[3 * i + 2],
    ]);
  }
  return { find, dots };
}

async function inflate(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** Differences of codes in two bytes; a code has three digits and a power of ten. */
function decode(high, low, least) {
  let code = 0;
  return Array.from(high, (byte, e) => {
    code = (code + 256 * byte + low[e]) & 0xffff;
    return code === NEVER
      ? Infinity
      : Number(`${100 + (code % 900)}e${Math.floor(code / 900) + least - 2}`);
  });
}

/** Differences along both axes, of asinh(asinh(output)). */
function surface(heights, { cells, codes: [middle, fine] }) {
  const sums = new Uint8Array(heights.length); // they overflow, as the differences did
  const at = (i, j) => (i < 0 || j < 0 ? 0 : sums[j * cells + i]);
  for (let p = 0; p < sums.length; p++) {
    const [i, j] = [p % cells, Math.floor(p / cells)];
    sums[p] = heights[p] + at(i - 1, j) + at(i, j - 1) - at(i - 1, j - 1);
  }
  return Float64Array.from(sums, (code) =>
    code === GONE ? NaN : Math.sinh(Math.sinh((code - middle) / fine)),
  );
}

/** The rows of an `Array` trait of two axes. */
export function rowsOf(array) {
  const [, columns] = array.shape;
  const numbers = floats(array);
  return Array.from({ length: array.shape[0] }, (_, k) => [
    ...numbers.subarray(k * columns, (k + 1) * columns),
  ]);
}

/** What Python has trained so far, `Array` traits, or null. */
export function trained(curves, field) {
  if (!curves) return null;
  const [train, val, right] = [0, 1, 2].map((k) => rowsOf(curves).map((row) => row[k]));
  let best = 0;
  const lowest = val.map((loss, e) => (best = loss <= val[best] ? e : best));
  const told = (loss) => Number(loss.toPrecision(3));
  const slice = { epoch: train.length - 1, cells: field.shape[0], values: floats(field) };
  return asRun(train.map(told), val.map(told), right, lowest, () => slice);
}

const times = (n) => (n === 1 ? "once" : n === 2 ? "twice" : `${n} times`);
export const epochs = (n) => `${n} ${n === 1 ? "epoch" : "epochs"}`;

/** The settings in words; a rule of the reader's own brings its own step size. */
export function named({ rule, alpha, batch }, labels) {
  const rows =
    batch === 1
      ? "one row at a time"
      : batch === ROWS
        ? `all ${ROWS} rows at once`
        : `batches of ${batch}`;
  return `${labels[rule] ?? rule}, ${rule in labels ? `α = ${show(alpha)}, ` : ""}${rows}`;
}

/** The same to begin a sentence with; the reader's own name stays as it is. */
export function capital(settings, labels) {
  const text = named(settings, labels);
  return settings.rule in labels ? text[0].toUpperCase() + text.slice(1) : text;
}

/** What happened until epoch e, in words. */
export function summary(settings, labels, run, e) {
  const name = capital(settings, labels);
  const { train, val, right, lowest, lost } = run;
  if (isLost(run, e))
    return `${name}: diverged at epoch ${lost}, where ${end(run)}. ${before(train, lost)}`;
  const steps = e * Math.ceil(ROWS / settings.batch);
  const best = lowest[e];
  const least =
    best === e
      ? "its lowest so far"
      : `lowest ${show(val[best])} ${best === 0 ? "at the start" : `after epoch ${best}`}`;
  return (
    `${name}: after ${epochs(e)} (${steps} ${steps === 1 ? "step" : "steps"}) ` +
    `training loss ${show(train[e])}, validation loss ${show(val[e])}, ${least}; ` +
    `${right[e]} of ${VALIDATION} validation rows right. ${verdict(run, e)}`
  );
}

export const isLost = ({ lost }, e) => lost !== -1 && lost <= e;

/** How a run was lost. */
function end({ train, val, lost }) {
  return Number.isNaN(train[lost] + val[lost])
    ? "its loss is no number"
    : `a loss passes 10${superscript(Math.log10(LOST))}`;
}

function before(train, lost) {
  return lost === 1
    ? "The first epoch is too much for it."
    : `After epoch ${lost - 1} training loss was ${show(train[lost - 1])}.`;
}

/** What to make of two curves: in words that follow from their numbers. */
function verdict({ train, val, lowest }, e) {
  if (e === 0) return "It has not taken a step.";
  const best = lowest[e];
  const parts = [];
  const much = val[e] / val[best];
  const until = train.slice(0, e + 1);
  const peak = until.indexOf(Math.max(...until));
  const leaps = until.filter((loss, k) => k > 0 && loss > 1.5 * until[k - 1]).length;
  if (until[peak] > 1.5 * until[0])
    parts.push(
      `It is thrown about: training loss stood at ${show(until[peak])} after epoch ${peak}.`,
    );
  else if (leaps)
    parts.push(`Training loss leaps: ${times(leaps)} it rose by more than half in one epoch.`);
  if (much > 1.1)
    parts.push(risen(much, train[e] < train[best] && e - best >= PATIENCE && parts.length === 0));
  else if (train[e] > 0.9 * train[0] && e >= 2 * PATIENCE)
    parts.push(
      `Training loss is still ${Math.round((100 * train[e]) / train[0])} % of what it was: ` +
        "it crawls.",
    );
  else if (best === e && train[e] < (e < 2 * PATIENCE ? 1 : 0.98) * train[Math.floor(0.8 * e)])
    parts.push("Both losses are still falling.");
  else if (e < 2 * PATIENCE) parts.push("It is too early to tell.");
  else parts.push("Validation loss has leveled off, within 10 % of its lowest.");
  return parts.join(" ");
}

/**
 * Validation loss beside its lowest. Where the walk is calm and training loss still falls, one
 * knows why.
 */
function risen(ratio, overfits) {
  const much = ratio < 3 ? `${Math.round(100 * (ratio - 1))} % above` : `${show(ratio)} times`;
  const why = overfits ? ", while training loss went on falling: it overfits" : "";
  return `Validation loss is ${much} its lowest${why}.`;
}
