"""Coupons at the desk and in the operators' room: made, agreed to, paused, printed; nobody else's."""

from typing import Any

from linli.kernel.embedded import EmbeddedPostgres
from linli.modules import promotions
from tests.integration.web.room_stage import ROOM, colleague, open_room
from tests.integration.web.shop_stage import MARKET, SLUG, Stage

DESK = f"/{SLUG}/desk/noodles/coupons"
AT_ROOM = f"{ROOM}/coupons"
FORM: dict[str, Any] = {
    "title": "满100减20",
    "title_en": "20 off from 100",
    "kind": "full_reduction",
    "off": "20",
    "least": "100.00",
    "until": "2099-12-31",
    "total": "50",
    "per_person": "1",
    "handing": "codes",
    "place-deals": "yes",
    "key": "only-once",
}


async def batches(stage: Stage) -> list[promotions.Batch]:
    async with stage.db.read() as reader:
        return (await promotions.batches_of_merchant(reader, MARKET, stage.deal.merchant_id)).items


async def test_coupons_are_made_printed_agreed_to_and_ended_by_those_who_may(
    postgres: EmbeddedPostgres,
) -> None:
    async with open_room(postgres) as stage:
        manager, owner = await stage.browser("manager"), await stage.browser("owner")
        assert "No coupons yet" in (await manager.get(DESK)).text
        wrong = await manager.post(DESK, **FORM | {"least": "10"})
        assert wrong.status_code == 422
        assert "above the amount off" in wrong.text
        assert 'value="20 off from 100"' in wrong.text
        for _ in range(2):
            made = await manager.post(DESK, **FORM)
            assert made.headers["location"] == f"{DESK}?done=coupons_made"
        (own,) = await batches(stage)
        assert (own.off_minor, own.from_minor, len(own.store_ids)) == (2000, 10000, 1)
        at = f"{DESK}/{own.batch_id}"
        printed = await manager.post(f"{at}/codes", count="3")
        assert printed.headers["location"] == f"{DESK}?done=coupons_printed"
        assert (await manager.post(f"{at}/codes", count="5001")).status_code == 422
        file = await manager.get(f"{at}/codes.csv")
        assert file.text.count(f"/{SLUG}/coupons/{own.batch_id}?code=") == 3
        page = (await manager.get(f"{DESK}?done=coupons_made")).text
        assert "The coupons are made" in page
        assert "¥20 off from ¥100" in page

        finance = await colleague(stage, "finance")
        shared = FORM | {"funder": "shared", "share": "40", "store": "noodles", "handing": "page"}
        assert (await finance.post(AT_ROOM, **shared)).status_code == 422
        done = await finance.post(AT_ROOM, **shared | {"budget": "500"})
        assert done.headers["location"] == f"{AT_ROOM}?done=coupons_made"
        assert "Waits for the shop" in (await finance.get(AT_ROOM)).text
        (offered,) = [one for one in await batches(stage) if one.platform_bp]
        assert (offered.platform_bp, offered.state) == (4000, promotions.BatchState.OFFERED)
        to_agree = f"{DESK}/{offered.batch_id}/state"
        assert (await manager.post(to_agree, to="agreed")).status_code == 403
        await owner.post(to_agree, to="agreed")
        await finance.post(f"{AT_ROOM}/{offered.batch_id}/state", to="ended")
        states = {one.batch_id: one.state.value for one in await batches(stage)}
        assert states == {own.batch_id: "active", offered.batch_id: "ended"}
        assert (await owner.post(to_agree, to="active")).status_code == 409
        # What the merchant makes alone is no business of the room's.
        assert (await finance.post(f"{AT_ROOM}/{own.batch_id}/state", to="ended")).status_code == 404
