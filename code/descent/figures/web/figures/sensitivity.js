// How much the step size matters: losses against α, for each method of the stored study.

import { address } from "../kit/address.js";
import { card, eachFrame } from "../kit/card.js";
import { chart } from "../kit/chart.js";
import { chip } from "../kit/chips.js";
import { choice, slider } from "../kit/controls.js";
import { html, show } from "../kit/svg.js";

const ROWS = 6.4; // of a strip: one for each method, and some room
// The heads of the method, of training, and of validation.
const HEADS = ["method", "best α", "loss", "decades", "best α", "loss", "good α", "decades"];

/** The model, but with a budget of the study's, and the methods shown as one word. */
function typed(model, budgets) {
  const far = (one, value) => Math.abs(Math.log(one / value));
  const nearest = (value) => budgets.reduce((a, b) => (far(b, value) < far(a, value) ? b : a));
  const event = (name) => (name === "change:methods" ? "change:shown" : name);
  return {
    get: (name) => (name === "methods" ? model.get("shown").join(".") : model.get(name)),
    set(name, value) {
      if (name === "methods") model.set("shown", value.split(".").filter(Boolean));
      else model.set(name, name === "budget" ? nearest(value) : value);
    },
    on: (name, listener) => model.on(event(name), listener),
    save_changes: () => model.save_changes(),
  };
}

/** A curve as it is seen between two losses: where it passes one of them it is cut there. */
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

/** One method's curves: band, median, its best ringed, the bar, and a dot where it diverged. */
function drawn({ median, low, high, best }, className, alphas, row, [floor, ceiling, strip]) {
  const clamp = (y) => Math.min(ceiling, Math.max(floor, y ?? ceiling));
  const edge = [
    ...alphas.map((x, k) => [x, clamp(low[k])]),
    ...alphas.map((x, k) => [x, clamp(high[k])]).reverse(),
  ];
  const middle = alphas.map((x, k) => [x, median[k]]);
  const level = strip ** ((row + 0.7) / ROWS);
  const lost = alphas.filter((_, k) => median[k] === null).map((x) => [x, ceiling * level]);
  const parts = [
    { points: edge, className: `descent-band ${className}` },
    { points: cut(middle, floor, ceiling), className },
    { points: lost, className: `descent-here ${className}`, marks: true },
  ];
  if (!best) return parts;
  const [k, from, to] = best;
  const bar = {
    points: [from, to].map((x) => [x, floor / level]),
    className: `descent-bar ${className}`,
  };
  return [
    ...parts,
    bar,
    {
      points: [[alphas[k], clamp(median[k])]],
      className: `descent-here descent-lowest ${className}`,
      marks: true,
    },
  ];
}

/** Decades of a good range, "≥" where it reaches an end of the grid; `open` says so. */
export function width({ best }, alphas) {
  const [, from, to] = best;
  const open = from <= alphas[0] || to >= alphas.at(-1);
  const decades = Math.log10(to / from);
  return { decades, text: decades < 0.05 ? "< 0.1" : `${open ? "≥ " : ""}${decades.toFixed(1)}` };
}

const listed = (items) =>
  items.length > 1 ? `${items.slice(0, -1).join(", ")} and ${items.at(-1)}` : items[0];
const loss = (value) => (value === 0 ? "0" : show(value));

/** One part of one method, in words; of the training loss fewer. */
function one(name, found, part, alphas) {
  if (!found.best) return `${name} diverges at every α`;
  const [k, from, to] = found.best;
  const best = `${name}’s best α is ${show(alphas[k])} (${loss(found.median[k])})`;
  const range = `; within 20 % of it from ${show(from, 2)} to ${show(to, 2)},`;
  return `${best}${part === "training" ? "," : range} ${width(found, alphas).text} decades`;
}

/** Several methods compared in one part. */
function several(methods, part, alphas) {
  const known = methods
    .filter(([, found]) => found[part].best)
    .map(([name, found]) => ({
      name,
      low: found[part].median[found[part].best[0]],
      at: alphas[found[part].best[0]],
      ...width(found[part], alphas),
    }));
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
  const epochs = `${budget} ${budget === 1 ? "epoch" : "epochs"}`;
  return `${problem}, ${epochs}, medians of ${splits} splits. ${parts.join(" ")}`;
}

/** The line of a method in the table. */
function cells(found, alphas) {
  const { validation, training } = found;
  const [a, b] = [validation, training].map((part) =>
    part.best
      ? {
          at: show(alphas[part.best[0]]),
          low: loss(part.median[part.best[0]]),
          ...width(part, alphas),
        }
      : null,
  );
  const good = a && `${show(validation.best[1], 2)} to ${show(validation.best[2], 2)}`;
  return [
    ...(b ? [b.at, b.low, b.text] : ["–", "diverged", "–"]),
    ...(a ? [a.at, a.low, good, a.text] : ["–", "diverged", "–", "–"]),
  ];
}

