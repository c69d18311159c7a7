"""Every limit of the system: what may happen at most so often, where that is decided, and who attacks it.

`docs/reliability/races.md` is made from this list (`tests/races/page.py`), and
`tests/architecture/test_limits.py` refuses a conditional update, a counted CHECK or a `Limit(…)` in the
product that is named neither here nor, with a reason, in `tests/races/no_limits.py`.
"""

from tests.races.attacks import (
    buying,
    counter,
    guessing,
    joining,
    parts,
    paying,
    signing_in,
    terminals,
)
from tests.races.limits_of_coupons import OF_COUPONS
from tests.races.limits_of_goods import OF_GOODS
from tests.races.limits_of_kiosks import OF_KIOSKS
from tests.races.limits_of_sales import OF_SALES
from tests.races.stage import Limit

LIMITS = (
    Limit(
        "stock",
        "units of a deal",
        ("reservations.hold_claims", "reservations.pools.pools_check"),
        buying.stock,
    ),
    Limit("last seat", "the last unit of a deal", ("reservations.hold_claims",), buying.last_seat),
    Limit(
        "per person",
        "units of a deal for one person",
        ("reservations.hold_claims",),
        buying.per_person,
    ),
    *OF_GOODS,
    *OF_COUPONS,
    *OF_SALES,
    *OF_KIOSKS,
    Limit(
        "one order a key",
        "orders under one idempotency key",
        ("kernel.claim_idempotency_key",),
        buying.one_order_a_key,
    ),
    Limit(
        "canceled once",
        "times a canceled order's goods come back",
        (
            "orders.mark_canceled",
            "orders.lock_unpaid",
            "reservations.finish_holds",
            "reservations.pools.pools_held_check",
        ),
        buying.canceled_once,
    ),
    Limit(
        "cancel or pay",
        "ends of an order that is paid and canceled at once",
        (
            "orders.mark_paid",
            "orders.mark_canceled",
            "orders.mark_refunded",
            "payments.mark_closed",
            "reservations.hold_again",
        ),
        buying.canceled_while_paying,
    ),
    Limit(
        "deal version",
        "changes of one version of a deal, never below what is sold",
        ("catalog.change_deal", "reservations.resize_pool"),
        buying.stock_lowered_while_selling,
    ),
    Limit("deal ended once", "times a deal is taken off sale", ("catalog.end_deal",), buying.ended_once),
    Limit(
        "one capture a callback",
        "captures by one callback",
        ("payments.insert_provider_event", "payments.mark_paid"),
        paying.same_callback,
    ),
    Limit(
        "one capture a payment",
        "captures of one payment, by callbacks and by asking",
        ("payments.mark_paid",),
        paying.news_of_one_payment,
    ),
    Limit(
        "one capture an order",
        "captures of two attempts at one order",
        ("payments.mark_paid", "payments.lock_intent", "payments.note_loose_end"),
        paying.two_attempts,
    ),
    Limit(
        "held once",
        "loose ends of a payment told with another amount",
        ("payments.mark_held", "payments.note_loose_end", "payments.correct_loose_end"),
        paying.wrong_amount,
    ),
    Limit(
        "one page to pay on",
        "payments at the provider for one attempt",
        ("payments.begin_attempt", "payments.note_checkout"),
        paying.one_payment_an_order,
    ),
    Limit(
        "loose end settled once",
        "times a loose end is settled",
        ("payments.lock_loose_ends", "payments.settle_loose_end"),
        paying.loose_end_settled,
    ),
    Limit(
        "refund once",
        "refunds of one order's unused vouchers",
        (
            "vouchers.void_for_refund",
            "payments.add_refunded",
            "payments.mark_refund_done",
            "payments.intents.intents_check",
            "settlement.return_part",
            "reservations.return_units",
            "reservations.pools.pools_taken_check",
        ),
        paying.refund_once,
    ),
    Limit(
        "refund in parts",
        "vouchers of four whose money goes back, whole and in parts at once",
        ("vouchers.void_for_refund", "payments.add_refunded", "payments.intents.intents_check"),
        paying.refund_in_parts,
    ),
    Limit(
        "refund or redemption",
        "ways in which four vouchers end",
        (
            "vouchers.void_for_refund",
            "vouchers.redeem_voucher",
            "orders.complete_order",
            "settlement.release_part",
            "settlement.return_part",
            "settlement.escrows.escrows_check",
            "settlement.lines.lines_check",
            "ledger.write_transfers",
        ),
        paying.refund_or_redemption,
    ),
    Limit(
        "refund or expiry",
        "times the money of four vouchers goes back",
        ("vouchers.void_for_refund", "vouchers.expire_vouchers", "kernel.mark_delivered"),
        paying.refund_or_expiry,
    ),
    Limit(
        "refund sent again once",
        "times a refused refund becomes due again",
        ("payments.refunds_due_again", "payments.mark_refund_failed"),
        paying.refund_sent_again,
    ),
    Limit("redeem once", "redemptions of a voucher", ("vouchers.redeem_voucher",), counter.redeem_once),
    Limit(
        "one tap, one redemption",
        "redemptions under one idempotency key",
        ("kernel.claim_idempotency_key",),
        counter.one_tap,
    ),
    Limit(
        "undo once",
        "undoings of a redemption",
        ("vouchers.undo_redemption", "settlement.unrelease_part", "orders.reopen_order"),
        counter.undo_once,
    ),
    Limit(
        "times of a card",
        "visits on one card of ten times",
        ("vouchers.redeem_voucher",),
        parts.times_of_a_card,
    ),
    Limit(
        "face of a value voucher",
        "payments of ¥25 with one voucher for ¥100",
        ("vouchers.redeem_voucher",),
        parts.face_of_a_value_voucher,
    ),
    Limit(
        "gift claimed once",
        "people who claim one gift",
        ("vouchers.open_gift", "vouchers.claim_gift", "vouchers.hand_over"),
        parts.gift_claimed_once,
    ),
    Limit(
        "gift, use or refund",
        "ways in which four vouchers that are given away end",
        ("vouchers.claim_gift", "vouchers.hand_over", "vouchers.redeem_voucher", "vouchers.void_for_refund"),
        parts.gift_or_use_or_refund,
    ),
    Limit("review once", "reviews of an order", ("community.insert_review",), counter.review_once),
    Limit(
        "review or undo",
        "undoings while the guest reviews; no review stands without its redemption",
        ("vouchers.hold_redeemed", "community.withdraw_review"),
        counter.review_or_undo,
    ),
    Limit(
        "follow once", "followings of a store by a person", ("community.insert_follow",), counter.follow_once
    ),
    Limit(
        "wrong voucher codes",
        "unknown codes by a clerk at a counter in 10 minutes",
        ("linli/modules/vouchers/guessing.py.WRONG_CODES", "kernel.count_tries"),
        counter.wrong_codes,
    ),
    Limit(
        "wrong voucher codes at a device",
        "unknown codes at a device in 10 minutes",
        ("linli/modules/vouchers/guessing.py.WRONG_CODES_AT_A_DEVICE", "kernel.count_tries"),
        guessing.codes_at_a_device,
    ),
    Limit(
        "wrong short codes of a merchant",
        "unknown short codes at a merchant's counters in an hour",
        (
            "linli/modules/vouchers/guessing.py.WRONG_SHORT_CODES",
            "kernel.count_tries",
            "kernel.give_back_tries",
        ),
        guessing.short_codes_of_a_merchant,
    ),
    Limit(
        "code used once",
        "tokens for one sign-in code, people for one phone",
        ("identity.spend_try", "identity.use_up_code", "identity.claim_phone"),
        signing_in.code_used_once,
    ),
    Limit(
        "tries at a code",
        "guesses at one sign-in code",
        ("identity.spend_try", "identity.sign_in_codes.sign_in_codes_tries_left_check"),
        signing_in.code_tries,
    ),
    Limit(
        "codes to a phone",
        "codes sent to a phone in an hour",
        ("linli/modules/identity/credentials.py.CODES_PER_PHONE", "kernel.count_tries"),
        signing_in.codes_of_a_phone,
    ),
    Limit(
        "codes to an address",
        "codes asked for from an address in an hour",
        ("linli/modules/identity/credentials.py.CODES_PER_ADDRESS", "kernel.count_tries"),
        signing_in.codes_of_an_address,
    ),
    Limit(
        "wrong passwords of a phone",
        "wrong passwords for a phone in 15 minutes",
        ("linli/modules/identity/credentials.py.WRONG_PASSWORDS_PER_PHONE", "kernel.give_back_try"),
        signing_in.passwords_of_a_phone,
    ),
    Limit(
        "wrong passwords from an address",
        "wrong passwords from an address in an hour",
        ("linli/modules/identity/credentials.py.WRONG_PASSWORDS_PER_ADDRESS", "kernel.count_tries"),
        signing_in.passwords_of_an_address,
    ),
    Limit(
        "tokens of a phone",
        "tries to get an API token for a phone in 15 minutes",
        ("linli/api/v1/sign_in.py.TOKENS_PER_PHONE", "kernel.count_tries"),
        signing_in.tokens_of_a_phone,
    ),
    Limit(
        "tokens from an address",
        "tries to get an API token from an address in 15 minutes",
        ("linli/api/v1/sign_in.py.TOKENS_PER_ADDRESS", "kernel.count_tries"),
        signing_in.tokens_of_an_address,
    ),
    Limit(
        "one device a code",
        "browsers that one code of the owner enrolls",
        ("terminals.use_enrolment",),
        terminals.enrolled_once,
    ),
    Limit(
        "wrong PINs of a clerk",
        "wrong PINs of a clerk at a device in 15 minutes",
        ("linli/modules/terminals/pins.py.WRONG_PINS_OF_A_CLERK", "kernel.give_back_try"),
        terminals.pins_of_a_clerk,
    ),
    Limit(
        "wrong PINs at a device",
        "wrong PINs at a device in an hour",
        ("linli/modules/terminals/pins.py.WRONG_PINS_AT_A_DEVICE", "kernel.count_tries"),
        terminals.pins_at_a_device,
    ),
    Limit(
        "password changed once",
        "changes of one old password",
        ("identity.replace_password_hash",),
        signing_in.password_changed_once,
    ),
    Limit(
        "passkey challenge once",
        "sessions by one signed challenge",
        ("identity.spend_challenge", "identity.use_passkey", "identity.claim_credential"),
        signing_in.passkey_challenge_once,
    ),
    Limit(
        "passkey challenges from an address",
        "challenges to an address in an hour",
        ("linli/modules/identity/passkeys.py.CHALLENGES_PER_ADDRESS", "kernel.count_tries"),
        signing_in.passkey_challenges_of_an_address,
    ),
    Limit(
        "invitation used once",
        "places by one invitation",
        ("merchants.accept_invitation",),
        joining.invitation_once,
    ),
    Limit(
        "invitations a day",
        "invitations of a merchant in a day",
        ("linli/modules/merchants/actions/invitations.py.INVITATIONS", "kernel.count_tries"),
        joining.invitations_a_day,
    ),
    Limit(
        "approved once",
        "approvals of one application",
        ("merchants.move_application", "merchants.submit_application"),
        joining.approved_once,
    ),
    Limit(
        "claimed once",
        "merchants of one listing",
        ("merchants.claim_store", "merchants.move_application"),
        joining.claimed_once,
    ),
    Limit(
        "license once",
        "applications under one business license",
        ("merchants.take_license", "merchants.pass_license"),
        joining.license_once,
    ),
    Limit(
        "open applications",
        "applications that one person has open",
        ("identity.hold_person", "merchants.start_application"),
        joining.open_applications,
    ),
    Limit(
        "papers kept",
        "papers of one application",
        ("identity.hold_person", "media.write_document"),
        joining.documents_kept,
    ),
    Limit(
        "pictures kept",
        "pictures of one store",
        ("media.hold_keepings", "media.write_keeping"),
        joining.pictures_kept,
    ),
    Limit(
        "uploads an hour",
        "uploads of a person in an hour",
        ("linli/modules/media/actions.py.UPLOADS", "kernel.count_tries"),
        joining.uploads_an_hour,
    ),
    Limit("last director", "directors who stay", ("identity.lock_directors",), joining.last_director),
    Limit(
        "branches a day",
        "branches that a merchant opens in a day",
        ("linli/modules/merchants/actions/branches.py.OPENINGS", "kernel.count_tries"),
        joining.branches_a_day,
    ),
    Limit("last owner", "owners of a merchant who stay", ("merchants.lock_owners",), joining.last_owner),
    Limit(
        "phone lookups",
        "phone numbers that an operator looks up in an hour",
        ("linli/modules/identity/credentials.py.LOOKUPS_PER_OPERATOR", "kernel.count_tries"),
        joining.lookups_an_hour,
    ),
)
