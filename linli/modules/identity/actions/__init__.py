"""The verbs of identity."""

from linli.modules.identity.actions.codes import count_code_request, send_password_code, send_sign_in_code
from linli.modules.identity.actions.passwords import change_password, reset_password
from linli.modules.identity.actions.people import appoint_operator, register_demo_person, rename
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
    "change_password",
    "count_code_request",
    "end_session",
    "end_token",
    "issue_token",
    "register_demo_person",
    "rename",
    "reset_password",
    "send_password_code",
    "send_sign_in_code",
    "sign_in_with_code",
    "sign_in_with_password",
    "sign_out_everywhere",
    "start_session",
]
