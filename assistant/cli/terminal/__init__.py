"""What `notes` reads from and prints to a terminal.

question_input    the arguments of `search` and `ask`, and batches of questions
progress_bar      progress and waits on standard error
format            evidence and answers as text
format_models     models, encoders and a model's trial as text
parse_report      what was understood of a file
"""
