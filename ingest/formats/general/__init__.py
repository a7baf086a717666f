"""Notes that no single app's template tells apart, from the narrowest shape to the broadest.

- `json_lines`: this program's own export
- `web_clipper`: a web page clipped whole, below front matter
- `csv_table`: a CSV table of highlights from any tool
- `logseq_outline`: a page written in Logseq, its properties and title
- `sourced_outline`: an outline from any outliner that names a work or quotes one
- `outline_as_page`: such an outline written as a page with headings
- `outline_page`: the bullets of a Logseq page as highlights and paragraphs
- `outline_bullets`: whose words a bullet of such a page holds, and the works that bullets name
- `highlights_page`: a page of highlights in an unknown template
- `article`: a web page's text without markup
- `markdown`: any markdown, the last reader of all
"""
