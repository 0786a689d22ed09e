"""The revisions of the database, one module for each; `python -m info_service migrate` brings it up to the last."""
