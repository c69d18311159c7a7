"""The table of contents of this face."""

from litestar.handlers import HTTPRouteHandler

from linli.web.consumer import (
    checkout,
    deal,
    following,
    front,
    home,
    links,
    me,
    orders,
    password,
    reviews,
    sandbox,
    search,
    sign_in,
    store,
    wallet,
)

ROUTES: list[HTTPRouteHandler] = [
    # Look around.
    front.front_page,
    home.home_page,
    search.search_page,
    search.search_pins,
    search.store_card_part,
    store.store_page,
    store.follow_store,
    store.end_following,
    deal.deal_page,
    links.follow_link,
    # Buy.
    checkout.checkout_page,
    checkout.place_order,
    orders.orders_page,
    orders.order_page,
    orders.pay_order,
    orders.return_from_provider,
    orders.cancel_order,
    orders.refund_order,
    # Use, and say how it was.
    wallet.wallet_page,
    wallet.voucher_page,
    reviews.review_page,
    reviews.write_review,
    following.following_page,
    # Be someone.
    sign_in.sign_in_page,
    sign_in.send_code,
    sign_in.sign_in_with_code,
    sign_in.sign_in_with_password,
    sign_in.end_session,
    sign_in.end_every_session,
    me.me_page,
    me.change_name,
    password.password_page,
    password.send_password_code,
    password.change_password,
    sandbox.messages_page,
]
