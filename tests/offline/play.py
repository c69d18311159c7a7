"""A history of terminals without a network, played on the product: signed logs, a moved clock, the books."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from linli.kernel import ids
from linli.kernel.sealing import Sealer
from linli.kernel.signing import Signer
from linli.modules import catalog, identity, merchants, terminals, vouchers
from linli.modules.catalog import UseKind, UseRules
from linli.modules.terminals import Allowance
from tests import devices
from tests.integration.trade_stage import MARKET, Town, answer
from tests.offline.model import HOUR, WEEK, Times, Use, Verdict, verdicts

ISSUERS = vouchers.Issuers(Sealer("a secret", "issuer keys"))
MEI = (ids.derived("clerk", "offline mei"), "Mei")
PLACE = {"timezone": "Asia/Shanghai", "country": "CN"}
TERMINALS = 3
# Of the guest who buys, and is told when somebody has claimed a gift.
PHONE = "+8613800002222"
# On weekdays from ten to four; as the deal says it, and as the model does.
LUNCH, AT_LUNCH = "Mo-Fr 10:00-16:00", {"weekdays": range(5), "opens": 10 * HOUR, "closes": 16 * HOUR}


@dataclass(frozen=True)
class Kind:
    """How a kind of deal is used, how many units its parts have, and when it can be used."""

    rules: UseRules
    units: tuple[int, ...]
    terms: dict[str, Any] = field(default_factory=dict)
    times: dict[str, Any] = field(default_factory=dict)


KINDS = {
    "single": Kind(UseRules(), (1,)),
    "times": Kind(UseRules(kind=UseKind.TIMES, times=4), (4,)),
    "package": Kind(UseRules(kind=UseKind.PACKAGE), (2, 1)),
    "value": Kind(UseRules(kind=UseKind.VALUE, face_minor=1_500), (1_500,)),
    "lunches": Kind(UseRules(kind=UseKind.TIMES, times=4), (4,), {"usable": LUNCH}, AT_LUNCH),
    # From tomorrow's midnight on, for two days.
    "soon": Kind(UseRules(kind=UseKind.PACKAGE, valid_after_days=1), (2, 1), {"valid_days": 2}),
}


@dataclass(frozen=True)
class Online:
    """Somebody uses a voucher with a network, at this minute; before all others where it is below 0."""

    voucher: int
    taken: tuple[int, ...]
    minute: int = -1


@dataclass(frozen=True)
class History:
    """Vouchers by kind, what was taken of them without a network, and with one; `given` are those that were
    given on before all else, so that they have an old and a new code.
    """

    kinds: tuple[str, ...]
    uses: tuple[Use, ...]
    online: tuple[Online, ...] = ()
    given: frozenset[int] = frozenset()

    @property
    def alike(self) -> bool:
        """Whether it must end alike in either order: nothing happens online between arrivals."""
        return all(one.minute < 0 for one in self.online)


@dataclass
class Shop:
    """A shop with its terminals, what it sells, and who buys that."""

    town: Town
    store_id: UUID
    guest: UUID
    terminals: list[devices.Device]
    deals: dict[str, catalog.Deal]
    written: list[int] = field(default_factory=lambda: [0] * TERMINALS)


async def open_shop(town: Town) -> Shop:
    _, store_id = await town.shop()
    owner = ids.uuid7()
    async with town.db.work() as work:
        guest = await identity.person_with_phone(work, PHONE, Signer("a secret", "phones"))
        await merchants.add_staff(work, MARKET, owner, store_id, "owner", "Owner")
        by = await merchants.require_staff(work, MARKET, owner, store_id)
    made = [await devices.enrolled(town.db, MARKET, owner, store_id) for _ in range(TERMINALS)]
    async with town.db.work() as work:
        for device in made:
            await terminals.change_allowance(
                work, MARKET, by, device.device_id, Allowance(offline=True, limit_minor=terminals.ANY_AMOUNT)
            )
    await vouchers.signing_keys(town.db, ISSUERS, MARKET)
    town.clock.move_on(timedelta(minutes=1))
    deals = {name: await _deal(town, store_id, name) for name in KINDS}
    return Shop(town, store_id, guest.person_id, made, deals)


async def _deal(town: Town, store_id: UUID, kind: str) -> catalog.Deal:
    made = KINDS[kind]
    package = made.rules.kind is UseKind.PACKAGE
    contents = [
        catalog.Content(name=f"菜{part}", qty=qty, price_minor=500 + 333 * part)
        for part, qty in enumerate(made.units if package else (1,))
    ]
    new = catalog.NewDeal(
        store_id=store_id, title="离线", title_en="Offline", price_minor=1_000, list_price_minor=4_000,
        currency="CNY", stock=100_000, per_person=100_000,
        contents=contents, use_rules=made.rules, **made.terms,
    )  # fmt: skip
    async with town.db.work() as work:
        return await catalog.publish_deal(work, MARKET, new)


@dataclass
class Ended:
    """What has become of everything, told so that two ends can be compared."""

    verdicts: dict[int, Verdict]
    used: list[tuple[int, ...]]
    released: list[int]
    online: list[tuple[int, ...]]
    times: list[Times]

    @property
    def same(self) -> object:
        return self.verdicts, self.used, self.released, self.online


async def play(shop: Shop, history: History, order: int) -> Ended:
    """Play a history with its arrivals in one of its two orders, until everything is decided."""
    town, began = shop.town, shop.town.clock.at
    bought = [(await town.bought(shop.deals[kind], person=shop.guest))[1][0] for kind in history.kinds]
    keys = await vouchers.signing_keys(town.db, ISSUERS, MARKET)
    old = [_paper(keys, one, began) for one in bought]
    bought = [await _given(town, one) if at in history.given else one for at, one in enumerate(bought)]
    new = [_paper(keys, one, began) for one in bought]
    tokens = [(old if use.old else new)[use.voucher] for use in history.uses]
    sent = await _written(shop, history, tokens, began)
    acts = [(minute, 1, number) for number, use in enumerate(history.uses) for minute in use.arrivals(order)]
    acts += [(one.minute, 0, place) for place, one in enumerate(history.online)]
    online = [[0] * len(one.units) for one in bought]
    for minute, what, which in sorted(acts):
        town.clock.at = began + timedelta(minutes=max(minute, 0))
        await vouchers.decide_offline(town.db, MARKET)
        if what == 0:
            await _use(shop, history.online[which], bought, online)
        else:
            device_id, entry = sent[which]
            await terminals.take_entry(town.db, MARKET, device_id, entry, keys.public)
    # A fortnight on it is the same hour of the same weekday.
    town.clock.at = began + timedelta(minutes=2 * WEEK)
    await vouchers.decide_offline(town.db, MARKET)
    told = {}
    for (device_id, entry), use in zip(sent, history.uses, strict=True):
        result = await terminals.take_entry(town.db, MARKET, device_id, entry, keys.public)
        told[use.number] = (str(result.state), result.code, tuple(result.settled))
    return await _ended(town, told, bought, online, _times(history, bought, began))


def _paper(keys: vouchers.Keys, voucher: vouchers.Voucher, began: datetime) -> str:
    return vouchers.token_of(keys, voucher, vouchers.TokenForm.STATIC, began).text


async def _given(town: Town, voucher: vouchers.Voucher) -> vouchers.Voucher:
    """Given to somebody, and claimed."""
    async with town.db.work() as work:
        gift = await vouchers.give(work, MARKET, voucher.voucher_id, voucher.person_id, "Lin")
        return await vouchers.claim_gift(work, MARKET, gift.gift_id, ids.uuid7())


def _times(history: History, bought: Sequence[vouchers.Voucher], began: datetime) -> list[Times]:
    """When each voucher can be used, in the model's words."""
    local, minute = began.astimezone(ZoneInfo(PLACE["timezone"])), timedelta(minutes=1)
    monday = (local.weekday() * 24 + local.hour) * HOUR + local.minute
    return [
        Times(
            (one.valid_from - began) / minute, (one.valid_until - began) / minute, monday, **KINDS[kind].times
        )
        for one, kind in zip(bought, history.kinds, strict=True)
    ]


