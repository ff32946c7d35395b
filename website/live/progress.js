// How far the reader is: a line for each chapter, and the file that goes with them.

import { button, html } from "./elements.js";
import * as kept from "./kept.js";

export const MARKS = { passed: "●", wrong: "◐" };
export const NAMES = { passed: "passed", wrong: "tried" };

/** Fill the place on the first page: {chapters: [{title, href, numbers}]} stands in it. */
export function progress(place) {
  const { chapters } = JSON.parse(place.querySelector("script").textContent);
  const lines = html("ul", { class: "progress-chapters" });
  const onward = html("p", { class: "progress-onward" });
  const said = html("p", { class: "progress-said", role: "status" });
  const choose = html("input", { type: "file", accept: ".jsonl", hidden: "", onchange: load });

  function draw() {
    const done = kept.done();
    const open = chapters.flatMap(({ numbers, href }) =>
      numbers.filter((n) => done[n] !== "passed").map((n) => ({ n, href })),
    );
    const begun = Object.keys(done).length > 0;
    place.classList.toggle("progress-begun", begun);
    lines.replaceChildren(...chapters.map((chapter) => line(chapter, done)));
    const [next] = open;
    const link = (text) => html("a", { href: `${next.href}#${anchor(next.n)}` }, text);
    onward.replaceChildren(
      ...(!next
        ? ["You have passed every exercise of this book."]
        : [link(begun ? `Go on with exercise ${next.n}` : `Begin with exercise ${next.n}`)]),
    );
  }
  function save() {
    const link = html("a", { href: URL.createObjectURL(kept.file()), download: kept.file().name });
    link.click();
    URL.revokeObjectURL(link.href);
  }
  async function load() {
    const [file] = choose.files;
    if (!file) return;
    const { good, bad, kept: keeps } = kept.add(await file.text());
    choose.value = "";
    said.textContent =
      `${good} ${good === 1 ? "line" : "lines"} of ${file.name} read` +
      (bad ? `, ${bad} could not be read.` : ".") +
      (keeps ? "" : " But nothing can be kept in this browser.");
    draw();
  }
  function forget() {
    if (!confirm("Forget all your answers, and what you have passed, in this browser?")) return;
    kept.forget();
    said.textContent = "All is forgotten.";
    draw();
  }
  const row = html(
    "div",
    { class: "exercise-buttons" },
    button("Save as a file", save),
    button("Load a file", () => choose.click()),
    button("Forget all", forget),
    choose,
  );
  place.append(onward, lines, row, said);
  if (!kept.keeps())
    said.textContent = "This browser keeps nothing for this site: all is gone with the page.";
  draw();
}

const anchor = (number) => `ex-${number.replace(".", "-")}`;

function line({ title, href, numbers }, done) {
  const passed = numbers.filter((n) => done[n] === "passed").length;
  const marks = numbers.map((n) =>
    html(
      "a",
      { href: `${href}#${anchor(n)}`, "aria-label": `exercise ${n}, ${NAMES[done[n]] ?? "open"}` },
      MARKS[done[n]] ?? "○",
    ),
  );
  const count = html("small", {}, ` ${passed} of ${numbers.length}`);
  return html("li", {}, html("a", { href }, title), html("span", {}, ...marks), count);
}
