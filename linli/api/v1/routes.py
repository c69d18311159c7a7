"""The table of contents of version 1."""

from litestar.handlers import HTTPRouteHandler

from linli.api.v1 import (
    counter,
    desk,
    ledger,
    markets,
    orders,
    payments,
    problems,
    reviews,
    sign_in,
    stores,
    vouchers,
)

V1: list[HTTPRouteHandler] = [
    # Finding
    markets.list_markets,
    markets.get_market,
    markets.find_places,
    stores.get_store,
    stores.list_deals,
    stores.get_menu,
    reviews.list_reviews,
    stores.get_deal,
    stores.get_quote,
    # Signing in
    sign_in.send_code,
    sign_in.make_token,
    sign_in.end_token,
    sign_in.list_messages,
    # Buying
    orders.make_visit,
    orders.place_order,
    orders.list_orders,
    orders.get_order,
    payments.start_payment,
    payments.check_payment,
    orders.cancel_order,
    orders.refund_order,
    vouchers.list_vouchers,
    vouchers.get_voucher,
    reviews.write_review,
    reviews.follow_store,
    reviews.unfollow_store,
    reviews.list_followed_deals,
    # The counter and the desk
    counter.preview_redemption,
    counter.make_redemption,
    counter.undo_redemption,
    counter.list_redemptions,
    reviews.reply_to_review,
    desk.make_link,
    desk.list_links,
    desk.publish_deal,
    desk.end_deal,
    desk.list_store_orders,
    desk.get_balance,
    desk.list_movements,
    # The market's own
    ledger.get_totals,
    problems.list_problems,
    problems.get_problem,
]
