// The state of a figure in the page's address, so that a picture can be shared.

// What two figures were called in addresses that readers may have kept.
const FORMER = { momentum_pad: "pad", noise_ball: "noise" };

/**
 * Read the figure's values from the query string, strictly and clamped, and write them back when
 * they change. `fields`: {name: [low, high]} for numbers, {name: [options]} for one word,
 * {name: new Set(options)} for several, joined by dots. Only on a page of the book: in a notebook
 * the address belongs to Jupyter. The second figure of a kind on a page is "race-2".
 */
export function address(el, model, fields) {
  const place = el.closest(".descent-figure");
  if (!place) return;
  const alike = [
    ...document.querySelectorAll(`.descent-figure[data-module="${place.dataset.module}"]`),
  ];
  const kind = place.dataset.module;
  const counted = alike[0] === place ? "" : `-${alike.indexOf(place) + 1}`;
  const figure = kind + counted;
  const former = FORMER[kind] && FORMER[kind] + counted;
  const initial = new Map(Object.keys(fields).map((name) => [name, model.get(name)]));
  const query = new URLSearchParams(location.search);
  for (const [name, allowed] of Object.entries(fields)) {
    const text = query.get(`${figure}.${name}`) ?? query.get(`${former}.${name}`);
    const value = parsed(text, allowed);
    if (value !== null) model.set(name, value);
  }
  let timer;
  const write = () => {
    const query = new URLSearchParams(location.search);
    for (const name of Object.keys(fields)) {
      const value = model.get(name);
      query.delete(`${former}.${name}`);
      if (value === initial.get(name)) query.delete(`${figure}.${name}`);
      else query.set(`${figure}.${name}`, value);
    }
    const text = query.size ? `?${query}` : "";
    history.replaceState(history.state, "", location.pathname + text + location.hash);
  };
  for (const name of Object.keys(fields)) {
    model.on(`change:${name}`, () => {
      clearTimeout(timer);
      timer = setTimeout(write, 400);
    });
  }
}

function parsed(text, allowed) {
  if (text === null) return null;
  if (allowed instanceof Set)
    return text === "" || text.split(".").every((word) => allowed.has(word)) ? text : null;
  if (typeof allowed[0] === "string") return allowed.includes(text) ? text : null;
  if (!/^-?\d+(\.\d+)?(e-?\d+)?$/.test(text)) return null;
  const [low, high] = allowed;
  return Math.min(high, Math.max(low, Number(text)));
}
