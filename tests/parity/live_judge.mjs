// Answers questions about website/live for test_live_judge.py: JSON in, JSON out.

import { readFileSync } from "node:fs";
import { judgeValue, judgeWord } from "./judge.js";
import { number } from "./numbers.js";

// JSON has no numbers that are not finite.
const WORDS = { nan: Number.NaN, inf: Infinity, "-inf": -Infinity, "-0.0": -0 };
const revived = (list) => list.map((item) => WORDS[item] ?? item);

function read(text) {
  try {
    const value = number(text);
    return { value: Number.isFinite(value) ? value : String(value) };
  } catch (error) {
    return { message: /** @type {Error} */ (error).message };
  }
}

const answers = {
  value: ({ known, given }) => given.map((answer) => judgeValue(known, revived(answer))),
  word: ({ known, given }) => given.map((answer) => judgeWord(known, answer)),
  number: ({ given }) => given.map(read),
};
const questions = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(questions.map((question) => answers[question.ask](question))));
