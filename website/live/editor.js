// An editor for a few lines of Python.

import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { python } from "@codemirror/lang-python";
import { HighlightStyle, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { EditorState } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";
import { tags } from "@lezer/highlight";

// The classes of the page's own highlighting, so that nothing changes color when it is touched.
const colors = HighlightStyle.define([
  { tag: [tags.keyword, tags.controlKeyword, tags.definitionKeyword], class: "k" },
  { tag: [tags.operatorKeyword], class: "ow" },
  { tag: [tags.string], class: "s2" },
  { tag: [tags.number], class: "mi" },
  { tag: [tags.comment], class: "c1" },
  { tag: [tags.bool, tags.null], class: "kc" },
  { tag: [tags.function(tags.definition(tags.variableName))], class: "nf" },
  { tag: [tags.operator], class: "o" },
]);

/** What is typed is the editor's: on the rest of the page "/" is a shortcut, to search. */
const keep = EditorView.domEventHandlers({
  keydown(event) {
    if (!event.ctrlKey && !event.metaKey) event.stopPropagation();
  },
});

/**
 * An editor in `parent`. `changed(text)` is called with each change, `submit` by Ctrl+Enter. Tab
 * indents; for two seconds after Escape it leaves the editor, which CodeMirror sees to.
 *
 * @param {HTMLElement} parent
 * @param {{text: string, label: string, changed: (text: string) => void, submit: () => void}} how
 */
export function editor(parent, { text, label, changed, submit }) {
  const check = {
    key: "Mod-Enter",
    run() {
      submit();
      return true;
    },
  };
  const view = new EditorView({
    parent,
    state: EditorState.create({
      doc: text,
      extensions: [
        keymap.of([check, indentWithTab, ...defaultKeymap, ...historyKeymap]),
        keep,
        history(),
        python(),
        indentUnit.of("    "),
        syntaxHighlighting(colors),
        EditorView.editorAttributes.of({ class: "highlight" }),
        EditorView.contentAttributes.of({ "aria-label": label }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) changed(update.state.doc.toString());
        }),
      ],
    }),
  });
  return {
    focus: () => view.focus(),
    write: (text) =>
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } }),
  };
}
