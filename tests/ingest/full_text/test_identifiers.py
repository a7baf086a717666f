from __future__ import annotations

import pytest

from ingest.dedup.work_names import find_identifier
from ingest.full_text.identifiers import find_doi, find_isbn, normalise_isbn, read_pdf_date


@pytest.mark.parametrize(
    ("text", "isbn"),
    [
        ("ISBN 978-3-16-148410-0 (cloth)", "9783161484100"),
        ("ISBN-10: 3-16-148410-X", "9783161484100"),
        ("urn:isbn:9783161484100", "9783161484100"),
        ("ISBN 978-3-16-148410-1", ""),
        ("call 978 316 148 41 00 at once", ""),
    ],
)
def test_an_isbn_is_found_where_it_is_named_and_valid(text: str, isbn: str) -> None:
    assert find_isbn(text) == isbn


def test_an_isbn_of_ten_digits_becomes_one_of_thirteen() -> None:
    assert normalise_isbn("316148410x") == "9783161484100"
    assert normalise_isbn("3161484100") == normalise_isbn("31614841") == ""


@pytest.mark.parametrize(
    ("text", "doi"),
    [
        ("https://doi.org/10.1000/Marle.2020(7).", "10.1000/marle.2020(7)"),
        ("(doi:10.1000/182)", "10.1000/182"),
        ("version 10.2/3", ""),
    ],
)
def test_a_doi_ends_where_the_sentence_does(text: str, doi: str) -> None:
    assert find_doi(text) == doi


def test_the_date_of_a_mark() -> None:
    assert read_pdf_date("D:20240229183000+01'00'") == "2024-02-29T18:30:00"
    assert read_pdf_date("D:20240229") == "2024-02-29"
    assert read_pdf_date("D:2024") == "2024"
    assert read_pdf_date("yesterday") == ""


def test_a_work_is_named_by_its_doi_before_its_isbn() -> None:
    assert find_identifier("https://doi.org/10.1000%2F182", {"ISBN": "9783161484100"}) == "doi 10.1000/182"
    assert find_identifier("", {"ISBN-13": "978-3-16-148410-0"}) == "isbn 9783161484100"
    assert find_identifier("https://example.org", {"isbn": "none"}) == ""
