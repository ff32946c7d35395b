// Arrays between Python and the browser: {shape, data}, where data are the bytes of float64.

/** The numbers of an `Array` trait as one flat Float64Array, or null. */
export function floats(value) {
  if (!value) return null;
  const { buffer, byteOffset, byteLength } = value.data;
  return new Float64Array(buffer.slice(byteOffset, byteOffset + byteLength));
}

/** What to `set` an `Array` trait to. */
export function packed(numbers, shape = [numbers.length]) {
  return { shape, data: new DataView(Float64Array.from(numbers).buffer) };
}
