"""Yuan as text, fen as whole numbers: exactly, or not at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.modules.payments.providers.yuan import fen, yuan


@given(st.integers(-(10**14), 10**14))
def test_every_amount_comes_back(amount: int) -> None:
    assert fen(yuan(amount)) == amount
    assert fen(f"{yuan(amount)}000") == amount


def test_what_providers_write() -> None:
    assert [fen(text) for text in ("0.01", "12.3", "12", "-0.06", "0.20000")] == [1, 1230, 1200, -6, 20]
    assert [yuan(amount) for amount in (0, 1, 1290, -6)] == ["0.00", "0.01", "12.90", "-0.06"]


@pytest.mark.parametrize(
    "text",
    ["", ".", "1.", ".5", "1,00", "1.005", "0.00001", "1e3", "NaN", "--1", "+1", "１.00", " 1", "9" * 16],
)
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a"):
        fen(text)
