// The state of a figure: its declared fields, and whatever else Python's model holds.

import { openAddress } from "./address.js";
import { choice, slider } from "./controls.js";

/**
 * The state of the figure in `el`, opened as the page's address says.
 *
 * @param {FigureModel} model
 * @param {HTMLElement} el
 * @param {Record<string, Field>} fields by name
 * @returns {State}
 */
export function stateOf(model, el, fields) {
  const names = Object.keys(fields);
  const traitOf = (name) => fields[name]?.trait ?? name;

  function get(name) {
    const value = model.get(traitOf(name));
    return fields[name]?.read?.(value) ?? value;
  }
  function change(values, { save = true } = {}) {
    for (const [name, value] of Object.entries(values)) {
      const { fit = (given) => given, store = (given) => given } = fields[name] ?? {};
      model.set(traitOf(name), store(fit(value), model.get(traitOf(name))));
    }
    if (save) model.save_changes();
  }
  function watch(listener, watched = names) {
    for (const trait of new Set(watched.map(traitOf))) model.on(`change:${trait}`, listener);
  }
  const state = {
    fields,
    names,
    get,
    change,
    watch,
    now: () => Object.fromEntries(names.map((name) => [name, get(name)])),
    save: () => model.save_changes(),
    control: (name) => (fields[name].options ? choice : slider)(state, name),
  };
  openAddress(el, state);
  return state;
}
