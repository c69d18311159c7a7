"""The sandbox provider: a separate program that behaves like a real one, for demo and tests."""

from linli.modules.payments.providers.sandbox.gateway import SandboxGateway

__all__ = ["SandboxGateway"]
