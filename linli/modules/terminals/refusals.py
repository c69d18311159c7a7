"""Every "no" of devices and PINs."""

from linli.kernel.refusals import RefusalKind

ENROLMENT_OVER = RefusalKind("enrolment_over", 410)
DEVICE_UNKNOWN = RefusalKind("device_unknown", 401)
DEVICE_REVOKED = RefusalKind("device_revoked")
PIN_WEAK = RefusalKind("pin_weak", 422)
PIN_WRONG = RefusalKind("pin_wrong", 403)
