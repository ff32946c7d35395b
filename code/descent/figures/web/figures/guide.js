// The decision guide: one question after the other, and at the end advice with its evidence.

import { address } from "../kit/address.js";
import { card } from "../kit/card.js";
import { button } from "../kit/controls.js";
import { html } from "../kit/svg.js";

const FORWARD = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };

/** The names of a way as far as the guide has them: an address may hold another. */
export function read(nodes, start, path) {
  const way = [];
  for (const name of path.split(".")) {
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

/** For `onkeydown` of a group of buttons: arrows go from one to the next. */
function walk(event) {
  const buttons = [...event.currentTarget.querySelectorAll("button")];
  const here = buttons.indexOf(event.target);
  if (!(event.key in FORWARD) || here === -1 || event.altKey || event.ctrlKey || event.metaKey)
    return;
  event.preventDefault();
  buttons[(here + FORWARD[event.key] + buttons.length) % buttons.length].focus();
}

function question({ text, answers }, go) {
  const buttons = answers.map(([name, answer]) =>
    html("button", { type: "button", class: "descent-reply", onclick: () => go(name) }, answer),
  );
  const group = html(
    "div",
    { class: "descent-replies", role: "group", "aria-label": text, onkeydown: walk },
    ...buttons,
  );
  return [html("p", { class: "descent-asked" }, text), group];
}

/** In a notebook there is no page to go to, and the place is only named. */
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
  address(el, model, { path: new Set(Object.keys(nodes)) });
  const { panels, controls, say, close } = card(el, "which rule, which setting: a guide", () => {});
  panels.classList.add("descent-single", "descent-guide");
  const trail = html("ol", { class: "descent-crumbs" });
  const place = html("div", { class: "descent-ask" });
  panels.append(
    html(
      "div",
      { class: "descent-panel" },
      html("nav", { "aria-label": "your answers" }, trail),
      place,
    ),
  );

  const way = () => read(nodes, start, model.get("path"));
  const move = (names) => {
    model.set("path", names.join("."));
    model.save_changes();
  };
  const back = button("Back", () => move(way().slice(0, -1)));
  const again = button("Start again", () => move([]));
  controls.append(back, again);

  function update() {
    const names = way();
    const node = nodes[names.at(-1) ?? start];
    const inside = trail.contains(document.activeElement) || place.contains(document.activeElement);
    trail.replaceChildren(...crumbs(nodes, start, names, (k) => move(names.slice(0, k))));
    const go = (name) => move([...names, name]);
    place.replaceChildren(
      ...(node.answers ? question(node, go) : advice(node, el.closest(".descent-figure"))),
    );
    for (const one of [back, again]) one.setAttribute("aria-disabled", names.length === 0);
    // What had the focus is gone.
    if (inside) place.querySelector("[tabindex], button").focus({ preventScroll: true });
    say(told(node, names.length + 1));
  }
  model.on("change:path", update);
  update();
  return close;
}

export default { render };
