"""The keys that sign vouchers: one at first need, the next one told in time, old ones believed to the end."""

import asyncio
import itertools
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta

import asyncpg
import pytest
import pytest_asyncio

from linli.kernel.database import Database, open_pool
from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.ids import derived
from linli.kernel.journey import Journey
from linli.kernel.keypairs import PublicKey
from linli.kernel.money import Money
from linli.kernel.sealing import Sealer
from linli.modules import vouchers
from linli.modules.vouchers import jobs
from tests.databases import passing_copy
from tests.integration.trade_stage import Clock
from tests.integration.vouchers.stage import DEAL, GUEST, MERCHANT, STORE

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
# Each test has a market of its own, and another one beside it.
_markets = itertools.count(100, 2)


@dataclass
class Vault:
    """A market with a clock that a test moves on, and one process's keys."""

    db: Database
    clock: Clock
    issuers: vouchers.Issuers
    market_id: int

    async def keep(self) -> int:
        return await vouchers.keep_issuer_keys(self.db, self.market_id, self.issuers)

    async def keys(self) -> vouchers.Keys:
        return await vouchers.signing_keys(self.db, self.issuers, self.market_id)

    async def signs(self) -> int:
        """The number of the key that signs now."""
        keys = await self.keys()
        assert keys.signs is not None
        return keys.signs[0]

    async def states(self) -> list[str]:
        """Of each key that is told: does it sign, will it, has it retired, is its end known?"""
        said = []
        async with self.db.read() as reader:
            known = await vouchers.issuer_keys(reader, self.market_id)
        for key in known:
            state = "signs" if key.signs_from <= self.clock.at else "next"
            said.append(("ending" if key.verifies_until else "retired") if key.retired_at else state)
        return said

    async def rows(self, columns: str, table: str = "vouchers.issuer_keys") -> list[asyncpg.Record]:
        text = f"SELECT {columns} FROM {table} WHERE market_id = $1 ORDER BY 1"
        async with self.db.pool.acquire() as connection:
            return list(await connection.fetch(text, self.market_id))

    async def deeds(self) -> list[tuple[str, str]]:
        """What the audit trail has of its keys, in order."""
        rows = await self.rows("audit_id, action, subject", "kernel.audit_trail")
        return [(row["action"], row["subject"]) for row in rows]


def process(secret: str = "secret") -> vouchers.Issuers:
    return vouchers.Issuers(Sealer(secret, "issuer keys"))


@pytest_asyncio.fixture(scope="module")
async def opened(postgres: EmbeddedPostgres) -> AsyncIterator[asyncpg.Pool]:
    async with passing_copy(postgres, "keys") as url, await open_pool(url, size=6) as pool:
        yield pool


@pytest.fixture
def vault(opened: asyncpg.Pool) -> Vault:
    clock = Clock()
    return Vault(Database(opened, Journey(), clock), clock, process(), next(_markets))


async def test_the_first_who_needs_a_key_makes_one_and_everybody_then_has_the_same(vault: Vault) -> None:
    processes = [process() for _ in range(6)]
    every = await asyncio.gather(
        *(vouchers.signing_keys(vault.db, one, vault.market_id) for one in processes)
    )
    (public,) = [row["public_key"] for row in await vault.rows("key_id, public_key")]
    for keys in every:
        assert keys.signs is not None
        assert keys.signs[0] == 1
        assert PublicKey(public).verifies(keys.signs[1].sign(b"noodles"), b"noodles")
    assert (await vault.keep(), await vault.deeds()) == (0, [("issuer_key_made", "1")])


async def test_the_private_half_lies_sealed_for_its_market_number_and_secret(vault: Vault) -> None:
    keys = await vault.keys()
    assert keys.signs is not None
    secret = keys.signs[1].secret()
    (row,) = await vault.rows("private_key_sealed")
    assert secret not in row["private_key_sealed"]
    assert secret.hex().encode() not in row["private_key_sealed"]
    told = [dict(row) for row in await vault.rows("*", "kernel.audit_trail")]
    assert secret.hex() not in f"{told} {keys!r}"
    columns, other = "key_id, public_key, private_key_sealed, made_at, signs_from", vault.market_id + 1
    copied = f"SELECT {other}, {columns} FROM vouchers.issuer_keys WHERE market_id = {vault.market_id}"
    async with vault.db.pool.acquire() as connection:
        await connection.execute(f"INSERT INTO vouchers.issuer_keys (market_id, {columns}) {copied}")
    # Neither another market nor another installation opens it: each makes a key of its own.
    for issuers, market_id in ((process(), other), (process("another"), vault.market_id)):
        made = await vouchers.signing_keys(vault.db, issuers, market_id)
        assert made.signs is not None
        assert made.signs[0] == 2


async def test_what_was_read_of_the_keys_is_believed_for_a_minute(vault: Vault) -> None:
    first = await vault.keys()
    vault.clock.move_on(MINUTE - timedelta(seconds=1))
    assert await vault.keys() is first
    vault.clock.move_on(timedelta(seconds=1))
    assert await vault.keys() is not first


