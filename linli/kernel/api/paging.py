"""Lists by pages, as every interface asks for them and answers them (`kernel.pages.paging`)."""

from typing import Annotated

from ninja import Schema
from pydantic import Field

from linli.kernel.api.fields import Text

MOST_ROWS = 100


class PageWanted(Schema):
    """`after`: the `following` of the page before."""

    after: Annotated[Text, Field(max_length=400)] = ""
    limit: Annotated[int, Field(ge=1, le=MOST_ROWS)] = 50


class PageOut(Schema):
    """`following`: give it as `after` for the next page; empty on the last one."""

    following: str
