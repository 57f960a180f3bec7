"""The four files of Fashion-MNIST with their checksums.

The SHA-256 of the decompressed content is what counts: packagers compress the files anew, which
changes the ``.gz`` but not the images. The ``.gz`` sums are those of the authors' own server
(Xiao et al. 2017) and guard the download.
"""

from dataclasses import dataclass

#: Server of the authors of Fashion-MNIST.
UPSTREAM = "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/"


@dataclass(frozen=True)
class DataFile:
    """One IDX file.

    Parameters
    ----------
    name : str
        Name without ``.gz``.
    dimensions : int
        Number of dimensions of its array (no unit).
    gzip_sha256, payload_sha256 : str
        SHA-256 of the ``.gz`` of the authors and of its content, in hexadecimal.
    """

    name: str
    dimensions: int
    gzip_sha256: str
    payload_sha256: str


FASHION_MNIST = (
    DataFile(
        "train-images-idx3-ubyte",
        3,
        "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
        "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
    ),
    DataFile(
        "train-labels-idx1-ubyte",
        1,
        "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845",
        "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
    ),
    DataFile(
        "t10k-images-idx3-ubyte",
        3,
        "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
        "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
    ),
    DataFile(
        "t10k-labels-idx1-ubyte",
        1,
        "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5",
        "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
    ),
)
