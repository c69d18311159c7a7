"""Listings: places taken over from files of others, and kept up to date from them.

Words: source (where places come from, such as the open map), record (one thing of a source, and the store
it became), run (one reading of a file), merge (a record that goes with a store that is there already), review
(whether two are the same, for an operator to say), kept (what a store's people say otherwise).
Promises: the same file again changes nothing; a field is only written where it still has what the source
said before; a place is closed only when nobody runs it and a whole file lacks it; a run that was killed is
finished by the next one; memory does not grow with the file.
Stage: OpenStreetMap extracts, GeoJSON and CSV.
"""

from linli.modules.listings.actions import (
    close_missing,
    finish_run,
    keep_both,
    merge,
    start_run,
    take_batch,
)
from linli.modules.listings.extracts import things_of_extract
from linli.modules.listings.features import things_of_features
from linli.modules.listings.kinds import kinds_of, trade_of
from linli.modules.listings.model import Counts, Format, Review, Source, Thing
from linli.modules.listings.queries import (
    count_reviews,
    missing,
    missing_count,
    review,
    reviews,
    sources,
)
from linli.modules.listings.refusals import LISTING_DECIDED, LISTINGS_OVERTAKEN
from linli.modules.listings.tables import Mapping, mapping_of, things_of_table

__all__ = [
    "LISTINGS_OVERTAKEN",
    "LISTING_DECIDED",
    "Counts",
    "Format",
    "Mapping",
    "Review",
    "Source",
    "Thing",
    "close_missing",
    "count_reviews",
    "finish_run",
    "keep_both",
    "kinds_of",
    "mapping_of",
    "merge",
    "missing",
    "missing_count",
    "review",
    "reviews",
    "sources",
    "start_run",
    "take_batch",
    "things_of_extract",
    "things_of_features",
    "things_of_table",
    "trade_of",
]
