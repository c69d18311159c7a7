"""Every "no" of identity."""

from linli.kernel.refusals import RefusalKind

PHONE_INVALID = RefusalKind("phone_invalid", 422)
CODE_WRONG = RefusalKind("code_wrong", 403)
CODE_EXPIRED = RefusalKind("code_expired", 403)
SIGN_IN_WRONG = RefusalKind("sign_in_wrong", 403)
PASSWORD_WRONG = RefusalKind("password_wrong", 403)
PASSWORD_WEAK = RefusalKind("password_weak", 422)
NICKNAME_INVALID = RefusalKind("nickname_invalid", 422)
SCOPE_UNKNOWN = RefusalKind("scope_unknown", 422)
STILL_OPERATOR = RefusalKind("still_operator")
LAST_DIRECTOR = RefusalKind("last_director")
PROOF_NEEDED = RefusalKind("proof_needed", 403)
PROOF_WRONG = RefusalKind("proof_wrong", 403)
PASSKEY_UNKNOWN = RefusalKind("passkey_unknown", 403)
PASSKEY_EXPIRED = RefusalKind("passkey_expired", 403)
PASSKEY_WRONG = RefusalKind("passkey_wrong", 403)
PASSKEY_COPIED = RefusalKind("passkey_copied", 403)
PASSKEY_TAKEN = RefusalKind("passkey_taken")
PASSKEYS_FULL = RefusalKind("passkeys_full")
PASSKEY_NAME_INVALID = RefusalKind("passkey_name_invalid", 422)
TOKEN_NAME_INVALID = RefusalKind("token_name_invalid", 422)
