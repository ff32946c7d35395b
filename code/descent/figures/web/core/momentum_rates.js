// How fast momentum is on a quadratic, from its curvatures, and Nesterov's rule, as in
// momentum_rates.py.

const { abs, max, sqrt } = Math;

/** Whether the rule is Nesterov's, which takes the gradient where v leads. */
function looks_ahead(rule) {
  if (rule !== "momentum" && rule !== "nesterov")
    throw new RangeError(`rule must be momentum or nesterov, got ${rule}`);
  return rule === "nesterov";
}

/** Half the sum of the two roots. */
function middle(alpha, beta, curvature, rule) {
  const left = 1 - alpha * curvature;
  return looks_ahead(rule) ? ((1 + beta) * left) / 2 : (beta + left) / 2;
}

/** The product of the two roots. */
function product(alpha, beta, curvature, rule) {
  const left = 1 - alpha * curvature;
  return looks_ahead(rule) ? beta * left : beta;
}

/** The size of the larger root; above 1 it diverges. */
export function rate(alpha, beta, curvature, rule = "momentum") {
  const half = middle(alpha, beta, curvature, rule);
  const times = product(alpha, beta, curvature, rule);
  const square = half ** 2 - times;
  const real = abs(half) + sqrt(max(square, 0));
  return square < 0 ? sqrt(abs(times)) : real;
}

/** [α, β] of the smallest rate for curvatures from μ to L. */
export function best(mu, L, rule = "momentum") {
  if (looks_ahead(rule)) {
    const root = sqrt((3 * L) / mu + 1);
    return [4 / (3 * L + mu), (root - 2) / (root + 2)];
  }
  const alpha = (2 / (sqrt(L) + sqrt(mu))) ** 2;
  const beta = ((sqrt(L) - sqrt(mu)) / (sqrt(L) + sqrt(mu))) ** 2;
  return [alpha, beta];
}

/** The β at which the two roots are one: below it they are real, above complex. */
export function critical(alpha, curvature, rule = "momentum") {
  const root = sqrt(alpha * curvature);
  if (looks_ahead(rule)) return (1 - root) / (1 + root);
  return (1 - root) ** 2;
}

/** The αλ from which on it no longer comes to rest: where a root is -1. */
export function limit(beta, rule = "momentum") {
  if (looks_ahead(rule)) return (2 + 2 * beta) / (1 + 2 * beta);
  return 2 + 2 * beta;
}

/** How one coordinate comes to rest, in a word. */
export function damping(alpha, beta, curvature, rule = "momentum") {
  const half = middle(alpha, beta, curvature, rule);
  const times = product(alpha, beta, curvature, rule);
  const left = rate(alpha, beta, curvature, rule);
  if (abs(left - 1) < 1e-12) return "undying";
  if (left > 1) return "diverging";
  if (abs(half ** 2 - times) < 1e-14) return "critical";
  if (half ** 2 < times) return "under-damped";
  return half > 0 ? "over-damped" : "alternating";
}
