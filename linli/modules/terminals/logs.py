"""What is wrong with a device's log as a whole, from the entries that have arrived."""

from collections import Counter
from collections.abc import Iterable

from linli.modules.terminals.model import KeptEntry, LogFault


def faults_of(entries: Iterable[KeptEntry]) -> list[LogFault]:
    """Gaps, forks and breaks, by their number; the same whatever the order of the entries."""
    by_seq: dict[int, list[KeptEntry]] = {}
    for entry in entries:
        by_seq.setdefault(entry.seq, []).append(entry)
    uses = Counter(entry.use_id for same in by_seq.values() for entry in same)
    found, expected = [], 1
    for seq in sorted(by_seq):
        same = by_seq[seq]
        if seq > expected:
            found.append(LogFault("gap", expected, seq - 1))
        if len(same) > 1 or any(uses[entry.use_id] > 1 for entry in same):
            found.append(LogFault("fork", seq, seq))
        before = {entry.body_print for entry in by_seq.get(seq - 1, ())}
        if before and not before & {entry.prev_print for entry in same}:
            found.append(LogFault("broken", seq, seq))
        expected = seq + 1
    return found
