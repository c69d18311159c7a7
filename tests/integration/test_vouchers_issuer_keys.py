"""The keys that sign vouchers: one at first need, the next one told in time, old ones believed to the end."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
import pytest_asyncio

from linli.kernel.database import Database, open_pool
from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.journey import Journey
from linli.kernel.keypairs import PublicKey
from linli.kernel.sealing import Sealer
from linli.modules import vouchers
from linli.modules.vouchers import jobs
from tests.databases import passing_copy
from tests.integration.trade_stage import Clock
from tests.integration.vouchers_stage import MARKET, bought

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
OTHER_MARKET = MARKET + 1


@dataclass
class Vault:
    """A database with a clock that a test moves on, and a process's keys."""

    db: Database
    clock: Clock
    issuers: vouchers.Issuers

    async def keep(self) -> int:
        return await vouchers.keep_issuer_keys(self.db, MARKET, self.issuers)

    async def keys(self) -> vouchers.Keys:
        return await vouchers.signing_keys(self.db, self.issuers, MARKET)

    async def known(self) -> list[vouchers.IssuerKey]:
        async with self.db.read() as reader:
            return await vouchers.issuer_keys(reader, MARKET)

    async def states(self) -> list[str]:
        """Of each key that is told: does it sign, will it, has it retired, is its end known?"""
        said = []
        for key in await self.known():
            state = "signs" if key.signs_from <= self.clock.at else "next"
            said.append(("ending" if key.verifies_until else "retired") if key.retired_at else state)
        return said


def process() -> vouchers.Issuers:
    return vouchers.Issuers(Sealer("secret", "issuer keys"))


@pytest_asyncio.fixture
async def vault(postgres: EmbeddedPostgres) -> AsyncIterator[Vault]:
    async with passing_copy(postgres, "keys") as url, await open_pool(url, size=6) as pool:
        clock = Clock()
        yield Vault(Database(pool, Journey(), clock), clock, process())


async def test_the_first_who_needs_a_key_makes_one_and_everybody_then_has_the_same(vault: Vault) -> None:
    processes = [process() for _ in range(6)]
    every = await asyncio.gather(*(vouchers.signing_keys(vault.db, one, MARKET) for one in processes))
    assert {keys.signs[0] for keys in every if keys.signs} == {1}
    (key,) = await vault.known()
    for keys in every:
        assert keys.signs is not None
        assert PublicKey(key.public_key).verifies(keys.signs[1].sign(b"noodles"), b"noodles")
    assert await vault.keep() == 0


async def test_the_private_half_lies_sealed_for_its_market_number_and_secret(vault: Vault) -> None:
    keys = await vault.keys()
    assert keys.signs is not None
    secret = keys.signs[1].secret()
    async with vault.db.pool.acquire() as connection:
        row = await connection.fetchrow("SELECT * FROM vouchers.issuer_keys")
        assert row is not None
        assert secret not in row["private_key_sealed"]
        assert secret.hex().encode() not in row["private_key_sealed"]
        columns = "key_id, public_key, private_key_sealed, made_at, signs_from"
        copied = f"SELECT {OTHER_MARKET}, {columns} FROM vouchers.issuer_keys"
        await connection.execute(f"INSERT INTO vouchers.issuer_keys (market_id, {columns}) {copied}")
        told = await connection.fetch("SELECT * FROM kernel.audit_trail")
    assert secret.hex() not in str(told) + repr(keys) + repr(await vault.known())
    for issuers, market_id in (
        (process(), OTHER_MARKET),
        (vouchers.Issuers(Sealer("other", "issuer keys")), MARKET),
    ):
        made = await vouchers.signing_keys(vault.db, issuers, market_id)
        assert made.signs is not None
        assert made.signs[0] == 2


async def test_what_was_read_of_the_keys_is_believed_for_a_minute(vault: Vault) -> None:
    first = await vault.keys()
    vault.clock.move_on(MINUTE - timedelta(seconds=1))
    assert await vault.keys() is first
    vault.clock.move_on(timedelta(seconds=1))
    assert await vault.keys() is not first


