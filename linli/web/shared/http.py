"""The thin layer between the web server and the faces: who is here, in which market, in which language."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, cast
from urllib.parse import SplitResult, quote, urlsplit
from uuid import UUID

from jinja2 import Environment
from litestar import Request, Response
from litestar.datastructures import Cookie
from litestar.di import NamedDependency

from linli.kernel.database import Actor
from linli.kernel.refusals import NOT_FOUND, SIGN_IN_NEEDED, Refusal
from linli.kernel.signing import body_print
from linli.modules import identity, kiosks, malls, markets, terminals
from linli.services import Services
from linli.web.shared import security
from linli.web.shared.i18n import Translator, negotiate
from linli.web.shared.mall_hosts import opened_session, sealed_session
from linli.web.shared.malls import MallFace, MallHere, mall_face
from linli.web.shared.render import render

# What stays as it is in a path that is sent on; a % is one of an escape.
PATH_SIGNS = "/%:@!$&'()*+,;="
NOTHING_SAID: Mapping[str, bool] = MappingProxyType({})
_ERROR_KINDS = {403: "forbidden", 404: "missing", 429: "busy", 503: "away"}


class Here:
    """One request: its services, market, person and reader's choices; and how to answer it."""

    def __init__(
        self,
        request: Request[Any, Any, Any],
        market: markets.Market | None,
        person: identity.Person | None,
    ) -> None:
        self.request = request
        self.services: Services = request.app.state.services
        self._market = market
        self._person = person
        self.nonce = security.new_nonce()
        self.seed = request.cookies.get(security.SEED_COOKIE) or security.new_nonce()
        self.locale = negotiate(
            query=request.query_params.get("lang"),
            cookie=request.cookies.get(security.LANGUAGE_COOKIE),
            accept=request.headers.get("accept-language"),
            default=market.language if market else "zh",
        )

    @property
    def market(self) -> markets.Market:
        if self._market is None:
            raise NOT_FOUND()
        return self._market

    @property
    def market_id(self) -> int:
        return self.market.market_id

    @property
    def signed_in(self) -> identity.Person | None:
        return self._person

    @property
    def person(self) -> identity.Person:
        """The signed-in person. Refuses: sign_in_needed."""
        if self._person is None:
            raise SIGN_IN_NEEDED()
        return self._person

    def become(self, person: identity.Person | None) -> None:
        """Who acts from here on in this request; a payer without an account, until the answer is made."""
        self._person = person

    @property
    def session(self) -> identity.PresentSession:
        """The session of the signed-in person. Refuses: sign_in_needed."""
        session = self.request.scope["state"].get("linli_session")
        if not isinstance(session, identity.PresentSession):
            raise SIGN_IN_NEEDED()
        return session

    @property
    def holder(self) -> str | None:
        """A mark of the session, by which a browser knows for whom it keeps something; empty: nobody is
        signed in, None: nobody has looked.
        """
        state = self.request.scope.get("state", {})
        session = state.get("linli_session")
        if isinstance(session, identity.PresentSession):
            return body_print("holder", session.session_id).hex()[:16]
        return "" if "linli_session" in state else None

    @property
    def device(self) -> terminals.Device | None:
        """The enrolled device that asks, on pages of its counter and where it is let in as itself."""
        device = self.request.scope["state"].get("linli_device")
        return device if isinstance(device, terminals.Device) else None

    @property
    def kiosk(self) -> kiosks.Kiosk:
        """The screen that asks, on its own pages. Refuses: kiosk_unknown (on all others)."""
        kiosk = self.request.scope["state"].get("linli_kiosk")
        if not isinstance(kiosk, kiosks.Kiosk):
            raise kiosks.KIOSK_UNKNOWN()
        return kiosk

    @property
    def asked_for(self) -> str:
        """The address that this request asked for, to ask again."""
        url = self.request.url
        return url.path + (f"?{url.query}" if url.query else "")

    @property
    def part(self) -> bool:
        """Whether a script asks, which puts the answer into the page that is open."""
        return self.request.headers.get("hx-request") == "true"

    @property
    def user_agent(self) -> str:
        """What the browser calls itself, to be read coarsely and not kept."""
        return self.request.headers.get("user-agent", "")

    @property
    def mall(self) -> malls.Mall | None:
        """The mall whose look this page wears."""
        worn = self.request.scope.get("state", {}).get("linli_mall")
        return worn if isinstance(worn, malls.Mall) else None

    @property
    def mall_here(self) -> MallHere | None:
        """The mall under whose own name this request came; None: it came to the platform."""
        found = self.request.scope.get("state", {}).get("linli_mall_here")
        return found if isinstance(found, MallHere) else None

    @property
    def only_at(self) -> list[UUID] | None:
        """The stores whose things alone a page may show of what a person has; None: of all."""
        return sorted(self.mall_here.store_ids) if self.mall_here else None

    @property
    def session_token(self) -> str:
        """What the browser was given when its person signed in; empty where nothing of ours came."""
        kept = self.request.cookies.get(security.SESSION_COOKIE, "")
        under = self.mall_here
        return opened_session(self.services.mall_sessions, under.host, kept) if under else kept

    def wear(self, mall: malls.Mall) -> None:
        """This page is one of the mall's."""
        self.request.scope["state"]["linli_mall"] = mall

    @property
    def operator_role(self) -> identity.OperatorRole:
        """What the signed-in person does for this market. Refuses: not_found (on no operator's page)."""
        role = self.request.scope["state"].get("linli_operator_role")
        if not isinstance(role, identity.OperatorRole):
            raise NOT_FOUND()
        return role

    @property
    def words(self) -> Translator:
        """The reader's language, for text that is made outside a template."""
        return self.words_in(self.locale)

    def words_in(self, locale: str) -> Translator:
        """Another language, for what somebody else will read."""
        every = cast("Mapping[str, Translator]", environment_of(self.request).globals["translators"])
        return every[locale]

    @property
    def actor(self) -> Actor:
        return Actor("person", self._person.person_id) if self._person else Actor("anyone")

    @property
    def visit_id(self) -> UUID | None:
        """The visit that a tracking link began in this browser, if its cookie is ours."""
        market, visit, _ = self._visit
        return UUID(visit) if visit and self._market and market == self._market.slug else None

    @property
    def device_id(self) -> UUID | None:
        """The random id that came with that visit, if any: this browser's, as long as the cookie lasts."""
        device = self._visit[2]
        return UUID(device) if device else None

    @property
    def _visit(self) -> tuple[str, str, str]:
        signed = self.services.visits.read(self.request.cookies.get(security.VISIT_COOKIE, ""))
        market, _, rest = (signed or "").partition("/")
        visit, _, device = rest.partition("/")
        return market, visit, device

    @property
    def head_only(self) -> bool:
        """Whether only the head of the answer was asked for."""
        return bool(self.request.scope.get("state", {}).get("linli_head_only"))

    def url(self, path: str) -> str:
        """An address inside this market: `here.url("orders")` → `/hangzhou/orders`."""
        return f"/{self.market.slug}/{path}".rstrip("/")

    def absolute(self, path: str) -> str:
        """An address on the platform, for whoever reads it elsewhere."""
        return self.services.settings.public_url + path

    def returning(self, path: str) -> str:
        """Where this browser comes back to: under the name that it asked for."""
        return (self.mall_here.origin if self.mall_here else self.services.settings.public_url) + path

    def page(
        self,
        template: str,
        *,
        status: int = 200,
        refused: Refusal | None = None,
        said: Mapping[str, bool] = NOTHING_SAID,
        **context: object,
    ) -> Response[str]:
        """Render a template with what every page has: market, person, notice, and the given context.

        A page that tells a refusal in its own words has the refusal's status and head. `said` are the notices
        of something done that the page may show (`?done=…`), each with whether it is true of what the page
        shows: an address is kept, shared and made up, and a notice must not lie.
        """
        market, done = self._market, self.request.query_params.get("done", "")
        text = render(
            environment_of(self.request),
            template,
            locale=self.locale,
            timezone=market.timezone if market else "UTC",
            currency=market.currency if market else "CNY",
            nonce=self.nonce,
            csrf_token=security.form_token(self.services.forms, self.seed),
            path=self.request.url.path,
            theme=self.request.cookies.get(security.THEME_COOKIE, "auto"),
            now=self.services.db.clock(),
            market=market,
            person=self._person,
            here=self,
            demo=self.services.settings.is_demo,
            mall=self._mall_face(),
            done=done if said.get(done) else "",
            **context,
        )
        headers = security.headers_for(self.services.settings, self.nonce, own_name=bool(self.mall_here))
        if refused is not None:
            status = refused.status
            headers |= refused.headers
        answer = Response(text, status_code=status, media_type="text/html", headers=headers)
        self._keep_choices(answer)
        self._keep_mall(answer)
        return answer

    def _mall_face(self) -> MallFace | None:
        if self.mall is None or self._market is None:
            return None
        platform = self.services.settings.public_url if self.mall_here else ""
        return mall_face(self.mall, self._market, self.locale, platform)

    def see_other(self, path: str, *, status: int = 303) -> Response[str]:
        """After a form: go and look. An htmx request is told in its own way."""
        headers = {"Location": path, "Cache-Control": "no-store"}
        answer = Response("", status_code=status, headers=headers)
        self._keep_choices(answer)
        return answer

    def back_to_sitting(self) -> Response[str]:
        """At an enrolled device clerks sign in by PIN."""
        slug = self.request.path_params["slug"]
        return self.see_other(self.url(f"counter/{slug}/sitting"))

    def back_to_sign_in(self) -> Response[str]:
        """Send whoever is not signed in to the sign-in page, and back here afterwards."""
        asked = self.request.method == "GET" and not self.part
        path = self.request.url.path if asked else self._came_from()
        way = self.url("sign-in") + "?next=" + quote(path, safe="/")
        if not self.part:
            return self.see_other(way)
        # A script would put the sign-in page into the page that is open.
        return Response("", headers={"HX-Redirect": way, "Cache-Control": "no-store"})

    def _came_from(self) -> str:
        """The page whose form was sent: one goes back there, for a form cannot be sent again."""
        came_from = _parts(self.request.headers.get("referer", ""))
        ours = urlsplit(self.returning(""))
        ours_too = came_from and came_from.netloc == ours.netloc
        return came_from.path if came_from and ours_too and self._inside(came_from.path) else self.url("")

    def next_path(self, wanted: str | None) -> str:
        """Where to go after signing in: only a path of this market, never another site."""
        parts = _parts(wanted or "")
        safe = parts and not parts.scheme and not parts.netloc and self._inside(parts.path)
        return quote(parts.path, safe=PATH_SIGNS) if parts and safe else self.url("me")

    def _inside(self, path: str) -> bool:
        if self.mall_here and path == "/":
            return True
        return path.startswith(self.url("") + "/")

    @property
    def address(self) -> str:
        """The network address that asks, for limits; behind a trusted proxy the one that it names."""
        client = self.request.client
        return client.host if client else "unknown"

    def keep_session(self, answer: Response[Any], session: str) -> None:
        """Give the browser a session's cookie, for as long as the session lives; under a mall's own name it
        is of no use anywhere else.
        """
        if under := self.mall_here:
            session = sealed_session(self.services.mall_sessions, under.host, session)
        self.cookie(answer, security.SESSION_COOKIE, session, int(identity.SESSION_LIFE.total_seconds()))

    def cookie(
        self, answer: Response[Any], key: str, value: str, max_age: int = security.YEAR, path: str = "/"
    ) -> None:
        secure = self.services.settings.public_url.startswith("https://")
        answer.set_cookie(
            Cookie(
                key=key, value=value, max_age=max_age, httponly=True, secure=secure, samesite="lax", path=path
            )
        )

    def _keep_mall(self, answer: Response[Any]) -> None:
        """Remember by which mall somebody came in, until a page that is not the mall's."""
        if self._market is None or self.mall_here or (answer.status_code or 200) >= 400:
            return
        known = self.request.cookies.get(security.MALL_COOKIE, "")
        slug = self.mall.slug if self.mall and self.mall.open else ""
        if slug != known:
            age = security.MALL_DAYS * 24 * 3600 if slug else 0
            self.cookie(answer, security.MALL_COOKIE, slug, max_age=age, path=self.url(""))

    def _keep_choices(self, answer: Response[Any]) -> None:
        if security.SEED_COOKIE not in self.request.cookies:
            self.cookie(answer, security.SEED_COOKIE, self.seed)
        if self.request.query_params.get("lang") == self.locale:
            self.cookie(answer, security.LANGUAGE_COOKIE, self.locale)


