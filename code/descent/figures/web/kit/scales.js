// From numbers to pixels and back, in d3's shape.

/**
 * A function from the domain's numbers to the range's pixels, along a line or in powers of ten. Its
 * `invert` goes back, and `ticks(count)` are round numbers of the domain.
 *
 * @param {Pair} domain
 * @param {Pair} range
 * @param {boolean} [log]
 */
export function scale([low, high], [a, b], log = false) {
  const [at, back] = log ? [Math.log10, (u) => 10 ** u] : [(v) => v, (u) => u];
  const place = (v) => a + ((at(v) - at(low)) / (at(high) - at(low))) * (b - a);
  place.invert = (p) => back(at(low) + ((p - a) / (b - a)) * (at(high) - at(low)));
  place.ticks = (count) => (log ? decades : ticks)(low, high, count);
  return place;
}

/** Round numbers from low to high, about `count` of them. */
function ticks(low, high, count) {
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((k) => k * power).find((s) => s >= rough);
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, k) =>
    Number(((first + k) * step).toPrecision(12)),
  );
}

/** Powers of ten from low to high, at most `count` of them, evenly spread. */
function decades(low, high, count) {
  const first = Math.ceil(Math.log10(low) - 1e-9);
  const last = Math.floor(Math.log10(high) + 1e-9);
  const stride = Math.max(1, Math.ceil((last - first + 1) / count));
  const powers = [];
  for (let k = first; k <= last; k += stride) powers.push(10 ** k);
  return powers;
}
