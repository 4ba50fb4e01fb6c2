"""Figures against gold readings; nothing here runs in the service."""
