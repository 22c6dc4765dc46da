"""HTTP requests → jobs, inputs and assets; every error is a problem document (RFC 9457)."""

from api.rest.app import create_app

__all__ = ["create_app"]
