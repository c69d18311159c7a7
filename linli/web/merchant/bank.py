"""Where the merchant is paid: shown by its end, changed by an owner who has just shown who they are."""

from datetime import timedelta
from urllib.parse import quote

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath

from linli.kernel.refusals import INVALID, Refusal
from linli.modules import identity, treasury
from linli.modules.merchants import StaffRole
from linli.services import Who
from linli.web.merchant.shop import desk_page, shop_of, typed
from linli.web.shared.http import PATH_SIGNS, Asked, Here

ONLY_OWNERS = {"who": Who.OWNER}
# So long owners can object to a changed account before anything is paid to it.
COOLING_OFF = timedelta(hours=48)


class AccountForm(msgspec.Struct, frozen=True):
    """As it was typed."""

    account: str = ""
    holder: str = ""
    bank: str = ""


@get("/{market:str}/desk/{slug:str}/money/bank", opt=ONLY_OWNERS)
async def bank_page(here: Asked, slug: FromPath[str]) -> Response[str]:
    """The account as it is, and a form for another, for whoever has just shown who they are."""
    return await _page(here, slug, AccountForm())


@post("/{market:str}/desk/{slug:str}/money/bank", opt=ONLY_OWNERS)
async def bank_changed(here: Asked, slug: FromPath[str]) -> Response[str]:
    """Pay the merchant elsewhere; every owner is told."""
    sent = await here.request.form()
    form = AccountForm(typed(sent, "account"), typed(sent, "holder"), typed(sent, "bank"))
    try:
        async with here.services.db.work(here.actor) as work:
            shop = await shop_of(here, work, slug, StaffRole.OWNER)
            identity.require_proof(here.session, work.now)
            await treasury.change_account(
                work,
                here.market_id,
                shop.member.merchant_id,
                here.person.person_id,
                (form.account, form.holder, form.bank),
                here.market.country,
                here.services.account_numbers,
                COOLING_OFF,
            )
    except Refusal as refusal:
        if refusal.kind is not INVALID and refusal.code != "proof_needed":
            raise
        return await _page(here, slug, form, refusal)
    return here.see_other(f"{shop.desk}/money?done=account_changed")


async def _page(here: Here, slug: str, form: AccountForm, refusal: Refusal | None = None) -> Response[str]:
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug, StaffRole.OWNER)
        account = await treasury.account_of(reader, here.market_id, shop.member.merchant_id)
        proven = identity.is_proven(here.session, reader.now)
    back = quote(f"{shop.desk}/money/bank", safe=PATH_SIGNS)
    return desk_page(
        here,
        shop,
        "bank.html",
        refused=refusal,
        nav="money",
        account=account,
        proven=proven,
        proof_href=f"{here.url('me/proof')}?next={back}",
        form=form,
        hours=int(COOLING_OFF.total_seconds()) // 3600,
        abroad=here.market.country != "CN",
        wrong=str(refusal.params.get("field", "")) if refusal else "",
        refusal=refusal,
    )


ROUTES = [bank_page, bank_changed]
