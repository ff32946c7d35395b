"""How a chapter's page reads: pictures never far away, printed blocks few, short and narrow.

Everything is counted at 1,280 pixels, up to the exercises, with the answers to its questions shown
and its folds closed.
"""

import pytest

from website import SITE

RETOLD = [
    "01_lost_on_the_mountain",
    "02_gradient_descent",
    "03_momentum",
    "04_a_noisy_guide",
]
WALL = 1800  # pixels: two screens
BLOCKS, LINES, WIDTH = 6, 8, 72  # printed blocks of a chapter, their lines, and characters a line

MEASURE = """() => {
  const article = document.querySelector("article");
  const end = document.querySelector("section#exercises").getBoundingClientRect().top;
  const shown = (element) => element.checkVisibility() && element.getClientRects().length > 0;
  const boxes = [...article.querySelectorAll("img, .descent-figure:not([data-module=question])")]
    .filter((element) => shown(element) && element.getBoundingClientRect().height > 60)
    .map((element) => element.getBoundingClientRect())
    .filter((box) => box.top < end)
    .sort((one, other) => one.top - other.top);
  const prints = [...article.querySelectorAll(".cell_output pre")].filter(
    (element) => shown(element) && element.getBoundingClientRect().top < end,
  );
  const walls = [];
  let last = article.getBoundingClientRect().top;
  for (const { top, bottom } of [...boxes, { top: end, bottom: end }]) {
    walls.push(Math.round(top - last));
    last = Math.max(last, bottom);
  }
  const words = [...article.querySelectorAll("section > p, section > ul, section > ol")].filter(
    (element) => shown(element) && element.getBoundingClientRect().top < end,
  );
  return {
    walls,
    pictures: boxes.length,
    blocks: prints.map((print) => print.textContent.trimEnd().split("\\n")),
    words: words.map((p) => p.innerText.split(/\\s+/).length).reduce((a, b) => a + b, 0),
    height: Math.round(end - article.getBoundingClientRect().top),
  };
}"""


def rhythm(tab):
    """What is measured of a page that is open: walls, pictures, printed blocks, words, height."""
    tab.mount_all()
    tab.page.evaluate("document.fonts.ready")
    return tab.page.evaluate(MEASURE)


@pytest.mark.parametrize("chapter", RETOLD)
def test_no_two_screens_without_a_picture_and_few_printed_blocks(chapter, open_tab, served):
    with served(SITE) as origin:
        tab = open_tab(f"{origin}chapters/{chapter}.html", viewport={"width": 1280, "height": 900})
        found = rhythm(tab)
    assert max(found["walls"]) <= WALL, found["walls"]
    assert len(found["blocks"]) <= BLOCKS
    assert [block for block in found["blocks"] if len(block) > LINES] == []
    assert [line for block in found["blocks"] for line in block if len(line) > WIDTH] == []
