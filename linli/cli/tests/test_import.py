import io

import openpyxl
import pytest
from django.core.management import CommandError, call_command

from linli.intake.models import Intake
from linli.people.models import Resident
from linli.places.models import Place

pytestmark = pytest.mark.django_db(transaction=True)
HEADER = ["网格", "楼栋", "单元", "门牌", "姓名", "与户主关系", "身份证号", "手机号"]
ROWS = [
    ["03网格", "7号楼", "1单元", "101", "李建国", "户主", "", "13800000001"],
    ["03网格", "7号楼", "1单元", "101", "王秀英", "配偶", "", "13800000002"],
    ["03网格", "7号楼", "1单元", "", "没有门牌", "户主", "", "13800000003"],
]


@pytest.fixture
def register(tmp_path, settings):
    settings.LINLI_UPLOADS = tmp_path / "uploads"
    book = openpyxl.Workbook()
    for row in [HEADER, *ROWS]:
        book.active.append(row)
    book.save(tmp_path / "register.xlsx")
    return tmp_path / "register.xlsx"


def run(*arguments, **options):
    out = io.StringIO()
    call_command(*arguments, stdout=out, **options)
    return out.getvalue()


def test_import_shows_a_preview_and_writes_only_after_yes(street, register, monkeypatch):
    monkeypatch.setattr("builtins.input", lambda _question: "no")
    with pytest.raises(CommandError, match="没有写入任何东西"):
        run("import_register", str(register), "--place", "崇文路街道/学院社区")
    assert Resident.objects.count() == 0
    assert Intake.objects.get().state == "cancelled"

    def nobody(_question):
        raise EOFError

    monkeypatch.setattr("builtins.input", nobody)
    with pytest.raises(CommandError, match="没有写入任何东西"):
        run("import_register", str(register), "--place", "崇文路街道/学院社区")
    assert set(Intake.objects.values_list("state", flat=True)) == {"cancelled"}

    said = run("import_register", str(register), "--place", "学院社区", "--yes")
    assert "共 3 行" in said and "写入 2，退回 1" in said
    assert sorted(Resident.objects.values_list("name", flat=True)) == ["李建国", "王秀英"]

    again = run("import_register", str(register), "--place", "学院社区", "--yes")
    assert "没有变化 2" in again and Resident.objects.count() == 2


class TestQuestions:
    """What is asked is told with the option that answers it: nothing is a dead end."""

    def lines(self, tmp_path, *rows):
        book = openpyxl.Workbook()
        for row in [["小区", "楼栋", "房号", "姓名"], *rows]:
            book.active.append(row)
        book.save(tmp_path / "asked.xlsx")
        return str(tmp_path / "asked.xlsx")

    def test_names_that_are_alike(self, street, register, tmp_path):
        file = self.lines(
            tmp_path, ["锦绣家园", "1", "101", "甲"], ["锦绣家园", "1", "102", "乙"], ["锦秀家园", "1", "103", "丙"]
        )
        told = run("import_register", file, "--place", "学院社区", "--yes")
        assert "--same 锦" in told and Resident.objects.count() < 3
        run("import_register", file, "--place", "学院社区", "--yes", "--same", "锦秀家园")
        assert Resident.objects.count() == 3
        assert Place.objects.filter(kind="compound").count() == 1

    @pytest.mark.parametrize("option", [["--other", "全部"], ["--other", "锦秀家园", "--same", "全部"]])
    def test_every_name_at_once(self, street, register, tmp_path, option):
        file = self.lines(
            tmp_path, ["锦绣家园", "1", "101", "甲"], ["锦绣家园", "1", "102", "乙"], ["锦秀家园", "1", "103", "丙"]
        )
        run("import_register", file, "--place", "学院社区", "--yes", *option)
        assert Place.objects.filter(kind="compound").count() == 2

    def test_a_decision_for_all_rows_of_a_question(self, street, register, tmp_path):
        file = self.lines(tmp_path, ["锦绣家园", "1", "101", "王大爷"])
        told = run("import_register", file, "--place", "学院社区", "--yes")
        assert "--decide odd=person" in told and Resident.objects.count() == 0
        run("import_register", file, "--place", "学院社区", "--yes", "--decide", "odd=person")
        assert Resident.objects.get().name == "王大爷"

    @pytest.mark.parametrize("said", ["odd", "odd=no", "no=person"])
    def test_a_decision_that_there_is_not_is_refused(self, street, register, said):
        with pytest.raises(CommandError, match="odd=person"):
            run("import_register", str(register), "--place", "学院社区", "--yes", "--decide", said)


@pytest.mark.parametrize(("place", "said"), [("没有这里", "没有叫"), ("101", "没有叫"), ("door", "没有叫")])
def test_a_place_that_is_not_there_is_named(street, register, place, said):
    with pytest.raises(CommandError, match=said):
        run("import_register", str(register), "--place", place, "--yes")


def test_a_name_that_several_places_have_must_be_told_in_full(street, register):
    street.place("jucai7", "building", "7号楼", "grid9")
    with pytest.raises(CommandError, match="不止一处"):
        run("import_register", str(register), "--place", "7号楼", "--yes")


def test_a_missing_file_and_a_wrong_one_are_refused(street, tmp_path, settings):
    settings.LINLI_UPLOADS = tmp_path / "uploads"
    with pytest.raises(CommandError, match="找不到文件"):
        run("import_register", str(tmp_path / "no.xlsx"), "--place", "学院社区")
    (tmp_path / "a.xlsx").write_bytes(b"not a workbook")
    with pytest.raises(CommandError):
        run("import_register", str(tmp_path / "a.xlsx"), "--place", "学院社区", "--yes")
    assert Resident.objects.count() == 0


def test_the_template_is_written_once_and_can_be_imported_back(street, tmp_path):
    target = tmp_path / "模板.xlsx"
    assert "已写好" in run("export_template", str(target))
    assert openpyxl.load_workbook(target).sheetnames
    with pytest.raises(CommandError, match="--yes"):
        run("export_template", str(target))
    run("export_template", str(target), "--yes")
