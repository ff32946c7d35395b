// A reply on the page: Markdown without HTML, with the formulas that were set when it was built.

import MarkdownIt from "markdown-it";

const SIGNS = { passed: "✓", wrong: "✗", open: "○", stopped: "✗", unknown: "✗" };
const markdown = new MarkdownIt({ html: false, linkify: false });

/** Formulas between dollar signs, as KaTeX has set them; one that it has not stays as it is. */
markdown.inline.ruler.before("escape", "formula", (state, silent) => {
  if (state.src[state.pos] !== "$") return false;
  const end = state.src.indexOf("$", state.pos + 1);
  if (end === -1) return false;
  if (!silent) state.push("formula", "", 0).content = state.src.slice(state.pos + 1, end);
  state.pos = end + 1;
  return true;
});
markdown.renderer.rules.formula = (tokens, k, _options, { formulas }) =>
  formulas[tokens[k].content] ?? markdown.utils.escapeHtml(tokens[k].content);

/** Write one sentence, such as what went wrong with a rule. */
export function inline(place, text) {
  place.innerHTML = markdown.renderInline(text, { formulas: {} });
}

const AGAIN = /^(It is explained under ")(.+)("\.)$/; // as judge.py says it

/**
 * Write a reply into its place. `hint` is called by whoever presses what would be typed elsewhere;
 * `anchor` is that of the section in which it is explained.
 *
 * @param {HTMLElement} place
 * @param {Checked} reply
 * @param {{number: string, formulas: Record<string, string>, anchor: string, hint: () => void}}
 *   about
 */
export function write(place, reply, { number, formulas, anchor, hint }) {
  const { verdict, text, more, seen, printed } = reply;
  const first = `${SIGNS[verdict]} **${number}** ${text}`;
  const onward = more.map((sentence) => sentence.replace(AGAIN, `$1[$2](#${anchor})$3`));
  const parts = [first, ...(more.length ? [onward.join(" ")] : [])];
  place.dataset.verdict = verdict;
  // Only what markdown-it and KaTeX have made: HTML in a reply is text.
  place.innerHTML = markdown.render(parts.join("\n\n"), { formulas });
  for (const code of place.querySelectorAll("code")) {
    if (code.textContent !== `hint("${number}")`) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "exercise-word";
    button.addEventListener("click", hint);
    code.replaceWith(button);
    button.append(code);
  }
  if (seen) output(place, "What it was called with:", seen);
  if (printed) output(place, "Printed:", printed);
}

/** Text as it is, under a word that says what it is. */
function output(place, heading, text) {
  const [label, block] = [document.createElement("p"), document.createElement("pre")];
  [label.textContent, block.textContent] = [heading, text];
  place.append(label, block);
}
