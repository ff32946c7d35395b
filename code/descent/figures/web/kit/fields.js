// What can be set in a figure. A figure declares each setting once; its address, its controls and
// its state read the declaration.

const NUMBER = /^-?\d+(\.\d+)?(e-?\d+)?$/;
const clamp = (low, high) => (value) => Math.min(high, Math.max(low, value));

/**
 * A number from low to high. `look` is for its slider: {letter, word, scale, steps, digits}.
 *
 * @param {number} low
 * @param {number} high
 * @param {Partial<Field>} [look]
 * @returns {Field}
 */
export const number = (low, high, look) => ({
  low,
  high,
  fit: clamp(low, high),
  parse: (text) => (NUMBER.test(text) ? Number(text) : null),
  write: String,
  ...look,
});

/** A whole number from low to high. */
export const integer = (low, high, look = {}) =>
  number(low, high, { fit: (value) => Math.round(clamp(low, high)(value)), ...look });

/**
 * One of these numbers, which grow: the nearest, where steps are multiples. Its slider visits all.
 *
 * @param {number[]} values
 * @param {Partial<Field>} [look]
 */
export function nearest(values, look = {}) {
  const [low, high] = [values[0], values.at(-1)];
  const far = (one, value) => Math.abs(Math.log(one / clamp(low, high)(value)));
  const fit = (value) => values.reduce((a, b) => (far(b, value) < far(a, value) ? b : a));
  return number(low, high, { fit, scale: "log", steps: values.length - 1, ...look });
}

/**
 * One of {key: text}, of which readers see the texts. `type` makes a value of a key: `Number` where
 * the values are numbers.
 *
 * @param {Record<string, string>} options
 * @param {Partial<Field> & {type?: (key: string) => any}} [look]
 * @returns {Field}
 */
export const oneOf = (options, { type = String, ...look } = {}) => ({
  options,
  fit: (value) => value,
  parse: (text) => (Object.hasOwn(options, text) ? type(text) : null),
  write: String,
  ...look,
});

/**
 * Any of these names, in a list. In an address they stand joined by dots.
 *
 * @param {string[]} names
 * @param {Partial<Field>} [look]
 * @returns {Field}
 */
export const listOf = (names, look) => ({
  fit: (value) => value,
  parse(text) {
    const words = text === "" ? [] : text.split(".");
    return words.every((word) => names.includes(word)) ? words : null;
  },
  write: (words) => words.join("."),
  ...look,
});

/** The names of things {key: {name}} by their keys, as the options of a choice. */
export const namesOf = (things) =>
  Object.fromEntries(Object.entries(things).map(([key, { name }]) => [key, name]));
