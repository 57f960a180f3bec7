"""A small data set of the same format, and a server on this machine to fetch it from."""

import gzip
import hashlib
import http.server
import struct
import threading

import numpy as np
import pytest

from dwmtj.networks.data.registry import DataFile

NAMES = (
    ("train-images-idx3-ubyte", 3),
    ("train-labels-idx1-ubyte", 1),
    ("t10k-images-idx3-ubyte", 3),
    ("t10k-labels-idx1-ubyte", 1),
)


def idx_bytes(array):
    """An array of bytes in the IDX format."""
    header = bytes((0, 0, 8, array.ndim)) + struct.pack(f">{array.ndim}I", *array.shape)
    return header + array.astype(np.uint8).tobytes()


@pytest.fixture
def small_files():
    """Content of four small files by name, and a registry with their checksums."""
    random = np.random.default_rng(0)
    content, registry = {}, []
    for name, dimensions in NAMES:
        shape = (20, 3, 3) if dimensions == 3 else (20,)
        payload = idx_bytes(random.integers(0, 256 if dimensions == 3 else 10, shape))
        packed = gzip.compress(payload)
        content[name] = payload
        registry.append(
            DataFile(
                name,
                dimensions,
                hashlib.sha256(packed).hexdigest(),
                hashlib.sha256(payload).hexdigest(),
            )
        )
        content[name + ".gz"] = packed
    return content, tuple(registry)


@pytest.fixture
def server():
    """A server that answers what a test sets: bytes, or (status, bytes, stated length)."""
    answers = {}

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            answer = answers.get(self.path.rsplit("/", 1)[-1], (404, b"", None))
            status, body, length = answer if isinstance(answer, tuple) else (200, answer, None)
            requests.append(self.path)
            self.send_response(status)
            self.send_header("Content-Length", str(length or len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments):
            pass

    requests = []
    running = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=running.serve_forever, daemon=True)
    thread.start()
    running.answers, running.requests = answers, requests
    running.url = f"http://127.0.0.1:{running.server_port}/"
    yield running
    running.shutdown()
    running.server_close()
