import gzip
import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from dwmtj.networks.data import DataError
from dwmtj.networks.data.idx import parse_idx, read_payload


def _encode(array):
    header = bytes((0, 0, 8, array.ndim)) + struct.pack(f">{array.ndim}I", *array.shape)
    return header + array.tobytes()


@given(arrays(np.uint8, array_shapes(min_dims=1, max_dims=3, min_side=0, max_side=6)))
def test_any_array_is_read_back(array):
    np.testing.assert_array_equal(parse_idx(_encode(array), array.ndim, "x"), array)


@given(
    arrays(np.uint8, array_shapes(min_dims=1, max_dims=3, min_side=1, max_side=5)),
    st.data(),
)
def test_no_cut_or_longer_file_is_accepted(array, data):
    payload = _encode(array)
    cut = data.draw(st.integers(0, len(payload) - 1))
    for damaged in (payload[:cut], payload + b"\0"):
        with pytest.raises(DataError, match="x: "):
            parse_idx(damaged, array.ndim, "x")


@pytest.mark.parametrize(
    ("payload", "says"),
    [
        (b"", "wrong magic number"),
        (b"\x1f\x8b\x08\x00", "wrong magic number 1f8b0800"),
        (bytes((0, 0, 9, 1)) + struct.pack(">I", 1) + b"x", "expected 00000801"),
        (bytes((0, 0, 8, 3)) + struct.pack(">3I", 1, 1, 1) + b"x", "wrong magic number 00000803"),
        (bytes((0, 0, 8, 1)), "only 4 bytes"),
        (bytes((0, 0, 8, 1)) + struct.pack(">I", 2**32 - 1) + b"x", "wrong size, 9 bytes"),
    ],
)
def test_wrong_headers_are_named(payload, says):
    with pytest.raises(DataError, match=says):
        parse_idx(payload, 1, "labels")


def test_compressed_files_are_known_by_content_not_by_name(tmp_path):
    (tmp_path / "plain.gz").write_bytes(b"payload")
    (tmp_path / "packed").write_bytes(gzip.compress(b"payload"))
    assert read_payload(tmp_path / "plain.gz") == read_payload(tmp_path / "packed") == b"payload"


@given(st.integers(2, 60))
def test_truncated_gzip_is_told(tmp_path_factory, length):
    packed = gzip.compress(bytes(range(200)))
    file = tmp_path_factory.mktemp("gzip") / "x.gz"
    file.write_bytes(packed[:length])
    with pytest.raises(DataError, match="damaged gzip file"):
        read_payload(file)


def test_a_file_that_cannot_be_read_is_told(tmp_path):
    with pytest.raises(DataError, match=r"cannot be read \(Is a directory\)"):
        read_payload(tmp_path)