def _parts(address: str) -> SplitResult | None:
    """The parts of an address that somebody sent; None for what is no address."""
    if not address.isprintable() or "\\" in address:
        return None
    try:
        return urlsplit(address)
    except ValueError:
        return None


# How a handler asks for `here`.
Asked = NamedDependency[Here]


def environment_of(request: Request[Any, Any, Any]) -> Environment:
    environment: Environment = request.app.state.templates
    return environment


async def provide_here(request: Request[Any, Any, Any]) -> Here:
    """Litestar's dependency `here`: the guard has already found market and person."""
    state = request.scope.get("state", {})
    here = Here(request, state.get("linli_market"), state.get("linli_person"))
    state["linli_here"] = here
    return here


def refusal_page(request: Request[Any, Any, Any], refusal: Refusal | None) -> Response[str]:
    """A refusal as a page that says what happened, why, and what to do next; None is a bug of ours."""
    state = request.scope.get("state", {})
    here: Here = state.get("linli_here") or Here(
        request, state.get("linli_market"), state.get("linli_person")
    )
    market = state.get("linli_market")
    home = f"/{market.slug}" if market else "/"
    if refusal is None:
        return here.page("shared/error.html", status=500, kind="bug", next_href=home)
    if refusal.kind is SIGN_IN_NEEDED and market:
        return here.back_to_sitting() if here.device else here.back_to_sign_in()
    context: dict[str, Any] = {"kind": _ERROR_KINDS.get(refusal.status, "refusal"), "next_href": home}
    if context["kind"] in ("refusal", "away"):
        context["text"] = here.words.t(refusal.message_key, **refusal.params)
    if context["kind"] == "away" and request.method == "GET":
        context |= {"next_href": here.asked_for, "next_label": here.words.t("error.away.again")}
    return here.page("shared/error.html", refused=refusal, **context)
