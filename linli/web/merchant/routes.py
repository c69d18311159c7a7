"""The table of contents of this face."""

from litestar.handlers import HTTPRouteHandler

from linli.web.merchant import (
    counter,
    deal_editor,
    deals,
    gallery,
    head_office,
    hours,
    joining,
    links,
    money,
    money_file,
    profile,
    results,
    reviews,
    staff,
    store_orders,
    store_vouchers,
    today,
)

ROUTES: list[HTTPRouteHandler] = [
    *counter.ROUTES,
    *today.ROUTES,
    *head_office.ROUTES,
    *store_orders.ROUTES,
    *store_vouchers.ROUTES,
    *results.ROUTES,
    *links.ROUTES,
    *deals.ROUTES,
    *deal_editor.ROUTES,
    *reviews.ROUTES,
    *money.ROUTES,
    *money_file.ROUTES,
    *profile.ROUTES,
    *gallery.ROUTES,
    *hours.ROUTES,
    *staff.ROUTES,
    *joining.ROUTES,
]
