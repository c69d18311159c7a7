"""How a page is opened by one of the cast; and the wallet's pages."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Visit:
    """An address as one of the cast opens it; a `main` page is judged in the dark on a desktop too."""

    who: str
    address: str
    main: bool = False
    status: int = 200


def visits(who: str, *addresses: str, main: bool = False) -> list[Visit]:
    return [Visit(who, address, main) for address in addresses]


# Some of the shops of both demo markets: those of the other one are not there.
SEVERAL = "wangjie-noodles,half-beat-coffee,kolme-kuhaa,sammakko-coffee"
FOUND = {
    "/{market:str}/search": [
        *visits("anyone", "/{market}/search", main=True),
        *visits("anyone", "/{market}/search?q=a&open=1", "/{market}/search?q=nowhere-at-all"),
        *visits("anyone", "/{market}/search?trade=cafe&deals=1&at=0,0"),
        *visits("anyone", "/{market}/search?view=map", "/{market}/search?area=1,2,3,4"),
        *visits("anyone", "/{market}/search?q=a&when=2026-11-25T12:30&price=1,2&order=rating"),
        *visits("anyone", "/{market}/search?tab=deals", "/{market}/search?q=zzz&tab=things"),
    ],
    "/{market:str}/compare": [
        *visits("anyone", f"/{{market}}/compare?stores={SEVERAL}", main=True),
        *visits("anyone", "/{market}/compare"),
    ],
}
FOUND_PARTS: dict[str, tuple[str, str, int]] = {
    "/{market:str}/search/pins": ("anyone", "/{market}/search/pins", 200),
    "/{market:str}/search/suggestions": ("anyone", "/{market}/search/suggestions?q=a", 200),
}

VOUCHER = "/{market}/vouchers/{ready_voucher}"
WALLET = {
    "/{market:str}/wallet": [
        *visits("consumer", "/{market}/wallet", main=True),
        *visits(
            "consumer",
            "/{market}/wallet?shelf=used",
            "/{market}/wallet?shelf=expired",
            "/{market}/wallet?shelf=gifted",
        ),
    ],
    "/{market:str}/vouchers/{voucher_id:uuid}": [
        *visits("consumer", VOUCHER, main=True),
        *visits("consumer", "/{market}/vouchers/{used_voucher}"),
    ],
    "/{market:str}/vouchers/{voucher_id:uuid}/gift": [
        *visits("consumer", VOUCHER + "/gift"),
        *visits("consumer", "/{market}/vouchers/{given_voucher}/gift", main=True),
    ],
    "/{market:str}/gifts/{signed:str}": [
        *visits("anyone", "{gift_path}"),
        *visits("owner", "{gift_path}", main=True),
    ],
    "/{market:str}/vouchers/{voucher_id:uuid}/paper": [
        *visits("consumer", VOUCHER + "/paper", main=True),
        *visits("consumer", "/{market}/vouchers/{used_voucher}/paper"),
    ],
    "/{market:str}/kept": visits("consumer", "/{market}/kept", main=True),
}
# Answers that are no pages.
WALLET_FILES: dict[str, tuple[str, str, int]] = {
    "/{market:str}/vouchers/{voucher_id:uuid}/calendar.ics": ("consumer", f"{VOUCHER}/calendar.ics", 200),
    # This stage has no keys for passes: see tests/integration/test_passes.
    "/{market:str}/vouchers/{voucher_id:uuid}/voucher.pkpass": ("consumer", f"{VOUCHER}/voucher.pkpass", 404),
    "/{market:str}/vouchers/{voucher_id:uuid}/google-wallet": ("consumer", f"{VOUCHER}/google-wallet", 404),
    "/{market:str}/kept-worker.js": ("anyone", "/{market}/kept-worker.js", 200),
    "/{market:str}/vouchers/{voucher_id:uuid}/display": ("consumer", VOUCHER + "/display", 200),
    "/{market:str}/app.webmanifest": ("anyone", "/{market}/app.webmanifest", 200),
}
