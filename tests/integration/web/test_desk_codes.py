"""Codes of places at the desk: made, shown with what came of them, led somewhere else, ended."""

import csv
import io
import re
from uuid import UUID
from xml.etree import ElementTree

import openpyxl
from PIL import Image

from linli.modules import marketing
from linli.modules.marketing import CodeFilter
from linli.web.shared.security import new_nonce
from tests.integration.web.shop_stage import MARKET, NOODLES, SETTINGS, SLUG, Browser, Stage

CODES = f"/{SLUG}/desk/noodles/codes"
EVERY = CodeFilter()


async def codes_of(stage: Stage, wanted: CodeFilter = EVERY) -> list[marketing.LinkLine]:
    async with stage.db.read() as reader:
        return (await marketing.links_of_store(reader, MARKET, NOODLES, wanted, size=500)).items


async def newest(stage: Stage) -> marketing.LinkLine:
    return (await codes_of(stage))[0]


async def make(browser: Browser, label: str, count: str = "1", **fields: str) -> str:
    """Where the desk goes after the form."""
    sent = {"key": new_nonce(), "channel": "table_card", "label": label, "count": count, "landing": "store"}
    answer = await browser.post(CODES, **{**sent, **fields})
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


async def test_a_code_is_made_and_shows_its_picture_address_and_place(stage: Stage) -> None:
    manager = await stage.browser("manager")
    more = {"place": "12 号桌", "campaign": "春节", "landing": f"deal:{stage.deal.deal_id}"}
    assert await make(manager, "窗边", **more) == f"{CODES}?done=link_made"
    link = await newest(stage)
    page = (await manager.get(f"{CODES}?done=link_made")).text
    assert "Your code is ready" in page
    for words in ("窗边", "12 号桌", "春节", "Deal: "):
        assert words in page
    card = (await manager.get(f"{CODES}/{link.link_id}")).text
    assert SETTINGS.public_url + marketing.link_path(SLUG, link.code) in card
    drawing = await manager.get(f"{CODES}/{link.link_id}/qr.svg")
    assert drawing.headers["content-type"].startswith("image/svg+xml")
    assert f"table_card-{link.code}.svg" in drawing.headers["content-disposition"]
    assert ElementTree.fromstring(drawing.text).tag == "{http://www.w3.org/2000/svg}svg"
    picture = await manager.get(f"{CODES}/{link.link_id}/qr.png")
    assert picture.headers["content-type"] == "image/png"
    assert min(Image.open(io.BytesIO(picture.content)).size) > 400
    moved = await manager.get(f"/{SLUG}/desk/noodles/links")
    assert (moved.status_code, moved.headers["location"]) == (301, CODES)


async def test_a_form_sent_twice_makes_its_codes_once_and_the_next_form_others(stage: Stage) -> None:
    manager = await stage.browser("manager")
    before, keys = len(await codes_of(stage)), []
    for _ in range(2):
        (key,) = re.findall(r'name="key" value="([^"]+)"', (await manager.get(CODES)).text)
        keys.append(key)
    for key in (keys[0], keys[0], keys[1]):
        assert await make(manager, "同一面墙", key=key) == f"{CODES}?done=link_made"
    assert len(await codes_of(stage)) == before + 2
    other = await manager.post(
        CODES, key=keys[0], channel="wall", label="另一面墙", count="1", landing="store"
    )
    assert other.status_code == 422
    batch = {await make(manager, "传单", "3", key="one-batch") for _ in range(2)}
    assert len(batch) == 1
    assert len(await codes_of(stage)) == before + 5


async def test_what_was_typed_is_kept_beside_the_refusal(stage: Stage) -> None:
    manager = await stage.browser("manager")
    typed = {"key": "kept-key", "channel": "poster", "label": "长" * 61, "count": "7", "place": "左边"}
    answer = await manager.post(CODES, landing="menu", **typed)
    assert answer.status_code == 422
    for words in ("Give it a name of 1 to 60 characters", "长" * 61, 'value="kept-key"', 'value="左边"'):
        assert words in answer.text
    assert re.search(r'<option value="poster" selected', answer.text)
    wrong = {"channel": "telepathy", "count": "5001", "landing": "deal:x", "clerk": str(NOODLES)}
    for name, value in wrong.items():
        fields = {"key": "k", "channel": "wall", "label": "x", "count": "1", "landing": "store", name: value}
        assert (await manager.post(CODES, **fields)).status_code == 422, name


async def test_a_code_shows_what_came_of_it(stage: Stage) -> None:
    manager = await stage.browser("manager")
    await make(manager, "Mia's blog", channel="influencer")
    link = await newest(stage)
    async with stage.db.work() as work:
        visited = await marketing.visit(work, MARKET, link.code)
    (voucher,) = await stage.buy(visit_id=visited.visit_id)
    async with stage.db.work() as work:
        about = (work, MARKET, voucher.order_id, NOODLES)
        await marketing.record_ordered(*about, visited.visit_id, 6_200)
        await marketing.record_paid(*about, 6_200)
    assert "100% of visits" in (await manager.get(f"{CODES}/{link.link_id}")).text
    found = (await manager.get(f"{CODES}?q=mia")).text
    assert found.count('name="pick"') == 1
    assert re.search(r"\b62\b", found)


