"""Whatever text comes: it is read as the one token whose text it is, or refused in one way."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.modules.vouchers import TokenError, read_token
from linli.modules.vouchers.tokens import PREFIX, encode
from tests.forgery.conftest import MUTATIONS, SEED
from tests.forgery.forgers import data_of, text_of
from tests.forgery.page import Figures
from tests.forgery.world import World

EXAMPLES = max(400, MUTATIONS // 50)
# Real tokens of every shape, as the ground from which the fuzzing starts.
BODIES = [data_of(World(seed).genuine().text) for seed in range(SEED, SEED + 30)]

edits = st.lists(
    st.tuples(st.integers(0, 300), st.integers(0, 12), st.binary(max_size=12)), min_size=1, max_size=6
)


def _edited(body: bytes, changes: list[tuple[int, int, bytes]]) -> bytes:
    for at, gone, new in changes:
        body = body[:at] + new + body[at + gone :]
    return body


texts = st.one_of(
    st.text(max_size=80),
    st.text(max_size=80).map(lambda text: PREFIX + text),
    st.binary(max_size=320).map(text_of),
    st.builds(lambda body, changes: text_of(_edited(body, changes)), st.sampled_from(BODIES), edits),
)


@pytest.mark.slow
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=texts)
def test_a_text_is_exactly_a_token_or_refused(text: str, noted: Figures) -> None:
    noted.parsed += 1
    try:
        signed = read_token(text)
    except TokenError:
        return
    assert encode(signed.token) == signed.body
    assert text_of(signed.body + signed.signature) == text
