"""Files in forms: read, counted and drawn anew before any transaction begins; private ones handed out again.

An endpoint that takes files says `request_max_body_size=UPLOAD_BODY`; its form says
`enctype="multipart/form-data"`.
"""

from litestar import Response
from litestar.datastructures import FormMultiDict, UploadFile

from linli.kernel.refusals import Refusal
from linli.modules import media
from linli.modules.media import TOO_MANY_FILES
from linli.web.shared.http import Here

# One file and the fields around it, in bytes.
UPLOAD_BODY = media.LARGEST_FILE + 256 * 1024
# Several photos of a phone, each made smaller by the page before it travels; without its script three
# large ones.
MOST_AT_ONCE = 8
SEVERAL_BODY = 3 * media.LARGEST_FILE + 256 * 1024
PICTURE_TYPES = "image/jpeg,image/png,image/webp"
DOCUMENT_TYPES = f"{PICTURE_TYPES},{media.PDF}"


async def sent_picture(here: Here, form: FormMultiDict, name: str) -> media.ReadyPicture | None:
    """The picture that was chosen in a file field, ready for `media.keep_picture`; None where none was.

    Refuses: sign_in_needed, too_many_tries, too_large, picture_unreadable, picture_too_many_pixels.
    """
    data = await _sent(here, form, name)
    return await media.prepare_picture(data) if data else None


async def sent_pictures(
    here: Here, form: FormMultiDict, name: str
) -> tuple[list[media.ReadyPicture], Refusal | None]:
    """The pictures of a field that takes several, at most MOST_AT_ONCE, and the first refusal among
    them, if any.

    Refuses: sign_in_needed, too_many_tries.
    """
    ready: list[media.ReadyPicture] = []
    refused: Refusal | None = None
    chosen = [one for one in form.getall(name, []) if isinstance(one, UploadFile)]
    for one in chosen[:MOST_AT_ONCE]:
        if not (data := await one.read()):
            continue
        async with here.services.db.work(here.actor) as work:
            await media.count_upload(work, here.person.person_id)
        try:
            ready.append(await media.prepare_picture(data))
        except Refusal as refusal:
            refused = refused or refusal
    if len(chosen) > MOST_AT_ONCE:
        refused = refused or TOO_MANY_FILES(most=MOST_AT_ONCE)
    return ready, refused


async def sent_document(here: Here, form: FormMultiDict, name: str) -> media.ReadyDocument | None:
    """The same for a private document, ready for `media.keep_document`.

    Refuses: sign_in_needed, too_many_tries, too_large, document_unreadable, picture_too_many_pixels.
    """
    data = await _sent(here, form, name)
    return await media.prepare_document(data) if data else None


async def _sent(here: Here, form: FormMultiDict, name: str) -> bytes:
    chosen = form.get(name)
    data = await chosen.read() if isinstance(chosen, UploadFile) else b""
    if data:
        async with here.services.db.work(here.actor) as work:
            await media.count_upload(work, here.person.person_id)
    return data


def private_file(file: media.File, name: str) -> Response[bytes]:
    """A private document: kept by no cache; a picture of our own drawing is shown, all else is downloaded.

    `name` is a plain word for the download, without its ending. Who may see it was asked before.
    """
    shown = file.media_type == media.WEBP
    ending = "webp" if shown else "pdf"
    place = "inline" if shown else "attachment"
    headers = {
        "Cache-Control": "private, no-store",
        "Content-Disposition": f'{place}; filename="{name}.{ending}"',
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cross-Origin-Resource-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
        "X-Robots-Tag": "noindex",
    }
    return Response(file.body, media_type=file.media_type, headers=headers)
