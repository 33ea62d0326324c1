"""The sandboxed document worker and its client."""
