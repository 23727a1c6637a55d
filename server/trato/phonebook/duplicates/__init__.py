"""Duplicates: who is there twice, why Trato thinks so, and one person made of two without losing either."""
