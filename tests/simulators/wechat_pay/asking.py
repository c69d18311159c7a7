"""What WeChat Pay's documents demand of a request for a payment or a refund."""

import datetime as dt
import re
from typing import Any
from urllib.parse import urlsplit

from tests.simulators.wechat_pay.keys import Keys

_NUMBER = re.compile(r"[0-9A-Za-z_\-|*@]{6,32}")
_REFUND_NUMBER = re.compile(r"[0-9A-Za-z_\-|*@]{1,64}")


def fault_in_payment(way: str, asked: dict[str, Any], keys: Keys) -> str:
    """The parameter that is wrong; "" where none is."""
    if (asked.get("appid"), asked.get("mchid")) != (keys.app_id, keys.merchant_id):
        return "appid"
    if not _NUMBER.fullmatch(str(asked.get("out_trade_no", ""))):
        return "out_trade_no"
    if not 1 <= len(str(asked.get("description", ""))) <= 127:
        return "description"
    if not _is_address(asked.get("notify_url")):
        return "notify_url"
    if _fault_in_amount(asked.get("amount"), "total"):
        return "amount"
    if "time_expire" in asked and not _is_moment(asked["time_expire"]):
        return "time_expire"
    scene = asked.get("scene_info") or {}
    if way == "h5" and not (scene.get("payer_client_ip") and (scene.get("h5_info") or {}).get("type")):
        return "scene_info"
    if way == "jsapi" and not (asked.get("payer") or {}).get("openid"):
        return "payer.openid"
    return ""


def fault_in_refund(asked: dict[str, Any]) -> str:
    """The parameter that is wrong; "" where none is."""
    if not _REFUND_NUMBER.fullmatch(str(asked.get("out_refund_no", ""))):
        return "out_refund_no"
    if bool(asked.get("transaction_id")) == bool(asked.get("out_trade_no")):
        return "transaction_id"
    if len(str(asked.get("reason", "")).encode()) > 80:
        return "reason"
    if "notify_url" in asked and not _is_address(asked["notify_url"]):
        return "notify_url"
    amount = asked.get("amount")
    return "amount" if _fault_in_amount(amount, "refund") or _fault_in_amount(amount, "total") else ""


def _fault_in_amount(amount: Any, name: str) -> bool:
    if not isinstance(amount, dict) or amount.get("currency") != "CNY":
        return True
    fen = amount.get(name)
    return not isinstance(fen, int) or isinstance(fen, bool) or fen < 1


def _is_address(text: Any) -> bool:
    """A full address without a query."""
    parts = urlsplit(str(text))
    return (
        parts.scheme in ("https", "http") and bool(parts.netloc) and not parts.query and len(str(text)) < 256
    )


def _is_moment(text: Any) -> bool:
    try:
        moment = dt.datetime.fromisoformat(str(text))
    except ValueError:
        return False
    return moment.tzinfo is not None and "." not in str(text)
