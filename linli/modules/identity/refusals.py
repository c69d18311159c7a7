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
LAST_DIRECTOR = RefusalKind("last_director")
