"""Who stands above whom. A module calls only modules of a lower rank; news travels upward as events."""

ROWS: dict[int, str] = {
    1: "markets ledger reservations notices media gazetteer",
    2: "identity consents",
    3: "merchants payments",
    4: "catalog items stock prices chains malls members settlement loyalty listings",
    5: "treasury promotions flash carts pickups vouchers foreign_vouchers bookings delivery",
    6: "orders terminals passes kiosks",
    7: "discovery recommendations marketing attribution community disputes insight webhooks audits"
    " reconciliation",
    8: "privacy workings",
}

RANKS: dict[str, int] = {name: rank for rank, names in ROWS.items() for name in names.split()}

# Modules that talk to companies outside; only they have a `providers/` folder.
WITH_PROVIDERS = frozenset({"payments", "notices", "treasury", "foreign_vouchers", "passes"})

# Modules through which money or something that can run out passes: no float comes near.
NEAR_MONEY = frozenset(
    {
        *("ledger", "payments", "settlement", "treasury", "orders", "vouchers", "foreign_vouchers"),
        *("reservations", "reconciliation", "prices", "stock", "members", "promotions", "flash"),
    }
)
