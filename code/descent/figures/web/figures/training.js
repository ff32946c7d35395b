// The 8-32-1 network learning. On a page the runs are there already; in a notebook Python trains.

import { address } from "../kit/address.js";
import { card, eachFrame } from "../kit/card.js";
import { chart } from "../kit/chart.js";
import { button, choice, slider } from "../kit/controls.js";
import { player } from "../kit/player.js";
import { html, svg } from "../kit/svg.js";
import {
  capital,
  epochs,
  isLost,
  LOST,
  named,
  ROWS,
  rowsOf,
  summary,
  trained,
  unpack,
} from "./training_runs.js";
import { slicePanel } from "./training_slice.js";

const SETTINGS = ["rule", "alpha", "batch", "seed"];
const [LOW, HIGH] = [0.004, 2]; // of the losses' axis, unless a run needs more

/** The one of a list, in which steps are multiples, that is nearest. */
function nearest(list, value) {
  const far = (one) => Math.abs(Math.log(one / value));
  return list.reduce((a, b) => (far(b) < far(a) ? b : a));
}

/**
 * The model, but on a page without Python batch and seed are words, as a choice has them, and every
 * value is one of the grid's.
 */
function typed(model, { alphas, batches, seeds }, still) {
  const known = {
    alpha: (value) => nearest(alphas, value),
    batch: (value) => nearest(batches, Number(value)),
    seed: (value) => (seeds.includes(Number(value)) ? Number(value) : seeds[0]),
  };
  const types = { epochs: Math.round, ...(still && known) };
  const words = still ? ["batch", "seed"] : [];
  const self = {
    get: (name) => (words.includes(name) ? String(model.get(name)) : model.get(name)),
    set: (name, value) => model.set(name, types[name]?.(value) ?? value),
    on: (...given) => model.on(...given),
    save_changes: () => model.save_changes(),
  };
  // The cell may have asked for others.
  if (still) for (const name of Object.keys(known)) self.set(name, model.get(name));
  return self;
}

/**
 * The axis: the same for most runs, wider where a run leaves it.
 *
 * @returns {Pair}
 */
function limits({ train, val }) {
  const losses = [...train, ...val].filter((loss) => loss < LOST);
  const [low, high] = [Math.min(...losses), Math.max(...losses)];
  const top = high > HIGH ? 10 ** Math.ceil(Math.log10(high)) : HIGH;
  return [low < LOW ? 10 ** Math.floor(Math.log10(low)) : LOW, top];
}

/** Both curves until epoch e; a lost loss is drawn far above. */
function both({ train, val, lost }, e, className) {
  const last = lost === -1 ? e : Math.min(e, lost);
  const points = (list) => list.slice(0, last + 1).map((loss, k) => [k, Math.min(loss, 1e9)]);
  return [
    { points: points(val), className: `${className} descent-held-out` },
    { points: points(train), className: `${className} descent-solid` },
  ];
}

/** A name beside a curve: above it or below, on the side where the curve is not. */
function nameOf(label, list, k, above) {
  const rises = list[Math.min(k + 3, list.length - 1)] > list[k];
  const right = above ? !rises : k < 12;
  const points = [[k, list[k]]];
  // Which side a label takes depends on where its line goes.
  if (above ? !right : right) points.push([k, 1.001 * list[k]]);
  return { points, className: "descent-here", label, right, labelAt: 0 };
}

/** Which curve is which, where they are farthest apart. */
function names({ train, val }, e) {
  const choices = Array.from({ length: e + 1 }, (_, k) => k).filter(
    (k) => k >= 0.3 * e && k <= 0.75 * e,
  );
  const apart = (k) => Math.abs(Math.log(train[k] / val[k]));
  const k = choices.reduce((a, b) => (apart(b) > apart(a) ? b : a), choices[0] ?? 0);
  const upper = val[k] > train[k];
  return [nameOf("training", train, k, !upper), nameOf("validation", val, k, upper)];
}