async def test_the_next_key_is_told_a_week_before_it_signs_and_the_old_one_then_retires(vault: Vault) -> None:
    await vault.keys()
    vault.clock.move_on(jobs.SIGNS_FOR - DAY)
    assert await vault.keep() == 0
    vault.clock.move_on(DAY)
    assert (await vault.keep(), await vault.states()) == (1, ["signs", "next"])
    assert (await vault.keys()).signs[0] == 1  # type: ignore[index]  # there is one
    vault.clock.move_on(jobs.TOLD_BEFORE - MINUTE)
    assert (await vault.keep(), await vault.states()) == (0, ["signs", "next"])
    vault.clock.move_on(MINUTE)
    assert (await vault.keys()).signs[0] == 2  # type: ignore[index]  # there is one
    assert (await vault.keep(), await vault.states()) == (0, ["signs", "signs"])
    vault.clock.move_on(jobs.ALL_KNOW)
    assert (await vault.keep(), await vault.states()) == (1, ["retired", "signs"])
    async with vault.db.pool.acquire() as connection:
        left = await connection.fetch(
            "SELECT key_id FROM vouchers.issuer_keys WHERE private_key_sealed IS NULL"
        )
    assert [row["key_id"] for row in left] == [1]


async def test_a_retired_key_is_believed_until_the_last_voucher_it_can_have_signed_has_ended(
    vault: Vault,
) -> None:
    await vault.keys()
    end = vault.clock.at + timedelta(days=200)
    async with vault.db.work() as work:
        await bought(work, valid_until=end)
    async with vault.db.work() as work:
        await vouchers.replace_issuer_key(work, MARKET, vault.issuers, "test")
    vault.clock.move_on(jobs.ALL_KNOW)
    assert (await vault.keep(), await vault.states()) == (1, ["retired", "signs"])
    vault.clock.move_on(jobs.SETTLED + MINUTE)
    assert (await vault.keep(), await vault.states()) == (1, ["ending", "signs"])
    assert (await vault.known())[0].verifies_until == end + jobs.SETTLED
    assert await vault.keep() == 0
    vault.clock.at = end + jobs.SETTLED - MINUTE
    assert 1 in (await vault.keys()).public
    vault.clock.move_on(2 * MINUTE)
    assert 1 not in (await vault.keys()).public


async def test_a_key_that_somebody_else_may_have_is_believed_no_more_and_replaced(
    vault: Vault,
) -> None:
    await vault.keys()
    async with vault.db.work() as work:
        assert await vouchers.revoke_issuer_key(work, MARKET, vault.issuers, 1, "stolen")
        assert not await vouchers.revoke_issuer_key(work, MARKET, vault.issuers, 1, "stolen")
        assert not await vouchers.revoke_issuer_key(work, MARKET, vault.issuers, 9, "stolen")
    keys = await vault.keys()
    assert list(keys.public) == [2]
    assert keys.signs is not None
    async with vault.db.pool.acquire() as connection:
        deeds = await connection.fetch("SELECT action, subject FROM kernel.audit_trail ORDER BY audit_id")
    assert [(row["action"], row["subject"]) for row in deeds] == [
        ("issuer_key_made", "1"),
        ("issuer_key_revoked", "1"),
        ("issuer_key_made", "2"),
    ]


async def test_runs_at_once_make_one_next_key_and_retire_once(vault: Vault) -> None:
    await vault.keys()
    vault.clock.move_on(jobs.SIGNS_FOR)
    runs = [vouchers.keep_issuer_keys(vault.db, MARKET, process()) for _ in range(4)]
    changed = await asyncio.gather(*runs)
    assert sum(changed) >= 1
    assert await vault.states() == ["signs", "next"]


@pytest.mark.parametrize("column", ["private_key_sealed = NULL", "verifies_until = now()"])
async def test_a_key_that_signs_has_a_private_half_and_no_end(vault: Vault, column: str) -> None:
    await vault.keys()
    async with vault.db.pool.acquire() as connection:
        with pytest.raises(Exception, match="check constraint"):
            await connection.execute(f"UPDATE vouchers.issuer_keys SET {column}")
        row = await connection.fetchrow("SELECT private_key_sealed, verifies_until FROM vouchers.issuer_keys")
    assert row is not None
    assert row["private_key_sealed"] is not None
    assert row["verifies_until"] is None
