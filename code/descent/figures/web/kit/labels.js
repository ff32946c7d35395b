// Names beside the curves of a chart: inside its frame, off each other, and off lines where
// possible.

import { svg } from "./svg.js";

const SIZE = 11; // of the letters, in pixels
const LEADING = 14; // from line to line
const [ASIDE, ABOVE, BELOW] = [8, 6, 13]; // from a point to where a name begins, or to its baseline
const SHARES = [0, 0.1, -0.1, 0.2, -0.2, 0.3, -0.3, 0.45, -0.45, 0.6, -0.6, 0.8, -0.8];
const pen = document.createElement("canvas").getContext("2d"); // measures words without a layout

/**
 * A function `place(names, lines, [left, top, right, bottom], taken)` for the labels of one chart,
 * that returns their elements. names: {label, pixels, labelAt, right}, a label beside the pixels
 * [x, y] of its curve, as a text or as several lines; lines: the pixels of all that is drawn;
 * taken: boxes where other words stand. A name keeps its side while it can be read there; one that
 * would lie on another is left out.
 *
 * @typedef {[number, number, number, number]} Box left, top, right, bottom
 */
export function labels(font) {
  const kept = new Map(); // where each name was last, [shift, right, above]
  return function place(names, lines, frame, taken = []) {
    pen.font = `${SIZE}px ${font}`;
    const boxes = [...taken];
    return names.flatMap((name) => {
      const texts = [name.label].flat();
      const near = name.pixels.filter(
        ([x, y]) => x >= frame[0] && x <= frame[2] && y >= frame[1] && y <= frame[3],
      );
      if (!near.length) return [];
      /** @type {Pair} */
      const size = [
        Math.max(...texts.map((text) => pen.measureText(text).width)),
        LEADING * texts.length,
      ];
      let best = null;
      for (const where of wishes(near, name, kept.get(texts[0]))) {
        const found = spot(near, name, where, size);
        if (!inside(found.box, frame) || boxes.some((other) => meet(found.box, other))) continue;
        const cost = lines.filter((line) => crosses(line, found.box)).length;
        if (!best || cost < best.cost) best = { ...found, where, cost };
        if (cost === 0) break;
      }
      if (!best) return [];
      kept.set(texts[0], best.where);
      boxes.push(best.box);
      return [text(best, texts)];
    });
  };
}

/**
 * Where a name may stand, the best first: where it was, where the figure wants it, and others.
 *
 * @returns {[number, boolean, boolean][]} by how far, to the right, above
 */
function wishes(near, { right = false }, before) {
  const above = right !== rises(near);
  const sides = [
    [right, above],
    [right, !above],
    [!right, !above],
    [!right, above],
  ];
  const shifts = near.length > 1 ? SHARES : [0];
  return [
    ...(before ? [before] : []),
    ...shifts.flatMap((shift) => sides.map((side) => [shift, ...side])),
  ];
}

const rises = (near) => near.at(-1)[1] < near[0][1];

/**
 * The place of a name beside a point of its curve, and its box.
 *
 * @param {Pair[]} near
 * @param {{labelAt?: number}} name
 * @param {[number, boolean, boolean]} where
 * @param {Pair} size
 */
function spot(near, { labelAt = 0.5 }, [shift, right, above], [wide, tall]) {
  const share = Math.min(1, Math.max(0, labelAt + shift));
  const [px, py] = near[Math.floor(share * (near.length - 1))];
  const x = right ? px + ASIDE : px - ASIDE;
  const y = above ? py - ABOVE - (tall - LEADING) : py + BELOW;
  const left = right ? x : x - wide;
  /** @type {Box} */
  const box = [left, y - SIZE, left + wide, y - LEADING + tall + 3];
  return { x, y, right, box };
}

/**
 * @param {{x: number, y: number, right: boolean}} place
 * @param {string[]} lines
 */
function text({ x, y, right }, [first, ...more]) {
  const below = more.map((line) => svg("tspan", { x, dy: `${LEADING}px` }, line));
  return svg(
    "text",
    { x, y, "text-anchor": right ? "start" : "end", class: "descent-label" },
    first,
    ...below,
  );
}

const inside = (box, frame) =>
  box[0] >= frame[0] && box[1] >= frame[1] && box[2] <= frame[2] && box[3] <= frame[3];
const meet = (a, b) => a[0] < b[2] + 2 && b[0] < a[2] + 2 && a[1] < b[3] && b[1] < a[3];

/** Whether a line of pixels goes through a box. */
function crosses(line, [left, top, right, bottom]) {
  for (let k = 1; k < line.length; k++) {
    const [[x1, y1], [x2, y2]] = [line[k - 1], line[k]];
    if (
      !(
        Math.max(x1, x2) >= left &&
        Math.min(x1, x2) <= right &&
        Math.max(y1, y2) >= top &&
        Math.min(y1, y2) <= bottom
      )
    )
      continue;
    const side = (x, y) => Math.sign((x2 - x1) * (y - y1) - (y2 - y1) * (x - x1));
    if (Math.abs(side(left, top) + side(right, top) + side(left, bottom) + side(right, bottom)) < 4)
      return true;
  }
  return false;
}
