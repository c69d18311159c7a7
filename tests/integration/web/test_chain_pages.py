"""The chain at head office and desk: asked in, agreed, other terms compared, and what the range sold."""

from html import unescape

from linli.modules import chains, items, merchants, notices
from linli.modules.chains import Collects, RangeRule, Terms
from tests.integration.web.shop_stage import MARKET, NOODLES, SLUG, TEA, Browser, Stage

TERMS = {"range": "all", "collects": "branch", "own_articles": "yes", "hands_over": "yes"}
DESK = f"/{SLUG}/desk/tea/chain"


async def seen(browser: Browser, path: str) -> str:
    answer = await browser.get(path)
    assert answer.status_code == 200, answer.text[:300]
    return unescape(answer.text)


async def told(stage: Stage, words: str) -> bool:
    await stage.settle()
    async with stage.db.read() as reader:
        return any(words in one.body for one in await notices.latest(reader, MARKET))


async def branch_of_tea(stage: Stage) -> chains.Branch | None:
    async with stage.db.read() as reader:
        return await chains.branch_of(reader, MARKET, TEA)


async def test_a_store_is_asked_agrees_compares_other_terms_and_leaves(stage: Stage) -> None:
    office = f"/{SLUG}/head-office/{stage.deal.merchant_id}/chain"
    owner, other = await stage.browser("owner"), await stage.browser("stranger")
    page = await seen(owner, office)
    assert "1 of your stores is not in the chain" in page
    assert (await owner.post(f"{office}/own")).headers["location"].endswith("?done=own_added")
    assert "is not in the chain" not in await seen(owner, office)

    assert f"{office}/new?store=tea" in await seen(
        owner, f"{office}/new?q=http://linli.test/{SLUG}/stores/tea/"
    )
    assert "Run by" in await seen(owner, f"{office}/new?store=tea")
    for _ in "the second click":
        assert (await owner.post(office, store="tea", **TERMS)).status_code == 303
    assert await told(stage, "asks Chayin Tea into its chain")
    page = await seen(other, DESK)
    assert "asks Chayin Tea into its chain" in page
    assert "The branch gets the money" in page
    assert "A chain asks Chayin Tea to join" in await seen(other, f"/{SLUG}/desk/tea")
    stale = await other.post(f"{DESK}/agreement", revision="99")
    assert stale.status_code == 409
    asked = await branch_of_tea(stage)
    assert asked
    assert not asked.joined
    done = await other.post(f"{DESK}/agreement", revision=asked.revision)
    assert "The terms hold from now on" in await seen(other, done.headers["location"])
    assert await told(stage, "Chayin Tea has agreed")

    joined = await branch_of_tea(stage)
    assert joined
    about = f"{office}/{TEA}"
    terms = {**TERMS, "collects": "head", "revision": joined.revision}
    offered = await owner.post(about, **terms)
    assert offered.headers["location"].endswith("?done=terms_offered")
    assert (await owner.post(about, **{**terms, "range": "listed"})).status_code == 409
    assert "Waits for the franchisee" in await seen(owner, office)
    assert "Other terms for Chayin Tea wait for your answer" in await seen(other, f"/{SLUG}/desk/tea")
    assert "Other terms" not in await seen(owner, f"/{SLUG}/desk/noodles")
    page = await seen(other, DESK)
    assert "The head office gets the money" in page
    assert "<s>The branch gets the money</s>" in page
    now = await branch_of_tea(stage)
    assert now
    assert (await other.post(f"{DESK}/refusal", revision=now.revision)).headers["location"].endswith("=kept")
    kept = await branch_of_tea(stage)
    assert kept
    assert (kept.collects, kept.offer) == (Collects.BRANCH, None)
    assert (await other.post(f"{DESK}/leaving")).headers["location"].endswith("?done=left")
    assert await branch_of_tea(stage) is None
    assert await told(stage, "is no longer a branch")


async def test_nobody_but_the_owners_of_either_side_answers(stage: Stage) -> None:
    office = f"/{SLUG}/head-office/{stage.deal.merchant_id}/chain"
    owner = await stage.browser("owner")
    await owner.post(office, store="tea", **TERMS)
    asked = await branch_of_tea(stage)
    assert asked
    for name in ("manager", "stranger", "guest"):
        browser = await stage.browser(name)
        assert (await browser.get(office)).status_code in (403, 404), name
        assert (await browser.post(f"{office}/{TEA}/end")).status_code in (403, 404), name
    assert (await owner.post(f"{DESK}/agreement", revision=asked.revision)).status_code == 404
    assert (await owner.post(f"/{SLUG}/desk/noodles/chain/leaving")).status_code == 404
    async with stage.db.read() as reader:
        store = await merchants.store(reader, MARKET, NOODLES)
    assert (await owner.post(office, store=store.slug, **TERMS)).status_code == 303
    assert (await owner.post(f"{office}/{TEA}/end")).headers["location"].endswith("?done=ended")
    assert await branch_of_tea(stage) is None


