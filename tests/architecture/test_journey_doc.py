"""docs/journey.md tells the loop as linli/journey wires it: every event, its announcer, every reaction."""

import pytest

from linli.journey import attract, consume, convert, feedback, retain, wire
from linli.kernel.events import Event
from linli.kernel.journey import Journey
from linli.worker.timetable import TIMETABLE

from .places import REPOSITORY

Row = tuple[str, str, str, str, str]
Job = tuple[str, str]
PAGES = ("attract", "convert", "consume", "feedback", "retain")
UNHEARD = "Announced, and nobody reacts yet"


def _sections(page: str) -> dict[str, str]:
    """Heading → what stands below it."""
    parts = page.split("\n## ")[1:]
    return {part.partition("\n")[0]: part.partition("\n")[2] for part in parts}


def _rows(section: str) -> list[list[str]]:
    """The cells of a section's table, without its head."""
    lines = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def _module_of(event: type[Event]) -> str:
    return event.__module__.removeprefix("linli.modules.").split(".")[0]


def _named(reactions: list[object]) -> str:
    return ", ".join(f"`{getattr(reaction, '__name__', '')}`" for reaction in reactions)


def _wired(page: str) -> list[Row]:
    """What one file of the journey wires, in its order, as the rows its section must have."""
    journey = Journey()
    if page == "consume":
        consume.wire(journey, {})
    else:
        {"attract": attract, "convert": convert, "feedback": feedback, "retain": retain}[page].wire(journey)
    return [
        (
            f"`{listed.event.__name__}`",
            _module_of(listed.event),
            _named([*listed.at_once_list]),
            _named([*listed.later_list]),
            _named([*listed.job_list]),
        )
        for listed in journey.all()
    ]


def differences(page: str, wired: dict[str, list[Row]], unheard: list[str], jobs: list[Job]) -> list[str]:
    """What the page says otherwise than the code."""
    sections = _sections(page)
    found = []
    for name, rows in wired.items():
        said = {tuple(cells) for cells in _rows(sections.get(name.capitalize(), ""))}
        found += [f"{name}: no row {row}" for row in rows if row not in said]
        found += [f"{name}: nothing wires {row}" for row in said - set(rows)]
    told = [cells[0].strip("`") for cells in _rows(sections.get(UNHEARD, ""))]
    found += [f"unheard event {name}" for name in sorted(set(told) ^ set(unheard))]
    clock = {(cells[0].strip("`"), cells[1]) for cells in _rows(sections.get("By the clock", ""))}
    found += [f"job {job}" for job in sorted(clock ^ set(jobs))]
    return found


def _in_words(when: str) -> str:
    """A job's cron expression as the page says it."""
    minute, hour, *_, last = when.split()
    if when.count(" ") == 5:
        return f"every {last.removeprefix('*/')} s"
    if minute == "0":
        return "every hour" if hour == "*" else f"every day at {hour}:00 UTC"
    return "every minute" if minute == "*" else f"every {minute.removeprefix('*/')} min"


def _all_events() -> list[type[Event]]:
    return [event for event in Event.__subclasses__() if event.__module__.startswith("linli.modules.")]


def test_the_journey_page_says_what_the_journey_does() -> None:
    journey = wire(Journey())
    unheard = [event.__name__ for event in _all_events() if journey.reactions(event.__name__) is None]
    page = (REPOSITORY / "docs" / "journey.md").read_text("utf-8")
    jobs = [(name, _in_words(when)) for name, when, _ in TIMETABLE]
    found = differences(page, {name: _wired(name) for name in PAGES}, unheard, jobs)
    assert not found, "\n" + "\n".join(found)


HEAD = "| event | announced by | at once | later | by job |\n|---|---|---|---|---|\n"
GOOD = f"# The journey\n\n## Attract\n\n{HEAD}| `Opened` | shops | `show` | `count`, `tell` | |\n"
OPENED: Row = ("`Opened`", "shops", "`show`", "`count`, `tell`", "")


def test_a_page_that_says_the_same_is_fine() -> None:
    assert differences(GOOD, {"attract": [OPENED]}, [], []) == []


@pytest.mark.parametrize(
    ("wired", "unheard", "jobs"),
    [
        ([OPENED, ("`Closed`", "shops", "", "`hide`", "")], [], []),
        ([], [], []),
        ([("`Opened`", "shops", "", "`count`, `tell`", "`show`")], [], []),
        ([OPENED], ["Painted"], []),
        ([OPENED], [], [("sweep", "every minute")]),
    ],
    ids=["event missing", "event gone", "reaction moved", "unheard event missing", "job missing"],
)
def test_a_page_that_says_otherwise_is_reported(
    wired: list[Row], unheard: list[str], jobs: list[Job]
) -> None:
    assert differences(GOOD, {"attract": wired}, unheard, jobs)
