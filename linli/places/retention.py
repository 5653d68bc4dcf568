"""What each personal column of places is for, and when it ends.

Places are not people. The history keeps the name under which a member of staff acted, like the trail does; the two
telephone numbers are those of an office, printed on the public card.
"""

from linli.kernel.sealing.retention import DataClass, Retention

RETENTION: dict[str, Retention] = {
    "PlaceEvent.by": Retention(DataClass.INTERNAL, "知道是谁改动了地点", "地点停用之后", 3650),
    "PlaceEvent.by_name": Retention(DataClass.INTERNAL, "知道是谁改动了地点", "地点停用之后", 3650),
    "Place.duty_phone": Retention(DataClass.CONTACT, "公示牌上的值班电话", "换号或地点停用之后", 0),
    "Place.supervision_phone": Retention(DataClass.CONTACT, "公示牌上的监督电话", "换号或地点停用之后", 0),
}
WHOLE_MODELS = {  # tables without a column about a person, and why
    "Place": "a place is nobody's data; its telephones are those of the office and hang on the wall",
    "PlaceEvent": "what happened to a place, and who in office did it",
    "Mode": "a way of governing",
    "Level": "a link of a way of governing",
    "CalendarDay": "a day that works or does not",
}
