"""The worked examples of docs/money/chart-of-accounts.md, read as they stand there and really run."""

import re
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import msgspec

from linli.kernel import ids
from linli.kernel.database import Database
from linli.kernel.money import parse
from linli.kernel.refusals import Refusal
from linli.modules import ledger
from linli.modules.ledger import Account, Move, Purpose

PAGE = Path(__file__).parents[2] / "docs/money/chart-of-accounts.md"
STEP = re.compile(r"\| (moved|set aside|posted|voided|refused) \| `(\w+)` \| (.+?) \| (.+?) \| ([\d.]+) \|")
HELD = re.compile(r"(\w+) of (\S+) (-?)(\d+\.\d\d)")
SUBJECT = ids.derived("a worked example")


class Step(msgspec.Struct, frozen=True):
    how: str
    move: Move


class Example(msgspec.Struct, frozen=True):
    """One business event: what it begins after, its steps, and what every account holds afterwards."""

    title: str
    after: str | None
    steps: list[Step]
    held: dict[Account, int]


def account(text: str) -> Account:
    purpose, _, owner = text.partition(" of ")
    return Account(owner, Purpose(purpose), "CNY")


def read_examples(text: str) -> dict[str, Example]:
    sections = re.split(r"^### ", text, flags=re.MULTILINE)[1:]
    return {one.title: one for one in map(_example, sections)}


def _example(section: str) -> Example:
    title, _, body = section.partition("\n")
    begins = re.search(r"Begins after \*(.+?)\*", body)
    steps = [
        Step(how, Move(account(debit), account(credit), parse(amount, "CNY"), kind, SUBJECT))
        for how, kind, debit, credit, amount in STEP.findall(body)
    ]
    after = re.sub(r"\s+", " ", body.partition("Afterwards:")[2])
    held = {
        Account(owner, Purpose(purpose), "CNY"): parse(amount, "CNY").minor * (-1 if sign else 1)
        for purpose, owner, sign, amount in HELD.findall(after)
    }
    return Example(title, begins[1] if begins else None, steps, held)


def whole(examples: dict[str, Example], example: Example) -> Iterator[Step]:
    """Its steps, after those of the examples that it stands on."""
    if example.after:
        yield from whole(examples, examples[example.after])
    yield from example.steps


async def play(db: Database, market_id: int, steps: list[Step]) -> list[str]:
    """Make the steps, each in a transaction of its own; returns the refusals that came."""
    waiting: dict[tuple[str, UUID, UUID], UUID] = {}
    refused = []
    for step in steps:
        move = step.move
        key = (move.kind, move.debit.account_id, move.credit.account_id)
        try:
            async with db.work() as work:
                if step.how == "set aside":
                    [waiting[key]] = await ledger.pend(work, market_id, move)
                elif step.how == "posted":
                    await ledger.post(work, market_id, [waiting[key]], {waiting[key]: move.amount})
                elif step.how == "voided":
                    await ledger.void(work, market_id, [waiting[key]])
                else:
                    await ledger.transfer(work, market_id, move)
        except Refusal as refusal:
            refused.append(refusal.code)
    return refused
