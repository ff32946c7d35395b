// Rules from one start on one surface: paths on the map, losses beside it, a table of outcomes.

import { surfaces } from "../core/surfaces.js";
import { card, eachFrame } from "../kit/card.js";
import { chart } from "../kit/chart.js";
import { SETTINGS } from "../kit/chips.js";
import { button, choice } from "../kit/controls.js";
import { integer, listOf, number, oneOf } from "../kit/fields.js";
import { map, within } from "../kit/map.js";
import { pieces } from "../kit/pieces.js";
import { player } from "../kit/player.js";
import { stateOf } from "../kit/state.js";
import { html } from "../kit/svg.js";
import { listed } from "../kit/words.js";
import {
  entered,
  envelope,
  find,
  inHigherValley,
  limits,
  outcome,
  walkAll,
  YOURS,
} from "./race_runs.js";
import { results, summary } from "./race_table.js";

/** The rules by name, the reader's own last: {label, className, settings}. */
function entrants(model) {
  const offered = model.get("offered").map((name) => {
    const settings = Object.keys(model.get("settings")[name]).filter((key) => SETTINGS[key]);
    return [name, { label: model.get("labels")[name], className: `rule-${name}`, settings }];
  });
  const typed = model.get("yours") ? [YOURS] : [];
  const own = [...model.get("own"), ...typed].map((name, k) => [
    name,
    { label: name, className: `rule-own-${k + 1}`, settings: [] },
  ]);
  return Object.fromEntries([...offered, ...own]);
}

function fieldsOf(model, names) {
  const title = (name) => (name === "tumor" ? "Tumor classifier" : surfaces[name].title);
  const titles = Object.fromEntries(model.get("surfaces").map((name) => [name, title(name)]));
  const setting = (rule, key) => ({
    ...SETTINGS[key],
    trait: "settings",
    read: (settings) => settings[rule][key],
    store: (value, settings) => ({ ...settings, [rule]: { ...settings[rule], [key]: value } }),
  });
  const settings = Object.entries(names).flatMap(([rule, { settings }]) =>
    settings.map((key) => [`${rule}.${key}`, setting(rule, key)]),
  );
  return {
    surface: oneOf(titles, { word: "surface" }),
    x: number(-10, 10),
    y: number(-10, 10),
    steps: integer(1, 10000, { letter: "t", word: "steps", scale: "count" }),
    level: number(1e-8, 0.1, { word: "goal: stay below", scale: "log", steps: 7 }),
    rules: {
      ...listOf(Object.keys(names).filter((name) => name !== YOURS)),
      trait: "shown",
      // The typed rule is kept in the browser, never in an address.
      write: (shown) => shown.filter((name) => name !== YOURS).join("."),
    },
    ...Object.fromEntries(settings),
  };
}

/** The map and the chart. `showLand(land)` draws another land, `draw(runs, last)` the runs. */
function views(panels, state, names) {
  const ground = map(panels, { height: 380, label: "map of the surface" });
  const y = { label: "loss", log: true };
  const losses = chart(panels, {
    title: () => (y.log ? "loss above the lowest minimum" : "loss"),
    x: { label: "steps" },
    y,
    height: 380,
  });
  ground.startPin(state);

  function showLand(land = ground.land) {
    y.log = land?.minima.length > 0;
    ground.showLand(land);
  }
  function draw({ runs, old }, last) {
    const [steps, level] = [state.get("steps"), state.get("level")];
    const path = ({ name, path, t }) => ({
      path,
      t: Math.min(t, last),
      className: names[name].className,
    });
    const left = old
      .map(path)
      .map((one) => ({ ...one, className: `${one.className} descent-old` }));
    ground.draw([...left, ...runs.map((run) => ({ ...path(run), head: true }))]);
    const goal = {
      points: [
        [0, level],
        [steps, level],
      ],
      className: "descent-predicted",
    };
    const curves = runs.map(({ name, gaps, t }) => ({
      points: envelope(gaps, Math.min(t, last)),
      className: names[name].className,
    }));
    const heights = limits(runs, ground.land, level);
    losses.draw({ x: [0, steps], y: heights }, y.log ? [goal, ...curves] : curves);
  }
  return { showLand, draw };
}

