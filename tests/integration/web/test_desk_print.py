"""Printing at the desk: what is on the paper, what the PDF holds, and how a "no" is told."""

from uuid import UUID

from linli.modules import marketing
from tests.integration.web.shop_stage import MARKET, NOODLES, SETTINGS, SLUG, Stage
from tests.integration.web.test_desk_codes import CODES, make, newest
from tests.paper import papers


async def test_a_batch_prints_each_of_its_numbers_once_and_says_what_cannot_be_printed(stage: Stage) -> None:
    manager = await stage.browser("manager")
    batch = (await make(manager, "传单", "11", channel="leaflet", place="地铁口")).rpartition("/")[2]
    async with stage.db.read() as reader:
        codes = await marketing.codes_of_batch(reader, MARKET, NOODLES, UUID(batch))
    page = (await manager.get(f"{CODES}/print?batch={batch}&paper=a4")).text
    assert page.count('<svg width="210mm" height="297mm"') == 3
    assert f"{CODES}/print/paper.css?width=210&amp;height=297" in page
    pdf = await manager.get(f"{CODES}/print/sheets.pdf?batch={batch}&paper=a4")
    assert pdf.headers["content-disposition"] == 'attachment; filename="noodles-leaflet.pdf"'
    printed = [code for sheet in papers(pdf.content) for code in sheet.codes]
    said = [marketing.printed(SETTINGS.public_url + marketing.link_path(SLUG, one.code)) for one in codes]
    assert sorted(printed) == sorted(said)
    assert len(set(said)) == 11
    long = await manager.get(f"{CODES}/print?batch={batch}&language=zh&head_zh={'长' * 40}")
    assert (long.status_code, "as small as can still be read" in long.text) == (422, True)
    small = await manager.get(f"{CODES}/print?batch={batch}&material=poster&paper=a4")
    assert "This paper is too small" in small.text
    for query, status in {f"batch={batch}&picture=photo": 409, "pick=x": 422, "batch=x": 422}.items():
        assert (await manager.get(f"{CODES}/print?{query}")).status_code == status, query
    await manager.post(f"{CODES}/ends", batch=batch, back="")
    gone = await manager.get(f"{CODES}/print?batch={batch}")
    assert (gone.status_code, "none of these codes leads anywhere" in gone.text) == (409, True)


async def test_codes_that_were_ticked_are_printed_together_and_none_is_asked_back(stage: Stage) -> None:
    manager = await stage.browser("manager")
    await make(manager, "一号桌", place="1 号桌")
    first = (await newest(stage)).link_id
    await make(manager, "二号桌", place="2 号桌")
    second = (await newest(stage)).link_id
    answer = await manager.post(f"{CODES}/print", pick=[str(first), str(second)])
    assert answer.headers["location"] == f"{CODES}/print?pick={first}&pick={second}"
    assert "2 codes are printed." in (await manager.get(answer.headers["location"])).text
    assert (await manager.post(f"{CODES}/print")).headers["location"] == f"{CODES}?done=none_chosen"


async def test_a_wall_of_nothing_says_so_beside_its_form(
    stage: Stage,
) -> None:
    manager = await stage.browser("manager")
    refused = await manager.post(f"{CODES}/wall", name=" ", width="900")
    assert refused.status_code in (409, 422)
    assert 'value="900"' in refused.text
    assert (await manager.get(f"{CODES}/wall?width=20")).status_code == 422
    assert (await manager.get(f"{CODES}/wall?wall=x")).status_code == 404
