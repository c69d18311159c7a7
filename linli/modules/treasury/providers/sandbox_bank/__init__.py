"""The sandbox bank: a part of the sandbox provider's program, for demo and tests."""

from linli.modules.treasury.providers.sandbox_bank.bank import SandboxBank

__all__ = ["SandboxBank"]
