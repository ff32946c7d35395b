// What judge.py says of numbers and of words, sentence for sentence, with its names in camelCase.

/**
 * What website/exercises.py writes down of an exercise, with its number. Numbers that are not
 * finite are words, because JSON has none of them.
 *
 * @typedef {object} Known
 * @property {string} number
 * @property {string} time
 * @property {string[]} again
 * @property {string} passed
 * @property {any} answer a word, or a list of numbers
 * @property {Record<string, string>} [choices]
 * @property {number} [tolerance]
 * @property {{answer: any[], text: string}[]} [slips]
 */

const WORDS = { nan: Number.NaN, inf: Infinity, "-inf": -Infinity };
const { abs, min, max } = Math;

/** @returns {Checked} */
const reply = (verdict, text, more = []) => ({ verdict, text, more });

/** @param {Known} known */
function open({ number, time }) {
  const text = `Not attempted yet. ${time} \`hint("${number}")\` gives a first hint.`;
  return reply("open", text.replaceAll("  ", " "));
}

/**
 * The reply to a word, or to null, which stands for none.
 *
 * @param {Known} known
 * @param {string | null} answer
 */
export function judgeWord(known, answer) {
  if (answer === null) return open(known);
  const word = answer.replace(/^[ ().]+|[ ().]+$/g, "").toLowerCase();
  if (!Object.hasOwn(known.choices, word)) {
    const words = Object.keys(known.choices).map((each) => `"${each}"`);
    return reply("wrong", `Choose one of ${words.join(", ")}; got ${brief(answer)}.`);
  }
  const text = known.choices[word];
  if (word === known.answer) return reply("passed", `${text} ${known.passed}`.trim());
  return reply("wrong", text, known.again);
}

function brief(text, most = 60) {
  const letters = [...text];
  return letters.length <= most ? text : `${letters.slice(0, most).join("")}…`;
}

/**
 * The reply to numbers, in which null stands for one that is not given yet: which of them are
 * right; what they should be is not given away.
 *
 * @param {Known} known
 * @param {(number | null)[]} got
 */
export function judgeValue(known, got) {
  if (got.length > 0 && got.every((number) => number === null)) return open(known);
  const k = got.indexOf(null);
  if (k !== -1) return reply("wrong", `Number ${k + 1} is still open.`);
  const { tolerance, passed } = known;
  const right = numbers(known.answer);
  if (same(got, right, tolerance)) return reply("passed", passed);
  const slip = known.slips.find((wrong) => same(got, numbers(wrong.answer), tolerance));
  if (slip) return reply("wrong", slip.text, known.again);
  if (got.length !== right.length)
    return reply("wrong", `Give ${describe(right)}; got ${describe(got)}.`);
  if (of32Bits(got, right, tolerance)) return reply("wrong", THIRTY_TWO);
  if (same(sorted(got), sorted(right), tolerance))
    return reply("wrong", "These are the right numbers, in another order.");
  return placeByPlace(known, got, right);
}

const numbers = (list) => list.map((number) => WORDS[number] ?? number);
const describe = ({ length }) => (length === 1 ? "a number" : `${length} numbers`);
const sorted = (list) => [...Float64Array.from(list).sort()];

/**
 * A sentence for each number that is wrong: that of a known mistake where it fits.
 *
 * A mistake fits where it differs from the right answer and is what the reader has; those that
 * explain most places come first.
 */
