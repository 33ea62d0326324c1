"""Documents are read in a process that can do nothing else; this side only checks what it says."""
