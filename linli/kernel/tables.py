"""Every table once, as one of five kinds; tests hold the schema and every statement to it."""

from enum import StrEnum


class Kind(StrEnum):
    """How a table is spread: `market` by market_id, `person` by person_id, the others not at all."""

    MARKET = "market"
    PERSON = "person"
    REFERENCE = "reference"
    LOOKUP = "lookup"
    KERNEL = "kernel"


TABLES: dict[str, Kind] = {
    "kernel.migrations": Kind.KERNEL,
    "kernel.tries": Kind.LOOKUP,
    "kernel.outbox": Kind.MARKET,
    "kernel.deliveries": Kind.MARKET,
    "kernel.audit_trail": Kind.MARKET,
    "kernel.idempotency_keys": Kind.MARKET,
    "kernel.failures": Kind.MARKET,
    "kernel.job_runs": Kind.MARKET,
    "markets.markets": Kind.REFERENCE,
    "ledger.accounts": Kind.MARKET,
    "ledger.balances": Kind.MARKET,
    "ledger.transfers": Kind.MARKET,
    "ledger.pendings": Kind.MARKET,
    "ledger.results": Kind.MARKET,
    "ledger.waiting": Kind.MARKET,
    "ledger.unsealed": Kind.MARKET,
    "ledger.blocks": Kind.MARKET,
    "ledger.sealed_accounts": Kind.MARKET,
    "ledger.sealed_purposes": Kind.MARKET,
    "reservations.pools": Kind.MARKET,
    "reservations.holds": Kind.MARKET,
    "notices.messages": Kind.MARKET,
    "media.pictures": Kind.MARKET,
    "media.variants": Kind.MARKET,
    "media.keepings": Kind.MARKET,
    "media.documents": Kind.MARKET,
    "identity.people": Kind.PERSON,
    "identity.sessions": Kind.PERSON,
    "identity.passkeys": Kind.PERSON,
    "identity.tokens": Kind.PERSON,
    "identity.phones": Kind.LOOKUP,
    "identity.passkey_owners": Kind.LOOKUP,
    "identity.challenges": Kind.LOOKUP,
    "identity.sign_in_codes": Kind.LOOKUP,
    "identity.api_tokens": Kind.LOOKUP,
    "identity.operators": Kind.MARKET,
    "identity.members": Kind.MARKET,
    "merchants.merchants": Kind.MARKET,
    "merchants.stores": Kind.MARKET,
    "merchants.staff": Kind.MARKET,
    "merchants.applications": Kind.MARKET,
    "merchants.questions": Kind.MARKET,
    "merchants.checks": Kind.MARKET,
    "merchants.licenses": Kind.MARKET,
    "merchants.verifications": Kind.MARKET,
    "merchants.head_office": Kind.MARKET,
    "merchants.invitations": Kind.MARKET,
    "payments.intents": Kind.MARKET,
    "payments.provider_events": Kind.MARKET,
    "payments.refunds": Kind.MARKET,
    "payments.loose_ends": Kind.MARKET,
    "payments.bills": Kind.KERNEL,
    "payments.habits": Kind.PERSON,
    "catalog.deals": Kind.MARKET,
    "catalog.deal_terms": Kind.MARKET,
    "catalog.deal_stores": Kind.MARKET,
    "catalog.menu_items": Kind.MARKET,
    "settlement.escrows": Kind.MARKET,
    "settlement.rules": Kind.MARKET,
    "settlement.lines": Kind.MARKET,
    "settlement.entries": Kind.MARKET,
    "settlement.statements": Kind.MARKET,
    "settlement.disputes": Kind.MARKET,
    "vouchers.vouchers": Kind.MARKET,
    "vouchers.codes": Kind.MARKET,
    "vouchers.redemptions": Kind.MARKET,
    "orders.orders": Kind.MARKET,
    "orders.lines": Kind.MARKET,
    "orders.numbers": Kind.MARKET,
    "discovery.places": Kind.MARKET,
    "marketing.links": Kind.MARKET,
    "marketing.visits": Kind.MARKET,
    "marketing.steps": Kind.MARKET,
    "community.reviews": Kind.MARKET,
    "community.ratings": Kind.MARKET,
    "community.follows": Kind.MARKET,
    "reconciliation.days": Kind.MARKET,
    "reconciliation.lines": Kind.MARKET,
    "reconciliation.differences": Kind.MARKET,
    "reconciliation.returns": Kind.MARKET,
}

# The app's database role may insert into and read these, never update or delete.
APPEND_ONLY = frozenset(
    (
        "kernel.audit_trail",
        "ledger.accounts",
        "ledger.transfers",
        "ledger.pendings",
        "ledger.results",
        "ledger.blocks",
        "vouchers.redemptions",
        "marketing.steps",
        "catalog.deal_terms",
        "settlement.rules",
        "merchants.verifications",
        "payments.bills",
    )
)
