"""What Lighthouse says of every page, with its desktop and its mobile settings.

    make bench                       prints it last
    python tests/bench/lighthouse.py prints only this

Pages are compressed on their way, as every host does it.
"""

import gzip
import io
import json
import os
import subprocess
from pathlib import Path

from website import ROOT, SITE
from website.browser import MISSING, find, flags
from website.npm import NODE, packages
from website.serve import Handler, served

CATEGORIES = {
    "performance": "performance",
    "accessibility": "accessibility",
    "best-practices": "best practices",
    "seo": "SEO",
}
GOALS = {"desktop": 100, "mobile": 95}  # of performance; of the others 100
TEXT = {".html", ".css", ".js", ".svg", ".json", ".xml"}


class Compressing(Handler):
    protocol_version = "HTTP/1.1"  # one connection for many files

    def send_head(self):
        path = Path(self.translate_path(self.path))
        if path.suffix not in TEXT or not path.is_file():
            return super().send_head()
        data = gzip.compress(path.read_bytes(), 6)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        return io.BytesIO(data)


def lighthouse():
    """The folder of the program."""
    return packages(ROOT / "tests" / "bench") / "lighthouse"


def audit(address, form):
    """{category: score} of a page, and what it found below its best, {audit: score}."""
    program = lighthouse() / "cli" / "index.js"
    options = ["--output=json", "--quiet", f"--only-categories={','.join(CATEGORIES)}"]
    options += ["--preset=desktop"] * (form == "desktop")
    chrome = f"--chrome-flags={' '.join(['--headless', *flags()])}"
    found = subprocess.run(
        [NODE, program, address, *options, chrome],
        env={**os.environ, "CHROME_PATH": find() or MISSING},
        capture_output=True,
        text=True,
        check=True,
    )
    report = json.loads(found.stdout)
    scores = {name: round(100 * report["categories"][name]["score"]) for name in CATEGORIES}
    weighed = {
        ref["id"]
        for name in CATEGORIES
        for ref in report["categories"][name]["auditRefs"]
        if ref["weight"]
    }
    low = {
        name: found["score"]
        for name, found in report["audits"].items()
        if name in weighed and found["score"] is not None and found["score"] < 0.9
    }
    return scores, low


def tables():
    pages = ["index.html", *(f"chapters/{p.name}" for p in sorted(SITE.glob("chapters/0*.html")))]
    version = json.loads((lighthouse() / "package.json").read_text("utf8"))["version"]
    yield f"\n## Lighthouse {version}\n"
    yield f"| page | form | {' | '.join(CATEGORIES.values())} | below 90 |"
    yield "| --- | --- | ---: | ---: | ---: | ---: | --- |"
    with served(SITE, Compressing) as origin:
        for page in pages:
            for form in GOALS:
                scores, low = audit(origin + page, form)
                cells = " | ".join(str(scores[name]) for name in CATEGORIES)
                yield f"| {page} | {form} | {cells} | {', '.join(low)} |"


if __name__ == "__main__":
    for line in tables():
        print(line, flush=True)
