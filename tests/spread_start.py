"""Starts several of the product's processes, each forked from what is loaded once; the plan comes as JSON.

Loading costs a processor two seconds at each start: it is paid once, and nothing else is shared. A line for
each process says that it began (`began 0 4711`) and how it ended (`ended 0 0`).
"""

import importlib
import json
import os
import signal
import sys

from linli.cli.web import serve
from linli.cli.worker import work
from linli.kernel.settings import from_environment
from linli_sandbox_pay.__main__ import main as provide

# Loaded for those that are forked.
importlib.import_module("linli.app")
WORDS = {"web": serve, "worker": work}


def _become(word: str, settings: dict[str, str]) -> int:
    os.environ.update(settings)
    os.setsid()
    if word == "sandbox":
        sys.argv = ["linli_sandbox_pay", "--port", settings["PORT"], "--db", settings["BOOK"]]
        provide()
        return 0
    return WORDS[word](from_environment())


def main() -> None:
    numbers: dict[int, int] = {}
    for number, (word, settings) in enumerate(json.load(sys.stdin)):
        pid = os.fork()
        if pid == 0:
            os._exit(_become(word, settings))
        numbers[pid] = number
        print("began", number, pid, flush=True)
    signal.signal(signal.SIGTERM, lambda *_: [os.kill(pid, signal.SIGTERM) for pid in numbers])
    while numbers:
        pid, status = os.wait()
        print("ended", numbers.pop(pid), os.waitstatus_to_exitcode(status), flush=True)


main()
