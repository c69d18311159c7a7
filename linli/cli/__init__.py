"""`linli …`: one word for each thing an operator does at the command line."""

import argparse
import sys
from collections.abc import Callable

from linli.cli import commands, supervisor
from linli.kernel.settings import Settings, from_environment


def main() -> None:
    """Parse, read the settings, do it. Exit status 1 when the settings or the answer are wrong."""
    parser = argparse.ArgumentParser(prog="linli", description="Linli 邻里, an O2O platform")
    words = parser.add_subparsers(dest="word", required=True)
    todo: dict[str, tuple[str, Callable[[Settings], int]]] = {
        "run": ("start everything: database, web, worker and, in demo mode, the sandbox", supervisor.run),
        "web": ("only the web server, over LINLI_DATABASE_URL", supervisor.serve_web),
        "worker": ("only the worker, over LINLI_DATABASE_URL", commands.work),
        "migrate": ("bring the database up to date", commands.migrate_now),
        "seed": ("fill the demo markets", commands.seed_now),
        "audit": ("check that books, stock and vouchers agree; exit 1 if not", commands.audit_now),
        "schema": ("write the whole database schema to linli/kernel/schema.sql", commands.write_schema),
    }
    for word, (help_text, _) in todo.items():
        words.add_parser(word, help=help_text)
    arguments = parser.parse_args()
    try:
        settings = from_environment()
    except ValueError as error:
        sys.exit(f"linli: {error}")
    sys.exit(todo[arguments.word][1](settings))
