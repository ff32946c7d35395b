// A question to answer before you read on: a choice, and then why.

import { html, keepKeys } from "../kit/svg.js";

const HINT = "Choose before you read on: your answer is answered here.";
let count = 0; // radio buttons of one question share a name

function render({ model, el }) {
  const name = `descent-question-${count++}`;
  const why = html("p", { class: "descent-why", "aria-live": "polite" });
  const answers = model.get("answers").map(([answer], k) => {
    const input = html("input", { type: "radio", name, onchange: () => choose(k) });
    return {
      input,
      label: html("label", { class: "descent-answer" }, input, html("span", {}, answer)),
    };
  });
  const legend = html("legend", {}, html("b", {}, "Predict. "), model.get("text"));
  const attributes = { class: "descent-card descent-question", onfocusin: keepKeys };
  el.append(html("fieldset", attributes, legend, ...answers.map(({ label }) => label), why));

  function choose(k) {
    model.set("chosen", k);
    model.save_changes();
  }
  function update() {
    const [chosen, right] = [model.get("chosen"), model.get("right")];
    for (const [k, { input, label }] of answers.entries()) {
      input.checked = k === chosen;
      label.dataset.verdict = k !== chosen ? "" : k === right ? "right" : "wrong";
    }
    const [, reason] = model.get("answers")[chosen] ?? [];
    why.textContent = reason ? `${chosen === right ? "Yes." : "No."} ${reason}` : HINT;
    why.classList.toggle("descent-hint", !reason);
  }
  model.on("change:chosen", update);
  update();
}

export default { render };
