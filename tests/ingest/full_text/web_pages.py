"""Saved pages of several kinds around a given text, with the menus, asides and scripts that such pages have."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from html import escape

MENU = "".join(f'<li><a href="/{n}">Menu entry {n}</a></li>' for n in range(14))
RELATED = "".join(f'<li><a href="/r{n}">Readers also opened headline {n}</a></li>' for n in range(8))
SCRIPT = "<script>var tracked = {'menu': 'Never shown'}; document.write('scripted words');</script>"
STYLE = "<style>.body { color: black } nav { display: none }</style>"


def _paragraphs(texts: Sequence[str]) -> str:
    return "\n".join(f"<p>{escape(text)}</p>" for text in texts)


def article_page(title: str, texts: Sequence[str]) -> str:
    """A blog's article with header, menu, aside, share buttons and footer."""
    half = len(texts) // 2
    return f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{escape(title)} | The Marle Letter</title>
<meta name="author" content="Ilse Brandvold"><meta property="og:title" content="{escape(title)}">
<meta property="article:published_time" content="2023-04-05T08:00:00Z">
<link rel="canonical" href="https://letter.example.org/{len(title)}">{STYLE}{SCRIPT}</head>
<body><header><a href="/">The Marle Letter</a><nav><ul>{MENU}</ul></nav></header>
<main><article><h1>{escape(title)}</h1><p class="byline">By Ilse Brandvold</p>
{_paragraphs(texts[:half])}
<h2>A second look</h2>
{_paragraphs(texts[half:])}
</article><aside class="related"><h3>Related</h3><ul>{RELATED}</ul></aside></main>
<div class="share"><button>Share this</button><button>Copy link</button></div>
<footer><p>All rights reserved by nobody at all.</p><ul>{MENU}</ul></footer></body></html>"""


def encyclopedia_page(title: str, texts: Sequence[str]) -> str:
    """A wiki's page: infobox, contents, footnote marks, tables, navigation."""
    marked = [
        f'{escape(text)}<sup class="reference"><a href="#cite-{n}">[{n}]</a></sup>' for n, text in enumerate(texts)
    ]
    body = "\n".join(f"<p>{text}</p>" for text in marked[1:])
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8">
<title>{escape(title)} - Marlepedia</title>{SCRIPT}</head>
<body class="mediawiki"><div id="mw-navigation"><ul>{MENU}</ul></div>
<div id="content" class="mw-body"><h1 id="firstHeading">{escape(title)}</h1><div id="mw-content-text">
<p>{marked[0]}</p>
<div id="toc" class="toc"><h2>Contents</h2><ul><li><a href="#h1">1 Origins</a></li></ul></div>
<h2><span class="mw-headline" id="h1">Origins</span></h2>
{body}
</div></div><div id="footer">This page was last edited by a gull.</div></body></html>"""


def layout_table_page(title: str, texts: Sequence[str]) -> str:
    """A page of the nineties: tables for layout, line breaks for paragraphs, Windows-1252."""
    body = "<br><br>\n".join(escape(text) for text in texts)
    return f"""<HTML><HEAD><META http-equiv="Content-Type" content="text/html; charset=windows-1252">
<TITLE>{escape(title)}</TITLE></HEAD><BODY bgcolor=white><TABLE width=100%><TR><TD width=120 valign=top>
<A HREF=a.html>Home</A><BR><A HREF=b.html>Archive</A><BR><A HREF=c.html>Guestbook</A></TD>
<TD><FONT size=5><B>{escape(title)}</B></FONT><P>
{body}
</TD></TR></TABLE><HR><CENTER><FONT size=1><A HREF=m.html>Webmaster</A></FONT></CENTER></BODY></HTML>"""


def single_file_page(title: str, texts: Sequence[str]) -> str:
    """A page saved whole into one file, its pictures within, every element a `div`."""
    picture = base64.b64encode(bytes(range(256)) * 200).decode()
    body = "\n".join(f'<div class="x9f"><div class="t1">{escape(text)}</div></div>' for text in texts)
    return f"""<!DOCTYPE html> <html lang=en><!--
 Page saved with SingleFile
 url: https://magazine.example.net/stories/{len(title)}
 saved date: Wed Mar 06 2024 10:00:00 GMT+0100
