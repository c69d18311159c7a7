"""Every page that can be opened, in both languages, on phone and desktop, in light and dark."""

import asyncio
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import quote

import pytest
import pytest_asyncio
from litestar.handlers import HTTPRouteHandler

from linli.web.consumer.routes import ROUTES as CONSUMER
from linli.web.merchant.routes import ROUTES as MERCHANT
from linli.web.operator.routes import ROUTES as OPERATOR
from tests.browser import (
    code_pages,
    errands,
    findings,
    goods_pages,
    me_pages,
    screen_pages,
    sign_in,
    terminal_pages,
    till_pages,
    valid_html,
)
from tests.browser.errands import Props
from tests.browser.theater import DESKTOP, PHONE, Person, Theater
from tests.browser.visits import FOUND, FOUND_PARTS, WALLET, WALLET_FILES, Visit, visits
from tests.product import Product

FACES = {"consumer": CONSUMER, "merchant": MERCHANT, "operator": OPERATOR}
SHOWN = [("hangzhou", "zh"), ("helsinki", "en")]
# Colors and wide layouts are the same in every language, so one of them is judged in the dark on a desktop.
DARK = "zh"
AT_ONCE = 3
# What a page keeps for when there is no network is all there before it is left (kept.js holds the lock).
ALL_KEPT = "() => navigator.locks.request('linli-kept', () => true)"
# The new colors are there with the next frame.
NEXT_FRAMES = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


