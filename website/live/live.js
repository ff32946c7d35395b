// Exercises that answer, on each page that has some; on the first page, how far the reader is.

import { card } from "./exercise.js";
import { progress } from "./progress.js";

for (const place of document.querySelectorAll(".descent-exercise")) card(place);
for (const place of document.querySelectorAll(".descent-progress")) progress(place);
