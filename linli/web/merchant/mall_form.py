"""The form of a mall's look: what was typed, what it means, and how it will look."""

import re

import msgspec
from litestar.datastructures import FormMultiDict

from linli.modules import malls
from linli.modules.malls import Ground, Look
from linli.web.merchant.shop import typed
from linli.web.shared.mall_colors import SWATCHES, Tokens, contrast, dark_tokens, house_tokens, light_tokens

OWN = "own"
_COLOR = re.compile(r"#[0-9a-f]{6}")


class LookForm(msgspec.Struct, frozen=True, kw_only=True):
    """As it was typed; `swatch` is one of the colors that are offered, or `own`."""

    path: str = ""
    name: str = ""
    name_en: str = ""
    tagline: str = ""
    tagline_en: str = ""
    swatch: str = SWATCHES[0]
    color: str = SWATCHES[0]
    ground: str = Ground.WARM.value
    without_logo: bool = False
    without_cover: bool = False
    revision: int = 0

    @property
    def chosen(self) -> str:
        """The color that holds; the first where none can be read."""
        color = (self.color if self.swatch == OWN else self.swatch).strip().lower()
        return color if _COLOR.fullmatch(color) else SWATCHES[0]

    def look(self, now: Look | None) -> Look:
        """The look that is wanted, with the pictures of the present one unless they were taken off."""
        known = {ground.value: ground for ground in Ground}
        return Look(
            name=self.name,
            name_en=self.name_en,
            tagline=self.tagline,
            tagline_en=self.tagline_en,
            color=self.chosen,
            ground=known.get(self.ground, Ground.WARM),
            logo_id=now.logo_id if now and not self.without_logo else None,
            cover_id=now.cover_id if now and not self.without_cover else None,
        )


def read_form(sent: FormMultiDict) -> LookForm:
    texts = ("path", "name", "name_en", "tagline", "tagline_en", "swatch", "color", "ground")
    revision = typed(sent, "revision")
    return LookForm(
        **{name: typed(sent, name) for name in texts},
        without_logo="without_logo" in sent,
        without_cover="without_cover" in sent,
        revision=int(revision) if revision.isascii() and revision.isdigit() and len(revision) < 9 else 0,
    )


def form_of(mall: malls.Mall) -> LookForm:
    return LookForm(
        path=mall.slug,
        name=mall.name,
        name_en=mall.name_en,
        tagline=mall.tagline,
        tagline_en=mall.tagline_en,
        swatch=mall.color if mall.color in SWATCHES else OWN,
        color=mall.color,
        ground=mall.ground.value,
        revision=mall.revision,
    )


class Swatch(msgspec.Struct, frozen=True):
    """A color that is offered, as its button will be."""

    color: str
    main: str
    ink: str


class Theme(msgspec.Struct, frozen=True):
    """The mall's colors in light or in dark; `ratio` is the contrast of the words on its main button."""

    key: str
    tokens: Tokens
    ratio: float


class Preview(msgspec.Struct, frozen=True):
    """What the form would look like. `asked` is the color that was chosen, `moved` whether light needed
    another shade of it.
    """

    name: str
    tagline: str
    initial: str
    logo: str | None
    asked: str
    moved: bool
    themes: list[Theme]


def swatches() -> list[Swatch]:
    found = [(color, light_tokens(color, Ground.WARM)) for color in SWATCHES]
    return [Swatch(color, tokens["persimmon"], tokens["on-persimmon"]) for color, tokens in found]


def preview_of(form: LookForm, look: Look, logo: str | None, *, english: bool) -> Preview:
    name = (look.name_en or look.name) if english else (look.name or look.name_en)
    tagline = (look.tagline_en or look.tagline) if english else (look.tagline or look.tagline_en)
    house = house_tokens()
    own = (light_tokens(look.color, look.ground), dark_tokens(look.color, look.ground))
    return Preview(
        name=_short(name, 18),
        tagline=_short(tagline, 28),
        initial=name[:1].upper(),
        logo=None if form.without_logo else logo,
        asked=look.color,
        moved=own[0]["persimmon"] != look.color,
        themes=[
            Theme(key, {**base, **tokens}, contrast(tokens["persimmon"], tokens["on-persimmon"]))
            for key, base, tokens in zip(("light", "dark"), house, own, strict=True)
        ],
    )


def _short(text: str, longest: int) -> str:
    """As much as the drawing has room for; wide letters take two places."""
    room, kept = longest, ""
    for letter in text:
        room -= 2 if ord(letter) > 0x2E80 else 1
        if room < 0:
            return kept.rstrip() + "…"
        kept += letter
    return kept
