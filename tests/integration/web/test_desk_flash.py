"""Flash sales at the desk and in the room: announced once, called off before they start, followed."""

from datetime import timedelta
from typing import Any

from linli.kernel.embedded import EmbeddedPostgres
from linli.modules import catalog, flash, reservations
from tests.integration.web.room_stage import ROOM, colleague, open_room
from tests.integration.web.shop_stage import MARKET, SLUG, Stage

DESK = f"/{SLUG}/desk/noodles/flash-sales"


async def sales(stage: Stage) -> list[flash.Sale]:
    async with stage.db.read() as reader:
        return list(await flash.sales_of_store(reader, MARKET, stage.deal.store_id))


async def left(stage: Stage, deal: catalog.Deal) -> int:
    async with stage.db.read() as reader:
        return await reservations.left(reader, MARKET, deal.deal_id)


def filled(stage: Stage) -> dict[str, Any]:
    """The form as somebody fills it for the day after tomorrow."""
    day = stage.db.clock() + timedelta(days=2)
    return {
        "deal": str(stage.deal.deal_id),
        "units": "5",
        "price": "9.90",
        "starts": f"{day:%Y-%m-%d}T20:00",
        "ends": f"{day + timedelta(days=1):%Y-%m-%d}T20:00",
        "per_person": "2",
        "minutes": "3",
        "key": "only-once",
    }


async def test_a_sale_is_announced_followed_and_called_off_before_it_starts(
    postgres: EmbeddedPostgres,
) -> None:
    async with open_room(postgres) as stage:
        manager = await stage.browser("manager")
        assert "No flash sale yet" in (await manager.get(DESK)).text
        form = filled(stage)
        wrongs = {"price": "1000000", "units": "0", "starts": "", "ends": form["starts"], "minutes": "61"}
        for name, typed in wrongs.items():
            wrong = await manager.post(DESK, **form | {name: typed})
            assert (wrong.status_code, "Nothing was announced" in wrong.text) == (422, True), name
            assert f'value="{form["price"] if name != "price" else typed}"' in wrong.text
        few = await manager.post(DESK, **form | {"units": "501", "key": "many"})
        assert (few.status_code, "The deal has only 500 left" in few.text) == (409, True)
        for _ in range(2):
            made = await manager.post(DESK, **form)
            assert made.headers["location"] == f"{DESK}?done=flash_announced"
        (sale,) = await sales(stage)
        assert (sale.units, sale.price_minor, sale.hold_seconds) == (5, 990, 180)
        assert await left(stage, stage.deal) == 495
        # 20:00 where the shop is.
        assert "20:00" in (await manager.get(DESK)).text

        at = f"{DESK}/{sale.sale_id}/cancellation"
        other = f"/{SLUG}/desk/tea/flash-sales/{sale.sale_id}/cancellation"
        stranger = await stage.browser("stranger")
        for path in (at, other):
            assert (await stranger.post(path)).status_code == 404
        for _ in range(2):
            assert (await manager.post(at)).headers["location"] == f"{DESK}?done=flash_called_off"
        assert await left(stage, stage.deal) == 500
        assert "Called off" in (await manager.get(DESK)).text

        async with stage.db.work() as work:
            new = flash.NewSale(
                store_id=stage.deal.store_id,
                deal_id=stage.deal.deal_id,
                units=2,
                per_person=1,
                price_minor=990,
                starts_at=work.now - timedelta(hours=1),
                ends_at=work.now + timedelta(days=1),
            )
            running = await flash.announce_sale(work, MARKET, new)
        desk = flash.Desk(stage.db)
        await desk.claim(MARKET, running.sale_id, stage.people["guest"].person_id)
        late = await manager.post(f"{DESK}/{running.sale_id}/cancellation")
        assert (late.status_code, "can no longer be called off" in late.text) == (409, True)
        page = (await manager.get(DESK)).text
        assert "1 still free" in page
        assert f'data-hx-get="{DESK}"' in page
        support = await colleague(stage, "support")
        listed = (await support.get(f"{ROOM}/flash-sales")).text
        assert all(word in listed for word in ("On now", "Called off", str(running.sale_id)))
        assert (await support.get(f"{ROOM}/flash-sales.csv")).text.count("\n") == 3
