// Every update rule of optimizers.py, name by name and line by line.
//
// A factory takes the settings and returns the rule; the rule takes the weights `w`, the gradient
// `g` and its own state, and returns all of them anew:
//
//     const rule = adam({ alpha: 0.01 });
//     [w, ...state] = rule(w, g, ...state);
//
// `w`, `g` and the state are arrays of any one length; zeros stand for a state not yet there. The
// lines are Python's, for one coordinate, and `each` maps them over all.

import { setting } from "./checks.js";

/**
 * Carry out `update` for every coordinate, from arrays to arrays; a number stands for all of them:
 *
 *     each([[1, 2], 10], (w, g) => [w + g, g])  // [[11, 12], [10, 10]]
 */
export function each([w, g = 0, a = 0, b = 0, c = 0], update) {
  const results = []; // plain loops: this is where the figures spend their time
  for (let i = 0; i < w.length; i++) {
    const result = update(w[i], at(g, i), at(a, i), at(b, i), at(c, i));
    for (let k = 0; k < result.length; k++) {
      if (i === 0) results.push([]);
      results[k].push(result[k]);
    }
  }
  return results;
}

const at = (values, i) => (typeof values === "number" ? values : values[i]);

export function gd({ alpha = 0.1 } = {}) {
  setting("alpha", alpha, { above: 0 });

  return (w, g) =>
    each([w, g], (w, g) => {
      w = w - alpha * g;
      return [w];
    });
}

export function momentum({ alpha = 0.01, beta = 0.9 } = {}) {
  setting("alpha", alpha, { above: 0 });
  setting("beta", beta, { at_least: 0, below: 1 });

  return (w, g, v = 0) =>
    each([w, g, v], (w, g, v) => {
      v = beta * v + g;
      w = w - alpha * v;
      return [w, v];
    });
}

export function nesterov({ alpha = 0.01, beta = 0.9 } = {}) {
  setting("alpha", alpha, { above: 0 });
  setting("beta", beta, { at_least: 0, below: 1 });

  return (w, g, v = 0) =>
    each([w, g, v], (w, g, v) => {
      v = beta * v + g;
      w = w - alpha * (g + beta * v);
      return [w, v];
    });
}

export function adagrad({ alpha = 0.1, eps = 1e-8 } = {}) {
  setting("alpha", alpha, { above: 0 });
  setting("eps", eps, { at_least: 0 });

  return (w, g, s = 0) =>
    each([w, g, s], (w, g, s) => {
      s = s + g ** 2;
      w = w - (alpha * g) / (Math.sqrt(s) + eps);
      return [w, s];
    });
}

export function rmsprop({ alpha = 1e-3, beta = 0.9, eps = 1e-8 } = {}) {
  setting("alpha", alpha, { above: 0 });
  setting("beta", beta, { at_least: 0, below: 1 });
  setting("eps", eps, { at_least: 0 });

  return (w, g, v = 0) =>
    each([w, g, v], (w, g, v) => {
      v = beta * v + (1 - beta) * g ** 2;
      w = w - (alpha * g) / (Math.sqrt(v) + eps);
      return [w, v];
    });
}

export function adam({ alpha = 1e-3, beta1 = 0.9, beta2 = 0.999, eps = 1e-8 } = {}) {
  setting("alpha", alpha, { above: 0 });
  setting("beta1", beta1, { at_least: 0, below: 1 });
  setting("beta2", beta2, { at_least: 0, below: 1 });
  setting("eps", eps, { at_least: 0 });

  return (w, g, t = 0, m = 0, v = 0) => {
    t = t + 1;
    [w, m, v] = each([w, g, m, v], (w, g, m, v) => {
      m = beta1 * m + (1 - beta1) * g;
      v = beta2 * v + (1 - beta2) * g ** 2;
      const m_hat = m / (1 - beta1 ** t);
      const v_hat = v / (1 - beta2 ** t);
      w = w - (alpha * m_hat) / (Math.sqrt(v_hat) + eps);
      return [w, m, v];
    });
    return [w, t, m, v];
  };
}

export function amsgrad(settings = {}) {
  const { alpha = 1e-3, beta1 = 0.9, beta2 = 0.999, eps = 1e-8, raw = false } = settings;
  setting("alpha", alpha, { above: 0 });
  setting("beta1", beta1, { at_least: 0, below: 1 });
  setting("beta2", beta2, { at_least: 0, below: 1 });
  setting("eps", eps, { at_least: 0 });

  return (w, g, t = 0, m = 0, v = 0, v_max = 0) => {
    t = t + 1;
    [w, m, v, v_max] = each([w, g, m, v, v_max], (w, g, m, v, v_max) => {
      m = beta1 * m + (1 - beta1) * g;
      v = beta2 * v + (1 - beta2) * g ** 2;
      const m_hat = m / (1 - beta1 ** t);
      let v_hat = v / (1 - beta2 ** t);
      v_max = Math.max(v_max, raw ? v : v_hat);
      v_hat = raw ? v_max / (1 - beta2 ** t) : v_max;
      w = w - (alpha * m_hat) / (Math.sqrt(v_hat) + eps);
      return [w, m, v, v_max];
    });
    return [w, t, m, v, v_max];
  };
}

export function adamw(settings = {}) {
  const { alpha = 1e-3, beta1 = 0.9, beta2 = 0.999, eps = 1e-8, decay = 0.01 } = settings;
  setting("alpha", alpha, { above: 0 });
  setting("beta1", beta1, { at_least: 0, below: 1 });
  setting("beta2", beta2, { at_least: 0, below: 1 });
  setting("eps", eps, { at_least: 0 });
  setting("decay", decay, { at_least: 0 });

  return (w, g, t = 0, m = 0, v = 0) => {
    t = t + 1;
    [w, m, v] = each([w, g, m, v], (w, g, m, v) => {
      m = beta1 * m + (1 - beta1) * g;
      v = beta2 * v + (1 - beta2) * g ** 2;
      const m_hat = m / (1 - beta1 ** t);
      const v_hat = v / (1 - beta2 ** t);
      w = w - alpha * (m_hat / (Math.sqrt(v_hat) + eps) + decay * w);
      return [w, m, v];
    });
    return [w, t, m, v];
  };
}

export const rules = { gd, momentum, nesterov, adagrad, rmsprop, adam, amsgrad, adamw };
