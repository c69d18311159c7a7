"""Faults to be seeded into bills of each provider's own format, and what they must be found as."""

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

import msgspec

from linli.modules.reconciliation import DifferenceKind, DifferenceState, habits_of
from linli.modules.reconciliation.comparing import Found, compare
from linli.modules.reconciliation.lines import numbered
from linli.modules.reconciliation.model import BilledLine
from linli.modules.reconciliation.sides import Paid, Sides, WentBack
from tests.bill_writers import Movement, intent, refund, written

DAY = date(2026, 3, 5)
NEXT = DAY + timedelta(days=1)
CENT = 1
K = DifferenceKind
# What can be wrong, and what each is found as; `swapped` counts pairs.
FAULTS = (
    "missing",
    "extra",
    "cent",
    "cent_less",
    "wrong_day",
    "day_early",
    "cut_off",
    "duplicated",
    "thrice",
    "next_day_too",
    "charged_twice",
    "not_known",
    "swapped",
    "refund_missing",
    "refund_extra",
    "refund_cent",
    "refund_cent_less",
    "refund_twice",
    "books",
    "refund_books",
)
# `thrice` and `swapped` are two differences each; `cut_off` is none.
EACH = len(FAULTS) + 1
Count = dict[str, int]


@dataclass
class World:
    """One provider's day: what we know of it, and what the provider writes about it and the next one."""

    provider: str
    paid: list[Paid] = field(default_factory=list)
    back: list[WentBack] = field(default_factory=list)
    today: list[Movement] = field(default_factory=list)
    tomorrow: list[Movement] = field(default_factory=list)
    expected: Counter[tuple[K, str]] = field(default_factory=Counter)


def peaceful(provider: str, seed: int, charges: int, refunds: int) -> tuple[World, random.Random]:
    """A day on which everything agrees: some paid in the very last minute."""
    dice, world = random.Random(seed), World(provider)
    start, end = habits_of(provider).window(DAY)
    for number in range(charges + refunds):
        at = start + timedelta(seconds=dice.randrange(600, int((end - start).total_seconds()) - 1200))
        _one(world, dice, at, number, is_refund=number >= charges)
    return world, dice


def _one(world: World, dice: random.Random, at: datetime, number: int, *, is_refund: bool) -> None:
    ours, minor = UUID(int=dice.getrandbits(128), version=4), dice.randrange(1, 200_000)
    name = f"42{number:08d}{dice.randrange(10**12):012d}"
    billed = at - timedelta(seconds=dice.randrange(1, 40))
    if is_refund:
        asked = refund(ours, minor, at)
        known = "" if world.provider == "alipay" else name
        world.back.append(
            WentBack(
                refund_id=ours,
                order_id=ours,
                provider_ref=known or None,
                minor=minor,
                currency="CNY",
                state="done",
                began_at=billed - timedelta(seconds=9),
                at=at,
                booked_minor=minor,
            )
        )
        world.today.append(Movement(name, minor, billed, asked, payment=f"41{number:020d}"))
        return
    world.paid.append(
        Paid(
            intent_id=ours,
            order_id=ours,
            provider_ref=name,
            minor=minor,
            refunded_minor=0,
            currency="CNY",
            state="paid",
            began_at=billed - timedelta(seconds=50),
            at=at,
            booked_minor=minor,
            order_state="paid",
        )
    )
    world.today.append(Movement(name, minor, billed, intent(ours, world.provider, minor, at)))


