"""Insight: who comes to a store, whether they come again, and how many will come.

Words: a *use* is what was paid for and used or taken along; a *visit* is a person at a store on a day; a
*customer* is somebody with at least one; a *cohort* came first in the same month; a *forecast* says how many
are expected, an *outlook* how far off those before it would have been.
Promises: a use counts once and only while it stands, in whatever order news of it comes; who is asked to be
forgotten stays a number; a forecast knows nothing of the days that it is judged by.
Stage: customers, returns and footfall of single stores and of the market.
"""

from linli.modules.insight import forecasting, histories
from linli.modules.insight.actions import forget_person, note_undone, note_use, take_over
from linli.modules.insight.arrays import Real
from linli.modules.insight.jobs import foresee_footfall
from linli.modules.insight.model import (
    CohortCell,
    Customer,
    CustomerKind,
    Day,
    ForeseenDay,
    HourVisits,
    KindSum,
    Outlook,
    Returns,
    StoreVisits,
    Use,
)
from linli.modules.insight.queries import (
    about_person,
    cohorts,
    customers_of_store,
    days_of_stores,
    forecast_of_stores,
    hours_of_stores,
    kinds_of_customers,
    outlooks_of_stores,
    returns,
    stores_by_visits,
)
from linli.modules.insight.quiet import Quiet, quietest

__all__ = [
    "CohortCell",
    "Customer",
    "CustomerKind",
    "Day",
    "ForeseenDay",
    "HourVisits",
    "KindSum",
    "Outlook",
    "Quiet",
    "Real",
    "Returns",
    "StoreVisits",
    "Use",
    "about_person",
    "cohorts",
    "customers_of_store",
    "days_of_stores",
    "forecast_of_stores",
    "forecasting",
    "foresee_footfall",
    "forget_person",
    "histories",
    "hours_of_stores",
    "kinds_of_customers",
    "note_undone",
    "note_use",
    "outlooks_of_stores",
    "quietest",
    "returns",
    "stores_by_visits",
    "take_over",
]
