"""Keeping pictures and documents: by content, within limits, documents only together with their owner."""

from datetime import timedelta
from uuid import uuid4

import asyncpg
import pytest

from linli.kernel.database import SYSTEM, Database, Work
from linli.kernel.ids import uuid7
from linli.kernel.refusals import Refusal
from linli.modules import media
from linli.modules.media import actions
from tests.unit.modules.test_media_drawing import picture

MARKET, OTHER = 11, 12


async def test_a_picture_is_kept_once_however_often_and_by_whomever_it_is_sent(work: Work) -> None:
    ready = await media.prepare_picture(picture(900, 600))
    mine, yours = uuid7(), uuid7()
    first = await media.keep_picture(work, MARKET, mine, ready)
    assert await media.keep_picture(work, MARKET, mine, ready) == first
    assert await media.keep_picture(work, MARKET, yours, ready) == first
    assert (first.width, first.height) == (900, 600)
    file = await media.picture_file(work, MARKET, first.picture_id, 320)
    assert file.body == ready.renderings[0].body
    widest = await media.picture_file(work, MARKET, first.picture_id, 1280)
    assert widest.body == ready.largest.body
    assert await media.pictures(work, MARKET, [first.picture_id, uuid4()]) == {first.picture_id: first}


async def test_another_market_another_width_and_another_id_find_nothing(work: Work) -> None:
    kept = await media.keep_picture(work, MARKET, uuid7(), await media.prepare_picture(picture(400, 400)))
    for market, picture_id, size in (
        (OTHER, kept.picture_id, 320),
        (MARKET, kept.picture_id, 321),
        (MARKET, uuid4(), 320),
    ):
        with pytest.raises(Refusal, match="not_found"):
            await media.picture_file(work, market, picture_id, size)


async def test_an_owner_keeps_only_so_many(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "MOST_PICTURES", 2)
    monkeypatch.setattr(actions, "MOST_DOCUMENTS", 1)
    owner = uuid7()
    ready = [await media.prepare_picture(picture(100, 50 + n)) for n in range(3)]
    kept = [await media.keep_picture(work, MARKET, owner, one) for one in ready[:2]]
    assert await media.keep_picture(work, MARKET, owner, ready[0]) == kept[0]
    with pytest.raises(Refusal, match="files_full"):
        await media.keep_picture(work, MARKET, owner, ready[2])
    await media.drop_picture(work, MARKET, owner, kept[0].picture_id)
    await media.keep_picture(work, MARKET, owner, ready[2])
    paper, other = media.ReadyDocument(media.PDF, b"one"), media.ReadyDocument(media.PDF, b"two")
    document = await media.keep_document(work, MARKET, owner, paper)
    assert await media.keep_document(work, MARKET, owner, paper) == document
    with pytest.raises(Refusal, match="files_full"):
        await media.keep_document(work, MARKET, owner, other)


async def test_a_document_is_found_only_with_its_owner(work: Work) -> None:
    owner = uuid7()
    ready = await media.prepare_document(picture(900, 600))
    kept = await media.keep_document(work, MARKET, owner, ready)
    assert (kept.media_type, kept.size) == (media.WEBP, len(ready.body))
    assert await media.documents(work, MARKET, owner) == [kept]
    assert (await media.document_file(work, MARKET, owner, kept.document_id)).body == ready.body
    for market, whose in ((OTHER, owner), (MARKET, uuid7())):
        with pytest.raises(Refusal, match="not_found"):
            await media.document_file(work, market, whose, kept.document_id)
    again = await media.keep_document(work, MARKET, uuid7(), ready)
    assert again.document_id != kept.document_id
    assert await media.drop_documents(work, MARKET, owner) == 1
    assert await media.documents(work, MARKET, owner) == []


async def test_the_sweep_takes_what_nobody_has_kept_for_a_day(pool: asyncpg.Pool, db: Database) -> None:
    market = 7001
    kept, let_go = [await media.prepare_picture(picture(200, 200 + n)) for n in range(2)]
    owner = uuid7()
    long_ago = db.clock() - timedelta(days=3)
    async with db.work(SYSTEM, long_ago) as work:
        for one in (kept, let_go):
            await media.keep_picture(work, market, owner, one)
        await media.drop_picture(work, market, owner, let_go.picture_id)
    async with db.work() as work:
        fresh = await media.keep_picture(work, market, owner, await media.prepare_picture(picture(200, 299)))
        await media.drop_picture(work, market, owner, fresh.picture_id)
    assert await media.sweep(db, market) == 1
    assert await media.sweep(db, market) == 0
    async with db.read() as reader:
        left = await media.pictures(reader, market, [kept.picture_id, let_go.picture_id, fresh.picture_id])
    assert set(left) == {kept.picture_id, fresh.picture_id}
