"""The audit trail: what happened, who did it, and the chain that shows when a fact was altered."""
