"""The table of contents of this face."""

from litestar.handlers import HTTPRouteHandler

from linli.web.merchant import (
    bank,
    branches,
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
    statements,
    store_orders,
    store_vouchers,
    today,
)

ROUTES: list[HTTPRouteHandler] = [
    *counter.ROUTES,
    *today.ROUTES,
    *head_office.ROUTES,
    *branches.ROUTES,
    *store_orders.ROUTES,
    *store_vouchers.ROUTES,
    *results.ROUTES,
    *links.ROUTES,
    *deals.ROUTES,
    *deal_editor.ROUTES,
    *reviews.ROUTES,
    *money.ROUTES,
    *statements.ROUTES,
    *money_file.ROUTES,
    *bank.ROUTES,
    *profile.ROUTES,
    *gallery.ROUTES,
    *hours.ROUTES,
    *staff.ROUTES,
    *joining.ROUTES,
]
