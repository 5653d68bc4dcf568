"""Open311 GeoReport v2: operations; what is shown; the standard's fields; XML and JSON."""
