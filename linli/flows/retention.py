"""Why the tables of consequences hold nothing about a person."""

WHOLE_MODELS = {  # tables without a column about a person, and why
    "Consequence": "what followed from what: ids and a sentence, gone a month after it was done",
}
