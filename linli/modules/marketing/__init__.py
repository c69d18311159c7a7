"""Marketing: codes of places that say where an order came from.

Words: a *channel* is a kind of place (a table card, an ad); a *link* is one short code at one of them, with a
QR picture; its *landing* is what it leads to, by now; a *campaign* is a name for several; a *visit* is
someone following it; a *step* is what happened on an order's line (visited, ordered, paid,
redeemed, undone, reviewed, withdrawn, refunded).
Promises: a link's code is unique in its market, and none can be made up; visits of bots and of the store's
own staff stand apart and count for nothing; a step is counted once however often it is reported, in whatever
order; what was undone or withdrawn does not count; only a visit of the last 30 days to the same store is
credited; steps are never changed.
Stage: last visit takes the credit. Ads with budgets and several touches come later.
"""

from linli.modules.marketing.actions.following import visit
from linli.modules.marketing.actions.making import end_link, make_link
from linli.modules.marketing.actions.steps import (
    record_elsewhere,
    record_ordered,
    record_paid,
    record_redeemed,
    record_refunded,
    record_reviewed,
    record_undone,
    record_withdrawn,
)
from linli.modules.marketing.agents import agent_of
from linli.modules.marketing.codes import (
    link_path,
    printed,
    qr_png,
    qr_svg,
    read_link_code,
    read_link_path,
)
from linli.modules.marketing.events import Visited
from linli.modules.marketing.model import (
    CHANNELS,
    LANDINGS,
    SOLD_ELSEWHERE,
    WITH_REF,
    Apart,
    Campaign,
    Channel,
    ChannelLine,
    DayLine,
    Follower,
    Landing,
    LandingKind,
    Link,
    LinkLine,
    Place,
    Step,
    StepKind,
    StepLine,
    StoreLine,
    VisitLine,
)
from linli.modules.marketing.queries import (
    campaigns_of_store,
    channel_lines,
    day_lines,
    line_of_order,
    link,
    links_of_ids,
    links_of_store,
    live_link,
    steps_of_days,
    steps_of_store,
    store_lines,
    stores_with_links,
    visit_link,
    visits_of_store,
)

__all__ = [
    "CHANNELS",
    "LANDINGS",
    "SOLD_ELSEWHERE",
    "WITH_REF",
    "Apart",
    "Campaign",
    "Channel",
    "ChannelLine",
    "DayLine",
    "Follower",
    "Landing",
    "LandingKind",
    "Link",
    "LinkLine",
    "Place",
    "Step",
    "StepKind",
    "StepLine",
    "StoreLine",
    "VisitLine",
    "Visited",
    "agent_of",
    "campaigns_of_store",
    "channel_lines",
    "day_lines",
    "end_link",
    "line_of_order",
    "link",
    "link_path",
    "links_of_ids",
    "links_of_store",
    "live_link",
    "make_link",
    "printed",
    "qr_png",
    "qr_svg",
    "read_link_code",
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
