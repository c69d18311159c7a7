"""Who can sign in to the demo: one cast for the demo, the documents and the tests."""

import msgspec

# Shown to everyone who starts a demo, and refused in production.
PASSWORD = "linli-demo"


class SignIn(msgspec.Struct, frozen=True):
    """One sign-in of the demo. `store` is a store's name in the URL, for those who work in one."""

    market: str
    role: str
    phone: str
    nickname: str
    store: str = ""


SIGN_INS = (
    SignIn("hangzhou", "consumer", "+8613800000001", "小满"),
    SignIn("hangzhou", "owner", "+8613800000002", "望街面馆店主", "wangjie-noodles"),
    SignIn("hangzhou", "clerk", "+8613800000003", "望街面馆店员", "wangjie-noodles"),
    SignIn("hangzhou", "clerk of another shop", "+8613800000004", "隔壁店员", "midnight-congee"),
    SignIn("hangzhou", "applicant", "+8613800000006", "沈杏"),
    SignIn("hangzhou", "operator", "+8613800000005", "杭州运营"),
    SignIn("helsinki", "consumer", "+358401000001", "Aino"),
    SignIn("helsinki", "owner", "+358401000002", "Owner of Sammakko", "sammakko-coffee"),
    SignIn("helsinki", "clerk", "+358401000003", "Clerk of Sammakko", "sammakko-coffee"),
    SignIn("helsinki", "applicant", "+358401000006", "Ilona"),
    SignIn("helsinki", "operator", "+358401000005", "Helsinki operator"),
)
