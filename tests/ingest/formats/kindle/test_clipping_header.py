"""A Kindle clipping's second line in its languages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.formats.kindle.clipping_header import read_header
from ingest.metadata.written_dates import read_date

HEADERS = [
    ("- Your Highlight on page 9-10 | Added on Monday, 24 June 2019 08:31:52", "highlight", "9-10", ""),
    ("- Your Note on page 92 | location 1407 | Added on Monday, 24 June 2019 08:31:52", "note", "92", "1407"),
    ("- Je markering op pagina 6 | locatie 36-40 | Toegevoegd op maandag 30 september 2019 18:00:39",
     "highlight", "6", "36-40"),
    ("- Tu marcador en la posición 40 | Añadido el lunes, 30 de septiembre de 2019 18:00:39", "bookmark", "", "40"),
    ("- Ваш выделенный отрывок на странице 5 | Местоположение 1234-1236 | Добавлено: 30 декабря 2024 г. в 14:46:33",
     "highlight", "5", "1234-1236"),
    ("- 您在第 9-10 页的标注 | 添加于 2018年4月1日星期日 下午3:00:00", "highlight", "9-10", ""),
    ("- 我的笔记 位置 #20 | 添加于2013年12月18日星期三 下午04:55:44", "note", "", "20"),
    ("- 您在位置 #10-12的螢光標記 | 新增於 2020年1月2日星期四 上午9:05:06", "highlight", "", "10-12"),
    ("- 100쪽의 내 하이라이트 | 위치 1500-1501 | 2021년 3월 5일 금요일 오후 9:10:11에 추가됨", "highlight", "100",
     "1500-1501"),
    ("- 9페이지 | 위치 123-125의 하이라이트 | 추가: 2020년 5월 3일 일요일 오후 10:11:12", "highlight", "9", "123-125"),
]  # fmt: skip

DATES = [
    ("Added on Monday, July 31, 2017 11:11:20 PM", "2017-07-31T23:11:20"),
    ("Added on Tuesday, August 1, 2017 12:05:00 AM", "2017-08-01T00:05:00"),
    ("Added on Monday, 3 December 12 19:00:12 Greenwich Mean Time", "2012-12-03T19:00:12"),
    ("Adicionado: quarta-feira, 14 de fevereiro de 2018 11:57:33", "2018-02-14T11:57:33"),
    ("Ajouté le mardi 5 mars 2024 09:12:45", "2024-03-05T09:12:45"),
    ("Hinzugefügt am Dienstag, 5. März 2024 21:12:45", "2024-03-05T21:12:45"),
    ("Aggiunto il lunedì 6 luglio 2026 21:13:22", "2026-07-06T21:13:22"),
    ("Добавлено: воскресенье, 3 марта 2024 г. в 18:48:36", "2024-03-03T18:48:36"),
    ("作成日: 2021年8月3日火曜日 23:24:53", "2021-08-03T23:24:53"),
    ("添加于 2015年11月21日星期六 上午12:24:43", "2015-11-21T00:24:43"),
    ("추가: 2020년 5월 3일 일요일 오후 10:11:12", "2020-05-03T22:11:12"),
    ("Added on Friday, July 3, 2026 8:00:00\u202fAM", "2026-07-03T08:00:00"),
    ("Added on some day", ""),
]


@pytest.mark.parametrize(("line", "entry_type", "page", "location"), HEADERS)
def test_a_header_holds_type_page_and_location(line: str, entry_type: str, page: str, location: str) -> None:
    header = read_header(line)
    assert header is not None
    assert (header.entry_type, header.page, header.location) == (entry_type, page, location)


@pytest.mark.parametrize(("text", "expected"), DATES)
def test_a_date_reads_in_every_language(text: str, expected: str) -> None:
    assert read_date(text) == expected


@pytest.mark.parametrize("line", ["", "- a list item", "Salt and Tide (Maren Voss)", "- my highlight of the day"])
def test_other_lines_are_not_headers(line: str) -> None:
    assert read_header(line) is None


@given(st.text(max_size=300))
def test_any_line_is_read_without_an_error(line: str) -> None:
    header = read_header(f"- {line}")
    assert header is None or header.entry_type in ("highlight", "note", "bookmark", "clip")
