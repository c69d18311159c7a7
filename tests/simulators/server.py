"""A small HTTP program on this machine, for playing a payment provider: routes, switches, a log."""

import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Call:
    """One request, as it came: `target` is path and query word for word, which signatures cover."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes

    @property
    def path(self) -> str:
        return self.target.partition("?")[0]


@dataclass(frozen=True)
class Answer:
    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


def page(html: str, status: int = 200) -> Answer:
    return Answer(status, html.encode(), {"Content-Type": "text/html; charset=utf-8"})


def away(url: str) -> Answer:
    return Answer(303, b"", {"Location": url})


Handler = Callable[..., Answer]


@dataclass
class Switches:
    """What goes wrong next. The counts say how many more calls it happens to.

    `fail`: answered with 500 and nothing done; `lose_answer`: done, but the connection ends without a word;
    `slow_seconds`: thought about for so long; `forge_answers`: signed with a key that is not the provider's.
    """

    fail: int = 0
    lose_answer: int = 0
    forge_answers: int = 0
    slow_seconds: float = 0.0

    def take(self, name: str) -> bool:
        left = getattr(self, name)
        if left > 0:
            setattr(self, name, left - 1)
        return bool(left > 0)


class Program:
    """Routes are (method, pattern of the path, handler); a handler gets the call and the pattern's groups."""

    def __init__(self, port: int = 0) -> None:
        self.routes: list[tuple[str, re.Pattern[str], Handler]] = []
        self.switches = Switches()
        # "METHOD path" of every call, so that a test sees what was asked.
        self.calls: list[str] = []
        self.lock = threading.RLock()
        program = self

        class _Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                program.serve(self)

            def do_POST(self) -> None:
                program.serve(self)

            def log_message(self, *_: Any) -> None:
                """Quiet: the tests' output is not its diary."""

        self._server = ThreadingHTTPServer(("127.0.0.1", port), _Handler)
        self._server.daemon_threads = True
        self.port = int(self._server.server_address[1])
        self.url = f"http://127.0.0.1:{self.port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    def route(self, method: str, pattern: str, handler: Handler) -> None:
        self.routes.append((method, re.compile(pattern), handler))

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def find(self, call: Call) -> Answer:
        for method, pattern, handler in self.routes:
            found = pattern.fullmatch(call.path)
            if method == call.method and found:
                return handler(call, *found.groups())
        return Answer(404, b'{"code":"RESOURCE_NOT_EXISTS","message":"no such address"}')

    def serve(self, connection: BaseHTTPRequestHandler) -> None:
        length = int(connection.headers.get("Content-Length") or 0)
        headers = {name.lower(): value for name, value in connection.headers.items()}
        call = Call(connection.command, connection.path, headers, connection.rfile.read(length))
        self.calls.append(f"{call.method} {call.path}")
        answer = self.find(call)
        if answer.status == 0:
            # The line went dead: whatever was done stays done.
            connection.close_connection = True
            connection.connection.close()
            return
        connection.send_response(answer.status)
        for name, value in answer.headers.items():
            connection.send_header(name, value)
        connection.send_header("Content-Length", str(len(answer.body)))
        connection.end_headers()
        connection.wfile.write(answer.body)

    def disturbed(self, handle: Callable[[], Answer]) -> Answer:
        """What the switches make of a call to the API."""
        if self.switches.slow_seconds:
            time.sleep(self.switches.slow_seconds)
        if self.switches.take("fail"):
            return Answer(500, b'{"code":"SYSTEM_ERROR","message":"try again"}')
        answer = handle()
        return Answer(0) if self.switches.take("lose_answer") else answer
