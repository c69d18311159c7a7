"""A device tells what it took without a network: each entry is judged by itself, however often it comes."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest

from linli.kernel.database import Database
from linli.modules import catalog, merchants, terminals, vouchers
from linli.modules.orders.validity import usable_when
from linli.modules.terminals import Allowance
from linli.web.shared import security
from tests import devices
from tests.integration.web.shop_stage import MARKET, NOODLES, PLACE, SLUG, TEA, Browser, Stage
from tests.offline_log import Log

SYNC = f"/{SLUG}/counter/noodles/sync"
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


class Till:
    """An enrolled device that may work offline, with its browser and its log."""

    def __init__(self, stage: Stage, device: devices.Device) -> None:
        self.stage, self.device = stage, device
        self.log = Log(device, NOODLES)
        self.browser = Browser(stage.app, "", "en")
        self.browser.http.cookies.set(security.DEVICE_COOKIE, device.cookie)
        self.clerk = stage.people["clerk"].person_id
        # A clock that is wrong by hours.
        self.wrong = timedelta(hours=5)

    async def send(self, body: bytes, signature: str) -> httpx.Response:
        headers = {"linli-signature": signature, "accept": "application/json"}
        return await self.browser.http.post(SYNC, content=body, headers=headers)

    async def sync(self, *entries: terminals.SentEntry, **known: str) -> dict[str, Any]:
        """What it is told; `known` are the tags of what it knows already."""
        body = self.device.says(self.stage.db.clock() + self.wrong, *entries, **known).encode()
        answer = await self.send(body, self.device.sign(body))
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = answer.json()
        if told["anchor"]:
            self.log.since(told["anchor"]["anchor_id"])
        return told

    def write(self, token: str, **changes: Any) -> terminals.SentEntry:
        at = changes.pop("at", self.stage.db.clock() + self.wrong)
        return self.log.write(token, self.clerk, at, **changes)


async def a_till(stage: Stage, allowance: Allowance | None = None) -> Till:
    owner = stage.people["owner"].person_id
    device = await devices.enrolled(stage.db, MARKET, owner, NOODLES)
    async with stage.db.work() as work:
        by = await merchants.require_staff(work, MARKET, owner, NOODLES)
        wanted = allowance or Allowance(offline=True, limit_minor=terminals.ANY_AMOUNT)
        await terminals.change_allowance(work, MARKET, by, device.device_id, wanted)
    return Till(stage, device)


async def token_of(stage: Stage, voucher: vouchers.Voucher) -> str:
    issuers = stage.app.state.services.issuers
    keys = await vouchers.signing_keys(stage.db, issuers, MARKET)
    return vouchers.token_of(keys, voucher, vouchers.TokenForm.STATIC, stage.db.clock()).text


def only(told: dict[str, Any]) -> tuple[str, str]:
    [result] = told["results"]
    return result["state"], result["code"]


async def decided_later(stage: Stage) -> int:
    """Eight days on the deciding job comes by."""
    later = stage.db.clock() + timedelta(days=8)
    return await vouchers.decide_offline(Database(stage.db.pool, stage.db.journey, lambda: later), MARKET)


async def test_a_sync_tells_a_device_what_it_needs_without_a_network(stage: Stage) -> None:
    till = await a_till(stage, Allowance(offline=True, hours=24, uses=20, limit_minor=50_000))
    ready, used = await stage.buy(2)
    await stage.redeem(used)
    await token_of(stage, ready)
    told = await till.sync()
    anchor = told["anchor"]
    assert (anchor["offline"], anchor["hours"], anchor["uses"], anchor["minor"]) == (True, 24, 20, 50_000)
    assert [key["key_id"] for key in told["keys"]] and told["window_days"] == 7
    terms = told["terms"][str(ready.terms_id)]
    assert terms["kind"] == "single" and terms["values"] == [ready.value_minor] and terms["open"]
    assert used.voucher_id.hex[-16:] in told["blocked"]
    assert ready.voucher_id.hex[-16:] not in told["blocked"]
    assert {"Owner", "Manager", "Clerk"} == {one["name"] for one in told["clerks"]}
    assert (await till.sync())["anchor"]["anchor_id"] == anchor["anchor_id"], "nothing has changed since"


async def test_a_use_waits_blocks_the_voucher_and_is_paid_when_its_window_is_over(stage: Stage) -> None:
    till = await a_till(stage)
    voucher = (await stage.buy())[0]
    token = await token_of(stage, voucher)
    await till.sync()
    entry = till.write(token)
    assert only(await till.sync(entry)) == ("waiting", "")
    assert only(await till.sync(entry)) == ("waiting", ""), "a repeat changes nothing"
    clerk = await stage.browser("clerk")
    refused = await clerk.post(f"/{SLUG}/counter/noodles/redemptions", code=voucher.code, key="one")
    assert refused.status_code == 409
    assert await vouchers.decide_offline(stage.db, MARKET) == 0
    assert await decided_later(stage)
    told = await till.sync(entry)
    assert only(told) == ("settled", "")
    assert told["decided"][0]["state"] == "settled"
    async with stage.db.read() as reader:
        now = await vouchers.voucher(reader, MARKET, voucher.voucher_id)
        [redemption] = await vouchers.redemptions_of_vouchers(reader, MARKET, [voucher.voucher_id])
    assert (now.state, now.used, now.waiting) == (vouchers.VoucherState.REDEEMED, (1,), (0,))
    made_with = (vouchers.DeviceKind.TERMINAL, till.device.device_id)
    assert (redemption.clerk_name, redemption.device_kind, redemption.device_id) == ("Clerk", *made_with)


async def test_what_a_device_knows_is_not_told_again_until_it_changes(stage: Stage) -> None:
    till = await a_till(stage)
    told = await till.sync()
    known = {name: told[name] for name in ("terms_tag", "spent_tag")}
    again = await till.sync(**known)
    assert (again["terms"], again["blocked"], again["given"]) == (None, None, None)
    assert known == {name: again[name] for name in known}
    other = await stage.publish(title="另一份", title_en="Another set")
    [voucher] = await stage.buy(deal=other)
    new = await till.sync(**known)
    assert str(voucher.terms_id) in new["terms"] and new["blocked"] is None
    await stage.redeem(voucher)
    used = await till.sync(terms_tag=new["terms_tag"], spent_tag=known["spent_tag"])
    assert voucher.voucher_id.hex[-16:] in used["blocked"]
    assert str(voucher.terms_id) not in used["terms"], "nothing of it is out any more"


async def test_of_two_devices_the_earlier_is_paid_although_it_tells_later(stage: Stage) -> None:
    early, late = await a_till(stage), await a_till(stage)
    voucher = (await stage.buy())[0]
    token = await token_of(stage, voucher)
    await early.sync()
    await late.sync()
    first = early.write(token, at=stage.db.clock() + early.wrong + HOUR)
    second = late.write(token, at=stage.db.clock() + late.wrong + 2 * HOUR)
    assert only(await late.sync(second)) == ("waiting", "")
    assert only(await early.sync(first)) == ("waiting", "")
    assert await decided_later(stage) >= 2
    assert only(await early.sync(first)) == ("settled", "")
    assert only(await late.sync(second)) == ("lost", "used_before")
    page = await (await stage.browser("owner")).get(f"/{SLUG}/desk/noodles/devices/{late.device.device_id}")
    assert "Not paid" in page.text and "Somebody else" in page.text
    guest = await (await stage.browser("guest")).get(f"/{SLUG}/vouchers/{voucher.voucher_id}")
    assert guest.status_code == 200


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"device": "01990000-0000-7000-8000-000000000000"}, "device_other"),
        ({"store": str(TEA)}, "store_other"),
        ({"anchor": "01990000-0000-7000-8000-000000000000"}, "anchor_unknown"),
        ({"n": 51}, "over_uses"),
        ({"sum": 50_001}, "over_minor"),
        ({"at": 80 * HOUR}, "over_hours"),
        ({"token": "LINLI1:NONSENSE"}, "code_wrong"),
        ({"taken": [2]}, "parts_wrong"),
        ({"taken": [1, 1]}, "parts_wrong"),
    ],
)
async def test_what_is_not_allowed_or_not_true_is_not_believed(
    stage: Stage, changes: dict[str, Any], code: str
) -> None:
    till = await a_till(stage, Allowance(offline=True, limit_minor=50_000))
    token = await token_of(stage, (await stage.buy())[0])
    await till.sync()
    if "at" in changes:
        changes = {"at": stage.db.clock() + till.wrong + changes["at"]}
    entry = till.write(**{"token": token, **changes})
    assert only(await till.sync(entry)) == ("refused", code)
    assert only(await till.sync(entry)) == ("refused", code)


@pytest.mark.parametrize("body", ["", "{}", "[]", '{"v":1}', "\x00", "not json", "[" * 3000])
async def test_a_text_that_is_no_entry_is_refused_alone(stage: Stage, body: str) -> None:
    till = await a_till(stage)
    token = await token_of(stage, (await stage.buy())[0])
    await till.sync()
    strange = terminals.SentEntry(body, till.device.sign(body))
    told = await till.sync(strange, till.write(token))
    assert [(one["state"], one["code"]) for one in told["results"]] == [
        ("refused", "entry_malformed"),
        ("waiting", ""),
    ]


async def test_an_entry_that_the_device_did_not_sign_is_not_believed(stage: Stage) -> None:
    till = await a_till(stage)
    token = await token_of(stage, (await stage.buy())[0])
    await till.sync()
    entry = till.write(token)
    forged = terminals.SentEntry(entry.body.replace('"taken":[1]', '"taken":[9]'), entry.sig)
    assert only(await till.sync(forged)) == ("refused", "signature_wrong")
    for wrong in ("", "AAAA", devices.Device().sign(entry.body)):
        assert only(await till.sync(terminals.SentEntry(entry.body, wrong))) == ("refused", "signature_wrong")
    assert only(await till.sync(entry)) == ("waiting", "")


def at_market(at: datetime) -> datetime:
    return at.astimezone(ZoneInfo(PLACE["timezone"]))


async def test_what_the_days_and_hours_exclude_is_not_paid_and_nothing_is_taken(stage: Stage) -> None:
    till = await a_till(stage)
    opens = (stage.db.clock() + 2 * HOUR).replace(second=0, microsecond=0)
    closes = opens + HOUR
    hours = f"{at_market(opens):%H:%M}-{at_market(closes):%H:%M}"
    deal = await stage.publish(title="午市", title_en="Lunch", usable=hours)
    bought = await stage.buy(4, deal=deal)
    await till.sync()
    # Half a minute after closing a device has written what it judged before.
    moments = (opens - 10 * MINUTE, opens + 30 * MINUTE, closes + MINUTE / 2, closes + 3 * MINUTE / 2)
    told = []
    for voucher, at in zip(bought, moments, strict=True):
        entry = till.write(await token_of(stage, voucher), at=at + till.wrong)
        told += [only(await till.sync(entry)), only(await till.sync(entry))]
    excluded, waiting = [("lost", "not_usable_then")] * 2, [("waiting", "")] * 2
    assert told == [*excluded, *waiting, *waiting, *excluded]
    assert [(await stage.voucher(one)).waiting for one in bought] == [(0,), (1,), (1,), (0,)]
    desk = await stage.browser("owner")
    page = await desk.get(f"/{SLUG}/desk/noodles/devices/{till.device.device_id}")
    assert page.text.count("days and hours did not allow a use then") == 2
    guest = await (await stage.browser("guest")).get(f"/{SLUG}/vouchers/{bought[0].voucher_id}")
    assert "could not be used at that time" in guest.text


async def test_a_use_before_the_first_day_or_after_the_last_is_not_paid(stage: Stage) -> None:
    till = await a_till(stage)
    now = stage.db.clock()
    later = vouchers.Uses(valid_from=now + 2 * HOUR)
    early = await stage.issue(uses=later, valid_until=now + 20 * HOUR)
    ended = await stage.issue(valid_until=now + 3 * HOUR)
    today = at_market(now).date()
    never_today = usable_when("", (catalog.Blackout(today, today + timedelta(days=1)),))
    excluded = await stage.issue(usable=never_today, valid_until=now + 20 * HOUR)
    await till.sync()
    told = []
    for voucher, at in ((early, HOUR), (early, 2 * HOUR), (ended, 3 * HOUR + MINUTE), (excluded, MINUTE)):
        told.append(
            only(await till.sync(till.write(await token_of(stage, voucher), at=now + till.wrong + at)))
        )
    not_valid = ("lost", "not_valid_then")
    assert told == [not_valid, ("waiting", ""), not_valid, ("lost", "not_usable_then")]
    assert [(await stage.voucher(one)).waiting for one in (early, ended, excluded)] == [(1,), (0,), (0,)]


async def test_a_reason_of_its_own_is_the_same_whichever_of_two_entries_comes_first(stage: Stage) -> None:
    told = []
    for order in (1, -1):
        till = await a_till(stage)
        now = stage.db.clock()
        [good] = await stage.buy()
        ended = await stage.issue(valid_until=now + HOUR)
        await till.sync()
        entries = [till.write(await token_of(stage, good), at=now + till.wrong)]
        # The log says something else in the same place.
        till.log.seq -= 1
        entries.append(till.write(await token_of(stage, ended), at=now + till.wrong + 5 * HOUR))
        for entry in entries[::order]:
            await till.sync(entry)
        told.append([only(await till.sync(entry)) for entry in entries])
    assert told == [[("lost", "log_forked"), ("lost", "not_valid_then")]] * 2


async def test_an_old_code_holds_nothing_of_what_was_given_on(stage: Stage) -> None:
    till = await a_till(stage)
    [voucher] = await stage.buy()
    old = await token_of(stage, voucher)
    await till.sync()
    entry = till.write(old)
    guest = stage.people["guest"]
    async with stage.db.work() as work:
        gift = await vouchers.give(work, MARKET, voucher.voucher_id, guest.person_id, guest.nickname)
        await vouchers.claim_gift(work, MARKET, gift.gift_id, stage.people["stranger"].person_id)
    told = await till.sync(entry)
    assert only(told) == ("lost", "code_replaced")
    assert told["given"][voucher.voucher_id.hex[-16:]] == 2
    assert (await stage.voucher(voucher)).waiting == (0,), "whoever has it now can use it"


async def test_a_log_that_says_two_things_at_one_place_is_not_believed(stage: Stage) -> None:
    till = await a_till(stage)
    one, two = await stage.buy(2)
    await till.sync()
    first = till.write(await token_of(stage, one))
    assert only(await till.sync(first)) == ("waiting", "")
    till.log.seq -= 1
    again = till.write(await token_of(stage, two))
    assert only(await till.sync(again)) == ("lost", "log_forked")
    assert only(await till.sync(first)) == ("lost", "log_forked")
    async with stage.db.read() as reader:
        for voucher in (one, two):
            assert (await vouchers.voucher(reader, MARKET, voucher.voucher_id)).waiting == (0,)
        faults = await terminals.log_faults(reader, MARKET, till.device.device_id)
    assert [(fault.kind, fault.seq) for fault in faults] == [("fork", 1)]


async def test_who_is_no_device_or_signs_wrongly_is_not_let_in(stage: Stage) -> None:
    till = await a_till(stage)
    body = till.device.says(stage.db.clock()).encode()
    for signature in ("", "x", devices.Device().sign(body)):
        refused = await till.send(body, signature)
        assert (refused.status_code, refused.json()["code"]) == (401, "device_unknown")
    till.browser.http.cookies.delete(security.DEVICE_COOKIE)
    assert (await till.send(body, till.device.sign(body))).status_code == 401
    till.browser.http.cookies.set(security.DEVICE_COOKIE, till.device.cookie)
    for wrong in (b"", b"[]", b"{}", b"\xff"):
        assert (await till.send(wrong, till.device.sign(wrong))).status_code == 422


async def test_a_revoked_device_is_heard_of_what_it_did_before_and_learns_nothing_new(stage: Stage) -> None:
    till = await a_till(stage)
    one, two = await stage.buy(2)
    await till.sync()
    before = till.write(await token_of(stage, one), at=stage.db.clock() + till.wrong - HOUR)
    after = till.write(await token_of(stage, two), at=stage.db.clock() + till.wrong + HOUR)
    owner = await stage.browser("owner")
    path = f"/{SLUG}/desk/noodles/devices/{till.device.device_id}"
    assert (await owner.post(f"{path}/revocation")).status_code == 303
    told = await till.sync(before, after)
    assert told["revoked"] is True and told["anchor"] is None
    assert [(one["state"], one["code"]) for one in told["results"]] == [
        ("waiting", ""),
        ("refused", "device_revoked"),
    ]


async def test_a_voucher_waits_with_expiring_until_devices_have_told(stage: Stage) -> None:
    till = await a_till(stage)
    await till.sync()
    voucher = (await stage.buy())[0]

    async def after(days: int) -> vouchers.VoucherState:
        now = voucher.valid_until + timedelta(days=days)
        db = Database(stage.db.pool, stage.db.journey, lambda: now)
        async with stage.db.read() as reader:
            known = await terminals.heard_until(reader, MARKET)
        await vouchers.expire_due(db, MARKET, known)
        return (await stage.voucher(voucher)).state

    assert await after(1) is vouchers.VoucherState.ISSUED
    assert await after(8) is vouchers.VoucherState.EXPIRED
