// Functions around a rule, as in wrappers.py: schedules, clipping, projection. They nest:
//
//     scheduled(clipped(adam({ alpha: 0.01 }), 1.0), cosine(1000))

import { callable, count, setting } from "./checks.js";
import { each } from "./optimizers.js";

/** Multiply each step of `rule` by `schedule(t)`; state: t, then the rule's own. */
export function scheduled(rule, schedule) {
  callable("rule", rule, "gd({ alpha: 0.1 })");
  callable("schedule", schedule, "cosine(100)");

  return (w, g, t = 0, ...state) => {
    t = t + 1;
    const factor = setting("schedule(t)", schedule(t));
    let w_full;
    [w_full, ...state] = rule(w, g, ...state);
    [w] = each([w, w_full], (w, w_full) => [w + factor * (w_full - w)]);
    return [w, t, ...state];
  };
}

/** The rule `make(t)` at step t = 1, 2, …; state: t, then the rule's own. */
export function varying(make) {
  callable("make", make, "(t) => gd({ alpha: 1 / t })");

  return (w, g, t = 0, ...state) => {
    t = t + 1;
    [w, ...state] = make(t)(w, g, ...state);
    return [w, t, ...state];
  };
}

/** Shorten the gradient to length `max_norm` where it is longer; its direction stays. */
export function clipped(rule, max_norm) {
  callable("rule", rule, "gd({ alpha: 0.1 })");
  setting("max_norm", max_norm, { above: 0 });

  return (w, g, ...state) => {
    const norm = Math.hypot(...g); // squares would overflow at 1e155
    const factor = max_norm / Math.max(norm, max_norm);
    [g] = each([g], (g) => [g * factor]);
    return rule(w, g, ...state);
  };
}

/** After each step, move every weight back into the box: low, high are numbers or arrays. */
export function projected(rule, low, high) {
  callable("rule", rule, "gd({ alpha: 0.1 })");
  if (![low, high].flat().every((limit) => typeof limit === "number")) {
    throw new TypeError(`low and high must be numbers, got ${low} and ${high}`);
  }
  const sides = Array(Math.max(low.length ?? 1, high.length ?? 1)).fill(0);
  const [ordered] = each([sides, low, high], (_, low, high) => [low <= high]);
  if (!ordered.every(Boolean)) {
    throw new RangeError(`low must not exceed high, got low=${low}, high=${high}`);
  }

  return (w, g, ...state) => {
    [w, ...state] = rule(w, g, ...state);
    [w] = each([w, low, high], (w, low, high) => [Math.min(Math.max(w, low), high)]);
    return [w, ...state];
  };
}

// Schedules: functions of the step t = 1, 2, … that return a factor for the step size.

/** @returns {Schedule} */
export function constant() {
  return () => 1;
}

export function inverse_time(scale = 1) {
  setting("scale", scale, { above: 0 });
  return (t) => 1 / (1 + (t - 1) / scale);
}

export function inverse_sqrt(scale = 1) {
  setting("scale", scale, { above: 0 });
  return (t) => 1 / Math.sqrt(1 + (t - 1) / scale);
}

export function step_decay(every, factor = 0.1) {
  count("every", every, 1);
  setting("factor", factor, { above: 0 });
  return (t) => factor ** Math.floor((t - 1) / every);
}

export function cosine(steps, final = 0) {
  count("steps", steps, 2);
  setting("final", final, { at_least: 0 });

  return (t) => {
    const done = Math.min((t - 1) / (steps - 1), 1);
    return final + ((1 - final) * (1 + Math.cos(Math.PI * done))) / 2;
  };
}

export function linear_warmup(steps, then = constant()) {
  count("steps", steps, 1);
  callable("then", then, "cosine(100)");
  return (t) => (t < steps ? t / steps : then(t - steps + 1));
}
