"""The names of the terminal's commands, to be known without loading the commands."""

COMMAND_NAMES = frozenset(
    {
        "ask", "demo", "fence", "history", "label", "lanes", "ledger", "models", "policy", "providers",
        "pseudonymise", "restore", "route",
    }
)  # fmt: skip
