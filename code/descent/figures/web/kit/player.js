// Play, pause, step, reset, and how fast: how many steps of a walk are shown.

import { button } from "./controls.js";
import { html } from "./svg.js";

const PER_SECOND = 12;
const MOST = 240; // moves from the start to the end: longer walks go several steps at once
const SPEEDS = { 0.5: "½×", 1: "1×", 2: "2×", 4: "4×" };

/**
 * Buttons that move `shown` between 0 and `last()`; `show(t)` draws the first t steps. When one of
 * `names` changes in the model it is another walk, and all of it is shown. `told(t)` is what
 * readers are told of t, where one move is not one step.
 */
export function player(model, names, { last, show, told = (t) => t }) {
  let shown = Infinity; // all of them, until somebody plays
  let timer = null;
  const play = button("▶ Play", () => (timer ? pause() : start()));
  const options = Object.entries(SPEEDS).map(([value, text]) => html("option", { value }, text));
  const speed = html(
    "select",
    {
      class: "descent-button",
      "aria-label": "speed",
      title: "speed",
      onchange: () => timer && run(),
    },
    ...options,
  );
  speed.value = 1;
  const readout = html("output", { class: "descent-readout" });
  const label = (t) => `step ${told(t)} of ${told(last())}`;
  // Room for the longest, so that nothing moves when it speaks.
  readout.style.setProperty("--room", `${0.8 * label(last()).length}ch`);

  function go(t) {
    shown = Math.max(0, Math.min(t, last()));
    readout.textContent = shown < last() ? label(shown) : "";
    show(shown);
    if (shown === last()) pause();
  }
  function start() {
    if (shown >= last()) go(0);
    play.textContent = "❚❚ Pause";
    // Who wants no motion sees the end at once.
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return go(last());
    run();
  }
  function run() {
    clearInterval(timer);
    timer = setInterval(
      () => go(shown + Math.ceil(last() / MOST)),
      1000 / PER_SECOND / speed.value,
    );
  }
  function pause() {
    clearInterval(timer);
    timer = null;
    play.textContent = "▶ Play";
  }
  const step = button("Step", () => {
    pause();
    go(shown >= last() ? 1 : shown + 1);
  });
  const back = button("From the start", () => {
    pause();
    go(0);
  });
  const all = button("All steps", reset);
  function reset() {
    pause();
    go(last());
    shown = Infinity;
  }
  for (const name of names) {
    model.on(`change:${name}`, () => {
      if (shown < last() || timer) reset();
      shown = Infinity;
    });
  }
  return {
    el: html(
      "div",
      { class: "descent-player", role: "group", "aria-label": "player" },
      play,
      step,
      back,
      all,
      speed,
      readout,
    ),
    shown: () => Math.min(shown, last()),
  };
}
