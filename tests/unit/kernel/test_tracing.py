"""Traces reach a collector in the words that collectors read."""

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from linli.kernel import tracing
from linli.kernel.metrics import asking

CALLER = {"traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}


class Collector(HTTPServer):
    """Keeps what it is told; for one test."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Telling)
        self.told: list[bytes] = []


class _Telling(BaseHTTPRequestHandler):
    server: Collector

    def do_POST(self) -> None:
        self.server.told.append(self.rfile.read(int(self.headers["content-length"])))
        self.send_response(200)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_request(self, code: object = "", size: object = "") -> None:
        """Quiet."""


def test_a_request_and_what_it_asked_reach_the_collector_as_one_trace() -> None:
    with tracing.span("nobody listens") as nothing:
        nothing.call("still nobody")
    with Collector() as collector:
        threading.Thread(target=collector.serve_forever, daemon=True).start()
        tracing.set_up(f"http://127.0.0.1:{collector.server_port}/v1/traces")
        with (
            tracing.span("GET", {"request": "r1"}, CALLER) as request,
            asking("sandbox", "query", lambda _: True),
        ):
            request.call("GET /{market}/wallet", **{"http.route": "/{market}/wallet"})
        tracing.close()
        collector.shutdown()
    sent = ExportTraceServiceRequest.FromString(b"".join(collector.told))
    parts = [part for group in sent.resource_spans for part in group.scope_spans]
    spans = {span.name: span for part in parts for span in part.spans}
    asked, answered = spans["sandbox query"], spans["GET /{market}/wallet"]
    assert asked.trace_id == answered.trace_id == bytes.fromhex("0af7651916cd43dd8448eb211c80319c")
    assert asked.parent_span_id == answered.span_id
    assert answered.parent_span_id == bytes.fromhex("b7ad6b7169203331")
    facts = {fact.key: fact.value.string_value for fact in answered.attributes}
    assert facts == {"request": "r1", "http.route": "/{market}/wallet"}
