"""Microsoft Graph v1.0 over one HTTP session: sign-in, reading in pages and deltas, time zones, errors."""
