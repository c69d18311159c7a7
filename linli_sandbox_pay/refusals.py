"""The ways this program says no, as the caller gets them: {"error": {"code": …, "message": …}}."""


class Refused(Exception):  # noqa: N818 — a refusal is not an error
    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message


def no_payment() -> Refused:
    return Refused(404, "payment_unknown", "There is no payment with this id.")


def no_refund() -> Refused:
    return Refused(404, "refund_unknown", "There is no refund with this id.")


def payment_already(status: str) -> Refused:
    return Refused(409, f"payment_{status}", f"This payment is already {status}.")


def not_paid() -> Refused:
    return Refused(409, "payment_not_paid", "Only a paid payment can be refunded.")


def refund_too_large(left: int) -> Refused:
    return Refused(409, "refund_exceeds_payment", f"At most {left} minor units are left to refund.")


def key_reused() -> Refused:
    return Refused(409, "idempotency_key_reused", "This Idempotency-Key was used for another request.")


def key_missing() -> Refused:
    return Refused(400, "idempotency_key_missing", "Send an Idempotency-Key of 1 to 255 characters.")


def malformed(message: str) -> Refused:
    return Refused(422, "invalid_request", message)
