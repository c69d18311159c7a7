"""Writes docs/authorization.md from the matrix: `python -m tests.integration.matrix.page`."""

import re
from pathlib import Path
from textwrap import fill

from tests.integration.matrix import people as who
from tests.integration.matrix.endpoints import FACES
from tests.integration.matrix.rows import Case

PAGE = Path(__file__).parents[3] / "docs" / "authorization.md"
WIDE = 106
HEAD = """# Who is let in where

Every endpoint with everyone whom it lets in, and what it shows that others must not read. This page is
written from the rows of the authorization matrix (`tests/integration/matrix`) by `make authorization`; a
test keeps the two equal. Against a running app the matrix asks every endpoint as everybody below, for
objects of their own and of somebody else: who is not let in finds nothing there and leaves nothing
behind, a token without the scope opens nothing, one's own shop leads to nothing of another shop, and one
market to nothing of another.

* Who is not signed in is asked to sign in. To everybody else whom an endpoint is not for, nothing is
  there; only a colleague of another role, and a clerk who is a manager elsewhere, are told that it is not
  for them.
* *This shop* and *this market* are those that the address names. The owner and a manager of the head
  office work in every store of their merchant; everybody else in theirs alone.
* What stands in the last column is read there by those named and by nobody else, anywhere. A whole
  telephone number is in no answer but the demonstration's messages, the secret of a session in none.

Asked as:
{people}.
"""
WORDS = {
    who.EVERYONE: "everyone",
    who.SIGNED_IN: "everyone signed in",
    who.BUYER: "the buyer",
    who.HOLDER: "whose it is",
    who.TILL: "staff of this shop",
    who.ANY_TILL: "staff of any shop in the market",
    who.MANAGERS: "managers and the owner of this shop",
    who.OWNERS: "the owner of this shop",
    who.LEADERS: "who leads any store of this merchant",
    who.ANY_LEADER: "who leads any store in the market",
    who.APPLICANTS: "the applicant",
    who.INVITED_ONLY: "whose phone was invited",
    who.SIGNED_IN - who.INVITED_ONLY: "who has the link already",
    who.COLLEAGUES: "operators of this market",
    who.ON_TRADE: "director, finance, support",
    who.ON_REVIEWS: "director, reviewer, support",
    who.ON_PEOPLE: "director, support",
    who.ON_MONEY: "director, finance",
    who.JUDGES: "director, reviewer",
    who.DIRECTORS: "the director",
    who.NO_ONE: "no person: a provider or a device, by what it signs or holds",
}


def text() -> str:
    """The whole page."""
    people = "; ".join((who.NOBODY, *who.PEOPLE))
    return HEAD.format(people=fill(people, WIDE)) + "".join(
        _table(face, cases) for face, cases in FACES.items()
    )


def _table(face: str, cases: dict[str, Case]) -> str:
    rows = "".join(_row(endpoint, case) for endpoint, case in cases.items())
    return f"\n## {face}\n\n| endpoint | lets in | shows |\n|---|---|---|\n{rows}"


def _row(endpoint: str, case: Case) -> str:
    address = re.sub(r"\{(\w+):\w+\}", r"{\1}", endpoint)
    shows = "; ".join(f"{kind}: {WORDS[readers]}" for kind, readers in case.shows.items())
    return f"| `{address}` | {WORDS[case.opens]} | {shows} |\n"


if __name__ == "__main__":
    PAGE.write_text(text(), "utf-8")
