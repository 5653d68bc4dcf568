"""Keys of other systems: making, revoking and counting them; the actor of a key; reading a key from a request; the rate
limit of public reading."""
