"""Forms of an import: the file and its place; the meaning of each column; one cell."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.kernel.pages.forms import KeyedForm
from linli.people.imports.columns import field_labels
from linli.people.imports.queries import ColumnCard, TableCard
from linli.people.imports.rules import LARGEST_UPLOAD
from linli.places.choosing import PlaceField, PlaceForm

SKIP = "-"


class StartForm(PlaceForm):
    place = PlaceField(label=_("台账属于"), error_messages={"required": _("请选择台账属于哪个地方。")})
    file = forms.FileField(
        label=_("台账文件"),
        help_text=_("Excel（.xlsx、.xls）或 .csv，按社区现在的样子就行。文件加密保存，导入结束即删除。"),
        error_messages={
            "required": _("请选择台账文件。"),
            "empty": _("这个文件是空的。请确认选对了文件，再重新上传。"),
            "missing": _("没有收到文件。请重新选择。"),
        },
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.csv,.xlsm,.txt"}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST_UPLOAD:
            raise forms.ValidationError(
                _("文件太大，上限 %(limit)s MB。请删去图片和无关的工作表，或按社区分成几个文件。"),
                code="too_large",
                params={"limit": LARGEST_UPLOAD // 1024**2},
            )
        return file


class ColumnsForm(KeyedForm):
    """One choice for each column and one checkbox for each sheet, named "c<sheet>-<column>" and "use<sheet>".

    `labels`: field -> its name, for a file of another kind than the register.
    """

    def __init__(
        self, *args: Any, tables: list[TableCard], labels: Mapping[str, Any] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.tables = tables
        choices = [(SKIP, _("不导入")), *(labels or field_labels()).items()]
        for table in tables:
            self.fields[f"use{table.sheet}"] = forms.BooleanField(
                label=_("导入这张工作表"), required=False, initial=table.used
            )
            for column in table.columns:
                self.fields[self.name_of(table, column)] = forms.ChoiceField(
                    label=column.name or _("（没有表头）"), choices=choices, initial=column.field or SKIP
                )

    @staticmethod
    def name_of(table: TableCard, column: ColumnCard) -> str:
        return f"c{table.sheet}-{column.at}"

    def cards(self) -> list[tuple[TableCard, Any, list[tuple[ColumnCard, Any]]]]:
        return [(table, self[f"use{table.sheet}"], self.choices_of(table)) for table in self.tables]

    def choices_of(self, table: TableCard) -> list[tuple[ColumnCard, Any]]:
        return [(column, self[self.name_of(table, column)]) for column in table.columns]

    def chosen(self) -> dict[int, tuple[bool, dict[int, str]]]:
        return {table.sheet: (self.cleaned_data[f"use{table.sheet}"], self.chosen_of(table)) for table in self.tables}

    def chosen_of(self, table: TableCard) -> dict[int, str]:
        """Column -> field, without those that are not imported."""
        said = {column.at: self.cleaned_data[self.name_of(table, column)] for column in table.columns}
        return {at: field for at, field in said.items() if field != SKIP}


class CellForm(KeyedForm):
    text = forms.CharField(label=_("改为"), required=False, max_length=500, strip=True)
