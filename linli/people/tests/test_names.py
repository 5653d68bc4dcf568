import pytest

from linli.people.names import LONGEST, initials


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("王伟", "ww"), ("单小曾", "sxc"), ("曾国藩", "zgf"), ("仇英", "qy"), ("解晓东", "xxd"), ("查良镛", "zly"),
        ("区楚良", "ocl"), ("盖叫天", "gjt"), ("朴树", "ps"), ("欧阳修", "oyx"), ("尉迟恭", "ycg"), ("万俟卨", "mqx"),
        ("阿卜杜拉·买买提", "abdlmmt"), ("Anna Li", "annali"), ("长孙无忌", "zswj"), ("单", "d"), ("", ""), ("😀", ""),
        ("翟永明", "zym"), ("嗯", "n"),
    ],
)  # fmt: skip
def test_initials(name, short):
    assert initials(name) == short


def test_never_longer_than_the_column():
    assert len(initials("王" * 100)) == LONGEST
