"""The HTTP edge: tokens to callers, requests to values, values to JSON, errors to problems, and the web pages."""
