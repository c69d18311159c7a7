"""Two words of a User-Agent, whatever else it says."""

import pytest

from linli.modules.identity.devices import Device, device_of

WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("told", "browser", "system"),
    [
        (
            f"Mozilla/5.0 (Linux; Android 15; Pixel 9) {WEBKIT} Chrome/140.0 Mobile Safari/537.36",
            "chrome",
            "android",
        ),
        (
            f"Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) {WEBKIT} Version/19.0 Safari/604.1",
            "safari",
            "iphone",
        ),
        (
            f"Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) {WEBKIT} CriOS/140.0 Safari/604.1",
            "chrome",
            "iphone",
        ),
        (
            f"Mozilla/5.0 (Windows NT 10.0; Win64) {WEBKIT} Chrome/140.0 Safari/537.36 Edg/140.0",
            "edge",
            "windows",
        ),
        (f"Mozilla/5.0 (Linux; Android 14) {WEBKIT} Chrome/120.0 MicroMessenger/8.0.50", "wechat", "android"),
        (
            f"Mozilla/5.0 (Phone; OpenHarmony 5.0; HarmonyOS 5.0) {WEBKIT} HuaweiBrowser/5.0",
            "huawei",
            "harmony",
        ),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:143.0) Gecko/20100101 Firefox/143.0",
            "firefox",
            "mac",
        ),
        (f"Mozilla/5.0 (X11; CrOS x86_64) {WEBKIT} Chrome/140.0 Safari/537.36", "chrome", "chromeos"),
        (f"Mozilla/5.0 (X11; Linux x86_64) {WEBKIT} HeadlessChrome/140.0 Safari/537.36", "chrome", "linux"),
        ("curl/8.5.0", "", ""),
        ("", "", ""),
        ("x" * 100_000 + "Firefox/1", "", ""),
    ],
)
def test_a_browser_and_a_system(told: str, browser: str, system: str) -> None:
    assert device_of(told) == Device(browser, system)
