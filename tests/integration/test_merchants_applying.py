"""Applying: saved step by step, sent in when complete, one license number for one business."""

from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import pytest
import pytest_asyncio

from linli.kernel.database import Work
from linli.kernel.refusals import Refusal
from linli.modules import media, merchants
from linli.modules.merchants import ApplicationState
from tests import cast
from tests.integration.application_stage import (
    MARKET,
    PAPER,
    approved,
    filled,
    join,
    reviewer,
    submitted,
    verified_merchant,
)


@pytest_asyncio.fixture
async def applicant(work: Work) -> AsyncIterator[UUID]:
    await cast.open_market(work)
    yield await join(work)


async def test_every_step_is_kept_right_or_wrong_and_beginning_twice_goes_on(
    work: Work, applicant: UUID
) -> None:
    started = await merchants.apply_for_store(work, MARKET, applicant)
    assert started.state is ApplicationState.DRAFT
    key = (work, MARKET, applicant, started.application_id)
    await merchants.save_application(*key, {"legal_name": " 某某公司 ", "license_number": "nonsense"})
    kept = await merchants.save_application(*key, {"name": "桂花小馆", "csrf_token": "x", "lat": "abc"})
    assert kept.form.legal_name == "某某公司"
    assert (kept.form.license_number, kept.form.lat, kept.title) == ("nonsense", "abc", "桂花小馆")
    again = await merchants.apply_for_store(work, MARKET, applicant)
    assert again == kept


async def test_what_is_missing_is_named_and_nothing_is_sent_in(work: Work, applicant: UUID) -> None:
    started = await merchants.apply_for_store(work, MARKET, applicant)
    key = (work, MARKET, applicant, started.application_id)
    wrong = {"license_number": "91330000", "lat": "48.1", "opens": "25:00", "closes": "3"}
    await merchants.save_application(*key, filled(**wrong))
    with pytest.raises(Refusal, match="application_incomplete") as refused:
        await merchants.submit_application(*key)
    assert refused.value.params["fields"] == "license_number, license_file, position, hours"
    past = {"license_open_end": "", "license_until": "2020-01-01"}
    await merchants.save_application(*key, filled(**past))
    await merchants.save_license_file(*key, PAPER)
    with pytest.raises(Refusal) as refused:
        await merchants.submit_application(*key)
    assert refused.value.params["fields"] == "license_until"


async def test_what_is_sent_in_can_not_be_changed_any_more(work: Work, applicant: UUID) -> None:
    sent = await submitted(work, applicant)
    assert sent.state is ApplicationState.SUBMITTED
    assert sent.license_number == sent.form.license_number
    key = (work, MARKET, applicant, sent.application_id)
    for attempt in (
        merchants.save_application(*key, {"name": "Other"}),
        merchants.save_license_file(*key, media.ReadyDocument(media.PDF, b"%PDF other %%EOF")),
        merchants.submit_application(*key),
        merchants.answer_question(*key, uuid4(), "yes"),
    ):
        with pytest.raises(Refusal, match="application_move_impossible"):
            await attempt
    assert (await merchants.application(work, MARKET, sent.application_id)) == sent


async def test_nobody_sees_or_touches_another_persons_application(work: Work, applicant: UUID) -> None:
    started = await merchants.apply_for_store(work, MARKET, applicant)
    stranger = await join(work, "Stranger")
    key = (work, MARKET, stranger, started.application_id)
    for attempt in (
        merchants.application_of(*key),
        merchants.save_application(*key, {"name": "Mine"}),
        merchants.save_license_file(*key, PAPER),
        merchants.submit_application(*key),
        merchants.answer_question(*key, uuid4(), "yes"),
    ):
        with pytest.raises(Refusal, match="not_found"):
            await attempt
    assert await merchants.applications_of(work, MARKET, stranger) == []
    assert len(await merchants.applications_of(work, MARKET, applicant)) == 1


