"""Measures the reader on the labelled sets of ../shared/data: `python -m tests.accuracy`."""
