"""The revisions of the database, one module for each; `python -m auth_service migrate` brings it up to the last."""
