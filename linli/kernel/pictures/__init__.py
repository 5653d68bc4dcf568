"""Pictures from outside: read within limits, re-encoded without metadata, stored sealed."""
