// What the browser keeps of a reader's work, on this site only. Where nothing can be kept, all goes
// on without: `keeps()` tells.

const PREFIX = "down-the-mountain.";

/** What was kept under a name, or null. */
export function read(name) {
  try {
    return localStorage.getItem(PREFIX + name);
  } catch {
    return null;
  }
}

/** Keep a text under a name, and forget it if it is null; returns whether that went well. */
export function write(name, text) {
  try {
    if (text === null) localStorage.removeItem(PREFIX + name);
    else localStorage.setItem(PREFIX + name, text);
    return read(name) === text;
  } catch {
    return false; // it is full, or not allowed
  }
}

/** Whether the browser keeps anything. */
export const keeps = () => write("try", "1") && write("try", null);

// What was answered: a line of JSON each, as in the file that notebooks write.
const DONE = "exercises-done.jsonl";
const VERDICTS = ["passed", "wrong"];

/** Note a verdict, unless nothing new is known by it; returns whether it is kept. */
export function note(exercise, verdict) {
  if (!VERDICTS.includes(verdict)) return true;
  const known = done()[exercise];
  if (known === "passed" || known === verdict) return true;
  return write(DONE, (read(DONE) ?? "") + `${JSON.stringify({ exercise, verdict })}\n`);
}

/** {number: "passed" or "wrong"} of all that was answered. */
export function done() {
  const found = {};
  for (const { exercise, verdict } of entries(read(DONE) ?? "").good)
    if (found[exercise] !== "passed") found[exercise] = verdict;
  return found;
}

/** The lines of such a file that can be read, and how many cannot. */
function entries(text) {
  const lines = text.split("\n").filter((line) => line.trim());
  const good = lines.flatMap((line) => {
    try {
      const { exercise, verdict } = JSON.parse(line);
      const readable = typeof exercise === "string" && VERDICTS.includes(verdict);
      return readable ? [{ exercise, verdict }] : [];
    } catch {
      return [];
    }
  });
  return { good, bad: lines.length - good.length };
}

/** The file to save: what notebooks write beside themselves. */
export const file = () => new File([read(DONE) ?? ""], DONE, { type: "application/jsonl" });

/** Add what a saved file says; returns how many lines could and could not be read. */
export function add(text) {
  const { good, bad } = entries(text);
  const kept = good.every(({ exercise, verdict }) => note(exercise, verdict));
  return { good: good.length, bad, kept };
}

/** Forget everything: verdicts, answers, and what was typed. */
export function forget() {
  try {
    for (const key of Object.keys(localStorage))
      if (key.startsWith(PREFIX)) localStorage.removeItem(key);
  } catch {
    // nothing was kept
  }
}
