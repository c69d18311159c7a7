"""Everybody's keys, made when the simulator starts: nothing of them is ever written into the repository."""

from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric import rsa

from tests.simulators.rsa_keys import new_key


@dataclass
class Keys:
    """The merchant's application at Alipay, and Alipay's key for it."""

    app_id: str = "2021000000000001"
    seller_id: str = "2088000000000001"
    merchant: rsa.RSAPrivateKey = field(default_factory=new_key)
    alipay: rsa.RSAPrivateKey = field(default_factory=new_key)
    stranger: rsa.RSAPrivateKey = field(default_factory=new_key)
