"""Recommendations: which places are likely the right ones for a person, a spot and a moment.

Words: a *visit* is that somebody was at a place at a time; a *recommender* learns from visits and orders
places; its *reason* for a place is what it would miss most if it did not know it.
Promises: the same visits give the same order; a question never knows what came after it.
Stage: the recommender and its judge, `linli evaluate recommend`.
"""

from linli.modules.recommendations import checkins
from linli.modules.recommendations.evaluation import DEPTH, Figures, evaluate
from linli.modules.recommendations.hybrid import Hybrid, Recommender
from linli.modules.recommendations.knowledge import Visits

__all__ = ["DEPTH", "Figures", "Hybrid", "Recommender", "Visits", "checkins", "evaluate"]
