"""When a member code says no."""

from linli.kernel.refusals import RefusalKind

MEMBER_CODE_UNKNOWN = RefusalKind("member_code_unknown", 422)
MEMBER_CODE_ELSEWHERE = RefusalKind("member_code_elsewhere", 409)
MEMBER_CODE_EXPIRED = RefusalKind("member_code_expired", 409)
MEMBER_CODE_USED = RefusalKind("member_code_used", 409)
MEMBER_CODE_TAKEN = RefusalKind("member_code_taken", 409)
