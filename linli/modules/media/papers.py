"""What may be kept as a document: a photograph, or a PDF as it is."""

from linli.kernel.refusals import TOO_LARGE, Refusal
from linli.modules.media.drawing import draw_document
from linli.modules.media.model import LARGEST_FILE, PDF, ReadyDocument
from linli.modules.media.refusals import DOCUMENT_UNREADABLE, PICTURE_UNREADABLE

_PDF_BEGINS = b"%PDF-"
_PDF_ENDS = b"%%EOF"


def ready_document(data: bytes) -> ReadyDocument:
    """A photograph is drawn anew; a PDF is kept unread and only ever handed out as a download.

    Refuses: too_large, document_unreadable (neither of both), picture_too_many_pixels.
    """
    if len(data) > LARGEST_FILE:
        raise TOO_LARGE(megabytes=LARGEST_FILE // 2**20)
    if data.startswith(_PDF_BEGINS):
        if _PDF_ENDS not in data[-1024:]:
            raise DOCUMENT_UNREADABLE()
        return ReadyDocument(PDF, data)
    try:
        return draw_document(data)
    except Refusal as refusal:
        if refusal.kind is PICTURE_UNREADABLE:
            raise DOCUMENT_UNREADABLE() from None
        raise
