"""A device sends its log and learns what it needs without a network: JSON, signed by the device's key."""

from litestar import Response, post
from litestar.params import FromPath

from linli.modules import terminals
from linli.services import Who
from linli.web.shared.http import Asked

SIGNED = {"who": Who.DEVICE, "signed": True}
SIGNATURE = "linli-signature"


@post("/{market:str}/counter/{slug:str}/sync", opt=SIGNED, status_code=200)
async def synced(here: Asked, slug: FromPath[str]) -> Response[terminals.Synced]:
    """Each entry is judged by itself; then what the device may do from here on. Refuses: device_unknown (by
    cookie, address or signature), invalid.
    """
    if here.device is None:
        raise terminals.DEVICE_UNKNOWN()
    body, signature = await here.request.body(), here.request.headers.get(SIGNATURE, "")
    about = (here.services.db, here.market, here.device, body, signature, here.services.issuers)
    return Response(await terminals.sync(*about), headers={"Cache-Control": "no-store"})


ROUTES = [synced]
