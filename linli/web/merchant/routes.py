"""The table of contents of this face."""

from litestar.handlers import HTTPRouteHandler

from linli.web.merchant import (
    counter,
    deals,
    hours,
    joining,
    links,
    money,
    profile,
    reviews,
    staff,
    store_orders,
    today,
)

ROUTES: list[HTTPRouteHandler] = [
    *counter.ROUTES,
    *today.ROUTES,
    *store_orders.ROUTES,
    *links.ROUTES,
    *deals.ROUTES,
    *reviews.ROUTES,
    *money.ROUTES,
    *profile.ROUTES,
    *hours.ROUTES,
    *staff.ROUTES,
    *joining.ROUTES,
]
