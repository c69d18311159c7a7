"""Invented shops, deals and vouchers for the gallery; only whoever works on the looks sees them."""

import datetime as dt
from types import SimpleNamespace as Record
from typing import Any

from linli.kernel.money import Money
from linli.web.shared.basemaps import basemap_of, drawing
from linli.web.shared.charts import Bar, columns_of
from linli.web.shared.dense import Cell, Column, DenseTable, Line
from linli.web.shared.price_lines import PriceLine


def records(locale: str, now: dt.datetime) -> dict[str, Any]:
    """Everything the gallery's templates read, in one language."""
    zh = locale == "zh"
    soon = now + dt.timedelta(days=30)
    return {
        "market": Record(slug="hangzhou", name="西湖" if zh else "West Lake"),
        "place_name": "文三路" if zh else "Wensan Road",
        "nav": "home",
        "stores": _stores(zh),
        "surroundings": [
            Record(
                drawing=drawing("hangzhou", 30.2404, 120.1682),
                picture="steaming-bowl",
                basemap=basemap_of("hangzhou"),
            ),
            Record(
                drawing=drawing("helsinki", 60.1777, 24.9505), picture="fish", basemap=basemap_of("helsinki")
            ),
        ],
        "deals": _deals(zh),
        "vouchers": [_voucher(zh, status, soon) for status in ("ready", "used", "expired", "held")],
        "review": Record(
            name="小林" if zh else "Lin",
            rating=4.5,
            at=now - dt.timedelta(days=3),
            text="牛腩炖得很烂，两个人一份正好。等位十分钟，店员一直加水。"
            if zh
            else "Tender brisket, and one pot is right for two. A short wait, with tea poured all the while.",
            verified=True,
            reply="谢谢您！下次来记得试试新出的酸汤。"
            if zh
            else "Thank you! Try the new sour broth next time.",
        ),
        "price_lines": _price_lines(zh, soon),
        "steps": [
            Record(label="已付款" if zh else "Paid", state="done", at=now - dt.timedelta(hours=2)),
            Record(
                label="款项由平台保管" if zh else "Money held for you",
                state="now",
                note="到店使用后才付给商家" if zh else "The shop is paid once you have been served",
            ),
            Record(label="到店使用" if zh else "Used at the shop", state="next"),
            Record(label="评价" if zh else "Your review", state="next"),
        ],
        "bars": _bars(zh),
        "days": columns_of([3, 0, 5, 8, 2, 6, 4], [str(n) for n in (3, 0, 5, 8, 2, 6, 4)], "1", "7"),
        "orders": _orders(zh, now),
        "dense_tables": _dense_tables(zh, now),
        "later": now + dt.timedelta(hours=5, minutes=12),
        "store_name": "阿婆面馆 · 文三路店" if zh else "Granny's Noodles · Wensan Road",
        "clerk_name": "小周" if zh else "Zhou",
        "desk_name": "阿婆面馆" if zh else "Granny's Noodles",
    }


def _stores(zh: bool) -> list[Record]:
    return [
        Record(
            id="s1",
            name="阿婆面馆" if zh else "Granny's Noodles",
            trade="restaurant",
            rating=4.7,
            review_count=1280,
            distance_m=320,
            area="文三路" if zh else "Wensan Road",
            per_head=4200,
            open_state="open",
            open_text="营业至 22:00" if zh else "Open until 22:00",
            verified=True,
            offer="双人牛腩面 ¥58，省 ¥22" if zh else "Brisket noodles for two ¥58, save ¥22",
        ),
        Record(
            id="s2",
            name="半日咖啡 Half Day Coffee Roasters & Bakery",
            trade="cafe",
            rating=4.9,
            review_count=86,
            distance_m=1260,
            area="学院路" if zh else "Xueyuan Road",
            open_state="soon",
            open_text="21:00 打烊" if zh else "Closes at 21:00",
            verified=True,
            demo=True,
        ),
        Record(
            id="s3",
            name="青丝理发" if zh else "Green Silk Hair",
            trade="hair",
            rating=None,
            distance_m=90,
            open_state="closed",
            open_text="明天 10:00 开门" if zh else "Opens tomorrow at 10:00",
            unclaimed=True,
        ),
        Record(
            id="s4",
            name="云上瑜伽" if zh else "Cloud Yoga",
            trade="fitness",
            rating=4.6,
            review_count=214,
            distance_m=2400,
            area="古翠路" if zh else "Gucui Road",
            open_state="open",
            open_text="营业至 21:30" if zh else "Open until 21:30",
            verified=True,
            offer="体验课 ¥29" if zh else "Trial class ¥29",
        ),
    ]


def _deals(zh: bool) -> list[Record]:
    return [
        Record(
            id="d1",
            title="双人牛腩面套餐，含两份小菜" if zh else "Brisket noodles for two, with two small dishes",
            trade="restaurant",
            price=5800,
            list_price=8000,
            store_name="阿婆面馆" if zh else "Granny's Noodles",
            sold=1280,
            icon="steaming-bowl",
        ),
        Record(
            id="d2",
            title="手冲单品一杯" if zh else "One pour-over, any single origin",
            trade="cafe",
            price=1990,
            list_price=3200,
            about="周一至周五，14:00 前" if zh else "Monday to Friday, before 14:00",
            left=3,
            badge="限时" if zh else "Today only",
        ),
        Record(
            id="d3",
            title="洗剪吹" if zh else "Wash, cut and dry",
            trade="hair",
            price=12800,
            list_price=None,
            store_name="青丝理发" if zh else "Green Silk Hair",
            sold=40,
        ),
    ]


