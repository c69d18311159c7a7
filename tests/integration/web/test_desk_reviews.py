"""Reviews at the desk, and the shop's answers."""

from collections.abc import AsyncIterator

import pytest_asyncio

from linli.kernel.embedded import EmbeddedPostgres
from linli.modules import community
from tests.integration.web.shop_stage import MARKET, SLUG, Stage, open_stage

REVIEWS = f"/{SLUG}/desk/noodles/reviews"


@pytest_asyncio.fixture
async def stage(postgres: EmbeddedPostgres) -> AsyncIterator[Stage]:
    async with open_stage(postgres) as opened:
        yield opened


async def reviewed(stage: Stage) -> community.Review:
    (voucher,) = await stage.buy()
    await stage.redeem(voucher)
    return await stage.review(voucher, "汤很鲜 <b>真的</b>")


async def test_a_review_is_shown_safely_and_answered(stage: Stage) -> None:
    review = await reviewed(stage)
    manager = await stage.browser("manager")
    page = (await manager.get(REVIEWS)).text
    assert "1 review awaits your reply" in page
    assert "汤很鲜 &lt;b&gt;真的" in page
    answer = await manager.post(f"{REVIEWS}/{review.order_id}/reply", text="谢谢，下次加份笋！")
    assert answer.status_code == 303
    page = (await manager.get(REVIEWS)).text
    assert "谢谢，下次加份笋！" in page
    assert "What guests say" in page
    again = await manager.post(f"{REVIEWS}/{review.order_id}/reply", text="改一改")
    assert again.status_code == 303
    assert "改一改" in (await manager.get(REVIEWS)).text


async def test_an_empty_or_endless_reply_is_explained_and_kept(stage: Stage) -> None:
    review = await reviewed(stage)
    manager = await stage.browser("manager")
    for text in (" ", "长" * 1_001):
        answer = await manager.post(f"{REVIEWS}/{review.order_id}/reply", text=text)
        assert answer.status_code == 422
        assert "Please write 1 to 1,000 characters" in answer.text
        assert text.strip() in answer.text


async def test_only_the_shop_itself_answers(stage: Stage) -> None:
    review = await reviewed(stage)
    stranger = await stage.browser("stranger")
    for slug in ("noodles", "tea"):
        answer = await stranger.post(f"/{SLUG}/desk/{slug}/reviews/{review.order_id}/reply", text="我来")
        assert answer.status_code == 404
    clerk = await stage.browser("clerk")
    assert (await clerk.post(f"{REVIEWS}/{review.order_id}/reply", text="我来")).status_code == 404
    async with stage.db.read() as reader:
        found = await community.review_of_order(reader, MARKET, review.order_id)
    assert found is not None
    assert found.reply == ""
