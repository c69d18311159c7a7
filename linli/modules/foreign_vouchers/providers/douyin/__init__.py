"""Douyin's life services (抖音生活服务) as a platform of stores. What was learned of it: notes.md."""

from linli.modules.foreign_vouchers.providers.douyin.platform import Douyin

__all__ = ["Douyin"]
