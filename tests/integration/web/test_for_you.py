"""For you, here and now: asked plainly, chosen by where one goes, and forgotten when one declines."""

from linli.modules import recommendations
from tests.integration.web.consumer_stage import Street


async def test_who_is_asked_agrees_is_led_back_says_no_to_one_and_is_forgotten(street: Street) -> None:
    await recommendations.train(street.db, street.market.market_id)
    guest = await street.visitor()
    home = await guest.see(street.root)
    assert "Good here and now" in home
    assert "Close to the center" in home
    assert "May we choose places for you?" not in home
    assert "Sign in, and we ask" in await guest.see(f"{street.root}/for-you")

    visitor = await street.visitor("小满")
    assert visitor.person
    person_id, market_id = visitor.person.person_id, street.market.market_id
    page, answer, dismissals = (
        f"{street.root}/{path}" for path in ("for-you", "for-you/answer", "for-you/dismissals")
    )
    shop = f"{street.root}/stores/{street.store.slug}"

    async def kept() -> list[recommendations.Visit]:
        await visitor.see(shop)
        async with street.db.read() as reader:
            return await recommendations.visits_of(reader, market_id, person_id)

    async def pressed(action: str, **typed: str) -> str:
        sent = await visitor.press(page, action, **typed)
        return await visitor.see(sent.headers["location"])

    assert await kept() == []
    assert "May we choose places for you?" in await visitor.see(street.root)
    assert "Suggestions are chosen for you from now on" in await pressed(answer, allowed="1")
    assert [visit.kind for visit in await kept()] == ["seen"]
    home = await visitor.see(street.root)
    assert "For you, here and now" in home
    assert "You looked at it lately" in home
    assert "May we choose" not in home

    said = await pressed(dismissals)
    assert "It will not be suggested to you again" in said
    assert "You looked at it lately" not in said
    assert "You looked at it lately" in await pressed(f"{dismissals}/end")

    assert "are off; nothing of it is kept" in await pressed(answer, allowed="0")
    assert await kept() == []
    assert f'href="{page}"' in await visitor.see(f"{street.root}/me")
    assert (await visitor.press(page, answer, allowed="1", back="home")).headers["location"] == street.root
    assert (await visitor.send(await visitor.get(page), dismissals, store="nonsense")).status_code == 404
