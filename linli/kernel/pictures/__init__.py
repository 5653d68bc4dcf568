"""Pictures from strangers: read within bounds, drawn anew without what they carried, sealed where they lie."""
