"""The revisions of a service whose second one can be killed."""

HEAD = "halfway_0002"
