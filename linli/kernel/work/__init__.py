"""Work outside the request: the outbox, the scheduler of timed jobs, the task table."""
