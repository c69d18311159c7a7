"""The table of contents of this face."""

from litestar.handlers import HTTPRouteHandler

from linli.web.operator import loose_ends, overview

ROUTES: list[HTTPRouteHandler] = [*overview.ROUTES, *loose_ends.ROUTES]