async def test_a_license_number_is_used_once_until_its_application_is_refused(
    work: Work, applicant: UUID
) -> None:
    first = await submitted(work, applicant)
    number = first.license_number
    other = await join(work, "Other")
    with pytest.raises(Refusal, match="license_taken") as refused:
        await submitted(work, other, license_number=number.lower())
    assert refused.value.params == {}
    by = await reviewer(work)
    await merchants.refuse_application(work, MARKET, by, first.application_id, "The photo is of a menu.")
    again = await submitted(work, other, license_number=number)
    assert again.state is ApplicationState.SUBMITTED
    with pytest.raises(Refusal, match="license_taken"):
        await submitted(work, applicant, license_number=number)


async def test_another_number_frees_the_first(work: Work, applicant: UUID) -> None:
    sent = await submitted(work, applicant)
    by = await reviewer(work)
    await merchants.question_applicant(work, MARKET, by, sent.application_id, "Which number?")
    key = (work, MARKET, applicant, sent.application_id)
    (asked,) = await merchants.questions(work, MARKET, sent.application_id)
    await merchants.answer_question(*key, asked.question_id, "The other one.")
    await merchants.save_application(*key, filled())
    await merchants.submit_application(*key)
    other = await submitted(work, await join(work), license_number=sent.license_number)
    assert other.license_number == sent.license_number


async def test_an_owner_opens_a_second_store_under_the_same_license(work: Work) -> None:
    await cast.open_market(work)
    first = await verified_merchant(work)
    second = await submitted(work, first.person_id, license_number=first.license_number, name="桂花二店")
    done = await approved(work, await reviewer(work), second)
    assert done.merchant_id == first.merchant_id
    assert first.merchant_id is not None
    assert len(await merchants.stores_of_merchant(work, MARKET, first.merchant_id)) == 2


async def test_a_listing_is_claimed_once_and_whoever_runs_a_place_is_not_named(
    work: Work, applicant: UUID
) -> None:
    market = cast.WEST_LAKE
    listing = await cast.open_store(work, market, "tea", claimed=False, hours="", phone="")
    taken = await cast.open_store(work, market, "noodles", name="某家")
    with pytest.raises(Refusal, match="listing_claimed") as refused:
        await merchants.apply_for_listing(work, MARKET, applicant, taken.store_id)
    assert refused.value.params == {}
    with pytest.raises(Refusal, match="not_found"):
        await merchants.apply_for_listing(work, MARKET, applicant, uuid4())
    begun = await merchants.apply_for_listing(work, MARKET, applicant, listing.store_id)
    assert (begun.form.name, begun.form.trade) == (listing.name, listing.trade)
    key = (work, MARKET, applicant, begun.application_id)
    await merchants.save_application(*key, filled())
    await merchants.save_license_file(*key, PAPER)
    with pytest.raises(Refusal) as refused:
        await merchants.submit_application(*key)
    assert refused.value.params["fields"] == "proof"
    await merchants.save_proof_file(*key, PAPER)
    mine = await merchants.submit_application(*key)
    rival = await submitted(work, await join(work), listing.store_id, proof="The sign bears my name")
    by = await reviewer(work)
    done = await approved(work, by, mine)
    assert done.store_id == listing.store_id
    store = await merchants.store(work, MARKET, listing.store_id)
    assert (store.merchant_id, store.slug, store.name) == (done.merchant_id, "tea", "桂花小馆")
    with pytest.raises(Refusal, match="listing_claimed"):
        await approved(work, by, rival)
    late = await merchants.application(work, MARKET, rival.application_id)
    assert late.application_id == rival.application_id


async def test_nobody_claims_a_whole_street(work: Work, applicant: UUID) -> None:
    for n in range(5):
        place = await cast.open_store(work, cast.WEST_LAKE, f"place-{n}", claimed=False)
        await merchants.apply_for_listing(work, MARKET, applicant, place.store_id)
    sixth = await cast.open_store(work, cast.WEST_LAKE, "place-6", claimed=False)
    with pytest.raises(Refusal, match="applications_full"):
        await merchants.apply_for_listing(work, MARKET, applicant, sixth.store_id)


async def test_files_are_found_with_their_application_only(work: Work, applicant: UUID) -> None:
    sent = await submitted(work, applicant)
    file = await merchants.application_file(work, MARKET, sent, "license")
    assert file.body == PAPER.body
    for name in ("proof", "passport"):
        with pytest.raises(Refusal, match="not_found"):
            await merchants.application_file(work, MARKET, sent, name)
