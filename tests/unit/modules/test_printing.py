"""What is printed: read back by another program's eyes, at the size at which it lies on a table."""

import io

import msgspec
import pytest
from fontTools.pens.boundsPen import BoundsPen
from fontTools.svgLib import parse_path
from PIL import Image as Pillow
from PIL import ImageFont

from linli.kernel.refusals import Refusal
from linli.modules import marketing, media
from linli.modules.marketing import MATERIALS, Brief, MaterialKind, Piece, Said, Wall, Ware
from linli.modules.media import MARGIN, PAPERS, Cut, Image, Jpeg, glyphs
from tests.paper import papers

ADDRESS = "HTTPS://LINLI.EXAMPLE/Q/HANGZHOU-7K3M9QX2TB4H"
COLOR = "#1b7f63"
_MM = 72 / 25.4


def said(language: str, chinese: str, english: str) -> Said:
    return {"zh": Said(chinese), "en": Said(english), "both": Said(chinese, english)}[language]


def brief(language: str, head: str = "扫码买单", picture: str = "photo") -> Brief:
    return Brief(
        shop=said(language, "望街面馆", "Wangjie Noodles"),
        head=said(language, head, "Scan to pay"),
        note=said(language, "微信、支付宝或手机相机扫一扫", "Scan with WeChat, Alipay or your camera"),
        color=COLOR,
        picture=picture,
    )


def photo(_: Image) -> Jpeg:
    out = io.BytesIO()
    Pillow.new("RGB", (40, 30), "#f6b73c").save(out, "JPEG")
    return Jpeg(out.getvalue(), 40, 30)


def printed(kind: MaterialKind, language: str, paper: str = "own", pieces: int = 1) -> bytes:
    material = MATERIALS[kind]
    cut = Cut(material.width, material.height, material.bleed, material.folds, PAPERS.get(paper))
    forms = [
        marketing.piece_of(material, brief(language), Piece(f"{ADDRESS[:-4]}{n:04}", "12 号桌", n), f"p{n}")
        for n in range(pieces)
    ]
    return b"".join(media.pdf_of(media.impose(forms, cut), photo, "一二 & three"))


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("kind", list(MATERIALS))
def test_each_piece_is_cut_where_it_says_has_bleed_and_can_be_scanned(
    kind: MaterialKind, language: str
) -> None:
    material = MATERIALS[kind]
    (sheet,) = papers(printed(kind, language))
    margin = MARGIN if material.bleed else 0
    edges = (margin, margin, margin + material.width, margin + material.height)
    bleed = [edge + by * material.bleed for edge, by in zip(edges, (-1, -1, 1, 1), strict=True)]
    assert sheet.size == pytest.approx((material.width + 2 * margin, material.height + 2 * margin), abs=0.1)
    assert sheet.trim == pytest.approx(edges, abs=0.1)
    assert sheet.bleed == pytest.approx(bleed, abs=0.1)
    assert sheet.codes == [f"{ADDRESS[:-4]}0000"] * (2 if material.tent else 1)
    assert material.code * marketing.REACH >= material.distance


def test_color_runs_over_the_edge_to_the_end_of_the_bleed_and_no_further() -> None:
    material = MATERIALS[MaterialKind.DOOR_STICKER]
    (sheet,) = papers(printed(MaterialKind.DOOR_STICKER, "zh"), picture=True)
    assert sheet.picture is not None
    at = sheet.picture.getpixel
    dot = sheet.picture.width / sheet.size[0]
    low = int((MARGIN + material.height / 2) * dot)
    colored = tuple(int(COLOR[n : n + 2], 16) for n in (1, 3, 5))
    assert at((int((MARGIN - material.bleed + 0.5) * dot), low)) == colored
    assert at((int((MARGIN - material.bleed - 0.5) * dot), low)) == (255, 255, 255)


def test_as_many_pieces_as_fit_lie_on_paper_whichever_way_round_holds_more() -> None:
    tents = papers(printed(MaterialKind.TABLE_TENT, "both", "a4", 3))
    assert [sheet.size for sheet in tents] == [(210.0, 297.0)] * 2
    assert [sorted(set(sheet.codes)) for sheet in tents] == [
        [f"{ADDRESS[:-4]}000{n}" for n in (0, 1)],
        [f"{ADDRESS[:-4]}0002"],
    ]
    across = Cut(120, 180, 3, (), PAPERS["a4"])
    assert (across.sheet, across.grid) == ((297, 210), (2, 1))
    assert Cut(594, 841, 3, (), PAPERS["a3"]).grid == (0, 0)
    assert list(media.impose([], across)) == []


def test_words_shrink_to_fit_and_are_refused_where_nobody_could_read_them() -> None:
    material, piece = MATERIALS[MaterialKind.TABLE_TENT], Piece(ADDRESS, "12 号桌")
    assert marketing.piece_of(material, brief("zh", "扫码看今天的菜单和所有优惠"), piece, "p")
    for field, change in {"head": {"head": "长" * 60}, "place": {"place": "长" * 40}}.items():
        with pytest.raises(Refusal) as refused:
            place = Piece(ADDRESS, change.get("place", ""))
            marketing.piece_of(material, brief("zh", change.get("head", "扫码")), place, "p")
        assert (refused.value.kind.code, refused.value.params) == ("print_text_too_long", {"field": field})


def test_a_virtual_shelf_fills_panels_of_its_size_with_codes_as_wide_as_the_distance_asks() -> None:
    about = {"shop": Said("望街面馆"), "head": Said("扫一扫，直接买", "Scan it"), "note": Said("扫一扫")}
    wall = Wall(**about, color=COLOR, width=600, height=450, distance=400)
    wares = [
        Ware(
            Said(f"手擀干面 {n} 号", "Hand-made dried noodles, half a kilogram"),
            "¥18",
            f"{ADDRESS[:-4]}{n:04}",
            "x",
        )
        for n in range(23)
    ]
    forms = marketing.panels_of(wall, wares)
    cut = Cut(wall.width, wall.height)
    sheets = papers(b"".join(media.pdf_of(media.impose(forms, cut), photo, "墙")))
    assert [sheet.size for sheet in sheets] == [(620.0, 470.0)] * 3
    assert [len(sheet.codes) for sheet in sheets] == [8, 8, 7]
    assert sorted(code for sheet in sheets for code in sheet.codes) == [ware.address for ware in wares]
    drawn = [mark for form in forms for mark in form.marks if isinstance(mark, media.Code)]
    assert min(code.width for code in drawn) >= wall.distance / marketing.REACH
    far = msgspec.structs.replace(wall, distance=5000)
    with pytest.raises(Refusal) as refused:
        marketing.panels_of(far, wares)
    assert refused.value.code == "print_panel_small"


def test_letters_are_as_wide_and_as_large_as_a_browser_draws_them() -> None:
    font = ImageFont.truetype(str(glyphs.FONT), 1000)
    for sign in "望街面馆Ag1é，¥%":
        assert glyphs.width_of(sign) == pytest.approx(font.getlength(sign), abs=1)
        pen = BoundsPen(None)
        parse_path(glyphs.outline_of(sign), pen)
        (left, top, right, low), theirs = pen.bounds, font.getmask(sign).getbbox()
        assert (right - left, low - top) == pytest.approx(
            (theirs[2] - theirs[0], theirs[3] - theirs[1]), abs=2
        ), sign
        assert -1000 < top < low < 300, sign
    assert glyphs.outline_of("🍜") == ""
    assert glyphs.width_of("🍜") == 0
