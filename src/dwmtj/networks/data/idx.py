"""The IDX format of the MNIST family: a magic number, the sizes, then the values as bytes.

Only unsigned bytes are read, which is all that the MNIST family uses.
"""

import gzip
import struct
import zlib
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dwmtj.networks.data.errors import DataError

_UNSIGNED_BYTE = 0x08
_GZIP_MAGIC = b"\x1f\x8b"


def read_payload(path: Path) -> bytes:
    """Read a file, plain or gzipped.

    Parameters
    ----------
    path : Path
        The file; whether it is gzipped is told by its content, not by its name.

    Returns
    -------
    bytes
        The decompressed content.

    Raises
    ------
    DataError
        If the file cannot be read or its compression is damaged.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise DataError(
            f"{path}: cannot be read ({error.strerror}); check its permissions"
        ) from None
    if not raw.startswith(_GZIP_MAGIC):
        return raw
    try:
        return gzip.decompress(raw)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise DataError(f"{path}: damaged gzip file ({error}); fetch it again") from None


def parse_idx(payload: bytes, dimensions: int, name: str) -> NDArray[Any]:
    """Turn the content of an IDX file into an array.

    Parameters
    ----------
    payload : bytes
        Decompressed content of the file.
    dimensions : int
        Expected number of dimensions (no unit): 3 for images, 1 for labels.
    name : str
        Name of the file, for error messages.

    Returns
    -------
    ndarray of uint8
        The values, in the shape that the file states.

    Raises
    ------
    DataError
        If the magic number is another one or the size does not agree with the header.
    """
    header = 4 + 4 * dimensions
    magic = bytes((0, 0, _UNSIGNED_BYTE, dimensions))
    if payload[:4] != magic:
        raise DataError(
            f"{name}: wrong magic number {payload[:4].hex() or '(empty file)'}, expected "
            f"{magic.hex()}; this is no IDX file of this kind"
        )
    if len(payload) < header:
        raise DataError(f"{name}: only {len(payload)} bytes, the header alone has {header}")
    shape = struct.unpack(f">{dimensions}I", payload[4:header])
    expected = header + int(np.prod(shape, dtype=object))
    if len(payload) != expected:
        raise DataError(
            f"{name}: wrong size, {len(payload)} bytes instead of {expected} for shape "
            f"{list(shape)}; fetch it again"
        )
    return np.frombuffer(payload, np.uint8, offset=header).reshape(shape)
