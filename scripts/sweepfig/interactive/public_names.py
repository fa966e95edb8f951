"""Offer an object's public names to tab completion, and no others."""

from __future__ import annotations


class PublicNames:
    """A class whose objects list their public names alone."""

    def __dir__(self) -> list[str]:
        return [name for name in super().__dir__() if not name.startswith("_")]