function render({ model: raw, el }) {
  const { alphas, budgets, parts, axis, splits, ...pairs } = raw.get("grid");
  const [problems, methods] = [pairs.problems, pairs.methods].map(Object.fromEntries);
  const model = typed(raw, budgets);
  const names = Object.keys(methods);
  const looks = Object.fromEntries(
    names.map((name) => [
      name,
      name === "full batch" ? "descent-full-batch" : `rule-${methods[name]}`,
    ]),
  );
  address(el, model, {
    problem: Object.keys(problems),
    budget: [budgets[0], budgets.at(-1)],
    methods: new Set(names),
  });

  const { panels, controls, say, close } = card(el, "loss against step size, for each method", () =>
    update(),
  );
  panels.classList.add("descent-sensitivity");
  const titled = (part) => () => {
    const epochs = raw.get("budget");
    return `${part} loss, ${epochs} ${epochs === 1 ? "epoch" : "epochs"}, log scales`;
  };
  const plots = parts.map((part) =>
    chart(panels, {
      title: titled(part),
      x: { label: "α", log: true },
      y: { label: "loss", log: true },
      height: 340,
    }),
  );

  const shown = () => names.filter((name) => raw.get("shown").includes(name));
  const toggle = (name) => {
    const on = raw.get("shown");
    raw.set(
      "shown",
      names.filter((other) => on.includes(other) !== (other === name)),
    );
    raw.save_changes();
  };
  const rows = names.map((name) => {
    const { el: chipEl } = chip(
      raw,
      { name, label: name, className: looks[name], settings: [] },
      () => toggle(name),
    );
    const data = HEADS.slice(1).map(() => html("td"));
    return { name, data, el: html("tr", {}, html("th", { scope: "row" }, chipEl), ...data) };
  });
  const groups = html(
    "tr",
    {},
    html("td"),
    html("th", { colspan: 3, scope: "colgroup" }, "training"),
    html("th", { colspan: 4, scope: "colgroup" }, "validation"),
  );
  const head = html(
    "thead",
    {},
    groups,
    html("tr", {}, ...HEADS.map((text) => html("th", { scope: "col" }, text))),
  );
  panels.after(
    html(
      "table",
      { class: "descent-table descent-ranges" },
      head,
      html("tbody", {}, ...rows.map((row) => row.el)),
    ),
  );
  controls.append(
    choice(model, "problem", { word: "problem", options: problems }),
    slider(model, "budget", {
      letter: "",
      word: "budget in epochs",
      low: budgets[0],
      high: budgets.at(-1),
      scale: "log",
      steps: budgets.length - 1,
    }),
    html(
      "p",
      { class: "descent-hint" },
      "Lines: medians; bands: from the third lowest to the third highest split. Ringed: the best " +
        "α. Bars below: good α, the median within 20 % of its best; ≥ where the grid ends first. " +
        "Dots above: diverged, the median beyond 10⁶.",
    ),
  );

  const update = eachFrame(() => {
    const [problem, budget] = [raw.get("problem"), raw.get("budget")];
    const { low: floor, methods: all } = raw.get("results")[problem];
    const at = budgets.indexOf(budget);
    /** @type {[string, any][]} */
    const found = names.map((name) => [
      name,
      Object.fromEntries(parts.map((part) => [part, all[name][part][at]])),
    ]);
    const [ceiling, share] = axis;
    const strip = (ceiling / floor) ** share;
    const domains = {
      x: [alphas[0] / 1.4, alphas.at(-1) * 1.4],
      y: [floor / strip, ceiling * strip],
    };
    const edges = {
      points: [
        [domains.x[0], floor],
        [domains.x[1], floor],
        [NaN, NaN],
        [domains.x[0], ceiling],
        [domains.x[1], ceiling],
      ],
      className: "descent-zero",
    };
    const on = found.filter(([name]) => shown().includes(name));
    for (const [k, part] of parts.entries()) {
      const lines = on.map(([name, both], row) =>
        drawn(both[part], looks[name], alphas, row, [floor, ceiling, strip]),
      );
      const bands = lines.map(([band]) => band);
      const word = {
        points: [[domains.x[0], ceiling * strip ** 0.35]],
        className: "descent-here",
        label: "diverged",
        right: true,
      };
      plots[k].draw(domains, [edges, ...bands, ...lines.flatMap(([, ...others]) => others), word]);
    }
    for (const [k, { name, data, el: row }] of rows.entries()) {
      row.classList.toggle("descent-old", !shown().includes(name));
      for (const [j, text] of cells(found[k][1], alphas).entries()) data[j].textContent = text;
    }
    say(summary(on, { problem: problems[problem], budget, alphas, splits }));
  });
  for (const name of ["problem", "budget", "shown"]) raw.on(`change:${name}`, update);
  update();
  return close;
}

export default { render };
