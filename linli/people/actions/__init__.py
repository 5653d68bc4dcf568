"""Every write to the register. One action = one transaction = the rows and one fact; a key used before does nothing."""
