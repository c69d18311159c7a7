"""Marketing: links and QR codes that say where an order came from.

Words: a *channel* is a kind of place (a table card, an ad); a *link* is one short code on one of them; a
*visit* is someone following it; a *step* is what happened on an order's line (visited, ordered, paid,
redeemed, undone, reviewed, withdrawn, refunded).
Promises: a link's code is unique in its market; a step is counted once however often it is reported and in
whatever order; what was undone or withdrawn does not count; only a visit of the last 30 days to the same
store is credited; steps are never changed.
Stage: last visit takes the credit. Ads with budgets and several touches come later.
"""

from linli.modules.marketing.actions import (
    end_link,
    make_link,
    record_elsewhere,
    record_ordered,
    record_paid,
    record_redeemed,
    record_refunded,
    record_reviewed,
    record_undone,
    record_withdrawn,
    visit,
)
from linli.modules.marketing.codes import link_path, qr_png, qr_svg, read_link_path
from linli.modules.marketing.events import Visited
from linli.modules.marketing.model import (
    CHANNELS,
    SOLD_ELSEWHERE,
    Channel,
    ChannelLine,
    DayLine,
    Link,
    LinkLine,
    Step,
    StepKind,
    StepLine,
    StoreLine,
    VisitLine,
)
from linli.modules.marketing.queries import (
    channel_lines,
    day_lines,
    line_of_order,
    links_of_store,
    steps_of_days,
    steps_of_store,
    store_lines,
    stores_with_links,
    visit_link,
    visits_of_store,
)

__all__ = [
    "CHANNELS",
    "SOLD_ELSEWHERE",
    "Channel",
    "ChannelLine",
    "DayLine",
    "Link",
    "LinkLine",
    "Step",
    "StepKind",
    "StepLine",
    "StoreLine",
    "VisitLine",
    "Visited",
    "channel_lines",
    "day_lines",
    "end_link",
    "line_of_order",
    "link_path",
    "links_of_store",
    "make_link",
    "qr_png",
    "qr_svg",
    "read_link_path",
    "record_elsewhere",
    "record_ordered",
    "record_paid",
    "record_redeemed",
    "record_refunded",
    "record_reviewed",
    "record_undone",
    "record_withdrawn",
    "steps_of_days",
    "steps_of_store",
    "store_lines",
    "stores_with_links",
    "visit",
    "visit_link",
    "visits_of_store",
]
