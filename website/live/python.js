// Python for the page: one worker, started by the first question, and one question at a time.

const WORKER = new URL("./worker.js", import.meta.url);
const LIMIT = 10_000; // milliseconds: the judge itself gives an answer 5 seconds

/** What is said of an answer when the worker had to be ended: in the judge's words where it can. */
const ENDED = {
  late: `Your answer did not return within ${LIMIT / 1000} seconds. Does its loop come to an end?`,
  crashed: "Python could not go on, perhaps for want of memory, and was started again.",
};

/** Python did not start; the message says why. */
export class NotStarted extends Error {}

let worker = null;
/** Resolves when Python can be asked; `tellLoaded` is told how far it is until then. */
let ready = null;
let tellLoaded = (_loaded, _expected) => {};
let waiting = null; // who waits for an answer: {id, done}
let count = 0;

/** Whether Python is there, so that a question is answered at once. */
export const started = () => worker !== null;

function start() {
  worker = new Worker(WORKER, { type: "module" });
  /** @type {Promise<void>} */
  const starting = new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => {
      if (data.loaded) tellLoaded(data.loaded, data.expected);
      else if (data.ready) resolve();
      else if (data.failed) reject(new NotStarted(data.failed));
      else if (data.id === waiting?.id) waiting.done(data.answer);
    };
    worker.onerror = (event) => {
      event.preventDefault();
      reject(new NotStarted(event.message ?? "the worker did not load"));
      waiting?.done(stopped("crashed"));
    };
  });
  starting.catch(() => end());
  ready = starting;
}

/** End the worker, and with it whatever it is doing. */
export function end() {
  worker?.terminate();
  worker = ready = null;
}

/** An answer of any kind that says why there is none. */
const stopped = (why) => {
  end();
  start(); // so that the next question need not wait
  const trouble = ENDED[why];
  return { verdict: "stopped", text: trouble, more: [], path: "", printed: "", trouble };
};

let last = Promise.resolve(); // settled once nobody else is being answered

/**
 * Ask Python, once those who asked before have their answers. `loading(loaded, expected)` is told
 * of the bytes while it is fetched, and `signal` stops that. Rejects with a NotStarted if Python
 * does not start.
 *
 * @param {object} question all of a Question but its id
 * @param {{loading?: (loaded: number, expected: number) => void, signal?: AbortSignal}} [during]
 * @returns {Promise<any>} Checked, Walked or Ran
 */
export function ask(question, during = {}) {
  const answer = last.then(() => {
    during.signal?.throwIfAborted();
    return answered(question, during);
  });
  last = answer.then(
    () => {},
    () => {},
  );
  return answer;
}

/** @type {typeof ask} */
async function answered(question, { loading = () => {}, signal }) {
  if (!worker) start();
  tellLoaded = loading;
  const cancelled = new Promise((_, reject) => {
    signal?.addEventListener("abort", () => {
      end();
      reject(signal.reason);
    });
  });
  await Promise.race([ready, cancelled]);
  const id = ++count;
  const done = new Promise((tell) => (waiting = { id, done: tell }));
  worker.postMessage({ ...question, id });
  let clock;
  const late = new Promise((resolve) => {
    clock = setTimeout(() => resolve(null), LIMIT);
  });
  const answer = await Promise.race([done, late, cancelled]);
  clearTimeout(clock);
  waiting = null;
  return answer ?? stopped("late");
}
