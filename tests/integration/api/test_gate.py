"""Who may call what; not yours and not there look the same."""

from uuid import UUID

import httpx
import pytest

from linli.api.callbacks.payments import receive_payment_news
from linli.api.v1.routes import V1
from linli.services import Who

from .stage import (
    ALL_SCOPES,
    CLERK,
    GUEST,
    HOME,
    OPERATOR,
    OTHER_OWNER,
    OTHER_STORE,
    OWNER,
    PASSWORD,
    STORE,
    STRANGER,
    Stage,
)

NOWHERE = UUID(int=7)


def test_every_endpoint_declares_who_may_call_it_and_with_which_scope() -> None:
    for handler in [*V1, receive_payment_news]:
        who, scope = handler.opt["who"], handler.opt.get("scope")
        assert isinstance(who, Who)
        expected = {
            Who.CLERK: "counter", Who.MANAGER: "merchant", Who.OWNER: "merchant", Who.OPERATOR: "operator",
        }.get(who)  # fmt: skip
        assert scope == expected or (who is Who.PERSON and scope in ("consumer", None)), handler.handler_name


def test_every_creating_call_takes_an_idempotency_key() -> None:
    """But those whose repeat changes nothing anyway, and the token, whose answer is a secret."""
    without = {
        handler.handler_name
        for handler in V1
        if "POST" in handler.http_methods and not handler.opt.get("once")
    }
    assert without == {
        "make_token", "start_payment", "check_payment", "cancel_order", "preview_redemption", "end_deal",
        "confirm_statement", "take_foreign", "undo_foreign", "ask_foreign", "claim_gift", "sync_device",
        "call_transfer_back", "receive_transfer", "dispatch_transfer", "decline_transfer", "undo_slip",
        # What a file or a code would do is shown; what is confirmed, set or taken back is so already.
        "make_import", "confirm_import", "preview_pickup", "set_states", "undo_change", "read_member_code",
            "lead_codes", "end_codes",
        # Who waits or holds has that already.
        "claim_flash",
    }  # fmt: skip


@pytest.mark.parametrize("path", ["/orders", "/vouchers", "/following/deals", f"/stores/{STORE}/codes"])
async def test_without_a_token_the_answer_says_which_kind_is_needed(stage: Stage, path: str) -> None:
    answer = await stage.call("GET", path, by=None)
    assert answer.status_code == 401 and answer.headers["www-authenticate"].startswith("Bearer")
    assert answer.json()["code"] == "token_needed"
    wrong = await stage.call("GET", path, by=None, headers={"Authorization": "Bearer linli_wrong"})
    assert wrong.json()["code"] == "token_needed"


async def test_a_token_without_the_scope_is_refused(stage: Stage) -> None:
    wanted = {"phone": OWNER, "password": PASSWORD, "scopes": ["consumer"]}
    token = (await stage.done("POST", "/tokens", wanted, by=None))["token"]
    bearer = {"Authorization": f"Bearer {token}"}
    assert await stage.refused("GET", f"/stores/{STORE}/codes", by=None, headers=bearer) == (
        403,
        "scope_needed",
    )
    assert (await stage.call("GET", "/orders", by=None, headers=bearer)).status_code == 200


async def test_a_token_gets_only_scopes_that_its_person_has_a_use_for(stage: Stage) -> None:
    async def scopes(phone: str) -> list[str]:
        wanted = {"phone": phone, "password": PASSWORD, "scopes": ALL_SCOPES}
        found: list[str] = (await stage.done("POST", "/tokens", wanted, by=None))["scopes"]
        return found

    assert await scopes(STRANGER) == ["consumer"]
    assert await scopes(CLERK) == ["consumer", "counter"]
    assert await scopes(OWNER) == ["consumer", "counter", "merchant"]
    assert await scopes(OPERATOR) == ["consumer", "operator"]
    none = {"phone": STRANGER, "password": PASSWORD, "scopes": ["operator"]}
    assert await stage.refused("POST", "/tokens", none, by=None) == (403, "not_allowed")


async def test_an_ended_token_opens_nothing(stage: Stage) -> None:
    wanted = {"phone": GUEST, "password": PASSWORD}
    token = (await stage.done("POST", "/tokens", wanted, by=None))["token"]
    bearer = {"Authorization": f"Bearer {token}"}
    assert (await stage.call("DELETE", "/api/v1/token", by=None, headers=bearer)).status_code == 204
    assert await stage.refused("GET", "/orders", by=None, headers=bearer) == (401, "token_needed")


async def test_another_persons_things_look_like_nothing(stage: Stage) -> None:
    bought = await stage.paid()
    order, voucher = bought["order"]["order_id"], bought["vouchers"][0]["voucher_id"]
    for method, path, body in [
        ("GET", "/orders/{}", None),
        ("POST", "/orders/{}/payment", None),
        ("POST", "/orders/{}/payment-check", None),
        ("POST", "/orders/{}/cancellation", None),
        ("POST", "/orders/{}/refund", None),
        ("POST", "/orders/{}/review", {"quality": 5, "place": 5, "service": 5, "body": "x"}),
    ]:
        theirs = await stage.call(method, path.format(order), body, by=STRANGER)
        absent = await stage.call(method, path.format(NOWHERE), body, by=STRANGER)
        assert theirs.status_code == absent.status_code == 404
        assert _without_place(theirs.json()) == _without_place(absent.json())
    assert await stage.refused("GET", f"/vouchers/{voucher}", by=STRANGER) == (404, "not_found")
    assert await stage.refused("GET", f"/vouchers/{NOWHERE}", by=STRANGER) == (404, "not_found")


