"""Files in forms: read, counted and drawn anew before any transaction begins; private ones handed out again.

An endpoint that takes files says `request_max_body_size=UPLOAD_BODY`; its form says
`enctype="multipart/form-data"`.
"""

from litestar import Response
from litestar.datastructures import FormMultiDict, UploadFile

from linli.modules import media
from linli.web.shared.http import Here

# One file and the fields around it, in bytes.
UPLOAD_BODY = media.LARGEST_FILE + 256 * 1024
PICTURE_TYPES = "image/jpeg,image/png,image/webp"
DOCUMENT_TYPES = f"{PICTURE_TYPES},{media.PDF}"


async def sent_picture(here: Here, form: FormMultiDict, name: str) -> media.ReadyPicture | None:
    """The picture that was chosen in a file field, ready for `media.keep_picture`; None where none was.

    Refuses: sign_in_needed, too_many_tries, too_large, picture_unreadable, picture_too_many_pixels.
    """
    data = await _sent(here, form, name)
    return await media.prepare_picture(data) if data else None


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
