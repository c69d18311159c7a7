"""Faults seeded into bills of each provider's own format: all are found, and none is invented."""

import random
import uuid
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.modules.reconciliation import DifferenceKind, DifferenceState, habits_of
from linli.modules.reconciliation.comparing import Found, compare
from linli.modules.reconciliation.lines import numbered
from linli.modules.reconciliation.model import BilledLine, dated_id
from linli.modules.reconciliation.sides import Paid, Sides, WentBack
from tests.bill_writers import WRITERS, Movement, intent, refund, written

DAY = date(2026, 3, 5)
NEXT = DAY + timedelta(days=1)
CENT = 1
K = DifferenceKind
# What can be wrong, and what each is found as; `swapped` counts pairs.
FAULTS = (
    "missing",
    "extra",
    "cent",
    "wrong_day",
    "cut_off",
    "duplicated",
    "swapped",
    "refund_missing",
    "refund_extra",
    "refund_cent",
    "refund_twice",
)
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
    for fault, pool, kind in (
        ("cent", charges, K.AMOUNT_DIFFERS),
        ("refund_cent", refunds, K.REFUND_DIFFERS),
    ):
        for _ in range(faults.get(fault, 0)):
            one = pool.pop()
            _change(world, one, one.but(minor=one.minor + CENT))
            world.expected[kind, _known(one)] += 1
    for fault, pool in (("duplicated", charges), ("refund_twice", refunds)):
        for _ in range(faults.get(fault, 0)):
            one = pool.pop()
            world.today.append(one)
            world.expected[K.DUPLICATE_LINE, _known(one)] += 1
    _strangers(world, dice, faults)
    for _ in range(faults.get("wrong_day", 0)):
        one = charges.pop()
        world.today.remove(one)
        world.tomorrow.append(one.but(at=one.at + timedelta(days=1)))
        world.expected[K.WRONG_DAY, _known(one)] += 1
    for _ in range(faults.get("cut_off", 0)):
        _over_midnight(world, charges.pop())
    for _ in range(faults.get("swapped", 0)):
        one, other = charges.pop(), charges.pop()
        _change(world, one, one.but(ours=other.ours))
        _change(world, other, other.but(ours=one.ours))
        world.expected[K.REFERENCE_DIFFERS, _known(one)] += 1
        world.expected[K.REFERENCE_DIFFERS, _known(other)] += 1


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
    (known,) = [paid for paid in world.paid if str(paid.intent_id) == _known(one)]
    world.paid.remove(known)
    began, at = end - timedelta(seconds=40), end - timedelta(seconds=10)
    world.paid.append(
        Paid(
            **{**{name: getattr(known, name) for name in Paid.__struct_fields__}, "at": at, "began_at": began}
        )
    )
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


@pytest.mark.parametrize("provider", WRITERS)
def test_a_thousand_lines_that_agree_have_no_difference(provider: str) -> None:
    world, _ = peaceful(provider, 7, 900, 100)
    assert found_in(world) == []


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("provider", WRITERS)
def test_every_fault_in_a_thousand_lines_is_found_and_none_is_invented(provider: str, seed: int) -> None:
    world, dice = peaceful(provider, seed, 900, 100)
    spoil(world, dice, dict.fromkeys(FAULTS, 5))
    found = found_in(world)
    assert open_ones(world, found) == world.expected
    assert sum(world.expected.values()) == 5 * 11
    cut = [one for one in found if one.kind is K.WRONG_DAY and one.state is DifferenceState.RESOLVED]
    assert len(cut) == 5


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    provider=st.sampled_from(sorted(WRITERS)),
    seed=st.integers(0, 2**32),
    faults=st.dictionaries(st.sampled_from(FAULTS), st.integers(0, 3)),
    shuffled=st.randoms(use_true_random=False),
)
def test_whatever_is_wrong_is_found_once_in_whatever_order_lines_stand(
    provider: str, seed: int, faults: Count, shuffled: random.Random
) -> None:
    world, dice = peaceful(provider, seed, 30, 20)
    spoil(world, dice, faults)
    found = found_in(world)
    assert open_ones(world, found) == world.expected
    assert len({one.difference_id for one in found}) == len(found)
    ids = {one.difference_id for one in found}
    for rows in (world.today, world.tomorrow, world.paid, world.back):
        shuffled.shuffle(rows)
    assert {one.difference_id for one in found_in(world)} == ids


def test_ids_of_differences_have_the_order_of_their_days() -> None:
    days = [DAY + timedelta(days=number) for number in range(5)]
    made = [dated_id(day, "x", uuid.uuid4()) for day in days]
    assert made == sorted(made)
    assert {one.version for one in made} == {8}
