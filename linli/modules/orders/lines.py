"""What each line of an order costs: every discount is shared out, so that any part goes back exactly."""

from collections.abc import Sequence

from linli.kernel.money import allocate_largest_remainder


def shared_discount(gross: Sequence[tuple[int, int]], discount_minor: int) -> list[int]:
    """Each line's share of a discount on the whole order, in minor units, by the lines' weight in it.

    `gross`: each line's price before the discount and its quantity. The shares add up to the discount; no
    line falls below one minor unit for each of its units, because each becomes a voucher with a value.
    Raises ValueError where the discount leaves less than that in all.
    """
    room = [price - quantity for price, quantity in gross]
    if min(room) < 0 or not 0 <= discount_minor <= sum(room):
        raise ValueError("a discount leaves every unit at least one minor unit")
    if discount_minor == 0:
        return [0] * len(gross)
    return allocate_largest_remainder(discount_minor, room)
