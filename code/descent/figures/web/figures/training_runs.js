// Where the curves come from, runs packed into the page by Python's `training_grid` or what Python
// has trained, and what they say in words.

import { floats } from "../kit/bytes.js";
import { show, superscript } from "../kit/svg.js";
import { counted } from "../kit/words.js";

export const TRAINING_ROWS = 341;
const VALIDATION_ROWS = 114;
// A rise of validation loss is judged after so many epochs, a loss that stays after twice as many.
const PATIENCE = 5;
export const LOST = 1e6; // with a loss beyond it, or one that is no number, a run has diverged
const LOST_LOSS = 0xffff; // what stands for such a loss in the bytes
const LOST_OUTPUT = 255; // what stands there for a slice's output after it

/**
 * A run: its losses epoch by epoch, the validation rows it has right, the epoch of the lowest
 * validation loss so far, and the first epoch that is lost, or −1. `slice(epoch)` is the latest
 * that there is, {epoch, values, cells}.
 */
function asRun(train, val, right, lowest, slice) {
  const lost = train.findIndex((loss, e) => !(Math.max(loss, val[e]) < LOST));
  return { train, val, right, lowest, lost, slice, last: train.length - 1 };
}

/**
 * The runs of the grid in a page's bytes: `find(settings)` gives one, or null where there is none,
 * and `dots(seed)` the training rows.
 */
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
    let k = 0;
    for (const [values, value] of [
      [seeds, seed],
      [batches, batch],
      [rules, rule],
      [alphas, alpha],
    ]) {
      if (!values.includes(value)) return null;
      k = k * values.length + values.indexOf(value);
    }
    const [train, val] = [2 * k, 2 * k + 1].map((row) => {
      const part = (column) => column.subarray(row * (epochs + 1), (row + 1) * (epochs + 1));
      return decode(part(high), part(low), grid.least);
    });
    // A mark is the number of rows that are right, and 128 more where validation is lowest so far.
    const mine = [...marks.subarray(k * (epochs + 1), (k + 1) * (epochs + 1))];
    const right = mine.map((mark) => mark % 128);
    const lowest = mine.map((_, e) => mine.findLastIndex((mark, at) => mark >= 128 && at <= e));
    const slice = (epoch) => {
      const j = checkpoints.findLastIndex((before) => before <= epoch);
      const from = (j * count + k) * cells ** 2;
      const values = surface(heights.subarray(from, from + cells ** 2), grid);
      return { epoch: checkpoints[j], cells, values };
    };
    return asRun(train, val, right, lowest, slice);
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

/**
 * The losses of one curve. Two bytes an epoch hold the difference to the code before; a code has
 * three digits and a power of ten.
 */
function decode(high, low, least) {
  let code = 0;
  return Array.from(high, (byte, e) => {
    code = (code + 256 * byte + low[e]) & 0xffff;
    return code === LOST_LOSS
      ? Infinity
      : Number(`${100 + (code % 900)}e${Math.floor(code / 900) + least - 2}`);
  });
}

/** The outputs of a slice; its bytes hold asinh(asinh(output)) as differences both ways. */
function surface(heights, { cells, codes: [middle, fine] }) {
  const sums = new Uint8Array(heights.length); // they overflow, as the differences did
  const at = (i, j) => (i < 0 || j < 0 ? 0 : sums[j * cells + i]);
  for (let p = 0; p < sums.length; p++) {
    const [i, j] = [p % cells, Math.floor(p / cells)];
    sums[p] = heights[p] + at(i - 1, j) + at(i, j - 1) - at(i - 1, j - 1);
  }
  return Float64Array.from(sums, (code) =>
    code === LOST_OUTPUT ? NaN : Math.sinh(Math.sinh((code - middle) / fine)),
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

/** The settings in words; a rule of the reader's own brings its own step size. */
export function named({ rule, alpha, batch }, labels) {
  const rows =
    batch === 1
      ? "one row at a time"
      : batch === TRAINING_ROWS
        ? `all ${TRAINING_ROWS} rows at once`
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
  const steps = e * Math.ceil(TRAINING_ROWS / settings.batch);
  const best = lowest[e];
  const least =
    best === e
      ? "its lowest so far"
      : `lowest ${show(val[best])} ${best === 0 ? "at the start" : `after epoch ${best}`}`;
  return (
    `${name}: after ${counted(e, "epoch")} (${counted(steps, "step")}) ` +
    `training loss ${show(train[e])}, validation loss ${show(val[e])}, ${least}; ` +
    `${right[e]} of ${VALIDATION_ROWS} validation rows right. ${verdict(run, e)}`
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
