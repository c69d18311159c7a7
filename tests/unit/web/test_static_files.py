"""Static files: addresses change with content, nothing outside is served, vendored files are true."""

import hashlib
import json
import re
from pathlib import Path

import pytest

from linli.web.shared.assets import BUNDLE, STATIC_DIR, StaticTree, find_static, static_url

VENDOR = STATIC_DIR / "vendor"
ROOT = STATIC_DIR.parents[3]


def test_an_address_leads_back_to_its_file_and_may_be_kept() -> None:
    found = find_static(static_url(BUNDLE))
    assert found is not None
    assert found.immutable
    assert found.media_type.startswith("text/css")
    assert b"@layer tokens" in found.body


def test_an_old_address_still_works_but_is_not_kept() -> None:
    for address in ("/static/00000000/js/linli.js", "/static/js/linli.js"):
        found = find_static(address)
        assert found is not None
        assert not found.immutable


@pytest.mark.parametrize(
    "address",
    ["/static/../assets.py", "/static/%2e%2e/assets.py", "/static/", "/etc/passwd", "/static/none.js"],
)
def test_nothing_else_is_served(address: str) -> None:
    assert find_static(address) is None


def test_the_address_changes_when_any_file_does(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text("1")
    before = StaticTree(tmp_path).url("a.js")
    (tmp_path / "b.js").write_text("2")
    assert StaticTree(tmp_path).url("a.js") != before


def test_asking_for_a_file_that_is_not_there_is_a_bug() -> None:
    with pytest.raises(LookupError):
        static_url("js/no-such.js")


def test_vendored_scripts_are_what_the_list_says() -> None:
    lines = (VENDOR / "README.md").read_text("utf-8").split("```")[1].strip().splitlines()
    listed = {name: digest for digest, name in (line.split("  ") for line in lines)}
    scripts = [*VENDOR.rglob("*.js"), *VENDOR.rglob("*.mjs")]
    assert set(listed) == {path.relative_to(VENDOR).as_posix() for path in scripts}
    for name, digest in listed.items():
        assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == digest


def test_versions_are_pinned_alike_and_licenses_are_there() -> None:
    pins = json.loads((ROOT / "package.json").read_text("utf-8"))["devDependencies"]
    # The browser tests' own, vendored beside them.
    del pins["axe-core"]
    rows = re.findall(
        r"^\| `[^|]+` \| [^|]+ \| ([\d.]+) \| [^|]*`([^`]+)`\) \| npm `([^`]+)`",
        (VENDOR / "README.md").read_text("utf-8"),
        re.M,
    )
    assert {package: version for version, _, package in rows} == pins
    for _, terms, _ in rows:
        assert (VENDOR / terms).is_file()
