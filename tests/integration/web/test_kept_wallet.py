"""The wallet that a phone keeps for when there is no network, and the app around it."""

import re
from datetime import UTC, datetime

import msgspec
import pytest

from linli.kernel.money import Money
from linli.modules import vouchers
from linli.web.consumer.cards import left_of, part_lines
from linli.web.consumer.kept import MODULES
from linli.web.consumer.tongue import Tongue
from linli.web.shared.assets import STATIC_DIR
from linli.web.shared.formatting import Formatter
from linli.web.shared.i18n import Translator, load_catalog
from tests.integration.vouchers.stage import DINNER, HUNDRED, TEN_TIMES
from tests.integration.web.consumer_stage import Street

_IMPORT = re.compile(r'^import [^;]*?"\./(?P<name>[\w/-]+\.js)";$', re.MULTILINE)
_LINKS = re.compile(r'(?:src|href)="/static/[0-9a-f]{8}/(?P<path>[^"#]+)')


async def test_what_is_kept_is_every_usable_voucher_with_its_code_and_nothing_to_send(street: Street) -> None:
    visitor = await street.visitor("小满")
    order = await street.bought(visitor, 3)
    used = await street.redeem(order)
    page = await visitor.see(f"{street.root}/kept")
    others = [one for one in await street.vouchers_of(order) if one.voucher_id != used.voucher_id]
    assert all(one.code_grouped in page and f'id="kept-{one.voucher_id}"' in page for one in others)
    assert used.code_grouped not in page
    assert page.count('aria-label="QR code of this voucher"') == 2
    assert "<form" not in page


async def test_the_copy_is_confirmed_by_its_tag_until_something_changes(street: Street) -> None:
    visitor = await street.visitor("小满")
    order = await street.bought(visitor, 2)
    first = await visitor.get(f"{street.root}/kept")
    tag = {"If-None-Match": first.headers["etag"]}
    again = await visitor.http.get(f"{street.root}/kept", headers=tag)
    assert (again.status_code, again.content) == (304, b"")
    assert datetime.fromisoformat(again.headers["x-kept-at"]) >= datetime.fromisoformat(
        first.headers["x-kept-at"]
    )
    await street.redeem(order)
    assert (await visitor.http.get(f"{street.root}/kept", headers=tag)).status_code == 200
    visitor.http.headers["accept-language"] = "zh"
    assert (await visitor.http.get(f"{street.root}/kept", headers=tag)).status_code == 200


async def test_every_session_has_a_mark_of_its_own_and_nobody_has_none(street: Street) -> None:
    def mark(page: str) -> str:
        return re.findall(r'<meta name="linli-holder" content="([0-9a-f]*)">', page)[0]

    first, second = [await street.visitor("小满") for _ in range(2)]
    marks = [mark(await one.see(f"{street.root}/wallet")) for one in (first, second)]
    assert len({*marks, ""}) == 3
    assert (await first.get(f"{street.root}/kept")).headers["x-linli-holder"] == marks[0]
    passerby = await street.visitor()
    assert mark(await passerby.see(street.root)) == ""
    assert (
        (await passerby.get(f"{street.root}/kept", 303))
        .headers["location"]
        .startswith(f"{street.root}/sign-in")
    )


async def test_every_script_that_the_kept_page_needs_is_named_in_it(street: Street) -> None:
    page = await (await street.visitor("小满")).see(f"{street.root}/kept")
    named = set(_LINKS.findall(page))
    scripts = [path for path in named if path.startswith("js/")]
    imported = {f"js/{name}" for path in scripts for name in _IMPORT.findall((STATIC_DIR / path).read_text())}
    assert imported <= named
    assert set(MODULES) <= imported


async def test_the_app_has_a_name_in_both_languages_icons_that_are_there_and_a_start_that_answers(
    street: Street,
) -> None:
    visitor = await street.visitor()
    names = set()
    for locale in ("en", "zh"):
        answer = await visitor.get(f"{street.root}/app.webmanifest?lang={locale}")
        assert answer.headers["content-type"] == "application/manifest+json"
        manifest = answer.json()
        assert manifest["lang"] == locale
        names.add(manifest["name"])
        for icon in manifest["icons"]:
            assert (await visitor.get(icon["src"])).headers["content-type"] == icon["type"]
        assert manifest["start_url"].startswith(manifest["scope"])
        await visitor.get(manifest["start_url"])
    assert len(names) == 2


async def test_the_worker_comes_fresh_and_may_ask_nobody_but_us(street: Street) -> None:
    answer = await (await street.visitor()).get(f"{street.root}/kept-worker.js")
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.headers["content-security-policy"] == "default-src 'none'; connect-src 'self'"


@pytest.mark.parametrize(
    ("uses", "said"),
    [
        (TEN_TIMES, ["10 of 10 left"]),
        (HUNDRED, ["¥100 of ¥100 left to spend"]),
        (DINNER, ["6 of 6 left", "Roast duck", "1 of 1 left", "Drinks", "4 of 4 left"]),
    ],
)
async def test_what_is_left_of_a_voucher_is_said_wherever_it_is_shown(
    street: Street, uses: vouchers.Uses, said: list[str]
) -> None:
    visitor = await street.visitor("小满")
    assert visitor.person
    shop, until = street.store, datetime(2100, 1, 1, tzinfo=UTC)
    order = await street.order(visitor)
    about = (order.order_id, street.deal.deal_id, shop.store_id, shop.merchant_id, visitor.person.person_id)
    async with street.db.work() as work:
        [voucher] = await vouchers.issue(
            work, shop.market_id, *about, "晚餐", "Dinner", Money(25_800, "CNY"), 1, "", until, uses=uses
        )
    pages = [await visitor.see(f"{street.root}/{path}") for path in ("wallet", "kept")]
    pages.append(await visitor.see(f"{street.root}/vouchers/{voucher.voucher_id}"))
    assert all(said[0] in page for page in pages)
    assert all(words in page for page in pages[1:] for words in said)
    tongue = Tongue("en", Translator("en", load_catalog("en"), strict=True), Formatter("en", "UTC", until))
    spent = msgspec.structs.replace(voucher, used=(1, *voucher.used[1:]))
    assert left_of(spent, tongue) == {
        "times": "9 of 10 left",
        "value": "¥99.99 of ¥100 left to spend",
        "package": "5 of 6 left",
    }.get(spent.kind.value)
    assert [part.over for part in part_lines(spent, tongue)][:1] in ([], [True])
