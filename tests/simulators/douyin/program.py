"""A simulator of the open platform of Douyin's life services: passes are checked, a voucher is used once.

Every call answers with HTTP 200 and two codes, the gateway's in `extra` and the service's in `data`.
"""

import json
import secrets
import time
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

from tests.simulators.douyin.book import (
    CANCEL_WITHIN,
    PASS_ENDS_IN,
    PASS_LIVES,
    UNUSED,
    USED,
    Account,
    Json,
    Pass,
    Sold,
)
from tests.simulators.server import Answer, Call, Program

BUSY, PASS_WRONG, PASS_OVER, NOT_GIVEN, MALFORMED = 28001005, 28001003, 28001008, 28001018, 28001007
NO_SUCH, NOT_USABLE, TOO_LATE = 2119002, 2119003, 2119004
USED_ALREADY = 1208


class Douyin(Program):
    """`sold` is its book, by code. Beside the common switches: `busy`, how many more calls it is too busy
    for; `busy_after`, how many more uses are made and then answered with "too busy"; `lose_verify` and
    `lose_cancel`, how many more are done and answered by nothing; `drop_verify`, how many more never arrive;
    `withdrawn`: the application may do nothing any more; `landed_late`: uses that were asked for while
    `hold_verify` was on, to be made by `land`.
    """

    def __init__(self, account: Account, port: int = 0) -> None:
        super().__init__(port)
        self.account = account
        self.sold: dict[str, Sold] = {}
        self.passes: list[Pass] = []
        self.busy = self.busy_after = self.lose_verify = self.lose_cancel = self.drop_verify = 0
        self.withdrawn = False
        self.hold_verify = False
        self.landed_late: list[Json] = []
        # How often each call was let in, by the end of its address.
        self.asked: dict[str, int] = {}
        self._known: dict[str, Sold] = {}
        self._tokens: dict[str, Json] = {}
        self.route("POST", r"/oauth/client_token/", self._client_token)
        self.route("GET", r"/([A-Za-z0-9_-]+)/?", self._short_link)
        self._let_in("GET", "prepare", self._prepare)
        self._let_in("POST", "verify", self._verify)
        self._let_in("POST", "cancel", self._cancel)
        self._let_in("GET", "get", self._get)

    def sell(self, sold: Sold | None = None) -> Sold:
        """Somebody has bought a voucher there."""
        made = sold or Sold()
        self.sold[made.code] = made
        return made

    def link_of(self, sold: Sold) -> str:
        """What its QR code says."""
        return f"{self.url}/{sold.link}/"

    def land(self) -> None:
        """The requests that were held reach the platform now."""
        with self.lock:
            held, self.landed_late = self.landed_late, []
            for asked in held:
                self._carry_out(asked)

    def end_passes(self) -> None:
        """As if another program had asked for two since."""
        self.passes = [Pass(secrets.token_hex(8), time.time() + 9) for _ in range(2)]

    # Who asks.

    def _client_token(self, call: Call) -> Answer:
        try:
            asked = json.loads(call.body)
        except ValueError:
            asked = {}
        right_kind = call.headers.get("content-type") == "application/json"
        if not right_kind or asked.get("grant_type") != "client_credential" or "client_key" not in asked:
            return _token_says({"error_code": 10002, "description": "参数错误"})
        if asked["client_key"] != self.account.app:
            return _token_says({"error_code": 10003, "description": "client_key不存在"})
        if asked.get("client_secret") != self.account.secret:
            return _token_says({"error_code": 10013, "description": "client_key或者client_secret报错"})
        now = time.time()
        for one in self.passes:
            one.until = min(one.until, now + PASS_ENDS_IN)
        made = Pass(f"clt.{secrets.token_hex(24)}", now + PASS_LIVES)
        self.passes = [*self.passes, made][-2:]
        told = {"access_token": made.token, "expires_in": PASS_LIVES, "error_code": 0, "description": ""}
        return _token_says(told)

    def _let_in(self, method: str, name: str, handle: Callable[[Json], Answer]) -> None:
        def checked(call: Call) -> Answer:
            token = call.headers.get("access-token", "")
            now = time.time()
            known = next((one for one in self.passes if one.token == token), None)
            if known is None:
                return _says({}, PASS_WRONG, "access_token无效")
            if known.until <= now:
                return _says({}, PASS_OVER, "access_token过期,请刷新或重新授权")
            if self.withdrawn:
                return _says({}, NOT_GIVEN, "应用未获得该能力")
            asked = _asked(call)
            if asked is None:
                return _says({}, MALFORMED, "参数不合法")
            with self.lock:
                self.asked[name] = self.asked.get(name, 0) + 1
                if self.busy > 0:
                    self.busy -= 1
                    return _says({}, BUSY, "系统繁忙，此时请开发者稍候再试")
                return self.disturbed(lambda: handle(asked))

        self.route(method, rf"/goodlife/v1/fulfilment/certificate/{name}/", checked)

    # What is asked.

    def _short_link(self, call: Call, name: str) -> Answer:
        for one in self.sold.values():
            if one.link == name:
                to = f"https://www.iesdouyin.com/share/commerce/coupon/{one.hidden}/"
                query = f"?schema_type=13&object_id={one.hidden}&utm_source=scan_share"
                return Answer(302, b"", {"Location": to + query})
        return Answer(404)

    def _prepare(self, asked: Json) -> Answer:
        if asked.get("poi_id") not in self.account.shops:
            return _says({"error_code": NOT_USABLE, "description": "该券不适用于当前门店"})
        found = [
            one
            for one in self.sold.values()
            if asked.get("code") == one.code or (asked.get("encrypted_data") or 0) == one.hidden
        ]
        if not found:
            return _says({"error_code": NO_SUCH, "description": "券码不存在"})
        of_order = [
            one
            for one in self.sold.values()
            if one.order_id == found[0].order_id and one.status == UNUSED and one.until > time.time()
        ]
        token = secrets.token_hex(16)
        offered = []
        for one in of_order:
            # Another text for the same voucher each time.
            encrypted = f"CgYIASAHKAESLgos{secrets.token_hex(20)}+/="
            self._known[encrypted] = one
            offered.append(one.offered(encrypted))
        self._tokens[token] = {}
        told = {"verify_token": token, "order_id": found[0].order_id, "certificates": offered}
        return _says({"error_code": 0, "description": "success", **told})

    def _verify(self, asked: Json) -> Answer:
        codes = asked.get("encrypted_codes")
        token_known = asked.get("verify_token") in self._tokens
        if not token_known or not isinstance(codes, list) or asked.get("poi_id") not in self.account.shops:
            return _says({}, MALFORMED, "参数不合法")
        if self.drop_verify > 0:
            self.drop_verify -= 1
            return Answer(0)
        if self.hold_verify:
            self.landed_late.append(asked)
            return Answer(0)
        results = self._carry_out(asked)
        if self.lose_verify > 0:
            self.lose_verify -= 1
            return Answer(0)
        if self.busy_after > 0:
            self.busy_after -= 1
            return _says({"error_code": BUSY, "description": "服务器错误，请稍后重试"})
        return _says({"error_code": 0, "description": "success", "verify_results": results})

    def _carry_out(self, asked: Json) -> list[Json]:
        """Under one token the same request is carried out once and always answered alike."""
        known = self._tokens[asked["verify_token"]]
        if known and known["asked"] == asked:
            return known["results"]
        results = [self._use(encrypted) for encrypted in asked["encrypted_codes"]]
        if not known:
            known |= {"asked": asked, "results": results}
        return results

    def _use(self, encrypted: str) -> Json:
        one = self._known.get(encrypted)
        if one is None:
            return {"result": NO_SUCH, "msg": "券码不存在", "code": encrypted}
        if one.status == USED:
            return {"result": USED_ALREADY, "msg": "券码已被核销", "code": encrypted}
        if one.status != UNUSED or one.until <= time.time():
            return {"result": NOT_USABLE, "msg": "券码不可用", "code": encrypted}
        one.status, one.uses = USED, one.uses + 1
        one.verify = {
            "verify_id": secrets.token_hex(10),
            "certificate_id": str(one.certificate_id),
            "verify_time": int(time.time()),
            "can_cancel": True,
            "verify_type": 2,
        }
        about = {"verify_id": one.verify["verify_id"], "certificate_id": str(one.certificate_id)}
        return {"result": 0, "msg": "success", "code": encrypted, "origin_code": one.code, **about}

    def _cancel(self, asked: Json) -> Answer:
        by_id = {str(one.certificate_id): one for one in self.sold.values()}
        one = by_id.get(asked.get("certificate_id", ""))
        if one is None or one.verify is None or one.verify["verify_id"] != asked.get("verify_id"):
            return _says({"error_code": NO_SUCH, "description": "核销记录不存在"})
        if one.verify["verify_time"] + CANCEL_WITHIN <= time.time():
            return _says({"error_code": TOO_LATE, "description": "验券超过一个小时不可撤销"})
        one.status, one.verify = UNUSED, None
        if self.lose_cancel > 0:
            self.lose_cancel -= 1
            return Answer(0)
        return _says({"error_code": 0, "description": "success"})

    def _get(self, asked: Json) -> Answer:
        one = self._known.get(asked.get("encrypted_code", ""))
        if one is None:
            return _says({"error_code": NO_SUCH, "description": "券码不存在"})
        told: Json = {"status": one.status, "encrypted_code": asked["encrypted_code"]}
        if one.verify is not None:
            told["verify"] = one.verify
        return _says({"error_code": 0, "description": "success", "certificate": told})


def _asked(call: Call) -> Json | None:
    """The query of a GET, the JSON of a POST; None for what is neither."""
    if call.method == "GET":
        return {key: values[0] for key, values in parse_qs(urlsplit(call.target).query).items()}
    if call.headers.get("content-type") != "application/json":
        return None
    try:
        read = json.loads(call.body)
    except ValueError:
        return None
    return read if isinstance(read, dict) else None


def _says(data: Json, code: int = 0, words: str = "") -> Answer:
    extra = {"error_code": code, "description": words, "sub_error_code": 0, "logid": secrets.token_hex(8)}
    body = {"data": data or {"error_code": code, "description": words}, "extra": extra}
    return Answer(200, json.dumps(body, ensure_ascii=False).encode(), {"Content-Type": "application/json"})


def _token_says(data: Json) -> Answer:
    body = {"data": data, "message": "success" if data["error_code"] == 0 else "error"}
    return Answer(200, json.dumps(body, ensure_ascii=False).encode(), {"Content-Type": "application/json"})
