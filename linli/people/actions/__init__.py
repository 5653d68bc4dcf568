"""Every write to the register: one action = one transaction = the rows and one fact; a key seen before does nothing."""
