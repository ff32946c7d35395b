"""A web server for the built book, on this computer only."""

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from website import SITE


class Handler(SimpleHTTPRequestHandler):
    """Answers for the files of one folder, and prints nothing."""

    # Windows keeps these in its registry, where other programs change them.
    extensions_map = SimpleHTTPRequestHandler.extensions_map | {
        ".css": "text/css",
        ".js": "text/javascript",
        ".svg": "image/svg+xml",
        ".html": "text/html; charset=utf-8",
        ".woff2": "font/woff2",
    }

    caching = "no-cache"  # a rebuilt page shows at once

    def end_headers(self) -> None:
        """Say how long a file may be kept."""
        self.send_header("Cache-Control", self.caching)
        super().end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Print no line for each request."""


class Server(ThreadingHTTPServer):
    """A server of many requests at once, whose port is free again when it ends."""

    allow_reuse_address = sys.platform != "win32"  # where it would let two servers share a port
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Print an error, unless it is that the reader is gone."""
        if not isinstance(sys.exception(), ConnectionError):  # a reader who left the page early
            super().handle_error(request, client_address)


def open_port(port: int) -> Server:
    """A server that holds the port while the book is still being built."""
    try:
        return Server(("127.0.0.1", port), partial(Handler, directory=SITE))
    except (OSError, OverflowError) as error:
        raise SystemExit(
            f"Cannot use port {port} ({getattr(error, 'strerror', None) or error}). "
            f"Choose another one, for example: make serve PORT=8001"
        ) from None


@contextmanager
def served(folder: Path, handler: type[Handler] = Handler) -> Iterator[str]:
    """In a with statement, the address of a server for the folder."""
    server = Server(("127.0.0.1", 0), partial(handler, directory=folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with server:
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def serve(server: Server) -> None:
    """Serve the book until Ctrl-C, and say where."""
    print(f"\nDown the Mountain is at http://127.0.0.1:{server.server_port}/", flush=True)
    print("Press Ctrl-C to stop.", flush=True)
    with server:
        server.serve_forever()
