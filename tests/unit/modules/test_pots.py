"""Shares of a line: any way of taking it apart adds up, and no unit is favored."""

from hypothesis import given
from hypothesis import strategies as st

from linli.modules.pickups import Pot


@given(
    quantity=st.integers(1, 60),
    cents=st.integers(0, 5_000),
    steps=st.lists(st.tuples(st.sampled_from("hurb"), st.integers(1, 60)), max_size=40),
)
def test_whatever_is_handed_over_undone_refunded_and_returned_the_pots_add_up(
    quantity: int, cents: int, steps: list[tuple[str, int]]
) -> None:
    total = quantity + cents
    waiting, handed, refunded, returned = Pot(quantity, total), Pot(), Pot(), Pot()
    done: list[Pot] = []
    low, high = total // quantity, -(-total // quantity)
    for step, units in steps:
        if step == "h" and units <= waiting.units:
            part = waiting.part(units)
            waiting, handed = waiting - part, handed + part
            done.append(part)
        elif step == "u" and done and not returned.units:
            # Exactly what that hand-over moved comes back, not what its units would be worth now.
            part = done.pop(units % len(done))
            waiting, handed = waiting + part, handed - part
        elif step == "r" and units <= waiting.units:
            part = waiting.part(units)
            waiting, refunded = waiting - part, refunded + part
        elif step == "b" and units <= handed.units:
            part = handed.part(units)
            handed, returned = handed - part, returned + part
        pots = (waiting, handed, refunded, returned)
        assert sum(pots, Pot()) == Pot(quantity, total)
        assert all(low * pot.units <= pot.minor <= high * pot.units for pot in pots)