/** How it stands after t steps: an outcome for each run. At the end it is known how each ended. */
function standing({ runs }, t, { land, names, steps, level }) {
  if (t < steps)
    return runs.map(({ name, path, gaps }) => {
      return { name, end: gaps[t], below: null, lost: -1, at: [path[2 * t], path[2 * t + 1]] };
    });
  return runs.map((run) => {
    const end = outcome(run, land.minima.length > 0 ? level : -Infinity);
    const higher = inHigherValley(end.at, land, level);
    return { ...end, label: names[run.name].label, higher };
  });
}

/** What is said of the reader's own rules that have not come from here, or have failed. */
function ownTrouble(old, trouble, still) {
  const why =
    still && !old.every(({ name }) => name === YOURS)
      ? ": to race from here, run the notebook."
      : ", and has not answered yet.";
  const waiting = old.length ? ` Python walks ${listed(old.map(({ name }) => name))}${why}` : "";
  return waiting + (trouble ? ` A rule of your own stopped with ${trouble}` : "");
}

function render({ model, el }) {
  const names = entrants(model);
  const state = stateOf(model, el, fieldsOf(model, names));
  const landNow = () => find(state.get("surface"), state.get("table"));
  let land = landNow();
  // An address may name a start that this surface does not have.
  const [x, y] = within(land.window, state.get("x"), state.get("y"));
  state.change({ x, y }, { save: false });
  const still = el.closest(".descent-figure") !== null; // a page without Python

  const { panels, controls, say, heard, close } = card(el, "a race of rules", () => showLand());
  const { showLand, draw } = views(panels, state, names);
  const walk = ["x", "y", "surface", "steps", "settings"];
  const play = player(state, { last: () => state.get("steps"), show: () => look(), names: walk });
  const table = results(state, names);
  /** Another surface, with its own start and step sizes. */
  const goTo = (surface) => state.change({ surface, ...state.get("starts")[surface] });
  const anew = { ...state, change: ({ surface }) => goTo(surface) };
  controls.append(
    choice(anew, "surface"),
    state.control("steps"),
    state.control("level"),
    button("Usual settings", () => goTo(state.get("surface"))),
    play.el,
    html(
      "p",
      { class: "descent-hint" },
      "The step sizes are where you start from, not each rule's best: open a rule and tune it.",
    ),
  );
  controls.after(table.el);

  let contest = { runs: [], old: [] };
  const run = pieces(5, heard);
  const redraw = () => draw(still ? { ...contest, old: [] } : contest, play.shown());
  const tell = eachFrame(() => {
    const [t, { steps, level }] = [play.shown(), state.now()];
    const bottomless = land.minima.length === 0;
    const outcomes = standing(contest, t, { land, names, steps, level });
    table.fill(outcomes, { level, t, steps, bottomless });
    if (t < steps) return say(`Step ${t} of ${steps}.`);
    const slope = Math.hypot(...land.grad(state.get("x"), state.get("y")));
    const own = ownTrouble(contest.old, state.get("trouble"), still);
    say(summary(outcomes, { steps, level, slope, bottomless }) + own);
  });
  function look() {
    redraw();
    tell();
  }
  const race = eachFrame(() => {
    contest = entered(state, Object.keys(names), land);
    run(walkAll(contest.runs, land, state.get("steps")), (done) => (done ? look() : redraw()));
  });
  const survey = () => {
    land = landNow();
    showLand(land);
  };
  state.watch(survey, ["surface"]);
  state.watch(race, [...state.names, "own_paths", "yours", "trouble"]);
  survey();
  race();
  return close;
}

export default { render };
