// An exercise's card: the answer, four buttons, and the reply. Its folds, hints and the solution,
// come one after the other when they are asked for.

import * as answers from "./answers.js";
import { button, html } from "./elements.js";
import { judgeValue, judgeWord } from "./judge.js";
import * as kept from "./kept.js";
import { fetching } from "./fetching.js";
import * as python from "./python.js";

const MARKS = { passed: "●", wrong: "◐" };
const NAMES = { passed: "passed", wrong: "tried" };
const knowing = {}; // of a chapter, what its replies may say

/** What the page must know of an exercise to answer; fetched once for a chapter. */
async function known(number) {
  const chapter = number.split(".")[0].padStart(2, "0");
  knowing[chapter] ??= fetch(new URL(`./${chapter}.json`, import.meta.url)).then((r) => r.json());
  return (await knowing[chapter])[number];
}

/** Make the card of an exercise's place. */
export function card(place) {
  const { number, kind, title } = place.dataset;
  const key = `answer.${number}`;
  const folds = [...place.querySelectorAll("details")];
  const reply = html("div", { class: "exercise-reply", "aria-live": "polite" });
  const mark = html("span", { class: "exercise-mark" });
  const busy = html("div", { class: "exercise-busy" });
  const buttons = {
    check: button("Check", () => check(), { class: "exercise-button exercise-check" }),
    hint: button("Hint", () => hint()),
    solution: button("Solution", () => solution()),
    again: button("Start over", () => startOver()),
  };
  let [tried, hints] = [Boolean(kept.done()[number]), 0];

  const answer = answers[kind](place, {
    label: `Your answer to exercise ${number}`,
    changed: (text) => sayKept(kept.write(key, text)),
    submit: () => check(),
    first: kept.read(key),
  });
  const row = html("div", { class: "exercise-buttons" }, ...Object.values(buttons), mark);
  const label = `Exercise ${number}: ${title}`;
  const section = html(
    "section",
    { class: "exercise-card", "aria-label": label },
    answer.el,
    row,
    busy,
    reply,
  );
  folds[0].before(section);
  place.classList.add("exercise-live");

  function showMark() {
    const verdict = kept.done()[number];
    mark.textContent = verdict ? `${MARKS[verdict]} ${NAMES[verdict]}` : "";
    mark.dataset.verdict = verdict ?? "";
  }
  function sayKept(keeps) {
    mark.title = keeps ? "" : "Nothing is kept in this browser: what you write is gone with the page.";
    if (!keeps) mark.textContent = "not kept";
  }

  async function tell(said) {
    const [{ write }, { formulas }] = await Promise.all([import("./reply.js"), known(number)]);
    write(reply, said, { number, formulas, hint });
    if (said.verdict !== "open") tried = true;
    const keeps = kept.note(number, said.verdict);
    showMark();
    if (!keeps) sayKept(false);
    place.dispatchEvent(new CustomEvent("answered", { bubbles: true, detail: said }));
  }

  async function check() {
    if (buttons.check.ariaDisabled === "true") return;
    buttons.check.ariaDisabled = "true";
    try {
      await tell(await judged());
    } catch (error) {
      if (error?.name !== "AbortError") reply.textContent = error.message;
    } finally {
      buttons.check.ariaDisabled = null;
      busy.replaceChildren();
    }
  }
  async function judged() {
    if (kind === "code")
      return fetching(busy, (during) =>
        python.ask({ ask: "check", number, code: answer.text() }, during),
      );
    const given = answer.read();
    const all = { number, ...(await known(number)) };
    return kind === "numbers" ? judgeValue(all, given) : judgeWord(all, given);
  }

  function hint() {
    hints = Math.min(hints + 1, folds.length - 1);
    show(folds[hints - 1]);
    buttons.hint.hidden = hints === folds.length - 1;
  }
  function solution() {
    const sure = tried || confirm("You have not tried yet. Show the solution all the same?");
    if (sure) show(folds.at(-1));
  }
  function show(fold) {
    fold.classList.add("exercise-shown");
    fold.open = true;
    fold.querySelector("summary").focus({ preventScroll: true });
  }
  function startOver() {
    answer.write(null);
    kept.write(key, null);
    reply.replaceChildren();
    delete reply.dataset.verdict;
    answer.focus();
  }
  showMark();
}
