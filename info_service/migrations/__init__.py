"""The revisions of the database, a module for each; `python -m info_service migrate` brings it up to the last."""

HEAD = "info_0001"
"""The last revision: what this version of the service works with."""
