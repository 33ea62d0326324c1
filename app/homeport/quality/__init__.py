"""Assess a task into facts, and check drafts."""
