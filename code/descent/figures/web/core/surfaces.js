// The landscapes of surfaces.py, with the same names, numbers and order of operations.
//
//     const { value, grad } = surfaces.himmelblau;
//     value(x, y)  // height
//     grad(x, y)   // [slope along x, slope along y]
//
// Here they are functions of the coordinates, one point at a time.

import { setting } from "./checks.js";
import { beale, camel, himmelblau, rastrigin, rosenbrock, styblinski_tang } from "./classics.js";

export { logistic, standardize, tumor_surface } from "./losses.js";

const { PI, cos, exp, sin } = Math;
const { raw } = String;

/** @type {() => Landscape} */
const mountain = () => {
  // A shallow bowl, less three hollows, plus one peak; each is a bell [a, p, q, s]: height a,
  // center (p, q), width s.
  /** @type {Four[]} */
  const bells = [
    [-1.0, -1.9, -1.5, 1.1],
    [-0.75, 1.9, -0.9, 0.9],
    [-0.55, 0.9, 1.9, 0.8],
    [0.55, -1.3, 1.3, 1.0],
  ];
  const bell = (x, y, [a, p, q, s]) => a * exp(-((x - p) ** 2 + (y - q) ** 2) / (2 * s ** 2));

  return {
    name: "mountain",
    title: "The mountain",
    latex:
      raw`1.1 + \tfrac1{40}(x^2 + y^2)` +
      raw` + \sum_i a_i\, e^{-((x - p_i)^2 + (y - q_i)^2) / 2 s_i^2}`,
    value(x, y) {
      let sum = 0;
      for (const b of bells) sum += bell(x, y, b);
      return 1.1 + (x ** 2 + y ** 2) / 40 + sum;
    },
    grad(x, y) {
      let [along_x, along_y] = [0, 0];
      for (const b of bells) {
        const height = bell(x, y, b);
        const [, p, q, s] = b;
        along_x += (height * (p - x)) / s ** 2;
        along_y += (height * (q - y)) / s ** 2;
      }
      return [x / 20 + along_x, y / 20 + along_y];
    },
    minima: [
      [-1.7966677612348707, -1.4489188712571317],
      [1.7927092259773887, -0.8526650697537611],
      [0.9516543259945276, 1.7967012378298588],
    ],
    saddles: [
      [0.1897822155705906, -1.0682870145391097],
      [1.2392856065777778, 0.6623967438610967],
      [-2.5817131587114948, 2.620477940912163],
    ],
    window: [-4, 4, -4, 4],
  };
};

/** @type {() => Landscape} */
const bowl = () => ({
  name: "bowl",
  title: "Bowl",
  latex: raw`\tfrac12 (x^2 + y^2)`,
  value: (x, y) => (x ** 2 + y ** 2) / 2,
  grad: (x, y) => [x, y],
  minima: [[0, 0]],
  window: [-3, 3, -3, 3],
});

/**
 * κ times steeper across than along, turned by `angle` degrees.
 *
 * @returns {Surface}
 */
export function ravine({ kappa = 20, angle = 0 } = {}) {
  setting("kappa", kappa, { at_least: 1 });
  const turn = setting("angle", angle) * (PI / 180);
  const c = cos(turn);
  const s = sin(turn);
  const short = (number) => String(Number(number.toPrecision(6)));

  return {
    name: "ravine",
    title: `Ravine, κ = ${short(kappa)}` + (angle ? `, turned by ${short(angle)}°` : ""),
    latex: raw`\tfrac12 (u^2 + \kappa v^2)`,
    value(x, y) {
      const along = c * x + s * y;
      const across = c * y - s * x;
      return (along ** 2 + kappa * across ** 2) / 2;
    },
    grad(x, y) {
      const along = c * x + s * y;
      const across = c * y - s * x;
      return [c * along - s * kappa * across, s * along + c * kappa * across];
    },
    minima: [[0, 0]],
    saddles: [],
    window: [-3, 3, -2, 2],
  };
}

/** @type {() => Landscape} */
const saddle = () => ({
  name: "saddle",
  title: "Saddle",
  latex: raw`\tfrac12 x^2 - \tfrac12 y^2 + \tfrac14 y^4`,
  value: (x, y) => x ** 2 / 2 - y ** 2 / 2 + y ** 4 / 4,
  grad: (x, y) => [x, y ** 3 - y],
  minima: [
    [0, -1],
    [0, 1],
  ],
  saddles: [[0, 0]],
  window: [-2, 2, -1.6, 1.6],
});

/** @type {() => Landscape} */
const monkey_saddle = () => ({
  name: "monkey_saddle",
  title: "Monkey saddle",
  latex: raw`x^3 - 3 x y^2`,
  value: (x, y) => x ** 3 - 3 * x * y ** 2,
  grad: (x, y) => [3 * x ** 2 - 3 * y ** 2, -6 * x * y],
  saddles: [[0, 0]],
  window: [-1.5, 1.5, -1.5, 1.5],
});

/** @type {() => Landscape} */
const plateau = () => ({
  name: "plateau",
  title: "Plateau",
  latex: raw`\dfrac{x^2 + y^2}{1 + x^2 + y^2}`,
  value: (x, y) => (x ** 2 + y ** 2) / (1 + x ** 2 + y ** 2),
  grad: (x, y) => [(2 * x) / (1 + x ** 2 + y ** 2) ** 2, (2 * y) / (1 + x ** 2 + y ** 2) ** 2],
  minima: [[0, 0]],
  window: [-6, 6, -6, 6],
});

/**
 * By name. "tumor" is not among them: `tumor_surface(X, y)` makes it where its table is.
 *
 * @type {Record<string, Surface>}
 */
export const surfaces = {};

for (const build of [
  mountain,
  bowl,
  ravine,
  rosenbrock,
  beale,
  himmelblau,
  camel,
  saddle,
  monkey_saddle,
  plateau,
  rastrigin,
  styblinski_tang,
]) {
  const land = build();
  surfaces[land.name] = { minima: [], saddles: [], window: null, ...land };
}
