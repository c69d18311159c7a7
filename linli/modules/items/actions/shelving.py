"""Many categories at once: those of a trade, and those that a file names."""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from linli.kernel import ids, texts
from linli.kernel.database import Work
from linli.modules import markets
from linli.modules.items.actions.ranges import MOST_CATEGORIES
from linli.modules.items.model import Category
from linli.modules.items.queries import categories
from linli.modules.items.refusals import CATEGORY_FULL
from linli.modules.items.requirements import LONGEST_WORD
from linli.modules.items.statements import SQL
from linli.modules.items.templates import template_of
from linli.modules.items.words import folded


class Wanted(msgspec.Struct, frozen=True):
    """A category by its names and picture."""

    name: str
    name_en: str = ""
    icon: str = ""


async def apply_template(work: Work, market_id: int, merchant_id: UUID, trade: str) -> list[Category]:
    """A merchant's categories with those of a trade behind them; what there is stays as it is, and a second
    time adds nothing.

    Refuses: category_full (more than 200).
    """
    language = (await markets.market(work, market_id)).language
    shelves = [
        Wanted(one.name.within(language), one.en if language == "zh" else "", one.icon)
        for one in template_of(trade).categories
    ]
    await add_categories(work, market_id, merchant_id, shelves)
    return await categories(work, market_id, merchant_id)


async def add_categories(
    work: Work, market_id: int, merchant_id: UUID, wanted: Sequence[Wanted]
) -> dict[str, UUID]:
    """The categories of these names, by their folded names; those that are missing come behind the others.

    One that has either name is that one. The same by two people at once makes one. Refuses: invalid (name,
    name_en), category_full (more than 200).
    """
    known = await categories(work, market_id, merchant_id)
    found = {name: one.category_id for one in known for name in (folded(one.name_en), folded(one.name))}
    taken = {one.category_id for one in known}
    rows: list[dict[str, object]] = []
    after = max((one.position for one in known), default=-1) + 1
    for one in wanted:
        name, english = folded(one.name), folded(one.name_en)
        if name in found or english in found:
            found.setdefault(name, found.get(english) or found[name])
            continue
        # By its name, so that two who make it at once make the same; renamed since, it is another.
        key = ids.derived("category", market_id, merchant_id, name)
        found[name] = ids.uuid7() if key in taken else key
        rows.append({"category_id": str(found[name]), "position": after + len(rows), **_tidy(one)})
    if len(known) + len(rows) > MOST_CATEGORIES:
        raise CATEGORY_FULL(most=MOST_CATEGORIES)
    if rows:
        await work.run(SQL.add_categories, market_id, merchant_id, rows)
    return found


def _tidy(one: Wanted) -> dict[str, str]:
    name = texts.line(one.name, "name", LONGEST_WORD)
    name_en = texts.line(one.name_en, "name_en", LONGEST_WORD, shortest=0) or name
    return {"name": name, "name_en": name_en, "icon": one.icon}
