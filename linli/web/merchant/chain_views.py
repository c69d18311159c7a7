"""Branches and their terms as head office and franchisee see them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from litestar.datastructures import FormMultiDict

from linli.kernel.database import Reader
from linli.kernel.money import Money
from linli.modules import chains, markets, merchants, orders
from linli.modules.chains import Branch, Collects, RangeRule, Terms
from linli.modules.merchants import Store
from linli.web.merchant.shop import money_here, pick
from linli.web.shared.http import Here

LONGEST_ADDRESS = 200
# Whose money it is and whose articles are no questions in a store of one's own.
OF_OWN_STORES = ("range", "hands_over")


class TermLine(msgspec.Struct, frozen=True):
    """One term in words: the key of its name and of what holds; `was` is what held before, where other."""

    name: str
    word: str
    was: str = ""


class Sold(msgspec.Struct, frozen=True):
    """What a branch sold of the range this month, by who was paid."""

    orders: int
    to_head: Money
    to_branch: Money

    @property
    def total(self) -> Money:
        return Money(self.to_head.minor + self.to_branch.minor, self.to_head.currency)


class BranchFace(msgspec.Struct, frozen=True, kw_only=True):
    """One branch; `lines` are its terms, or those it is asked to agree to. `run_by` is empty for the head
    office's own stores.
    """

    store_id: UUID
    slug: str
    name: str
    address: str
    run_by: str
    state: str
    offered: bool
    revision: int
    since: datetime
    lines: Sequence[TermLine]
    page: str
    href: str
    sold: Sold | None = None


def term_lines(terms: Terms, before: Terms | None = None) -> list[TermLine]:
    """Terms one by one, each with what held before where that is other."""
    now = _words(terms)
    was = _words(before) if before else now
    return [TermLine(name, word, was[name] if was[name] != word else "") for name, word in now.items()]


def _words(terms: Terms) -> dict[str, str]:
    return {
        "range": terms.range.value,
        "own_articles": "yes" if terms.own_articles else "no",
        "collects": terms.collects.value,
        "hands_over": "yes" if terms.hands_over else "no",
    }


def read_terms(sent: FormMultiDict) -> Terms:
    """What a form says; an unreadable choice counts as the usual one."""
    whole = sent.get("range") != RangeRule.LISTED.value
    return Terms(
        range=RangeRule.ALL if whole else RangeRule.LISTED,
        own_articles="own_articles" in sent,
        collects=Collects.HEAD if sent.get("collects") == Collects.HEAD.value else Collects.BRANCH,
        hands_over="hands_over" in sent,
    )


def offered_terms(branch: Branch) -> Terms:
    """The terms on the table: what is offered, else what holds or was asked."""
    return branch.offer or branch.terms


def branch_face(
    here: Here,
    branch: Branch,
    store: Store,
    run_by: str,
    root: str,
    sold: Sold | None = None,
) -> BranchFace:
    wanted = offered_terms(branch)
    lines = term_lines(wanted, branch.terms if branch.joined else None)
    return BranchFace(
        store_id=branch.store_id,
        slug=store.slug,
        name=pick(here, store.name, store.name_en),
        address=pick(here, store.address, store.address_en),
        run_by=run_by if branch.franchised else "",
        state=branch.state.value,
        offered=branch.offer is not None,
        revision=branch.revision,
        since=branch.since,
        lines=lines if branch.franchised else [one for one in lines if one.name in OF_OWN_STORES],
        page=here.url(f"stores/{store.slug}"),
        href=f"{root}/chain/{branch.store_id}",
        sold=sold,
    )


async def branch_faces(here: Here, reader: Reader, head_id: UUID, root: str) -> list[BranchFace]:
    """All branches of a head office: its own first, each by name; five queries for however many."""
    found = await chains.branches_of_head(reader, here.market_id, head_id)
    stores = await merchants.stores(reader, here.market_id, [one.store_id for one in found])
    names = await merchants.merchants_of_ids(reader, here.market_id, {one.merchant_id for one in found})
    sold = await sold_this_month(here, reader, head_id, found)
    faces = [
        branch_face(
            here,
            one,
            stores[one.store_id],
            names[one.merchant_id].name if one.merchant_id in names else "",
            root,
            sold.get(one.store_id) if one.joined else None,
        )
        for one in found
        if one.store_id in stores
    ]
    return sorted(faces, key=lambda face: (bool(face.run_by), face.name))


async def sold_this_month(
    here: Here, reader: Reader, head_id: UUID, branches: Sequence[Branch]
) -> Mapping[UUID, Sold]:
    """Of the range alone: what a franchisee sells of its own is its own affair."""
    since = month_began(here, reader.now)
    ids = [one.store_id for one in branches]
    sales = await orders.sales_of_range(reader, here.market_id, head_id, ids, since) if ids else []
    found = {}
    for store_id in ids:
        mine = [one for one in sales if one.store_id == store_id]
        to_head = sum(one.paid_minor for one in mine if one.payee_id == head_id)
        to_branch = sum(one.paid_minor for one in mine if one.payee_id != head_id)
        count = sum(one.orders for one in mine)
        found[store_id] = Sold(count, money_here(here, to_head), money_here(here, to_branch))
    return found


def month_began(here: Here, now: datetime) -> datetime:
    """The first midnight of the market's month."""
    return markets.day_began(now, here.market.timezone).replace(day=1)


def slug_of(text: str) -> str:
    """The store that somebody names: its short name, or the address of its page."""
    return text.strip()[:LONGEST_ADDRESS].partition("?")[0].rstrip("/").rpartition("/")[2].lower()
