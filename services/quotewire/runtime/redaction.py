"""Follows the erasure ledger while stages work."""

from dataclasses import replace

from quotewire.model.journey import RecordedArticle
from quotewire.ports.state import Transaction
from quotewire.processor.redact import Redaction


class LiveRedaction:
    """Compares revisions at every look, which costs one small query."""

    def __init__(self) -> None:
        self._revision = 0
        self._redaction = Redaction()

    def of(self, tx: Transaction) -> Redaction:
        """Who is erased; nobody else is until the transaction ends."""
        if not self.is_current(tx):
            self._revision = tx.erasures.revision()
            self._redaction = Redaction(tx.erasures.all())
        return self._redaction

    def redact(self, recorded: RecordedArticle, tx: Transaction) -> RecordedArticle:
        """An article as it lies on the log, without who was erased since then; its claims in the words they have now."""
        told = self.of(tx).recorded(recorded)
        if told is recorded:
            return recorded
        standing = ((one, tx.claims.get(one.id)) for one in told.claims)
        claims = tuple(replace(one, text=now.text, wordings=now.wordings) for one, now in standing if now)
        return replace(told, claims=claims)

    def is_current(self, tx: Transaction) -> bool:
        return tx.erasures.revision() == self._revision
