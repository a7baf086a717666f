"""Answers questions from the notes; the page and the command line.

- `settings`: the settings file
- `text`: content words and sentences of a text
- `questions`: what a question asks for
- `evidence`: scored sentences of the passages: whether they answer, which are quoted, what supports a sentence
- `llm`: the models that write
- `model_downloads`: models that can be fetched
- `answering`: from a question to a checked answer: the whole of it is seen in `answering/assistant.py`
- `library`: what a front end may ask of the program
- `page`: the page in the browser
- `service`: joins the parts, and runs as a long process
- `cli`: the command line, started by `__main__`

errors and loopback are used by all of these.
"""
