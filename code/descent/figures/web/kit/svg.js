// Small helpers for building elements.

const SVG = "http://www.w3.org/2000/svg";

/** An SVG element with attributes and children; attributes that are null are left out. */
export function svg(name, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, name), attributes, children);
}

/** The same for HTML. */
export function html(name, attributes = {}, ...children) {
  return fill(document.createElement(name), attributes, children);
}

/**
 * For `onfocusin`: keys pressed on the focused element are its own. JupyterLab, which takes arrows
 * and Enter before any other listener, looks for this attribute.
 */
export function keepKeys({ target }) {
  target.setAttribute("data-lm-suppress-shortcuts", "");
}

function fill(element, attributes, children) {
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (value != null) element.setAttribute(key, value);
  }
  element.append(...children); // text stays text: nothing from a state becomes markup
  return element;
}

/**
 * How many of the screen's dots a canvas has for each pixel of the page, both ways; not too many to
 * paint.
 */
export const density = () => Math.min(2, Math.max(1, globalThis.devicePixelRatio || 1));

/** Whether the page is dark around an element. */
export const isDark = (el) =>
  getComputedStyle(el).getPropertyValue("--descent-dark").trim() === "1";

const far = (pixels) => Math.round(10 * Math.max(-1e5, Math.min(1e5, pixels))) / 10;

/** A path through points [x, y]; one that is not finite breaks it, one far off is drawn far off. */
export function line(points) {
  let d = "";
  let pen = "M";
  for (const [x, y] of points) {
    if (!Number.isFinite(x) || !Number.isFinite(y)) pen = "M";
    else {
      d += `${pen}${far(x)} ${far(y)}`;
      pen = "L";
    }
  }
  return d;
}

/** A number as a reader likes it: 3 digits, a real minus sign, powers of ten for extremes. */
export function show(number, digits = 3) {
  if (Number.isNaN(number)) return "not a number";
  if (!Number.isFinite(number)) return number > 0 ? "∞" : "−∞";
  const size = Math.abs(number);
  if (size !== 0 && (size < 1e-3 || size >= 1e5)) {
    const [mantissa, exponent] = number.toExponential(digits - 1).split("e");
    return `${minus(mantissa)}·10${superscript(Number(exponent))}`;
  }
  return minus(String(Number(number.toPrecision(digits))));
}

export function superscript(integer) {
  return [...String(integer)].map((c) => (c === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[c])).join("");
}

function minus(text) {
  return text.replace("-", "−");
}
