"""SQLModel tables on SQLCipher, and the ledger."""
