"""Python for pages without Pyodide: behind the worker's messages, the real `check` of this process.

NumPy for Pyodide comes from one address outside, which no test asks. So the worker is replaced: it
sends each question here, where `descent.live` answers it as it would in the browser.
"""

import json

from descent import live
from website.serve import Handler

WORKER = """onmessage = async ({ data }) => {
  const response = await fetch("/ask-python", { method: "POST", body: JSON.stringify(data) });
  postMessage({ id: data.id, answer: await response.json() });
};
postMessage({ ready: true });
"""


def answer(question):
    """What the worker would answer."""
    if question["ask"] == "check":
        return live.check(question["number"], question["code"])
    if question["ask"] == "run":
        return live.run(question["code"])
    asked = [question[name] for name in ("code", "surface", "start", "steps")]
    return live.walk(*asked)


class WithPython(Handler):
    """A server whose worker is replaced, for browsers that cannot do it themselves."""

    def do_GET(self):
        """The worker in place of the site's, and else what is there."""
        if self.path.endswith("/live/worker.js"):
            return self.send(WORKER, "text/javascript")
        return super().do_GET()

    def do_POST(self):
        """What the worker would answer."""
        text = self.rfile.read(int(self.headers["Content-Length"]))
        self.send(json.dumps(answer(json.loads(text))), "application/json")

    def send(self, text, kind):
        """Send a text, as it is."""
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(text.encode())))
        self.end_headers()
        self.wfile.write(text.encode())


def replace(context):
    """Replace the worker in all pages of a browser's context."""
    context.route(
        "**/live/worker.js",
        lambda route: route.fulfill(body=WORKER, content_type="text/javascript"),
    )
    context.route(
        "**/ask-python",
        lambda route: route.fulfill(json=answer(json.loads(route.request.post_data))),
    )
