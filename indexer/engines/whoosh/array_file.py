"""A file of named numpy arrays, memory-mapped, with a checksum for every 16 KiB block.

Layout: magic, the arrays (each at a multiple of 64 bytes), the table of CRC-32s (one per block of
everything before it), a JSON header (names, types, places, and the caller's own `meta`), a trailer that
seals table and header. Opening reads the end of the file only. A block is verified the first time that a
slice touches it, once per process, so opening is quick and a flipped bit is never answered from.
"""

from __future__ import annotations

import json
import mmap
import os
import struct
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from indexer.errors import IndexDamaged
from indexer.settings import program

MAGIC = b"TCDARR1\n"
BLOCK_BITS = 14
BLOCK = 1 << BLOCK_BITS
ALIGN = 64
_TRAILER = struct.Struct("<QIII8s")  # where the table begins, blocks, bytes of JSON, seal, magic


def repair(folder: Path) -> str:
    """What to do about an index that cannot be used; names its folder."""
    return f"run `{program()} index --index {folder}` to repair it"


def damaged(path: Path, what: str) -> IndexDamaged:
    """The error for a file of the index that is not what was written."""
    return IndexDamaged(f"{path}: {what}; the index is damaged: {repair(path.parent)}")


def unreadable(path: Path, error: OSError) -> IndexDamaged:
    """The error for a file of the index that the system does not let us read, for whatever reason."""
    if isinstance(error, FileNotFoundError):
        return damaged(path, "the file is missing")
    return damaged(path, f"the file cannot be read ({error.strerror or type(error).__name__})")