def spoil(world: World, dice: random.Random, faults: Count) -> None:
    """Put the faults in, each at another movement, and note what each must be found as."""
    charges = [one for one in world.today if not one.is_refund]
    refunds = [one for one in world.today if one.is_refund]
    dice.shuffle(charges)
    dice.shuffle(refunds)
    for _ in range(faults.get("missing", 0)):
        _drop(world, charges.pop(), K.MISSING_THERE)
    for _ in range(faults.get("refund_missing", 0)):
        _drop(world, refunds.pop(), K.REFUND_MISSING)
    for fault, pool, kind, by in (
        ("cent", charges, K.AMOUNT_DIFFERS, CENT),
        ("cent_less", charges, K.AMOUNT_DIFFERS, -CENT),
        ("refund_cent", refunds, K.REFUND_DIFFERS, CENT),
        ("refund_cent_less", refunds, K.REFUND_DIFFERS, -CENT),
    ):
        for _ in range(faults.get(fault, 0)):
            one = pool.pop()
            _change(world, one, one.but(minor=one.minor + by))
            world.expected[kind, _known(one)] += 1
    for fault, pool, times in (
        ("duplicated", charges, 1),
        ("thrice", charges, 2),
        ("refund_twice", refunds, 1),
    ):
        for _ in range(faults.get(fault, 0)):
            one = pool.pop()
            world.today += [one] * times
            world.expected[K.DUPLICATE_LINE, _known(one)] += times
    _strangers(world, dice, faults)
    _misbooked(world, charges, refunds, faults)
    _misdated(world, charges, faults)
    _said_again(world, dice, charges, faults)
    for _ in range(faults.get("swapped", 0)):
        one, other = charges.pop(), charges.pop()
        _change(world, one, one.but(ours=other.ours))
        _change(world, other, other.but(ours=one.ours))
        world.expected[K.REFERENCE_DIFFERS, _known(one)] += 1
        world.expected[K.REFERENCE_DIFFERS, _known(other)] += 1


def _misbooked(world: World, charges: list[Movement], refunds: list[Movement], faults: Count) -> None:
    """The ledger has another amount at the provider's account, or nothing."""
    for _ in range(faults.get("books", 0)):
        known = _forgotten(world, charges.pop())
        world.paid.append(msgspec.structs.replace(known, booked_minor=known.minor - CENT))
        world.expected[K.LEDGER_DIFFERS, str(known.intent_id)] += 1
    for _ in range(faults.get("refund_books", 0)):
        name = _known(refunds.pop())
        (sent,) = [back for back in world.back if str(back.refund_id) == name]
        world.back[world.back.index(sent)] = msgspec.structs.replace(sent, booked_minor=None)
        world.expected[K.LEDGER_DIFFERS, name] += 1


def _misdated(world: World, charges: list[Movement], faults: Count) -> None:
    """On the bill of another day than it happened, or just over the edge."""
    for _ in range(faults.get("wrong_day", 0)):
        one = charges.pop()
        world.today.remove(one)
        world.tomorrow.append(one.but(at=one.at + timedelta(days=1)))
        world.expected[K.WRONG_DAY, _known(one)] += 1
    for _ in range(faults.get("day_early", 0)):
        one, day = charges.pop(), timedelta(days=1)
        known = _forgotten(world, one)
        at = known.at + day if known.at else None
        world.paid.append(msgspec.structs.replace(known, at=at, began_at=known.began_at + day))
        world.expected[K.WRONG_DAY, _known(one)] += 1
    for _ in range(faults.get("cut_off", 0)):
        _over_midnight(world, charges.pop())


def _said_again(world: World, dice: random.Random, charges: list[Movement], faults: Count) -> None:
    """Booked a second time: on the next bill, or as another payment of the same order; or not known here."""
    for _ in range(faults.get("next_day_too", 0)):
        one = charges.pop()
        world.tomorrow.append(one.but(at=one.at + timedelta(days=1)))
        world.expected[K.DUPLICATE_LINE, _known(one)] += 1
    for _ in range(faults.get("charged_twice", 0)):
        one = charges.pop()
        world.today.append(one.but(name=f"45{dice.randrange(10**20):020d}"))
        world.expected[K.MISSING_HERE, _known(one)] += 1
    for _ in range(faults.get("not_known", 0)):
        one = charges.pop()
        unpaid = {"state": "pending", "at": None, "provider_ref": None, "booked_minor": None}
        world.paid.append(msgspec.structs.replace(_forgotten(world, one), **unpaid))
        world.expected[K.MISSING_HERE, _known(one)] += 1


