// How much the step size matters: losses against α, for each method of the stored study.

import { card, eachFrame } from "../kit/card.js";
import { chart, horizontal } from "../kit/chart.js";
import { chip } from "../kit/chips.js";
import { hint } from "../kit/controls.js";
import { listOf, nearest, oneOf } from "../kit/fields.js";
import { stateOf } from "../kit/state.js";
import { html, show } from "../kit/svg.js";
import { counted, listed } from "../kit/words.js";

const STRIP_ROWS = 6.4; // in a strip each of six methods has a row of its own
// The method, three columns of training, and four of validation.
const HEADS = ["method", "best α", "loss", "decades", "best α", "loss", "good α", "decades"];
const HINT =
  "Lines: medians; bands: from the third lowest to the third highest split. Ringed: the best " +
  "α. Bars below: good α, the median within 20 % of its best; ≥ where the grid ends first. " +
  "Dots above: diverged, the median beyond 10⁶.";

/** A curve as it is seen between two losses: cut where it leaves them and where it comes back. */
export function cut(points, low, high) {
  const [bottom, top] = [Math.log(low), Math.log(high)];
  const logs = points.map(([x, y]) => [
    Math.log(x),
    y === null ? 1e3 : Math.log(Math.max(y, 1e-300)),
  ]);
  const seen = [];
  const inside = ([, v]) => v >= bottom && v <= top;
  const at = ([u, v], [u2, v2], edge) => [u + ((edge - v) / (v2 - v)) * (u2 - u), edge];
  for (const [k, point] of logs.entries()) {
    const before = logs[k - 1];
    if (before && inside(before) !== inside(point)) {
      const [, v] = inside(point) ? before : point;
      seen.push(at(before, point, v > top ? top : bottom));
    }
    seen.push(inside(point) ? point : [NaN, NaN]);
  }
  return seen.map(([u, v]) => [Math.exp(u), Math.exp(v)]);
}

/**
 * The best of one method in one part: the step size, its loss, the good range, and how many decades
 * that spans, with "≥" in its text where it reaches an end of the grid. Null if all diverged.
 */
export function best({ median, best }, alphas) {
  if (!best) return null;
  const [k, from, to] = best;
  const open = from <= alphas[0] || to >= alphas.at(-1);
  const decades = Math.log10(to / from);
  const text = decades < 0.05 ? "< 0.1" : `${open ? "≥ " : ""}${decades.toFixed(1)}`;
  return { at: alphas[k], low: median[k], from, to, decades, text };
}

/**
 * Where a chart draws: losses from `floor` to `ceiling`, and beyond each a strip, by whose factor
 * the axis goes on.
 */
function frameOf({ alphas, axis: [ceiling, share] }, floor) {
  const strip = (ceiling / floor) ** share;
  /** @type {Domains} */
  const domains = {
    x: [alphas[0] / 1.4, alphas.at(-1) * 1.4],
    y: [floor / strip, ceiling * strip],
  };
  return { floor, ceiling, strip, domains };
}

/** One method's band, then its median, its best ringed, the bar, and dots where it diverged. */
function curves(found, { className, row }, alphas, { floor, ceiling, strip }) {
  const { median, low, high } = found;
  const clamp = (y) => Math.min(ceiling, Math.max(floor, y ?? ceiling));
  const edge = (losses) => alphas.map((x, k) => [x, clamp(losses[k])]);
  const middle = alphas.map((x, k) => [x, median[k]]);
  const level = strip ** ((row + 0.7) / STRIP_ROWS);
  const lost = alphas.filter((_, k) => median[k] === null).map((x) => [x, ceiling * level]);
  const parts = [
    { points: [...edge(low), ...edge(high).reverse()], className: `descent-band ${className}` },
    { points: cut(middle, floor, ceiling), className },
    { points: lost, className: `descent-here ${className}`, marks: true },
  ];
  const lowest = best(found, alphas);
  if (!lowest) return parts;
  const bar = [lowest.from, lowest.to].map((x) => [x, floor / level]);
  const ring = {
    points: [[lowest.at, clamp(lowest.low)]],
    className: `descent-here descent-lowest ${className}`,
    marks: true,
  };
  return [...parts, { points: bar, className: `descent-bar ${className}` }, ring];
}

/** All curves of one part, the bands behind the others, and where the strips begin. */
function panel(methods, part, looks, alphas, frame) {
  const { floor, ceiling, strip, domains } = frame;
  const edges = [...horizontal(domains.x, floor), [NaN, NaN], ...horizontal(domains.x, ceiling)];
  const word = {
    points: [[domains.x[0], ceiling * strip ** 0.35]],
    className: "descent-here",
    label: "diverged",
    right: true,
  };
  const drawn = methods.map(([name, found], row) =>
    curves(found[part], { className: looks[name], row }, alphas, frame),
  );
  const bands = drawn.map(([band]) => band);
  const others = drawn.flatMap(([, ...rest]) => rest);
  return [{ points: edges, className: "descent-zero" }, ...bands, ...others, word];
}

const loss = (value) => (value === 0 ? "0" : show(value));

/** One part of one method, in words; of the training loss fewer. */
function one(name, found, part, alphas) {
  const lowest = best(found, alphas);
  if (!lowest) return `${name} diverges at every α`;
  const { at, low, from, to, text } = lowest;
  const range = `; within 20 % of it from ${show(from, 2)} to ${show(to, 2)},`;
  const said = part === "training" ? "," : range;
  return `${name}’s best α is ${show(at)} (${loss(low)})${said} ${text} decades`;
}

