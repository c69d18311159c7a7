"""Search, suggestions as one types, and stores side by side."""

from typing import Annotated

from litestar import get
from litestar.params import QueryParameter

from linli.api.call import Called
from linli.api.v1 import shapes_search
from linli.api.v1.markets import area_of, point_of
from linli.api.v1.shapes import Size
from linli.kernel.refusals import INVALID
from linli.modules import discovery, markets, merchants
from linli.services import Who

FIRST_PAGE = 24
FARTHEST = 900
MOST_ATTRIBUTES = 10
ORDERS = tuple(one.value for one in discovery.Order)
Text = Annotated[
    str, QueryParameter(max_length=100, description="What is looked for, in Chinese, pinyin or English.")
]
At = Annotated[
    str | None,
    QueryParameter(
        max_length=60,
        description="`lat,lon`, to a ten-thousandth of a degree; without it the market's center.",
    ),
]
Between = Annotated[
    str | None,
    QueryParameter(max_length=90, description="Only between `south,west,north,east`, in degrees."),
]


@get("/markets/{market:str}/search", opt={"who": Who.ANYONE}, tags=["Places"], summary="Search stores")
async def search(
    call: Called,
    q: Text = "",
    at: At = None,
    area: Between = None,
    trade: Annotated[
        str | None,
        QueryParameter(description="Only this trade.", schema_extra={"enum": list(markets.TRADES)}),
    ] = None,
    only_open: Annotated[bool, QueryParameter(name="open", description="Only what is open now.")] = False,
    within: Annotated[
        int, QueryParameter(ge=0, le=50_000, description="Only so many meters away; 0 for any.")
    ] = 0,
    price: Annotated[
        str, QueryParameter(pattern="^([1-4](,[1-4])*)?$", description="Price levels, such as `1,2`.")
    ] = "",
    rating: Annotated[int, QueryParameter(ge=0, le=50, description="At least so many tenths of a star.")] = 0,
    deals: Annotated[bool, QueryParameter(description="Only where a deal is on sale.")] = False,
    bookable: Annotated[bool, QueryParameter(description="Only where one can book.")] = False,
    delivers: Annotated[bool, QueryParameter(description="Only who brings things to `at`.")] = False,
    verified: Annotated[bool, QueryParameter(description="Only verified merchants.")] = False,
    attributes: Annotated[
        str, QueryParameter(max_length=200, description="All of these, such as `wheelchair,wifi`.")
    ] = "",
    order: Annotated[
        str, QueryParameter(description="What comes first.", schema_extra={"enum": list(ORDERS)})
    ] = discovery.Order.BEST.value,
    size: Size = FIRST_PAGE,
    offset: Annotated[int, QueryParameter(ge=0, le=FARTHEST)] = 0,
) -> shapes_search.SearchPage:
    """Best first, each with why. Every word must match; where nothing has them all, `understood.dropped` says
    which were left out. Pages count from the start: distances change with every step.
    """
    if trade is not None and trade not in markets.TRADES:
        raise INVALID(field="trade")
    if order not in ORDERS:
        raise INVALID(field="order")
    filters = discovery.Filters(
        trade=trade or "",
        open=only_open,
        within_m=within,
        price_levels=tuple(sorted({int(level) for level in price.split(",") if level})),
        rating_tenths=rating,
        deals=deals,
        bookable=bookable,
        delivers=delivers,
        verified=verified,
        attributes=tuple(name for name in attributes.split(",") if name)[:MOST_ATTRIBUTES],
    )
    query = discovery.Query(
        text=q,
        at=point_of(call, at),
        area=area_of(area) if area else None,
        filters=filters,
        order=discovery.Order(order),
        size=size,
        offset=offset,
    )
    async with call.services.db.read() as reader:
        results = await discovery.search(reader, call.market, query)
    after = offset + size
    return shapes_search.page_of(results, after if results.total > after and after <= FARTHEST else None)


@get(
    "/markets/{market:str}/suggestions",
    opt={"who": Who.ANYONE},
    tags=["Places"],
    summary="Suggest as one types",
)
async def suggest(
    call: Called,
    q: Text = "",
    at: At = None,
    size: Annotated[int, QueryParameter(ge=1, le=20, description="How many at most.")] = 8,
) -> shapes_search.SuggestionList:
    """Stores, trades, things and places whose names begin, sound or are abbreviated so; none for nothing."""
    async with call.services.db.read() as reader:
        found = await discovery.suggest(reader, call.market, q, at=point_of(call, at), size=size)
    return shapes_search.SuggestionList([shapes_search.suggestion_of(one) for one in found])


@get("/markets/{market:str}/compare", opt={"who": Who.ANYONE}, tags=["Places"], summary="Compare stores")
async def compare(
    call: Called,
    stores: Annotated[
        str, QueryParameter(min_length=1, max_length=400, description="At most four slugs, such as `a,b`.")
    ],
    at: At = None,
) -> shapes_search.Comparison:
    """Up to four stores side by side, in the order asked for. Refuses: not_found (one that there is not)."""
    slugs = list(dict.fromkeys(slug for slug in stores.split(",") if slug))
    if not slugs or len(slugs) > discovery.MOST_COMPARED:
        raise INVALID(field="stores")
    async with call.services.db.read() as reader:
        known = [await merchants.store_by_slug(reader, call.market_id, slug) for slug in slugs]
        ids = [store.store_id for store in known]
        found = await discovery.compare(reader, call.market, ids, at=point_of(call, at))
    return shapes_search.Comparison([shapes_search.compared_of(one) for one in found])
