"""The built pages, read once."""

from pathlib import Path

import pytest
from bs4 import BeautifulSoup

SITE = Path(__file__).parents[2] / "_build" / "html"
PAGES = sorted(SITE.rglob("*.html"))


@pytest.fixture(scope="session")
def site():
    if not PAGES:
        pytest.skip("the book is not built: make book")
    return {page: BeautifulSoup(page.read_text("utf8"), "html.parser") for page in PAGES}


def pytest_generate_tests(metafunc):
    if "page" in metafunc.fixturenames:
        names = [page.relative_to(SITE).as_posix() for page in PAGES]
        metafunc.parametrize("path", PAGES or [None], ids=names or ["not built"])


@pytest.fixture
def page(site, path):
    return site[path]
