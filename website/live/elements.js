// Elements as the figures make them, and the buttons of exercises.

import { html as make } from "../../code/descent/figures/web/kit/svg.js";

/** @type {(name: string, attributes?: object, ...children: any[]) => any} */
export const html = make;

/** A button of the book's, which calls `onclick`. */
export const button = (text, onclick, attributes = {}) =>
  html("button", { type: "button", class: "exercise-button", onclick, ...attributes }, text);
