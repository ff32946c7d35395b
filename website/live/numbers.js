// Numbers as readers type them: 1/3, 1e-3, 2**0.5, √2, and what Python prints. Percent signs are
// refused: 10 % may stand for 10 or for 0.1, by what is asked. So is 1,000, which may be 1.

const { PI, E, abs, exp, log, log2, log10, sqrt } = Math;
const CONSTANTS = { pi: PI, e: E };
const FUNCTIONS = { abs, exp, ln: log, log, log2, log10, sqrt, float64: (value) => value };
// Answers, too, but nothing to compute with: np.nan, float("inf").
const SPECIAL = /^([-+]?)(?:float(?:64)?\(["']?)?(nan|inf|infinity|∞)(?:["']?\))?$/;
const TOKEN = /(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?|\*\*|[a-z][a-z0-9]*|\S/g;
const UNDERSTOOD =
  "understood are numbers such as 1000, -1.5 and 1e-3, the signs + - * / **, parentheses, " +
  "pi, e, sqrt(2), exp, log, log2, log10, abs, and nan";

/** A text in Python's signs; a comma is a decimal point unless it may stand after thousands. */
const pythonic = (text) =>
  [
    [/[−–]/g, "-"],
    [/[×·]/g, "*"],
    [/π/g, "pi"],
    [/\^/g, "**"],
    [/\b(?:np|numpy|math)\./g, ""],
    [/(?<![\d.,])(0*|\d+(?=,(?!\d{3}(?!\d)))),(\d+)(?![\d.,])/g, "$1.$2"],
  ].reduce((said, [from, to]) => said.replace(from, String(to)), text.trim().toLowerCase());

/** The number that a text stands for; throws an Error whose message says what cannot be read. */
export function number(text) {
  const all = pythonic(text);
  const [, sign, special] = SPECIAL.exec(all) ?? [];
  if (special) return (special === "nan" ? Number.NaN : Infinity) * (sign === "-" ? -1 : 1);
  const stop = (why) => {
    throw new Error(`"${text.trim().slice(0, 60)}" ${why}; ${UNDERSTOOD}.`);
  };
  if (all.length > 200) stop("is too long");
  const finite = (value) =>
    Number.isFinite(value) ? value : stop("has no finite value among the real numbers");
  const unread = (token) =>
    stop(token ? `cannot be read from "${all.slice(token.index)}" on` : "is not complete");
  return finite(evaluated([...all.matchAll(TOKEN)], finite, unread));
}

/**
 * The value of tokens, by a function for each rule of Python's grammar. `finite` throws where
 * Python would raise, and `unread` at a token that does not fit.
 */
function evaluated(tokens, finite, unread) {
  let k = 0;
  const next = () => tokens[k]?.[0];
  const take = () => tokens[k++][0];
  const expect = (sign) => (next() === sign ? take() : unread(tokens[k]));
  const sum = () => {
    let value = product();
    while (/^[-+]$/.test(next())) value += take() === "+" ? product() : -product();
    return value;
  };
  const product = () => {
    let value = signed();
    while (/^[*/]$/.test(next()))
      value = take() === "*" ? value * signed() : finite(value / signed());
    return value;
  };
  const signed = () => {
    if (!/^[-+]$/.test(next())) return power();
    return take() === "-" ? -signed() : signed();
  };
  const power = () => {
    const base = atom();
    return next() === "**" ? finite(base ** (take() && signed())) : base;
  };
  const inParentheses = () => [expect("("), sum(), expect(")")][1];
  const atom = () => {
    if (/^\.?\d/.test(next())) return Number(take());
    if (next() === "(") return inParentheses();
    if (next() === "√") return finite(sqrt(take() && atom()));
    if (Object.hasOwn(FUNCTIONS, next())) return finite(FUNCTIONS[take()](inParentheses()));
    return Object.hasOwn(CONSTANTS, next()) ? CONSTANTS[take()] : unread(tokens[k]);
  };
  const value = sum();
  return k < tokens.length ? unread(tokens[k]) : value;
}