async def test_a_batch_is_numbered_found_led_elsewhere_and_ended_as_one(stage: Stage) -> None:
    manager = await stage.browser("manager")
    where = await make(manager, "地铁传单", "12", channel="leaflet", campaign="开街")
    batch_id = UUID(where.rsplit("/", 1)[-1])
    mine = CodeFilter(batch_id=batch_id)
    made = await codes_of(stage, mine)
    assert [one.number for one in made] == list(range(1, 13))
    page = (await manager.get(where)).text
    assert "All 12 codes are ready" in page
    assert "地铁传单 · No. 7" in page
    listed = (await manager.get(CODES)).text
    assert where in listed
    assert "地铁传单 · No. 7" not in listed
    for query in ("q=地铁", "channel=leaflet"):
        assert "地铁传单 · No. 7" in (await manager.get(f"{CODES}?{query}")).text
    rows = list(csv.reader(io.StringIO((await manager.get(f"{where}/codes/csv")).text.lstrip("\ufeff"))))
    assert rows[0][:3] == ["No.", "Code", "Address"]
    assert rows[7][1:3] == [made[6].code, SETTINGS.public_url + marketing.link_path(SLUG, made[6].code)]
    book = openpyxl.load_workbook(io.BytesIO((await manager.get(f"{where}/codes/xlsx")).content))
    assert [row[1] for row in book.active.iter_rows(min_row=2, values_only=True)] == [
        one.code for one in made
    ]
    assert (await manager.get(f"{where}/codes/pdf")).status_code == 404
    some = [str(made[place].link_id) for place in (0, 1)]
    answer = await manager.post(
        f"{CODES}/landings?q=x", pick=some, landing="menu", back=f"batches/{batch_id}"
    )
    assert answer.headers["location"] == f"{where}?q=x&done=codes_led"
    assert {one.number for one in await codes_of(stage, mine) if one.landing == "menu"} == {1, 2}
    await manager.post(f"{CODES}/landings", batch=str(batch_id), landing="review")
    assert {one.landing.value for one in await codes_of(stage, mine)} == {"review"}
    history = (await manager.get(f"{CODES}/{made[0].link_id}")).text
    told = [history.rindex(words) for words in ("Writing a review", "The shop's page", "The menu")]
    assert told == sorted(told)
    await manager.post(f"{CODES}/ends", batch=str(batch_id))
    assert all(one.ended_at for one in await codes_of(stage, mine))
    assert "This batch has ended" in (await manager.get(where)).text


async def test_an_ended_code_stays_counted_and_none_ticked_changes_nothing(stage: Stage) -> None:
    manager = await stage.browser("manager")
    await make(manager, "传单", channel="leaflet")
    link = await newest(stage)
    for path in ("ends", "landings"):
        answer = await manager.post(f"{CODES}/{path}", landing="menu", back="//evil.example")
        assert answer.headers["location"] == f"{CODES}?done=none_chosen"
    assert (await newest(stage)).ended_at is None
    answer = await manager.post(f"{CODES}/ends", pick=str(link.link_id), back=str(link.link_id))
    assert answer.headers["location"] == f"{CODES}/{link.link_id}?done=link_ended"
    assert (await newest(stage)).ended_at is not None
    ended = (await manager.get(f"{CODES}?state=ended&channel=leaflet")).text
    assert str(link.link_id) in ended
    assert str(link.link_id) not in (await manager.get(CODES)).text


async def test_only_its_own_shop_sees_leads_or_ends_a_code(stage: Stage) -> None:
    await make(await stage.browser("manager"), "墙", channel="wall")
    link = await newest(stage)
    stranger = await stage.browser("stranger")
    own = f"/{SLUG}/desk/tea/codes"
    assert (await stranger.get(f"{CODES}/{link.link_id}/qr.svg")).status_code == 404
    assert (await stranger.get(f"{own}/{link.link_id}")).status_code == 404
    for path in ("ends", "landings"):
        assert (
            await stranger.post(f"{own}/{path}", pick=str(link.link_id), landing="menu")
        ).status_code == 303
    after = await newest(stage)
    assert (after.ended_at, after.landing) == (None, link.landing)


async def test_a_clerk_sees_the_own_code_alone(stage: Stage) -> None:
    clerk, person_id = await stage.browser("clerk"), str(stage.people["clerk"].person_id)
    assert "You have no code yet" in (await clerk.get(f"{CODES}/own")).text
    await make(await stage.browser("manager"), "小美", channel="clerk", clerk=person_id, landing="follow")
    page = await clerk.get(f"{CODES}/own")
    assert "小美" in page.text
    assert "Following the shop" in page.text
    assert (await clerk.get(CODES)).status_code in (403, 404)


async def test_a_list_of_codes_costs_the_same_for_few_and_for_many(stage: Stage) -> None:
    manager = await stage.browser("manager")
    before = await stage.queries(manager, f"{CODES}?state=all")
    await make(manager, "很多", "40")
    assert await stage.queries(manager, f"{CODES}?state=all&q=很多") == before
