"""The owner's pages and calls about money, with what stands in their addresses."""

from datetime import timedelta
from typing import Any

from linli.api.v1 import desk as api_desk
from linli.api.v1 import statements as api_statements
from linli.kernel.database import Database
from linli.modules import settlement
from linli.web.merchant import bank, money, money_file, statements

STATEMENT = "/statements/{statement}"
PAGES: list[tuple[Any, str, dict[str, Any] | None]] = [
    (money.money, "", None),
    (money_file.money_file, ".csv", None),
    (money.entry_page, "/entries/{entry}", None),
    (statements.statement_list, "/statements", None),
    (statements.statement_page, STATEMENT, None),
    (statements.statement_print, STATEMENT + "/print", None),
    (money_file.statement_csv, STATEMENT + "/lines.csv", None),
    (money_file.statement_xlsx, STATEMENT + "/lines.xlsx", None),
    (statements.dispute_form, STATEMENT + "/disputes/{entry}", None),
    (statements.disputed, STATEMENT + "/disputes/{entry}", {"note": "not mine"}),
    (statements.confirmed, STATEMENT + "/confirmation", {}),
    (bank.bank_page, "/bank", None),
    (bank.bank_changed, "/bank", {"account": "x", "holder": "y", "bank": "z"}),
]
CALLS: list[tuple[Any, str]] = [
    (api_desk.get_balance, "/balance"),
    (api_desk.list_movements, "/movements"),
    (api_statements.list_statements, "/statements"),
    (api_statements.get_statement, STATEMENT),
    (api_statements.confirm_statement, STATEMENT + "/confirmation"),
]


async def stated(db: Database, market_id: int, merchant_id: Any) -> dict[str, str]:
    """The statement of what was redeemed so far, and one of its entries."""
    moment = db.clock() + timedelta(days=3)
    await settlement.draft_statements(Database(db.pool, db.journey, lambda: moment), market_id)
    async with db.read() as reader:
        statement = (await settlement.statements(reader, market_id, merchant_id)).items[0]
        page = await settlement.statement_entries(reader, market_id, statement.statement_id)
    return {"statement": str(statement.statement_id), "entry": str(page.items[0].entry_id)}
