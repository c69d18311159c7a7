"""When a flash sale says no."""

from linli.kernel.refusals import RefusalKind

FLASH_NOT_STARTED = RefusalKind("flash_not_started", 409)
FLASH_OVER = RefusalKind("flash_over", 410)
FLASH_BEGUN = RefusalKind("flash_begun", 409)
FLASH_CLAIM_FIRST = RefusalKind("flash_claim_first", 409)
