"""One line that moves on a terminal, one line a step elsewhere."""

import sys


class Progress:
    """`progress("hangzhou: shops", 3, 42)` draws a bar; a finished step keeps its line."""

    def __init__(self) -> None:
        self._live = sys.stdout.isatty()
        self._last = ""

    def __call__(self, what: str, done: int, of: int) -> None:
        finished = done >= of
        if not self._live:
            if finished:
                print(f"  {what} ({of})", flush=True)
            return
        filled = 24 * done // max(of, 1)
        bar = "█" * filled + "░" * (24 - filled)
        end = "\n" if finished else ""
        print(f"\r  {bar} {what} {done}/{of}   ", end=end, flush=True)
