// Landscapes from the literature, on which optimizers have been tried for decades; see surfaces.js.

const { PI, cos, sin, sqrt } = Math;
const { raw } = String;

/** @type {() => Landscape} */
export const rosenbrock = () => ({
  name: "rosenbrock",
  title: "Rosenbrock's valley",
  latex: raw`(1 - x)^2 + 100\,(y - x^2)^2`,
  value: (x, y) => (1 - x) ** 2 + 100 * (y - x ** 2) ** 2,
  grad: (x, y) => [-2 * (1 - x) - 400 * x * (y - x ** 2), 200 * (y - x ** 2)],
  minima: [[1, 1]],
  window: [-2, 2, -1, 3],
});

/** @type {() => Landscape} */
export const beale = () => {
  const terms = [
    [1.5, 1],
    [2.25, 2],
    [2.625, 3],
  ];
  const sum = (term) => terms.reduce((total, [c, k]) => total + term(c, k), 0);

  return {
    name: "beale",
    title: "Beale's plain",
    latex: raw`\sum_{k=1}^3 \bigl(c_k - x (1 - y^k)\bigr)^2,\quad c = (1.5,\, 2.25,\, 2.625)`,
    value: (x, y) => sum((c, k) => (c - x * (1 - y ** k)) ** 2),
    grad: (x, y) => [
      sum((c, k) => 2 * (c - x * (1 - y ** k)) * (y ** k - 1)),
      sum((c, k) => 2 * (c - x * (1 - y ** k)) * x * k * y ** (k - 1)),
    ],
    minima: [[3, 0.5]],
    saddles: [[0, 1]],
    window: [-4, 4, -1.5, 1.5],
  };
};

/** @type {() => Landscape} */
export const himmelblau = () => ({
  name: "himmelblau",
  title: "Himmelblau's four valleys",
  latex: raw`(x^2 + y - 11)^2 + (x + y^2 - 7)^2`,
  value: (x, y) => (x ** 2 + y - 11) ** 2 + (x + y ** 2 - 7) ** 2,
  grad: (x, y) => [
    4 * x * (x ** 2 + y - 11) + 2 * (x + y ** 2 - 7),
    2 * (x ** 2 + y - 11) + 4 * y * (x + y ** 2 - 7),
  ],
  minima: [
    [3, 2],
    [-2.805118086952745, 3.131312518250573],
    [-3.779310253377747, -3.28318599128617],
    [3.584428340330492, -1.848126526964404],
  ],
  saddles: [
    [0.08667750455539634, 2.884254701174776],
    [-3.0730257507643897, -0.08135304428796751],
    [-0.12796134673068005, -1.9537149802445766],
    [3.385154183607021, 0.07385187983774928],
  ],
  window: [-5, 5, -5, 5],
});

/** @type {() => Landscape} */
export const camel = () => {
  const u = sqrt(2.1 + sqrt(0.91)); // x⁴ − 4.2 x² + 3.5 = 0
  const v = sqrt(2.1 - sqrt(0.91));

  return {
    name: "camel",
    title: "Three-hump camel",
    latex: raw`2 x^2 - 1.05\, x^4 + \tfrac16 x^6 + x y + y^2`,
    value: (x, y) => 2 * x ** 2 - 1.05 * x ** 4 + x ** 6 / 6 + x * y + y ** 2,
    grad: (x, y) => [4 * x - 4.2 * x ** 3 + x ** 5 + y, x + 2 * y],
    minima: [
      [0, 0],
      [u, -u / 2],
      [-u, u / 2],
    ],
    saddles: [
      [v, -v / 2],
      [-v, v / 2],
    ],
    window: [-2.5, 2.5, -2, 2],
  };
};

/** @type {() => Landscape} */
export const rastrigin = () => {
  // Roots of x + 10π sin 2πx, the slope along one axis.
  const [a, b, c, d] = [
    0.5025460365546747, 0.9949586376523347, 1.5076407318703584, 1.9899122337085495,
  ];
  const dents = [-d, -b, 0, b, d];
  const bumps = [-c, -a, a, c];

  return {
    name: "rastrigin",
    title: "Rastrigin's egg box",
    latex: raw`20 + x^2 + y^2 - 10 \cos 2\pi x - 10 \cos 2\pi y`,
    value: (x, y) => 20 + x ** 2 + y ** 2 - 10 * cos(2 * PI * x) - 10 * cos(2 * PI * y),
    grad: (x, y) => [2 * x + 20 * PI * sin(2 * PI * x), 2 * y + 20 * PI * sin(2 * PI * y)],
    minima: product(dents, dents),
    saddles: [...product(dents, bumps), ...product(bumps, dents)],
    window: [-2.4, 2.4, -2.4, 2.4],
  };
};

/** @type {() => Landscape} */
export const styblinski_tang = () => {
  const low = -2.903534027771177; // roots of 4 x³ − 32 x + 5
  const top = 0.1567312567803401;
  const high = 2.746802770990837;

  return {
    name: "styblinski_tang",
    title: "Styblinski and Tang's four valleys",
    latex: raw`\tfrac12 \bigl(x^4 - 16 x^2 + 5 x + y^4 - 16 y^2 + 5 y\bigr)`,
    value: (x, y) => (x ** 4 - 16 * x ** 2 + 5 * x + y ** 4 - 16 * y ** 2 + 5 * y) / 2,
    grad: (x, y) => [(4 * x ** 3 - 32 * x + 5) / 2, (4 * y ** 3 - 32 * y + 5) / 2],
    minima: product([low, high], [low, high]),
    saddles: [
      [low, top],
      [top, low],
      [high, top],
      [top, high],
    ],
    window: [-5, 5, -5, 5],
  };
};

function product(some, others) {
  return some.flatMap((x) => others.map((y) => [x, y]));
}
