"""Attribution: what brought the people who bought, and how much of it is whose.

Words: a *touch* is that somebody followed a code of a channel; a *goal* is an order that was paid or a new
member; the touches before a goal are its *journey*; a *credit* is one touch's part of a goal by one *model*;
a *fault* is why a visit is left out; a *way* leads from where the touch was to where the goal was used.
Promises: a goal's credits add up to it to the minor unit by every model, in whatever order news of it comes;
sums are their credits, no more; a person's touches are joined only while they agree; what is left out is
shown with its reason and never credited.
Stage: six models; costs by hand or from a file; a channel's weight is learned once a day.
"""

from linli.modules.attribution.actions import (
    begin,
    enter_costs,
    forget_person,
    forget_timeline,
    join_device,
    join_member,
    join_visit,
    note_step,
    note_visit,
    reach,
    remove_cost,
    set_half_life,
    set_window,
)
from linli.modules.attribution.actions.touching import unjoin_old
from linli.modules.attribution.costs import Cost, NewCost, read_costs
from linli.modules.attribution.crediting import LONGEST_DAYS, USUAL_DAYS
from linli.modules.attribution.jobs import forget_old, learn
from linli.modules.attribution.model import (
    DIRECT,
    WHOLE,
    ChannelSums,
    CodeSums,
    Credit,
    CreditedGoal,
    DaySums,
    Fault,
    Goal,
    GoalKind,
    GoalStep,
    Line,
    MerchantSums,
    Model,
    Rules,
    StepKind,
    Sums,
    Touch,
    VisitSums,
    Way,
)
from linli.modules.attribution.queries import (
    Span,
    channel_sums,
    code_sums,
    costs_of,
    credited_goals,
    day_sums,
    goals_of_buyer,
    line_of,
    market_report,
    merchant_sums,
    report,
    rules_of,
    timeline_of,
    visit_sums,
)
from linli.modules.attribution.refusals import COSTS_UNREADABLE
from linli.modules.attribution.returns import ChannelLine, Report, WaySums, brought
from linli.modules.attribution.visitors import NOBODY, Visitor

__all__ = [
    "COSTS_UNREADABLE",
    "DIRECT",
    "LONGEST_DAYS",
    "NOBODY",
    "USUAL_DAYS",
    "WHOLE",
    "ChannelLine",
    "ChannelSums",
    "CodeSums",
    "Cost",
    "Credit",
    "CreditedGoal",
    "DaySums",
    "Fault",
    "Goal",
    "GoalKind",
    "GoalStep",
    "Line",
    "MerchantSums",
    "Model",
    "NewCost",
    "Report",
    "Rules",
    "Span",
    "StepKind",
    "Sums",
    "Touch",
    "VisitSums",
    "Visitor",
    "Way",
    "WaySums",
    "begin",
    "brought",
    "channel_sums",
    "code_sums",
    "costs_of",
    "credited_goals",
    "day_sums",
    "enter_costs",
    "forget_old",
    "forget_person",
    "forget_timeline",
    "goals_of_buyer",
    "join_device",
    "join_member",
    "join_visit",
    "learn",
    "line_of",
    "market_report",
    "merchant_sums",
    "note_step",
    "note_visit",
    "reach",
    "read_costs",
    "remove_cost",
    "report",
    "rules_of",
    "set_half_life",
    "set_window",
    "timeline_of",
    "unjoin_old",
    "visit_sums",
]
