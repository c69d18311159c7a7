"""The command line: what it says when it cannot do what it was asked."""

import os
import secrets
import subprocess
import sys
from pathlib import Path

import asyncpg
import pytest

from linli.cli import ASKING_PROVIDERS
from linli.kernel.embedded import EmbeddedPostgres

NOBODY = "postgresql://127.0.0.1:1/nobody"


def _linli(*words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    usual = {name: value for name, value in os.environ.items() if not name.startswith("LINLI_")}
    command = [sys.executable, "-m", "linli.cli", *words]
    return subprocess.run(command, env={**usual, **settings}, capture_output=True, text=True, timeout=60)


@pytest.mark.parametrize(
    ("word", "url", "said"),
    [
        ("audit", NOBODY, "Errno 111"),
        ("migrate", NOBODY, "Errno 111"),
        # One that is away is waited for by the worker (test_database_away).
        *((word, "nonsense", "invalid DSN") for word in ("audit", "migrate", "worker")),
    ],
)
def test_a_database_that_cannot_be_reached_is_said_in_one_line(word: str, url: str, said: str) -> None:
    answer = _linli(word, LINLI_DATABASE_URL=url)
    assert answer.returncode == 1
    assert said in answer.stderr
    assert "Traceback" not in answer.stderr


@pytest.mark.parametrize(
    ("word", "providers", "said"),
    [
        # All that start processes which ask providers have `payments` look first.
        *((word, "stripe", "LINLI_STRIPE_SECRET_KEY") for word in (*ASKING_PROVIDERS, "payments")),
        ("payments", "*=wechat_pay", "LINLI_WECHAT_PAY_MERCHANT_ID"),
        ("payments", "paypal", "LINLI_PAY_WITH"),
    ],
)
def test_a_provider_that_cannot_be_asked_is_said_in_one_line_before_anything_starts(
    word: str, providers: str, said: str
) -> None:
    answer = _linli(word, LINLI_PAY_WITH=providers, LINLI_DATABASE_URL="nonsense")
    assert answer.returncode == 1
    assert said in answer.stderr
    assert len(answer.stderr.splitlines()) == 1


def test_providers_that_are_ready_are_listed_with_their_ways(tmp_path: Path) -> None:
    key = tmp_path / "key"
    key.write_text("sk_test_1\n", "utf-8")
    given = {"LINLI_STRIPE_SECRET_KEY_FILE": str(key), "LINLI_STRIPE_WEBHOOK_SECRET": "whsec_1"}
    answer = _linli("payments", LINLI_PAY_WITH="helsinki=stripe,sandbox *=sandbox", **given)
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout.splitlines() == [
        "ok   sandbox in *, helsinki: page",
        "ok   stripe in helsinki: card",
    ]


def test_a_settings_file_that_is_not_there_is_named() -> None:
    answer = _linli("payments", LINLI_STRIPE_SECRET_KEY_FILE="/nowhere/key")
    assert answer.returncode == 1
    assert "LINLI_STRIPE_SECRET_KEY_FILE" in answer.stderr
    assert len(answer.stderr.splitlines()) == 1


async def test_an_empty_database_is_told_how_to_be_filled(postgres: EmbeddedPostgres) -> None:
    name = f"empty_{secrets.token_hex(3)}"
    connection = await asyncpg.connect(postgres.url("postgres"))
    await connection.execute(f'CREATE DATABASE "{name}"')
    await connection.close()
    answer = _linli("audit", LINLI_DATABASE_URL=postgres.url(name))
    assert answer.returncode == 1
    assert "`linli migrate`" in answer.stderr
    assert "Traceback" not in answer.stderr


@pytest.mark.slow
def test_a_command_stops_the_embedded_database_that_it_started() -> None:
    folder = Path(f"/tmp/linli-cli-{secrets.token_hex(3)}")
    answer = _linli("migrate", LINLI_DATA_DIR=str(folder))
    assert answer.returncode == 0, answer.stderr
    assert "20261122_01" in answer.stdout
    assert not EmbeddedPostgres(folder).is_running()
    assert _linli("audit", LINLI_DATA_DIR=str(folder)).returncode == 0
