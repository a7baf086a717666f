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

HIGH_BYTES = re.compile(rb"[\x80-\xff]+")
WESTERN_SIGNS = frozenset("€…–—‘’“”•«»°§£©®´·½".encode("cp1252")[n : n + 1] for n in range(19))
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
    mixed = _decode_mixed(data)
    if mixed:
        return _check_text(mixed, "utf-8", path, guessed=False, mixed=True)
    text = data.decode("utf-8", errors="replace")
    high = sum(map(len, HIGH_BYTES.findall(data)))
    if text.count("\ufffd") <= MAX_BROKEN_SHARE * high:
        return _check_text(text, "utf-8", path, guessed=False)
    return _detect_encoding(data, path)


def _decode_mixed(data: bytes) -> str:
    """A file of UTF-8 with lines of Windows Western among them; "" where the lines are of one encoding.

    Lines with a broken character here and there count as UTF-8; of the others at least as many must be good UTF-8.
    """
    lines: list[str] = []
    good = other = 0
    for line in data.split(b"\n"):
        try:
            lines.append(line.decode("utf-8"))
            good += not line.isascii()
        except UnicodeDecodeError:
            text = line.decode("utf-8", errors="replace")
            if text.count("\ufffd") <= MAX_BROKEN_SHARE * len(HIGH_BYTES.findall(line)) or not _is_western(line):
                return ""
            lines.append(line.decode("cp1252", errors="replace"))
            other += 1
    return "\n".join(lines) if good >= other else ""


def _is_western(line: bytes) -> bool:
    """Whether the bytes above ASCII are accented letters, alone within words."""
    runs = HIGH_BYTES.findall(line)
    return all(len(run) <= 2 and (run[0] >= 0xC0 or run in WESTERN_SIGNS) for run in runs)


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


def _check_text(text: str, encoding: str, path: str, *, guessed: bool, mixed: bool = False) -> Decoded:
    warnings = []
    if mixed:
        warnings.append(Warning(line=0, why="two encodings in one file: lines that are no UTF-8 are read as cp1252"))
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
