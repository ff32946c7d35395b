// What the book's pages do beside the theme's own scripts. Not a module: browsers run none from
// files.

{
  const root = document.documentElement;
  const { body } = document;
  // Beside this file on the site, but not in the repository.
  const FIGURES = "./descent/kit/mount.js";
  const all = (selector) => [...document.querySelectorAll(selector)];

  // Live figures are modules, so from files their pictures stand.
  if (location.protocol !== "file:" && document.querySelector("script[data-modules]"))
    import(FIGURES);

  // So are exercises that answer; from files their folds stand.
  const LIVE = "./live/live.js";
  const PLACES =
    '.descent-exercise, .descent-progress, [data-module="race"], [data-module="question"]';
  if (location.protocol !== "file:" && document.querySelector(PLACES)) import(LIVE);

  // What is wider than the screen scrolls; here by the keyboard, too.
  const SCROLL = "pre, .katex-display, .cell_output > .output, .pst-scrollable-table-container";
  const mark = (places) => {
    const wide = places.map((place) => place.scrollWidth > place.clientWidth);
    places.forEach((place, i) => {
      if (wide[i]) place.tabIndex = 0;
      else place.removeAttribute("tabindex");
    });
  };
  // Measured when it is laid out: what lies in a fold when that is opened.
  const sizes = new ResizeObserver((changes) => mark(changes.map(({ target }) => target)));
  const places = all(SCROLL);
  for (const place of places) sizes.observe(place);
  // Formulas once more in their own letters, when the page is there, so that it need not wait.
  const laidOut = { contentVisibilityAuto: true };
  const seen = (place) => place.matches(".katex-display") && place.checkVisibility(laidOut);
  addEventListener("load", () => document.fonts.ready.then(() => mark(places.filter(seen))));

  // A button's name, for readers who hear it and for its tooltip: the theme keeps its title there,
  // and what it shows just now in an element that describes the button.
  const name = (button, words) => {
    button.ariaLabel = words;
    button.setAttribute(button.dataset.bsOriginalTitle ? "data-bs-original-title" : "title", words);
    const tip = document.getElementById(button.getAttribute("aria-describedby"));
    if (tip) tip.querySelector(".tooltip-inner").textContent = words;
  };
  // What has just happened, for readers who don't see it.
  const status = body.appendChild(document.createElement("p"));
  status.className = "visually-hidden";
  status.role = "status";

  // The color button says which mode is on.
  const MODES = { light: "light", dark: "dark", auto: "as your system" };
  const sayMode = () => {
    const words = `Color mode: ${MODES[root.dataset.mode] ?? root.dataset.mode}`;
    for (const button of all(".theme-switch-button")) name(button, words);
    return words;
  };
  let said = sayMode();
  new MutationObserver(() => {
    const words = sayMode();
    if (words !== said) status.textContent = said = words;
  }).observe(root, { attributeFilter: ["data-mode"] });

  // One button opens all folds, and closes them again.
  const folds = all(".bd-article details");
  globalThis.toggleFolds = () => {
    const open = !folds.every((fold) => fold.open);
    for (const fold of folds) fold.open = open;
    status.textContent = open ? "All folds are open." : "All folds are closed.";
  };
  const sayFolds = () => {
    const words = folds.every((fold) => fold.open) ? "Close all folds" : "Open all folds";
    for (const button of all(".btn-folds-button")) name(button, words);
  };
  for (const fold of folds) fold.addEventListener("toggle", sayFolds);

  // Where a search leads to, its words are marked until this button is pressed; the focus goes to
  // what was searched for.
  document.addEventListener("click", ({ target }) => {
    if (!(target instanceof Element && target.closest(".highlight-link"))) return;
    const first = document.querySelector(".bd-article .highlighted")?.parentElement;
    SphinxHighlight.hideSearchWords();
    if (!first) return;
    first.tabIndex = -1;
    first.focus({ preventScroll: true });
  });

  // A copy of the chapter that the reader has saved in the browser opens there in place of this
  // one, however old it is. It says so, and can be put aside.
  const done = (request) =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  /** What `work` makes of the stores in which JupyterLite keeps files, if there are any. */
  const inStores = async (run, work) => {
    const name = `JupyterLite Storage - ${new URL("..", run.href).pathname}`;
    const there = await indexedDB.databases();
    if (!there.some((database) => database.name === name)) return null; // opened, it would be made
    const database = await done(indexedDB.open(name));
    try {
      const stores = ["files", "checkpoints"].filter((s) => database.objectStoreNames.contains(s));
      const transaction = database.transaction(stores, "readwrite");
      return await work(...stores.map((store) => transaction.objectStore(store)));
    } finally {
      database.close();
    }
  };
  const putAside = (path) => async (files, checkpoints) => {
    const taken = new Set(await done(files.getAllKeys()));
    let number = 1;
    const aside = () => path.replace(/(?=\.ipynb$)/, `-mine-${number}`);
    while (taken.has(aside())) number++;
    const copy = await done(files.get(path));
    await done(files.put({ ...copy, path: aside(), name: aside().split("/").pop() }, aside()));
    await done(files.delete(path));
    if (checkpoints) await done(checkpoints.delete(path));
    return aside();
  };
  const sayCopy = async (run) => {
    const path = new URL(run.href).searchParams.get("path");
    const copy = await inStores(run, (files) => done(files.get(path)));
    if (!copy) return;
    const content = typeof copy.content === "string" ? JSON.parse(copy.content) : copy.content;
    /** @type {HTMLMetaElement} */
    const { content: version } = document.querySelector("meta[name=chapter-version]");
    const old = content?.metadata?.["down-the-mountain"] !== version;
    const note = document.createElement("p");
    note.className = "saved-copy";
    note.textContent =
      "A copy of this chapter that you changed is saved in this browser, and opens there " +
      `in place of this one${old ? ", which is newer" : ""}. `;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-sm";
    button.textContent = "Start afresh";
    button.addEventListener("click", async () => {
      const aside = await inStores(run, putAside(path));
      note.textContent = `Your copy is kept as ${aside}; this chapter opens as it is now.`;
      note.tabIndex = -1;
      note.focus();
    });
    note.append(button);
    document.querySelector(".bd-article h1").after(note);
  };
  const run = document.querySelector('a[href*="lite/notebooks/"]');
  if (run) sayCopy(run).catch(() => {}); // where nothing can be stored, nothing is

  // Paper is light, and shows code that is folded: nothing there can be opened.
  let theme = root.dataset.theme;
  let opened = [];
  addEventListener("beforeprint", () => {
    ({ theme } = root.dataset);
    root.dataset.theme = "light";
    opened = folds.filter((fold) => fold.matches(".hide:not([open])"));
    for (const fold of opened) fold.open = true;
  });
  addEventListener("afterprint", () => {
    root.dataset.theme = theme;
    for (const fold of opened) fold.open = false;
  });

  // The list of contents marks where the reader is. The theme asks for it by a name of another
  // version, and for a tenth of a section, which a long one never shows; and where the list is not
  // seen, as on a phone, the page need not be laid out for it.
  const contents = document.getElementById("pst-page-toc-nav");
  if (contents?.checkVisibility())
    Object.assign(body.dataset, { bsTarget: `#${contents.id}`, bsThreshold: "0,1" });
  else delete body.dataset.bsSpy;
}
