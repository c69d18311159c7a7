"""The verbs of identity."""

from linli.modules.identity.actions.codes import (
    count_code_request,
    send_password_code,
    send_proof_code,
    send_sign_in_code,
)
from linli.modules.identity.actions.guests import adopt_guest, begin_guest
from linli.modules.identity.actions.members import count_phone_lookup, join_market, person_with_phone
from linli.modules.identity.actions.operators import (
    appoint_operator,
    change_operator_role,
    dismiss_operator,
)
from linli.modules.identity.actions.passkey_sign_in import offer_passkey_sign_in, sign_in_with_passkey
from linli.modules.identity.actions.passkeys import (
    add_passkey,
    forget_challenges,
    offer_passkey,
    remove_passkey,
    rename_passkey,
)
from linli.modules.identity.actions.passwords import change_password, reset_password
from linli.modules.identity.actions.people import hold_person, register_demo_person, rename, tell
from linli.modules.identity.actions.proofs import (
    is_proven,
    prove_with_code,
    prove_with_password,
    require_proof,
)
from linli.modules.identity.actions.sessions import (
    end_listed_session,
    end_other_sessions,
    end_session,
    note_session,
    sign_out_everywhere,
    start_session,
)
from linli.modules.identity.actions.sign_in import sign_in_with_code, sign_in_with_password
from linli.modules.identity.actions.tokens import (
    TokenDesk,
    clean_token_name,
    end_listed_token,
    end_token,
    issue_token,
    note_token,
)

__all__ = [
    "TokenDesk",
    "add_passkey",
    "adopt_guest",
    "appoint_operator",
    "begin_guest",
    "change_operator_role",
    "change_password",
    "clean_token_name",
    "count_code_request",
    "count_phone_lookup",
    "dismiss_operator",
    "end_listed_session",
    "end_listed_token",
    "end_other_sessions",
    "end_session",
    "end_token",
    "forget_challenges",
    "hold_person",
    "is_proven",
    "issue_token",
    "join_market",
    "note_session",
    "note_token",
    "offer_passkey",
    "offer_passkey_sign_in",
    "person_with_phone",
    "prove_with_code",
    "prove_with_password",
    "register_demo_person",
    "remove_passkey",
    "rename",
    "rename_passkey",
    "require_proof",
    "reset_password",
    "send_password_code",
    "send_proof_code",
    "send_sign_in_code",
    "sign_in_with_code",
    "sign_in_with_passkey",
    "sign_in_with_password",
    "sign_out_everywhere",
    "start_session",
    "tell",
]
