// Losses over a table, as in surfaces.py: one row of features `X[i]` and one target `y[i]` for each
// example. A weight for each feature is an argument: `value(w1, w2, …)`, `grad(w1, w2, …)`.

import { sigmoid, softplus } from "./activations.js";

/**
 * Mean binary cross-entropy of a linear classifier without intercept; targets are 0 or 1.
 *
 * @returns {Surface}
 */
export function logistic(X, y) {
  const dot = (x, w) => {
    let z = 0;
    for (let j = 0; j < w.length; j++) z += w[j] * x[j];
    return z;
  };

  return {
    name: "logistic",
    title: "Logistic loss",
    latex: String.raw`\frac1n \sum_i \log(1 + e^{z_i}) - y_i z_i,\quad z_i = w \cdot x_i`,
    value(...w) {
      let total = 0;
      for (let i = 0; i < X.length; i++) {
        const z = dot(X[i], w);
        total += softplus(z) - y[i] * z;
      }
      return total / X.length;
    },
    grad(...w) {
      const total = w.map(() => 0);
      for (let i = 0; i < X.length; i++) {
        const error = sigmoid(dot(X[i], w)) - y[i];
        for (let j = 0; j < w.length; j++) total[j] += error * X[i][j];
      }
      return total.map((sum) => sum / X.length);
    },
    minima: [],
    saddles: [],
    window: null,
    costly: true, // each value goes through the whole table
  };
}

/**
 * The first mountain of the book. X: `[radius, texture]` of each tumor, standardized; y: 1 for
 * benign, 0 for malignant.
 *
 * @returns {Surface}
 */
export function tumor_surface(X, y) {
  return {
    ...logistic(X, y),
    name: "tumor",
    title: "Tumor classifier",
    minima: [[-3.9642859200734977, -0.8930209758491999]],
    window: [-9, 3, -5, 4],
  };
}

/** Each column of X minus its mean, over its standard deviation (dividing by n). */
export function standardize(X) {
  const means = X[0].map((_, j) => mean(X.map((row) => row[j])));
  const deviations = means.map((m, j) => Math.sqrt(mean(X.map((row) => (row[j] - m) ** 2))));
  return X.map((row) => row.map((x, j) => (x - means[j]) / deviations[j]));
}

function mean(numbers) {
  return numbers.reduce((total, number) => total + number, 0) / numbers.length;
}
