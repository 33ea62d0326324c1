"""The words of the product as frozen values: no input or output, no clock, no randomness, no third party."""
