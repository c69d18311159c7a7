"""Purposes, answers and texts."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec


class Purpose(StrEnum):
    """One thing that is done with what somebody does. `member` is agreed to merchant by merchant."""

    PERSONAL = "personal"
    JOURNEY = "journey"
    MESSAGES = "messages"
    MEMBER = "member"


# Agreed to once, for all markets.
OF_THE_PLATFORM = (Purpose.PERSONAL, Purpose.JOURNEY, Purpose.MESSAGES)


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody said about a purpose of the platform's, and to which version of its text."""

    purpose: Purpose
    given: bool
    text_version: int
    answered_at: datetime


class MerchantAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody said to one merchant: whether it may know them by name."""

    merchant_id: UUID
    given: bool
    text_version: int
    answered_at: datetime


class Answered(msgspec.Struct, frozen=True, kw_only=True):
    """One answer of all there ever were; `asked_in` names the page or program, `merchant_id` is None for the
    platform's purposes.
    """

    answer_id: UUID
    purpose: Purpose
    merchant_id: UUID | None
    given: bool
    text_version: int
    language: str
    asked_in: str
    answered_at: datetime


class Text(msgspec.Struct, frozen=True, kw_only=True):
    """What is shown before somebody answers: what it is for (`title`), what is kept and how long (`body`)."""

    version: int
    title: str
    body: str
