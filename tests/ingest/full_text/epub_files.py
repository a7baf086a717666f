"""EPUBs written by hand: version 2 with an NCX, version 3 with a navigation page."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path

CONTAINER = """<?xml version="1.0"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>
<rootfile full-path="OEBPS/content.opf" media-type="application/oebps-package+xml"/></rootfiles></container>"""


def chapter_page(heading: str, texts: Sequence[str], *, notes: Sequence[str] = (), heading_tag: str = "h1") -> str:
    """A chapter; its notes are called from the first paragraphs and stand at its end."""
    body = ""
    for at, text in enumerate(texts):
        call = f'<a epub:type="noteref" href="#n{at}"><sup>{at + 1}</sup></a>' if at < len(notes) else ""
        body += f"<p>{escape(text)}{call}</p>\n"
    asides = "".join(
        f'<aside epub:type="footnote" id="n{at}"><p>{escape(note)}</p></aside>\n' for at, note in enumerate(notes)
    )
    title = f"<{heading_tag}>{escape(heading)}</{heading_tag}>" if heading else ""
    return f"""<?xml version="1.0" encoding="utf-8"?>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><head>
<title>{escape(heading)}</title><style>p {{ margin: 0 }}</style></head><body>{title}
{body}{asides}</body></html>"""


def write_epub(
    path: Path,
    chapters: Mapping[str, str],
    *,
    version: int = 3,
    labels: Mapping[str, str] | None = None,
    title: str = "The Ferry Ledger",
    creators: Sequence[str] = ("Ilse Brandvold",),
    identifier: str = "urn:isbn:9783161484100",
    aside: Sequence[str] = (),
    extra: Mapping[str, str | bytes] | None = None,
) -> None:
    """An EPUB of chapters (name to page) in the order given. aside: names of those outside the reading order."""
    labels = labels or {}
    items = "".join(
        f'<item id="i{at}" href="text/{name}" media-type="application/xhtml+xml"/>' for at, name in enumerate(chapters)
    )
    references = "".join(
        f'<itemref idref="i{at}"{" linear=" + chr(34) + "no" + chr(34) if name in aside else ""}/>'
        for at, name in enumerate(chapters)
    )
    names = "".join(f"<dc:creator>{escape(creator)}</dc:creator>" for creator in creators)
    points = "".join(
        f'<navPoint id="p{at}"><navLabel><text>{escape(label)}</text></navLabel><content src="text/{name}"/></navPoint>'
        for at, (name, label) in enumerate(labels.items())
    )
    links = "".join(f'<li><a href="text/{name}">{escape(label)}</a></li>' for name, label in labels.items())
    toc = (
        '<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>'
        if version == 3
        else '<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>'
    )
    package = f"""<?xml version="1.0" encoding="utf-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="{version}.0" unique-identifier="id">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{escape(title)}</dc:title>{names}
<dc:identifier id="id">{identifier}</dc:identifier><dc:date>2019-05-06</dc:date><dc:language>en</dc:language></metadata>
<manifest>{toc}{items}</manifest><spine toc="ncx">{references}</spine></package>"""
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/epub+zip", zipfile.ZIP_STORED)
        archive.writestr("META-INF/container.xml", CONTAINER)
        archive.writestr("OEBPS/content.opf", package, zipfile.ZIP_DEFLATED)
        if version == 3:
            archive.writestr("OEBPS/nav.xhtml", f"<html><body><nav><ol>{links}</ol></nav></body></html>")
        else:
            ncx = f'<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><navMap>{points}</navMap></ncx>'
            archive.writestr("OEBPS/toc.ncx", ncx)
        for name, page in chapters.items():
            archive.writestr(f"OEBPS/text/{name}", page, zipfile.ZIP_DEFLATED)
        for name, data in (extra or {}).items():
            archive.writestr(name, data, zipfile.ZIP_DEFLATED)
