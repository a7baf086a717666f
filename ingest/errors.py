"""The errors of reading notes.

IngestFailure
├── UnreadableFile           one file gave no text; the others are read
├── UnreadableText           the same of a PDF, EPUB, web page or Word document
└── AccountFailure           the Readwise account cannot be read now; what was fetched is kept
    ├── NoToken              none is stored
    ├── NoKeyring            this machine has no keyring
    ├── TokenRefused         Readwise refuses the account's token
    ├── AccountUnreachable   no connection, a broken one, or a server error
    ├── AccountBusy          too many requests; Readwise says how long to wait
    ├── AnswerUnreadable     the answer is not as the API documents it
    └── FetchStopped         the reader stopped the fetch
"""

from __future__ import annotations


class IngestFailure(Exception):
    """A note could not be read. The message says why and ends in the repair."""


class UnreadableFile(IngestFailure):
    """One file gave no text.

    path: relative to its source folder; line: from 1, or None where the whole file is meant.
    """

    def __init__(self, path: str, why: str, line: int | None = None) -> None:
        super().__init__(f"{path}{f':{line}' if line else ''}: {why}")
        self.path = path
        self.line = line
        self.why = why


class UnreadableText(IngestFailure):
    """A full text gave no text. The message is the reason alone."""


class AccountFailure(IngestFailure):
    """The Readwise account cannot be read. No message, cause or traceback of these holds the token."""


class NoToken(AccountFailure):
    """No token is stored."""

    def __init__(self, variable: str, page: str) -> None:
        super().__init__(
            f"there is no token for the Readwise account; run `notes sources token` with the one from {page}"
            f" (or set {variable})"
        )


class NoKeyring(AccountFailure):
    """This machine has no usable keyring."""

    def __init__(self, why: str, variable: str) -> None:
        super().__init__(f"no keyring can be used here ({why}); set {variable} in the environment instead")


class TokenRefused(AccountFailure):
    """Readwise refuses the token. why: one clause; page: where to find the right one."""

    def __init__(self, why: str, page: str) -> None:
        super().__init__(f"{why}; run `notes sources token` with the one from {page}")


class AccountUnreachable(AccountFailure):
    """Readwise gave no complete answer. why: one clause."""

    def __init__(self, why: str) -> None:
        super().__init__(
            f"Readwise cannot be reached ({why}); what was fetched is kept; run `notes ingest` again to continue"
        )


class AccountBusy(AccountFailure):
    """Readwise asks to wait `seconds` before the next request."""

    def __init__(self, seconds: float) -> None:
        super().__init__(
            f"Readwise asks to wait {max(1, round(seconds / 60))} minutes; what was fetched is kept;"
            " run `notes ingest` again then"
        )
        self.seconds = seconds


class AnswerUnreadable(AccountFailure):
    """An answer is not as documented. why: one clause."""

    def __init__(self, why: str) -> None:
        super().__init__(
            f"Readwise's answer cannot be read ({why}); run `notes ingest` again, and report it if it happens again"
        )


class FetchStopped(AccountFailure):
    """The reader stopped the fetch; what was fetched is kept."""

    def __init__(self) -> None:
        super().__init__("stopped; run `notes ingest` again to continue from here")
