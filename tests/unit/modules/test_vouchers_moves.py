"""The table of legal moves and the statements that make them are the same thing."""

import re

from linli.kernel import sql
from linli.modules.vouchers import VoucherState
from linli.modules.vouchers.moves import LEGAL
from linli.modules.vouchers.statements import SQL

_UPDATE = re.compile(
    r"UPDATE vouchers\.vouchers.*?SET (?P<set>.*?)\bWHERE (?P<where>.*?)(?:\bRETURNING\b|\Z)", re.DOTALL
)
_TO = re.compile(r"\bstate = (?:'(\w+)'|CASE.*?THEN '(\w+)'.*?ELSE '(\w+)')", re.DOTALL)
# A move for some rows of the update, the others staying as they are.
_SOME = re.compile(r"\bstate = CASE WHEN v\.state = '(\w+)'.*?THEN '(\w+)' ELSE v\.state END", re.DOTALL)
_FROM = re.compile(r"\bstate (?:= '(\w+)'|IN \(([^)]*)\))")


def _moves(statements: list[sql.Statement]) -> set[tuple[str, str]]:
    found = set()
    for statement in statements:
        for update in _UPDATE.finditer(statement.text):
            if "state" not in update["set"]:
                continue
            if some := _SOME.search(update["set"]):
                found.add((some[1], some[2]))
                continue
            after = {state for one in _TO.findall(update["set"]) for state in one if state}
            before = {
                state
                for one, many in _FROM.findall(update["where"])
                for state in (one, *re.findall(r"\w+", many))
            } - {""}
            assert before and after, f"{statement.name} changes a voucher without naming the state it is in"
            found.update((source, to) for source in before for to in after)
    return found


def test_every_update_of_a_voucher_is_a_legal_move_and_every_move_has_one() -> None:
    legal = {(source.value, to.value) for source, targets in LEGAL.items() for to in targets}
    assert _moves(SQL.all()) == legal


def test_an_update_that_does_not_name_its_source_state_is_noticed() -> None:
    careless = sql.Statement(
        "careless", "why", "UPDATE vouchers.vouchers SET state = 'expired' WHERE true", ""
    )
    try:
        _moves([careless])
    except AssertionError:
        return
    raise RuntimeError("the careless update went unnoticed")


def test_every_state_has_its_row_in_the_table() -> None:
    assert set(LEGAL) == set(VoucherState)
