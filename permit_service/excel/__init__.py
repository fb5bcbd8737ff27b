"""Ledgers as Excel files: what may be opened at all, which column is which, cells into values and back.

Knows files, words and closed lists, no database and no rule. A ledger is one table of columns under ``tables``.
"""
