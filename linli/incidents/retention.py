"""What each personal column is for, and when it ends: with the incident's key, so many days after its end as the rules
say (`rules.states`)."""

from linli.kernel.sealing.retention import DataClass, Retention

CLOSING_DAYS = 14
_ENDED = "应急事件结束之后"

RETENTION: dict[str, Retention] = {
    "Appeal.who_sealed": Retention(DataClass.CONTACT, "知道是谁申诉，向本人答复", _ENDED, CLOSING_DAYS),
    "Appeal.what_sealed": Retention(DataClass.HEALTH, "听取本人的异议和更正", _ENDED, CLOSING_DAYS),
    "Appeal.answer_sealed": Retention(DataClass.HEALTH, "向本人答复", _ENDED, CLOSING_DAYS),
    "Appeal.verdict": Retention(DataClass.INTERNAL, "申诉是否采纳", _ENDED, CLOSING_DAYS),
}
WHOLE_MODELS = {
    "Function": "the register of functions: what was on, and who answers for it",
    "OwnPack": "a street's rules, about nobody",
    "Certificate": "what was destroyed, in counts; names nobody",
}
NOT_PERSONAL = {
    "Incident.title": "an emergency, about nobody",
    "Incident.what": "an emergency, about nobody",
    "Incident.basis": "one of a list",
    "Incident.basis_number": "the number of an official document",
    "Incident.milder": "measures that were considered",
    "Incident.contact": "the office that answers",
    "Incident.asks": "names of questions and of posts",
    "Incident.pack": "a protocol",
    "Incident.state": "one of a list",
    "Incident.since": "a day of the incident",
    "Incident.review_on": "a day of the incident",
    "Incident.ends_on": "a day of the incident",
    "Incident.drafted_by": "an id",
    "Incident.declared_by": "an id",
    "Incident.declared_by_name": "who answers for it in office",
    "Incident.confirmed_by_name": "who answers for it in office",
    "Incident.frozen": "counts, small ones hidden",
    "Incident.answer": "why an office sent it back or ended it",
}