def _voucher(zh: bool, status: str, until: dt.datetime) -> Record:
    return Record(
        code="K7PM24XQ9R6T",
        short_code="481 592 6375" if status == "ready" else "",
        qr_text="HTTPS://LINLI.EXAMPLE/V/K7PM24XQ9R6T",
        title="双人牛腩面套餐" if zh else "Brisket noodles for two",
        store_name="阿婆面馆 · 文三路店" if zh else "Granny's Noodles · Wensan Road",
        trade="restaurant",
        status=status,
        valid_until=until,
        left="共 3 份，剩 2 份" if zh else "2 of 3 left",
    )


def _orders(zh: bool, now: dt.datetime) -> list[Record]:
    states = (("已使用", "Used", "good"), ("待使用", "To be used", "offer"), ("已退款", "Refunded", "plain"))
    return [
        Record(
            number=f"20260605-{1042 + index}",
            what="双人牛腩面套餐" if zh else "Brisket noodles for two",
            state=states[index % 3][0 if zh else 1],
            kind=states[index % 3][2],
            amount=5800 + index * 1250,
            at=now - dt.timedelta(minutes=17 * (index + 1)),
        )
        for index in range(7)
    ]


def _dense_tables(zh: bool, now: dt.datetime) -> list[DenseTable]:
    """The operator's table: full, with rows to pick, and empty."""
    names = ("订单", "内容", "金额", "状态", "时间") if zh else ("Order", "What", "Total", "State", "Placed")
    columns = [Column(name, number=index == 2) for index, name in enumerate(names)]
    columns[4] = Column(names[4], sort_href="#", sorted="descending")
    lines = [
        Line(
            (
                Cell(order.number, "#", code=True),
                Cell(order.what),
                Cell(Money(order.amount, "CNY")),
                Cell(order.state, badge=order.kind),
                Cell(order.at, soft=True),
            ),
            pick=order.number,
        )
        for order in _orders(zh, now)
    ]
    title, text = ("没有符合条件的", "换个条件。") if zh else ("Nothing matches", "Change a filter.")
    about = {"caption": names[0], "columns": columns, "empty_title": title, "empty_text": text}
    return [
        DenseTable(lines=lines, next_href="#", **about),  # type: ignore[arg-type]  # the texts are texts
        DenseTable(lines=lines[:3], form="picked", **about),  # type: ignore[arg-type]  # as above
        DenseTable(lines=[], **about),  # type: ignore[arg-type]  # as above
    ]


def desk_navigation(locale: str) -> list[tuple[str | None, list[tuple[str, str, str, str, int]]]]:
    """A merchant's left navigation, as an example."""
    zh = locale == "zh"
    first = [
        ("today", "layout-dashboard", "今天" if zh else "Today", "/desk", 0),
        ("orders", "receipt-text", "订单" if zh else "Orders", "/desk", 3),
        ("bookings", "calendar", "预约" if zh else "Bookings", "/desk", 0),
        ("reviews", "star", "评价" if zh else "Reviews", "/desk", 2),
        ("money", "banknote", "资金" if zh else "Money", "/desk", 0),
    ]
    second = [
        ("store", "store", "门店" if zh else "Store", "/desk", 0),
        ("deals", "ticket-percent", "团购与优惠" if zh else "Deals and offers", "/desk", 0),
        ("members", "users", "会员" if zh else "Members", "/desk", 0),
        ("channels", "qr-code", "渠道与二维码" if zh else "Channels and QR codes", "/desk", 0),
        ("settings", "settings", "设置" if zh else "Settings", "/desk", 0),
    ]
    return [(None, first), ("经营" if zh else "Running the shop", second)]


def _bars(zh: bool) -> list[Bar]:
    return [
        Bar("桌卡" if zh else "Table card", 1240, "¥1,240", "#", "62%"),
        Bar("海报" if zh else "Poster", 560, "¥560", "#", "28%"),
        Bar("小票" if zh else "Receipt", 200, "¥200", "#", "10%"),
    ]


def _price_lines(zh: bool, soon: dt.datetime) -> list[PriceLine]:
    def cny(minor: int) -> Money:
        return Money(minor, "CNY")

    return [
        PriceLine(price=cny(1990), unit=cny(3980), per="kg"),
        PriceLine(
            price=cny(1580),
            was=cny(1990),
            lowest=cny(1890),
            unit=cny(3160),
            per="kg",
            why="limited",
            ends_at=soon,
        ),
        PriceLine(price=cny(1690), general=cny(1990), why="member"),
        PriceLine(
            price=cny(1990),
            other=cny(1490),
            other_channel="in_store",
            reason="临期清仓" if zh else "Near its date",
        ),
    ]