STORE, DEAL = "/{market}/stores/{slug}", "/{market}/deals/{deal_id}"
ROOM = "/{market}/operator"
APPLICATION = "/{market}/applications/{application}"
# The room's lists as files, by the end of their addresses.
EXPORTS = (
    "applications",
    "orders",
    "vouchers",
    "refunds",
    "merchants",
    "stores",
    "reviews",
    "people",
    "journal",
    "outbox",
    "guessing",
)
OFFICE, HEAD_OFFICE = "/{market}/head-office/{merchant_id}", "/{market:str}/head-office/{merchant_id:uuid}"
OF_MONEY = ("statements", "disputes", "payouts", "rules")
OF_FINANCE = {
    **{name: name for name in (*OF_MONEY, "finance", "days", "channels", "customers", "footfall")},
    "statements/{statement_id:uuid}": "statements/{statement_id}",
    "disputes/{dispute_id:uuid}": "disputes/{dispute_id}",
    "merchants/{merchant_id:uuid}/money": "merchants/{merchant_id}/money",
    "rules/new": "rules/new?kind=split",
    "rules/explanation": "rules/explanation?store={slug}",
    "rules/{rule_id:uuid}": "rules/{rule_id}",
    "days/{day:str}": "days/{day}",
}
DESK, COUNTER = "/{market}/desk/{slug}", "/{market}/counter/{slug}"
STATEMENT = DESK + "/money/statements/{statement_id}"
DESK_PAGES = (
    "orders results customers footfall deals deals/new reviews money "
    "money/statements money/bank platforms profile photos hours service-area staff"
)
# Every route of the faces that shows a page, and how it is opened; the test below misses none.
PAGES: dict[str, list[Visit]] = {
    "/": visits("anyone", "/", main=True),
    "/{market:str}": visits("anyone", "/{market}", main=True),
    **FOUND,
    "/{market:str}/stores/{slug:str}": [
        *visits("anyone", STORE, main=True),
        *visits("consumer", STORE),
    ],
    "/{market:str}/deals/{deal_id:uuid}": visits("anyone", DEAL, main=True),
    "/{market:str}/deals/{deal_id:uuid}/checkout": visits("consumer", DEAL + "/checkout", main=True),
    "/{market:str}/orders": visits("consumer", "/{market}/orders", main=True),
    "/{market:str}/orders/{order_id:uuid}": [
        *visits("consumer", "/{market}/orders/{paid}", main=True),
        *visits("consumer", "/{market}/orders/{used}", "/{market}/orders/{refunded}"),
        *visits("consumer", "/{market}/orders/{canceled}", "/{market}/orders/{awaiting}"),
        *visits("consumer", "/{market}/orders/{awaiting}?provider=away"),
        *visits("consumer", "/{market}/orders/{awaiting}?provider=other"),
    ],
    "/{market:str}/orders/{order_id:uuid}/review": visits("consumer", "/{market}/orders/{used}/review"),
    **WALLET,
    "/{market:str}/for-you": [
        *visits("anyone", "/{market}/for-you"),
        *visits("consumer", "/{market}/for-you"),
    ],
    "/{market:str}/following": visits("consumer", "/{market}/following"),
    "/{market:str}/sign-in": [
        *visits("anyone", "/{market}/sign-in", main=True),
        *visits("anyone", "/{market}/sign-in?way=password"),
    ],
    **me_pages.PAGES,
    "/sandbox/messages": visits("anyone", "/sandbox/messages"),
    "/{market:str}/counter": visits("two shops", "/{market}/counter"),
    "/{market:str}/counter/{slug:str}": visits("owner", COUNTER, main=True),
    "/{market:str}/counter/{slug:str}/shift": visits("owner", COUNTER + "/shift", main=True),
    "/{market:str}/counter/{slug:str}/offline": visits("anyone", COUNTER + "/offline", main=True),
    "/{market:str}/counter/{slug:str}/foreign-uses/{use_id:uuid}": visits(
        "owner", COUNTER + "/foreign-uses/{foreign_taken}", COUNTER + "/foreign-uses/{foreign_unclear}"
    ),
    "/{market:str}/desk": visits("two shops", "/{market}/desk"),
    "/{market:str}/desk/{slug:str}": visits("owner", DESK, main=True),
    **{
        f"/{{market:str}}/desk/{{slug:str}}/{end}": visits("owner", f"{DESK}/{end}", main=True)
        for end in DESK_PAGES.split()
    },
    **{
        HEAD_OFFICE + end.replace("_id}", "_id:uuid}"): visits("owner", OFFICE + end, main=True)
        for end in ("", "/results", "/branches", "/branches/new", "/branches/{store_id}/closing")
    },
    "/{market:str}/desk/{slug:str}/orders/today": visits("owner", DESK + "/orders/today"),
    "/{market:str}/desk/{slug:str}/orders/{order_id:uuid}": visits(
        "owner", DESK + "/orders/{used}", main=True
    ),
    "/{market:str}/desk/{slug:str}/vouchers": [
        *visits("owner", DESK + "/vouchers", main=True),
        *visits("owner", DESK + "/vouchers?tail=0000"),
    ],
    "/{market:str}/desk/{slug:str}/results/{kind:str}": [
        *visits("owner", DESK + "/results/paid?days=90", main=True),
        *visits("owner", DESK + "/results/visited"),
    ],
    "/{market:str}/desk/{slug:str}/deals/{deal_id:uuid}": visits(
        "owner", DESK + "/deals/{deal_id}", main=True
    ),
    "/{market:str}/desk/{slug:str}/money/entries/{entry_id:uuid}": visits(
        "owner", DESK + "/money/entries/{entry_id}", main=True
    ),
    "/{market:str}/desk/{slug:str}/money/statements/{statement_id:uuid}": visits(
        "owner", STATEMENT, main=True
    ),
    "/{market:str}/desk/{slug:str}/money/statements/{statement_id:uuid}/print": visits(
        "owner", STATEMENT + "/print", main=True
    ),
    "/{market:str}/desk/{slug:str}/money/statements/{statement_id:uuid}/disputes/{entry_id:uuid}": visits(
        "owner", STATEMENT + "/disputes/{entry_id}", main=True
    ),
    "/{market:str}/desk/{slug:str}/staff/invitations/{invitation_id:uuid}": visits(
        "owner", DESK + "/staff/invitations/{invitation_id}", main=True
    ),
    **terminal_pages.PAGES,
    **screen_pages.PAGES,
    **till_pages.PAGES,
    **goods_pages.PAGES,
    **code_pages.PAGES,
    "/{market:str}/invitations/{signed:str}": [
        *visits("anyone", "{invitation_path}"),
        *visits("consumer", "{invitation_path}", main=True),
    ],
    "/{market:str}/stores/{slug:str}/trust": visits("anyone", STORE + "/trust", main=True),
    "/{market:str}/stores/{slug:str}/claim": [Visit("consumer", STORE + "/claim", status=409)],
    "/{market:str}/applications": [
        *visits("anyone", "/{market}/applications"),
        *visits("applicant", "/{market}/applications", main=True),
        *visits("owner", "/{market}/applications"),
    ],
    "/{market:str}/applications/{application_id:uuid}": visits("applicant", APPLICATION, main=True),
    "/{market:str}/applications/{application_id:uuid}/{step:str}": [
        *visits("applicant", APPLICATION + "/business", APPLICATION + "/store", main=True),
        *visits("applicant", APPLICATION + "/person", APPLICATION + "/review"),
    ],
    "/{market:str}/operator/applications": [
        *visits("operator", ROOM + "/applications", main=True),
        *visits("operator", ROOM + "/applications?state=due", ROOM + "/applications?q=nowhere-at-all"),
        *visits("operator", ROOM + "/applications?state=approved"),
    ],
    "/{market:str}/operator/applications/{application_id:uuid}": [
        *visits("operator", ROOM + "/applications/{application}", main=True),
        *visits("operator", ROOM + "/applications/{queued}"),
    ],
    "/{market:str}/operator": visits("operator", "/{market}/operator", main=True),
    "/{market:str}/operator/search": visits("operator", ROOM + "/search"),
    "/{market:str}/operator/orders": [
        *visits("operator", ROOM + "/orders", main=True),
        *visits("operator", ROOM + "/orders?state=paid&since=2020-01-01", ROOM + "/orders?q=nothing"),
    ],
    "/{market:str}/operator/orders/{order_id:uuid}": [
        *visits("operator", ROOM + "/orders/{used}", main=True),
        *visits("operator", ROOM + "/orders/{refunded}", ROOM + "/orders/{awaiting}"),
    ],
    "/{market:str}/operator/vouchers": visits("operator", ROOM + "/vouchers"),
    "/{market:str}/operator/refunds": visits("operator", ROOM + "/refunds"),
    "/{market:str}/operator/refunds/{refund_id:uuid}": visits("operator", ROOM + "/refunds/{refund_id}"),
    "/{market:str}/operator/loose-ends": visits("operator", ROOM + "/loose-ends"),
    "/{market:str}/operator/loose-ends/{loose_end_id:uuid}": visits(
        "operator", ROOM + "/loose-ends/{loose_end_id}", main=True
    ),
    "/{market:str}/operator/merchants": visits("operator", ROOM + "/merchants"),
    "/{market:str}/operator/merchants/{merchant_id:uuid}": visits(
        "operator", ROOM + "/merchants/{merchant_id}", main=True
    ),
    "/{market:str}/operator/stores": visits("operator", ROOM + "/stores?trade=cafe"),
    "/{market:str}/operator/reviews": visits("operator", ROOM + "/reviews", main=True),
    "/{market:str}/operator/people": visits("operator", ROOM + "/people", main=True),
    "/{market:str}/operator/people/{person_id:uuid}": visits(
        "operator", ROOM + "/people/{consumer_id}", main=True
    ),
    "/{market:str}/operator/ledger": visits("operator", ROOM + "/ledger", main=True),
    "/{market:str}/operator/ledger/accounts": visits("operator", ROOM + "/ledger/accounts?purpose=escrow"),
    "/{market:str}/operator/ledger/accounts/{account_id:uuid}": visits(
        "operator", ROOM + "/ledger/accounts/{account_id}"
    ),
    **{
        f"/{{market:str}}/operator/{path}": visits("operator", f"{ROOM}/{seen}", main=True)
        for path, seen in OF_FINANCE.items()
    },
    "/{market:str}/operator/ledger/set-aside": visits("operator", ROOM + "/ledger/set-aside"),
    "/{market:str}/operator/journal": visits("operator", ROOM + "/journal"),
    "/{market:str}/operator/reconciliation": [
        *visits("operator", ROOM + "/reconciliation", main=True),
        *visits("operator", ROOM + "/reconciliation?state=missing"),
    ],
    "/{market:str}/operator/differences": [
        *visits("operator", ROOM + "/differences?state=open", main=True),
        *visits("operator", ROOM + "/differences?difference=payout"),
    ],
    "/{market:str}/operator/differences/{difference_id:uuid}": [
        *visits("operator", ROOM + "/differences/{difference_id}", main=True),
    ],
    "/{market:str}/operator/outbox": visits("operator", ROOM + "/outbox"),
    "/{market:str}/operator/jobs": visits("operator", ROOM + "/jobs"),
    "/{market:str}/operator/workings": visits("operator", ROOM + "/workings"),
    "/{market:str}/operator/guessing": visits("operator", ROOM + "/guessing"),
    "/{market:str}/operator/trail": visits("operator", ROOM + "/trail"),
    "/{market:str}/operator/team": visits("operator", ROOM + "/team", main=True),
    "/{market:str}/operator/settings": visits("operator", ROOM + "/settings", main=True),
    "/{market:str}/operator/markets": visits("operator", ROOM + "/markets"),
}
# Answers that are no pages: files, and ways that lead on to a page.
NO_PAGES: dict[str, tuple[str, str, int]] = {
    **WALLET_FILES,
    **goods_pages.NO_PAGES,
    **code_pages.NO_PAGES,
    **till_pages.NO_PAGES,
    "/{market:str}/me/proof": ("consumer", "/{market}/me/proof", 303),
    "/{market:str}/applications/{application_id:uuid}/files/{name:str}": (
        "applicant",
        APPLICATION + "/files/license",
        200,
    ),
    "/{market:str}/operator/applications/{application_id:uuid}/files/{name:str}": (
        "operator",
        ROOM + "/applications/{application}/files/license",
        200,
    ),
    **FOUND_PARTS,
    "/{market:str}/stores/{slug:str}/card": ("anyone", STORE + "/card", 200),
    "/{market:str}/orders/{order_id:uuid}/return": ("consumer", "/{market}/orders/{paid}/return", 303),
    # With a provider that shows codes or has pages of its own it is a page: see test_paying_stories.
    "/{market:str}/orders/{order_id:uuid}/paying": ("consumer", "/{market}/orders/{paid}/paying", 303),
    "/{market:str}/orders/{order_id:uuid}/payment-check": (
        "consumer",
        "/{market}/orders/{paid}/payment-check",
        303,
    ),
    "/{market:str}/orders/{order_id:uuid}/payer": ("consumer", "/{market}/orders/{paid}/payer", 303),
    "/{market:str}/counter/worker.js": ("anyone", "/{market}/counter/worker.js", 200),
    "/{market:str}/counter/{slug:str}/app.webmanifest": ("anyone", COUNTER + "/app.webmanifest", 200),
    "/{market:str}/counter/{slug:str}/preview": ("owner", COUNTER + "/preview", 303),
    "/{market:str}/counter/{slug:str}/redemptions": ("owner", COUNTER + "/redemptions", 303),
    "/{market:str}/head-office": ("owner", "/{market}/head-office", 303),
    "/{market:str}/desk/{slug:str}/customers.csv": ("owner", DESK + "/customers.csv", 200),
    "/{market:str}/desk/{slug:str}/money.csv": ("owner", DESK + "/money.csv", 200),
    "/{market:str}/desk/{slug:str}/money/statements/{statement_id:uuid}/lines.csv": (
        "owner",
        STATEMENT + "/lines.csv",
        200,
    ),
    "/{market:str}/desk/{slug:str}/money/statements/{statement_id:uuid}/lines.xlsx": (
        "owner",
        STATEMENT + "/lines.xlsx",
        200,
    ),
    "/{market:str}/operator/day-files/{day:str}": ("operator", ROOM + "/day-files/{day}.csv", 200),
    **{
        f"/{{market:str}}/operator/{name}.csv": ("operator", f"{ROOM}/{name}.csv", 200)
        for name in (
            *EXPORTS,
            "channels",
            "statements",
            "disputes",
            "payouts",
            "rules",
            "applications",
            "ledger/accounts",
            "ledger/set-aside",
            "loose-ends",
            "jobs",
            "trail",
            "reconciliation",
            "differences",
        )
    },
    "/{market:str}/operator/ledger/accounts/{account_id:uuid}/statement.csv": (
        "operator",
        ROOM + "/ledger/accounts/{account_id}/statement.csv",
        200,
    ),
}


