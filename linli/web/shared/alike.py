"""Parts of pages that everybody is shown alike: kept by a process for a moment, and put into whoever's page.

Nothing of the reader goes into one: it is rendered without person, session, nonce and form token, which are
not there to be read. It is as fresh as one made anew (see the API's kept answers): whatever writes the index
of search throws it away in every process, and so does each full minute.
"""

from collections.abc import Hashable
from datetime import datetime

import msgspec
from markupsafe import Markup

from linli.kernel.heard import Heard
from linli.kernel.live import Live
from linli.modules import discovery
from linli.web.shared.http import Here, environment_of
from linli.web.shared.render import render_part

MOST_KEPT = 200


class Part(msgspec.Struct, frozen=True):
    """A part as HTML, and what the rest of the page says of it (`facts`). A page has one."""

    html: Markup
    facts: tuple[tuple[str, str], ...] = ()


class Alike:
    """Those of one process, by what was asked."""

    def __init__(self, live: Live) -> None:
        self._kept = Heard[tuple[Hashable, datetime], Part | bytes](live, MOST_KEPT)
        # Whether anything is kept: a process that serves for long says so.
        self.keeps = False

    def find(self, asked: Hashable, now: datetime) -> Part | bytes | None:
        return self._kept.find((asked, _minute(now)), now) if self.keeps else None

    def mark(self, market_id: int) -> tuple[int, int] | None:
        """To be taken before anything is read for a part."""
        return self._kept.mark(_topic(market_id)) if self.keeps else None

    def keep(
        self, asked: Hashable, part: Part | bytes, market_id: int, mark: tuple[int, int] | None, now: datetime
    ) -> None:
        """`now` is the moment for which the part was made."""
        self._kept.keep((asked, _minute(now)), part, _topic(market_id), mark, now)


def _topic(market_id: int) -> str:
    return f"{discovery.CHANGED}:{market_id}"


def _minute(now: datetime) -> datetime:
    """Hours and what is paid for change with the clock."""
    return now.replace(second=0, microsecond=0)


def alike_of(here: Here) -> Alike:
    """What the process that answers has shown."""
    alike: Alike = here.request.app.state.alike
    return alike


def part_of(here: Here, template: str, facts: tuple[tuple[str, str], ...], **context: object) -> Part:
    """Render a part for everybody in this market and language."""
    market = here.market
    html = render_part(
        environment_of(here.request),
        template,
        locale=here.locale,
        timezone=market.timezone,
        currency=market.currency,
        now=here.services.db.clock(),
        **context,
    )
    return Part(html, facts)
