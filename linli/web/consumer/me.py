"""Me: name, language, and the ways to what is mine."""

from litestar import Response, get, post

from linli.kernel.refusals import Refusal
from linli.modules import identity, merchants
from linli.services import Who
from linli.web.consumer.tongue import Tongue, show, tongue_of
from linli.web.consumer.views import WorkPlace
from linli.web.shared.http import Asked, Here


@get("/{market:str}/me", opt={"who": Who.ANYONE})
async def me_page(here: Asked) -> Response[str]:
    """For everyone: language and light; for whoever is signed in, the rest."""
    return await _me(here)


@post("/{market:str}/me/name", opt={"who": Who.PERSON})
async def change_name(here: Asked) -> Response[str]:
    """The nickname that stands under reviews."""
    form = await here.request.form()
    name = str(form.get("name", ""))
    try:
        async with here.services.db.work(here.actor) as work:
            await identity.rename(work, here.person.person_id, name)
    except Refusal as refusal:
        return await _me(here, name=name, refusal=refusal)
    return here.see_other(here.url("me") + "?done=renamed")


async def _me(
    here: Here,
    *,
    name: str | None = None,
    refusal: Refusal | None = None,
) -> Response[str]:
    person, tongue = here.signed_in, tongue_of(here)
    roles: list[merchants.StaffMember] = []
    operates = False
    if person:
        async with here.services.db.read() as reader:
            roles = await merchants.staff_roles(reader, here.market_id, person.person_id)
            operates = await identity.is_operator(reader, here.market_id, person.person_id)
    return show(
        here,
        "me.html",
        refused=refusal,
        said={"renamed": person is not None, "password_set": person is not None},
        nav="me",
        name=person.nickname if person and name is None else name,
        refusal=refusal,
        operates=operates,
        work_places=[_work_place(member, tongue) for member in roles],
    )


def _work_place(member: merchants.StaffMember, tongue: Tongue) -> WorkPlace:
    return WorkPlace(
        name=tongue.pick(member.store_name, member.store_name_en),
        slug=member.store_slug,
        role=member.role.value,
        desk=member.role is not merchants.StaffRole.CLERK,
    )
