"""What an owner and an operator read of a shop's money."""

import asyncio
import csv
import io
import re
import zipfile
from pathlib import Path

from playwright.async_api import Locator

from tests.browser.reading import minor, minor_in
from tests.browser.theater import Person

# The workbook's columns are those of the CSV.
AMOUNT, AMOUNT_COLUMN = 8, "I"


async def figure(person: Person, words: str) -> int:
    """A large figure of the page in front, in minor units."""
    stat = person.page.locator(".stat", has=person.page.locator(".stat-label", has_text=words))
    return await minor_in(stat.locator(".stat-value"))


async def file_of(person: Person, words: str) -> bytes:
    """The file that a link leads to."""
    async with person.page.expect_download() as download:
        await person.page.get_by_role("link", name=words, exact=True).click()
    return await asyncio.to_thread(Path(await (await download.value).path()).read_bytes)


def in_csv(content: bytes) -> list[int]:
    """The amounts of a statement's lines, in minor units."""
    lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    return [minor(line[AMOUNT]) for line in lines[1:]]


def in_xlsx(content: bytes) -> tuple[list[int], int]:
    """The same of a workbook, and its last row: the total."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    # The first is the heading: a text, by its number among the workbook's texts.
    found = re.findall(rf'<c r="{AMOUNT_COLUMN}\d+"[^>]*><v>(-?[\d.]+)</v>', sheet)[1:]
    amounts = [minor(f"{float(value):.2f}") for value in found]
    return amounts[:-1], amounts[-1]


async def amounts_in(rows: Locator, column: int) -> list[int]:
    """One column of every row, in minor units."""
    return [minor(text) for text in await rows.locator(f"td:nth-child({column})").all_inner_texts()]


async def reckoned(person: Person) -> tuple[list[int], int]:
    """The bill of the entry in front: its parts, and what they come to."""
    bill = person.page.locator("dl.facts-sums")
    parts = await bill.locator("dd:not(.facts-total)").all_inner_texts()
    return [minor(text) for text in parts], await minor_in(bill.locator("dd.facts-total"))
