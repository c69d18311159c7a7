"""The month as a seed makes it: people, what they followed, what they bought, and why.

Nothing here knows how the product reckons. What the reports must say is added up from this alone.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID

from linli.kernel.ids import derived

BEGAN = datetime(2026, 10, 1, 2, 0, tzinfo=UTC)
DAYS = 28
# What a touch of each channel adds to the chance that somebody buys: the truth that reports look for.
EFFECTS = {
    "poster": 0.10,
    "leaflet": 0.16,
    "social": 0.05,
    "influencer": 0.20,
    "search": 0.03,
    "table_card": 0.12,
}
# How often each channel begins a journey, and how often it follows: who is interested searches at the end.
FIRST = (0.30, 0.20, 0.25, 0.15, 0.02, 0.08)
NEXT = (0.15, 0.15, 0.20, 0.10, 0.30, 0.10)
ENDS, LONGEST = 0.35, 8
AGREED, SIGNED_IN, AGAIN, JOINED = 0.8, 0.7, 0.25, 0.3
FAULTS = {"bot": 0.03, "staff": 0.02}
BURST = 6


@dataclass(frozen=True)
class Came:
    """Somebody followed a code; `person` only where they were signed in."""

    visit_id: UUID
    at: datetime
    shop: int
    channel: str
    device: UUID
    person: UUID | None = None
    fault: str = ""


@dataclass
class Bought:
    """One order, the touches that led to it, and how it ended; amounts in minor units."""

    order_id: UUID
    at: datetime
    shop: int
    person: UUID
    visit_id: UUID | None
    path: list[str]
    # What counts of the path: all of it, or the last touch of somebody who did not agree.
    counted: list[str]
    minor: int
    end: str
    again: bool
    joined: bool

    @property
    def redeemed(self) -> int:
        return {"used": self.minor, "part": self.minor // 3}.get(self.end, 0)

    @property
    def refunded(self) -> int:
        return {"back": self.minor, "part": self.minor // 4}.get(self.end, 0)


@dataclass
class Month:
    """Everything that happened, in the order of time."""

    seed: int
    shops: int
    agreed: set[UUID] = field(default_factory=set)
    came: list[Came] = field(default_factory=list)
    bought: list[Bought] = field(default_factory=list)


def month_of(seed: int, people: int, shops: int = 1) -> Month:
    """The month of so many people, each a customer of one of the shops."""
    random, month = Random(seed), Month(seed, shops)
    for number in range(people):
        _live(random, month, number)
    _strangers(random, month)
    month.came.sort(key=lambda one: (one.at, one.visit_id))
    return month


def _live(random: Random, month: Month, number: int) -> None:
    """One person: touches a while apart, then an order or none; some come again."""
    person, device = derived("person", month.seed, number), derived("device", month.seed, number)
    shop = number % month.shops
    agreed = random.random() < AGREED
    if agreed:
        month.agreed.add(person)
    at = BEGAN + timedelta(hours=random.uniform(0, 10 * 24))
    path: list[Came] = []
    orders = 0
    while True:
        path += _journey(
            random, month, (person if agreed else None, device), shop, at, number * 100 + len(path)
        )
        won = random.random() < min(1.0, sum(EFFECTS[one.channel] for one in path))
        if not won:
            return
        at = path[-1].at + timedelta(hours=random.uniform(0.2, 20))
        known = path if agreed else path[-1:]
        month.bought.append(_order(random, month, person, at, shop, path, known, orders))
        orders += 1
        if orders == 2 or random.random() > AGAIN:
            return
        at += timedelta(hours=random.uniform(1, 48))


def _journey(
    random: Random,
    month: Month,
    who: tuple[UUID | None, UUID],
    shop: int,
    at: datetime,
    number: int,
) -> list[Came]:
    names, came = list(EFFECTS), list[Came]()
    while len(came) < LONGEST:
        if came and random.random() < ENDS:
            break
        fresh = not came or came[-1].channel == "search"
        [channel] = random.choices(names, FIRST if fresh else NEXT)
        at += timedelta(hours=random.uniform(0.5, 30))
        person = who[0] if who[0] and random.random() < SIGNED_IN else None
        visit_id = derived("visit", month.seed, number + len(came))
        came.append(Came(visit_id, at, shop, channel, who[1], person))
    month.came += came
    return came


def _order(
    random: Random,
    month: Month,
    person: UUID,
    at: datetime,
    shop: int,
    path: list[Came],
    known: list[Came],
    before: int,
) -> Bought:
    return Bought(
        order_id=derived("order", person, before),
        at=at,
        shop=shop,
        person=person,
        visit_id=path[-1].visit_id,
        path=[one.channel for one in path],
        counted=[one.channel for one in known],
        minor=random.randint(900, 30_000),
        end=random.choices(("used", "part", "undone", "back", "waits"), (70, 8, 6, 6, 10))[0],
        again=before > 0,
        joined=before == 0 and random.random() < JOINED,
    )


def _strangers(random: Random, month: Month) -> None:
    """Programs, the shops' own staff, and a few who follow one code many times within a minute."""
    names, count = list(EFFECTS), len(month.came)
    for fault, share in FAULTS.items():
        for n in range(max(1, int(count * share))):
            at = BEGAN + timedelta(hours=random.uniform(0, 24 * DAYS))
            visit_id, device = derived(fault, month.seed, n), derived(fault, "device", month.seed, n)
            shop = random.randrange(month.shops)
            month.came.append(Came(visit_id, at, shop, random.choice(names), device, fault=fault))
    for n in range(max(1, count // 400)):
        at, channel = BEGAN + timedelta(hours=random.uniform(0, 24 * DAYS)), random.choice(names)
        device, shop = derived("hurry", month.seed, n), random.randrange(month.shops)
        for times in range(BURST):
            visit_id, moment = derived("hurry", month.seed, n, times), at + timedelta(seconds=4 * times)
            month.came.append(Came(visit_id, moment, shop, channel, device, fault="burst"))


@dataclass
class Truth:
    """What one shop's report must say, to the last visit and minor unit; and what really worked."""

    visits: Counter[str] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)
    total: Counter[str] = field(default_factory=Counter)
    last: dict[str, Counter[str]] = field(default_factory=dict)
    first: dict[str, Counter[str]] = field(default_factory=dict)
    worked: dict[str, float] = field(default_factory=dict)


def truth_of(month: Month, shop: int) -> Truth:
    """Added up from the month alone."""
    truth = Truth()
    for came in month.came:
        if came.shop == shop:
            (truth.left_out if came.fault else truth.visits)[came.fault or came.channel] += 1
    for order in month.bought:
        if order.shop != shop:
            continue
        what = Counter(
            orders=1,
            paid=order.minor,
            used=int(order.redeemed > 0),
            redeemed=order.redeemed,
            refunded=order.refunded,
            again=int(order.again),
            members=int(order.joined),
        )
        truth.total.update(what)
        truth.last.setdefault(order.counted[-1], Counter()).update(what)
        truth.first.setdefault(order.counted[0], Counter()).update(what)
        whole = sum(EFFECTS[channel] for channel in order.path)
        for channel in order.path:
            truth.worked[channel] = truth.worked.get(channel, 0) + EFFECTS[channel] / whole
    return truth
