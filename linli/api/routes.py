"""The table of contents of the API."""

from litestar import Router
from litestar.handlers import HTTPRouteHandler

ROUTES: list[HTTPRouteHandler | Router] = []
