"""`linli …`: one word for each thing an operator does at the command line.

Each word loads only what it needs: `linli run` starts other processes and should not weigh on them.
"""

import argparse
import importlib
import subprocess
import sys

from linli.kernel.away import NO_ENTRY, NOT_MIGRATED
from linli.kernel.settings import Settings, from_environment

# Word → (what it does, the function that does it).
WORDS = {
    "run": ("start everything: database, web, worker and, in demo mode, the sandbox", "supervisor.run"),
    "web": ("only the web server, over LINLI_DATABASE_URL", "web.serve"),
    "worker": ("only the worker, over LINLI_DATABASE_URL", "worker.work"),
    "metrics": ("answer Prometheus, at LINLI_METRICS_PORT of this machine", "metrics.serve"),
    "migrate": ("bring the database up to date", "database.migrate_now"),
    "open-market": ("open a market", "market.open_market_now"),
    "appoint": ("let somebody help to run a market, by phone number", "market.appoint_now"),
    "issuer-keys": ("list a market's voucher keys; replace or revoke one", "issuer_keys.keep_now"),
    "import": (
        "take places over from OpenStreetMap, GeoJSON or CSV, or bring them up to date",
        "listings.import_now",
    ),
    "seed": ("fill the demo markets", "demo.seed_now"),
    "audit": ("check that books, stock and vouchers agree; exit 1 if not", "audit.audit_now"),
    "ledger": ("write the ledger as a journal that Beancount reads", "journal.export_now"),
    "archive": ("write closed months of the ledger as Parquet files, or check them", "archive.archive_now"),
    "reconcile": ("compare a provider's bill of one day with the books", "reconcile.reconcile_now"),
    "payments": (
        "check that the payment providers on offer have their libraries and keys",
        "payments.check_now",
    ),
    "evaluate": ("judge recommendations and the forecast of footfall on files", "evaluate.evaluate_now"),
    "db": ("spread a migrated database over a Citus cluster", "distribute.db_now"),
    "schema": ("write the whole database schema to linli/kernel/schema.sql", "database.write_schema"),
}
# Words that start processes which speak to payment providers.
ASKING_PROVIDERS = ("run", "web", "worker")
# Word → where its flags are listed, for those that have any.
FLAGS = {
    "open-market": ("market", "OPENING"),
    "appoint": ("market", "APPOINTING"),
    "issuer-keys": ("issuer_keys", "KEEPING"),
    "ledger": ("journal", "EXPORTING"),
    "audit": ("audit", "AUDITING"),
    "archive": ("archive", "ARCHIVING"),
    "reconcile": ("reconcile", "RECONCILING"),
    "evaluate": ("evaluate", "EVALUATING"),
    "import": ("listings", "IMPORTING"),
    "db": ("distribute", "DOING"),
}


def main() -> None:
    """Parse, read the settings, do it. Exit status 1 when the settings or the answer are wrong."""
    parser = argparse.ArgumentParser(prog="linli", description="Linli 邻里, an O2O platform")
    words = parser.add_subparsers(dest="word", required=True)
    for word, (help_text, _) in WORDS.items():
        _add_flags(words.add_parser(word, help=help_text), word)
    arguments = parser.parse_args()
    try:
        settings = from_environment()
    except ValueError as error:
        sys.exit(f"linli: {error}")
    if arguments.word in ASKING_PROVIDERS and settings.pay_with != Settings().pay_with:
        _check_providers()
    file, _, function = WORDS[arguments.word][1].partition(".")
    given = (arguments,) if arguments.word in FLAGS else ()
    try:
        sys.exit(getattr(importlib.import_module(f"linli.cli.{file}"), function)(settings, *given))
    except NOT_MIGRATED:
        sys.exit("linli: this database is empty; `linli migrate` makes its tables")
    except (OSError, *NO_ENTRY) as error:
        sys.exit(f"linli: {error}")


def _check_providers() -> None:
    """Exits where a provider on offer could not be asked: before anything is started, and in a process of its
    own, so that their libraries weigh on nobody.
    """
    command = [sys.executable, "-m", "linli.cli", "payments"]
    if subprocess.run(command, stdout=subprocess.DEVNULL, check=False).returncode:
        sys.exit(1)


def _add_flags(parser: argparse.ArgumentParser, word: str) -> None:
    """Loaded only for the word that was called, or asked about."""
    if word in FLAGS and word in sys.argv:
        file, flags = FLAGS[word]
        module = importlib.import_module(f"linli.cli.{file}")
        module.add_flags(parser, getattr(module, flags))
