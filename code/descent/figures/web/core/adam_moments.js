// Adam's moments under a stream of gradients, step by step, as in adam_moments.py.

const { sqrt } = Math;

/** {m, v, m_hat, v_hat, step, plain_step} at each step, for one weight; steps in units of α. */
export function moments(g, beta1 = 0.9, beta2 = 0.999, eps = 1e-8) {
  let [m, v] = [0, 0];
  const array = () => new Float64Array(g.length);
  const trace = {
    m: array(),
    v: array(),
    m_hat: array(),
    v_hat: array(),
    step: array(),
    plain_step: array(),
  };
  for (let t = 1; t <= g.length; t++) {
    m = beta1 * m + (1 - beta1) * g[t - 1];
    v = beta2 * v + (1 - beta2) * g[t - 1] ** 2;
    const m_hat = m / (1 - beta1 ** t);
    const v_hat = v / (1 - beta2 ** t);
    const step = m_hat / (sqrt(v_hat) + eps);
    const plain_step = m / (sqrt(v) + eps);
    const now = { m, v, m_hat, v_hat, step, plain_step };
    for (const name in trace) trace[name][t - 1] = now[name];
  }
  return trace;
}
