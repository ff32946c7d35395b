// What is wider than the screen scrolls; here by the keyboard, too.

const SCROLL = "pre, .katex-display, .cell_output > .output, .pst-scrollable-table-container";

const mark = (places) => {
  const wide = places.map((place) => place.scrollWidth > place.clientWidth);
  places.forEach((place, i) => {
    if (wide[i]) place.tabIndex = 0;
    else place.removeAttribute("tabindex");
  });
};

// Measured when it is laid out: what lies in a fold when that is opened.
const sizes = new ResizeObserver((changes) => mark(changes.map(({ target }) => target)));
const places = [...document.querySelectorAll(SCROLL)];
places.forEach((place) => sizes.observe(place));
// Formulas once more in their own letters, when the page is there, so that it need not wait.
const laidOut = { contentVisibilityAuto: true };
const seen = (place) => place.matches(".katex-display") && place.checkVisibility(laidOut);
addEventListener("load", () => document.fonts.ready.then(() => mark(places.filter(seen))));

// Paper is light.
const { dataset } = document.documentElement;
let theme = dataset.theme;
addEventListener("beforeprint", () => {
  ({ theme } = dataset);
  dataset.theme = "light";
});
addEventListener("afterprint", () => {
  dataset.theme = theme;
});

// The list of contents marks where the reader is. The theme asks for it by a name of another
// version, and for a tenth of a section, which a long one never shows; and where the list is not
// seen, as on a phone, the page need not be laid out for it.
const { body } = document;
const contents = document.getElementById("pst-page-toc-nav");
if (contents?.checkVisibility()) Object.assign(body.dataset, { bsTarget: `#${contents.id}`, bsThreshold: "0,1" });
else delete body.dataset.bsSpy;
