"""Turns an OpenAPI contract into models, answers, clients and a server interface."""
