"""Pseudonymise and restore; lands with the labelling issue's second half."""