async def _written(
    shop: Shop, history: History, tokens: Sequence[str], began: datetime
) -> list[tuple[UUID, terminals.SentEntry]]:
    """What each terminal wrote and signed, after a sync at which its clock was wrong by hours."""
    anchors, counts = [], [0] * TERMINALS
    for place, device in enumerate(shop.terminals):
        wrong = timedelta(hours=(-20, 0, 23)[place])
        async with shop.town.db.work() as work:
            anchor = await terminals.anchor_device(
                work, MARKET, device.device_id, began + wrong, told_all=True
            )
        assert anchor is not None
        anchors.append(anchor)
    sent = []
    for use, token in zip(history.uses, tokens, strict=True):
        device, anchor = shop.terminals[use.device], anchors[use.device]
        counts[use.device] += 1
        # The other half of a fork has the number of the first.
        shop.written[use.device] += 0 if use.fork and use.number % 2 else 1
        entry = {
            "v": 1,
            "seq": shop.written[use.device],
            "prev": terminals.FIRST_PREV,
            "device": device.device_id,
            "store": shop.store_id,
            "anchor": anchor.anchor_id,
            "n": counts[use.device],
            "sum": 0,
            # Ties are decided by the id: it carries the use's number.
            "use": UUID(int=(use.number << 100) | (ids.uuid7().int & ((1 << 100) - 1))),
            "token": token,
            "taken": use.taken,
            "clerk": MEI[0],
            "at": anchor.device_at + timedelta(minutes=use.minute + use.jump),
        }
        body = msgspec.json.encode(entry).decode()
        sent.append((device.device_id, terminals.SentEntry(body, device.sign(body))))
    return sent