/** What is drawn of the run shown: curves, their names, where they end, and the lowest. */
function curves(run, e, className, [low, top]) {
  const { train, val, lowest, lost } = run;
  const drawn = both(run, e, className);
  if (isLost(run, e)) {
    const label = `diverged at epoch ${lost}`;
    return [
      ...drawn,
      {
        points: [[lost, low ** 0.08 * top ** 0.92]],
        className: "descent-here",
        label,
        right: lost < 30,
      },
    ];
  }
  const dots = (points, kind) => ({
    points,
    className: `descent-here ${kind} ${className}`,
    marks: true,
  });
  return [
    ...drawn,
    ...(e > 0 ? names(run, e) : []),
    dots(
      [
        [e, train[e]],
        [e, val[e]],
      ],
      "descent-now",
    ),
    dots([[lowest[e], val[lowest[e]]]], "descent-lowest"),
  ];
}

/** A dot as it stands for a row. */
function dot(kind) {
  const attributes = {
    class: `descent-dots descent-${kind}`,
    viewBox: "-3.5 -3.5 7 7",
    width: 11,
    height: 11,
    "aria-hidden": "true",
  };
  return svg("svg", attributes, svg("circle"));
}

/** Buttons that train, and how far it is; `update` when Python has done something. */
function trainer(model) {
  const bar = html("progress", { "aria-label": "epochs trained", max: 1, value: 0 });
  const done = html("output", { class: "descent-readout" });
  const [train, stop] = [
    ["Train", "start"],
    ["Stop", "stop"],
  ].map(([text, order]) => button(text, () => model.send(order)));
  const update = (trained) => {
    const [running, wanted] = [model.get("running"), model.get("epochs")];
    train.setAttribute("aria-disabled", running);
    stop.setAttribute("aria-disabled", !running);
    bar.max = wanted;
    bar.value = trained;
    done.textContent = `${trained} of ${epochs(wanted)}`;
  };
  return {
    el: html(
      "div",
      { class: "descent-player", role: "group", "aria-label": "training" },
      train,
      stop,
      bar,
      done,
    ),
    update,
  };
}

const views = new WeakMap(); // of a model, so many are open

