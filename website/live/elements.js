// Elements with attributes and children; `on…` are listeners, and what is null is left out.

/** @returns {any} the element */
export function html(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (value != null) element.setAttribute(key, value);
  }
  element.append(...children);
  return element;
}

/** A button of the book's, which calls `onclick`. */
export const button = (text, onclick, attributes = {}) =>
  html("button", { type: "button", class: "exercise-button", onclick, ...attributes }, text);
