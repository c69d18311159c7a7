"""Every "no" of media."""

from linli.kernel.refusals import RefusalKind

PICTURE_UNREADABLE = RefusalKind("picture_unreadable", 422)
PICTURE_TOO_MANY_PIXELS = RefusalKind("picture_too_many_pixels", 422)
DOCUMENT_UNREADABLE = RefusalKind("document_unreadable", 422)
TOO_MANY_FILES = RefusalKind("too_many_files", 422)
FILES_FULL = RefusalKind("files_full", 409)
