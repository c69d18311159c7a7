"""Every endpoint of the app: whom it lets in, what it is sent, and what it may show.

What stands here is written down by hand, from what each face is for and from the decisions, never from the
code that it judges. `docs/authorization.md` is written from it.
"""

from tests.integration.matrix import consumer, merchant, operator, programs
from tests.integration.matrix.rows import Case

FACES: dict[str, dict[str, Case]] = {
    "Consumers": consumer.CASES,
    "Merchants": merchant.CASES,
    "Operators": operator.CASES,
    "Programs": programs.CASES,
}
CASES: dict[str, Case] = {name: case for cases in FACES.values() for name, case in cases.items()}
