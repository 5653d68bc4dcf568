"""What stands between the network and Django in each web process (see README)."""
