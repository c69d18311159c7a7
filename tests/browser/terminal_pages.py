"""The pages about devices, and those that open on a device."""

from tests.browser.visits import Visit, visits

DESK, COUNTER = "/{market}/desk/{slug}", "/{market}/counter/{slug}"
PAGES: dict[str, list[Visit]] = {
    "/{market:str}/desk/{slug:str}/devices": visits("owner", DESK + "/devices", main=True),
    "/{market:str}/desk/{slug:str}/devices/{device_id:uuid}": visits(
        "owner", DESK + "/devices/{device_id}", main=True
    ),
    "/{market:str}/desk/{slug:str}/devices/enrolments/{enrolment_id:uuid}": visits(
        "owner", DESK + "/devices/enrolments/{enrolment_id}", main=True
    ),
    "/{market:str}/counter/{slug:str}/enrolment": visits("anyone", "{enrolment_path}", main=True),
    "/{market:str}/counter/{slug:str}/sitting": [
        *visits("device", COUNTER + "/sitting", main=True),
        Visit("owner", COUNTER + "/sitting", status=401),
    ],
    "/{market:str}/counter/{slug:str}/pin": visits("owner", COUNTER + "/pin", main=True),
}
