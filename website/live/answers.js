// How an exercise is answered: code in an editor, numbers in fields, or a choice. Each kind gives
// {el, focus, text, write, read}: `text` is what is kept, `read` what is judged.

import { html } from "./elements.js";

let count = 0; // radio buttons of one exercise share a name

/**
 * A function that brings an editor into a place, once, and resolves to it. `how()` is asked then.
 *
 * @param {HTMLElement} place
 * @param {() => Parameters<typeof import("./editor.js").editor>[1]} how
 */
export function bringing(place, how) {
  let coming = null;
  return () => {
    coming ??= import("./editor.js")
      .then(({ editor }) => editor(place, how()))
      .catch((error) => {
        coming = null; // so that the next touch tries again
        throw error;
      });
    return coming;
  };
}

/** Code. The editor comes when it is first wanted; until then its text stands highlighted. */
export function code(place, { label, changed, submit, first }) {
  const shown = place.querySelector(".exercise-template");
  let text = shown.textContent.trimEnd();
  const template = text;
  let made = null; // the editor, once it is there
  const el = html("div", { class: "exercise-code", role: "group", "aria-label": label }, shown);
  shown.tabIndex = 0;
  shown.setAttribute("role", "textbox");
  shown.setAttribute("aria-multiline", "true");
  shown.setAttribute("aria-label", `${label}: press to write`);
  shown.addEventListener("focus", () => open(true));
  shown.addEventListener("pointerdown", () => open(true));

  function change(now) {
    text = now;
    changed(text);
  }
  const bring = bringing(el, () => ({ text, label, changed: change, submit }));
  async function open(focus) {
    made = await bring();
    shown.remove();
    if (focus) made.focus();
  }
  function write(now) {
    text = now ?? template;
    if (made) made.write(text);
    else if (shown.textContent.trimEnd() !== text) shown.querySelector("pre").textContent = text;
  }
  if (first !== null) {
    write(first);
    open(false).catch(() => {}); // for its colors; without a network its text stands as it is
  }
  return { el, focus: () => open(true), text: () => text, write, read: () => text };
}

/** Numbers, a field for each. What cannot be read is said beside its field. */
export function numbers(place, { label, changed, submit, first }) {
  const fields = Array.from({ length: Number(place.dataset.count) }, (_, k) =>
    html("input", {
      type: "text",
      inputmode: "text",
      autocomplete: "off",
      spellcheck: "false",
      "aria-label": `Number ${k + 1}`,
      oninput: () => changed(text()),
      onkeydown: (event) => event.key === "Enter" && submit(),
    }),
  );
  const labels = fields.map((field, k) => html("label", {}, `${k + 1}`, field));
  const el = html(
    "div",
    { class: "exercise-numbers", role: "group", "aria-label": label },
    ...(fields.length > 1 ? labels : fields),
  );
  const text = () => JSON.stringify(fields.map((field) => field.value));
  function write(now) {
    const values = now === null ? [] : JSON.parse(now);
    for (const [k, field] of fields.entries()) {
      field.value = values[k] ?? "";
      field.removeAttribute("aria-invalid");
    }
  }
  /** The numbers, null for a field left empty; throws an Error that says what cannot be read. */
  async function read() {
    const { number } = await import("./numbers.js");
    return fields.map((field, k) => {
      try {
        field.removeAttribute("aria-invalid");
        return field.value.trim() ? number(field.value) : null;
      } catch (error) {
        field.setAttribute("aria-invalid", "true");
        field.focus();
        throw new Error(fields.length > 1 ? `Number ${k + 1}: ${error.message}` : error.message);
      }
    });
  }
  write(first);
  return { el, focus: () => fields[0].focus(), text, write, read };
}

/** One of some words. */
export function choice(place, { label, changed, first }) {
  const name = `exercise-choice-${count++}`;
  const buttons = place.dataset.words
    .split(" ")
    .map((word) =>
      html("input", { type: "radio", name, value: word, onchange: () => changed(word) }),
    );
  const labels = buttons.map((radio) => html("label", {}, radio, radio.value));
  const el = html(
    "div",
    { class: "exercise-choice", role: "radiogroup", "aria-label": label },
    ...labels,
  );
  const read = () => buttons.find((radio) => radio.checked)?.value ?? null;
  const write = (now) => {
    for (const radio of buttons) radio.checked = radio.value === now;
  };
  write(first);
  return { el, focus: () => buttons[0].focus(), text: read, write, read };
}
