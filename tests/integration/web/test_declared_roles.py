"""What every page and call of staff declares is what the authorization matrix finds."""

from linli.api.v1.routes import V1
from linli.services import STAFF, Who
from linli.web.merchant.routes import ROUTES
from tests.integration.matrix import people as who
from tests.integration.matrix.endpoints import CASES
from tests.integration.web.test_roles import TABLE


def lowest_role(endpoint: str) -> Who | None:
    """The least that one must be in the shop, by the matrix, to be let in."""
    let_in = CASES[endpoint].opens
    ladder = ((who.CLERK, Who.CLERK), (who.MANAGER, Who.MANAGER), (who.OWNER, Who.OWNER))
    return next((role for person, role in ladder if person in let_in), None)


def test_every_page_and_call_of_staff_declares_its_role_and_stands_in_the_table_at_most_once() -> None:
    listed = [(call.handler, right.role) for right in TABLE.values() for call in [*right.pages, *right.calls]]
    for handler, role in listed:
        assert handler.opt["who"] is role, handler.handler_name
    assert len({id(handler) for handler, _ in listed}) == len(listed), "in the table twice"
    wanted = [("", one) for one in ROUTES] + [("/api/v1", one) for one in V1]
    declared = {
        f"{method} {root}{path}": handler.opt["who"]
        for root, handler in wanted
        for path in handler.paths
        for method in handler.http_methods - {"HEAD", "OPTIONS"}
        if handler.opt["who"] in STAFF
    }
    assert len(declared) > 200
    assert {name: lowest_role(name) for name in declared} == declared
