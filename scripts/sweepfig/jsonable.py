"""What JSON can hold: arrays in it, and the digest of such a document."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray


def digest_of(document: Any) -> str:
    """Return the digest of what JSON can hold."""
    text = json.dumps(document, sort_keys=True, ensure_ascii=False)
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def array_to_json(values: NDArray[Any]) -> dict[str, Any]:
    """Return what JSON can hold of an array of one dimension, or of none."""
    stored = np.datetime_as_string(values) if values.dtype.kind == "M" else values
    return {"dtype": values.dtype.str, "values": stored.tolist()}


def array_from_json(document: Mapping[str, Any]) -> NDArray[Any]:
    """Return the array that `array_to_json` wrote."""
    return np.array(document["values"], dtype=document["dtype"])