async def test_a_territory_is_drawn_shown_ended_and_taken_back(stage: Stage) -> None:
    root = f"/{SLUG}/head-office/{stage.deal.merchant_id}"
    owner, at = await stage.browser("owner"), f"{root}/territories"
    await owner.post(f"{root}/chain/own")
    form = {"name": "River side", "store": str(NOODLES), "key": "once", "installs": "yes", "shape": "polygon"}
    said = await owner.post(at, **form, corners="30.24, 120.16\n30.25, 120.17")
    assert said.status_code == 422
    assert "At least three corners" in said.text
    assert "30.25, 120.17" in said.text
    corners = "30.24, 120.16\n30.25, 120.16\n30.25, 120.17"
    for _ in "the second click":
        assert (await owner.post(at, **form, corners=corners)).status_code == 303
    page = await seen(owner, at)
    assert page.count("Drawn with 3 corners") == 1
    assert "[[120.16,30.24],[120.16,30.25],[120.17,30.25]]" in page
    async with stage.db.read() as reader:
        (drawn,) = await chains.territories(reader, MARKET, stage.deal.merchant_id)
    here = f"{at}/{drawn.territory_id}"
    nothing = await owner.post(here, **form, corners=corners, revision="1", articles="some")
    assert "Choose at least one category or article" in nothing.text
    circle = {**form, "shape": "circle", "lat": "30.25", "lon": "120.16", "meters": "400", "revision": "1"}
    assert (await owner.post(here, **circle)).status_code == 303
    assert (await owner.post(here, **circle)).status_code == 409, "looked at before it was changed"
    assert "Within 400 m" in await seen(owner, at)
    gone = (await owner.post(f"{here}/removal")).headers["location"]
    page = await seen(owner, gone)
    assert "Within 400 m" not in page
    assert f"{here}/return" in page
    await owner.post(f"{here}/return")
    assert "Within 400 m" in await seen(owner, at)


async def test_the_head_office_lists_what_a_branch_may_sell(stage: Stage) -> None:
    head_id = stage.deal.merchant_id
    at = f"/{SLUG}/head-office/{head_id}/chain/{TEA}/range"
    new = [
        items.NewItem(
            kind=items.ItemKind.GOODS,
            title=title,
            title_en=english,
            variants=[items.NewVariant(price_minor=990)],
        )
        for title, english in (("茶杯", "Cup"), ("茶壶", "Pot"))
    ]
    async with stage.db.work() as work:
        cup, pot = await items.create_items(work, MARKET, head_id, new, [NOODLES])
        branch = await chains.invite_branch(work, MARKET, head_id, TEA, Terms(range=RangeRule.LISTED))
        franchisee = branch.merchant_id
        await chains.accept_terms(work, MARKET, franchisee, TEA, branch.revision)
    owner, other = await stage.browser("owner"), await stage.browser("stranger")

    async def sold() -> set[str]:
        async with stage.db.read() as reader:
            page = await items.items_of_store(reader, MARKET, TEA)
        return {one.title_en for one in page.items}

    page = await seen(owner, at)
    assert "Save what is ticked" in page
    both = [str(cup.item_id), str(pot.item_id)]
    saved = await owner.post(at, shown=both, item=both[1:])
    assert "The branch sells what is ticked" in await seen(owner, saved.headers["location"])
    assert await sold() == {"Pot"}
    assert "Cup" not in await seen(owner, f"{at}?only=listed")
    await owner.post(at, shown=both[:1], every="yes")
    assert await sold() == {"Cup", "Pot"}, "what the page did not show stays"
    await owner.post(at, shown=both)
    assert await sold() == set()
    assert (await owner.post(at, shown="nothing")).status_code == 422
    assert (await other.get(at)).status_code == 404

    now = await branch_of_tea(stage)
    assert now
    async with stage.db.work() as work:
        await chains.offer_terms(work, MARKET, head_id, TEA, Terms(), now.revision)
        await chains.accept_terms(work, MARKET, franchisee, TEA, now.revision + 1)
    assert await sold() == {"Cup", "Pot"}
    assert "sells all of your articles" in await seen(owner, at)
    assert (await owner.post(at, shown=both)).status_code == 409
    assert await sold() == {"Cup", "Pot"}
