import pytest

from linli.intake.models import Intake
from linli.people.imports.tests.files import key, upload
from linli.testing_jobs import run_jobs


@pytest.fixture(autouse=True)
def _uploads(settings, tmp_path):
    settings.LINLI_UPLOADS = tmp_path / "uploads"


class Desk:
    """A user at the import pages: each step returns the page that follows."""

    def __init__(self, street, who="community", place="xueyuan"):
        self.street, self.client, self.place = street, street.client(who), street.id(place)
        self.work = None

    def send(self, content, name="台账.xlsx", **changed):
        typed = {"place": str(self.place), "file": upload(content, name), "key": key(), **changed}
        answer = self.client.post("/people/imports/start/", typed)
        if answer.status_code == 303:
            self.work = Intake.objects.latest("started_at")
            run_jobs()
            self.work.refresh_from_db()
        return answer

    @property
    def state(self):
        self.work.refresh_from_db()
        return self.work.state

    def url(self, rest=""):
        return f"/people/imports/{self.work.pk}/{rest}"

    def page(self, rest=""):
        return self.client.get(self.url(rest)).content.decode()

    def post(self, rest, **typed):
        answer = self.client.post(self.url(rest), {"key": key(), **typed})
        run_jobs()
        return answer

    def accept_columns(self, **changed):
        self.work.refresh_from_db()
        tables = self.work.mapping["tables"]
        typed = {} if any(table["use"] for table in tables) else {"use0": "on"}
        for sheet, table in enumerate(tables):
            if table["use"]:
                typed[f"use{sheet}"] = "on"
            for at in range(len(table["names"])):
                typed[f"c{sheet}-{at}"] = table["columns"].get(str(at), "-")
        return self.post("columns/", **(typed | changed))

    def preview(self, content, name="台账.xlsx"):
        """Upload, accept the columns as recognised, stop at the preview."""
        self.send(content, name)
        if self.state == "mapping":
            self.accept_columns()
        assert self.state == "preview", (self.work.state, self.work.problem)
        return self.work.counts

    def load(self, content, name="台账.xlsx"):
        """All steps to the end."""
        self.preview(content, name)
        self.post("confirm/")
        assert self.state == "done", (self.work.state, self.work.problem)
        return self.work.counts


@pytest.fixture
def desk(street):
    return Desk(street)


@pytest.fixture
def make_desk(street):
    return lambda who, place="xueyuan": Desk(street, who, place)
