"""Accounts, contacts, opportunities, and the interactions between us and them."""
