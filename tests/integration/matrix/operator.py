"""The operator's room, page by page, by what each role is for.

The director does everything. The reviewer judges who may sell and what is said; finance looks after money and
what was done with it; support helps people with their orders and keeps the workings going. Looking people up
and opening their pages is nobody's business but support's and the director's.
"""

import msgspec

from linli.modules import discovery
from tests.integration.matrix import coupons, earnings, flashes, objects, papers, shelves
from tests.integration.matrix import people as who
from tests.integration.matrix.rows import FINE, Case

ROOM = "/{market:str}/operator"
APPLICATION = ROOM + "/applications/{application_id:uuid}"
DIFFERENCE = ROOM + "/differences/{difference_id:uuid}"
REASON = "matrix: said by hand"
PICKED = {"pick": "{pick}", "why": REASON}
SAID = {"why": REASON}
MEANT = {"words": "kuppila, 茶摊", "trade": "tea_house", "why": REASON}
BOOKED = {"store": "{slug}", "trade": "cafe", "until": "{tomorrow}", "paid_how": REASON, "key": "{random}"}
# As in every market: saving it changes nothing.
WEIGHED = {name: str(points) for name, points in msgspec.structs.asdict(discovery.USUAL).items()}
WEIGHED |= {"version": "0", "q": "noodles", "why": REASON}
LOOKED_AT = {"host": "{host}", "why": REASON}
BY_BANK = {"why": REASON, "way": "bank"}
DECIDED = {"why": REASON, "line": "1", "amount": "1.00", "bearer": "market", "key": "{random}"}
LOOSE = f"{ROOM}/loose-ends/{{loose_end_id:uuid}}"
FORM_SEEN = {"legal name": who.JUDGES, "license number": who.JUDGES}
TRAIL_SEEN = {"reason of an operator": who.ON_MONEY}

