"""What marketing answers "no" to."""

from linli.kernel.refusals import RefusalKind

PRINT_TEXT_TOO_LONG = RefusalKind("print_text_too_long", 422)
PRINT_NOTHING = RefusalKind("print_nothing", 409)
PRINT_PANEL_SMALL = RefusalKind("print_panel_small", 422)
PRINT_NO_WARES = RefusalKind("print_no_wares", 409)
PRINT_NO_PICTURE = RefusalKind("print_no_picture", 409)
