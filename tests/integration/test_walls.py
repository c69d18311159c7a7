"""The codes of a virtual shelf: one for each article on it, however often and by however many it is made."""

import asyncio
from uuid import UUID

import pytest

from linli.kernel.database import SYSTEM
from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.ids import derived, uuid7
from linli.kernel.refusals import Refusal
from linli.kernel.signing import Signer
from linli.modules import marketing
from linli.modules.marketing import Channel, Landing, LandingKind, Place
from linli.web.consumer.links import address_of
from tests.integration.items_stage import CUP, MARKET, SUZHOU, TEA, a_range
from tests.integration.own_database import own_database

MEI = derived("mei")
SIGNER = Signer("a secret of this test", "codes")


async def test_each_article_gets_one_code_on_a_wall_and_leads_to_where_it_is_sold(
    postgres: EmbeddedPostgres,
) -> None:
    async with own_database(postgres) as (db, _):
        async with db.work(SYSTEM) as work:
            shop = await a_range(work)
            tea, cup = await shop.create(TEA, CUP)
        store, other = shop.stores
        names = {tea.item_id: "碧螺春", cup.item_id: "茶杯"}
        about = (MARKET, store, Channel.SUBWAY_WALL)

        async def made(name: str, wares: dict[UUID, str]) -> UUID:
            async with db.work(SYSTEM) as work:
                return await marketing.make_wall(work, *about, name, wares, MEI, SIGNER)

        first = await made("站台", {tea.item_id: "碧螺春"})
        again = await asyncio.gather(*(made("站台", names) for _ in range(3)))
        assert set(again) == {first}
        async with db.read() as reader:
            codes = await marketing.codes_of_wall(reader, MARKET, store, first)
            assert [(one.label, one.landing, one.landing_ref) for one in codes] == [
                ("碧螺春", LandingKind.ITEM, tea.item_id),
                ("茶杯", LandingKind.ITEM, cup.item_id),
            ]
            assert [one.name for one in await marketing.walls_of_store(reader, MARKET, store)] == ["站台"]
            address = await address_of(reader, SUZHOU, codes[0], None)
        assert address == f"/{SUZHOU.slug}/items/{tea.item_id}?store=tea-0"
        assert await made("另一面", names) != first
        async with db.work(SYSTEM) as work:
            await marketing.end_link(work, MARKET, store, codes[0].link_id)
        await made("站台", names)
        async with db.work(SYSTEM) as work:
            live = await marketing.codes_of_wall(work, MARKET, store, first)
            assert {one.landing_ref for one in live} == set(names)
            assert codes[1].link_id in {one.link_id for one in live}
            refused = {
                "print_no_wares": ((MARKET, other, Channel.WALL), "站台"),
                "invalid": (about, " "),
            }
            for code, (where, name) in refused.items():
                with pytest.raises(Refusal) as caught:
                    await marketing.make_wall(work, *where, name, names, MEI, SIGNER)
                assert caught.value.code == code
            for at, ref in ((other, tea.item_id), (store, uuid7())):
                place = Place(landing=Landing(LandingKind.ITEM, ref))
                with pytest.raises(Refusal) as caught:
                    await marketing.make_link(work, MARKET, at, Channel.SHELF, "架", MEI, SIGNER, place)
                assert caught.value.params == {"field": "landing"}
