"""ISBN, DOI and dates of a work as its file writes them. Pure."""

from __future__ import annotations

import re

ISBN = re.compile(r"(?:ISBN(?:-1[03])?:?\s*|urn:isbn:|^\s*)((?:97[89][-  –]?)?(?:\d[-  –]?){9}[\dXx])(?![\dXx])", re.I)
DOI = re.compile(r"\b(10\.\d{4,9}/[^\s\"'<>{}]+)")
PDF_DATE = re.compile(r"^(?:D:)?(\d{4})(\d{2})?(\d{2})?(\d{2})?(\d{2})?(\d{2})?")


def find_isbn(text: str) -> str:
    """The first valid ISBN that a text names as one, as 13 digits; "" without one."""
    for match in ISBN.finditer(text):
        if isbn := normalise_isbn(match[1]):
            return isbn
    return ""


def normalise_isbn(written: str) -> str:
    """13 digits of an ISBN of 10 or 13; "" where its check digit is wrong."""
    digits = re.sub(r"[^\dX]", "", written.upper())
    if len(digits) == 10 and re.fullmatch(r"\d{9}[\dX]", digits):
        weights = (10 if digit == "X" else int(digit) for digit in digits)
        if sum(weight * value for weight, value in zip(range(10, 0, -1), weights, strict=True)) % 11:
            return ""
        body = "978" + digits[:9]
        return body + str(-_weighted(body) % 10)
    return digits if len(digits) == 13 and digits.isdigit() and _weighted(digits) % 10 == 0 else ""


def _weighted(digits: str) -> int:
    return sum(int(digit) * (3 if at % 2 else 1) for at, digit in enumerate(digits))


def find_doi(text: str) -> str:
    """The first DOI in a text, in lower case; "" without one."""
    match = DOI.search(text)
    if not match:
        return ""
    doi = match[1].rstrip(".,;:]")
    while doi.endswith(")") and doi.count("(") < doi.count(")"):
        doi = doi[:-1].rstrip(".,;:")
    return doi.lower()


def read_pdf_date(written: str) -> str:
    """ISO 8601 of `D:20240131120000+01'00'`, without its zone; "" where it is none."""
    match = PDF_DATE.match(written.strip())
    if not match:
        return ""
    year, month, day, hour, minute, second = match.groups()
    if not month or not day or not ("01" <= month <= "12" and "01" <= day <= "31"):
        return year if 1000 <= int(year) <= 2100 else ""
    date = f"{year}-{month}-{day}"
    if hour and minute and hour < "24" and minute < "60":
        return f"{date}T{hour}:{minute}:{second if second and second < '60' else '00'}"
    return date
