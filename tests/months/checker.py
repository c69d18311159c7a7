"""What the reports say beside what the month was; each difference is named."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date

from linli.kernel.database import Reader
from linli.modules import attribution, audits
from linli.modules.attribution import WHOLE, ChannelLine, Model, Report, Span
from tests.integration.discovery_stage import MARKET
from tests.months.month import Month, Truth, truth_of
from tests.months.play import Shop

SPAN = Span(date(2026, 9, 1), date(2026, 12, 31))
ABOUT_IT = ("credits", "credit_sums", "visit_sums")


async def differences(reader: Reader, month: Month, shops: list[Shop]) -> list[str]:
    """Everything that the reports of the shops, or the audit, say otherwise than the month."""
    found = []
    for number, shop in enumerate(shops):
        truth = truth_of(month, number)
        for model in Model:
            about = (MARKET, shop.merchant_id, [shop.store_id], SPAN, model)
            report = await attribution.report(reader, *about)
            found += [f"shop {number}, {model}: {said}" for said in _report(report, truth)]
    for question in audits.QUESTIONS:
        if question.key in ABOUT_IT:
            finding = await question.ask(reader, MARKET)
            found += [] if finding.fine else [f"{finding.check}: {finding.facts}"]
    return found


def _report(report: Report, truth: Truth) -> Iterator[str]:
    left: Counter[str] = sum((Counter(by) for by in report.left_out.values()), Counter())
    seen = {line.channel: line.visits for line in report.lines if line.visits}
    yield from _apart("left out", left, truth.left_out)
    yield from _apart("visits", seen, truth.visits)
    yield from _apart("total", _facts(report.total), truth.total)
    exact = {Model.LAST: truth.last, Model.FIRST: truth.first}.get(report.model)
    if exact is not None:
        for line in report.lines:
            yield from _apart(line.channel, _facts(line), exact.get(line.channel, {}))


def _apart(what: str, said: Mapping[str, int], true: Mapping[str, int]) -> Iterator[str]:
    for name in sorted({*said, *true}):
        if said.get(name, 0) != true.get(name, 0):
            yield f"{what}, {name}: {said.get(name, 0)} and not {true.get(name, 0)}"


def _facts(line: ChannelLine) -> dict[str, int]:
    sums = line.sums
    counted = {"orders": sums.orders, "used": sums.used, "again": sums.again, "members": sums.members}
    money = {"paid": sums.paid_minor, "redeemed": sums.redeemed_minor, "refunded": sums.refunded_minor}
    return {name: value // WHOLE if value % WHOLE == 0 else value for name, value in counted.items()} | money


async def distances(reader: Reader, month: Month, shops: list[Shop]) -> dict[str, float]:
    """How far each model's orders by channel are from what really worked, over all shops: the part of the
    orders that would have to be moved from one channel to another.
    """
    worked: Counter[str] = Counter()
    for number in range(len(shops)):
        worked.update({channel: round(n * WHOLE) for channel, n in truth_of(month, number).worked.items()})
    found = {}
    for model in Model:
        said: Counter[str] = Counter()
        for shop in shops:
            about = (MARKET, shop.merchant_id, [shop.store_id], SPAN, model)
            report = await attribution.report(reader, *about)
            said.update({line.channel: line.sums.orders for line in report.lines})
        moved = sum(abs(said[name] / said.total() - worked[name] / worked.total()) for name in worked)
        found[model.value] = moved / 2
    return found
