"""When the API itself says no."""

from linli.kernel.refusals import RefusalKind

TOKEN_NEEDED = RefusalKind("token_needed", 401)
SCOPE_NEEDED = RefusalKind("scope_needed", 403)
