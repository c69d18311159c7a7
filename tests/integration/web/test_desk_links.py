"""Tracking links at the desk: made, shown with what came of them, downloaded, ended."""

import io
import re
from xml.etree import ElementTree

from PIL import Image

from linli.modules import marketing
from linli.web.shared.security import new_nonce
from tests.integration.web.shop_stage import MARKET, NOODLES, SETTINGS, SLUG, Stage

LINKS = f"/{SLUG}/desk/noodles/links"


async def newest(stage: Stage) -> marketing.LinkLine:
    async with stage.db.read() as reader:
        return (await marketing.links_of_store(reader, MARKET, NOODLES))[0]


async def test_a_link_is_made_and_shows_its_code_and_address(stage: Stage) -> None:
    manager = await stage.browser("manager")
    answer = await manager.post(LINKS, key=new_nonce(), channel="table_card", label="窗边 3 号桌")
    assert (answer.status_code, answer.headers["location"]) == (303, f"{LINKS}?done=link_made")
    link = await newest(stage)
    page = (await manager.get(f"{LINKS}?done=link_made")).text
    assert "Your code is ready" in page
    assert "窗边 3 号桌" in page
    assert SETTINGS.public_url + marketing.link_path(SLUG, link.code) in page


async def test_a_form_sent_twice_makes_one_link_and_the_next_form_another(stage: Stage) -> None:
    manager = await stage.browser("manager")

    async def made() -> int:
        async with stage.db.read() as reader:
            return len(await marketing.links_of_store(reader, MARKET, NOODLES))

    before, keys = await made(), []
    for _ in range(2):
        (key,) = re.findall(r'name="key" value="([^"]+)"', (await manager.get(LINKS)).text)
        keys.append(key)
    for key in (keys[0], keys[0], keys[1]):
        answer = await manager.post(LINKS, key=key, channel="wall", label="同一面墙")
        assert (answer.status_code, answer.headers["location"]) == (303, f"{LINKS}?done=link_made")
    assert await made() == before + 2
    other = await manager.post(LINKS, key=keys[0], channel="wall", label="另一面墙")
    assert other.status_code == 422
    assert await made() == before + 2


async def test_a_refused_form_keeps_its_key(stage: Stage) -> None:
    manager = await stage.browser("manager")
    answer = await manager.post(LINKS, key="kept-key", channel="poster", label="")
    assert answer.status_code == 422
    assert 'name="key" value="kept-key"' in answer.text


async def test_what_was_typed_is_kept_beside_the_refusal(stage: Stage) -> None:
    manager = await stage.browser("manager")
    answer = await manager.post(LINKS, key=new_nonce(), channel="poster", label="长" * 61)
    assert answer.status_code == 422
    assert "Give it a name of 1 to 60 characters" in answer.text
    assert "长" * 61 in answer.text
    assert re.search(r'<option value="poster" selected', answer.text)
    assert (await manager.post(LINKS, key=new_nonce(), channel="telepathy", label="x")).status_code == 422


async def test_a_link_shows_what_came_of_it(stage: Stage) -> None:
    manager = await stage.browser("manager")
    await manager.post(LINKS, key=new_nonce(), channel="influencer", label="Mia's blog")
    link = await newest(stage)
    async with stage.db.work() as work:
        visited = await marketing.visit(work, MARKET, link.code)
    (voucher,) = await stage.buy(visit_id=visited.visit_id)
    async with stage.db.work() as work:
        about = (work, MARKET, voucher.order_id, NOODLES)
        await marketing.record_ordered(*about, visited.visit_id, 6_200)
        await marketing.record_paid(*about, 6_200)
    page = (await manager.get(LINKS)).text
    assert '"Mia&#39;s blog" has brought the most' in page
    assert "100% of visits" in page


async def test_the_code_can_be_downloaded_as_drawing_and_picture(stage: Stage) -> None:
    manager = await stage.browser("manager")
    await manager.post(LINKS, key=new_nonce(), channel="poster", label="门口")
    link = await newest(stage)
    drawing = await manager.get(f"{LINKS}/{link.link_id}/qr.svg")
    assert drawing.headers["content-type"].startswith("image/svg+xml")
    assert f"poster-{link.code}.svg" in drawing.headers["content-disposition"]
    assert ElementTree.fromstring(drawing.text).tag == "{http://www.w3.org/2000/svg}svg"
    picture = await manager.get(f"{LINKS}/{link.link_id}/qr.png")
    assert picture.headers["content-type"] == "image/png"
    assert min(Image.open(io.BytesIO(picture.content)).size) > 400


async def test_an_ended_link_leads_nowhere_and_stays_counted(stage: Stage) -> None:
    manager = await stage.browser("manager")
    await manager.post(LINKS, key=new_nonce(), channel="leaflet", label="传单")
    link = await newest(stage)
    answer = await manager.post(f"{LINKS}/{link.link_id}/end")
    assert answer.headers["location"] == f"{LINKS}?done=link_ended"
    assert (await newest(stage)).ended_at is not None
    page = (await manager.get(LINKS)).text
    assert "传单" in page
    assert f"{link.link_id}/end" not in page


async def test_only_its_own_shop_sees_or_ends_a_link(stage: Stage) -> None:
    await (await stage.browser("manager")).post(LINKS, key="k", channel="wall", label="墙")
    link = await newest(stage)
    stranger = await stage.browser("stranger")
    own = f"/{SLUG}/desk/tea/links/{link.link_id}"
    assert (await stranger.get(f"{LINKS}/{link.link_id}/qr.svg")).status_code == 404
    assert (await stranger.get(f"{own}/qr.svg")).status_code == 404
    assert (await stranger.post(f"{own}/end")).status_code == 404
    assert (await newest(stage)).ended_at is None
