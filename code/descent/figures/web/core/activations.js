// The functions at the end of a classifier, as in activations.py: of real numbers, and without
// overflow.

const { exp, log1p } = Math;

/** log(1 + eᶻ) without overflow. */
export function softplus(z) {
  const positive = z > 0;
  return (positive ? z : 0) + log1p(exp(positive ? -z : z));
}

/** 1 / (1 + e⁻ᶻ) without overflow. */
export function sigmoid(z) {
  const small = exp(z > 0 ? -z : z);
  return (z > 0 ? 1 : small) / (1 + small);
}
