// What the page asks of Python, and what comes back: code/descent/live.py has the same in Python.
// The page sends a Question and waits for its Answer; to stop, it ends the worker.

type Question =
  | { id: number; ask: "check"; number: string; code: string }
  | {
      id: number;
      ask: "walk";
      code: string;
      surface: string;
      start: [number, number];
      steps: number;
    }
  | { id: number; ask: "run"; code: string };

interface Checked {
  verdict: "passed" | "wrong" | "open" | "stopped" | "unknown";
  /** Markdown. */
  text: string;
  more: string[];
  /** The call that went wrong, and what came back, to be seen as it is; empty if there is none. */
  seen?: string;
  /** What the code printed. */
  printed?: string;
}

interface Walked {
  /** The path, float64 as base64, x and y in turn; empty if something went wrong. */
  path: string;
  /** Markdown. */
  trouble: string;
}

interface Ran {
  /** With the value of the last line. */
  printed: string;
  /** Markdown. */
  trouble: string;
}

/** From the worker: an answer; how many bytes have come, and how many are expected so far; that it
 *  can be asked; or why it cannot. */
type WorkerReport =
  | { id: number; answer: Checked | Walked | Ran }
  | { loaded: number; expected: number }
  | { ready: true }
  | { failed: string };
