"""Compiled templates are kept beside Python's own compiled modules.

Compiling all of them takes as long as importing the product; each process did it anew, while the first reader
of each page waited.
"""

import hashlib
import sys
from contextlib import suppress
from pathlib import Path

import jinja2
from jinja2 import FileSystemBytecodeCache
from jinja2.bccache import Bucket

from linli.web.shared import writing

FOLDER = Path(__file__).parent / "__pycache__"


class _Compiled(FileSystemBytecodeCache):
    """Where nothing may be written, nothing is kept."""

    def dump_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):
            super().dump_bytecode(bucket)


def compiled(folder: Path = FOLDER) -> FileSystemBytecodeCache | None:
    """What keeps them in a folder; a template, Python, Jinja2 or `writing` that is another compiles anew."""
    if sys.dont_write_bytecode or not folder.is_dir():
        return None
    way = hashlib.sha256(jinja2.__version__.encode() + Path(writing.__file__).read_bytes()).hexdigest()[:12]
    return _Compiled(str(folder), f"{way}-%s.template")
