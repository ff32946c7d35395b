// An exercise's card: the answer, its buttons, and the reply. Its folds, hints and the solution,
// come one after the other when they are asked for.

import { choice, code, numbers } from "./answers.js";
import { button, html } from "./elements.js";
import { fetching } from "./fetching.js";
import * as kept from "./kept.js";
import { MARKS, NAMES } from "./progress.js";
import * as python from "./python.js";
import { scratch } from "./scratch.js";

const KINDS = { code, numbers, choice };
const NOT_KEPT = "Nothing is kept in this browser: what you write is gone with the page.";
const knowing = {}; // of a chapter, what its replies may say

/** What the page must know of an exercise to answer; fetched once for a chapter. */
async function known(number) {
  const chapter = number.split(".")[0].padStart(2, "0");
  knowing[chapter] ??= fetch(new URL(`./${chapter}.json`, import.meta.url)).then((r) => r.json());
  return { number, ...(await knowing[chapter])[number] };
}

/** The card in an exercise's place. */
export class Card {
  #place;
  #number;
  #key; // under which the answer is kept
  #answer;
  #folds;
  #hints = 0;
  #check = button("Check", () => this.check(), { class: "exercise-button exercise-check" });
  #hint = button("Hint", () => this.#showHint());
  #race = button("Race it", () => this.#raceIt(), { hidden: "" });
  #mark = html("span", { class: "exercise-mark" });
  #busy = html("div", { class: "exercise-busy" });
  #reply = html("div", { class: "exercise-reply", "aria-live": "polite" });

  /** @param {HTMLElement} place */
  constructor(place) {
    const { number, kind, title } = place.dataset;
    this.#place = place;
    this.#number = number;
    this.#key = `answer.${number}`;
    this.#folds = [...place.querySelectorAll("details")];
    this.#answer = KINDS[kind](place, {
      label: `Your answer to exercise ${number}`,
      changed: (text) => this.#sayKept(kept.write(this.#key, text)),
      submit: () => this.check(),
      first: kept.read(this.#key),
    });
    const compute = kind === "code" ? null : scratch(number, `scratch.${number}`);
    const buttons = html(
      "div",
      { class: "exercise-buttons" },
      this.#check,
      ...(compute ? [compute.opener] : []),
      this.#hint,
      button("Solution", () => this.#showSolution()),
      button("Start over", () => this.#startOver()),
      this.#race,
      this.#mark,
    );
    const attributes = { class: "exercise-card", "aria-label": `Exercise ${number}: ${title}` };
    const below = compute ? [compute.panel] : [];
    const parts = [this.#answer.el, buttons, ...below, this.#busy, this.#reply];
    this.#folds[0].before(html("section", attributes, ...parts));
    place.classList.add("exercise-live");
    this.#showMark();
  }

  /** Judge the answer as it stands, and say the reply. */
  async check() {
    if (this.#check.ariaDisabled === "true") return;
    this.#check.ariaDisabled = "true";
    try {
      await this.#say(await this.#judged());
    } catch (error) {
      if (error.name !== "AbortError") this.#reply.textContent = error.message;
    } finally {
      this.#check.ariaDisabled = null;
    }
  }

  /** @returns {Promise<Checked>} */
  async #judged() {
    const [number, given] = [this.#number, await this.#answer.read()];
    const { kind } = this.#place.dataset;
    if (kind === "code") {
      const question = { ask: "check", number, code: given };
      return fetching(this.#busy, (during) => python.ask(question, during));
    }
    const { judgeValue, judgeWord } = await import("./judge.js");
    return (kind === "numbers" ? judgeValue : judgeWord)(await known(number), given);
  }

  /** @param {Checked} said */
  async #say(said) {
    const number = this.#number;
    const [{ write }, about] = await Promise.all([import("./reply.js"), known(number)]);
    const { anchor } = this.#place.dataset;
    write(this.#reply, said, { ...about, anchor, hint: () => this.#showHint() });
    const keeps = kept.note(number, said.verdict);
    this.#showMark(said.verdict);
    this.#sayKept(keeps);
  }

  /** The best so far, beside what has just been said. */
  #showMark(now = "passed") {
    const best = now === "passed" && this.#reply.dataset.verdict === now ? now : null;
    const verdict = best ?? kept.done()[this.#number];
    const before = verdict === "passed" && now !== "passed" ? " before" : "";
    this.#mark.textContent = verdict ? `${MARKS[verdict]} ${NAMES[verdict]}${before}` : "";
    this.#mark.dataset.verdict = verdict ?? "";
    this.#race.hidden = !this.#place.dataset.race || verdict !== "passed";
  }

  #sayKept(keeps) {
    this.#mark.title = keeps ? "" : NOT_KEPT;
    if (!keeps) this.#mark.textContent = "nothing is kept";
  }

  #showHint() {
    const last = this.#folds.length - 1; // the solution
    this.#hints = Math.min(this.#hints + 1, last);
    show(this.#folds[this.#hints - 1]);
    this.#hint.hidden = this.#hints === last;
  }

  #showSolution() {
    const tried = this.#number in kept.done() || this.#reply.dataset.verdict;
    if (tried || confirm("You have not tried yet. Show the solution all the same?"))
      show(this.#folds.at(-1));
  }

  #startOver() {
    this.#answer.write(null);
    kept.write(this.#key, null);
    this.#reply.replaceChildren();
    delete this.#reply.dataset.verdict;
    for (const fold of this.#folds) fold.classList.remove("exercise-shown");
    this.#hints = 0;
    this.#hint.hidden = false;
    this.#answer.focus();
  }

  async #raceIt() {
    const { raceIt } = await import("./race.js");
    raceIt(this.#answer.read(), this.#place.dataset);
  }
}

/** Open a fold that was not there before, and go to it. */
function show(fold) {
  fold.classList.add("exercise-shown");
  fold.open = true;
  fold.querySelector("summary").focus({ preventScroll: true });
  fold.scrollIntoView({ block: "nearest" });
}
