// The two loss curves of a run, as the chart draws them.

import { isLost, LOST } from "./training_runs.js";

const [LOW, HIGH] = [0.004, 2]; // the ends of the losses' axis, unless a run needs more

/**
 * The ends of the losses' axis: the same for most runs, wider where a run leaves them.
 *
 * @returns {Pair}
 */
export function limits({ train, val }) {
  const losses = [...train, ...val].filter((loss) => loss < LOST);
  const [low, high] = [Math.min(...losses), Math.max(...losses)];
  const top = high > HIGH ? 10 ** Math.ceil(Math.log10(high)) : HIGH;
  return [low < LOW ? 10 ** Math.floor(Math.log10(low)) : LOW, top];
}

/** Both curves until epoch e; a loss that has diverged is drawn far above the chart. */
export function both({ train, val, lost }, e, className) {
  const last = lost === -1 ? e : Math.min(e, lost);
  const points = (list) => list.slice(0, last + 1).map((loss, k) => [k, Math.min(loss, 1e9)]);
  return [
    { points: points(val), className: `${className} descent-held-out` },
    { points: points(train), className: `${className} descent-solid` },
  ];
}

/** A name beside a curve: above it or below, on the side where the curve is not. */
function nameOf(label, list, k, above) {
  const rises = list[Math.min(k + 3, list.length - 1)] > list[k];
  const right = above ? !rises : k < 12;
  const points = [[k, list[k]]];
  // Which side a label takes depends on where its line goes.
  if (above ? !right : right) points.push([k, 1.001 * list[k]]);
  return { points, className: "descent-here", label, right, labelAt: 0 };
}

/** The names of both curves, where these are farthest apart. */
function names({ train, val }, e) {
  const choices = Array.from({ length: e + 1 }, (_, k) => k).filter(
    (k) => k >= 0.3 * e && k <= 0.75 * e,
  );
  const apart = (k) => Math.abs(Math.log(train[k] / val[k]));
  const k = choices.reduce((a, b) => (apart(b) > apart(a) ? b : a), choices[0] ?? 0);
  const upper = val[k] > train[k];
  return [nameOf("training", train, k, !upper), nameOf("validation", val, k, upper)];
}

/**
 * What is drawn of the run shown until epoch e: both curves, their names, where they end, and the
 * lowest validation loss.
 */
export function curves(run, e, className, [low, top]) {
  const { train, val, lowest, lost } = run;
  if (isLost(run, e)) {
    const points = [[lost, low ** 0.08 * top ** 0.92]];
    const label = `diverged at epoch ${lost}`;
    const word = { points, className: "descent-here", label, right: lost < 30 };
    return [...both(run, e, className), word];
  }
  const dots = (kind, ...points) => ({
    points,
    className: `descent-here ${kind} ${className}`,
    marks: true,
  });
  return [
    ...both(run, e, className),
    ...(e > 0 ? names(run, e) : []),
    dots("descent-now", [e, train[e]], [e, val[e]]),
    dots("descent-lowest", [lowest[e], val[lowest[e]]]),
  ];
}