def _forgotten(world: World, one: Movement) -> Paid:
    """What we know of a payment, taken out so that something else can be known of it."""
    (known,) = [paid for paid in world.paid if str(paid.intent_id) == _known(one)]
    world.paid.remove(known)
    return known


def move(world: World, one: Movement, at: datetime) -> None:
    """It happened at another moment, as far as we know."""
    began = at - timedelta(seconds=30)
    world.paid.append(msgspec.structs.replace(_forgotten(world, one), at=at, began_at=began))


def _strangers(world: World, dice: random.Random, faults: Count) -> None:
    """What the provider did, and nobody here knows of."""
    at = habits_of(world.provider).window(DAY)[0] + timedelta(hours=5)
    for number in range(faults.get("extra", 0)):
        name = f"4300{number:06d}{dice.randrange(10**12):012d}"
        world.today.append(Movement(name, dice.randrange(1, 90_000), at, None))
        world.expected[K.MISSING_HERE, name] += 1
    for number in range(faults.get("refund_extra", 0)):
        name = f"4400{number:06d}{dice.randrange(10**12):012d}"
        world.today.append(Movement(name, dice.randrange(1, 90_000), at, None, payment="4100"))
        world.expected[K.REFUND_EXTRA, name] += 1


def _over_midnight(world: World, one: Movement) -> None:
    """Known ten seconds before midnight, billed five after it: matched, and nothing to look at."""
    end = habits_of(world.provider).window(DAY)[1]
    began, at = end - timedelta(seconds=40), end - timedelta(seconds=10)
    world.paid.append(msgspec.structs.replace(_forgotten(world, one), at=at, began_at=began))
    world.today.remove(one)
    world.tomorrow.append(one.but(at=end + timedelta(seconds=5)))


def _drop(world: World, one: Movement, kind: K) -> None:
    world.today.remove(one)
    world.expected[kind, _known(one)] += 1


def _change(world: World, old: Movement, new: Movement) -> None:
    world.today[world.today.index(old)] = new


def _known(one: Movement) -> str:
    """Our id for it."""
    ours = one.ours
    return str(getattr(ours, "refund_id", None) or getattr(ours, "intent_id", ""))


def found_in(world: World) -> list[Found]:
    """Both days compared, each with the other's lines beside it."""
    bills = {
        day: numbered(written(world.provider, day, movements))
        for day, movements in ((DAY, world.today), (NEXT, world.tomorrow))
    }
    return [one for day in bills for one in compare(_sides(world, day, bills)).found]


def _sides(world: World, day: date, bills: dict[date, list[BilledLine]]) -> Sides:
    return Sides(
        provider=world.provider,
        day=day,
        window=habits_of(world.provider).window(day),
        currency="CNY",
        lines=bills[day],
        elsewhere=[line for other, lines in bills.items() if other != day for line in lines],
        paid=world.paid,
        went_back=world.back,
        complete=day == DAY,
    )


def open_ones(world: World, found: list[Found]) -> Counter[tuple[K, str]]:
    """What waits for a person: its kind, and what it is about."""
    names = {one.provider_ref: one.known_id for one in (*world.paid, *world.back)}

    def about(one: Found) -> str:
        if one.kind is K.DUPLICATE_LINE:
            return str(one.reference or names.get(one.provider_ref))
        known = one.reference if one.known_minor is not None else None
        return str(known or one.provider_ref)

    return Counter((one.kind, about(one)) for one in found if one.state is DifferenceState.OPEN)


def everything_is_found(provider: str, seed: int, charges: int, refunds: int, times: int) -> None:
    """The assertion itself: a day with each fault so many times has exactly their differences open, each
    under an id of its own, and what was booked just after midnight is noted as seen.
    """
    world, dice = peaceful(provider, seed, charges, refunds)
    spoil(world, dice, dict.fromkeys(FAULTS, times))
    found = found_in(world)
    assert open_ones(world, found) == world.expected
    assert sum(world.expected.values()) == times * EACH
    assert len({one.difference_id for one in found}) == len(found)
    cut = [one for one in found if one.kind is K.WRONG_DAY and one.state is DifferenceState.RESOLVED]
    assert len(cut) == times
