"""Keys of other systems: made, revoked, counted; who a key is; how a request shows one; the pace of the public."""
