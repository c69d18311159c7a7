"""The pages of what is paid in a shop: the payer's and the counter's."""

from tests.browser.visits import Visit, visits

COUNTER, AT_COUNTER = "/{market}/counter/{slug}", "/{market:str}/counter/{slug:str}"
PAGES: dict[str, list[Visit]] = {
    "/{market:str}/stores/{slug:str}/pay": [
        *visits("anyone", "/{market}/stores/{slug}/pay", main=True),
        # The receipt is a page of its own at the address of every order.
        *visits("consumer", "/{market}/orders/{sale}", main=True),
    ],
    "/{market:str}/me/memberships": visits("consumer", "/{market}/me/memberships"),
    "/{market:str}/me/code": visits("consumer", "/{market}/me/code", main=True),
    f"{AT_COUNTER}/coupons": visits("owner", COUNTER + "/coupons"),
    f"{AT_COUNTER}/payments": visits("owner", COUNTER + "/payments", main=True),
    f"{AT_COUNTER}/payments/{{order_id:uuid}}": visits("owner", COUNTER + "/payments/{sale}", main=True),
}
NO_PAGES: dict[str, tuple[str, str, int]] = {
    "/{market:str}/me/code/asked": ("consumer", "/{market}/me/code/asked", 204),
    "/{market:str}/me/live": ("consumer", "/{market}/me/live?seconds=0", 200),
    f"{AT_COUNTER}/live": ("owner", COUNTER + "/live?seconds=0", 200),
    f"{AT_COUNTER}/payments/arrived": ("owner", COUNTER + "/payments/arrived", 200),
}
