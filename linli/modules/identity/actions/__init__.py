"""The verbs of identity."""

from linli.modules.identity.actions.codes import count_code_request, send_password_code, send_sign_in_code
from linli.modules.identity.actions.members import count_phone_lookup, join_market, person_with_phone
from linli.modules.identity.actions.operators import (
    appoint_operator,
    change_operator_role,
    dismiss_operator,
)
from linli.modules.identity.actions.passwords import change_password, reset_password
from linli.modules.identity.actions.people import register_demo_person, rename, tell
from linli.modules.identity.actions.sessions import (
    end_session,
    end_token,
    issue_token,
    sign_out_everywhere,
    start_session,
)
from linli.modules.identity.actions.sign_in import sign_in_with_code, sign_in_with_password

__all__ = [
    "appoint_operator",
    "change_operator_role",
    "change_password",
    "count_code_request",
    "count_phone_lookup",
    "dismiss_operator",
    "end_session",
    "end_token",
    "issue_token",
    "join_market",
    "person_with_phone",
    "register_demo_person",
    "rename",
    "reset_password",
    "send_password_code",
    "send_sign_in_code",
    "sign_in_with_code",
    "sign_in_with_password",
    "sign_out_everywhere",
    "start_session",
    "tell",
]
