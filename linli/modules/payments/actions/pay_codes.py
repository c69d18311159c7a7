"""What a market's printed payment codes say."""

import re

from linli.kernel.database import Work
from linli.kernel.refusals import INVALID
from linli.modules.payments.statements import SQL

# The name of a network: a reverse domain or a UUID without dashes.
_NETWORK = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,30}[A-Za-z0-9])?")
_ACCOUNT = re.compile(r"[!-~]{1,40}")


async def set_pay_code_rule(
    work: Work, market_id: int, shown: bool, network: str, account: str, why: str
) -> bool:
    """Whether the market's payment codes are written as EMVCo payloads, too, and in whose name; empty is our
    own name, and no number of the market's. `why` stands in the audit trail. False where it was so already.
    Refuses: invalid (network: 1 to 32 letters, digits, dots; account: 1 to 40 plain characters).
    """
    if network and not _NETWORK.fullmatch(network):
        raise INVALID(field="network")
    if account and not _ACCOUNT.fullmatch(account):
        raise INVALID(field="account")
    if not await work.run(SQL.write_pay_code_rule, market_id, shown, network, account):
        return False
    facts = {"shown": shown, "network": network, "account": account}
    await work.audit(market_id, "pay_codes_changed", str(market_id), why, **facts)
    return True
