"""What becomes of uploaded bytes: bombs and lies are refused, all else is drawn anew without its metadata."""

import io
import struct
import zlib
from collections.abc import Callable

import pytest
from PIL import Image, ImageCms, ImageOps

from linli.kernel.refusals import Refusal
from linli.modules.media import LARGEST_FILE, PDF, SIZES, WEBP
from linli.modules.media.drawing import draw_picture
from linli.modules.media.papers import ready_document

SECRET = b"home of the photographer 60.18N"
ORIENTATION, MAKER_NOTE, TURNED_RIGHT = 0x0112, 0x927C, 6


def picture(width: int, height: int, form: str = "JPEG", mode: str = "RGB", **options: object) -> bytes:
    """A picture with a red left half, so that one sees which way it was turned."""
    drawn = Image.new(mode, (width, height), "white")
    drawn.paste("red", (0, 0, width // 2, height))
    out = io.BytesIO()
    drawn.save(out, form, **options)
    return out.getvalue()


def opened(body: bytes) -> Image.Image:
    found = Image.open(io.BytesIO(body))
    found.load()
    return found


def refusal_of(data: bytes, make: Callable[[bytes], object] = draw_picture) -> str:
    with pytest.raises(Refusal) as refused:
        make(data)
    return refused.value.code


def png_that_says(width: int, height: int) -> bytes:
    """A few bytes that promise so many pixels."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_wide_picture_comes_in_three_widths_and_a_small_one_is_not_blown_up(form: str) -> None:
    wide = draw_picture(picture(2000, 1000, form))
    assert [(one.size, one.width, one.height) for one in wide.renderings] == [
        (320, 320, 160),
        (640, 640, 320),
        (1280, 1280, 640),
    ]
    small = draw_picture(picture(500, 300, form))
    assert [(one.size, one.width) for one in small.renderings] == [(320, 320), (640, 500)]
    tall = draw_picture(picture(100, 4000, form))
    assert [(one.width, one.height) for one in tall.renderings] == [(16, 640)]
    assert all(opened(one.body).format == "WEBP" for one in wide.renderings)


def test_the_same_picture_has_the_same_id_and_another_has_another() -> None:
    data = picture(800, 600)
    assert draw_picture(data).picture_id == draw_picture(data).picture_id
    assert draw_picture(data).picture_id != draw_picture(picture(800, 601)).picture_id


def test_metadata_is_gone_and_the_picture_stands_upright() -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = TURNED_RIGHT
    exif[MAKER_NOTE] = SECRET
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    data = picture(600, 300, exif=exif, icc_profile=profile, comment=SECRET)
    assert SECRET in data
    drawn = draw_picture(data).largest
    found = opened(drawn.body)
    assert SECRET not in drawn.body
    assert not found.getexif()
    assert "icc_profile" not in found.info
    assert (drawn.width, drawn.height) == (300, 600)
    upright = ImageOps.exif_transpose(opened(data)).convert("RGB")
    assert upright.getpixel((150, 20)) == found.getpixel((150, 20))


def test_what_is_hidden_behind_the_pixels_does_not_come_along() -> None:
    data = picture(400, 400, "PNG") + b"<script>" + SECRET
    assert SECRET not in b"".join(one.body for one in draw_picture(data).renderings)


def test_transparency_becomes_white_and_gray_becomes_color() -> None:
    clear = io.BytesIO()
    Image.new("RGBA", (64, 64), (255, 0, 0, 0)).save(clear, "PNG")
    assert opened(draw_picture(clear.getvalue()).largest.body).getpixel((5, 5)) == (255, 255, 255)
    assert draw_picture(picture(64, 64, "PNG", "L")).largest.width == 64
    assert opened(draw_picture(picture(64, 64, "JPEG", "CMYK")).largest.body).mode == "RGB"


@pytest.mark.parametrize("size", [(60_000, 60_000), (20_000, 2_000), (30_000_001, 1)])
def test_a_bomb_is_refused_before_it_is_decoded(size: tuple[int, int]) -> None:
    data = png_that_says(*size)
    assert len(data) < 200
    assert refusal_of(data) == "picture_too_many_pixels"


def test_what_is_no_picture_is_refused() -> None:
    whole = picture(800, 600)
    gif = io.BytesIO()
    Image.new("P", (100, 100)).save(gif, "GIF")
    for data in (
        b"",
        b"hello",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>",
        whole[: len(whole) // 2],
        b"\x89PNG\r\n\x1a\n" + b"\0" * 50,
        b"RIFF\x00\x00\x00\x00WEBPVP8 " + b"\0" * 40,
        png_that_says(100, 100),
        gif.getvalue(),
        picture(400, 8),
    ):
        assert refusal_of(data) == "picture_unreadable"
    assert refusal_of(b"\xff" * (LARGEST_FILE + 1)) == "too_large"


def test_a_document_is_a_photo_drawn_anew_or_a_whole_pdf() -> None:
    photo = ready_document(picture(4000, 2000))
    assert photo.media_type == WEBP
    assert opened(photo.body).size == (2400, 1200)
    paper = b"%PDF-1.7\n... \n%%EOF\n"
    assert ready_document(paper).body == paper
    assert ready_document(paper).media_type == PDF
    assert refusal_of(paper[:-8], ready_document) == "document_unreadable"
    assert refusal_of(b"<html>", ready_document) == "document_unreadable"
    assert refusal_of(png_that_says(60_000, 60_000), ready_document) == "picture_too_many_pixels"
    assert refusal_of(b"%PDF-" + b"\0" * LARGEST_FILE, ready_document) == "too_large"


def test_every_width_is_reached_at_most_once() -> None:
    for width in (16, 319, 320, 321, 640, 641, 1280, 1281):
        sizes = [one.size for one in draw_picture(picture(width, 100)).renderings]
        assert sizes == sorted(set(sizes))
        assert sizes[-1] == next((size for size in SIZES if size >= width), SIZES[-1])
