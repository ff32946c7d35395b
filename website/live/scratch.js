// A place to compute in, beside an exercise that asks for a number or a word.

import { bringing } from "./answers.js";
import { button, html } from "./elements.js";
import { fetching } from "./fetching.js";
import * as kept from "./kept.js";
import * as python from "./python.js";

const THERE = "NumPy is there as np, and all of descent by its name.";

/**
 * The button that opens it, and its panel: an editor, and what its code printed. What is typed is
 * kept under `key`.
 *
 * @param {string} number of the exercise
 * @param {string} key
 */
export function scratch(number, key) {
  const area = html("div", { class: "exercise-code" });
  const busy = html("div", { class: "exercise-busy" });
  const came = html("pre", { class: "exercise-came", hidden: "" });
  const said = html("p");
  const told = html("div", { role: "status" }, came, said);
  const hint = html("p", { class: "exercise-there" }, THERE);
  const row = html("div", { class: "exercise-buttons" }, button("Run", run), hint);
  const panel = html("div", { class: "exercise-scratch", hidden: "" }, area, row, busy, told);
  const opener = button("Compute", open, { "aria-expanded": "false" });
  let [text, running] = [kept.read(key) ?? "", false];
  const label = `Code to compute with, beside exercise ${number}`;
  const bring = bringing(area, () => ({ text, label, changed, submit: run }));

  function changed(now) {
    text = now;
    kept.write(key, text || null);
  }
  async function open() {
    panel.hidden = !panel.hidden;
    opener.setAttribute("aria-expanded", String(!panel.hidden));
    if (panel.hidden) return;
    (await bring()).focus();
  }
  async function run() {
    if (running) return;
    running = true;
    try {
      const question = { ask: "run", code: text };
      const { printed, trouble } = await fetching(busy, (during) => python.ask(question, during));
      const { inline } = await import("./reply.js");
      came.textContent = printed;
      came.hidden = !printed;
      inline(said, trouble || (printed ? "" : "Nothing was printed: end with what you ask for."));
    } catch (error) {
      if (error.name !== "AbortError") said.textContent = error.message;
    } finally {
      running = false;
    }
  }
  return { opener, panel };
}
