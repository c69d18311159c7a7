"""The operator's room behind the real web app: colleagues of every role, and another market's operator."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import msgspec

from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.signing import Signer
from linli.modules import identity, markets
from tests import cast
from tests.integration.web.shop_stage import MARKET, SETTINGS, SLUG, Browser, Stage, open_stage

ROOM = f"/{SLUG}/operator"
ROLES = ("director", "reviewer", "finance", "support")


@asynccontextmanager
async def open_room(server: EmbeddedPostgres) -> AsyncIterator[Stage]:
    """The shop's stage with a director, reviewer, finance and support, and a director of another market."""
    async with open_stage(server) as stage:
        signer = Signer(SETTINGS.secret, "phones")
        async with stage.db.work() as work:
            elsewhere = msgspec.structs.replace(cast.WEST_LAKE, market_id=MARKET + 50, slug="elsewhere")
            await markets.open_market(work, elsewhere)
            for name in (*ROLES, "foreigner"):
                person = await cast.join(work, nickname=name.title(), signer=signer, password=None)
                stage.people[name] = person
                market_id = MARKET + 50 if name == "foreigner" else MARKET
                role = "director" if name == "foreigner" else name
                await identity.appoint_operator(work, market_id, person.person_id, role)
            # The operator of the shop's stage is of finance already.
            await identity.dismiss_operator(
                work, MARKET, stage.people["operator"].person_id, "not needed here"
            )
        yield stage


async def colleague(stage: Stage, role: str, language: str = "en") -> Browser:
    """The browser of somebody with this role."""
    return await stage.browser(role, language)
