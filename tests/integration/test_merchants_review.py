"""Deciding: ticks, questions, a reasoned no, a yes that makes a shop; each once, by somebody else."""

from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import msgspec
import pytest
import pytest_asyncio

from linli.kernel import sql
from linli.kernel.database import Work
from linli.kernel.refusals import Refusal
from linli.modules import identity, merchants
from linli.modules.merchants import ApplicationState, CheckKind
from tests import cast
from tests.integration.application_stage import (
    MARKET,
    approved,
    filled,
    invented_license,
    join,
    reviewer,
    submitted,
    tick_all,
)

TRAIL = sql.Statement(
    "trail", "in the tests", "SELECT action, why, actor FROM kernel.audit_trail WHERE market_id = $1", ""
)


class Line(msgspec.Struct):
    action: str
    why: str
    actor: str


@pytest_asyncio.fixture
async def sent(work: Work) -> AsyncIterator[merchants.Application]:
    await cast.open_market(work)
    yield await submitted(work, await join(work))


@pytest_asyncio.fixture
async def by(work: Work) -> AsyncIterator[UUID]:
    yield await reviewer(work)


async def test_a_yes_makes_a_verified_merchant_a_store_and_an_owner(
    work: Work, sent: merchants.Application, by: UUID
) -> None:
    done = await approved(work, by, sent)
    assert (done.state, done.decided_by, done.decided_at) == (ApplicationState.APPROVED, by, work.now)
    assert done.merchant_id is not None
    assert done.store_id is not None
    merchant = await merchants.require_verified(work, MARKET, done.merchant_id)
    assert merchant.name == "杭州示例餐饮有限公司"
    store = await merchants.store_by_slug(work, MARKET, "osmanthus-kitchen")
    assert (store.store_id, store.hours, store.trade) == (done.store_id, "Mo-Su 10:00-21:00", "restaurant")
    member = await merchants.require_staff(work, MARKET, sent.person_id, done.store_id, "owner")
    assert member.name == "林桂"
    mark = await merchants.latest_verification(work, MARKET, done.merchant_id)
    assert mark is not None
    assert (mark.license_number, mark.legal_name) == (sent.license_number, "杭州示例餐饮有限公司")
    assert {check.kind for check in mark.checks} == set(sent.checklist)
    actions = {line.action for line in await work.many(Line, TRAIL, MARKET)}
    assert {"check_ticked", "application_approved", "staff_added"} <= actions


async def test_a_second_store_of_that_name_gets_another_address(
    work: Work, sent: merchants.Application, by: UUID
) -> None:
    await approved(work, by, sent)
    other = await approved(work, by, await submitted(work, await join(work)))
    assert other.store_id is not None
    store = await merchants.store(work, MARKET, other.store_id)
    assert store.slug.startswith("osmanthus-kitchen-")


async def test_no_yes_while_a_check_is_open(work: Work, sent: merchants.Application, by: UUID) -> None:
    key = (work, MARKET, by, sent.application_id)
    await tick_all(work, by, sent)
    await merchants.tick_check(*key, CheckKind.PLACE, done=False)
    with pytest.raises(Refusal, match="checks_open") as refused:
        await merchants.approve_application(*key)
    assert refused.value.params == {"left": 1}
    await merchants.tick_check(*key, CheckKind.PLACE, done=True)
    await merchants.tick_check(*key, CheckKind.PLACE, done=True)
    ticks = await merchants.checks(work, MARKET, sent.application_id)
    assert [tick.checked_by for tick in ticks] == [by] * 5
    with pytest.raises(Refusal, match="invalid"):
        await merchants.tick_check(*key, CheckKind.CLAIM, done=True)
    await merchants.approve_application(*key)
    with pytest.raises(Refusal, match="application_move_impossible"):
        await merchants.tick_check(*key, CheckKind.PLACE, done=False)


async def test_each_decision_is_taken_once(work: Work, sent: merchants.Application, by: UUID) -> None:
    await approved(work, by, sent)
    key = (work, MARKET, by, sent.application_id)
    for attempt in (
        merchants.approve_application(*key),
        merchants.refuse_application(*key, "Too late"),
        merchants.question_applicant(*key, "Still there?"),
    ):
        with pytest.raises(Refusal, match="application_move_impossible"):
            await attempt


