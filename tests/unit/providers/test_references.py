"""Names of ours at providers, and back."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.modules.payments.references import id_in


@given(st.uuids(), st.sampled_from(["", "-2", "-17"]))
def test_an_id_is_found_at_the_beginning_of_a_key(refund_id: UUID, more: str) -> None:
    assert id_in(f"{refund_id}{more}") == refund_id


@pytest.mark.parametrize("text", ["", "refund", "0" * 32, "not-an-id-at-all-but-of-that-length!"])
def test_a_key_without_an_id_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        id_in(text)
