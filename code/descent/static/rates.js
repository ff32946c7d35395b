// How fast momentum is on a quadratic, from its curvatures, as in rates.py.

const { abs, max, sqrt } = Math;

/** The size of the larger root: √β where they are complex; above 1 it diverges. */
export function rate(alpha, beta, curvature) {
  const half = (1 + beta - alpha * curvature) / 2;
  const square = half ** 2 - beta;
  const real = abs(half) + sqrt(max(square, 0));
  return square < 0 ? sqrt(beta) : real;
}

/** [α, β] of the smallest rate for curvatures from μ to L: √β = (√κ - 1) / (√κ + 1). */
export function best(mu, L) {
  const alpha = (2 / (sqrt(L) + sqrt(mu))) ** 2;
  const beta = ((sqrt(L) - sqrt(mu)) / (sqrt(L) + sqrt(mu))) ** 2;
  return [alpha, beta];
}

/** The β at which the two roots are one, (1 - √αλ)²: below it they are real, above complex. */
export function critical(alpha, curvature) {
  return (1 - sqrt(alpha * curvature)) ** 2;
}

/** How one coordinate comes to rest, in a word. */
export function damping(alpha, beta, curvature) {
  const half = (1 + beta - alpha * curvature) / 2;
  const left = rate(alpha, beta, curvature);
  if (abs(left - 1) < 1e-12) return "undying";
  if (left > 1) return "diverging";
  if (abs(half ** 2 - beta) < 1e-14) return "critical";
  if (half ** 2 < beta) return "under-damped";
  return half > 0 ? "over-damped" : "alternating";
}