function placeByPlace(known, got, right) {
  const apart = [...right.keys()].filter((k) => !near(known, got[k], right[k]));
  const [found, left] = [[], new Set(apart)];
  const bySize = [...slips(known, right)].sort((one, other) => other[0].size - one[0].size);
  for (const [places, text] of bySize) {
    const made = [...places].every(([k, number]) => near(known, got[k], number));
    const ks = [...places.keys()];
    if (ks.length > 0 && made && ks.every((k) => left.has(k))) {
      found.push([min(...ks), got.length > 1 ? label(ks, got, text) : text]);
      for (const k of ks) left.delete(k);
    }
  }
  let more = found.length > 0 ? known.again : [];
  for (const k of left) {
    const which = got.length === 1 ? "That" : `Number ${k + 1}, ${sixDigits(got[k])},`;
    let ways = inOneWay([[got[k], right[k]]], known.tolerance);
    if (ways.length === 1 && !shortened(got[k], right[k])) more = known.again;
    else ways = [off(got[k], right[k])];
    found.push([k, `${which} is ${ways[0]}.`]);
  }
  const texts = found.sort((one, other) => one[0] - other[0]).map(([, text]) => text);
  const fine = [...right.keys()].filter((k) => !apart.includes(k)).map((k) => `number ${k + 1}`);
  if (fine.length > 0) texts.push(`Right: ${fine.join(", ")}.`);
  return reply("wrong", texts.join(" "), more);
}

/** Of each known mistake, {place: its number} where it is wrong, and its text. */
function* slips(known, right) {
  for (const slip of known.slips) {
    const theirs = numbers(slip.answer);
    if (theirs.length === right.length) {
      const pairs = [...theirs.entries()].filter(([k, number]) => !near(known, number, right[k]));
      yield/** @type {const} */ ([new Map(pairs), slip.text]);
    }
  }
}

const PRAISE = new RegExp(
  "^([\\p{L}\\p{N}_]+|\\([\\p{L}\\p{N}_]\\)|" + // what Python's \w is
    "The (sum|first|second|third|best \\$h\\$)) (is|are) right(, both times)?[.:,] (and )?",
  "u",
);

/**
 * The text under the number it is about, unless it says so itself: (1) …
 *
 * Said of other numbers, that they are right, is left out: here they are not.
 */
function label(places, got, praising) {
  const text = praising.replace(PRAISE, "").replace(/^./su, (letter) => letter.toUpperCase());
  if (text.startsWith("(")) return text;
  const names = places.map((k) => `${k + 1}, ${sixDigits(got[k])}`).join(" and ");
  return `Number${places.length > 1 ? "s" : ""} ${names}: ${text}`;
}

const whole = (x) => x % 1 === 0;

/** What is said of numbers that are all wrong in one way; null where there is no such number. */
const NUMBERS = {
  "right but for the sign": (x) => -x,
  "upside down": (x) => (x === 0 ? null : 1 / x),
  "twice what is asked": (x) => 2 * x,
  "half of what is asked": (x) => x / 2,
  "the square of what is asked": (x) => (whole(x) ? Number.NaN : x * x),
  "the root of what is asked": (x) => (whole(x) ? Number.NaN : x < 0 ? null : Math.sqrt(x)),
  "what the right one lacks to 1": (x) => (x > 0 && x < 1 ? 1 - x : Number.NaN),
  "one too many": (x) => (whole(x) ? x + 1 : Number.NaN),
  "one too few": (x) => (whole(x) ? x - 1 : Number.NaN),
};

/** What can be said of numbers, each paired with the right one. */
function inOneWay(pairs, tolerance) {
  const fits = (change) =>
    pairs.every(([a, b]) => change(b) !== null && close(a, change(b), tolerance));
  return Object.keys(NUMBERS).filter((text) => pairs.length > 0 && fits(NUMBERS[text]));
}

const near = ({ tolerance }, a, b) => close(a, b, tolerance);

/** In which way one number is not the other. */
function off(a, b) {
  if (!Number.isFinite(a)) return "not a finite number";
  if (shortened(a, b)) return "close: give more digits, or a fraction";
  if (abs(a - b) <= 0.03 * abs(b)) return "near, but not right";
  return a > b ? "too large" : "too small";
}

