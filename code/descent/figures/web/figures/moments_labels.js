// Names beside the lines of a chart, wherever the lines leave room for them.

import { svg } from "../kit/svg.js";

const TALL = 11; // of a letter, in pixels
const GAP = 4; // between a name and its own line
const ROOM = 14; // more of it makes no name easier to read
const SHARES = [0.95, 0.85, 0.75, 0.65, 0.55, 0.45, 0.35, 0.25, 0.15, 0.05];
const PLACES = SHARES.flatMap((share) => [
  [share, true],
  [share, false],
]);

/**
 * Names on the k-th chart of `el`. Returns `place(lines, [low, high])`, to be called after each
 * drawing, with all lines [{name, values}], whose values belong to t = 1, 2, …, and the domain of
 * the values. A name stays where it was as long as it can be read there.
 */
export function labels(el, chart, k) {
  const layer = svg("g", { "aria-hidden": "true" });
  el.querySelectorAll("svg")[k].append(layer);
  const texts = new Map();
  const places = new Map();

  return function place(lines, [low, high]) {
    const T = lines[0].values.length;
    const floor = low > -0.15 * high ? 0 : low; // below the axis only where there is a line
    const [[left, bottom], [right, top]] = [chart.at(0, floor), chart.at(T, high)];
    const taken = [];
    for (const { name, values } of lines) {
      if (!texts.has(name))
        texts.set(
          name,
          layer.appendChild(svg("text", { class: "descent-label", "text-anchor": "middle" }, name)),
        );
      const wide = 4 + 6.5 * name.replace(/\u0302/g, "").length;
      const tried = (where) =>
        attempt(lines, values, where, wide, taken, [left, top - 8, right + 12, bottom]);
      const before = places.has(name) ? tried(places.get(name)) : { room: -1 };
      const best =
        before.room > ROOM / 2
          ? before
          : PLACES.map(tried).reduce((a, b) => (b.room > a.room ? b : a));
      const found = best.room >= 0;
      const text = texts.get(name);
      text.setAttribute("visibility", found ? "visible" : "hidden");
      if (!found) continue;
      places.set(name, best.where);
      taken.push(best.box);
      text.setAttribute("x", best.x.toFixed(1));
      text.setAttribute("y", (best.box[1] + TALL - 1).toFixed(1));
    }
  };

  /** A name at a share of its line, above or below it, and how far the nearest other thing is. */
  function attempt(lines, values, where, wide, taken, frame) {
    const [share, above] = where;
    const middle = Math.round(share * (values.length - 1));
    const [x, y] = chart.at(middle + 1, values[middle]);
    const high = above ? y - GAP - TALL : y + GAP;
    /** @type {Four} */
    const box = [x - wide / 2, high, x + wide / 2, high + TALL];
    const inside =
      box[0] >= frame[0] && box[1] >= frame[1] && box[2] <= frame[2] && box[3] <= frame[3];
    if (!inside) return { room: -1, where, x, y, box }; // or it is not a number
    const reach = wide / 2 / (chart.at(1, 0)[0] - chart.at(0, 0)[0]); // in steps
    /** @type {Pair} */
    const span = [
      Math.max(0, Math.floor(middle - reach)),
      Math.min(values.length - 1, Math.ceil(middle + reach)),
    ];
    if (taken.some((other) => apart(box, other) < 1)) return { room: -1, where, x, y, box };
    let room = Math.min(ROOM, ...taken.map((other) => apart(box, other)));
    for (const line of lines) {
      const free = clear(line.values, span, box);
      room = Math.min(room, line.values !== values ? free : free >= 1 ? ROOM : 0);
    }
    return { room, where, x, y, box };
  }

  /** How far a line is from a box above or below it, 0 where it crosses. */
  function clear(values, [first, last], [, high, , low]) {
    const stride = Math.max(1, Math.floor((last - first) / 12));
    let room = ROOM;
    let before = 0;
    for (let k = first; k <= last; k += stride) {
      const [, y] = chart.at(1, values[k]);
      const side = y < high ? -1 : 1;
      if ((y >= high && y <= low) || side === -before) return 0;
      room = Math.min(room, side < 0 ? high - y : y - low);
      before = side;
    }
    return room;
  }
}

/** Pixels between two boxes [left, high, right, low], 0 where they overlap. */
function apart(a, b) {
  return Math.max(0, a[0] - b[2], b[0] - a[2], a[1] - b[3], b[1] - a[3]);
}
