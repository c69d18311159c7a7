"""From the bytes somebody sent to pictures of our own making: decoded within bounds, written anew.

Pillow reads only the header before the number of pixels is known, so a small file that would unfold into
gigabytes is refused unread. What was in the file besides its pixels (place, camera, owner, comments, anything
hidden behind them) is not written again.
"""

import hashlib
import io
import struct
import warnings

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from linli.kernel import ids
from linli.kernel.refusals import TOO_LARGE, Refusal
from linli.modules.media.model import LARGEST_FILE, SIZES, WEBP, ReadyDocument, ReadyPicture, Rendering
from linli.modules.media.refusals import PICTURE_TOO_MANY_PIXELS, PICTURE_UNREADABLE

# What phones and cameras send; phones turn their own formats into JPEG when a page asks for one of these.
FORMATS = ("JPEG", "PNG", "WEBP")
# Width times height: a phone's 24 megapixels pass. Decoding so many takes some 200 MB, and one at a time.
MOST_PIXELS = 30_000_000
SHORTEST_SIDE = 16
# A license must stay readable, its small print too.
DOCUMENT_SIDE = 2400
_QUALITY = 80
_WHITE = (255, 255, 255)
_BROKEN = (
    UnidentifiedImageError,
    OSError,
    SyntaxError,
    ValueError,
    IndexError,
    KeyError,
    struct.error,
    EOFError,
)


def draw_picture(data: bytes) -> ReadyPicture:
    """The picture in each width up to its own, as WebP.

    Refuses: too_large, picture_unreadable, picture_too_many_pixels.
    """
    whole = _decoded(data, SIZES[-1])
    narrower = [size for size in SIZES if size < whole.width]
    # The first that holds all of it; further ones would be the same picture again.
    wanted = SIZES[: len(narrower) + 1]
    renderings = tuple(_rendering(whole, size) for size in wanted)
    print_ = hashlib.sha256(b"".join(one.body for one in renderings)).hexdigest()
    return ReadyPicture(ids.derived("picture", print_), renderings)


def draw_document(data: bytes) -> ReadyDocument:
    """A photographed document, as large as its small print needs. Refuses as `draw_picture` does."""
    whole = _decoded(data, DOCUMENT_SIDE)
    whole.thumbnail((DOCUMENT_SIDE, DOCUMENT_SIDE), Image.Resampling.LANCZOS)
    return ReadyDocument(WEBP, _written(whole))


def _rendering(whole: Image.Image, size: int) -> Rendering:
    """No wider than `size` and no more than twice as high: a page has a place for it."""
    copy = whole.copy()
    copy.thumbnail((size, size * 2), Image.Resampling.LANCZOS)
    return Rendering(size, copy.width, copy.height, _written(copy))


def _written(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "WEBP", quality=_QUALITY, method=4, exif=b"", icc_profile=b"", xmp=b"")
    return out.getvalue()


def _decoded(data: bytes, side: int) -> Image.Image:
    """Upright, in sRGB, without transparency; of a JPEG no more is decoded than `side` needs."""
    if len(data) > LARGEST_FILE:
        raise TOO_LARGE(megabytes=LARGEST_FILE // 2**20)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            picture: Image.Image = Image.open(io.BytesIO(data), formats=FORMATS)
        except Image.DecompressionBombError:
            raise _too_many_pixels() from None
        except _BROKEN:
            raise PICTURE_UNREADABLE() from None
        if picture.width * picture.height > MOST_PIXELS:
            raise _too_many_pixels()
        if min(picture.size) < SHORTEST_SIDE:
            raise PICTURE_UNREADABLE()
        try:
            picture.draft("RGB", (side, side))
            picture.load()
            if picture.mode in ("RGB", "RGBA", "CMYK", "L"):
                # Twice what is needed, either way up: from here on no step is large any more.
                picture.thumbnail((side * 2, side * 2))
            return _plain(picture)
        except (*_BROKEN, Image.DecompressionBombError, MemoryError):
            raise PICTURE_UNREADABLE() from None


def _too_many_pixels() -> Refusal:
    return PICTURE_TOO_MANY_PIXELS(megapixels=MOST_PIXELS // 1_000_000)


def _plain(picture: Image.Image) -> Image.Image:
    profile = picture.info.get("icc_profile")
    upright = ImageOps.exif_transpose(picture)
    if upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info:
        clear = upright.convert("RGBA")
        upright = Image.new("RGB", clear.size, _WHITE)
        upright.paste(clear, mask=clear.getchannel("A"))
    in_color = _in_srgb(upright, profile) if profile else upright
    return in_color if in_color.mode == "RGB" else in_color.convert("RGB")


def _in_srgb(picture: Image.Image, profile: bytes) -> Image.Image:
    """The colors as their profile meant them; as they are, where nobody can read the profile."""
    try:
        meant = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        turned = ImageCms.profileToProfile(picture, meant, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return picture
    return turned or picture
