"""Places of the open map: taken over, brought up to date, merged with what is there, and left alone."""

import json
from collections.abc import Sequence
from pathlib import Path

import msgspec
import osmium
import pytest

from linli.kernel.database import Work
from linli.kernel.ids import derived
from linli.kernel.refusals import Refusal
from linli.modules import listings, merchants
from linli.modules.listings import Counts, Thing
from tests.integration.discovery_stage import HERE, MARKET, PLACE, merchant, opened, record_of, store

NORTH = 1 / 111_195


def thing(key: str, name: str, north_m: float = 0, **tags: str) -> Thing:
    """Something of the map so many meters north of HERE; a restaurant unless its tags say otherwise."""
    said = {
        "amenity": "restaurant",
        "name": name,
        **{key.replace("__", ":"): value for key, value in tags.items()},
    }
    return Thing(key, said, HERE[0] + north_m * NORTH, HERE[1])


async def run(work: Work, things: Sequence[Thing], source: str = "osm", *, whole: bool = False) -> Counts:
    run_id = await listings.start_run(work, MARKET, source, "map.osm.pbf", whole=whole)
    counts = await listings.take_batch(work, PLACE, source, run_id, things)
    while whole and (gone := await listings.close_missing(work, MARKET, source, run_id)) != (0, 0):
        counts.closed += gone[1]
    await listings.finish_run(work, MARKET, source, run_id, counts)
    return counts


async def named(work: Work) -> dict[str, merchants.Store]:
    return {one.name: one for one in await merchants.all_stores(work, MARKET, size=100)}


NOODLES = thing(
    "node/1",
    "望街面馆",
    addr__street="河坊街",
    addr__housenumber="180",
    phone="0571-87654321",
    dog="yes",
    cuisine="Noodles;hot_pot; ;noodles;热",
)
TEA = thing(
    "way/2", "Tea & Co", 300, amenity="cafe", shop="tea", opening_hours="whenever", website="tea.example"
)


async def test_a_file_is_taken_over_once_and_the_second_time_all_is_as_before(work: Work) -> None:
    await opened(work)
    bench, nameless = thing("node/3", "Bench", amenity="bench"), thing("node/4", " ")
    far = Thing("node/5", NOODLES.tags, HERE[1], HERE[0])
    counts = await run(work, [NOODLES, TEA, TEA, bench, nameless, far])
    assert (counts.read, counts.new, counts.refused) == (
        6,
        2,
        {"twice": 1, "no_trade": 1, "no_name": 1, "far": 1},
    )
    assert counts.left_out == {"hours": 1}
    found = await named(work)
    noodles, tea = found["望街面馆"], found["Tea & Co"]
    assert (noodles.address, noodles.phone, noodles.attributes) == (
        "河坊街180号",
        "+8657187654321",
        ("dogs",),
    )
    assert (tea.trade, tea.website, tea.hours, tea.source) == (
        "tea_house",
        "https://tea.example",
        "",
        "osm:way/2",
    )
    assert (noodles.kinds, tea.kinds) == (("restaurant", "noodles", "hot_pot"), ("cafe", "tea"))
    again = await run(work, [NOODLES, TEA])
    assert (again.unchanged, again.new, again.updated, again.merged) == (2, 0, 0, 0)
    assert await named(work) == found
    assert [(one.source, one.finished_at is not None) for one in await listings.sources(work, MARKET)] == [
        ("osm", True)
    ]


async def test_what_the_source_changed_follows_and_what_the_shop_changed_stays(work: Work) -> None:
    await opened(work)
    await run(work, [NOODLES, TEA])
    noodles = (await named(work))["望街面馆"]
    mine = merchants.StoreProfile(name="我的面馆", address=noodles.address, phone=noodles.phone)
    await merchants.change_profile(work, MARKET, noodles.store_id, mine)
    newer = thing(
        "node/1", "望街老面馆", 20, addr__street="河坊街", addr__housenumber="181", opening_hours="24/7"
    )
    counts = await run(work, [newer, TEA])
    assert (counts.updated, counts.unchanged) == (1, 1)
    now = await merchants.store(work, MARKET, noodles.store_id)
    assert (now.name, now.address, now.hours, now.phone) == ("我的面馆", "河坊街181号", "24/7", "")
    assert round((now.lat - noodles.lat) / NORTH) == 20
    # Once more with other words: the name is still not the source's to change, and the rest follows.
    await run(work, [thing("node/1", "新面馆", 20), TEA])
    now = await merchants.store(work, MARKET, noodles.store_id)
    assert (now.name, now.address, now.hours) == ("我的面馆", "", "")


