// A formula wider than the screen scrolls; here by the keyboard, too.

const formulas = document.querySelectorAll(".katex-display");
const mark = (formula) => {
  if (formula.scrollWidth > formula.clientWidth) formula.tabIndex = 0;
  else formula.removeAttribute("tabindex");
};
const sizes = new ResizeObserver((entries) => entries.forEach(({ target }) => mark(target)));
formulas.forEach((formula) => sizes.observe(formula));
document.fonts.ready.then(() => formulas.forEach(mark));
