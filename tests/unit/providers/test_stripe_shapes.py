"""What Stripe's keys, amounts, states and events are to us."""

from uuid import uuid4

import msgspec
import pytest

from linli.kernel.refusals import Refusal
from linli.modules.payments import NewsKind
from linli.modules.payments.providers.stripe import StripeKeys, open_gateway
from linli.modules.payments.providers.stripe.amounts import from_stripe, to_stripe
from linli.modules.payments.providers.stripe.news import of_session, of_their_refund, of_their_session
from linli.modules.payments.providers.stripe.shapes import PaymentIntent, Refund, Session

INTENT = uuid4()
K = NewsKind


@pytest.mark.parametrize(
    ("minor", "currency", "there"),
    [(1290, "EUR", 1290), (500, "JPY", 500), (500, "ISK", 50_000), (5120, "KWD", 5120)],
)
def test_amounts_are_written_as_stripe_wants_them_and_read_back(
    minor: int, currency: str, there: int
) -> None:
    assert to_stripe(minor, currency) == there
    assert from_stripe(there, currency) == minor


def test_thousandths_have_to_end_in_zero() -> None:
    with pytest.raises(Refusal, match="way_not_possible"):
        to_stripe(5123, "KWD")


def session(**changed: object) -> Session:
    about = {"intent": str(INTENT), "attempt": "1", "market": "3"}
    return msgspec.convert(
        {"id": "cs_1", "amount_total": 1290, "currency": "eur", "metadata": about, **changed}, Session
    )


@pytest.mark.parametrize(
    ("changed", "kind"),
    [
        ({"status": "open", "payment_status": "unpaid"}, K.PENDING),
        ({"status": "complete", "payment_status": "paid"}, K.PAID),
        ({"status": "complete", "payment_status": "unpaid"}, K.PENDING),
        (
            {
                "status": "complete",
                "payment_status": "unpaid",
                "payment_intent": {"id": "pi_1", "status": "requires_payment_method"},
            },
            K.FAILED,
        ),
        ({"status": "expired", "payment_status": "unpaid"}, K.CLOSED),
        ({"status": "something new", "payment_status": "unpaid"}, K.PENDING),
    ],
)
def test_a_session_is_told_by_where_it_stands(changed: dict[str, object], kind: NewsKind) -> None:
    news = of_session("query", session(**changed), INTENT)
    assert (news.kind, news.amount_minor, news.currency) == (kind, 1290, "EUR")


def test_a_later_no_is_told_by_the_events_name() -> None:
    unpaid = session(status="complete", payment_status="unpaid")
    news = of_their_session("evt_1", "checkout.session.async_payment_failed", unpaid)
    assert news is not None
    assert (news.kind, news.market_id, news.reference) == (K.FAILED, 3, INTENT)


@pytest.mark.parametrize("market", ["", "x", "-1", "9" * 12, "３"])
def test_a_market_that_is_no_number_of_ours_is_left_to_the_address(market: str) -> None:
    about = {"intent": str(INTENT), "market": market}
    news = of_their_session("evt_1", "checkout.session.completed", session(metadata=about))
    assert news is not None
    assert news.market_id is None


@pytest.mark.parametrize("about", [None, {}, {"intent": "somebody else's"}, {"refund": ""}])
def test_what_we_have_not_made_is_passed_over(about: dict[str, str] | None) -> None:
    assert of_their_session("evt_1", "checkout.session.completed", session(metadata=about)) is None
    assert of_their_refund("evt_1", Refund("re_1", 5, "eur", "succeeded", about)) is None


def test_the_payment_inside_is_known_by_its_id_alone_or_whole() -> None:
    assert session(payment_intent="pi_1").paid_by == PaymentIntent("pi_1")
    assert session(payment_intent={"id": "pi_1", "status": "succeeded"}).paid_by == PaymentIntent(
        "pi_1", "succeeded"
    )
    assert session().paid_by is None


@pytest.mark.parametrize(
    ("secret_key", "webhook_secret", "named"),
    [
        ("", "whsec_1", "LINLI_STRIPE_SECRET_KEY"),
        ("pk_test_1", "whsec_1", "LINLI_STRIPE_SECRET_KEY"),
        ("sk_test_1", "", "LINLI_STRIPE_WEBHOOK_SECRET"),
    ],
)
def test_keys_that_are_missing_or_of_another_kind_are_named(
    secret_key: str, webhook_secret: str, named: str
) -> None:
    with pytest.raises(ValueError, match=named):
        open_gateway(StripeKeys(secret_key, webhook_secret, "https://api.stripe.com"))