CASES: dict[str, Case] = {
    f"GET {ROOM}": Case(who.COLLEAGUES, papers.loose_end),
    f"POST {ROOM}/loose-ends/{{loose_end_id:uuid}}/settlement": Case(who.ON_MONEY, papers.loose_end, SAID),
    f"GET {ROOM}/loose-ends": Case(who.ON_TRADE, papers.loose_end),
    f"GET {ROOM}/loose-ends.csv": Case(who.ON_TRADE, papers.loose_end),
    f"GET {LOOSE}": Case(who.ON_TRADE, papers.loose_end),
    f"POST {LOOSE}/question": Case(who.ON_MONEY, papers.loose_end, fine=FINE | {503}),
    f"POST {LOOSE}/return": Case(who.ON_MONEY, papers.loose_end, SAID, fine=FINE | {503}),
    f"GET {ROOM}/search": Case(who.COLLEAGUES),
    f"POST {ROOM}/search": Case(who.COLLEAGUES, send={"q": "shop"}),
    # Trade.
    f"GET {ROOM}/orders": Case(who.ON_TRADE, objects.paid),
    f"GET {ROOM}/orders.csv": Case(who.ON_TRADE, objects.paid),
    f"GET {ROOM}/orders/{{order_id:uuid}}": Case(who.ON_TRADE, objects.paid),
    f"GET {ROOM}/vouchers": Case(who.ON_TRADE, objects.paid),
    f"GET {ROOM}/vouchers.csv": Case(who.ON_TRADE, objects.paid),
    f"GET {ROOM}/refunds": Case(who.ON_TRADE, papers.refused_refund),
    f"GET {ROOM}/refunds.csv": Case(who.ON_TRADE, papers.refused_refund),
    f"GET {ROOM}/refunds/{{refund_id:uuid}}": Case(who.ON_TRADE, papers.refused_refund),
    f"POST {ROOM}/refunds/{{refund_id:uuid}}/other-way": Case(who.ON_MONEY, papers.refused_refund, BY_BANK),
    f"POST {ROOM}/orders/{{order_id:uuid}}/decided-refund": Case(who.ON_MONEY, objects.redeemed, DECIDED),
    f"POST {ROOM}/refunds/retries": Case(who.ON_MONEY, papers.refused_refund, PICKED),
    # Who sells.
    f"GET {ROOM}/applications": Case(who.COLLEAGUES, papers.submitted, shows={"license number": who.JUDGES}),
    f"GET {ROOM}/applications.csv": Case(
        who.COLLEAGUES, papers.submitted, shows={"license number": who.JUDGES}
    ),
    f"GET {APPLICATION}": Case(who.JUDGES, papers.submitted, shows=FORM_SEEN),
    f"GET {APPLICATION}/files/{{name:str}}": Case(
        who.JUDGES, papers.submitted, names={"name": "license"}, shows={"document": who.JUDGES}
    ),
    f"POST {APPLICATION}/checks/{{kind:str}}": Case(
        who.JUDGES, papers.submitted, {"done": "yes"}, names={"kind": "license"}
    ),
    f"POST {APPLICATION}/questions": Case(who.JUDGES, papers.submitted, {"question": "Which floor?"}),
    f"POST {APPLICATION}/refusal": Case(who.JUDGES, papers.submitted, {"reason": "It cannot be read."}),
    f"POST {APPLICATION}/approval": Case(who.JUDGES, papers.checked, SAID),
    f"GET {ROOM}/merchants": Case(who.COLLEAGUES),
    f"GET {ROOM}/merchants.csv": Case(who.COLLEAGUES),
    f"GET {ROOM}/merchants/{{merchant_id:uuid}}": Case(
        who.COLLEAGUES, papers.suspended, shows={"reason of an operator": who.COLLEAGUES}
    ),
    f"POST {ROOM}/merchants/{{merchant_id:uuid}}/suspension": Case(who.JUDGES, papers.seller, SAID),
    f"POST {ROOM}/merchants/{{merchant_id:uuid}}/reinstatement": Case(who.JUDGES, papers.suspended, SAID),
    f"GET {ROOM}/stores": Case(who.COLLEAGUES),
    f"GET {ROOM}/stores.csv": Case(who.COLLEAGUES),
    f"GET {ROOM}/parity": Case(who.COLLEAGUES, shelves.reported),
    f"GET {ROOM}/parity.csv": Case(who.COLLEAGUES, shelves.reported),
    f"GET {ROOM}/till-prices": Case(who.COLLEAGUES, shelves.reported),
    f"GET {ROOM}/till-prices.csv": Case(who.COLLEAGUES, shelves.reported),
    # What is said, and by whom.
    f"GET {ROOM}/malls": Case(who.COLLEAGUES, objects.host),
    f"POST {ROOM}/malls/{{merchant_id:uuid}}/host-confirmation": Case(who.JUDGES, objects.host, LOOKED_AT),
    f"POST {ROOM}/malls/{{merchant_id:uuid}}/host-withdrawal": Case(who.JUDGES, objects.host, LOOKED_AT),
    f"GET {ROOM}/listings": Case(who.COLLEAGUES, objects.doubt),
    f"POST {ROOM}/listings/{{review_id:uuid}}/merger": Case(who.JUDGES, objects.doubt),
    f"POST {ROOM}/listings/{{review_id:uuid}}/separation": Case(who.JUDGES, objects.doubt),
    f"GET {ROOM}/synonyms": Case(who.COLLEAGUES, objects.synonyms),
    f"POST {ROOM}/synonyms": Case(who.JUDGES, send=MEANT),
    f"POST {ROOM}/synonyms/{{synonym_id:uuid}}": Case(who.JUDGES, objects.synonyms, MEANT),
    f"POST {ROOM}/synonyms/{{synonym_id:uuid}}/end": Case(who.JUDGES, objects.synonyms, SAID),
    f"GET {ROOM}/reviews": Case(who.ON_REVIEWS, papers.hidden),
    f"GET {ROOM}/reviews.csv": Case(who.ON_REVIEWS, papers.hidden),
    f"POST {ROOM}/reviews/hiding": Case(who.JUDGES, objects.reviewed, PICKED),
    f"POST {ROOM}/reviews/showing": Case(who.JUDGES, papers.hidden, PICKED),
    f"GET {ROOM}/people": Case(who.ON_PEOPLE),
    f"GET {ROOM}/people.csv": Case(who.ON_PEOPLE),
    f"POST {ROOM}/people/lookups": Case(who.ON_PEOPLE, objects.helper, {"phone": "{guest_phone}"}),
    f"GET {ROOM}/people/{{person_id:uuid}}": Case(who.ON_PEOPLE, objects.helper),
    # Money.
    f"GET {ROOM}/ledger": Case(who.ON_MONEY, papers.account),
    f"GET {ROOM}/ledger/accounts": Case(who.ON_MONEY, papers.account, query="?purpose=escrow"),
    f"GET {ROOM}/ledger/accounts.csv": Case(who.ON_MONEY, papers.account, query="?purpose=escrow"),
    f"GET {ROOM}/ledger/accounts/{{account_id:uuid}}": Case(who.ON_MONEY, papers.account),
    f"GET {ROOM}/ledger/accounts/{{account_id:uuid}}/statement.csv": Case(who.ON_MONEY, papers.account),
    f"GET {ROOM}/ledger/set-aside": Case(who.ON_MONEY, papers.account),
    f"GET {ROOM}/ledger/set-aside.csv": Case(who.ON_MONEY, papers.account),
    f"GET {ROOM}/journal": Case(who.ON_MONEY, papers.account),
    f"GET {ROOM}/journal.csv": Case(who.ON_MONEY, papers.account),
    f"GET {ROOM}/reconciliation": Case(who.ON_MONEY, papers.difference),
    f"GET {ROOM}/reconciliation.csv": Case(who.ON_MONEY, papers.difference),
    f"GET {ROOM}/differences": Case(who.ON_MONEY, papers.difference),
    f"GET {ROOM}/differences.csv": Case(who.ON_MONEY, papers.difference),
    f"GET {DIFFERENCE}": Case(who.ON_MONEY, papers.difference),
    f"POST {DIFFERENCE}/taking": Case(who.ON_MONEY, papers.difference),
    f"POST {DIFFERENCE}/explanation": Case(who.ON_MONEY, papers.difference, SAID),
    f"POST {DIFFERENCE}/correction": Case(who.ON_MONEY, papers.difference, SAID),
    f"POST {DIFFERENCE}/return": Case(who.ON_MONEY, papers.difference, SAID),
    f"POST {DIFFERENCE}/return/again": Case(who.ON_MONEY, papers.refused_return, SAID),
    f"POST {DIFFERENCE}/return/other-way": Case(who.ON_MONEY, papers.refused_return, {**SAID, "way": "bank"}),
    f"POST {DIFFERENCE}/link": Case(who.ON_MONEY, papers.difference, {**SAID, "order": "{order_number}"}),
    f"GET {ROOM}/finance": Case(who.ON_MONEY, objects.paid),
    f"GET {ROOM}/channels": Case(who.ON_MONEY, objects.paid),
    f"GET {ROOM}/channels.csv": Case(who.ON_MONEY, objects.paid),
    f"POST {ROOM}/channels/half-life": Case(who.ON_MONEY, send={"hours": "100", "why": REASON}),
    f"POST {ROOM}/channels/windows": Case(
        who.ON_MONEY, send={"channel": "poster", "days": "20", "why": REASON}
    ),
    f"GET {ROOM}/customers": Case(who.ON_TRADE, objects.paid),
    f"GET {ROOM}/footfall": Case(who.ON_TRADE, objects.paid),
    f"GET {ROOM}/statements": Case(who.ON_MONEY, earnings.stated),
    f"GET {ROOM}/statements.csv": Case(who.ON_MONEY, earnings.stated),
    f"GET {ROOM}/statements/{{statement_id:uuid}}": Case(who.ON_MONEY, earnings.stated),
    f"GET {ROOM}/disputes": Case(who.ON_MONEY, earnings.disputed),
    f"GET {ROOM}/disputes.csv": Case(who.ON_MONEY, earnings.disputed),
    f"GET {ROOM}/disputes/{{dispute_id:uuid}}": Case(who.ON_MONEY, earnings.disputed),
    f"POST {ROOM}/disputes/{{dispute_id:uuid}}/decision": Case(who.ON_MONEY, earnings.disputed, SAID),
    f"GET {ROOM}/payouts": Case(who.ON_MONEY),
    f"GET {ROOM}/payouts.csv": Case(who.ON_MONEY),
    f"GET {ROOM}/merchants/{{merchant_id:uuid}}/money": Case(who.ON_MONEY, earnings.refused_account),
    f"POST {ROOM}/merchants/{{merchant_id:uuid}}/account-approval": Case(
        who.ON_MONEY, earnings.refused_account, SAID
    ),
    f"POST {ROOM}/merchants/{{merchant_id:uuid}}/deposit-deduction": Case(
        who.ON_MONEY, earnings.deposited, {"amount": "0.01", "key": "{random}", **SAID}
    ),
    f"POST {ROOM}/merchants/{{merchant_id:uuid}}/deposit-return": Case(
        who.ON_MONEY, earnings.deposited, {"amount": "0.01", "key": "{random}", **SAID}
    ),
    f"GET {ROOM}/rules": Case(who.ON_MONEY, earnings.ruled),
    f"GET {ROOM}/rules.csv": Case(who.ON_MONEY, earnings.ruled),
    f"GET {ROOM}/rules/new": Case(who.ON_MONEY),
    f"POST {ROOM}/rules": Case(
        who.ON_MONEY,
        send={
            "kind": "commission",
            "scope": "trade",
            "subject": "cafe",
            "rate": "5",
            "key": "{random}",
            **SAID,
        },
    ),
    f"GET {ROOM}/rules/explanation": Case(who.ON_MONEY, query="?store={slug}"),
    f"GET {ROOM}/rules/{{rule_id:uuid}}": Case(who.ON_MONEY, earnings.ruled),
    f"POST {ROOM}/rules/{{rule_id:uuid}}/end": Case(who.ON_MONEY, earnings.ruled, SAID),
    f"GET {ROOM}/days": Case(who.ON_MONEY, earnings.closed),
    # Only the first of them can close a day; the others are told so.
    f"POST {ROOM}/days": Case(who.ON_MONEY, earnings.closed, {"day": "{day}"}, fine=frozenset((409,))),
    f"GET {ROOM}/days/{{day:str}}": Case(who.ON_MONEY, earnings.closed),
    f"GET {ROOM}/day-files/{{day:str}}": Case(who.ON_MONEY, earnings.closed),
    # Workings.
    f"GET {ROOM}/outbox": Case(who.ON_WORKINGS),
    f"GET {ROOM}/outbox.csv": Case(who.ON_WORKINGS),
    f"POST {ROOM}/outbox/handovers": Case(who.ON_WORKINGS, papers.handed_over, PICKED),
    f"GET {ROOM}/jobs": Case(who.ON_WORKINGS, papers.failed_errand),
    f"GET {ROOM}/workings": Case(who.ON_WORKINGS),
    f"GET {ROOM}/jobs.csv": Case(who.ON_WORKINGS, papers.failed_errand),
    f"POST {ROOM}/jobs/retries": Case(who.ON_WORKINGS, papers.failed_errand, PICKED),
    f"GET {ROOM}/guessing": Case(who.ON_WORKINGS, papers.guessed),
    f"GET {ROOM}/guessing.csv": Case(who.ON_WORKINGS, papers.guessed),
    f"POST {ROOM}/guessing/acknowledgements": Case(who.ON_WORKINGS, papers.guessed, PICKED),
    f"GET {ROOM}/trail": Case(who.ON_MONEY, papers.hidden, shows=TRAIL_SEEN),
    f"GET {ROOM}/trail.csv": Case(who.ON_MONEY, papers.hidden, shows=TRAIL_SEEN),
    # The market's own people.
    f"GET {ROOM}/team": Case(who.COLLEAGUES),
    f"POST {ROOM}/team/appointments": Case(
        who.DIRECTORS, send={"phone": "+8613711999998", "role": "support", "why": REASON}
    ),
    f"POST {ROOM}/team/{{person_id:uuid}}/role": Case(
        who.DIRECTORS, papers.colleague, {"role": "finance", "why": REASON}
    ),
    f"POST {ROOM}/team/{{person_id:uuid}}/dismissal": Case(who.DIRECTORS, papers.colleague, SAID),
    f"GET {ROOM}/settings": Case(who.COLLEAGUES),
    f"POST {ROOM}/settings/codes": Case(
        who.DIRECTORS, send={"shown": "yes", "network": "com.example", "account": "", "why": REASON}
    ),
    f"POST {ROOM}/settings/branches": Case(who.DIRECTORS, send={"branches": "at_once", "why": REASON}),
    f"GET {ROOM}/ranking": Case(who.COLLEAGUES),
    f"POST {ROOM}/ranking/preview": Case(who.COLLEAGUES, send=WEIGHED),
    f"POST {ROOM}/ranking": Case(who.DIRECTORS, send=WEIGHED),
    f"GET {ROOM}/sponsored": Case(who.COLLEAGUES, objects.sponsored),
    f"POST {ROOM}/sponsored": Case(who.ON_MONEY, objects.sponsored, BOOKED),
    f"POST {ROOM}/sponsored/{{sponsored_id:uuid}}/end": Case(who.ON_MONEY, objects.sponsored, SAID),
    f"GET {ROOM}/flash-sales": Case(who.ON_TRADE, flashes.on),
    f"GET {ROOM}/flash-sales.csv": Case(who.ON_TRADE, flashes.on),
    f"GET {ROOM}/coupons": Case(who.ON_MONEY),
    f"POST {ROOM}/coupons": Case(who.ON_MONEY, send=coupons.TYPED),
    f"POST {ROOM}/coupons/{{batch_id:uuid}}/state": Case(
        who.ON_MONEY, coupons.borne_by_market, {"to": "paused"}
    ),
    f"GET {ROOM}/markets": Case(who.COLLEAGUES),
}
