// Exercises that answer, on each page that has some; on the first page, how far the reader is.

import { Card } from "./exercise.js";
import { progress } from "./progress.js";
import { remember } from "./question.js";

/** @type {NodeListOf<HTMLElement>} */
const exercises = document.querySelectorAll(".descent-exercise");
for (const place of exercises) new Card(place);
for (const place of document.querySelectorAll(".descent-progress")) progress(place);
if (document.querySelector('[data-module="race"]'))
  import("./race.js").then(({ offerRule }) => offerRule());
remember();
