"""What a deal must be before it is written."""

from collections.abc import Sequence

import msgspec

from linli.kernel import texts
from linli.kernel.refusals import INVALID
from linli.modules import markets
from linli.modules.catalog.model import Content, NewDeal, UseKind
from linli.modules.media import PICTURES

LONGEST_TITLE = 80
LONGEST_RULE = 200
MOST_LINES = 50
MOST_STOCK = 1_000_000
MOST_DAYS = 730
MOST_STORES = 200
# As many as a voucher has room for, and as much as one may be worth.
MOST_PARTS = 12
LARGEST_FACE = 10**8
MOST_TIMES = 365
MOST_BLACKOUTS = 20
FIRST_YEAR, LAST_YEAR = 2020, 2100
MOST_AHEAD_HOURS = 30 * 24
# Prices stay far below what a sum over a market could overflow.
MOST_MINOR = 10**10


def check_deal(new: NewDeal, currency: str) -> NewDeal:
    """The deal as it will be written: texts tidied, empty rules left out, an English title in any case.

    Refuses: invalid (field; the first that is wrong: title, title_en, contents, rules_zh, rules_en, and then
    in the order below).
    """
    title = texts.line(new.title, "title", LONGEST_TITLE)
    title_en = texts.line(new.title_en, "title_en", LONGEST_TITLE, shortest=0)
    if not 0 < len(new.contents) <= MOST_LINES:
        raise INVALID(field="contents")
    ready = msgspec.structs.replace(
        new,
        title=title,
        title_en=title_en or title,
        contents=[_proper(content) for content in new.contents],
        rules_zh=_proper_rules(new.rules_zh, "rules_zh"),
        rules_en=_proper_rules(new.rules_en, "rules_en"),
    )
    faults = {
        "icon": new.icon not in PICTURES,
        "price_minor": not 0 < new.price_minor <= MOST_MINOR,
        "list_price_minor": not new.price_minor <= new.list_price_minor <= MOST_MINOR,
        "currency": new.currency != currency,
        "stock": not 0 < new.stock <= MOST_STOCK,
        "per_person": not 0 < new.per_person <= MOST_STOCK,
        "valid_days": not 0 < new.valid_days <= MOST_DAYS,
        "usable": new.usable != "" and not markets.valid_expression(new.usable),
        "stores": len(new.store_ids) > MOST_STORES,
        **_faults_of_use(new),
    }
    _refuse_first(faults)
    return ready


def _faults_of_use(new: NewDeal) -> dict[str, bool]:
    """What is wrong with how it may be used; what its kind does not ask for stays at nothing."""
    rules = new.use_rules
    card, value, package = (rules.kind is kind for kind in (UseKind.TIMES, UseKind.VALUE, UseKind.PACKAGE))
    return {
        "contents": package and not 1 < len(new.contents) <= MOST_PARTS,
        "times": not (1 < rules.times <= MOST_TIMES if card else rules.times == 1),
        "face_minor": not (
            new.price_minor <= rules.face_minor <= LARGEST_FACE if value else rules.face_minor == 0
        ),
        "blackout": len(rules.blackout) > MOST_BLACKOUTS
        or any(
            one.until < one.since or one.since.year < FIRST_YEAR or one.until.year > LAST_YEAR
            for one in rules.blackout
        ),
        "valid_after_days": not 0 <= rules.valid_after_days < new.valid_days,
        "book_ahead_hours": not 0 <= rules.book_ahead_hours <= MOST_AHEAD_HOURS,
    }


def _proper(content: Content) -> Content:
    if not (0 < content.qty <= 1000 and 0 <= content.price_minor <= MOST_MINOR):
        raise INVALID(field="contents")
    name = texts.line(content.name, "contents", LONGEST_TITLE)
    name_en = texts.line(content.name_en, "contents", LONGEST_TITLE, shortest=0)
    return msgspec.structs.replace(content, name=name, name_en=name_en)


def _proper_rules(rules: Sequence[str], field: str) -> list[str]:
    if len(rules) > MOST_LINES:
        raise INVALID(field=field)
    return [rule for rule in (texts.line(one, field, LONGEST_RULE, shortest=0) for one in rules) if rule]


def _refuse_first(faults: dict[str, bool]) -> None:
    for field, wrong in faults.items():
        if wrong:
            raise INVALID(field=field)