async function render({ model: raw, el }) {
  const grid = raw.get("grid");
  const still = raw.get("packed")?.byteLength > 0; // a page without Python
  const store = still ? await unpack(raw.get("packed"), grid) : null;
  const model = typed(raw, grid, still);
  const [labels, own] = [raw.get("labels"), raw.get("own")];
  const rules = { ...labels, ...Object.fromEntries(own.map((name) => [name, name])) };
  const className = (rule) => `rule-${rule in labels ? rule : `own-${own.indexOf(rule) + 1}`}`;
  const span = [grid.alphas[0], grid.alphas.at(-1)];
  address(el, model, {
    rule: Object.keys(rules),
    alpha: span,
    batch: grid.batches.map(String),
    seed: grid.seeds.map(String),
    epochs: [1, grid.epochs],
  });

  const { panels, controls, say, close } = card(el, "a network learning", () => draw(true));
  panels.classList.add("descent-training");
  const losses = chart(panels, {
    title: "loss after each epoch, log scale",
    x: { label: "epochs" },
    y: { label: "loss", log: true },
  });
  const plane = slicePanel(panels, grid.window);
  const all = [...SETTINGS, "epochs"];
  const play =
    still &&
    player(raw, all, {
      last: () => raw.get("epochs"),
      show: () => update(),
      told: (e) => e * Math.ceil(ROWS / raw.get("batch")),
    });
  const work = still ? null : trainer(raw);
  const ghostName = html("span");
  controls.append(
    choice(model, "rule", { word: "rule", options: rules }),
    slider(model, "alpha", {
      letter: "α",
      word: "step size",
      low: span[0],
      high: span[1],
      scale: "log",
      steps: still ? grid.alphas.length - 1 : 200,
    }),
    still
      ? choice(model, "batch", {
          word: "batch",
          options: Object.fromEntries(grid.batches.map((n) => [n, n === ROWS ? `all ${n}` : n])),
        })
      : slider(model, "batch", {
          letter: "B",
          word: "batch size",
          low: 1,
          high: ROWS,
          scale: "count",
        }),
    still
      ? choice(model, "seed", {
          word: "seed",
          options: Object.fromEntries(grid.seeds.map((n) => [n, n])),
        })
      : slider(model, "seed", { letter: "", word: "seed", low: 0, high: 99, steps: 99 }),
    slider(model, "epochs", {
      letter: "",
      word: "epochs",
      low: 1,
      high: grid.epochs,
      steps: grid.epochs - 1,
    }),
    (play || work).el,
    html(
      "p",
      { class: "descent-hint" },
      "Solid: training; dashed: validation, its lowest ringed; faint: ",
      ghostName,
      ". Rows: ",
      dot("benign"),
      " benign, ",
      dot("malignant"),
      " malignant. On this plane the other six features follow radius and texture, as they " +
        "usually do.",
    ),
  );

  /** @returns {any} the state */
  const now = () => Object.fromEntries(all.map((name) => [name, raw.get(name)]));
  let [current, ghost, key] = [null, null, null]; // {run, settings}, and the one before

  /** The run of the present settings, or in a notebook the one that Python trained last. */
  function look(state) {
    const settings = still
      ? state
      : Object.fromEntries(SETTINGS.map((name, k) => [name, raw.get("of")[k]]));
    const run = still ? store.find(state) : trained(raw.get("curves"), raw.get("field"));
    const next = JSON.stringify(SETTINGS.map((name) => settings[name]));
    if (next !== key) {
      ghost = current?.run ? current : ghost;
      key = next;
    }
    current = { run, settings };
    return run && (still || SETTINGS.every((name) => settings[name] === state[name]));
  }

  let [sliceShown, rows, dark] = [[], null, false];
  function drawSlice(slice, again) {
    const source = still ? raw.get("seed") : raw.get("dots");
    const next = [slice?.epoch, slice && key, source];
    if (!again && next.every((value, k) => value === sliceShown[k])) return;
    if (source !== sliceShown[2]) rows = still ? store.dots(source) : rowsOf(source);
    if (again) dark = getComputedStyle(el).getPropertyValue("--descent-dark").trim() === "1";
    sliceShown = next;
    plane.show(slice, rows, dark);
  }

  function draw(again = false) {
    const state = now();
    const here = look(state);
    const { run, settings } = current;
    const e = run && Math.min(still ? play.shown() : state.epochs, run.last);
    const y = limits(here ? run : (run ?? ghost?.run ?? { train: [], val: [] }));
    const faint = here ? ghost : current.run ? current : ghost;
    losses.draw({ x: [0, grid.epochs], y }, [
      ...(faint
        ? both(faint.run, faint.run.last, `${className(faint.settings.rule)} descent-faint`)
        : []),
      ...(here ? curves(run, e, className(settings.rule), y) : []),
    ]);
    drawSlice(here && !isLost(run, e) ? run.slice(e) : null, again);
    const which = faint ? ` (${named(faint.settings, labels)}, seed ${faint.settings.seed})` : "";
    ghostName.textContent = `the run before${which}`;
    work?.update(here ? Math.min(run.last, state.epochs) : 0);
    say(told(state, here, e));
  }

  function told(state, here, e) {
    const name = named(state, labels);
    if (still)
      return here
        ? summary(state, labels, current.run, e)
        : `Python trains ${name}: run the notebook.`;
    if (raw.get("trouble")) return `${capital(state, labels)} stopped with ${raw.get("trouble")}`;
    if (raw.get("running"))
      return `Training ${name}: ${here ? current.run.last : 0} of ${epochs(state.epochs)}.`;
    if (!here) return `Press Train: ${name}, ${epochs(state.epochs)}, seed ${state.seed}.`;
    const { run } = current;
    const ended = run.last < state.epochs && run.lost === -1;
    const where = ended ? `Stopped at epoch ${run.last} of ${state.epochs}. ` : "";
    return where + summary(state, labels, run, e);
  }

  const update = eachFrame(() => draw());
  for (const name of [...all, "curves", "field", "of", "dots", "running", "trouble"])
    raw.on(`change:${name}`, update);
  draw(true);
  views.set(raw, (views.get(raw) ?? 0) + 1);
  return () => {
    close();
    views.set(raw, views.get(raw) - 1);
    if (views.get(raw) === 0) raw.send("stop"); // nobody looks
  };
}

export default { render };
