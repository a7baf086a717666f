"""Notes that no single app's template tells apart, from the narrowest shape to the broadest.

- `json_lines`: this program's own export
- `web_clipper`: a web page clipped whole, below front matter
- `csv_table`: a CSV table of highlights from any tool
- `logseq_outline`: a page written in Logseq, its properties and title
- `outline_page`: the bullets of such a page as highlights and paragraphs
- `outline_bullets`: whose words a bullet of such a page holds
- `highlights_page`: a page of highlights in an unknown template
- `article`: a web page's text without markup
- `markdown`: any markdown, the last reader of all
"""
