"""The command line: one module per command, and what prints to a terminal.

main         reads the command line, runs one command, turns failures into exit codes
commands     the commands
terminal     text, progress and questions on a terminal
"""
