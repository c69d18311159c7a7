"""The verbs of payments."""

from linli.modules.payments.actions.bills import fetch_bill, keep_bill
from linli.modules.payments.actions.callback import (
    receive_callback,
    record_news,
    record_paid,
)
from linli.modules.payments.actions.habits import note_habit
from linli.modules.payments.actions.loose_ends import send_back, settle_loose_end
from linli.modules.payments.actions.pay import (
    check_intent,
    close_intent,
    open_intent,
    query_pending,
    start_payment,
)
from linli.modules.payments.actions.pay_codes import set_pay_code_rule
from linli.modules.payments.actions.refund import (
    pay_back_otherwise,
    refund,
    retry_refunds,
    send_again,
    send_refund,
)

__all__ = [
    "check_intent",
    "close_intent",
    "fetch_bill",
    "keep_bill",
    "note_habit",
    "open_intent",
    "pay_back_otherwise",
    "query_pending",
    "receive_callback",
    "record_news",
    "record_paid",
    "refund",
    "retry_refunds",
    "send_again",
    "send_back",
    "send_refund",
    "set_pay_code_rule",
    "settle_loose_end",
    "start_payment",
]