def _without_place(problem: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in problem.items() if name != "instance"}


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/stores/{}/codes"),
        ("GET", "/stores/{}/orders"),
        ("GET", "/stores/{}/balance"),
        ("GET", "/stores/{}/movements"),
        ("GET", "/stores/{}/redemptions"),
    ],
)
async def test_another_merchants_desk_looks_like_nothing(stage: Stage, method: str, path: str) -> None:
    theirs = await stage.refused(method, path.format(STORE), by=OTHER_OWNER)
    absent = await stage.refused(method, path.format("no-such-store"), by=OTHER_OWNER)
    assert theirs == absent == (404, "not_found")
    assert (await stage.call(method, path.format(OTHER_STORE), by=OTHER_OWNER)).status_code == 200


async def test_a_clerk_has_no_desk_and_nobody_else_sees_the_books(stage: Stage) -> None:
    assert (await stage.call("GET", f"/stores/{STORE}/balance", by=CLERK)).status_code in (403, 404)
    assert await stage.refused("GET", "/ledger/totals", by=OWNER) == (403, "scope_needed")


async def test_a_market_that_is_not_there_hides_everything(stage: Stage) -> None:
    for path in ("", "/places", "/orders", "/sandbox/messages"):
        assert await stage.refused("GET", f"/api/v1/markets/nowhere{path}") == (404, "not_found")


async def test_a_forged_callback_is_refused_and_a_repeated_one_changes_nothing(stage: Stage) -> None:
    order = await stage.ordered()
    forged = await stage.callback(order["order_id"], order["total"]["amount"], secret="x" * 32)
    assert (forged.status_code, forged.json()["code"]) == (401, "signature_wrong")
    assert (await stage.done("GET", f"/orders/{order['order_id']}"))["order"]["state"] == "awaiting_payment"
    for _ in range(2):
        answer = await stage.callback(order["order_id"], order["total"]["amount"])
        assert (answer.status_code, answer.content) == (204, b"")
    found = await stage.done("GET", f"/orders/{order['order_id']}")
    assert found["order"]["state"] == "paid" and len(found["vouchers"]) == 1
    unknown = await stage.client.post("/api/callbacks/lakeside/nobody", content=b"{}")
    assert unknown.status_code == 404


async def test_signing_in_by_code_makes_a_member(stage: Stage) -> None:
    phone = "+86 139 1234 5678"
    sent = await stage.done("POST", "/sign-in-codes", {"phone": phone}, by=None, key="code-1")
    assert sent == {"phone_tail": "5678"}
    assert await stage.done("POST", "/sign-in-codes", {"phone": phone}, by=None, key="code-1") == sent
    [message] = [
        m
        for m in (await stage.done("GET", "/sandbox/messages", by=None))["items"]
        if "5678" in m["recipient"]
    ]
    code = "".join(filter(str.isdigit, message["body"]))[:6]
    wrong = {"phone": phone, "code": str((int(code) + 1) % 1_000_000).zfill(6)}
    assert await stage.refused("POST", "/tokens", wrong, by=None) == (403, "code_wrong")
    made = await stage.done("POST", "/tokens", {"phone": phone, "code": code}, by=None)
    assert made["scopes"] == ["consumer"] and made["token"].startswith("linli_")
    both = {"phone": phone, "code": code, "password": PASSWORD}
    assert await stage.refused("POST", "/tokens", both, by=None) == (422, "invalid")


async def test_codes_for_one_phone_are_limited(stage: Stage) -> None:
    phone = {"phone": "+86 139 8888 0001"}
    answers = [(await stage.call("POST", "/sign-in-codes", phone, by=None)).status_code for _ in range(6)]
    assert answers == [202] * 5 + [429]


async def test_a_request_for_a_code_that_is_sent_again_is_counted_once(stage: Stage) -> None:
    phone = {"phone": "+86 139 8888 0002"}
    sent = [await stage.call("POST", "/sign-in-codes", phone, by=None, key="again") for _ in range(8)]
    assert [answer.status_code for answer in sent] == [202] * 8
    await stage.settle()
    messages = (await stage.done("GET", "/sandbox/messages", by=None))["items"]
    assert len([message for message in messages if message["recipient"].endswith("88880002")]) == 1
    more = [await stage.call("POST", "/sign-in-codes", phone, by=None) for _ in range(5)]
    assert [answer.status_code for answer in more] == [202] * 4 + [429]
    # A refused request is not remembered under its key, and the first one still is.
    assert (await stage.call("POST", "/sign-in-codes", phone, by=None, key="again")).status_code == 202


async def test_a_limit_that_is_reached_says_when_to_call_again(stage: Stage) -> None:
    phone = {"phone": "+86 139 8888 0003"}
    for _ in range(6):
        answer = await stage.call("POST", "/sign-in-codes", phone, by=None)
    seconds = int(answer.headers["retry-after"])
    assert 3590 <= seconds <= 3600
    assert answer.json()["params"] == {"minutes": 60, "seconds": seconds}
    described = (await stage.client.get("/api/v1/openapi.json")).json()
    codes = described["paths"]["/api/v1/markets/{market}/sign-in-codes"]["post"]["responses"]
    assert "Retry-After" in codes["429"]["headers"]


async def test_passwords_tried_by_a_program_count_for_its_address(stage: Stage) -> None:
    transport = httpx.ASGITransport(stage.app, client=("203.0.113.77", 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as sprayer:
        answers = []
        for number in range(31):
            body = {"phone": f"+86138000{number:05}", "password": "password1"}
            answers.append(await sprayer.post(f"{HOME}/tokens", json=body))
    assert [answer.status_code for answer in answers] == [403] * 30 + [429]
    assert int(answers[-1].headers["retry-after"]) > 3500


async def test_nobody_reads_messages_where_there_is_no_demo(stage: Stage) -> None:
    assert (await stage.client.get(f"{HOME}/sandbox/messages")).status_code == 200
