"""The sandbox's own OpenAPI description, made of the tables that it works by."""

from sandbox.quickbooks.description.document import PATH, answer, described

__all__ = ["PATH", "answer", "described"]
