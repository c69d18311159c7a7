"""Handlers say who may call them; URLs are nouns; logs and templates stay clean."""

from pathlib import Path

import pytest

from .places import REPOSITORY, none, one, plant
from .rules import faces, logs, templates


def test_every_handler_of_the_house_says_who_may_call_it() -> None:
    none(faces.who(REPOSITORY))


def test_urls_of_the_house_that_change_something_are_nouns() -> None:
    none(faces.nouns(REPOSITORY))


def test_nothing_in_the_house_prints() -> None:
    none(logs.prints(REPOSITORY))


def test_no_log_line_of_the_house_carries_a_secret() -> None:
    none(logs.secrets(REPOSITORY))


def test_the_templates_of_the_house_hold_only_structure() -> None:
    none(templates.check(REPOSITORY))


def _handler(decorator: str) -> dict[str, str]:
    text = f"import litestar\nfrom litestar import get, post, route\n{decorator}\nasync def handle(): ...\n"
    return {"linli/web/consumer/orders.py": text}


@pytest.mark.parametrize(
    "decorator",
    ["@get('/', opt={'who': 'anyone'})", "@post('/orders', who=PERSON)", "@cached", "@other.get('/')"],
)
def test_a_handler_that_says_who_is_allowed(tmp_path: Path, decorator: str) -> None:
    none(faces.who(plant(tmp_path, _handler(decorator))))


def test_a_file_may_say_once_who_may_call_all_of_it(tmp_path: Path) -> None:
    none(faces.who(plant(tmp_path, _handler("CLERKS = {'who': 1}\n@get('/', opt=CLERKS)"))))
    one(faces.who(plant(tmp_path, _handler("CACHED = {'for': 1}\n@get('/', opt=CACHED)"))), ":4")


@pytest.mark.parametrize(
    "decorator",
    ["@get('/')", "@get", "@litestar.post('/', opt={'what': 1})", "@route('/', http_method=['GET'])"],
)
def test_a_handler_that_does_not_say_who_is_reported(tmp_path: Path, decorator: str) -> None:
    one(faces.who(plant(tmp_path, _handler(decorator))), "linli/web/consumer/orders.py:3", "who")


@pytest.mark.parametrize(
    "decorator",
    [
        "@post('/orders/{order_id:uuid}/cancellation')",
        "@post(path='/{market:str}/payments/{id:uuid}/refunds')",
        "@post('/sign-in')",
        "@post('/sign-out')",
        "@get('/orders/{order_id:uuid}/pay')",
        "@post('/vouchers/{redeem:str}/redemption')",
    ],
)
def test_a_url_of_nouns_is_allowed(tmp_path: Path, decorator: str) -> None:
    none(faces.nouns(plant(tmp_path, _handler(decorator))))


@pytest.mark.parametrize(
    "decorator",
    [
        "@post('/orders/{order_id:uuid}/cancel')",
        "@post(path='/vouchers/{code:str}/redeem')",
        "@post(['/orders', '/orders/approve'])",
        "@post('/orders/{id:uuid}:publish')",
        "@post('/mark-read')",
        "@route('/undo', http_method=['POST'])",
    ],
)
def test_a_url_with_a_verb_is_reported(tmp_path: Path, decorator: str) -> None:
    one(faces.nouns(plant(tmp_path, _handler(decorator))), "is a verb")


def test_printing_outside_the_command_line_is_reported(tmp_path: Path) -> None:
    line = {"linli/worker/relay.py": "def f():\n    print('hello')", "linli/cli/main.py": "print('hello')"}
    one(logs.prints(plant(tmp_path, line)), "linli/worker/relay.py:2")


@pytest.mark.parametrize(
    "line", ["log.info('sent', phone=p)", "self._log.bind(api_token=t)", "logger.error('x', code=c)"]
)
def test_a_secret_in_a_log_is_reported(tmp_path: Path, line: str) -> None:
    one(logs.secrets(plant(tmp_path, {"linli/worker/relay.py": line})), "does not belong in a log")


@pytest.mark.parametrize(
    "line", ["log.info('sent', order=o, status_code=200)", "send(phone=p)", "client.info(phone=p)"]
)
def test_harmless_log_lines_are_allowed(tmp_path: Path, line: str) -> None:
    none(logs.secrets(plant(tmp_path, {"linli/worker/relay.py": line})))


CONSUMER = "linli/web/consumer/templates/store.html"


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (CONSUMER, "{# 说明 for people who read templates #}<p class='x'>{{ t('store.open') }}</p>"),
        (
            CONSUMER,
            "<a {% if a > b %}class='y'{% endif %} data-hx-get='/x'>{{ t('one') }} and {{ t('two') }}</a>",
        ),
        (CONSUMER, "<script src='/x.js'></script><script nonce='{{ n }}'>one two three</script>"),
        ("linli/web/shared/templates/shared/icon.html", "{{ svg | safe }}"),
        ("linli/web/shared/templates/shared/gallery.html", "<p>Every component on one page 邻里</p>"),
    ],
)
def test_a_template_of_structure_is_allowed(tmp_path: Path, path: str, text: str) -> None:
    none(templates.check(plant(tmp_path, {path: text})))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<p style='top: 0'>", "inline style"),
        ("<p {% if x %}style='top: 0'{% endif %}>", "inline style"),
        ("<button onclick='f()'>", "onclick"),
        ("<button data-hx-on:click='f()'>", "hx-on"),
        ("<button hx-get='/x'>", "data-hx-get"),
        ("<a data-hx-vals='js:{a: f()}'>", "holds a script"),
        ("<a href='javascript:f()'>", "holds a script"),
        ("{{ body | safe }}", "safe"),
        ("<p>打开</p>", "messages"),
        ("\n<p>\n  Open until late\n</p>", "messages"),
        ("<script>f()</script>", "without nonce"),
    ],
)
def test_a_template_with_styles_scripts_or_sentences_is_reported(
    tmp_path: Path, text: str, said: str
) -> None:
    one(templates.check(plant(tmp_path, {CONSUMER: text})), CONSUMER, said)
