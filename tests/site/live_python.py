"""Python for pages without Pyodide: behind the worker's messages, the real `check` of this process.

NumPy for Pyodide comes from one address outside, which no test asks. So the worker is replaced: it
sends each question here, where `descent.live` answers it as it would in the browser.
"""

import json

from descent import live

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
