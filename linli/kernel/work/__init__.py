"""What happens outside the request: the outbox, the clock of timed jobs, the task table."""
