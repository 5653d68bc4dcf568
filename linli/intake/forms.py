"""Forms of an import: the file and its place; another place; the meaning of each column; one cell."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.intake.lists import List
from linli.intake.queries import ColumnCard, TableCard
from linli.kernel.pages.forms import KeyedForm
from linli.places.choosing import Offer, PlaceField, PlaceForm

SKIP = "-"


class PlaceOfListForm(PlaceForm):
    """`of`: the list; its place is asked for in the list's own words."""

    place = PlaceField()

    def __init__(self, *args: Any, of: List, offer: Offer, **kwargs: Any) -> None:
        super().__init__(*args, offers={"place": offer}, **kwargs)
        self.fields["place"].label = str(of.words.place)
        self.fields["place"].error_messages["required"] = str(of.words.no_place)


class StartForm(PlaceOfListForm):
    file = forms.FileField(
        error_messages={
            "required": _("请选择文件。"),
            "empty": _("这个文件是空的。请确认选对了文件，再重新上传。"),
            "missing": _("没有收到文件。请重新选择。"),
        },
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.csv,.xlsm,.txt"}),
    )

    def __init__(self, *args: Any, of: List, **kwargs: Any) -> None:
        super().__init__(*args, of=of, **kwargs)
        self.of = of
        self.fields["file"].label, self.fields["file"].help_text = str(of.words.file), str(of.words.file_help)
        self.asked = [option for option in of.options if not option.start]
        for option in self.asked:
            tick = forms.BooleanField(label=str(option.label), help_text=str(option.help), required=False)
            self.fields[option.name] = tick

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > self.of.largest:
            raise forms.ValidationError(
                _("文件太大，上限 %(limit)s MB。请删去图片和无关的工作表，或按社区分成几个文件。"),
                code="too_large",
                params={"limit": self.of.largest // 1024**2},
            )
        return file

    def options(self) -> dict[str, bool]:
        return {option.name: self.cleaned_data[option.name] for option in self.asked}

    def ticks(self) -> list[Any]:
        return [self[option.name] for option in self.asked]


class ColumnsForm(KeyedForm):
    """One choice for each column and one checkbox for each sheet, named "c<sheet>-<column>" and "use<sheet>"."""

    def __init__(self, *args: Any, of: List, tables: list[TableCard], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tables = tables
        choices = [(SKIP, _("不导入")), *of.labels().items()]
        for table in tables:
            self.fields[f"use{table.sheet}"] = forms.BooleanField(
                label=_("导入这张工作表"), required=False, initial=table.used
            )
            for column in table.columns:
                self.fields[self.name_of(table, column)] = forms.ChoiceField(
                    label=column.name, choices=choices, initial=column.field or SKIP
                )

    @staticmethod
    def name_of(table: TableCard, column: ColumnCard) -> str:
        return f"c{table.sheet}-{column.at}"

    def cards(self) -> list[tuple[TableCard, Any, list[tuple[ColumnCard, Any]]]]:
        return [
            (table, self[f"use{table.sheet}"], [(one, self[self.name_of(table, one)]) for one in table.columns])
            for table in self.tables
        ]

    def chosen(self) -> dict[int, tuple[bool, dict[int, str]]]:
        """Sheet -> (is it used, column -> field without those that are not imported)."""
        return {table.sheet: (self.cleaned_data[f"use{table.sheet}"], self._fields_of(table)) for table in self.tables}

    def _fields_of(self, table: TableCard) -> dict[int, str]:
        said = {column.at: self.cleaned_data[self.name_of(table, column)] for column in table.columns}
        return {at: field for at, field in said.items() if field != SKIP}


class CellForm(KeyedForm):
    text = forms.CharField(label=_("改为"), required=False, max_length=500, strip=True)