class _Sink:
    """Writes bytes and keeps the checksum of every block."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("xb", buffering=1 << 20)
        self.position = 0
        self.checksums: list[int] = []
        self._running = 0

    def write(self, data: memoryview) -> None:
        self._file.write(data)
        at = 0
        while at < len(data):
            step = min(len(data) - at, BLOCK - self.position % BLOCK)
            self._running = zlib.crc32(data[at : at + step], self._running)
            at += step
            self.position += step
            if self.position % BLOCK == 0:
                self.checksums.append(self._running)
                self._running = 0

    def finish(self, header: bytes) -> int:
        if self.position % BLOCK:
            self.checksums.append(self._running)
        table = np.array(self.checksums, dtype="<u4").tobytes()
        seal = zlib.crc32(header, zlib.crc32(table))
        place = (self.position, len(self.checksums), len(header))
        seal = zlib.crc32(struct.pack("<QII", *place), seal)
        self._file.write(table + header + _TRAILER.pack(*place, seal, MAGIC))
        self._file.flush()
        os.fsync(self._file.fileno())
        return seal

    def close(self) -> None:
        self._file.close()


def write_arrays(path: Path, arrays: Mapping[str, np.ndarray], meta: Mapping[str, Any]) -> int:
    """Write `arrays` and the JSON-able `meta` to a new file, durably; returns its seal (a CRC-32)."""
    sink = _Sink(path)
    try:
        sink.write(memoryview(MAGIC))
        places: dict[str, list[Any]] = {}
        for name, array in arrays.items():
            sink.write(memoryview(bytes(-sink.position % ALIGN)))
            flat = np.ascontiguousarray(array)
            places[name] = [flat.dtype.str, sink.position, flat.size]
            if flat.size:
                sink.write(flat.view(np.uint8).reshape(-1).data)
        header = json.dumps({"arrays": places, "meta": dict(meta)}, ensure_ascii=False).encode()
        return sink.finish(header)
    except BaseException:
        sink.close()
        path.unlink(missing_ok=True)
        raise
    finally:
        sink.close()


class ArrayFile:
    """An open file of arrays. `file[name]` is a `ChecksummedArray` array, `file.meta` what was given on writing.

    `seal` is compared with the file's own, when given; `size` in bytes likewise. Raises IndexDamaged.
    The mapping lives as long as arrays of it do, also after the file was deleted.
    """

    def __init__(self, path: Path, seal: int | None = None, size: int | None = None) -> None:
        self.path = path
        try:
            with path.open("rb") as file:
                self.size = os.fstat(file.fileno()).st_size
                if self.size < _TRAILER.size or (size is not None and size != self.size):
                    raise damaged(path, f"{self.size:,} bytes, expected {size or _TRAILER.size:,}")
                self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except OSError as error:
            raise unreadable(path, error) from None
        table, self._blocks, length, found, magic = _TRAILER.unpack(self._map[-_TRAILER.size :])
        header = table + 4 * self._blocks
        if magic != MAGIC or header + length + _TRAILER.size != self.size:
            raise damaged(path, "the end of the file is not what was written")
        computed = zlib.crc32(self._map[table : header + length])
        computed = zlib.crc32(struct.pack("<QII", table, self._blocks, length), computed)
        if computed != found or (seal is not None and seal != found):
            raise damaged(path, "the header does not match its checksum")
        self.seal: int = found
        self._end = table
        self._checksums = np.frombuffer(self._map, "<u4", self._blocks, table).tolist()
        self._seen = bytearray(self._blocks)
        content = json.loads(self._map[header : header + length])
        self.meta: dict[str, Any] = content["meta"]
        self._bytes = memoryview(self._map)
        self._arrays = {
            name: ChecksummedArray(self, np.frombuffer(self._map, dtype, count, start), start)
            for name, (dtype, start, count) in content["arrays"].items()
        }

    def __getitem__(self, name: str) -> ChecksummedArray:
        return self._arrays[name]

    def __contains__(self, name: str) -> bool:
        return name in self._arrays

    def names(self) -> list[str]:
        return list(self._arrays)

    def verify(self, start: int, stop: int) -> None:
        """Make sure that the bytes `[start, stop)` are what was written; raises IndexDamaged."""
        first, last = start >> BLOCK_BITS, (stop - 1 >> BLOCK_BITS) + 1
        if last - first == 1 and self._seen[first]:
            return
        block = self._seen.find(0, first, last)
        while block >= 0:
            data = self._bytes[block << BLOCK_BITS : min((block + 1) << BLOCK_BITS, self._end)]
            if zlib.crc32(data) != self._checksums[block]:
                raise damaged(self.path, f"bytes from {block << BLOCK_BITS:,} fail their checksum")
            self._seen[block] = 1
            block = self._seen.find(0, block + 1, last)

    def verify_all(self) -> None:
        """Verify every block again, whether seen before or not; raises IndexDamaged."""
        self._seen = bytearray(self._blocks)
        self.verify(0, self._end)


class ChecksummedArray:
    """One array of a file; its parts are verified when they are asked for."""

    __slots__ = ("_file", "_item", "_sound", "_start", "raw")

    def __init__(self, file: ArrayFile, raw: np.ndarray, start: int) -> None:
        self._file = file
        self._start = start
        self._item = raw.itemsize
        self._sound = not len(raw)
        self.raw = raw

    def __len__(self) -> int:
        return len(self.raw)

    def part(self, low: int, high: int) -> np.ndarray:
        """The elements `[low, high)` (a view of the mapping, read only)."""
        if high > low and not self._sound:
            self._file.verify(self._start + low * self._item, self._start + high * self._item)
        return self.raw[low:high]

    def parts(self, spans: Sequence[tuple[int, int]]) -> np.ndarray:
        """The elements of some stretches, one after the other."""
        if not self._sound:
            start, item, verify = self._start, self._item, self._file.verify
            for low, high in spans:
                if high > low:
                    verify(start + low * item, start + high * item)
        raw = self.raw
        return np.concatenate([raw[low:high] for low, high in spans])

    def at(self, place: int) -> int:
        """One element, of an array of integers."""
        if not self._sound:
            start = self._start + place * self._item
            self._file.verify(start, start + self._item)
        return int(self.raw[place])

    def whole(self) -> np.ndarray:
        """All elements. Once they are verified, no part is looked at again."""
        if not self._sound:
            self._file.verify(self._start, self._start + len(self.raw) * self._item)
            self._sound = True
        return self.raw

    def text(self, low: int, high: int) -> bytes:
        """The bytes `[low, high)` of an array of bytes."""
        return self.part(low, high).tobytes()
