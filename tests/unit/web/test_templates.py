"""Templates: all compile, the gallery renders in both languages, nothing a strict CSP would stop."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

import linli.web
from linli.web.shared.gallery import PAGES, answer, gallery_page
from linli.web.shared.render import build_environment, render

TEMPLATES = sorted(Path(linli.web.__file__).parent.rglob("templates/**/*.html"))
FORBIDDEN = {
    "inline style": re.compile(r"\sstyle\s*=", re.IGNORECASE),
    "inline handler": re.compile(r"\son[a-z]+\s*=", re.IGNORECASE),
    "hx-on": re.compile(r"hx-on", re.IGNORECASE),
    "js: or javascript:": re.compile(r"[\"'\s](?:js|javascript):", re.IGNORECASE),
    "trigger filter": re.compile(r"hx-trigger=\"[^\"]*\["),
    "unprefixed htmx": re.compile(r"\shx-[a-z]+="),
    # Data is no program: a browser runs none of it.
    "script in the page": re.compile(r"<script(?![^>]*\s(?:src=|type=.application/ld\+json))", re.I),
}


class Outline(HTMLParser):
    """Checks that tags close in order, collects ids and what refers to them."""

    VOID = frozenset({"br", "col", "hr", "img", "input", "link", "meta", "source", "use", "path", "rect"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.wanted: set[str] = set()
        self.problems: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self.VOID:
            self.open.append(tag)
        values = {name: value or "" for name, value in attrs}
        self.ids += [values["id"]] if "id" in values else []
        self.wanted |= set(values.get("aria-describedby", "").split()) | set(values.get("for", "").split())
        if tag == "img" and "alt" not in values:
            self.problems.append("an image without alt")

    def handle_endtag(self, tag: str) -> None:
        if tag in self.VOID:
            return
        if not self.open or self.open.pop() != tag:
            self.problems.append(f"</{tag}> closes something else")


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_template_keeps_to_the_strict_csp(path: Path) -> None:
    text = re.sub(r"\{#.*?#\}", "", path.read_text("utf-8"), flags=re.DOTALL)
    found = [name for name, pattern in FORBIDDEN.items() if pattern.search(text)]
    assert found == []


@pytest.mark.parametrize(
    "planted",
    [
        '<p style="x">',
        '<a onclick="x()">',
        '<a data-hx-on:click="x">',
        "<a href='javascript:x'>",
        '<i data-hx-vals="js:{x}">',
        '<i data-hx-trigger="click[ctrlKey]">',
        '<i hx-get="/x">',
        "<script>x()</script>",
    ],
)
def test_the_check_finds_what_is_planted(planted: str) -> None:
    assert any(pattern.search(planted) for pattern in FORBIDDEN.values())


def test_every_shared_template_compiles() -> None:
    env = build_environment({}, strict=True)
    for name in env.list_templates():
        env.get_template(name)


@pytest.mark.parametrize("locale", ["en", "zh"])
@pytest.mark.parametrize("path", [*PAGES, "/nowhere"])
@pytest.mark.parametrize("mood", ["ok", "refused", "jobs"])
def test_the_gallery_renders_well_formed(path: str, locale: str, mood: str) -> None:
    outline = Outline()
    outline.feed(gallery_page(path, locale, mood=mood))
    assert outline.problems == []
    assert outline.open == []
    assert len(outline.ids) == len(set(outline.ids))
    assert outline.wanted <= set(outline.ids)


@pytest.mark.parametrize("kind", ["refusal", "missing", "forbidden", "busy", "bug"])
def test_each_kind_of_failure_has_a_page_with_a_way_on(kind: str) -> None:
    html = render(
        build_environment({}, strict=True),
        "shared/error.html",
        locale="en",
        timezone="UTC",
        currency="EUR",
        nonce="n",
        csrf_token="c",
        path="/",
        kind=kind,
        reference="7F3A",
    )
    assert "button-main" in html
    assert "7F3A" in html


def test_extra_folders_are_found_and_macros_need_no_context(tmp_path: Path) -> None:
    (tmp_path / "hello.html").write_text(
        '{% import "shared/ui.html" as ui %}{{ ui.price(5800) }}'
        '{{ ui.button("<b>", attrs={"data-hx-get": "/x"}) }}'
        "{{ page.locale }}",
        "utf-8",
    )
    env = build_environment({"consumer": tmp_path}, strict=True)
    html = render(
        env,
        "consumer/hello.html",
        locale="zh",
        timezone="Asia/Shanghai",
        currency="CNY",
        nonce="n",
        csrf_token="c",
        path="/",
        theme="nonsense",
    )
    assert "¥" in html
    assert 'data-hx-get="/x"' in html
    assert "&lt;b&gt;" in html
    assert html.endswith("zh")


def test_the_galleries_static_files_and_pictures_are_answered() -> None:
    html = gallery_page("/", "en")
    for address in set(re.findall(r'(?:src|href)="(/(?:static|art)/[^"#]+)', html)):
        said = answer(address.replace("&amp;", "&"))
        assert said.status == 200, address
        assert said.body
