"""Markdown: lines, blocks and outlines with the lines they span.

- `list_lines`: the kinds of lines in a list
- `bare_lists`: lists that numbers or indentation lead in place of bullets
- `links`: words and addresses of links
- `blocks`: the outermost blocks of a text
- `html_blocks`: what a browser would show of raw HTML
- `boilerplate`: blocks that are the page around a text
- `outline_tree`: an outline as a tree of bullets
- `org_syntax`: Org's syntax written as markdown
- `wiki_syntax`: headings and fields of AsciiDoc, reStructuredText, MediaWiki and Textile written as markdown
- `containers`: blocks between an opening and a closing line, in any markup, written as markdown
- `quotes`: the head of a callout, and quoted lines without their mark
- `fenced_data`: rows in a block of code as a table
- `hidden_comments`: comments of HTML taken out of the text
- `plain_text`: text without markup: wrapped lines joined, headings found
"""
