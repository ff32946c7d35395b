// npm brings these when the site is built; they have types of their own, which nothing here needs.
declare module "@codemirror/commands";
declare module "@codemirror/lang-python";
declare module "@codemirror/language";
declare module "@codemirror/state";
declare module "@codemirror/view";
declare module "@lezer/highlight";
declare module "markdown-it";
