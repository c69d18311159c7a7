"""What a merchant has from Alipay; see docs/operate/payments.md."""

import msgspec


class AlipayKeys(msgspec.Struct, frozen=True, kw_only=True):
    """An application that is signed by public key (RSA2). Keys are PEM texts: ours, and Alipay's for this
    application, which is not our own public one. `products` are those the merchant has a contract for, the
    preferred first: `precreate` (a code to scan), `page` (a desktop's browser), `wap` (a phone's).
    """

    app_id: str
    private_key: str
    alipay_public_key: str
    products: tuple[str, ...] = ("precreate", "page", "wap")
    gateway_url: str = "https://openapi.alipay.com/gateway.do"

    def __repr__(self) -> str:
        """Without the key: this may end in a log."""
        return f"AlipayKeys({self.app_id})"
