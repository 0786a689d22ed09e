"""Finds secrets in whatever was written: plain or encoded, in any case, whole or in part."""

from base64 import b64encode
from collections.abc import Iterator, Mapping

PART = 16
"""Characters of a secret that are a leak by themselves."""
ENCODINGS = ("plain", "UTF-16", "hex", "percent-encoded", "base64", "base64 after one byte", "base64 after two bytes")


def encode(text: bytes, encoding: str) -> bytes:
    """Return how a text looks in the midst of another one, in an encoding."""
    match encoding:
        case "plain":
            return text
        case "UTF-16":
            return b"\0".join(text[i : i + 1] for i in range(len(text)))
        case "hex":
            return text.hex().encode()
        case "percent-encoded":
            return b"".join(b"%%%02x" % byte for byte in text)
        case _:
            before = ENCODINGS.index(encoding) - ENCODINGS.index("base64")
            whole = slice(
                (before * 8 + 5) // 6, (before + len(text)) * 8 // 6
            )  # characters of 6 bits of the text alone
            return b64encode(bytes(before) + text)[whole]


class Search:
    """The search for secrets, each of which has a name.

    A token is known by its public id, too; so what is searched for is what comes after it.
    """

    def __init__(self, secrets: Mapping[str, str]) -> None:
        self._needles = {name: list(_needles(name, secret)) for name, secret in secrets.items()}
        self.bytes_searched = 0

    def __call__(self, written: Mapping[str, bytes]) -> list[str]:
        """Return which secrets were found, and where: in the places that `written` maps to what stands there."""
        found = []
        for place, data in written.items():
            small = data.lower()
            self.bytes_searched += len(small)
            for name, needles in self._needles.items():
                hits = [at for needle in needles if (at := small.find(needle)) >= 0]
                if hits:
                    at = min(hits)
                    found.append(f"{name} in {place}, after {small[max(0, at - 100) : at]!r}")
        return found


def _needles(name: str, secret: str) -> Iterator[bytes]:
    text = secret.rpartition("_")[2].encode()
    assert len(text) >= PART, f"{name} is too short to be told from other text"
    for start in range(0, len(text) - PART + 1, PART):
        for encoding in ENCODINGS:
            yield encode(text[start : start + PART], encoding).lower()
