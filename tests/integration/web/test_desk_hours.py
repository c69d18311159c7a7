"""The store's hours and words at the desk."""

from datetime import timedelta
from typing import Any

import pytest

from linli.modules import merchants
from tests.integration.web.shop_stage import MARKET, NOODLES, SLUG, Stage

HOURS, PROFILE = f"/{SLUG}/desk/noodles/hours", f"/{SLUG}/desk/noodles/profile"
WEEK: dict[str, Any] = {
    **{f"{day}_open": "yes" for day in ("mo", "tu", "we", "th", "fr", "sa")},
    **{f"{day}_start": ["11:00", "17:00"] for day in ("mo", "tu", "we", "th", "fr")},
    **{f"{day}_end": ["14:00", "21:00"] for day in ("mo", "tu", "we", "th", "fr")},
    "sa_start": ["18:00", ""],
    "sa_end": ["02:00", ""],
    "su_start": ["10:00", ""],
    "su_end": ["12:00", ""],
    "holidays": "closed",
}
WORDS = {
    "name": "望街面馆",
    "name_en": "Wangjie Noodles",
    "tagline_zh": "一碗热汤",
    "tagline_en": "One hot bowl",
    "about_zh": "",
    "about_en": "",
    "address": "河坊街 1 号",
    "address_en": "1 Hefang Street",
    "phone": "+86 571 1234 5678",
    "website": "https://example.com/noodles",
    "price_level": "3",
}


async def store(stage: Stage) -> merchants.Store:
    async with stage.db.read() as reader:
        return await merchants.store(reader, MARKET, NOODLES)


def exempt(*days: tuple[str, str, str, str, str]) -> dict[str, Any]:
    names = ("first", "last", "start", "end", "note")
    return {
        f"exempt_{name}": list(column) for name, column in zip(names, zip(*days, strict=True), strict=True)
    }


async def test_a_typed_week_is_what_guests_see(stage: Stage) -> None:
    manager = await stage.browser("manager")
    answer = await manager.post(HOURS, **WEEK)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{HOURS}?done=hours_changed")
    assert (await store(stage)).hours == "Mo-Fr 11:00-14:00,17:00-21:00, Sa 18:00-02:00; PH off"
    page = (await manager.get(HOURS)).text
    assert 'name="mo_start" value="11:00"' in page
    assert 'name="sa_end" value="02:00"' in page
    assert "PH off" in page
    guest = (await (await stage.browser("guest")).get(f"/{SLUG}/stores/noodles")).text
    assert "18:00–02:00" in guest


async def test_days_that_differ_are_kept_and_days_that_are_over_go(stage: Stage) -> None:
    manager = await stage.browser("manager")
    today = stage.db.clock().date()
    soon, later, past = ((today + timedelta(days=n)).isoformat() for n in (10, 12, -30))
    days = exempt((soon, later, "", "", "装修"), (past, "", "", "", ""), ("", "", "", "", ""))
    assert (await manager.post(HOURS, **WEEK, **days)).status_code == 303
    kept = (await store(stage)).hours
    assert kept.endswith('off "装修"')
    assert kept.count("20") >= 2
    page = (await manager.get(HOURS)).text
    assert f'value="{soon}"' in page
    assert past not in page


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"mo_start": ["", ""], "mo_end": ["", ""]}, "Monday needs a start"),
        ({"tu_start": ["11:00", "13:00"]}, "Tuesday needs a start"),
        ({"we_start": ["25:00", "17:00"]}, "Wednesday needs a start"),
        ({"th_start": ["11:00", "x"]}, "Thursday needs a start"),
        ({"holidays": "other", "ph_start": ["", ""], "ph_end": ["", ""]}, "Public holidays need"),
        (exempt(("2026-02-30", "", "", "", "")), "needs a date"),
        (exempt(("2030-02-03", "2030-02-01", "", "", "")), "needs a date"),
        (exempt(("2030-02-03", "", "10:00", "", "")), "needs a date"),
        (exempt(("", "", "10:00", "12:00", "")), "needs a date"),
    ],
)
async def test_a_wrong_time_is_told_and_nothing_is_lost(stage: Stage, changes: Any, words: str) -> None:
    manager = await stage.browser("manager")
    before = (await store(stage)).hours
    answer = await manager.post(HOURS, **{**WEEK, **changes})
    assert answer.status_code == 422
    assert words in answer.text
    assert 'name="fr_start" value="17:00"' in answer.text
    assert (await store(stage)).hours == before


