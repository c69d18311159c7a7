"""Consents: what each person agreed to, purpose by purpose, and what they were told when they did.

Words: a *purpose* is one thing that is done with what somebody does, and is agreed to by itself; to *give*
and to *withdraw* are answers; a *text* is what was shown when the answer was given, in numbered versions.
Promises: nobody has agreed who did not say so; withdrawing takes as little as giving and works at once; every
answer there ever was stays, with its text, its language, its place and its time; no text that somebody agreed
to is ever rewritten.
Stage: three purposes of the platform's, and being a merchant's member.
"""

from linli.modules.consents.actions import forget_person, give, give_to, withdraw, withdraw_from
from linli.modules.consents.events import ConsentGiven, ConsentWithdrawn
from linli.modules.consents.model import (
    OF_THE_PLATFORM,
    Answer,
    Answered,
    MerchantAnswer,
    Purpose,
    Text,
)
from linli.modules.consents.queries import (
    allowing_to,
    allows,
    allows_to,
    answer_of,
    answers_of,
    answers_to,
    hold_answer,
    merchants_of,
)
from linli.modules.consents.wording import current_text, text_of

__all__ = [
    "OF_THE_PLATFORM",
    "Answer",
    "Answered",
    "ConsentGiven",
    "ConsentWithdrawn",
    "MerchantAnswer",
    "Purpose",
    "Text",
    "allowing_to",
    "allows",
    "allows_to",
    "answer_of",
    "answers_of",
    "answers_to",
    "current_text",
    "forget_person",
    "give",
    "give_to",
    "hold_answer",
    "merchants_of",
    "text_of",
    "withdraw",
    "withdraw_from",
]
