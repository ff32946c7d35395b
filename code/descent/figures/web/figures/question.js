// A question to answer before you read on: a choice, and then why.

import { stateOf } from "../kit/state.js";
import { html, keepKeys } from "../kit/svg.js";

const HINT = "Choose before you read on: your answer is answered here.";
let count = 0; // numbers the questions of a page: the radio buttons of one share a name

function render({ model, el }) {
  const state = stateOf(model, el, {}); // an answer does not go into the address
  const name = `descent-question-${count++}`;
  const why = html("p", { class: "descent-why", "aria-live": "polite" });
  const answers = state.get("answers").map(([answer], k) => {
    const input = html("input", {
      type: "radio",
      name,
      onchange: () => state.change({ chosen: k }),
    });
    return {
      input,
      label: html("label", { class: "descent-answer" }, input, html("span", {}, answer)),
    };
  });
  const legend = html("legend", {}, html("b", {}, "Predict. "), state.get("text"));
  const attributes = { class: "descent-card descent-question", onfocusin: keepKeys };
  el.append(html("fieldset", attributes, legend, ...answers.map(({ label }) => label), why));

  function update() {
    const [chosen, right] = [state.get("chosen"), state.get("right")];
    for (const [k, { input, label }] of answers.entries()) {
      input.checked = k === chosen;
      label.dataset.verdict = k !== chosen ? "" : k === right ? "right" : "wrong";
    }
    const [, reason] = state.get("answers")[chosen] ?? [];
    why.textContent = reason ? `${chosen === right ? "Yes." : "No."} ${reason}` : HINT;
    why.classList.toggle("descent-hint", !reason);
  }
  state.watch(update, ["chosen"]);
  update();
}

export default { render };
