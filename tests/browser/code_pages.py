"""The pages of codes of places."""

from tests.browser.visits import Visit, visits

DESK, AT_DESK = "/{market}/desk/{slug}/codes", "/{market:str}/desk/{slug:str}/codes"
PAGES: dict[str, list[Visit]] = {
    AT_DESK: visits("owner", DESK, main=True),
    f"{AT_DESK}/print": visits("owner", f"{DESK}/print?pick={{link_id}}"),
    f"{AT_DESK}/wall": visits("owner", f"{DESK}/wall", f"{DESK}/wall?width=3000&height=1500&distance=2000"),
    f"{AT_DESK}/own": visits("owner", f"{DESK}/own"),
    f"{AT_DESK}/{{link_id:uuid}}": visits("owner", f"{DESK}/{{link_id}}", main=True),
    f"{AT_DESK}/batches/{{batch_id:uuid}}": visits("owner", f"{DESK}/batches/{{code_batch}}", main=True),
}
# Answers that are no pages.
NO_PAGES: dict[str, tuple[str, str, int]] = {
    "/q/{code:str}": ("anyone", "{link_path}", 303),
    "/Q/{code:str}": ("anyone", "{link_path}", 303),
    "/{market:str}/desk/{slug:str}/links": ("owner", "/{market}/desk/{slug}/links", 301),
    f"{AT_DESK}/batches/{{batch_id:uuid}}/codes/{{ending:str}}": (
        "owner",
        f"{DESK}/batches/{{code_batch}}/codes/csv",
        200,
    ),
    f"{AT_DESK}/wall/sheets.pdf": (
        "owner",
        f"{DESK}/wall/sheets.pdf?wall=00000000-0000-7000-8000-000000000000",
        409,
    ),
    f"{AT_DESK}/print/paper.css": ("owner", f"{DESK}/print/paper.css?width=110&height=290", 200),
    f"{AT_DESK}/print/sheets.pdf": ("owner", f"{DESK}/print/sheets.pdf?pick={{link_id}}", 200),
    f"{AT_DESK}/{{link_id:uuid}}/qr.svg": ("owner", f"{DESK}/{{link_id}}/qr.svg", 200),
    f"{AT_DESK}/{{link_id:uuid}}/qr.png": ("owner", f"{DESK}/{{link_id}}/qr.png", 200),
}
