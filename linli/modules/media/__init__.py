"""Media: pictures that everybody may see, and documents that few may.

Words: picture (public, in a few widths, named by its content), document (private: a license), owner (the id
of what a file belongs to: a store, a deal, an application), keeping (that an owner wants a picture to stay).
Promises: nothing is served as it came: every picture is decoded within bounds and written anew, without
metadata; a document is read only together with its owner's id; reading who may see it is for the caller.
Stage: bytes in PostgreSQL, small enough for one market's shops.
"""

from linli.modules.media.actions import (
    count_upload,
    drop_documents,
    drop_picture,
    keep_document,
    keep_on,
    keep_picture,
    prepare_document,
    prepare_picture,
)
from linli.modules.media.cards import Card, draw_card
from linli.modules.media.icons import PICTURES
from linli.modules.media.imposition import MARGIN, PAPERS, Cut, Paper, impose
from linli.modules.media.jobs import sweep
from linli.modules.media.jpegs import jpeg_of, jpeg_of_drawing
from linli.modules.media.model import (
    FIRST_KEEPING,
    LARGEST_FILE,
    PDF,
    SIZES,
    WEBP,
    Document,
    File,
    Keeping,
    Picture,
    ReadyDocument,
    ReadyPicture,
)
from linli.modules.media.pdfs import Jpeg, pdf_of
from linli.modules.media.queries import (
    document,
    document_file,
    documents,
    old_keepings,
    picture,
    picture_file,
    pictures,
)
from linli.modules.media.refusals import TOO_MANY_FILES
from linli.modules.media.sheets import (
    ONE_MASK,
    QUIET,
    Box,
    Code,
    Fitted,
    Form,
    Image,
    Mark,
    Placed,
    Rule,
    Sheet,
    Words,
    fitted,
    long,
    middle,
    modules,
)
from linli.modules.media.squares import draw_icon
from linli.modules.media.vectors import Drawings, drawn

__all__ = [
    "FIRST_KEEPING",
    "LARGEST_FILE",
    "MARGIN",
    "ONE_MASK",
    "PAPERS",
    "PDF",
    "PICTURES",
    "QUIET",
    "SIZES",
    "TOO_MANY_FILES",
    "WEBP",
    "Box",
    "Card",
    "Code",
    "Cut",
    "Document",
    "Drawings",
    "File",
    "Fitted",
    "Form",
    "Image",
    "Jpeg",
    "Keeping",
    "Mark",
    "Paper",
    "Picture",
    "Placed",
    "ReadyDocument",
    "ReadyPicture",
    "Rule",
    "Sheet",
    "Words",
    "count_upload",
    "document",
    "document_file",
    "documents",
    "draw_card",
    "draw_icon",
    "drawn",
    "drop_documents",
    "drop_picture",
    "fitted",
    "impose",
    "jpeg_of",
    "jpeg_of_drawing",
    "keep_document",
    "keep_on",
    "keep_picture",
    "long",
    "middle",
    "modules",
    "old_keepings",
    "pdf_of",
    "picture",
    "picture_file",
    "pictures",
    "prepare_document",
    "prepare_picture",
    "sweep",
]