async def test_a_merchants_store_is_matched_and_never_written(work: Work) -> None:
    await opened(work)
    owner = await merchant(work)
    kept = await store(work, "noodles", "望街面馆", owner=owner, north_m=25)
    before = await merchants.store(work, MARKET, kept)
    counts = await run(work, [NOODLES])
    assert (counts.merged, counts.new, counts.kept) == (1, 0, 1)
    changed = msgspec.structs.replace(NOODLES, tags={**NOODLES.tags, "phone": "0571-11112222"})
    assert (await run(work, [changed], whole=True)).updated == 1
    assert await merchants.store(work, MARKET, kept) == before
    assert (await run(work, [], whole=True)).closed == 0
    told = await record_of(work, MARKET, kept)
    assert told.gone_at is not None and "phone" in told.kept


async def test_a_second_source_fills_gaps_and_renames_nothing(work: Work) -> None:
    await opened(work)
    await run(work, [NOODLES])
    other = thing("17", "望街面馆有限公司", 30, opening_hours="Mo-Su 10:00-20:00", phone="12")
    twin = thing("18", "望街面馆", 5, website="https://noodles.example")
    counts = await run(work, [other, twin], "register")
    assert (counts.merged, counts.new, counts.left_out) == (2, 0, {"phone": 1})
    (found,) = (await named(work)).values()
    assert (found.name, found.hours, found.phone) == ("望街面馆", "Mo-Su 10:00-20:00", "+8657187654321")
    assert found.website == "https://noodles.example"
    assert (await run(work, [other, twin], "register")).unchanged == 2
    # What two sources know stays open when one of them forgets it.
    assert (await run(work, [], "register", whole=True)).closed == 0
    assert not (await merchants.store(work, MARKET, found.store_id)).closed


async def test_a_place_that_a_whole_file_lacks_is_closed_and_comes_back(work: Work) -> None:
    await opened(work)
    await run(work, [NOODLES, TEA])
    assert (await run(work, [TEA])).closed == 0
    assert (await run(work, [TEA], whole=True)).closed == 1
    store_id = derived("listing", "osm:node/1")
    assert (await merchants.store(work, MARKET, store_id)).closed
    back = await run(work, [NOODLES, TEA], whole=True)
    assert (back.reopened, back.updated, back.unchanged) == (1, 1, 1)
    assert not (await merchants.store(work, MARKET, store_id)).closed


async def test_a_doubt_waits_for_a_person_and_is_decided_once(work: Work) -> None:
    await opened(work)
    await run(work, [NOODLES])
    tagged = thing("node/7", "望街面馆", 40, amenity="", shop="clothes")
    alike = thing("node/8", "望街面馆二店面馆", 10, phone="0571-87654321", website="https://two.example")
    counts = await run(work, [tagged, alike], "register")
    assert (counts.reviews, counts.new, len(await named(work))) == (2, 0, 1)
    one, two = sorted(await listings.reviews(work, MARKET), key=lambda one: one.key)
    assert one.reasons == ["name", "other_trade"]
    assert "phone" in two.reasons and await listings.count_reviews(work, MARKET) == 2
    await listings.keep_both(work, MARKET, one.review_id, "a shop of its own")
    await listings.merge(work, MARKET, two.review_id, "seen there")
    with pytest.raises(Refusal, match="listing_decided"):
        await listings.keep_both(work, MARKET, two.review_id)
    with pytest.raises(Refusal, match="not_found"):
        await listings.merge(work, MARKET, derived("nothing"))
    every = await merchants.all_stores(work, MARKET, size=100)
    assert sorted((place.trade, place.website) for place in every) == [
        ("clothes", ""),
        ("restaurant", "https://two.example"),
    ]
    assert (await run(work, [tagged, alike], "register")).unchanged == 2
    assert await listings.reviews(work, MARKET) == []


async def test_a_run_that_was_overtaken_ends(work: Work) -> None:
    await opened(work)
    old = await listings.start_run(work, MARKET, "osm", "a.pbf", whole=False)
    await listings.start_run(work, MARKET, "osm", "b.pbf", whole=False)
    with pytest.raises(Refusal, match="listings_overtaken"):
        await listings.take_batch(work, PLACE, "osm", old, [NOODLES])
    with pytest.raises(Refusal, match="invalid"):
        await listings.start_run(work, MARKET, "No Name", "b.pbf", whole=False)


