"""What the demo sells by the day can be bought: its days are on sale from the day on which it was filled."""

from datetime import UTC, date, datetime, timedelta

import httpx

from tests.product import Product

INN = "/api/v1/markets/hangzhou/stores/rain-on-eaves-inn"


def test_the_demos_rooms_are_sold_from_today_on(product: Product) -> None:
    with httpx.Client(base_url=product.url, timeout=30) as client:
        sold = client.get(f"{INN}/range").raise_for_status().json()["items"]
        rooms = [one for item in sold if item["kind"] == "room" for one in item["variants"]]
        for variant in rooms:
            days = client.get(f"{INN}/stock/{variant['variant_id']}/days-for-sale").raise_for_status().json()
            # The copy that is tested may have been filled on the day before.
            latest = datetime.now(UTC).date() + timedelta(days=2)
            assert len(days["items"]) >= 30 and date.fromisoformat(days["items"][0]["day"]) <= latest
    assert rooms
