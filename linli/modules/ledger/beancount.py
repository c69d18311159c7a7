"""The ledger as a journal that Beancount reads. Pure: rows in, text out.

In Beancount a debit is a positive number and a credit a negative one, and so is what an account holds: our
balance (credits minus debits) with its sign turned. Names of accounts are made of purpose, market and owner,
such as `Liabilities:Escrow:Hangzhou:Order-0190…`.
"""

import re
import zlib
from datetime import date, datetime

from linli.kernel.money import MINOR_DIGITS
from linli.modules.ledger.model import HeldAccount, Purpose, Transfer

OPENING = "Equity:Opening-Balances"
ROOTS = {
    Purpose.CLEARING: "Assets:Clearing",
    Purpose.SUSPENSE: "Liabilities:Suspense",
    Purpose.ESCROW: "Liabilities:Escrow",
    Purpose.REFUNDS: "Liabilities:Refunds",
    Purpose.PAYABLE: "Liabilities:Payable",
    Purpose.DEPOSIT: "Liabilities:Deposit",
    Purpose.ADVANCES: "Assets:Advances",
    Purpose.PAYOUTS: "Liabilities:Payouts",
    Purpose.BANK: "Assets:Bank",
    Purpose.COMMISSION: "Income:Commission",
    Purpose.SUBSIDY: "Expenses:Subsidy",
    Purpose.STORED_VALUE: "Liabilities:Stored-Value",
    Purpose.COURIER: "Liabilities:Courier",
    Purpose.FEES: "Expenses:Fees",
    Purpose.ADJUSTMENTS: "Expenses:Adjustments",
}
_PLAIN = re.compile(r"[a-z0-9]+(:[A-Za-z0-9-]+)?")


def header(title: str) -> str:
    """The journal's title, and the one account that is not ours."""
    return f'option "title" {quoted(title)}\n1970-01-01 open {OPENING}\n'


def account_name(account: HeldAccount, market: str, home: str) -> str:
    """An account's name: the same for the same account in every export, another for every other account.

    `market` is the market's slug, `home` its currency; an account in another currency says so.
    """
    parts = [ROOTS[account.purpose], market[:1].upper() + market[1:], _component(account.owner)]
    return ":".join([*parts, account.currency] if account.currency != home else parts)


def _component(owner: str) -> str:
    plain = re.sub(r"[^A-Za-z0-9]", "-", owner)
    if not _PLAIN.fullmatch(owner):
        # What has to be rewritten could meet another name; a checksum tells the two apart.
        plain += f"-{zlib.crc32(owner.encode()):08x}"
    return plain[:1].upper() + plain[1:]


def open_account(day: date, name: str, account: HeldAccount, said: str = "") -> str:
    """The account, with its owner and, where it is known, the owner's name as people write it."""
    lines = [f"{day} open {name} {account.currency}", f"  owner: {quoted(account.owner)}"]
    if said:
        lines.append(f"  name: {quoted(said)}")
    return "\n".join(lines) + "\n"


def transaction(day: date, transfer: Transfer, debit: str, credit: str) -> str:
    """One transfer as a transaction of two postings."""
    amount = amount_of(transfer.amount_minor, transfer.currency)
    lines = [
        f"{day} * {quoted(transfer.kind)}",
        f'  id: "{transfer.transfer_id}"',
        f'  subject: "{transfer.subject_id}"',
        f'  at: "{stamp(transfer.made_at)}"',
        f"  {debit}  {amount}",
        f"  {credit}  -{amount}",
    ]
    return "\n".join(lines) + "\n"


def opening(day: date, name: str, balance_minor: int, currency: str) -> str:
    """What an account held before the journal begins."""
    return (
        f'{day} * "opening balance"\n  {name}  {amount_of(-balance_minor, currency)}\n'
        f"  {OPENING}  {amount_of(balance_minor, currency)}\n"
    )


def balance(day: date, name: str, balance_minor: int, currency: str) -> str:
    """An assertion: at the beginning of this day the account holds exactly so much. Unasked, Beancount would
    let a cent pass.
    """
    number, _, unit = amount_of(-balance_minor, currency).partition(" ")
    return f"{day} balance {name}  {number} ~ 0 {unit}\n"


def amount_of(minor: int, currency: str) -> str:
    """`-12.50 CNY` of −1250; no digits after the point where the currency has none."""
    digits = MINOR_DIGITS[currency]
    whole, rest = divmod(abs(minor), 10**digits)
    sign = "-" if minor < 0 else ""
    return f"{sign}{whole}.{rest:0{digits}} {currency}" if digits else f"{sign}{whole} {currency}"


def quoted(text: str) -> str:
    """A string that ends where it should, on one line, whatever is in it."""
    plain = "".join(c if c.isprintable() else " " for c in text)
    return '"' + plain.replace("\\", "\\\\").replace('"', '\\"') + '"'


def stamp(moment: datetime) -> str:
    """A moment in UTC, to the microsecond."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
