"""The fence, the launcher's client, clock, folders, settings file."""
