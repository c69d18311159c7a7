"""What erasing a person does to each table that names people: the one list. A test refuses a table that is
not in it, and one that erases somebody refuses a rule that is not kept.
"""

from enum import StrEnum

import msgspec


class Fate(StrEnum):
    """Deleted: the rows go. Blanked: names, texts and numbers go, the row stays. Kept: as it is, and why."""

    DELETED = "deleted"
    BLANKED = "blanked"
    KEPT = "kept"


class Rule(msgspec.Struct, frozen=True):
    """What happens to a table's rows of somebody who is erased, and why."""

    fate: Fate
    why: str


_FATES: dict[tuple[Fate, str], str] = {
    (Fate.DELETED, "a way to sign in, or where somebody did"): """
        identity.sessions identity.tokens identity.api_tokens identity.passkeys identity.passkey_owners
        identity.phones identity.sign_in_codes terminals.pins terminals.sittings
    """,
    (Fate.DELETED, "nobody is found by name or number any more"): "identity.members",
    (Fate.DELETED, "what they wanted, liked or were told, and nobody else needs"): """
        carts.lines carts.places community.follows notices.messages payments.habits privacy.exports
        recommendations.people recommendations.visits recommendations.dismissals
        consents.answers consents.merchant_answers members.members members.codes
    """,
    (Fate.BLANKED, "the number stays, because the books lead to it; name, phone and password go"): """
        identity.people
    """,
    (Fate.BLANKED, "marks stay, for they are in the store's rating; name, text and the answer to it go"): """
        community.reviews
    """,
    (Fate.BLANKED, "who sold where stays; the address and its position go"): "chains.uses",
    (Fate.BLANKED, "visits and orders count without them, and nothing joins them any more"): """
        attribution.touches attribution.goals insight.uses insight.visits insight.customers
    """,
    (Fate.BLANKED, "that a voucher changed hands stays; the giver's name and note go"): "vouchers.gifts",
    (
        Fate.BLANKED,
        "what they typed goes, but for what a merchant was verified on: that is the merchant's file",
    ): "merchants.applications merchants.questions",
    (Fate.BLANKED, "that somebody was invited stays; the name and number go"): "merchants.invitations",
    (Fate.KEPT, "the books: what was sold, paid and handed over, under the number alone"): """
        orders.orders orders.lines promotions.coupons promotions.uses flash.claims
        vouchers.vouchers pickups.pickups reservations.holds stock.movements
        stock.transfers
    """,
    (Fate.KEPT, "what was agreed to and when, under the number alone: it may have to be shown"): """
        consents.history consents.merchant_history
    """,
    (
        Fate.KEPT,
        "the shop's own record of who took or handed over what at work, which nobody may rewrite",
    ): """
        vouchers.redemptions vouchers.offline_uses pickups.moves foreign_vouchers.uses terminals.entries
        terminals.anchors orders.sales
    """,
    (Fate.KEPT, "who decided what, under the number alone; never rewritten"): """
        kernel.audit_trail attribution.costs discovery.sponsored discovery.weights
        foreign_vouchers.connections items.changes
        items.imports listings.reviews marketing.batches marketing.links marketing.retargets
        merchants.checks reconciliation.differences
        promotions.batches settlement.disputes settlement.rules settlement.statements
        terminals.devices terminals.enrolments kiosks.kiosks
        treasury.bank_accounts treasury.day_closes vouchers.guessing_alarms
    """,
    (Fate.KEPT, "nobody who works in a shop or runs a market can be erased before that has ended"): """
        merchants.staff merchants.head_office identity.operators kiosks.sellers
    """,
    (Fate.KEPT, "a shop's address and number, files and pictures, no person's"): """
        merchants.stores discovery.places media.documents media.keepings items.photo_keepers
    """,
}

RULES: dict[str, Rule] = {
    table: Rule(fate, why) for (fate, why), tables in _FATES.items() for table in tables.split()
}
