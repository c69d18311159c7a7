"""What is told about keeping and erasing is what the code does; and the file that people take away."""

import io
import re
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from linli.kernel.facts import Fact
from linli.modules.carts.actions import FORGOTTEN_AFTER
from linli.modules.items.jobs import KEPT as IMPORTS_KEPT
from linli.modules.merchants.jobs import KEPT_FOR
from linli.modules.privacy.export import Chapter, packed
from linli.modules.privacy.jobs import FORGETTING
from linli.modules.privacy.retention import LIMITS, limit_of
from linli.modules.privacy.rules import RULES
from linli.modules.privacy.wording import named
from linli.modules.recommendations.jobs import KEPT, USES_KEPT

ROOT = Path(__file__).parents[3]


def _between(page: str, mark: str) -> str:
    found = re.search(rf"<!-- {mark} -->\n(.*?)\n?<!-- /{mark} -->", page, re.DOTALL)
    assert found
    return found[1]


def limits_table() -> str:
    lines = [f"| `{one.kind}` | {one.days} | {one.why} | `{one.by}` |" for one in LIMITS]
    return "\n".join(["| kind | days | why so long | ended by |", "|---|---|---|---|", *lines])


def rules_table() -> str:
    by_why: dict[tuple[str, str], list[str]] = {}
    for table, rule in RULES.items():
        by_why.setdefault((rule.fate.value, rule.why), []).append(f"`{table}`")
    lines = [f"| {fate} | {why} | {', '.join(tables)} |" for (fate, why), tables in by_why.items()]
    return "\n".join(["| fate | why | tables |", "|---|---|---|", *lines])


def test_the_page_for_operators_says_what_the_code_does() -> None:
    page = (ROOT / "docs/operate/privacy.md").read_text("utf-8")
    assert _between(page, "limits") == limits_table()
    assert _between(page, "rules") == rules_table()


def test_every_limit_is_kept_by_somebody() -> None:
    assert {one.kind for one in LIMITS if one.by == "keep_limits"} == set(FORGETTING)
    elsewhere = {
        "visits": KEPT,
        "uses_by_hour": USES_KEPT,
        "cart_lines": FORGOTTEN_AFTER,
        "applications": KEPT_FOR,
        "imports": IMPORTS_KEPT,
    }
    assert {one.kind for one in LIMITS if one.by != "keep_limits"} == set(elsewhere)
    assert {kind: limit_of(kind).time for kind in elsewhere} == elsewhere


def test_every_kind_and_field_that_is_told_has_a_name() -> None:
    kinds, fields = named()
    for path in (ROOT / "linli/modules").glob("*/persons.sql"):
        told = path.read_text("utf-8")
        assert set(re.findall(r"SELECT '(\w+)' AS kind", told)) <= kinds, path
        shown = {name for name in re.findall(r"'(\w+)', t\.", told) if not name.endswith("_id")}
        assert shown - {"currency"} <= fields, path


def test_a_file_to_take_away_has_all_of_it_for_programs_and_for_people() -> None:
    store = "0192e4a0-0000-7000-8000-000000000001"
    profile = Fact("profile", {"nickname": "<b>小满</b>", "phone": "+8613800000000"})
    order = Fact("orders", {"store_id": store, "total_minor": 6205, "currency": "CNY", "paid_at": None})
    chapters = [Chapter("hangzhou", "杭州"), Chapter("helsinki", "Helsinki")]
    chapters[0].add([profile, order])
    chapters[0].stores = {store: "望街面馆"}
    chapters[1].add([profile])
    assert [str(one) for one in chapters[0].store_ids()] == [store]
    body = packed(chapters, "zh", datetime(2026, 11, 23, tzinfo=UTC))
    with zipfile.ZipFile(io.BytesIO(body)) as file:
        told = msgspec.json.decode(file.read("linli.json"))
        page = file.read("linli.html").decode()
    assert told["markets"] == {
        "hangzhou": {"profile": [profile.said], "orders": [order.said]},
        "helsinki": {},
    }
    assert "&lt;b&gt;小满" in page
    assert "<b>" not in page
    assert all(words in page for words in ("62.05 CNY", "望街面馆", "订单 (1)", "这里没有关于你的任何信息"))
    assert store not in page
