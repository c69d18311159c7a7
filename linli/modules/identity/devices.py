"""What a session was begun in, as its person would call it: a browser and a system, and nothing more."""

import re

import msgspec

_LONGEST_READ = 600
# The first that fits counts: most browsers also call themselves by the names of others.
_BROWSERS = (
    ("wechat", "MicroMessenger/"),
    ("alipay", "AlipayClient/"),
    ("edge", r"Edg(A|iOS)?/"),
    ("opera", r"OPR/|OPT/"),
    ("samsung", "SamsungBrowser/"),
    ("huawei", "HuaweiBrowser/"),
    ("xiaomi", "MiuiBrowser/"),
    ("uc", "UCBrowser/"),
    ("qq", "QQBrowser/"),
    ("firefox", r"Firefox/|FxiOS/"),
    ("chrome", r"Chrome/|CriOS/|Chromium/"),
    ("safari", r"Version/[\d.]+ .*Safari/"),
)
_SYSTEMS = (
    ("harmony", "HarmonyOS"),
    ("iphone", r"iPhone|iPod"),
    ("ipad", "iPad"),
    ("android", "Android"),
    ("windows", "Windows"),
    ("chromeos", "CrOS"),
    ("mac", "Macintosh"),
    ("linux", "Linux"),
)


class Device(msgspec.Struct, frozen=True):
    """`browser` and `system` are words such as chrome and android; empty: none that we know."""

    browser: str = ""
    system: str = ""


def device_of(user_agent: str) -> Device:
    """The device that a User-Agent speaks of; versions, models and languages are not read."""
    told = user_agent[:_LONGEST_READ]
    return Device(_first(_BROWSERS, told), _first(_SYSTEMS, told))


def _first(known: tuple[tuple[str, str], ...], told: str) -> str:
    return next((name for name, sign in known if re.search(sign, told)), "")
