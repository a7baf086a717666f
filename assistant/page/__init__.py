"""The page: a chat that cites, a search, a shelf of works and the state of the sources.

`library.py` says what the page needs of the program, `build.py` lays it out (Gradio's home), `serve.py`
puts it on a port. Everything between turns nouns into escaped HTML and knows neither.
"""
