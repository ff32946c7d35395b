// Play, pause, step, reset, and how fast: how many steps of a walk are shown.

import { button } from "./controls.js";
import { html } from "./svg.js";

const PER_SECOND = 12;
const MOST = 240; // moves from the start to the end: longer walks go several steps at once
const SPEEDS = { 0.5: "½×", 1: "1×", 2: "2×", 4: "4×" };

/**
 * Buttons that move `shown` between 0 and `last()`; `show(t)` draws the first t steps. When one of
 * the fields `names` changes, which are all if left out, it is another walk, and all of it is
 * shown. `told(t)` is what readers are told of t, where one move is not one step.
 *
 * @param {State} state
 * @param {Play} settings
 */
export const player = (state, settings) => new Player(state, settings);

/**
 * @typedef {{last: () => number, show: (t: number) => void, told?: (t: number) => any,
 *   names?: string[]}} Play
 */

class Player {
  el;
  #settings;
  #shown = Infinity; // all of them, until somebody plays
  #timer = null;
  #play = button("▶ Play", () => (this.#timer ? this.#pause() : this.#start()));
  #speed = speeds(() => this.#timer && this.#run());
  #readout = html("output", { class: "descent-readout" });

  /**
   * @param {State} state
   * @param {Play} settings
   */
  constructor(state, { last, show, told = (t) => t, names }) {
    this.#settings = { last, show, told };
    this.el = html(
      "div",
      { class: "descent-player", role: "group", "aria-label": "player" },
      this.#play,
      button("Step", () => this.#still(this.#shown >= last() ? 1 : this.#shown + 1)),
      button("From the start", () => this.#still(0)),
      button("All steps", () => this.#all()),
      this.#speed,
      this.#readout,
    );
    // Room for the longest, so that nothing moves when it speaks.
    this.#readout.style.setProperty("--room", `${0.8 * this.#label(last()).length}ch`);
    state.watch(() => {
      if (this.#shown < last() || this.#timer) this.#all();
      this.#shown = Infinity;
    }, names);
  }

  /** How many steps are shown. */
  shown() {
    return Math.min(this.#shown, this.#settings.last());
  }

  #label(t) {
    const { told, last } = this.#settings;
    return `step ${told(t)} of ${told(last())}`;
  }

  #go(t) {
    const last = this.#settings.last();
    const shown = Math.max(0, Math.min(t, last));
    this.#shown = shown;
    this.#readout.textContent = shown < last ? this.#label(shown) : "";
    this.#settings.show(shown);
    if (shown === last) this.#pause();
  }

  #start() {
    const last = this.#settings.last();
    if (this.#shown >= last) this.#go(0);
    this.#play.textContent = "❚❚ Pause";
    // Who wants no motion sees the end at once.
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return this.#go(last);
    this.#run();
  }

  #run() {
    clearInterval(this.#timer);
    const move = () => this.#go(this.#shown + Math.ceil(this.#settings.last() / MOST));
    this.#timer = setInterval(move, 1000 / PER_SECOND / this.#speed.value);
  }

  #pause() {
    clearInterval(this.#timer);
    this.#timer = null;
    this.#play.textContent = "▶ Play";
  }

  #still(t) {
    this.#pause();
    this.#go(t);
  }

  #all() {
    this.#still(this.#settings.last());
    this.#shown = Infinity;
  }
}

/** The choice of a speed; `change` is called when the reader has chosen. */
function speeds(change) {
  const options = Object.entries(SPEEDS).map(([value, text]) => html("option", { value }, text));
  const select = html(
    "select",
    { class: "descent-button", "aria-label": "speed", title: "speed", onchange: change },
    ...options,
  );
  select.value = 1;
  return select;
}
