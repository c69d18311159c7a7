"""The harness itself: a sound page passes, and every kind of fault is told."""

from pathlib import Path

import pytest
from playwright.async_api import Route

from tests.browser import findings, valid_html
from tests.browser.theater import PHONE, Person, Theater

POLICY = (
    "default-src 'none'; script-src 'nonce-ours'; style-src 'nonce-ours'; img-src 'self'; connect-src 'self'"
)
SOUND = """<!doctype html><html lang="en"><head><title>Sound</title><meta name="viewport"
content="width=device-width"></head><body><main><h1>A sound page</h1>{}</main></body></html>"""
FAULTS = {
    "policy violated: style-src": "<p style='color: black'>styled in place</p>",
    "policy violated: script-src": "<button onclick='0'>Press</button><script>alert()</script>",
    "script: ": "<script nonce='ours'>nobody.home()</script>",
    "console: oh no": "<script nonce='ours'>console.error('oh no')</script>",
    "404: GET": "<img src='/nothing-here.png' alt='nothing'>",
    "failed: GET": "<img src='/unreachable.png' alt='nothing'>",
    "axe critical image-alt": "<img src='/static/brand/mark.svg'>",
    "axe serious color-contrast": "<style nonce='ours'>i {color: #ccc}</style><i>Hard to read</i>",
    "axe critical label": "<input name='q'>",
    "axe serious link-name": "<b><a href='/'>Home</a></b><b><a href='/'></a></b>",
    "px wide in 390 px: div.long": "<style nonce='ours'>div {width: 600px}</style><div class='long'>x</div>",
    "a message key is shown: desk.nav.nonsense": "<p>desk.nav.nonsense</p>",
    "never filled: {count}": "<p>{count} shops</p>",
}

STYLE = "<style nonce='ours'>i {{color: {}}} pre {{height: 2em; overflow: auto}}</style>"
# Alike but for the fault: it stands in a page that passes and then, with the fault, in one that must not.
TWINS = {
    "label": ("<p><label for='q'>Name</label><input id='q'></p>", ("for='q'", "for='nobody'")),
    "link-name": ("<b><a href='/'>Home</a></b>", ("Home", "")),
    'link-name <a href="/"><img': (
        "<em><a href='/'><img alt='Home' src='/static/brand/mark.svg'></a></em>",
        ("'Home'", "''"),
    ),
    "button-name": ("<button><span>Go</span></button>", ("Go", "")),
    "color-contrast": ("<i>Easy to read</i>", ("", "")),
    "scrollable-region-focusable": ("<pre>short</pre>", ("short", "<br>long" * 9)),
    "role-img-alt": ("<s role='img' aria-labelledby='told'></s><u id='told'>A map</u>", ("d='", "d='un")),
    "aria-valid-attr-value": ("<h2 aria-hidden='false'>Words</h2>", ("'false'", "'perhaps'")),
    "target-size": (
        "<nav><a href='/1' class='dot'>1</a><a href='/2' class='dot'>2</a></nav>"
        "<style nonce='ours'>.dot {display: block; width: 9px; height: 9px; margin: 30px}</style>",
        ("30px", "0"),
    ),
}


async def opened(theater: Theater, body: str, *, status: int = 200, language: str = "en") -> Person:
    """A person before a page of our own making, at an address of the product."""
    person = await theater.person("critic", language)

    async def answer(route: Route) -> None:
        if "unreachable" in route.request.url:
            await route.abort("connectionrefused")
        elif not route.request.url.endswith("/made-up"):
            await route.continue_()
        else:
            headers = {"content-security-policy": POLICY, "content-type": "text/html; charset=utf-8"}
            await route.fulfill(status=status, headers=headers, body=SOUND.replace("{}", body))

    await person.context.route("**/*", answer)
    await person.page.goto(theater.stage.url + "/made-up")
    return person


async def test_a_sound_page_passes_and_a_faulty_one_fails_with_every_fault(theater: Theater) -> None:
    person = await opened(theater, "<p>Nothing to see.</p>")
    await person.look("sound")
    person = await opened(theater, "\n".join(FAULTS.values()))
    with pytest.raises(AssertionError) as failure:
        await person.look("faulty")
    assert [told for told in FAULTS if told not in str(failure.value)] == []


async def test_what_is_like_a_part_that_was_judged_is_judged_where_a_rule_would_tell_them_apart(
    theater: Theater,
) -> None:
    sound, faulty = STYLE.format("#000"), STYLE.format("#ccc")
    for body, (fine, wrong) in TWINS.values():
        sound, faulty = sound + body, faulty + body.replace(fine, wrong, 1)
    person = await opened(theater, sound)
    await person.look("sound")
    assert await findings.axe(person.page, Theater.seen(PHONE, "light")) == []
    person = await opened(theater, faulty)
    with pytest.raises(AssertionError) as failure:
        await person.look("faulty")
    told = str(failure.value)
    assert [rule for rule in TWINS if f" {rule.split()[0]}: {rule.partition(' ')[2]}" not in told] == []


async def test_a_page_that_answers_otherwise_than_expected_fails(theater: Theater) -> None:
    person = await opened(theater, "<p>Fine, but not there.</p>", status=404)
    with pytest.raises(AssertionError, match="answered 404, not 200"):
        await person.look("missing")
    person = await opened(theater, "<p>Broken.</p>", status=500, language="zh")
    with pytest.raises(AssertionError, match="500: GET") as failure:
        await person.look("broken", status=500)
    assert "says it is in 'en', not in 'zh'" in str(failure.value)


def test_the_html_checker_finds_what_is_not_html(tmp_path: Path) -> None:
    start = "<!doctype html><html lang=en><head><title>x</title></head><body>"
    (tmp_path / "bad.html").write_text(f"{start}<p><div></p><ul><p>x</p></ul></body></html>", "utf-8")
    (tmp_path / "good.html").write_text(f"{start}<p>x</p></body></html>", "utf-8")
    found = valid_html.faults_in(tmp_path)
    assert found
    assert all(fault.startswith("bad.html:1: ") for fault in found)
