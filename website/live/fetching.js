// What is said while Python is fetched: what, how much of it has come, and a button that stops it.

import { button, html } from "./elements.js";
import * as python from "./python.js";

const MB = 1e6;

/** The bytes of Python on this site, and the host that NumPy comes from if it is another. */
async function sizes() {
  const response = await fetch(new URL("./python.json", import.meta.url)).catch(() => null);
  if (!response) throw new python.NotStarted("this site does not answer");
  if (!response.ok) throw new python.NotStarted("this copy of the book holds none");
  return response.json();
}

/** Say what is fetched; returns a function to be told how far it is. */
async function sayFetching(place, cancel) {
  const { here, elsewhere } = await sizes();
  const bar = html("progress", { max: here, value: 0, "aria-label": "fetching Python" });
  const much = html("output");
  const from = elsewhere ? ` and NumPy from ${elsewhere}` : "";
  const size = `${(here / MB).toFixed(0)} MB from this site${from}`;
  const words = `The first answer brings Python, ${size}. `;
  place.replaceChildren(html("p", {}, words), bar, much, cancel);
  return (loaded, expected) => {
    bar.max = Math.max(here, expected);
    bar.value = loaded;
    much.textContent = `${(loaded / MB).toFixed(1)} MB`;
  };
}

/**
 * Do `work(during)` with Python; where it must be fetched first, `place` shows how far that is.
 *
 * @param {HTMLElement} place
 * @param {(during: {loading?: (loaded: number, expected: number) => void, signal: AbortSignal}) =>
 *   Promise<any>} work
 */
export async function fetching(place, work) {
  const stop = new AbortController();
  const cancel = button("Cancel", () => stop.abort());
  const { signal } = stop;
  try {
    if (!python.started()) return await work({ loading: await sayFetching(place, cancel), signal });
    place.replaceChildren(html("p", {}, "Python is at work …"), cancel);
    return await work({ signal });
  } catch (error) {
    if (!(error instanceof python.NotStarted)) throw error;
    throw new Error(
      `Python did not start: ${error.message}. Is there a network, and does it let this page ` +
        "fetch NumPy? In a notebook, check answers without one: the first page says how.",
    );
  } finally {
    place.replaceChildren();
  }
}
