// The state of a figure in the page's address, so that a picture can be shared.

// What two figures were called in addresses that readers may have kept.
const FORMER = { momentum_pad: "pad", noise_ball: "noise" };

/**
 * Which figure of its kind on a page of the book one is, from 1.
 *
 * @param {HTMLElement} el
 */
export function numberOnPage(el) {
  /** @type {HTMLElement} */
  const place = el.closest(".descent-figure");
  if (!place) return 1;
  const alike = document.querySelectorAll(`.descent-figure[data-module="${place.dataset.module}"]`);
  return [...alike].indexOf(place) + 1;
}

/**
 * Read a figure's fields from the query string, strictly and clamped, and write them back when they
 * change. Only on a page of the book: in a notebook the address belongs to Jupyter. The second
 * figure of a kind on a page is "race-2".
 *
 * @param {HTMLElement} el
 * @param {State} state
 */
export function openAddress(el, { fields, names, get, change, watch }) {
  /** @type {HTMLElement} */
  const place = el.closest(".descent-figure");
  if (!place) return;
  const kind = place.dataset.module;
  const number = numberOnPage(el);
  const counted = number === 1 ? "" : `-${number}`;
  const figure = kind + counted;
  const former = FORMER[kind] && FORMER[kind] + counted;
  const written = (name) => fields[name].write(get(name));
  const initial = new Map(names.map((name) => [name, written(name)]));

  const query = new URLSearchParams(location.search);
  for (const name of names) {
    const text = query.get(`${figure}.${name}`) ?? query.get(`${former}.${name}`);
    const value = text === null ? null : fields[name].parse(text);
    if (value !== null) change({ [name]: value }, { save: false });
  }

  const write = () => {
    const query = new URLSearchParams(location.search);
    for (const name of names) {
      query.delete(`${former}.${name}`);
      if (written(name) === initial.get(name)) query.delete(`${figure}.${name}`);
      else query.set(`${figure}.${name}`, written(name));
    }
    const text = query.size ? `?${query}` : "";
    history.replaceState(history.state, "", location.pathname + text + location.hash);
  };
  let timer;
  watch(() => {
    clearTimeout(timer);
    timer = setTimeout(write, 400);
  });
}
