"""What `corps` offers by name: functions to lower rooms, and what its database refuses by itself."""

LISTS = ("linli.corps.leaders_list.LEADERS",)
PERSON_BOOK = "linli.corps.queries.persons"
ENFORCED = ("linli.corps.diary_constraint",)
