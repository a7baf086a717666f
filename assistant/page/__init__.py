"""The page: a chat with citations, a search, a shelf of works, and the state of the sources. The only home of Gradio.

html              nouns to safe HTML
background_job    a long job that any browser can start, watch and stop
turn_stream       a question as a stream of growing conversations
markdown_export   an answer as a Markdown note
request           checks what browsers and other programs send
actions           what page.js calls, one class a tab
api_tools         the tools for other programs
ask_tab           the Ask tab and its events
theme             colours and fonts
layout            puts the page together
server            puts the page on a port
static            page.js and page.css
"""