async def _use(shop: Shop, one: Online, bought: Sequence[vouchers.Voucher], online: list[list[int]]) -> None:
    """At the counter, with a network: what is not there any more is refused."""
    async with shop.town.db.read() as reader:
        voucher = await vouchers.voucher(reader, MARKET, bought[one.voucher].voucher_id)

    async def use() -> None:
        async with shop.town.db.work() as work:
            scan = vouchers.Scan(code=voucher.code)
            where = (shop.store_id, MEI, shop.town.key(), PLACE, one.taken)
            await vouchers.redeem(work, MARKET, scan, *where)

    if await answer(use()) == "done":
        online[one.voucher] = [a + b for a, b in zip(online[one.voucher], one.taken, strict=True)]


async def _ended(
    town: Town,
    told: dict[int, Verdict],
    bought: Sequence[vouchers.Voucher],
    online: list[list[int]],
    times: list[Times],
) -> Ended:
    used, released = [], []
    for before in bought:
        async with town.db.read() as reader:
            voucher = await vouchers.voucher(reader, MARKET, before.voucher_id)
        assert not any(voucher.waiting), f"something still waits: {voucher.waiting}"
        assert all(gone <= most for gone, most in zip(voucher.used, voucher.units, strict=True))
        text = "SELECT sum(released_minor)::bigint AS minor FROM settlement.lines WHERE order_id = $1"
        [row] = await town.rows(text, voucher.order_id)
        assert row["minor"] == voucher.used_minor, "what was released is what was used"
        used.append(voucher.used)
        released.append(voucher.used_minor)
    return Ended(told, used, released, [tuple(one) for one in online], times)


async def check(shop: Shop, history: History) -> None:
    """Both orders end as the model says, and (without anything online between) alike."""
    ends = [await play(shop, history, order) for order in (0, 1)]
    units = [KINDS[kind].units for kind in history.kinds]
    for end in ends:
        expected = verdicts(history.uses, units, end.online, end.times, history.given)
        assert end.verdicts == expected, f"{end.verdicts} instead of {expected} in {history}"
        for place, used in enumerate(end.used):
            settled = [v[2] for u in history.uses if u.voucher == place and any((v := expected[u.number])[2])]
            sums = [sum(column) for column in zip(end.online[place], *settled, strict=True)]
            assert list(used) == sums, history
    if history.alike:
        assert ends[0].same == ends[1].same, history