def routes_that_answer_get(handlers: Iterable[HTTPRouteHandler]) -> set[str]:
    return {path for one in handlers if "GET" in one.http_methods for path in one.paths}


def test_every_get_route_of_the_faces_is_visited_here() -> None:
    known = {path for handlers in FACES.values() for path in routes_that_answer_get(handlers)}
    assert known == PAGES.keys() | NO_PAGES.keys()


@pytest_asyncio.fixture(scope="session", params=SHOWN, ids=["hangzhou-zh", "helsinki-en"])
async def shown(request: pytest.FixtureRequest, stage: Product) -> tuple[str, str, Props]:
    """A market with orders in every state, and the language in which it is read."""
    market, locale = request.param
    await errands.employ_in_two_shops(stage, market)
    return market, locale, await errands.set_up(stage, market)


@pytest.mark.parametrize("face", FACES)
async def test_every_page_is_sound(
    theater: Theater, shown: tuple[str, str, Props], face: str, tmp_path: Path
) -> None:
    market, locale, props = shown
    wanted = [one for path in sorted(routes_that_answer_get(FACES[face])) for one in PAGES.get(path, [])]
    by_person: dict[str, list[Visit]] = {}
    for one in wanted:
        by_person.setdefault(one.who, []).append(one)
    faults: list[str] = []
    for who, theirs in by_person.items():
        state = props.at_device if who == "device" else await signed_in(theater, market, locale, who)

        async def some(share: list[Visit], who: str = who, state: object = state) -> None:
            person = await theater.person(who, locale, state=state)
            for one in share:
                address = one.address.format(market=market, **props.named())
                faults.extend(
                    [f"{address}: {fault}" for fault in await judged(person, one, address, tmp_path)]
                )

        await asyncio.gather(*(some(theirs[start::AT_ONCE]) for start in range(min(AT_ONCE, len(theirs)))))
    faults += await asyncio.to_thread(valid_html.faults_in, tmp_path)
    assert not faults, "\n".join(faults)


