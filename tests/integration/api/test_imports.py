"""A file of articles over the API: shown, confirmed, the same again."""

import base64

from .stage import CLERK, OWNER, STORE, Stage

IMPORTS = f"/stores/{STORE}/items/imports"


def file(text: str) -> dict[str, object]:
    return {"name": "goods.csv", "content": base64.b64encode(text.encode()).decode()}


async def test_a_file_is_shown_then_carried_out_once_and_wrong_rows_are_named(stage: Stage) -> None:
    body = file("货号,名称,分类,售价\nAPI-1,茶杯,杯子,39\nAPI-2,茶壶,杯子,三十\n")
    shown = await stage.done("POST", IMPORTS, body, by=OWNER)
    assert (shown["state"], shown["rows"], shown["new"], shown["refused_rows"]) == ("shown", 2, 1, [3])
    fault = {"row": 3, "heading": "售价", "code": "not_an_amount", "value": "三十", "params": {}}
    assert (shown["faults"], shown["new_categories"]) == ([fault], ["杯子"])
    path = f"{IMPORTS}/{shown['import_id']}"
    done = await stage.done("POST", f"{path}/confirmation", {}, by=OWNER)
    assert (done["state"], done["written"], done["total"]) == ("done", 1, 1)
    assert await stage.done("POST", f"{path}/confirmation", {}, by=OWNER) == done
    assert await stage.done("GET", path, by=OWNER) == done
    again = await stage.done("POST", IMPORTS, body, by=OWNER)
    assert (again["new"], again["unchanged"]) == (0, 1)
    assert await stage.refused("POST", IMPORTS, {**body, "content": "%"}, by=OWNER) == (422, "invalid")
    assert (await stage.refused("POST", IMPORTS, file("甲,乙\n1,2\n"), by=OWNER))[1] == "columns_unknown"
    assert (await stage.refused("GET", path, by=CLERK))[0] in (403, 404)
