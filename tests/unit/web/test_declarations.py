"""Every handler declares what it takes as the framework wants it today: nothing is left to inference."""

import warnings

from litestar.exceptions import LitestarDeprecationWarning

from linli.app import build_app
from linli.kernel.settings import Settings


def test_the_app_is_built_without_a_deprecated_declaration() -> None:
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        build_app(Settings(log_level="ERROR"), "postgresql://nobody@127.0.0.1:9/nothing")
    assert [str(one.message) for one in heard if issubclass(one.category, DeprecationWarning)] == []
    assert issubclass(LitestarDeprecationWarning, DeprecationWarning)