async def judged(person: Person, visit: Visit, address: str, folder: Path) -> list[str]:
    """Open a page on a phone in the light, then widen it to a desktop, in the dark where it is a main one.

    Its HTML, as the server sent it, is kept in the folder.
    """
    page = person.page
    answer = await page.goto(person.stage.url + address)
    assert answer
    (folder / f"{quote(address, safe='')[:200]}.html").write_bytes(await answer.body())
    faults = [] if person.status == visit.status else [f"answered {person.status}"]
    faults += await findings.but_axe(page, person.locale)
    faults += await findings.axe(page, Theater.seen(PHONE, "light"))
    await page.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})
    faults += [f"desktop: {fault}" for fault in await findings.too_wide(page)]
    if visit.main and person.locale == DARK:
        await page.emulate_media(color_scheme="dark")
        await page.evaluate(NEXT_FRAMES)
        dark = Theater.seen(DESKTOP, "dark")
        faults += [f"desktop, dark: {fault}" for fault in await findings.axe(page, dark)]
        await page.emulate_media(color_scheme="light")
    await page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    await page.evaluate(ALL_KEPT)
    heard, person.faults = person.faults, []
    return faults + heard


async def signed_in(theater: Theater, market: str, locale: str, who: str) -> object:
    """The cookies of one of the cast; none of a passer-by."""
    if who == "anyone":
        return None
    role = "operator" if who == "two shops" else who
    person = await theater.person(who, locale)
    await sign_in.by_password(person, market, errands.signs_in(market, role).phone)
    return await person.context.storage_state()