async def test_a_no_has_its_reason_and_something_better_may_follow(
    work: Work, sent: merchants.Application, by: UUID
) -> None:
    key = (work, MARKET, by, sent.application_id)
    for empty in ("", "  ", "x" * 1001):
        with pytest.raises(Refusal, match="invalid"):
            await merchants.refuse_application(*key, empty)
    refused = await merchants.refuse_application(*key, "The license is of another company.")
    assert (refused.state, refused.reason) == (
        ApplicationState.REFUSED,
        "The license is of another company.",
    )
    lines = await work.many(Line, TRAIL, MARKET)
    assert "The license is of another company." in [line.why for line in lines]
    again = await submitted(work, sent.person_id)
    assert (again.application_id, again.reason) == (sent.application_id, "")
    assert (await approved(work, by, again)).state is ApplicationState.APPROVED


async def test_questions_are_answered_before_it_goes_back_and_ticks_fall_with_what_changed(
    work: Work, sent: merchants.Application, by: UUID
) -> None:
    key = (work, MARKET, by, sent.application_id)
    await tick_all(work, by, sent)
    asked = await merchants.question_applicant(*key, "Which door?")
    assert asked.state is ApplicationState.ASKED
    mine = (work, MARKET, sent.person_id, sent.application_id)
    with pytest.raises(Refusal, match="questions_open"):
        await merchants.submit_application(*mine)
    (question,) = await merchants.questions(work, MARKET, sent.application_id)
    with pytest.raises(Refusal, match="invalid"):
        await merchants.answer_question(*mine, question.question_id, " ")
    with pytest.raises(Refusal, match="not_found"):
        await merchants.answer_question(*mine, uuid4(), "Which question?")
    await merchants.answer_question(*mine, question.question_id, "The green one.")
    await merchants.save_application(*mine, {"address": "中山中路 10 号"})
    await merchants.submit_application(*mine)
    left = {tick.kind for tick in await merchants.checks(work, MARKET, sent.application_id)}
    assert left == {CheckKind.LICENSE, CheckKind.VALIDITY, CheckKind.NAME, CheckKind.PERSON}
    (answered,) = await merchants.questions(work, MARKET, sent.application_id)
    assert answered.answer == "The green one."


async def test_only_directors_and_reviewers_of_this_market_decide(
    work: Work, sent: merchants.Application, by: UUID
) -> None:
    stranger, finance = await join(work, "Stranger"), await reviewer(work, "finance")
    elsewhere = await join(work, "Elsewhere")
    await identity.appoint_operator(work, MARKET + 1, elsewhere, "director")
    for who, code in ((stranger, "not_found"), (elsewhere, "not_found"), (finance, "not_allowed")):
        key = (work, MARKET, who, sent.application_id)
        for attempt in (
            merchants.tick_check(*key, CheckKind.NAME, done=True),
            merchants.question_applicant(*key, "Who?"),
            merchants.refuse_application(*key, "No"),
            merchants.approve_application(*key),
        ):
            with pytest.raises(Refusal, match=code):
                await attempt


async def test_nobody_decides_on_their_own_application(work: Work, by: UUID) -> None:
    await cast.open_market(work)
    own = await submitted(work, by)
    with pytest.raises(Refusal, match="own_application"):
        await merchants.tick_check(work, MARKET, by, own.application_id, CheckKind.NAME, done=True)
    with pytest.raises(Refusal, match="own_application"):
        await merchants.approve_application(work, MARKET, by, own.application_id)


async def test_the_queue_has_who_waits_longest_first_and_finds_words_as_they_are(
    work: Work, sent: merchants.Application, by: UUID
) -> None:
    number = invented_license()
    other = await submitted(work, await join(work), name="100% 茶_馆", license_number=number)
    queue = await merchants.application_queue(work, MARKET, ApplicationState.SUBMITTED)
    assert [one.application_id for one in queue.items] == [sent.application_id, other.application_id]
    first = await merchants.application_queue(work, MARKET, ApplicationState.SUBMITTED, size=1)
    rest = await merchants.application_queue(
        work, MARKET, ApplicationState.SUBMITTED, cursor=first.next_cursor, size=1
    )
    assert [one.application_id for one in (*first.items, *rest.items)] == [
        sent.application_id,
        other.application_id,
    ]
    assert rest.next_cursor is None
    assert (await merchants.queue_counts(work, MARKET))[ApplicationState.SUBMITTED] == 2
    for words, found in (("%", [other]), ("茶_", [other]), (number[-6:], [other]), ("_____________x", [])):
        rows = await merchants.application_queue(work, MARKET, ApplicationState.SUBMITTED, words=words)
        assert [one.application_id for one in rows.items] == [one.application_id for one in found]
    claims = merchants.ApplicationKind.CLAIM
    assert (await merchants.application_queue(work, MARKET, ApplicationState.SUBMITTED, claims)).items == []
    assert filled()["name"] == sent.title
