"""What the program is told when it starts."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Settings:
    database: Path
    secret: str
    merchant: str
    merchant_name: str
    public_url: str
