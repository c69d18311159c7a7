"""What the bench makes of its turns, and the picture of its rows."""

from xml.etree import ElementTree

from bench import chart
from bench.load import Seen, request, spread, together

ROW = {"clients": 8, "limit_name": "", "ratio": 0.0}


def test_turns_of_a_row_are_one_row_that_tells_how_far_they_lie_apart() -> None:
    turns = [
        Seen(90.0, 0, 0, 0, {200: 2}, 0.5, 2, [0.001, 0.003]),
        Seen(110.0, 0, 0, 0, {200: 2, 503: 1}, 0.25, 3, [0.002, 0.004, 0.1]),
    ]
    whole = together(turns)
    assert (whole.rate, whole.answers, whole.own_cpu_s) == (100.0, 5, 0.75)
    assert (whole.p50_ms, whole.p95_ms) == (3.0, 100.0)
    assert whole.statuses == {200: 4, 503: 1}
    assert spread([one.rate for one in turns]) == 0.2
    assert spread([90.0]) == 0.0


def test_a_request_is_sent_with_the_headers_that_it_was_given_and_no_other_of_that_name() -> None:
    sent = request("/x", "here", Accept_Encoding="br")
    assert sent.lower().count(b"accept-encoding") == 1
    assert b"Accept-Encoding: br\r\n" in sent


def test_the_picture_tells_which_pages_are_quick_enough_and_each_rows_share_of_its_limit() -> None:
    rows = [
        {**ROW, "part": "pages", "name": "home & <all>", "p95_ms": 12.0},
        {**ROW, "part": "pages", "name": "map", "p95_ms": 41.5},
        {**ROW, "part": "pages", "name": "map", "p95_ms": 5.0, "clients": 1},
        {**ROW, "part": "writes", "name": "capture", "limit_name": "by pgbench", "ratio": 0.5, "p95_ms": 1},
        {"clients": 8, "size": 10, "name": "city", "limit_name": "x", "ratio": 0.25, "p95_ms": 1},
    ]
    texts = [one.text for one in ElementTree.fromstring(chart.drawn(rows)).iter() if one.tag.endswith("text")]
    assert "1 of 2 pages answer 95 of 100 readers within 30 ms" in texts
    assert {"home & <all>", "41.5 ms", "capture", "0.50"} <= set(texts)
    assert "5.0 ms" not in texts
    assert "city" not in texts
