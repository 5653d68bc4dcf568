"""Why the kernel's tables hold nothing about a person."""

WHOLE_MODELS = {  # tables without a column about a person, and why
    "Fact": "the trail: kept, and holds no personal content",
    "Seal": "the trail's chain",
    "Message": "the outbox: ids only, gone after delivery",
    "Sent": "keyed digests of what came with a key, gone after a month",
    "Beat": "the clock of the jobs",
}
