"""Bytes of a file into text: which encoding, and whether it is text at all. charset-normalizer's home."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from ingest.document import Warning
from ingest.errors import UnreadableFile

MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""Byte-order marks; the 32-bit ones first, because UTF-16's mark begins UTF-32's."""

MOST_CONTROL = 0.02
"""Share of control characters above which bytes are no text: random bytes have 0.10, a PDF 0.05 and more,
notes in any encoding under 0.001."""

MOST_BROKEN = 0.1
"""Share of non-ASCII bytes that may be broken in a file still read as UTF-8: a note cut in the middle of a
character breaks one sequence; a Latin-1 file breaks nearly all."""

SAMPLE = 200_000
"""Bytes shown to the detector; the whole of a large file would take seconds."""

LIKELY = (
    "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "koi8_r", "cp932", "euc_jp",
    "gb18030", "big5", "euc_kr", "cp949", "iso8859_2", "iso8859_15",
)  # fmt: skip
"""Encodings that note files come in; left to all it knows, the detector takes French for Polish."""
NEAR_CHAOS = 0.02
NEAR_LIKENESS = 0.1
"""Windows Western is taken when it is so near to the best guess: on short French, Spanish and German notes the
detector's first two guesses differ by less, on Russian, Czech and Japanese ones by more."""

CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
LINE_END = re.compile("\r\n|\n|\r")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """Text without byte-order marks and NUL, and what was odd about it."""

    text: str
    encoding: str
    warnings: tuple[Warning, ...] = ()

    @property
    def lines(self) -> tuple[str, ...]:
        """Its lines, cut at LF, CRLF and CR alike; a last empty one is left out."""
        lines = LINE_END.split(self.text) if "\r" in self.text else self.text.split("\n")
        if lines and not lines[-1]:
            lines.pop()
        return tuple(lines)


def decode_bytes(data: bytes, path: str = "") -> Decoded:
    """Decode a file's bytes. Raises UnreadableFile, naming `path`, where they are no text."""
    for mark, encoding in MARKS:
        if data.startswith(mark):
            text = data[len(mark) :].decode(encoding, errors="replace")
            return _checked(text, encoding, path, guessed=False)
    wide = _wide_encoding(data)
    if wide:
        return _checked(data.decode(wide, errors="replace"), wide, path, guessed=True)
    try:
        return _checked(data.decode("utf-8"), "utf-8", path, guessed=False)
    except UnicodeDecodeError:
        pass
    text = data.decode("utf-8", errors="replace")
    high = sum(map(len, re.findall(rb"[\x80-\xff]+", data)))
    if text.count("\ufffd") <= MOST_BROKEN * high:
        return _checked(text, "utf-8", path, guessed=False)
    return _detected(data, path)


def _wide_encoding(data: bytes) -> str:
    """UTF-16 without a mark: in Western text every second byte is zero."""
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


def _detected(data: bytes, path: str) -> Decoded:
    if len(CONTROL.findall(data[:SAMPLE].decode("latin-1"))) > MOST_CONTROL * min(len(data), SAMPLE):
        raise UnreadableFile(path, "not text in any encoding; move it out of the folder or name it in .notesignore")
    from charset_normalizer import from_bytes

    sample = data[:SAMPLE]
    best = from_bytes(sample, cp_isolation=list(LIKELY)).best()
    western = from_bytes(sample, cp_isolation=["cp1252"]).best()
    if western and (
        not best or (western.chaos <= best.chaos + NEAR_CHAOS and western.coherence >= best.coherence - NEAR_LIKENESS)
    ):
        best = western
    encoding = best.encoding if best else "cp1252"
    return _checked(data.decode(encoding, errors="replace"), encoding, path, guessed=True)


def _checked(text: str, encoding: str, path: str, *, guessed: bool) -> Decoded:
    warnings = []
    if guessed:
        warnings.append(Warning(line=0, why=f"encoding guessed: {encoding}"))
    nul = text.count("\0")
    if nul:
        text = text.replace("\0", "")
        warnings.append(Warning(line=0, why=f"{nul} NUL characters left out"))
    if len(CONTROL.findall(text)) > max(2, MOST_CONTROL * len(text)) or nul > len(text):
        raise UnreadableFile(path, "not text; move it out of the folder or name it in .notesignore")
    broken = text.count("\ufffd")
    if broken:
        warnings.append(Warning(line=0, why=f"{broken} characters could not be decoded"))
    return Decoded(text=text.replace("\ufeff", ""), encoding=encoding, warnings=tuple(warnings))
