"""What the columns of an import are for, and when they end. The rows of a file lie sealed outside the database and end
with the import; a week later nothing but its counts is left."""

from linli.kernel.sealing.retention import DataClass, Retention

_ENDED = "导入结束之后"

RETENTION: dict[str, Retention] = {
    "Intake.file_name": Retention(DataClass.INTERNAL, "知道登记的内容从哪份文件来", _ENDED, 365),
    "Intake.problem": Retention(DataClass.INTERNAL, "说明导入为什么没有成功", _ENDED, 365),
}
WHOLE_MODELS = {  # tables without a column about a person, and why
    "ColumnMemory": "how a header row was read; holds no row of the file",
}
NOT_PERSONAL = {  # columns that say nothing about a person, and why
    "Intake.list": "which list it is",
    "Intake.mapping": "which column means what, until the import ends; then what was ticked, and counts",
    "Intake.counts": "counts",
}
