// Every page in Firefox: what its console says, whether each live figure follows key and mouse, and
// what an exercise replies.
// node firefox.mjs PUPPETEER FIREFOX ORIGIN EXERCISE PAGE… prints one line of JSON for each page.
// EXERCISE is JSON, {address, number, lines}: each line is an answer, in code.

import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [folder, executablePath, origin, exercise, ...pages] = process.argv.slice(2);
const resolved = createRequire(`${folder}/`).resolve("puppeteer-core");
const { default: puppeteer } = await import(pathToFileURL(resolved).href);
const HANDLES = ".descent-pin, input[type=range]";

/** All that a figure shows and holds, to see whether anything has changed. */
const state = (figure) =>
  figure.evaluate((element) => {
    const inputs = [...element.querySelectorAll("input, select")].map(
      (input) => `${input.value} ${input.checked}`,
    );
    return [
      element.querySelector(".descent-card, form, section")?.innerHTML ?? element.innerHTML,
      ...inputs,
    ].join();
  });

const settle = (page) => page.evaluate("new Promise((then) => setTimeout(then, 400))");

/** Whether `act` changes the figure, within some seconds. */
async function changes(page, figure, act) {
  const before = await state(figure);
  await act();
  for (let tries = 0; tries < 20; tries++) {
    if ((await state(figure)) !== before) return true;
    await settle(page);
  }
  return false;
}

/** Where a handle is, once it stands still, and how far along its slider it is. */
async function middle(page, handle) {
  await handle.evaluate((element) => element.scrollIntoView({ block: "center" }));
  let box, before;
  do {
    before = box;
    await settle(page);
    box = await handle.boundingBox();
  } while (JSON.stringify(box) !== JSON.stringify(before));
  const share = await handle.evaluate((e) =>
    e.type === "range" ? (e.value - e.min) / (e.max - e.min) : 0.5,
  );
  return [box.x + 8 + share * (box.width - 16), box.y + box.height / 2, share];
}

/** Drag the figure's first handle, or click its first answer where it has none. */
async function byMouse(page, figure) {
  const handle = await figure.$(HANDLES);
  if (!handle) return (await figure.$("input, button")).click();
  const [x, y, share] = await middle(page, handle);
  const way = share > 0.5 ? -1 : 1;
  await page.mouse.move(x, y);
  await page.mouse.down();
  for (let step = 1; step <= 5; step++) await page.mouse.move(x + way * 9 * step, y + 4 * step);
  await page.mouse.up();
}

/** An arrow on the first handle, or Space on the last answer. */
async function byKey(page, figure) {
  const handle = await figure.$(HANDLES);
  const answers = await figure.$$("input:not([disabled]), button:not([disabled])");
  await (handle ?? answers.at(-1)).evaluate((element) => element.focus());
  await page.keyboard.press(handle ? "ArrowLeft" : " ");
}

/** Type each of some lines as the answer to an exercise, check it, and return the replies. */
async function answered(page, { number, lines }) {
  const place = `.descent-exercise[data-number="${number}"]`;
  const reply = () => page.$eval(`${place} .exercise-reply`, (element) => element.textContent);
  const replies = [];
  await page.click(`${place} .exercise-template`);
  for (const line of lines) {
    const before = await reply();
    await page.click(`${place} .cm-content`);
    await page.keyboard.down("Control");
    await page.keyboard.press("a");
    await page.keyboard.up("Control");
    await page.keyboard.type(line);
    await page.click(`${place} .exercise-check`);
    for (let tries = 0; tries < 50 && (await reply()) === before; tries++) await settle(page);
    const verdict = await page.$eval(
      `${place} .exercise-reply`,
      (element) => element.dataset.verdict,
    );
    replies.push([verdict, await reply()]);
  }
  return replies;
}

// It would fetch the next chapter ahead, and fail when its page is closed meanwhile.
const extraPrefsFirefox = { "network.prefetch-next": false };
const firefox = await puppeteer.launch({
  browser: "firefox",
  executablePath,
  headless: true,
  extraPrefsFirefox,
});
for (const address of pages) {
  const page = await firefox.newPage();
  await page.setViewport({ width: 1280, height: 900 });
  const complaints = [];
  // Of formulas that are laid out while the page still comes, Firefox misses the rest.
  const early = /^Error: Invalid markup: Incorrect number of children/;
  const complain = (text) => early.test(text) || complaints.push(text);
  page.on("console", (message) => complain(message.text()));
  page.on("pageerror", (error) => complain(String(error)));
  page.on("requestfailed", (request) => complaints.push(`failed: ${request.url()}`));
  page.on("request", (request) => {
    if (!request.url().startsWith(origin) && !/^(data|blob):/.test(request.url()))
      complaints.push(`asked for ${request.url()}`);
  });
  await page.goto(`${origin}${address}`, { waitUntil: "load" });
  const figures = [];
  for (const figure of await page.$$(".descent-figure")) {
    await figure.evaluate((element) => element.scrollIntoView({ block: "center" }));
    const name = await figure.evaluate((element) => element.dataset.module);
    const mounted = await page
      .waitForFunction(
        (e) => e.querySelector(".descent-figure-live:not([aria-busy])"),
        { timeout: 20_000 },
        figure,
      )
      .then(
        () => true,
        () => false,
      );
    await settle(page);
    const key = mounted && (await changes(page, figure, () => byKey(page, figure)));
    const mouse = mounted && (await changes(page, figure, () => byMouse(page, figure)));
    figures.push({ name, mounted, key, mouse });
  }
  const asked = JSON.parse(exercise);
  const replies = address === asked.address ? await answered(page, asked) : [];
  console.log(JSON.stringify({ address, complaints, figures, replies }));
  await page.close();
}
await firefox.close();
