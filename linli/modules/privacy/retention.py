"""How long each kind of thing is kept: the one table. `jobs.py` throws away what is older."""

from datetime import timedelta

import msgspec


class Limit(msgspec.Struct, frozen=True):
    """So long a kind is kept, and why so long; `by` names the job of the timetable that ends it."""

    kind: str
    days: int
    why: str
    by: str = "keep_limits"

    @property
    def time(self) -> timedelta:
        return timedelta(days=self.days)


LIMITS: tuple[Limit, ...] = (
    Limit("messages", 90, "a text message is looked up while an order or a complaint is fresh"),
    Limit("sessions", 90, "who finds a stranger among their sessions looks back a quarter"),
    Limit("sign_in_codes", 1, "a code lives ten minutes"),
    Limit("announcements", 90, "an errand that was given up can be handed over again"),
    Limit("idempotency_keys", 90, "a program repeats a call within days, not months"),
    Limit("tries", 30, "the longest window of a limit is a day"),
    Limit("touches", 396, "a year beside the year before, and a month to look at it"),
    Limit("code_visits", 760, "a year beside the year before; a code keeps how often it was followed"),
    Limit("exports", 7, "a file with everything should not lie about"),
    Limit("selections", 7, "what was chosen at a screen is taken within minutes, or not at all"),
    Limit("visits", 730, "what chooses places learns from two years", "train_recommendations"),
    Limit("uses_by_hour", 30, "so long a use can be undone", "train_recommendations"),
    Limit("cart_lines", 60, "who comes back after two months begins anew", "forget_carts"),
    Limit("applications", 90, "a draft is taken up again or not", "clear_applications"),
    Limit("imports", 14, "so long a merchant mends the rows of a file", "forget_imports"),
)


def limit_of(kind: str) -> Limit:
    """The limit of one kind."""
    return next(limit for limit in LIMITS if limit.kind == kind)
