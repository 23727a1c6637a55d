"""Opportunities as spreadsheets: understood, told before they come in, taken back whole, and written out again."""
