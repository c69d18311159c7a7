"""Identity: people, how they sign in, their sessions and tokens, and who operates a market.

Words: person, phone (E.164), code (six digits by text message), session (a cookie), token (for programs),
epoch (counts how often all of a person's sessions and tokens were ended), operator (who runs a market).
Promises: codes, passwords and secrets are kept as prints only; an answer never tells whether a phone is
known; every sign-in starts a session of its own; a password changes only with the old one or a fresh code,
and ends every session and token that there was; a market always has a director. A person belongs to a
market from the first sign-in, order or employment there.
Stage: first loop; passkeys come later.
"""

from linli.modules.identity.actions import (
    appoint_operator,
    change_operator_role,
    change_password,
    count_code_request,
    count_phone_lookup,
    dismiss_operator,
    end_session,
    end_token,
    issue_token,
    join_market,
    person_with_phone,
    register_demo_person,
    rename,
    reset_password,
    send_password_code,
    send_sign_in_code,
    sign_in_with_code,
    sign_in_with_password,
    sign_out_everywhere,
    start_session,
    tell,
)
from linli.modules.identity.credentials import SESSION_LIFE
from linli.modules.identity.model import (
    SCOPES,
    IssuedToken,
    Member,
    Operator,
    OperatorRole,
    Person,
    SignedIn,
    TokenHolder,
)
from linli.modules.identity.phones import normal_phone
from linli.modules.identity.queries import (
    has_password,
    is_operator,
    member,
    member_by_phone,
    members,
    operator_role,
    operators,
    people,
    person,
    phone_of,
    session_person,
    token_holder,
)
from linli.modules.identity.refusals import (
    LAST_DIRECTOR,
)

__all__ = [
    "LAST_DIRECTOR",
    "SCOPES",
    "SESSION_LIFE",
    "IssuedToken",
    "Member",
    "Operator",
    "OperatorRole",
    "Person",
    "SignedIn",
    "TokenHolder",
    "appoint_operator",
    "change_operator_role",
    "change_password",
    "count_code_request",
    "count_phone_lookup",
    "dismiss_operator",
    "end_session",
    "end_token",
    "has_password",
    "is_operator",
    "issue_token",
    "join_market",
    "member",
    "member_by_phone",
    "members",
    "normal_phone",
    "operator_role",
    "operators",
    "people",
    "person",
    "person_with_phone",
    "phone_of",
    "register_demo_person",
    "rename",
    "reset_password",
    "send_password_code",
    "send_sign_in_code",
    "session_person",
    "sign_in_with_code",
    "sign_in_with_password",
    "sign_out_everywhere",
    "start_session",
    "tell",
    "token_holder",
]
