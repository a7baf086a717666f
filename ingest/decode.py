"""Decodes a file's bytes: which encoding, and whether it is text at all. charset-normalizer's home."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from ingest.document import Warning
from ingest.errors import UnreadableFile

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""The 32-bit marks first, because UTF-16's mark begins UTF-32's."""

MAX_CONTROL_SHARE = 0.02
"""Bytes with a larger share of control characters are no text: random bytes have 0.10, a PDF 0.05 and more, notes in
any encoding under 0.001."""

MAX_BROKEN_SHARE = 0.1
"""Share of non-ASCII bytes that may be broken in a file still read as UTF-8: a note cut inside a character breaks one
sequence, a Latin-1 file nearly all."""

SAMPLE_BYTES = 200_000
"""For the detector, which takes seconds over a large file."""

LIKELY_ENCODINGS = (
    "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "koi8_r", "cp932", "euc_jp",
    "gb18030", "big5", "euc_kr", "cp949", "iso8859_2", "iso8859_15",
)  # fmt: skip
"""Encodings of note files; choosing among all it supports, the detector takes French for Polish."""
CHAOS_MARGIN = 0.02
COHERENCE_MARGIN = 0.1
"""Windows Western is preferred when it is so near to the best guess: on short French, Spanish and German notes the
detector's first two guesses differ by less, on Russian, Czech and Japanese ones by more."""

CONTROL_CHARACTER = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
LINE_END = re.compile("\r\n|\n|\r")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """Text without byte-order marks and NUL, and the problems found."""

    text: str
    encoding: str
    warnings: tuple[Warning, ...] = ()

    @property
    def lines(self) -> tuple[str, ...]:
        """Its lines, cut at LF, CRLF or CR; a last empty one is left out."""
        lines = LINE_END.split(self.text) if "\r" in self.text else self.text.split("\n")
        if lines and not lines[-1]:
            lines.pop()
        return tuple(lines)


def decode_bytes(data: bytes, path: str = "") -> Decoded:
    """Decodes a file's bytes. Raises UnreadableFile, naming `path`, where they are no text."""
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            text = data[len(mark) :].decode(encoding, errors="replace")
            return _check_text(text, encoding, path, guessed=False)
    utf16 = _guess_utf16(data)
    if utf16:
        return _check_text(data.decode(utf16, errors="replace"), utf16, path, guessed=True)
    try:
        return _check_text(data.decode("utf-8"), "utf-8", path, guessed=False)
    except UnicodeDecodeError:
        pass
    text = data.decode("utf-8", errors="replace")
    high = sum(map(len, re.findall(rb"[\x80-\xff]+", data)))
    if text.count("\ufffd") <= MAX_BROKEN_SHARE * high:
        return _check_text(text, "utf-8", path, guessed=False)
    return _detect_encoding(data, path)


def _guess_utf16(data: bytes) -> str:
    """The encoding of UTF-16 without a mark, where in Western text every second byte is zero; "" otherwise."""
    head = data[:4096]
    if len(head) < 4:
        return ""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = len(head) // 2
    if odd > 0.6 * half and even < 0.1 * half:
        return "utf-16-le"
    if even > 0.6 * half and odd < 0.1 * half:
        return "utf-16-be"
    return ""


def _detect_encoding(data: bytes, path: str) -> Decoded:
    sample = data[:SAMPLE_BYTES]
    if len(CONTROL_CHARACTER.findall(sample.decode("latin-1"))) > MAX_CONTROL_SHARE * len(sample):
        raise UnreadableFile(path, "not text in any encoding; move it out of the folder or name it in .notesignore")
    from charset_normalizer import from_bytes  # slow to import, and most files are UTF-8

    best = from_bytes(sample, cp_isolation=list(LIKELY_ENCODINGS)).best()
    western = from_bytes(sample, cp_isolation=["cp1252"]).best()
    if western and (
        not best
        or (western.chaos <= best.chaos + CHAOS_MARGIN and western.coherence >= best.coherence - COHERENCE_MARGIN)
    ):
        best = western
    encoding = best.encoding if best else "cp1252"
    return _check_text(data.decode(encoding, errors="replace"), encoding, path, guessed=True)


def _check_text(text: str, encoding: str, path: str, *, guessed: bool) -> Decoded:
    warnings = []
    if guessed:
        warnings.append(Warning(line=0, why=f"encoding guessed: {encoding}"))
    nul = text.count("\0")
    if nul:
        text = text.replace("\0", "")
        warnings.append(Warning(line=0, why=f"{nul} NUL characters left out"))
    if len(CONTROL_CHARACTER.findall(text)) > max(2, MAX_CONTROL_SHARE * len(text)) or nul > len(text):
        raise UnreadableFile(path, "not text; move it out of the folder or name it in .notesignore")
    broken = text.count("\ufffd")
    if broken:
        warnings.append(Warning(line=0, why=f"{broken} characters could not be decoded"))
    return Decoded(text=text.replace("\ufeff", ""), encoding=encoding, warnings=tuple(warnings))
