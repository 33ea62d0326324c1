"""Keyring, passphrase vault, memory."""