--><meta charset=utf-8><title>{escape(title)}</title>
<style>@font-face{{src:url(data:font/woff2;base64,{picture[:3000]})}}</style>
<body><div class="top"><div class="nav"><a href="#1">Subscribe</a> <a href="#2">Sign in</a></div></div>
<div class="page"><div class="hl"><h1>{escape(title)}</h1></div><img src="data:image/png;base64,{picture}">
<div class="content">
{body}
</div></div><div class="bottom"><a href="#4">Privacy</a> <a href="#5">Terms</a></div></body></html>"""


def manual_page(title: str, texts: Sequence[str]) -> str:
    """A manual's page: side bar, lists, code, a table, a note, previous and next."""
    third = max(1, len(texts) // 3)
    items = "".join(f"<li><p>{escape(text)}</p></li>" for text in texts[third : 2 * third])
    cells = "".join(f"<tr><td>{n}</td><td>{escape(text)}</td></tr>" for n, text in enumerate(texts[2 * third :], 1))
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>{escape(title)} &mdash; Manual 2.1</title></head>
<body><div class="sphinxsidebar" role="navigation"><ul>{MENU}</ul></div>
<div class="document" role="main"><section id="s"><h1>{escape(title)}<a class="headerlink" href="#s">¶</a></h1>
{_paragraphs(texts[:third])}
<h2>Steps<a class="headerlink" href="#s2">¶</a></h2><ol>{items}</ol>
<div class="highlight"><pre>tide --measure 3 --quiet
lock open</pre></div>
<table><tr><th>Number</th><th>Meaning</th></tr>{cells}</table>
</section></div><div class="related"><a href="a">previous</a> | <a href="b">next</a></div></body></html>"""


def google_document_page(title: str, texts: Sequence[str]) -> str:
    """A document that Google's editor saved as a page: styles by class, a list, a comment at its end."""
    half = len(texts) // 2
    body = "".join(f'<p class="c1"><span class="c0">{escape(text)}</span></p>' for text in texts[:half])
    items = "".join(f'<li class="c1 li-bullet-0"><span class="c0">{escape(text)}</span></li>' for text in texts[half:])
    return f"""<html><head><meta content="text/html; charset=UTF-8" http-equiv="content-type"><style type="text/css">
@import url(https://themes.example/fonts/css?kit=x);ol{{margin:0}}.c0{{color:#000000;background-color:#ffffff}}
.c1{{padding-top:0pt;line-height:1.15}}</style></head><body class="c2 doc-content">
<p class="c3 title" id="h.x"><span class="c4">{escape(title)}</span></p>{body}
<h2 class="c5" id="h.y"><span>A list</span></h2><ul class="c6 lst-kix_1-0 start">{items}</ul></body></html>"""


def keep_page(title: str, texts: Sequence[str]) -> str:
    """A note of Google's note app, as its data export holds it."""
    body = "<br><br>".join(escape(text) for text in texts)
    return f"""<?xml version="1.0" ?>
<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">
<html xmlns="http://www.w3.org/1999/xhtml"><head><meta http-equiv="Content-Type" content="text/html; charset=UTF-8"/>
<title>{escape(title)}</title>{STYLE}</head><body><div class="note"><div class="heading"><div class="meta-icons">
<span class="archived" title="Note archived"></span></div>Mar 3, 2023, 4:05:06 PM</div>
<div class="title">{escape(title)}</div><div class="content">{body}</div></div></body></html>"""


KINDS = {
    "article": article_page,
    "encyclopedia": encyclopedia_page,
    "layout_table": layout_table_page,
    "single_file": single_file_page,
    "manual": manual_page,
    "google_document": google_document_page,
    "keep": keep_page,
}
