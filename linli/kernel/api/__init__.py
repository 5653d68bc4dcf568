"""What every room's JSON interface shares: how a refusal is answered, and which texts and times are accepted."""
