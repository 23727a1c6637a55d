"""Quotas, what was attained of them, and commissions."""
