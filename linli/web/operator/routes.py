"""The table of contents of this face."""

from litestar.handlers import HTTPRouteHandler

from linli.web.operator import (
    application_export,
    applications,
    jobs,
    journal,
    ledger,
    loose_ends,
    markets,
    merchants,
    order,
    orders,
    outbox,
    overview,
    people,
    refunds,
    reviews,
    search,
    stores,
    team,
    trail,
    vouchers,
)

ROUTES: list[HTTPRouteHandler] = [
    *overview.ROUTES,
    *loose_ends.ROUTES,
    *search.ROUTES,
    *orders.ROUTES,
    *order.ROUTES,
    *vouchers.ROUTES,
    *refunds.ROUTES,
    *applications.ROUTES,
    *application_export.ROUTES,
    *merchants.ROUTES,
    *stores.ROUTES,
    *reviews.ROUTES,
    *people.ROUTES,
    *ledger.ROUTES,
    *journal.ROUTES,
    *outbox.ROUTES,
    *jobs.ROUTES,
    *trail.ROUTES,
    *team.ROUTES,
    *markets.ROUTES,
]
