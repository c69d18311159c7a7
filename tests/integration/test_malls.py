"""A mall is made, changed, gone back on, opened and closed; its pages; what the platform shows beside it."""

from uuid import UUID

import msgspec
import pytest
import pytest_asyncio

from linli.kernel.database import Work
from linli.kernel.refusals import Refusal
from linli.modules import discovery, malls, media, merchants
from tests import cast
from tests.unit.modules.test_media_drawing import picture as drawn

MARKET = cast.WEST_LAKE.market_id
HERE = (cast.WEST_LAKE.lat, cast.WEST_LAKE.lon)
LOOK = malls.Look(name="望街", name_en="Wangjie", color="#8e2a1c", ground=malls.Ground.TINTED)
TEXT = malls.PageText(title="我们", body="# 面\n现做")


@pytest_asyncio.fixture
async def shop(work: Work) -> merchants.Store:
    market = await cast.open_market(work)
    store = await cast.open_store(work, market)
    await discovery.refresh_store(work, MARKET, store.store_id)
    return store


@pytest_asyncio.fixture
async def owner(work: Work, shop: merchants.Store) -> UUID:
    assert shop.merchant_id is not None
    await malls.make_mall(work, MARKET, shop.merchant_id, "wangjie", LOOK)
    return shop.merchant_id


async def found(work: Work) -> list[str]:
    places = await discovery.find(work, MARKET, at=HERE, place=cast.WEST_LAKE)
    return [one.place.slug for one in places]


async def test_a_merchant_has_one_mall_and_a_path_has_one_merchant(work: Work, owner: UUID) -> None:
    with pytest.raises(Refusal, match="mall_there"):
        await malls.make_mall(work, MARKET, owner, "another", LOOK)
    other = await cast.open_store(work, cast.WEST_LAKE, "tea")
    assert other.merchant_id is not None
    with pytest.raises(Refusal, match="mall_path_taken"):
        await malls.make_mall(work, MARKET, other.merchant_id, "Wangjie", LOOK)
    with pytest.raises(Refusal, match="invalid"):
        await malls.make_mall(
            work, MARKET, other.merchant_id, "tea", msgspec.structs.replace(LOOK, color="red")
        )
    made = await malls.mall_by_slug(work, MARKET, "wangjie")
    assert (made.look, made.revision, made.open) == (LOOK, 1, False)


async def test_a_look_changes_from_the_one_that_was_read_and_goes_back(work: Work, owner: UUID) -> None:
    logo = await media.prepare_picture(drawn(64, 64))
    blue = msgspec.structs.replace(LOOK, color="#1D5FD1", tagline="一锅汤")
    changed = await malls.change_look(work, MARKET, owner, blue, 1, logo=logo)
    assert (changed.color, changed.revision, changed.logo_id) == ("#1d5fd1", 2, logo.picture_id)
    # The same again is no change; who read the first look comes too late; another's picture is none of ours.
    assert (await malls.change_look(work, MARKET, owner, changed.look, 1)).revision == 2
    with pytest.raises(Refusal, match="mall_changed"):
        await malls.change_look(work, MARKET, owner, LOOK, 1)
    foreign = msgspec.structs.replace(LOOK, cover_id=UUID(int=7))
    with pytest.raises(Refusal, match="invalid"):
        await malls.change_look(work, MARKET, owner, foreign, 2)
    back = await malls.restore_look(work, MARKET, owner, 2)
    assert (back.look, back.revision) == (LOOK, 3)
    # A second click finds it done; what somebody else has written since is not taken back.
    assert (await malls.restore_look(work, MARKET, owner, 2)).revision == 3
    await malls.change_look(work, MARKET, owner, msgspec.structs.replace(LOOK, tagline="茶"), 3)
    with pytest.raises(Refusal, match="mall_changed"):
        await malls.restore_look(work, MARKET, owner, 2)


async def test_old_looks_let_their_pictures_go_and_newer_ones_keep_them(work: Work, owner: UUID) -> None:
    keeper = malls.pictures_owner(owner)
    first, lasting = [await media.prepare_picture(drawn(40 + n, 40)) for n in range(2)]
    await malls.change_look(work, MARKET, owner, LOOK, 1, logo=first, cover=lasting)
    for revision in range(2, 12):
        mall = await malls.mall_of_merchant(work, MARKET, owner)
        assert mall is not None
        look = msgspec.structs.replace(mall.look, logo_id=None, tagline=str(revision))
        await malls.change_look(work, MARKET, owner, look, revision)
    assert not await media.keep_on(work, MARKET, keeper, first.picture_id)
    assert await media.keep_on(work, MARKET, keeper, lasting.picture_id)


async def test_pages_are_written_ordered_changed_removed_and_put_back(work: Work, owner: UUID) -> None:
    about = (work, MARKET, owner)
    one = await malls.write_page(*about, "us", TEXT)
    two = await malls.write_page(*about, "groups", TEXT)
    with pytest.raises(Refusal, match="mall_path_taken"):
        await malls.write_page(*about, "us", TEXT)
    await malls.arrange_pages(*about, [two.page_id])
    assert [page.slug for page in await malls.pages(*about)] == ["groups", "us"]
    await malls.change_page(*about, one.page_id, malls.PageText(title="茶", body="**热**"), 1)
    with pytest.raises(Refusal, match="mall_changed"):
        await malls.change_page(*about, one.page_id, TEXT, 1)
    await malls.remove_page(*about, one.page_id)
    assert [page.slug for page in await malls.pages(*about)] == ["groups"]
    for n in range(11):
        await malls.write_page(*about, f"page-{n}", TEXT)
    with pytest.raises(Refusal, match="mall_pages_full"):
        await malls.restore_page(*about, one.page_id)
    await malls.remove_page(*about, two.page_id)
    await malls.restore_page(*about, one.page_id)
    assert "us" in [page.slug for page in await malls.pages(*about)]


async def test_an_unlisted_store_is_out_of_sight_only_while_its_mall_is_open(
    work: Work, shop: merchants.Store, owner: UUID
) -> None:
    await discovery.set_rating(work, MARKET, shop.store_id, 3, 45)
    other = await cast.open_store(work, cast.WEST_LAKE, "tea")
    await discovery.refresh_store(work, MARKET, other.store_id)
    with pytest.raises(Refusal, match="invalid"):
        await malls.set_unlisted(work, MARKET, owner, [other.store_id])
    await malls.set_unlisted(work, MARKET, owner, [shop.store_id])
    await discovery.refresh_store(work, MARKET, shop.store_id)
    assert sorted(await found(work)) == ["tea", "wangjie-noodles"]
    await malls.open_mall(work, MARKET, owner)
    await discovery.refresh_store(work, MARKET, shop.store_id)
    assert await found(work) == ["tea"]
    assert [one.slug for one in await discovery.pins(work, MARKET, at=HERE, place=cast.WEST_LAKE)] == ["tea"]
    [kept] = await discovery.find_these(work, MARKET, [shop.store_id], at=HERE, place=cast.WEST_LAKE)
    assert (kept.place.rating_count, kept.place.rating_tenths) == (3, 45)
    await malls.close_mall(work, MARKET, owner)
    await discovery.refresh_store(work, MARKET, shop.store_id)
    assert sorted(await found(work)) == ["tea", "wangjie-noodles"]
