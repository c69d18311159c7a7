"""Logs: one JSON object a line, and nothing in it that could be used against a person."""

import json
from collections.abc import Iterator

import pytest
import structlog

from linli.kernel import log


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    """What a test sets up is not kept for the others."""
    yield
    structlog.reset_defaults()


@pytest.mark.parametrize("name", sorted(log.SECRET_NAMES))
def test_a_value_under_a_secret_name_never_reaches_the_log(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    log.set_up("INFO")
    log.logger("test").info("signed in", **{name: "7K3M-very-secret", "order": "8812"})
    line = capsys.readouterr().err
    assert "very-secret" not in line
    told = json.loads(line)
    assert (told[name], told["order"], told["event"]) == ("[hidden]", "8812", "signed in")


def test_what_is_below_the_level_is_not_written(capsys: pytest.CaptureFixture[str]) -> None:
    log.set_up("WARNING")
    log.logger("test").info("chatter")
    assert capsys.readouterr().err == ""


def test_an_error_is_told_with_where_it_came_from(capsys: pytest.CaptureFixture[str]) -> None:
    log.set_up("INFO")
    try:
        raise KeyError("缺货")
    except KeyError as error:
        log.logger("test").error("job failed", exc_info=error)
    told = json.loads(capsys.readouterr().err)
    assert "KeyError: '缺货'" in told["exception"]
