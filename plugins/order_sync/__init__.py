"""Keeps a company's QuickBooks Online books in step with its web stores."""
