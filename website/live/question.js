// Questions to answer before one reads on: what was chosen is kept.

import * as kept from "./kept.js";

/** Remember what is chosen in each question of the page. */
export function remember() {
  /** @type {NodeListOf<HTMLElement & {figure?: {model: FigureModel}}>} */
  const places = document.querySelectorAll('.descent-figure[data-module="question"]');
  for (const place of places) {
    if (place.figure) one(place.figure.model);
    place.addEventListener("mounted", () => one(place.figure.model));
  }
}

function one(model) {
  const key = `question.${model.get("text")}`;
  const chosen = Number(kept.read(key) ?? -1);
  if (chosen in model.get("answers")) model.set("chosen", chosen);
  model.on("change:chosen", () => kept.write(key, String(model.get("chosen"))));
}
