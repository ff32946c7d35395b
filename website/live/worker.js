// Python in a worker, so that the page never waits for it: Pyodide and the library from this site,
// NumPy from the address in Pyodide's list of packages, with the hash that stands there.

const HOME = new URL("../../lite/static/pyodide/", import.meta.url);
const NAMES = ["pyodide.asm.wasm", "python_stdlib.zip", "numpy", "down_the_mountain"];

/** @param {WorkerReport} report */
const tell = (report) => postMessage(report);

// All that is fetched goes through here, so that the page can be told how much has come.
const fetched = globalThis.fetch;
let [loaded, expected] = [0, 0];
globalThis.fetch = async (request, options) => {
  const response = await fetched(request, options);
  const file = new URL(response.url || HOME).pathname.split("/").at(-1);
  if (!response.ok || !response.body || !NAMES.some((name) => file.startsWith(name)))
    return response;
  expected += Number(response.headers.get("Content-Length"));
  const counted = new TransformStream({
    transform(chunk, stream) {
      loaded += chunk.byteLength;
      tell({ loaded, expected });
      stream.enqueue(chunk);
    },
  });
  const { status, statusText, headers } = response;
  return new Response(response.body.pipeThrough(counted), { status, statusText, headers });
};

/** The functions `check`, `walk` and `run` of descent.live. */
async function start() {
  const { loadPyodide } = await import(new URL("pyodide.mjs", HOME).href);
  const lock = await (await fetched(new URL("pyodide-lock.json", HOME))).json();
  const quiet = { messageCallback() {}, errorCallback() {} };
  const python = await loadPyodide({
    indexURL: HOME.href,
    lockFileContents: lock,
    packageBaseUrl: HOME.href,
    stdout() {},
    stderr() {},
  });
  const [numpy] = await python.loadPackage("numpy", quiet);
  if (!numpy) throw new Error("NumPy did not come");
  // By its address and not by its name, which would bring Matplotlib and widgets, too.
  const { file_name: library } = lock.packages["down-the-mountain"];
  await python.loadPackage(new URL(library, HOME).href, quiet);
  const live = python.pyimport("descent.live");
  live.alone();
  return live;
}

const starting = start();
starting.then(
  () => tell({ ready: true }),
  (error) => tell({ failed: String(error.message || error) }),
);

globalThis.onmessage = async ({ data }) => {
  const live = await starting;
  const { id, ask, number, code, surface, start: from, steps } = data;
  const answers = {
    check: () => live.check(number, code),
    walk: () => live.walk(code, surface, from, steps),
    run: () => live.run(code),
  };
  const answer = answers[ask]();
  tell({ id, answer: answer.toJs({ dict_converter: Object.fromEntries }) });
  answer.destroy();
};
