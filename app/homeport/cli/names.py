"""The names of the terminal's commands, to be known without loading the commands."""

COMMAND_NAMES = frozenset(
    {
        "approvers", "ask", "demo", "fence", "history", "label", "lanes", "ledger", "models", "policy",
        "providers", "pseudonymise", "restore", "review", "route",
    }
)  # fmt: skip
