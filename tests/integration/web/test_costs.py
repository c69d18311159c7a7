"""What hot pages and calls cost the database: as many statements as the budgets beside them say."""

import re
from pathlib import Path

from linli.modules import discovery
from linli.web import consumer
from tests.integration.web.consumer_stage import Street

_BUDGET = re.compile(r"^(?:--|#) budget: (?P<what>.+): (?P<statements>\d+) statements$", re.MULTILINE)
PAGES = Path(consumer.__file__).parent
BESIDE = (
    Path(discovery.__file__).parent / "sql" / "search.sql",
    *(PAGES / f"{page}.py" for page in ("home", "search", "store")),
)


def budgets() -> dict[str, int]:
    found = [match for path in BESIDE for match in _BUDGET.finditer(path.read_text("utf-8"))]
    return {match["what"]: int(match["statements"]) for match in found}


async def test_hot_pages_cost_what_their_budgets_say_whatever_is_asked(street: Street) -> None:
    await street.open_store("owls", name="夜猫书店", name_en="Night Owls", hours="Mo-Su 00:00-24:00")
    api, visitor = f"/api/v1/markets/{street.market.slug}", await street.visitor()
    asked = {
        "nearby": f"{api}/search?trade=restaurant",
        "words": f"{api}/search?q=noodles&open=true",
        "suggestions": f"{api}/suggestions?q=wang",
        "page of nearby": f"{street.root}/search?trade=restaurant",
        "page of words": f"{street.root}/search?q=noodles&open=1",
        "page of a store": f"{street.root}/stores/wangjie-noodles",
        "front page": street.root,
    }
    await visitor.get(street.root)
    cost = {what: await street.queries(visitor, path) for what, path in asked.items()}
    assert cost == budgets()