/** Whether a number is the right one, rounded or cut after as many digits as it has. */
function shortened(a, b) {
  if (a === 0 || !Number.isFinite(b) || abs(a - b) > 0.1 * abs(b)) return false;
  const [digits, power] = abs(a).toExponential().split("e"); // the fewest that tell it from others
  const exponent = Number(power) - max(digits.length - 2, 0);
  const last = abs(a) >= 1e16 ? exponent : min(exponent, 0); // zeros before a point count
  const given = BigInt(digits.replace(".", "")) * 10n ** BigInt(exponent - last);
  const [whole, rest, one] = units(b, last);
  const halfUp = 2n * rest >= one ? whole + 1n : whole;
  const halfDown = 2n * rest > one ? whole + 1n : whole;
  return a !== b && [whole, halfUp, halfDown].includes(given);
}

/** The size of a number in units of `10 ** last`, exactly: how many, and of another rest / one. */
function units(number, last) {
  let [size, one] = [abs(number), 10n ** BigInt(max(last, 0))];
  for (; !Number.isInteger(size); size *= 2) one *= 2n;
  const all = BigInt(size) * 10n ** BigInt(max(-last, 0));
  return [all / one, all % one, one];
}

/** A number as Python's `.6g` writes it, in which a half goes to the even digit. */
function sixDigits(number) {
  if (!Number.isFinite(number))
    return Object.keys(WORDS).find((word) => Object.is(WORDS[word], number));
  const sign = number < 0 || Object.is(number, -0) ? "-" : "";
  const exponent = Number(number.toExponential(5).split("e")[1]);
  const [whole, rest, one] = units(number, exponent - 5);
  const up = 2n * rest > one || (2n * rest === one && whole % 2n === 1n);
  const digits = String(up ? whole + 1n : whole).padStart(6, "0");
  const small = exponent < -4 || exponent > 5;
  const shown = !small && exponent < 0 ? "0".repeat(-exponent) + digits : digits;
  const point = small || exponent < 0 ? 1 : exponent + 1;
  const text = `${shown.slice(0, point)}.${shown.slice(point)}`.replace(/\.?0*$/, "");
  const power = String(abs(exponent)).padStart(2, "0");
  return sign + text + (small ? `e${exponent < 0 ? "-" : "+"}${power}` : "");
}

const THIRTY_TWO =
  "Right as far as numbers of 32 bits tell, which is seven digits; but this was computed with 32 " +
  "bits, and 64 are asked for. In NumPy that is `dtype=np.float64`, in PyTorch " +
  '`dtype=torch.float64`, and in JAX `jax.config.update("jax_enable_x64", True)` before ' +
  "anything else.";
const AS_32_BITS = 4e-6; // how far off numbers of 32 bits may be after some steps

/** Whether what is off is right as far as numbers of 32 bits go, and has no more bits. */
function of32Bits(got, right, tolerance) {
  const pairs = apart(got, right, tolerance);
  return has32Bits(pairs) && pairs.every(([a, b]) => close(a, b, AS_32_BITS));
}

/** Whether the first of each pair has 32 bits, and one of them needs more than 16. */
function has32Bits(pairs) {
  const bits = pairs.filter(([a]) => Number.isFinite(a)).map(([a]) => mantissa(a));
  const thirtyTwo = bits.every((bit) => Number.isInteger(bit * 2 ** 24));
  return thirtyTwo && !bits.every((bit) => Number.isInteger(bit * 2 ** 12));
}

/** What is left of the size of a number without its power of 2: 0, or from 0.5 to below 1. */
function mantissa(number) {
  let bit = abs(number);
  while (bit >= 1) bit /= 2;
  while (bit > 0 && bit < 0.5) bit *= 2;
  return bit;
}

/** The pairs of numbers that do not agree, if all are finite that should be. */
function apart(got, right, tolerance) {
  if (!same(got, right, Infinity)) return [];
  return got.map((a, k) => [a, right[k]]).filter(([a, b]) => !close(a, b, tolerance));
}

/** Whether two lists of numbers agree. */
function same(got, right, tolerance) {
  return got.length === right.length && got.every((a, k) => close(a, right[k], tolerance));
}

function close(a, b, tolerance) {
  if (!Number.isFinite(b) || !Number.isFinite(a))
    return a === b || (Number.isNaN(a) && Number.isNaN(b));
  return abs(a - b) <= tolerance * (1 + abs(b));
}
