"""Channels of all the stores of a merchant that somebody leads, with all that the merchant spent."""

from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath

from linli.modules import attribution
from linli.services import Who
from linli.web.merchant.channels import MODELS, codes_of
from linli.web.merchant.channels_views import YEAR, model_in, sight_of, span_of
from linli.web.merchant.head_office import office_of, office_page
from linli.web.merchant.period import period_of
from linli.web.merchant.shop import words_for
from linli.web.shared.http import Asked

ONLY_MANAGERS = {"who": Who.MANAGER}


@get("/{market:str}/head-office/{merchant_id:uuid}/channels", opt=ONLY_MANAGERS)
async def office_channels(here: Asked, merchant_id: FromPath[UUID]) -> Response[str]:
    """The same report as a store's, of all stores together (`?days=`, `?model=`)."""
    model = model_in(here)
    async with here.services.db.read() as reader:
        office = await office_of(here, reader, merchant_id)
        period = period_of(here, reader.now, YEAR)
        stores, span = office.store_ids, span_of(period)
        about = (reader, here.market_id)
        report = await attribution.report(*about, merchant_id, stores, span, model, of_all=office.owns)
        days = await attribution.day_sums(*about, stores, span, model)
        codes = await codes_of(here, reader, stores, period, model)
        words = words_for(here, reader.now)
    return office_page(
        here,
        office,
        "office_channels.html",
        nav="channels",
        sight=sight_of(here, words, report, days, period, ""),
        codes=codes,
        period=period,
        choices=YEAR,
        models=MODELS,
    )


ROUTES = [office_channels]
