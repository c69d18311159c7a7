"""What an applicant has to fill in, step by step, and what is wrong with it."""

from collections.abc import Mapping
from datetime import date, timedelta

from linli.kernel import texts
from linli.kernel.refusals import Refusal
from linli.modules import markets
from linli.modules.merchants.applications import Application, ApplicationKind, Form
from linli.modules.merchants.licenses import normal_license

LONGEST = 400
ROLES = ("owner", "authorized")
DAYS = ("Mo-Su", "Mo-Sa", "Mo-Fr", "Tu-Su")
OPEN_END = "yes"
ONE_DAY = timedelta(days=1)
# A market is a city or a district: a store this far from its middle (in degrees) is a slip of the pen.
FARTHEST = 1.0

_STEP_BUSINESS = ("legal_name", "license_number", "license_until", "license_file")
_STEP_STORE = ("name", "trade", "address", "position", "hours", "phone")
_STEP_PERSON = ("contact_name", "contact_role")
# The steps of each kind of application, each with what may be wrong in it.
STEPS: dict[ApplicationKind, dict[str, tuple[str, ...]]] = {
    ApplicationKind.STORE: {"business": _STEP_BUSINESS, "store": _STEP_STORE, "person": _STEP_PERSON},
    ApplicationKind.CLAIM: {
        "business": _STEP_BUSINESS,
        "store": _STEP_STORE,
        "person": (*_STEP_PERSON, "proof"),
    },
    ApplicationKind.RENEWAL: {"business": _STEP_BUSINESS},
    ApplicationKind.BRANCH: {"store": _STEP_STORE},
}


def trimmed(values: Mapping[str, str]) -> dict[str, str]:
    """Of what was sent only the form's own fields, each as text of reasonable length."""
    known = Form.__struct_fields__
    return {
        name: value.replace("\x00", "").strip()[:LONGEST] for name, value in values.items() if name in known
    }


def faults(application: Application, market: markets.Market, today: date) -> list[str]:
    """What is missing or wrong, in the order of the form; empty when it can be submitted."""
    wrong = {
        "legal_name": _no_name(application.form.legal_name, 100),
        "license_number": normal_license(application.form.license_number, market.country) is None,
        "license_until": _no_end(application.form, today),
        "license_file": application.license_file_id is None,
        **_store_faults(application.form, market),
        "contact_name": _no_name(application.form.contact_name, 40),
        "contact_role": application.form.contact_role not in ROLES,
        "proof": _no_proof(application),
    }
    asked = [field for fields in STEPS[application.kind].values() for field in fields]
    return [field for field in asked if wrong[field]]


def branch_faults(form: Form, market: markets.Market) -> list[str]:
    """What is missing or wrong of a branch, in the order of the form."""
    return [field for field, wrong in _store_faults(form, market).items() if wrong]


def _store_faults(form: Form, market: markets.Market) -> dict[str, bool]:
    return {
        "name": _no_name(form.name, 60) or _no_name(form.name_en, 60, shortest=0),
        "trade": form.trade not in markets.TRADES,
        "address": _no_name(form.address, 200, shortest=4) or _no_name(form.address_en, 200, shortest=0),
        "position": position(form, market) is None,
        "hours": opening_hours(form) is None,
        "phone": _no_name(form.phone, 30, shortest=0),
    }


def position(form: Form, market: markets.Market) -> tuple[float, float] | None:
    """Latitude and longitude in degrees; None where they are no numbers or not in this market."""
    try:
        lat, lon = float(form.lat), float(form.lon)
    except ValueError:
        return None
    near = abs(lat - market.lat) <= FARTHEST and abs(lon - market.lon) <= 2 * FARTHEST
    return (lat, lon) if near else None


def opening_hours(form: Form) -> str | None:
    """The opening hours as an expression, "" where nothing was said; None where nobody can read them."""
    if form.hours:
        return form.hours if markets.valid_expression(form.hours) else None
    if not (form.opens or form.closes):
        return ""
    if form.days not in DAYS:
        return None
    expression = f"{form.days} {form.opens}-{form.closes}"
    return expression if markets.valid_expression(expression) else None


def license_end(form: Form) -> date | None:
    """The last day on which the license is good; None where it has no end, or none was given."""
    if form.license_open_end == OPEN_END:
        return None
    try:
        return date.fromisoformat(form.license_until)
    except ValueError:
        return None


def title_of(form: Form) -> str:
    """What lists call an application."""
    return (form.name or form.legal_name)[:100]


def _no_name(text: str, longest: int, shortest: int = 1) -> bool:
    try:
        texts.line(text, "name", longest, shortest=shortest)
    except Refusal:
        return True
    return False


def _no_proof(application: Application) -> bool:
    """Some words or a file; what is no readable text is no word, with a file or without."""
    try:
        said = texts.lines(application.form.proof, "proof", LONGEST, shortest=0)
    except Refusal:
        return True
    return len(said) < 10 and application.proof_file_id is None


def _no_end(form: Form, today: date) -> bool:
    if form.license_open_end == OPEN_END:
        return False
    end = license_end(form)
    return end is None or end < today