async def test_looking_copying_and_more_lines_keep_nothing(stage: Stage) -> None:
    manager = await stage.browser("manager")
    before = (await store(stage)).hours
    looked = await manager.post(HOURS, **{**WEEK, "holidays": "usual"}, preview="yes")
    assert looked.status_code == 200
    assert "Mo-Fr 11:00-14:00,17:00-21:00, Sa 18:00-02:00</span>" in looked.text
    copied = await manager.post(HOURS, **WEEK, copy="yes")
    assert 'name="su_start" value="17:00"' in copied.text
    assert "Mo-Su 11:00-14:00,17:00-21:00; PH off" in copied.text
    longer = await manager.post(HOURS, **WEEK, **exempt(("", "", "", "", "")), more="yes")
    assert longer.text.count('name="exempt_first"') == 3
    live = await manager.post(f"{HOURS}/preview", **WEEK)
    assert "<html" not in live.text
    assert "Closed" in live.text
    wrong = await manager.post(f"{HOURS}/preview", **{**WEEK, "mo_start": ["", ""], "mo_end": ["", ""]})
    assert "Monday needs a start" in wrong.text
    assert (await store(stage)).hours == before


async def test_hours_that_are_no_plain_week_stay_as_they_were_written(stage: Stage) -> None:
    async with stage.db.work() as work:
        await merchants.change_hours(work, MARKET, NOODLES, "Mo-Fr 10:00-sunset")
    manager = await stage.browser("manager")
    page = (await manager.get(HOURS)).text
    assert "Mo-Fr 10:00-sunset</textarea>" in page
    assert (await manager.post(HOURS, own="whenever")).status_code == 422
    assert (await manager.post(HOURS, own="Mo-Sa 10:00-sunset")).status_code == 303
    assert (await store(stage)).hours == "Mo-Sa 10:00-sunset"
    assert 'name="mo_open"' in (await manager.get(f"{HOURS}?fresh=1")).text


async def test_the_words_of_the_shop_are_changed_and_found(stage: Stage) -> None:
    manager = await stage.browser("manager")
    ticked = {"attributes": ["wifi", "wheelchair", "casino"]}
    answer = await manager.post(PROFILE, **{**WORDS, "name": "望街新面馆", **ticked})
    assert answer.headers["location"] == f"{PROFILE}?done=profile_changed"
    found = await store(stage)
    assert (found.name, found.tagline_en, found.price_level) == ("望街新面馆", "One hot bowl", 3)
    assert found.attributes == ("wheelchair", "wifi")
    assert 'value="wifi" checked' in (await manager.get(PROFILE)).text
    assert "Wheelchair access" in (await (await stage.browser("guest")).get(f"/{SLUG}/stores/noodles")).text
    await stage.settle()
    found_by_word = (await (await stage.browser("guest", "zh")).get(f"/{SLUG}/search?q=新面馆")).text
    assert "望街新面馆" in found_by_word


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("name", " ", "A shop needs a name"),
        ("website", "javascript:alert(1)", "Write the whole address"),
        ("website", "example.com", "Write the whole address"),
        ("phone", "1" * 41, "This is too long"),
    ],
)
async def test_words_that_cannot_be_are_told_and_nothing_is_lost(
    stage: Stage, field: str, value: str, words: str
) -> None:
    manager = await stage.browser("manager")
    before = await store(stage)
    answer = await manager.post(PROFILE, **{**WORDS, "address": "另一条街", field: value})
    assert answer.status_code == 422
    assert words in answer.text
    assert 'value="另一条街"' in answer.text
    assert await store(stage) == before


async def test_only_those_who_lead_the_store_may(stage: Stage) -> None:
    before = await store(stage)
    for name, status in (("clerk", 404), ("stranger", 404), ("guest", 404)):
        browser = await stage.browser(name)
        for path, form in ((HOURS, WEEK), (PROFILE, WORDS), (f"{HOURS}/preview", WEEK)):
            if not path.endswith("preview"):
                assert (await browser.get(path)).status_code == status
            assert (await browser.post(path, **form)).status_code == status
    assert await store(stage) == before
