"""The register as one of the lists that are uploaded: how it declares itself to `intake`."""

from collections.abc import Collection, Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from linli.access.actor import Actor
from linli.access.permissions import Permission as P
from linli.intake.lists import List, ListFacts, Onward, Option, Text, Words
from linli.people.imports import steps
from linli.people.imports.columns import ADDRESS_FIELDS, SYNONYMS, WEAK, field_labels
from linli.people.imports.preview import sentence
from linli.people.imports.remedies import remedy
from linli.people.imports.rules import QUESTIONS
from linli.people.imports.template import template_sheets
from linli.people.imports.titles import standing_levels, titles_of
from linli.places.models import Place
from linli.places.rules import PlaceKind


def _onward(actor: Actor, place: Place) -> Onward:
    """The pages that the reader may go on to, each at the place of the import."""
    asked: list[tuple[P, Text, str]] = [
        (P.CORPS_APPOINT, _("导入责任人"), f"{reverse('corps:imports:index')}?at={place.pk}"),
        (P.CORPS_READ, _("看缺口"), f"{reverse('corps:gaps')}?at={place.pk}"),
        (P.PEOPLE_READ, _("居民台账"), reverse("people:index")),
    ]
    return Onward(
        _("人和户都在台账里了。再看每一户由谁负责：还没有责任人的，导入责任人名册，或在缺口里逐个任命。"),
        [(word, address) for permission, word, address in asked if actor.may(permission, place.path)],
    )


def _of_title(sheet: str, file: str, above: Sequence[str], fields: Collection[str]) -> str:
    """The building that the sheet's name, the file's, or a title above the header stands for."""
    said = standing_levels(titles_of(sheet, file, above), fields)
    return (
        _("每一行都算作「%(place)s」的：工作表、文件或表头上面的标题这么写。不对的话，请在表里加一列楼栋。")
        % {"place": " ".join(said.values())}
        if said
        else ""
    )


REGISTER = List(
    code="register",
    pages="people:imports",
    permission=P.PEOPLE_IMPORT,
    roots=(PlaceKind.SUBDISTRICT, PlaceKind.COMMUNITY, PlaceKind.SECTOR, PlaceKind.GRID),
    labels=field_labels,
    synonyms=SYNONYMS,
    weak=WEAK,
    needed=(
        (("name", "head_name", "tenant"), "imports.name_not_mapped"),
        (("address", *ADDRESS_FIELDS), "imports.address_not_mapped"),
    ),
    facts=ListFacts(
        written="people.imported", started="people.import_started", seen="people.import_seen",
        columns_opened="people.import_columns_opened", columns_set="people.import_columns_set",
        corrected="people.import_corrected", decided="people.import_decided", confirmed="people.import_confirmed",
        given_up="people.import_given_up", expired="people.import_expired", failed="people.import_failed",
    ),
    words=Words(
        title=_("导入居民台账"),
        place=_("台账属于"),
        no_place=_("请选择台账属于哪个地方。"),
        file=_("台账文件"),
        file_help=_("Excel（.xlsx、.xls）或 .csv，按社区现在的样子就行。文件加密保存，导入结束即删除。"),
        lead=_("先看预览，您确认之前什么都不会写入台账。同一个文件导入两次，不会多出人来。"),
        hints=(
            (_("模板"), _("性别、关系等有下拉选项，身份证号不会变成科学计数法")),
            (_("自己的表格"), _("表头上面有标题、合并单元格、户主只写一次、「同上」，都认得")),
        ),
        fresh=_("新增"),
        write=_("写入 %(n)s 人"),
        done=_("写入了 %(n)s 行，台账已更新。"),
        unnamed="台账",
    ),
    options=(
        Option(
            "make_places", _("一并建立"), "", wanted="imports.place_missing", on=_("一并建立"),
            off=_("不建立，退回这些行"), start=True,
        ),
    ),
    template=("居民台账模板.xlsx", lambda _actor, _place: template_sheets()),
    check=steps.check,
    write=steps.write,
    questions=QUESTIONS,
    sentence=sentence,
    remedy=remedy,
    onward=_onward,
    of_title=_of_title,
)  # fmt: skip
