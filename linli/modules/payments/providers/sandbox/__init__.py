"""The sandbox provider: a separate program that behaves like a real one, for demo and tests."""

import msgspec

from linli.modules.payments.providers.sandbox.gateway import SandboxGateway

__all__ = ["SandboxGateway", "SandboxKeys", "open_gateway"]


class SandboxKeys(msgspec.Struct, frozen=True):
    """Where it listens, and the secret that signs both ways."""

    url: str
    secret: str


def open_gateway(keys: SandboxKeys) -> SandboxGateway:
    return SandboxGateway(keys.url, keys.secret)
