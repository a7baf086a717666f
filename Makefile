PYTHON ?= python3
NOTES = .venv/bin/notes

.PHONY: chat test bench lint install clean

chat: install  ## install, read the sample notes, open the page at http://127.0.0.1:7860
	@$(NOTES) ingest notes
	@$(NOTES) serve --open --fetch-model

install:
	@$(PYTHON) install.py chat

test:  ## install what the tests need and run them
	@$(PYTHON) install.py test
	@.venv/bin/ruff check .
	@.venv/bin/mypy
	@.venv/bin/pytest -q

bench:  ## measure speed on this machine, next to the bare parts
	@$(PYTHON) install.py test
	@.venv/bin/python -m bench

clean:
	rm -rf .venv build *.egg-info