def test_an_extract_gives_nodes_ways_and_relations(tmp_path: Path) -> None:
    path = tmp_path / "tiny.osm.pbf"
    bend = osmium.osm.mutable.Node
    with osmium.SimpleWriter(str(path)) as writer:
        writer.add_node(bend(id=1, location=(24.0, 60.0), tags={"name": "Baari", "amenity": "bar"}))
        for number, (lon, lat) in enumerate([(24.0, 60.0), (24.2, 60.0), (24.2, 60.2)], 10):
            writer.add_node(bend(id=number, location=(lon, lat)))
        writer.add_way(
            osmium.osm.mutable.Way(id=2, nodes=[10, 11, 12, 10], tags={"name": "Halli", "shop": "mall"})
        )
        members = [("w", 2, "outer")]
        tags = {"type": "multipolygon", "name": "Museo", "tourism": "museum"}
        writer.add_relation(osmium.osm.mutable.Relation(id=3, members=members, tags=tags))
    found = {
        one.key: (one.tags["name"], round(one.lat, 4), round(one.lon, 4))
        for one in listings.things_of_extract(path)
    }
    assert found == {
        "node/1": ("Baari", 60.0, 24.0),
        "way/2": ("Halli", 60.1, 24.1),
        "relation/3": ("Museo", 60.1, 24.1),
    }
    (tmp_path / "broken.osm.pbf").write_bytes(path.read_bytes()[:90])
    with pytest.raises(ValueError, match="no OpenStreetMap extract"):
        list(listings.things_of_extract(tmp_path / "broken.osm.pbf"))


def test_geojson_is_read_whole_or_by_line_and_a_broken_one_is_refused(tmp_path: Path) -> None:
    point = {"type": "Point", "coordinates": [24.9, 60.1]}
    area = {"type": "Polygon", "coordinates": [[[24.0, 60.0], [24.2, 60.0], [24.2, 60.2], [24.0, 60.0]]]}
    features = [
        {
            "type": "Feature",
            "id": f"node/{number}",
            "properties": {"name": f"N{number}", "x": None},
            "geometry": shape,
        }
        for number, shape in enumerate([point, area, None])
    ]
    whole = tmp_path / "whole.geojson"
    whole.write_text(json.dumps({"type": "FeatureCollection", "features": features * 700}))
    lines = tmp_path / "lines.geojsonl"
    lines.write_text("\n".join(json.dumps(one) for one in features))
    things = list(listings.things_of_features(whole))
    assert len(things) == 2_100
    assert [(one.key, one.tags) for one in things[:3]] == [
        (one.key, one.tags) for one in listings.things_of_features(lines)
    ]
    assert (round(things[1].lat, 4), things[2].lat != things[2].lat) == (60.1, True)
    for text, why in (
        (whole.read_text()[:-900], "breaks off"),
        ("PK\x03\x04", "no GeoJSON"),
        ('{"type": "FeatureCollection"}', "features"),
        ('{"type": "FeatureCollection", "features": [7]}', "feature 1"),
    ):
        (tmp_path / "broken.geojson").write_text(text)
        with pytest.raises(ValueError, match=why):
            list(listings.things_of_features(tmp_path / "broken.geojson"))


MAPPING = """
key = "nr"
delimiter = ";"
[fields]
name = "nimi"
lat = "y"
lon = "x"
"addr:street" = "katu"
[trades]
column = "laji"
other = "shop"
[trades.words]
cafe = ["Kahvila", "Cafe"]
[attributes]
wheelchair = { "esteetön" = ["kyllä"] }
"""


def test_a_table_is_read_by_its_mapping_and_says_what_is_wrong(tmp_path: Path) -> None:
    rules, table = tmp_path / "rules.toml", tmp_path / "places.csv"
    rules.write_text(MAPPING, "utf-8")
    head = "nr;nimi;x;y;katu;laji;esteetön\n"
    table.write_text(
        head + "1;Kahvila Äiti;24,95;60,17;Siltasaarenkatu;KAHVILA;Kyllä\n2;X;?;1;;Muu;ei\n", "utf-8"
    )
    mapping = listings.mapping_of(rules)
    one, two = listings.things_of_table(table, mapping)
    assert (one.key, one.tags["trade"], one.tags["wheelchair"], one.lat) == ("1", "cafe", "yes", 60.17)
    assert (two.tags["trade"], two.lon != two.lon) == ("shop", True)
    for wrong, why in (
        (MAPPING.replace("cafe = ", "casino = "), "no trade is called casino"),
        (MAPPING.replace('lat = "y"', ""), "which column is lat"),
        (MAPPING.replace("wheelchair =", "pool ="), "no attribute is called pool"),
        ("key = 7", "rules.toml"),
    ):
        rules.write_text(wrong, "utf-8")
        with pytest.raises(ValueError, match=why):
            listings.mapping_of(rules)
    table.write_bytes(b"nr;nimi;x;y;katu;laji\n" + b"\xff")
    with pytest.raises(ValueError, match=r"no column esteetön|is not utf-8"):
        list(listings.things_of_table(table, mapping))
