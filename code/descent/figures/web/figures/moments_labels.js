// Names beside the lines of a chart, wherever the lines leave room for them.

import { svg } from "../kit/svg.js";

const LETTER_HEIGHT = 11; // in pixels, as all lengths here
const LETTER_WIDTH = 6.5;
const GAP = 4; // between a name and its own line
const ROOM = 14; // more of it makes no name easier to read
const SHARES = [0.95, 0.85, 0.75, 0.65, 0.55, 0.45, 0.35, 0.25, 0.15, 0.05];
// Where a name may stand: at a share of its line, above or below it.
const PLACES = SHARES.flatMap((share) => [true, false].map((above) => ({ share, above })));

/**
 * Names on the k-th chart of `el`. Returns `place(lines, [low, high])`, to be called after each
 * drawing, with all lines [name, values], whose values belong to t = 1, 2, …, and the domain of
 * the values. A name stays where it was as long as it can be read there.
 */
export function labels(el, chart, k) {
  const layer = svg("g", { "aria-hidden": "true" });
  el.querySelectorAll("svg")[k].append(layer);
  const texts = new Map(); // the element of each name
  const kept = new Map(); // where each name was last
  const attributes = { class: "descent-label", "text-anchor": "middle" };

  return function place(lines, domain) {
    const scene = sceneOf(chart, lines, domain);
    for (const [name, values] of lines) {
      if (!texts.has(name)) texts.set(name, layer.appendChild(svg("text", attributes, name)));
      const text = texts.get(name);
      const best = bestSpot(scene, values, name, kept.get(name));
      const found = best.room >= 0; // room is not a number beside a line that is none
      text.setAttribute("visibility", found ? "visible" : "hidden");
      if (!found) continue;
      kept.set(name, best.where);
      scene.taken.push(best.box);
      text.setAttribute("x", best.x.toFixed(1));
      text.setAttribute("y", (best.box[1] + LETTER_HEIGHT - 1).toFixed(1));
    }
  };
}

/** What names must keep off: the lines, the boxes of other names, and the frame around all. */
function sceneOf(chart, named, [low, high]) {
  const lines = named.map(([, values]) => values);
  const floor = low > -0.15 * high ? 0 : low; // below the axis only where there is a line
  const [[left, bottom], [right, top]] = [chart.at(0, floor), chart.at(lines[0].length, high)];
  return { chart, lines, taken: [], frame: [left, top - 8, right + 12, bottom] };
}

/** Where a name was, if it can be read there, or else where it has the most room. */
function bestSpot(scene, values, name, before) {
  const width = 4 + LETTER_WIDTH * name.replace(/\u0302/g, "").length;
  const spotAt = (where) => spot(scene, values, where, width);
  const last = before && spotAt(before);
  if (last?.room > ROOM / 2) return last;
  return PLACES.map(spotAt).reduce((a, b) => (b.room > a.room ? b : a));
}

/** A name at a share of its line, above or below it, and how far the nearest other thing is. */
function spot({ chart, lines, taken, frame }, values, where, width) {
  const middle = Math.round(where.share * (values.length - 1));
  const [x, y] = chart.at(middle + 1, values[middle]);
  const high = where.above ? y - GAP - LETTER_HEIGHT : y + GAP;
  /** @type {Four} */
  const box = [x - width / 2, high, x + width / 2, high + LETTER_HEIGHT];
  const nowhere = { room: -1, where, x, box };
  const inside =
    box[0] >= frame[0] && box[1] >= frame[1] && box[2] <= frame[2] && box[3] <= frame[3];
  if (!inside) return nowhere; // or the value is not a number
  const gaps = taken.map((other) => distance(box, other));
  if (gaps.some((gap) => gap < 1)) return nowhere;
  const reach = width / 2 / (chart.at(1, 0)[0] - chart.at(0, 0)[0]); // in steps
  const first = Math.max(0, Math.floor(middle - reach));
  const last = Math.min(values.length - 1, Math.ceil(middle + reach));
  const free = lines.map((line) => {
    const gap = clearance(chart, line, [first, last], box);
    if (line !== values) return gap;
    return gap >= 1 ? ROOM : 0; // its own line may be close, but not cross it
  });
  return { room: Math.min(ROOM, ...gaps, ...free), where, x, box };
}

/** How far a line is from a box above or below it, 0 where it crosses. */
function clearance(chart, values, [first, last], [, high, , low]) {
  const stride = Math.max(1, Math.floor((last - first) / 12));
  let room = ROOM;
  let before = 0; // the side of the box on which the line was: −1 above, 1 below
  for (let k = first; k <= last; k += stride) {
    const [, y] = chart.at(1, values[k]);
    const side = y < high ? -1 : 1;
    if ((y >= high && y <= low) || side === -before) return 0;
    room = Math.min(room, side < 0 ? high - y : y - low);
    before = side;
  }
  return room;
}

/** Pixels between two boxes [left, high, right, low], 0 where they overlap. */
function distance(a, b) {
  return Math.max(0, a[0] - b[2], b[0] - a[2], a[1] - b[3], b[1] - a[3]);
}
