"""Corners as they are typed or pasted: lines begin with the latitude, GeoJSON with the longitude."""

import pytest

from linli.kernel.refusals import Refusal
from linli.modules.chains import Circle
from linli.web.merchant.territory_form import TerritoryForm, area_of, corners_of, lines_of

TRIANGLE = ((30.0, 120.0), (30.1, 120.0), (30.1, 120.2))
RING = "[[120.0, 30.0], [120.0, 30.1], [120.2, 30.1], [120.0, 30.0]]"
POLYGON = f'{{"type": "Polygon", "coordinates": [{RING}]}}'


@pytest.mark.parametrize(
    "text",
    [
        lines_of(TRIANGLE),
        "30,120\n\n 30.1，120 \n30.1,120.2",
        RING,
        POLYGON,
        f'{{"type": "MultiPolygon", "coordinates": [[{RING}]]}}',
        f'{{"type": "FeatureCollection", "features": [{{"type": "Feature", "geometry": {POLYGON}}}]}}',
    ],
)
def test_lines_and_every_shape_of_geojson_are_the_same_corners(text: str) -> None:
    assert corners_of(text) == TRIANGLE


@pytest.mark.parametrize(
    "text", ["", "30,120\n30.1,120", "{", "[1]", '{"type": "Point"}', "a,b\nc,d\ne,f", "nan,1\n2,3\n4,5"]
)
def test_what_is_no_area_is_refused_at_its_field(text: str) -> None:
    with pytest.raises(Refusal) as caught:
        corners_of(text)
    assert caught.value.params == {"field": "corners"}


def test_a_circle_needs_numbers() -> None:
    assert area_of(TerritoryForm(lat="30.5", lon="120", meters="900")) == Circle(30.5, 120.0, 900)
    for wrong, field in (({"lat": "x"}, "lat"), ({"lat": "nan"}, "lat"), ({"meters": "-5"}, "meters")):
        with pytest.raises(Refusal) as caught:
            area_of(TerritoryForm(**{"lat": "30", "lon": "120", "meters": "9", **wrong}))
        assert caught.value.params == {"field": field}
