// Brings the figures of a page of the book to life. Where a kernel is present, anywidget does it.

/** The state of one figure, with the part of anywidget's model that works without a kernel. */
export class Model {
  #state;
  #listeners = new Map();

  constructor(state) {
    this.#state = state;
  }

  get(name) {
    return this.#state[name];
  }

  set(name, value) {
    if (equal(this.#state[name], value)) return;
    this.#state[name] = value;
    this.#tell(`change:${name}`, value);
    this.#tell("change");
  }

  on(names, listener) {
    for (const name of names.split(" ")) {
      if (!this.#listeners.has(name)) this.#listeners.set(name, []);
      this.#listeners.get(name).push(listener);
    }
  }

  off(names, listener) {
    for (const name of names ? names.split(" ") : [...this.#listeners.keys()]) {
      const kept = (this.#listeners.get(name) ?? []).filter((f) => listener && f !== listener);
      this.#listeners.set(name, kept);
    }
  }

  save_changes() {} // there is no Python to tell

  send() {}

  #tell(name, value) {
    for (const listener of [...(this.#listeners.get(name) ?? [])]) listener(this, value);
  }
}

function equal(a, b) {
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || !a || !b) return false;
  if (Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false;
  if (!Array.isArray(a) && Object.getPrototypeOf(a) !== Object.prototype) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => equal(a[key], b[key]));
}

/** For JSON.parse: {"base64": ...} becomes the DataView that a kernel would have sent. */
function revive(_key, value) {
  if (typeof value?.base64 !== "string") return value;
  return new DataView(Uint8Array.from(atob(value.base64), (c) => c.charCodeAt(0)).buffer);
}

/**
 * Bring the figure in a place to life, or once more, with some other values in its state. Who goes
 * on with it finds `figure` there, {model, again}, when the place says "mounted".
 *
 * @param {HTMLElement & {figure?: {model: Model, again: (changes: object) => Promise<void>}}} place
 */
async function mount(place, changes = {}) {
  place.querySelector(".descent-figure-live")?.remove();
  const live = document.createElement("div");
  live.className = "descent-figure-live";
  live.ariaBusy = "true";
  try {
    const { default: figure } = await import(`../figures/${place.dataset.module}.js`);
    const state = JSON.parse(place.querySelector("script").textContent, revive);
    const model = new Model({ ...state, ...changes });
    place.append(live);
    place.classList.add("descent-mounted");
    await figure.render({ model, el: live });
    live.ariaBusy = null;
    place.figure = { model, again: (changes) => mount(place, changes) };
    place.dispatchEvent(new CustomEvent("mounted", { bubbles: true }));
  } catch (error) {
    place.classList.remove("descent-mounted"); // the picture stands
    live.remove();
    console.error(error);
  }
}

/** A figure is built when the reader is a screen away, and only one at a time. */
let last = Promise.resolve();
const near = new IntersectionObserver(
  (places) => {
    for (const { isIntersecting, target } of places) {
      if (!isIntersecting) continue;
      near.unobserve(target);
      last = last
        .then(() => mount(/** @type {HTMLElement} */ (target)))
        .then(() => new Promise((next) => setTimeout(next)));
    }
  },
  { rootMargin: "100% 0px" },
);
for (const place of document.querySelectorAll(".descent-figure")) near.observe(place);

/** What they all import is fetched once the page is to be seen, so that it need not wait for it. */
function fetchModules() {
  /** @type {HTMLScriptElement} */
  const script = document.querySelector("script[data-modules]");
  for (const module of script.dataset.modules.match(/\S+/g) ?? []) {
    const link = document.createElement("link");
    link.rel = "modulepreload";
    link.href = new URL(`../${module}`, import.meta.url).href;
    document.head.append(link);
  }
}
addEventListener("load", () => requestAnimationFrame(() => setTimeout(fetchModules)));
