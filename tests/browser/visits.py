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
