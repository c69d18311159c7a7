"""The table of contents of this face."""

from litestar.handlers import HTTPRouteHandler

from linli.web.operator import overview

ROUTES: list[HTTPRouteHandler] = [*overview.ROUTES]
