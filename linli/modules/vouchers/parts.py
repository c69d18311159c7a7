"""What the parts of a voucher are called and worth."""

from typing import Any

from linli.kernel.money import allocate_largest_remainder
from linli.modules.vouchers.model import Issued, Taken, Uses, Voucher, VoucherKind

# A voucher that is used up at once.
AT_ONCE = Uses()
MOST_PARTS = 12
# Far below where a value by a number of units would not fit into a bigint.
LARGEST_USE = 10**8


def shared(value_minor: int, uses: Uses) -> list[int]:
    """The voucher's value over its parts, by their weights; by their units where nothing has a weight."""
    weights = [part.weight for part in uses.parts]
    if not any(weights):
        weights = [part.units for part in uses.parts]
    return allocate_largest_remainder(value_minor, weights)


def names_of(uses: Uses) -> list[dict[str, str]]:
    """The names that are kept with a voucher: those of a package; any other bears its own title."""
    if uses.kind is not VoucherKind.PACKAGE:
        return []
    return [{"name": part.name, "name_en": part.name_en} for part in uses.parts]


def plain(more: Taken | Issued) -> Voucher:
    """The voucher alone, without what was taken of it or its digits."""
    fields: dict[str, Any] = {name: getattr(more, name) for name in Voucher.__struct_fields__}
    return Voucher(**fields)
