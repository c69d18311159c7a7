"""No forged token is believed; and the checker that says so finds every judge that would believe one."""

from collections import Counter

import pytest

from linli.modules.vouchers import judge_token
from tests.forgery import checker
from tests.forgery.conftest import MUTATIONS, SEED
from tests.forgery.page import Figures
from tests.forgery.planted import PLANTED
from tests.forgery.world import World

# A fault of a judge that is not found in so many forgeries would go unnoticed in CI.
FOUND_WITHIN = 1_500


@pytest.mark.slow
@pytest.mark.parametrize("name", PLANTED)
def test_a_judge_with_a_fault_is_found(name: str, noted: Figures) -> None:
    judge = PLANTED[name](World(SEED))
    count = checker.attack(judge, FOUND_WITHIN, SEED, stop_at=1)
    assert count.wrong != []
    noted.planted[name] = count.mutations


@pytest.mark.slow
def test_no_forgery_is_believed_and_everything_genuine_is(noted: Figures) -> None:
    count = checker.attack(judge_token, MUTATIONS, SEED)
    noted.mutations, noted.unchanged, noted.genuine = count.mutations, count.unchanged, count.genuine
    noted.attempts, noted.faults = dict(count.attempts), dict(count.faults)
    noted.wrong = dict(Counter(said.partition(":")[0] for said in count.wrong))
    noted.believed = len(count.wrong)
    assert count.wrong == []
    assert count.genuine >= count.mutations // checker.EVERY
    # Every kind was tried, and none was only ever a genuine token again.
    assert min(count.attempts.values()) > MUTATIONS // 30
    assert len(count.faults) == 7