async def test_a_number_that_nobody_knows_is_looked_for_again_after_some_seconds(vault: Vault) -> None:
    assert await vault.signs() == 1
    async with vault.db.work() as work:
        await vouchers.replace_issuer_key(work, vault.market_id, process(), "test")

    async def known(key_id: int | None) -> list[int]:
        async with vault.db.read() as reader:
            keys = await vouchers.believed_keys(reader, vault.issuers, vault.market_id, key_id)
        return list(keys.public)

    assert await known(2) == [1]
    vault.clock.move_on(timedelta(seconds=6))
    assert [await known(key_id) for key_id in (None, 1, 2)] == [[1], [1], [1, 2]]


async def test_the_next_key_is_told_a_week_before_it_signs_and_the_old_one_then_retires(vault: Vault) -> None:
    assert await vault.signs() == 1
    vault.clock.move_on(jobs.SIGNS_FOR - DAY)
    assert await vault.keep() == 0
    vault.clock.move_on(DAY)
    assert (await vault.keep(), await vault.states()) == (1, ["signs", "next"])
    assert await vault.signs() == 1
    vault.clock.move_on(jobs.TOLD_BEFORE - MINUTE)
    assert (await vault.keep(), await vault.states()) == (0, ["signs", "next"])
    vault.clock.move_on(MINUTE)
    assert await vault.signs() == 2
    assert (await vault.keep(), await vault.states()) == (0, ["signs", "signs"])
    vault.clock.move_on(jobs.ALL_KNOW)
    assert (await vault.keep(), await vault.states()) == (1, ["retired", "signs"])
    left = await vault.rows("key_id, private_key_sealed")
    assert [row["private_key_sealed"] is None for row in left] == [True, False]


async def test_a_retired_key_is_believed_until_the_last_voucher_it_can_have_signed_has_ended(
    vault: Vault,
) -> None:
    assert await vault.signs() == 1
    end = vault.clock.at + timedelta(days=200)
    async with vault.db.work() as work:
        about = (derived("order"), DEAL, STORE, MERCHANT, GUEST, "馄饨", "Wonton", Money(1_290, "CNY"))
        await vouchers.issue(work, vault.market_id, *about, 1, "", end)
        await vouchers.replace_issuer_key(work, vault.market_id, vault.issuers, "test")
    vault.clock.move_on(jobs.ALL_KNOW)
    assert (await vault.keep(), await vault.states()) == (1, ["retired", "signs"])
    vault.clock.move_on(jobs.SETTLED + MINUTE)
    assert (await vault.keep(), await vault.states()) == (1, ["ending", "signs"])
    assert [row["verifies_until"] for row in await vault.rows("key_id, verifies_until")] == [
        end + jobs.SETTLED,
        None,
    ]
    assert await vault.keep() == 0
    vault.clock.at = end + jobs.SETTLED - MINUTE
    assert 1 in (await vault.keys()).public
    vault.clock.move_on(2 * MINUTE)
    assert 1 not in (await vault.keys()).public


async def test_a_key_that_somebody_else_may_have_is_believed_no_more_and_replaced(vault: Vault) -> None:
    assert await vault.signs() == 1
    async with vault.db.work() as work:
        revoked = [
            await vouchers.revoke_issuer_key(work, vault.market_id, vault.issuers, key_id, "stolen")
            for key_id in (1, 1, 9)
        ]
    assert revoked == [True, False, False]
    assert await vault.signs() == 2
    assert list((await vault.keys()).public) == [2]
    assert await vault.deeds() == [
        ("issuer_key_made", "1"),
        ("issuer_key_revoked", "1"),
        ("issuer_key_made", "2"),
    ]


async def test_runs_at_once_make_one_next_key_and_retire_once(vault: Vault) -> None:
    assert await vault.signs() == 1
    for wait, made in ((jobs.SIGNS_FOR, "issuer_key_made"), (2 * jobs.TOLD_BEFORE, "issuer_key_retired")):
        vault.clock.move_on(wait)
        runs = [vouchers.keep_issuer_keys(vault.db, vault.market_id, process()) for _ in range(4)]
        assert sum(await asyncio.gather(*runs)) == 1
        assert (await vault.deeds())[-1][0] == made
    assert await vault.states() == ["retired", "signs"]


@pytest.mark.parametrize("column", ["private_key_sealed = NULL", "verifies_until = now()"])
async def test_a_key_that_signs_has_a_private_half_and_no_end(vault: Vault, column: str) -> None:
    assert await vault.signs() == 1
    change = f"UPDATE vouchers.issuer_keys SET {column} WHERE market_id = {vault.market_id}"
    async with vault.db.pool.acquire() as connection:
        with pytest.raises(asyncpg.CheckViolationError):
            await connection.execute(change)
