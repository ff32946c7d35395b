// Longer work in pieces, so that the page never waits for it.

/**
 * A function `run(task, after)` that goes on with the generator `task` for at most `budget`
 * milliseconds a frame, and calls `after(done)` at each pause and at the end. Each run ends the one
 * before. What is heard of the result, if given, is marked as busy meanwhile.
 */
export function pieces(budget, heard = null) {
  let newest = null;
  return function run(task, after) {
    newest = task;
    heard?.setAttribute("aria-busy", "true");
    const go = () => {
      if (task !== newest) return;
      const end = performance.now() + budget;
      let done;
      do done = task.next().done;
      while (!done && performance.now() < end);
      after(done);
      if (done) heard?.removeAttribute("aria-busy");
      else requestAnimationFrame(go);
    };
    go();
  };
}