/** Several methods compared in one part. */
function several(methods, part, alphas) {
  const known = methods
    .map(([name, found]) => ({ name, ...best(found[part], alphas) }))
    .filter(({ text }) => text);
  if (!known.length) return "all diverge at every α";
  const by = (key) => [...known].sort((a, b) => a[key] - b[key]);
  const [lowest, [narrow, ...others]] = [by("low")[0], by("decades")];
  const wide = others.at(-1) ?? narrow;
  return (
    `the lowest median shown is ${lowest.name}’s, ${loss(lowest.low)} at α = ${show(lowest.at)}; ` +
    `the widest range ${wide.name}’s, ${wide.text} decades, ` +
    `the narrowest ${narrow.name}’s, ${narrow.text}`
  );
}

/** What the curves say. `methods`: [name, {training, validation}] of those shown. */
export function summary(methods, { problem, budget, alphas, splits }) {
  if (!methods.length) return "No method is shown: switch one on.";
  const parts = ["validation", "training"].map((part) => {
    const words =
      methods.length > 2
        ? several(methods, part, alphas)
        : methods.map(([name, found]) => one(name, found[part], part, alphas)).join("; ");
    return `On ${part} loss ${words}.`;
  });
  const lost = methods.filter(([, found]) => found.validation.median.includes(null));
  const from = lost.map(
    ([name, { validation }]) => `${name} at α = ${show(alphas[validation.median.indexOf(null)])}`,
  );
  if (lost.length) parts.push(`Diverged, from the smallest α: ${listed(from)}.`);
  return `${problem}, ${counted(budget, "epoch")}, medians of ${splits} splits. ${parts.join(" ")}`;
}

/** The line of a method in the table. */
function cells({ training, validation }, alphas) {
  const [fit, held] = [training, validation].map((found) => best(found, alphas));
  const good = held && `${show(held.from, 2)} to ${show(held.to, 2)}`;
  return [
    ...(fit ? [show(fit.at), loss(fit.low), fit.text] : ["–", "diverged", "–"]),
    ...(held ? [show(held.at), loss(held.low), good, held.text] : ["–", "diverged", "–", "–"]),
  ];
}

/** The table of all methods; a chip in each line switches the method's curves on and off. */
function table(state, looks, alphas) {
  const names = Object.keys(looks);
  const toggle = (name) => {
    const on = state.get("methods");
    state.change({ methods: names.filter((one) => on.includes(one) !== (one === name)) });
  };
  const rows = Object.entries(looks).map(([name, className]) => {
    const { el } = chip(state, { name, label: name, className, settings: [] }, () => toggle(name));
    const data = HEADS.slice(1).map(() => html("td"));
    return { data, el: html("tr", {}, html("th", { scope: "row" }, el), ...data) };
  });
  const group = (colspan, text) => html("th", { colspan, scope: "colgroup" }, text);
  const head = html(
    "thead",
    {},
    html("tr", {}, html("td"), group(3, "training"), group(4, "validation")),
    html("tr", {}, ...HEADS.map((text) => html("th", { scope: "col" }, text))),
  );
  const body = html("tbody", {}, ...rows.map((row) => row.el));
  function update(methods, shown) {
    for (const [k, [name, found]] of methods.entries()) {
      const { el, data } = rows[k];
      el.classList.toggle("descent-old", !shown.includes(name));
      for (const [j, text] of cells(found, alphas).entries()) data[j].textContent = text;
    }
  }
  return { el: html("table", { class: "descent-table descent-ranges" }, head, body), update };
}

function render({ model, el }) {
  const { problems: titles, methods, ...grid } = model.get("grid");
  const { alphas, budgets, parts, splits } = grid;
  const problems = Object.fromEntries(titles);
  const looks = Object.fromEntries(
    methods.map(([name, rule]) => [
      name,
      name === "full batch" ? "descent-full-batch" : `rule-${rule}`,
    ]),
  );
  const state = stateOf(model, el, {
    problem: oneOf(problems, { word: "problem" }),
    budget: nearest(budgets, { word: "budget in epochs" }),
    methods: listOf(Object.keys(looks), { trait: "shown" }),
  });
  const name = "loss against step size, for each method";
  const { panels, controls, say, close } = card(el, name, () => update());
  panels.classList.add("descent-sensitivity");
  const plots = parts.map((part) =>
    chart(panels, {
      title: () => `${part} loss, ${counted(state.get("budget"), "epoch")}, log scales`,
      x: { label: "α", log: true },
      y: { label: "loss", log: true },
      height: 340,
    }),
  );
  const ranges = table(state, looks, alphas);
  panels.after(ranges.el);
  controls.append(state.control("problem"), state.control("budget"), hint(HINT));

  const update = eachFrame(() => {
    const { problem, budget, methods: shown } = state.now();
    const { low, methods: results } = state.get("results")[problem];
    const at = budgets.indexOf(budget);
    /** @type {[string, any][]} */
    const found = methods.map(([name]) => [
      name,
      Object.fromEntries(parts.map((part) => [part, results[name][part][at]])),
    ]);
    const on = found.filter(([name]) => shown.includes(name));
    const frame = frameOf(grid, low);
    for (const [k, part] of parts.entries())
      plots[k].draw(frame.domains, panel(on, part, looks, alphas, frame));
    ranges.update(found, shown);
    say(summary(on, { problem: problems[problem], budget, alphas, splits }));
  });
  state.watch(update);
  update();
  return close;
}

export default { render };
