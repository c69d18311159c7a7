"""The reader's language: which of two texts to show, and words where there is no template to say them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar, cast

from litestar import Response

from linli.kernel.money import Money
from linli.kernel.refusals import Refusal
from linli.modules import markets
from linli.web.shared.formatting import Formatter, money_text
from linli.web.shared.http import NOTHING_SAID, Here, environment_of
from linli.web.shared.i18n import Translator

Text = TypeVar("Text", bound=Sequence[str])


@dataclass(frozen=True, slots=True)
class Tongue:
    """One reader's language, zone and clock."""

    locale: str
    words: Translator
    format: Formatter

    def pick(self, own: Text, english: Text) -> Text:
        """The English text for English readers, the original for all others; the other where one is empty."""
        return (english or own) if self.locale == "en" else (own or english)

    def say(self, key: str, /, **values: object) -> str:
        """A message as plain text; the template that shows it escapes it."""
        return self.words.plain(key, **values)

    def money(self, amount: Money) -> str:
        return money_text(amount.minor, amount.currency, self.locale)

    def market(self, market: markets.Market) -> str:
        return self.pick(market.name_zh, market.name_en) or market.name


def tongue_of(here: Here, market: markets.Market | None = None) -> Tongue:
    """The tongue of this request; `market` gives the clock of a page that is in no market."""
    translators = cast(dict[str, Translator], environment_of(here.request).globals["translators"])
    zone = market.timezone if market else here.market.timezone
    return Tongue(
        here.locale, translators[here.locale], Formatter(here.locale, zone, here.services.db.clock())
    )


def place_name(here: Here) -> str:
    """What the place is called whose page this is: the market, or the mall whose look it wears."""
    tongue = tongue_of(here)
    return tongue.pick(here.mall.name, here.mall.name_en) if here.mall else tongue.market(here.market)


def show(
    here: Here,
    template: str,
    *,
    status: int = 200,
    refused: Refusal | None = None,
    said: Mapping[str, bool] = NOTHING_SAID,
    **context: object,
) -> Response[str]:
    """A consumer page inside its market, with the market's name in the reader's language, or the mall's whose
    look it wears.

    Any page may begin with the news of having signed in or out; `said` are its own, as in `Here.page`.
    """
    signed_in = here.signed_in is not None
    everywhere = {"welcome": signed_in, "signed_out": not signed_in, "signed_out_everywhere": not signed_in}
    everywhere["erased"] = not signed_in
    tongue = tongue_of(here)
    context["market_name"] = tongue.market(here.market)
    context["place_name"] = place_name(here)
    return here.page(
        f"consumer/{template}", status=status, refused=refused, said={**everywhere, **said}, **context
    )
