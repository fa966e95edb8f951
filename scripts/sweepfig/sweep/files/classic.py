"""Check whether a NetCDF file of the classic formats is whole.

The NetCDF library does not check it: it reads missing bytes at the end of a classic file as zeros, which
would be drawn. The header says where each variable ends. (For a truncated HDF5 file its library raises an
error.) Formats: CDF-1, CDF-2 and CDF-5 of the NetCDF specification.
"""

from __future__ import annotations

import math
import os
import struct
from typing import BinaryIO, NamedTuple

from sweepfig.core import storage

MAGIC = (b"CDF\1", b"CDF\2", b"CDF\5")
TYPE_BYTES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 4, 6: 8, 7: 1, 8: 2, 9: 4, 10: 8, 11: 8}
LONGEST_LIST = 1_000_000  # entries; a damaged header must not be read for hours
STREAMING = (2**32 - 1, 2**64 - 1)  # the header leaves the number of records open


class _Variable(NamedTuple):
    lengths: tuple[int, ...]  # 0: the record dimension
    item: int
    begin: int

    @property
    def is_record(self) -> bool:
        return bool(self.lengths) and self.lengths[0] == 0

    @property
    def size(self) -> int:
        """Bytes; for a record variable those of one record."""
        return self.item * math.prod(self.lengths[self.is_record :])


def is_classic(path: str) -> bool:
    """Whether a file is of a classic format, by its first bytes."""
    with storage.opened(path) as file:
        return file.read(4) in MAGIC


def missing_bytes(path: str) -> int:
    """Return how many bytes are missing at a file's end; 0 if it is whole or not of a classic format.

    Raises
    ------
    OSError
        If its header is cut short, or gives an impossible length.
    """
    with storage.opened(path) as file:
        magic = file.read(4)
        if magic not in MAGIC:
            return 0
        header = _Header(file, magic[3])
        try:
            records, variables = header.read()
        except struct.error:
            raise OSError("its header breaks off, or is damaged") from None
    return max(0, _end(records, variables) - header.length)


def _end(records: int, variables: list[_Variable]) -> int:
    each = [variable.size for variable in variables if variable.is_record]
    # Each variable's record is padded to four bytes, except if there is only one record variable.
    record = each[0] if len(each) == 1 else sum(-(-size // 4) * 4 for size in each)
    ends = [0]
    for variable in variables:
        if not variable.is_record:
            ends.append(variable.begin + variable.size)
        elif records and records not in STREAMING:
            ends.append(variable.begin + (records - 1) * record + variable.size)
    return max(ends)


class _Header:
    def __init__(self, file: BinaryIO, version: int) -> None:
        self.file = file
        self.length = os.fstat(file.fileno()).st_size
        self.count_format = ">Q" if version == 5 else ">I"
        self.offset_format = ">I" if version == 1 else ">Q"

    def read(self) -> tuple[int, list[_Variable]]:
        """Return the number of records, and the variables."""
        records = self._count()
        dimensions = [self._dimension() for _ in range(self._list())]
        self._skip_attributes()
        return records, [self._variable(dimensions) for _ in range(self._list())]

    def _number(self, form: str) -> int:
        (number,) = struct.unpack(form, self.file.read(struct.calcsize(form)))
        return int(number)

    def _count(self) -> int:
        return self._number(self.count_format)

    def _list(self) -> int:
        self._number(">I")  # its tag
        length = self._count()
        if length > LONGEST_LIST:
            raise struct.error("no list of a header")
        return length

    def _skip(self, size: int) -> None:
        if size > self.length:  # a CDF-5 size may also be larger than `seek` accepts
            raise struct.error("longer than the file")
        self.file.seek(-(-size // 4) * 4, os.SEEK_CUR)

    def _dimension(self) -> int:
        self._skip(self._count())
        return self._count()

    def _skip_attributes(self) -> None:
        for _ in range(self._list()):
            self._skip(self._count())
            item = TYPE_BYTES.get(self._number(">I"), 1)
            self._skip(item * self._count())

    def _variable(self, dimensions: list[int]) -> _Variable:
        self._skip(self._count())
        places = [self._count() for _ in range(self._count())]
        self._skip_attributes()
        item = TYPE_BYTES.get(self._number(">I"), 1)
        self._count()  # its size, which is wrong for large variables
        begin = self._number(self.offset_format)
        lengths = tuple(dimensions[place] for place in places if place < len(dimensions))
        return _Variable(lengths, item, begin)
