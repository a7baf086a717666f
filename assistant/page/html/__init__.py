"""Nouns of the library and the index as safe HTML; knows neither Gradio nor the server.

safe_html       escapes text, checks links, renders a small part of Markdown
icons           SVG icons
labels          counts, dates, categories and places in files
shell           the frame of the page and the status line
daily_review    new and old passages below the example questions
empty_states    welcome, first run, nothing found
thread          a conversation
passage_panel   an opened passage
history         past conversations
results         search results and filters
library_shelf   works, a work's page, highlights over time
progress        progress and result of long jobs
sources         folders, the account, reading report
model_picker    the model that writes
"""
