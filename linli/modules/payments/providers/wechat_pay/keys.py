"""What a merchant has from WeChat Pay; see docs/operate/payments.md."""

import msgspec


class WeChatPayKeys(msgspec.Struct, frozen=True, kw_only=True):
    """A merchant's account. Keys are PEM texts (PKCS #8).

    WeChat Pay signs with its public key where that is given (`public_key_id` and `public_key`, both or
    neither), else with its platform certificates, which are fetched as they are met. `products` are the
    ones under contract: `native` (a code to scan), `h5` (a phone's browser), `jsapi` (inside WeChat).
    `app_secret` is the official account's: without it nobody can be recognized inside WeChat, so paying there
    is not offered.
    """

    app_id: str
    merchant_id: str
    serial_no: str
    private_key: str
    api_v3_key: str
    public_key_id: str = ""
    public_key: str = ""
    app_secret: str = ""
    products: tuple[str, ...] = ("native", "h5", "jsapi")
    api_url: str = "https://api.mch.weixin.qq.com"
    # Where a payer's browser is asked who it is, and where the answer is exchanged for a name.
    open_url: str = "https://open.weixin.qq.com"
    name_url: str = "https://api.weixin.qq.com"

    def __repr__(self) -> str:
        """Without the secrets: this may end in a log."""
        return f"WeChatPayKeys({self.merchant_id})"
