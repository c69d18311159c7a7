"""Recommendations: which places are likely the right ones for a person, a spot and a moment.

Words: a *visit* is that somebody was at a place at a time, or looked at it, or follows it; a *recommender*
learns from visits and orders places; a *slot* is one recommended store and *why*.
Promises: of those who did not agree (`consents`, purpose *personal*) nothing personal is read or kept, and
who withdraws is forgotten in the same transaction; each slot's reason is true; the same visits give the same
order; a question never knows what came after it.
Stage: learns once an hour from the market's own visits; `linli evaluate recommend` judges the same code.
"""

from linli.modules.recommendations import checkins
from linli.modules.recommendations.actions import (
    dismiss,
    forget_person,
    note,
    note_seen,
    remember_person,
    show_again,
    take_back,
)
from linli.modules.recommendations.evaluation import DEPTH, Figures, evaluate
from linli.modules.recommendations.hybrid import Hybrid, Recommender
from linli.modules.recommendations.jobs import train
from linli.modules.recommendations.knowledge import Visits
from linli.modules.recommendations.model import Slot, Visit, VisitKind, WhyCode
from linli.modules.recommendations.queries import about_person, for_you, visits_of

__all__ = [
    "DEPTH",
    "Figures",
    "Hybrid",
    "Recommender",
    "Slot",
    "Visit",
    "VisitKind",
    "Visits",
    "WhyCode",
    "about_person",
    "checkins",
    "dismiss",
    "evaluate",
    "for_you",
    "forget_person",
    "note",
    "note_seen",
    "remember_person",
    "show_again",
    "take_back",
    "train",
    "visits_of",
]
