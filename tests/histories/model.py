"""The books of one order as plain numbers: what must be true after any history, without a database."""

from collections import Counter
from dataclasses import dataclass, field

PRICE, STRANGE = 999, 7
COMMISSION_BP = 550


@dataclass
class Back:
    """One refund: how much, why, and where it stands."""

    minor: int
    reason: str
    state: str = "due"


@dataclass
class Order:
    """One order of `quantity` units. `books` is what its transfers add up to, by purpose."""

    quantity: int
    state: str = "awaiting_payment"
    paid_as: str = ""
    held: dict[str, int] = field(default_factory=dict)
    returned: set[str] = field(default_factory=set)
    units: Counter[str] = field(default_factory=Counter)
    released: int = 0
    subsidized: int = 0
    backs: list[Back] = field(default_factory=list)
    books: Counter[str] = field(default_factory=Counter)

    @property
    def total(self) -> int:
        return PRICE * self.quantity

    def move(self, source: str, target: str, minor: int) -> None:
        self.books[source] -= minor
        self.books[target] += minor


@dataclass
class Payee:
    """What a merchant has: its balance is what stands in no statement, in one, and was advanced to it."""

    open: int = 0
    stated: int = 0
    owed: int = 0
    paid: int = 0

    @property
    def balance(self) -> int:
        return self.open + self.stated + self.owed

    def cover(self, minor: int) -> int:
        """How much of what is taken back the market has to advance, because it was paid out already."""
        short = max(minor - max(self.open, 0), 0)
        self.owed += short
        return short

    def settle(self, word: str) -> None:
        """All that is open becomes a statement, less what is owed; the bank pays every one, or none."""
        if self.open > 0:
            self.stated += self.open
            self.open = self.owed = 0
        if word == "paid":
            self.paid += self.stated
            self.stated = 0


class Shop:
    """A deal with a stock, what became of the orders for it, and what its merchant has of them."""

    def __init__(self, stock: int) -> None:
        self.left = stock
        self.orders: list[Order] = []
        self.payee = Payee()

    def place(self, quantity: int) -> str:
        if quantity > self.left:
            return "sold_out"
        self.left -= quantity
        self.orders.append(Order(quantity))
        return "done"

    def cancel(self, order: Order) -> str:
        if order.state != "awaiting_payment":
            return "nothing_to_cancel"
        order.state = "canceled"
        self.left += order.quantity
        return "done"

    def told(self, order: Order, name: str, minor: int) -> str:
        """The provider says that it has `minor` by the payment of this name."""
        if name in order.returned:
            return "done"
        if order.paid_as:
            if name != order.paid_as:
                self._unclear(order, name, minor)
                self._send_back(order, name, "paid_twice")
        elif minor != order.total:
            if order.held.get(name) != minor:
                self._clear(order, name)
                self._unclear(order, name, minor)
        else:
            self._captured(order, name)
        return "done"

    def _unclear(self, order: Order, name: str, minor: int) -> None:
        order.held[name] = minor
        order.move("clearing", "suspense", minor)

    def _clear(self, order: Order, name: str) -> None:
        order.move("suspense", "clearing", order.held.pop(name, 0))

    def _send_back(self, order: Order, name: str, reason: str) -> None:
        minor = order.held.pop(name)
        order.returned.add(name)
        order.move("suspense", "refunds", minor)
        order.backs.append(Back(minor, reason))

    def _captured(self, order: Order, name: str) -> None:
        order.paid_as = name
        order.move("clearing", "escrow", order.total)
        if order.state == "canceled" and order.quantity > self.left:
            order.state = "refunded"
            self._due(order, order.total, "paid_too_late")
        else:
            self.left -= order.quantity if order.state == "canceled" else 0
            order.state = "paid"
            order.units["issued"] = order.quantity
        self._clear(order, name)
        for other in list(order.held):
            self._send_back(order, other, "paid_twice")

    def decide_unclear(self, order: Order) -> str:
        for name in list(order.held):
            self._send_back(order, name, "unclear")
        return "done"

    def redeem(self, order: Order) -> str:
        if not order.units["issued"]:
            return "nothing"
        order.units.update(issued=-1, redeemed=1)
        self._release(order, PRICE)
        self._settle_state(order)
        return "done"

    def _release(self, order: Order, minor: int) -> None:
        """Commission is always that of all that is released so far."""

        def commission(released: int) -> int:
            return released * COMMISSION_BP // 10_000

        share = commission(order.released + minor) - commission(order.released)
        order.released += minor
        if minor < 0:
            order.move("advances", "payable", self.payee.cover(share - minor))
        self.payee.open += minor - share
        order.move("escrow", "commission", share)
        order.move("escrow", "payable", minor - share)

    def undo(self, order: Order) -> str:
        if not order.units["redeemed"]:
            return "nothing"
        if order.released - order.subsidized < PRICE:
            return "escrow_exhausted"
        order.units.update(issued=1, redeemed=-1)
        self._release(order, -PRICE)
        order.state = "paid"
        return "done"

    def refund(self, order: Order, units: int) -> str:
        """`units` 0: all that is unused."""
        unused = order.units["issued"]
        if units > unused:
            return "too_few_unused"
        count = units or unused
        if not count:
            return "nothing_to_refund"
        order.units.update(issued=-count, refunded=count)
        self._due(order, count * PRICE, "unused")
        self.left += count
        self._settle_state(order)
        return "done"

    def _due(self, order: Order, minor: int, reason: str) -> None:
        order.move("escrow", "refunds", minor)
        order.backs.append(Back(minor, reason))

    def _settle_state(self, order: Order) -> None:
        if not order.units["issued"] and order.state == "paid":
            order.state = "completed" if order.units["redeemed"] else "refunded"

    def decide(self, order: Order, minor: int, bearer: str) -> str:
        if minor > order.released - order.subsidized:
            return "escrow_exhausted"
        if bearer == "merchant":
            self._release(order, -minor)
            self._due(order, minor, "decision")
        else:
            order.subsidized += minor
            order.move("subsidy", "refunds", minor)
            order.backs.append(Back(minor, "decision"))
        return "done"

    def time_passes(self) -> None:
        """So long that nobody can pay or use anything any more."""
        for order in self.orders:
            if order.state == "awaiting_payment":
                self.cancel(order)
            for _ in range(order.units["issued"]):
                order.units.update(issued=-1, expired=1)
                self._due(order, PRICE, "expired")
                self.left += 1
                self._settle_state(order)

    def news(self, order: Order, which: int, word: str) -> str:
        """What becomes of a refund, by the provider's word or a person's."""
        if not order.backs:
            return "nothing"
        back = order.backs[which % len(order.backs)]
        if word == "sent" and back.state in ("due", "failed"):
            order.move("refunds", "clearing", back.minor)
            back.state = "done"
        elif word in ("refused", "bounced") and back.state == "due":
            # That it had been sent meanwhile was never told.
            back.state = "failed"
        elif word == "bounced" and back.state == "done":
            order.move("clearing", "refunds", back.minor)
            back.state = "failed"
        elif word == "again" and back.state == "failed":
            back.state = "due"
        elif word == "otherwise":
            if back.state != "failed":
                return "refund_not_refused"
            order.move("refunds", "bank", back.minor)
            back.state = "otherwise"
        return "done"
