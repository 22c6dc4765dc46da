import pytest

from templates.text.tokens import isolate_tokens


def _shown(text: str, *, rtl: bool = True) -> str:
    return isolate_tokens(text, rtl=rtl).replace("\u2068", "{").replace("\u2069", "}")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("تابع @fairuz.", "تابع {@fairuz}."),
        ("على #أغاني_2024 الآن", "على {#أغاني_2024} الآن"),
        ("لغة C++ و C#", "لغة {C++} و {C#}"),
        ("اتصل +971 50 123-4567 الآن", "اتصل {+971 50 123-4567} الآن"),
        ("P!nk غنت", "{P!nk} غنت"),
        ("انظر https://a.example/b?c=1.", "انظر {https://a.example/b?c=1}."),
        ("a@b.example بريد", "a@b.example بريد"),
        ("خصم 50% فقط!", "خصم 50% فقط!"),
        ("\u2068@fairuz\u2069 هنا", "{@fairuz} هنا"),
    ],
)
def test_tokens_in_text_from_right_to_left(text: str, shown: str) -> None:
    assert _shown(text) == shown


def test_text_of_one_direction_is_left_alone() -> None:
    assert _shown("Follow @fairuz on C++", rtl=False) == "Follow @fairuz on C++"
    assert _shown("Follow #أغاني", rtl=False) == "Follow {#أغاني}"
