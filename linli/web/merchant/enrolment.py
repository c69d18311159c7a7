"""What an owner's QR code opens on the device itself: it makes its key and becomes a device of the store."""

from litestar import Response, get, post
from litestar.params import FromPath

from linli.kernel.database import Reader
from linli.modules import merchants, terminals
from linli.modules.merchants import Store
from linli.services import Who
from linli.web.merchant.shop import pick, typed
from linli.web.shared import security
from linli.web.shared.http import Asked, Here

# Whoever holds the owner's code is let in by it; it is signed, and good once.
WITH_CODE = {"who": Who.ANYONE}


@get("/{market:str}/counter/{slug:str}/enrolment", opt=WITH_CODE)
async def enrolment_seen(here: Asked, slug: FromPath[str]) -> Response[str]:
    """What this browser is about to become. Without a code, or with another store's, there is nothing."""
    token = here.request.query_params.get("token", "")
    async with here.services.db.read() as reader:
        store, offer = await _offered(here, reader, slug, token)
    is_open = offer.open_at(reader.now)
    return here.page(
        "merchant/enrolment.html",
        status=200 if is_open else terminals.ENROLMENT_OVER.status,
        store_name=pick(here, store.name, store.name_en),
        counter_home=here.url(f"counter/{slug}"),
        slug=slug,
        store_id=store.store_id,
        is_open=is_open,
        token=token,
        signed_text=terminals.enrolment_text(offer.enrolment_id),
        longest=terminals.LONGEST_NAME,
    )


@post("/{market:str}/counter/{slug:str}/enrolment", opt=WITH_CODE)
async def enrolled(here: Asked, slug: FromPath[str]) -> Response[dict[str, str]]:
    """The device's name, its public key, and the proof that it has the private one."""
    form = await here.request.form()
    async with here.services.db.read() as reader:
        store, offer = await _offered(here, reader, slug, typed(form, "token"))
    async with here.services.db.work() as work:
        done = await terminals.enrol(
            work,
            here.market_id,
            offer.enrolment_id,
            typed(form, "name"),
            terminals.read_base64url(typed(form, "public_key")),
            terminals.read_base64url(typed(form, "signature")),
        )
    answer = Response(
        {"device_id": str(done.device.device_id), "store_id": str(store.store_id), "name": done.device.name},
        status_code=201,
        headers={"Cache-Control": "no-store"},
    )
    here.cookie(answer, security.DEVICE_COOKIE, done.cookie, path=here.url("counter"))
    return answer


async def _offered(here: Here, reader: Reader, slug: str, token: str) -> tuple[Store, terminals.Enrolment]:
    """The store and the offer that a code is about. Refuses: not_found."""
    store = await merchants.store_by_slug(reader, here.market_id, slug)
    about = (here.market_id, store.store_id, token, here.services.enrolments)
    return store, await terminals.offered(reader, *about)


ROUTES = [enrolment_seen, enrolled]
