// The decision guide: one question after the other, and at the end advice with its evidence.

import { card } from "../kit/card.js";
import { button } from "../kit/controls.js";
import { listOf } from "../kit/fields.js";
import { replies, reply } from "../kit/replies.js";
import { stateOf } from "../kit/state.js";
import { html } from "../kit/svg.js";

/** The answers given, as far as the guide has such a way: an address may hold another. */
export function read(nodes, start, path) {
  const way = [];
  for (const name of path) {
    const { answers } = nodes[way.at(-1) ?? start];
    if (!answers?.some(([to]) => to === name)) break;
    way.push(name);
  }
  return way;
}

/** What is said: the question, or the whole advice. */
export function told(node, number) {
  if (node.answers) return `Question ${number}: ${node.text} ${node.answers.length} answers.`;
  const parts = node.parts.map(([word, text]) => (word ? `${word}: ${text}` : text));
  return [
    `${node.title}.`,
    ...parts,
    `Evidence: ${node.evidence.map(([text]) => text).join("; ")}.`,
  ].join(" ");
}

/** A question and its answers; `go` is told the name of the node that an answer leads to. */
function question({ text, answers }, go) {
  const buttons = answers.map(([name, answer]) => reply(answer, () => go(name)));
  return [html("p", { class: "descent-asked" }, text), replies(text, ...buttons)];
}

/** An advice, its evidence `linked` or, in a notebook, which has no page to go to, only named. */
function advice({ title, parts, evidence }, linked) {
  const words = parts.map(([word, text]) =>
    html("p", {}, ...(word ? [html("b", {}, `${word}. `)] : []), text),
  );
  const places = evidence.map(([text, href]) =>
    html("li", {}, linked ? html("a", { href }, text) : text),
  );
  const list = html("ul", { "aria-label": "evidence" }, ...places);
  const heading = html("p", { class: "descent-asked", tabindex: -1 }, title);
  return [
    html(
      "div",
      { class: "descent-advice" },
      heading,
      ...words,
      html("p", {}, html("b", {}, "Evidence."), list),
    ),
  ];
}

/** The answers so far; each goes back to its question. */
function crumbs(nodes, start, way, back) {
  const items = way.map((name, k) => {
    const { text, answers } = nodes[way[k - 1] ?? start];
    const [, answer] = answers.find(([to]) => to === name);
    return html(
      "li",
      {},
      html(
        "button",
        { type: "button", "aria-label": `${text} ${answer}: answer again`, onclick: () => back(k) },
        answer,
      ),
    );
  });
  return items.length ? items : [html("li", { class: "descent-readout" }, "No answer yet")];
}

function render({ model, el }) {
  const [nodes, start] = [model.get("nodes"), model.get("start")];
  const names = listOf(Object.keys(nodes));
  // Python has the path as the address writes it.
  const state = stateOf(model, el, { path: { ...names, read: names.parse, store: names.write } });
  const { panels, controls, say, close } = card(el, "which rule, which setting: a guide", () => {});
  panels.classList.add("descent-single", "descent-guide");
  const trail = html("ol", { class: "descent-crumbs" });
  const place = html("div", { class: "descent-ask" });
  const answered = html("nav", { "aria-label": "your answers" }, trail);
  panels.append(html("div", { class: "descent-panel" }, answered, place));

  const way = () => read(nodes, start, state.get("path"));
  const move = (path) => state.change({ path });
  const back = button("Back", () => move(way().slice(0, -1)));
  const again = button("Start again", () => move([]));
  controls.append(back, again);

  function update() {
    const taken = way();
    const node = nodes[taken.at(-1) ?? start];
    const inside = trail.contains(document.activeElement) || place.contains(document.activeElement);
    trail.replaceChildren(...crumbs(nodes, start, taken, (k) => move(taken.slice(0, k))));
    const go = (name) => move([...taken, name]);
    place.replaceChildren(
      ...(node.answers ? question(node, go) : advice(node, el.closest(".descent-figure"))),
    );
    for (const one of [back, again]) one.setAttribute("aria-disabled", taken.length === 0);
    // The button that had the focus is gone: the focus goes to what has come in its place.
    if (inside) place.querySelector("[tabindex], button").focus({ preventScroll: true });
    say(told(node, taken.length + 1));
  }
  state.watch(update);
  update();
  return close;
}

export default { render };
