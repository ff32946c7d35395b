// Clear errors for bad settings, in the words of checks.py: RangeError for Python's ValueError.

/**
 * `value`, if it is a finite number in the range; otherwise say what is allowed.
 *
 * @param {string} name
 * @param {any} value
 * @param {{above?: number, at_least?: number, below?: number}} range
 */
export function setting(name, value, { above, at_least, below } = {}) {
  if (typeof value !== "number") {
    throw new TypeError(`${name} must be a number, got ${shown(value)}`);
  }
  const inside =
    Number.isFinite(value) &&
    (above === undefined || value > above) &&
    (at_least === undefined || value >= at_least) &&
    (below === undefined || value < below);
  if (!inside) {
    const allowed = Object.entries({ above, "at least": at_least, below })
      .filter(([, limit]) => limit !== undefined)
      .map(([word, limit]) => `${word} ${limit}`)
      .join(" and ");
    throw new RangeError(`${`${name} must be a finite number ${allowed}`.trim()}, got ${value}`);
  }
  return value;
}

/** `value`, if it is a whole number and at least `at_least`. */
export function count(name, value, at_least = 0) {
  if (!Number.isInteger(value)) {
    throw new TypeError(`${name} must be a whole number, got ${shown(value)}`);
  }
  if (value < at_least) {
    throw new RangeError(`${name} must be a whole number, at least ${at_least}, got ${value}`);
  }
  return value;
}

/** `value`, if it can be called; otherwise say what to pass instead. */
export function callable(name, value, example) {
  if (typeof value !== "function") {
    throw new TypeError(`${name} must be a function such as ${example}, got ${shown(value)}`);
  }
  return value;
}

function shown(value) {
  return `${typeof value === "string" ? `'${value}'` : value} (${typeof value})`;
}
