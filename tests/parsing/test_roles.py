import pytest

from rag.cables.model import Role
from tests.parsing.texts import cable

S, C, A, Q, B = Role.SUMMARY, Role.COMMENT, Role.ACTION, Role.QUOTED, Role.BODY


@pytest.mark.parametrize(
    ("body", "roles"),
    [
        ("1. (U) SUMMARY: One. END SUMMARY.\n\n2. (U) Two.\n", [S, B]),
        ("1. (U) Summary. One.\n\n2. (U) More. End summary.\n\n3. (U) Three.\n", [S, S, B]),
        ("SUMMARY\n-------\n\n1. (U) One.\n\n2. (U) Two.\n\nDetails of Snow\n---------\n\n3. (U) Three.\n", [S, S, B]),
        ("Summary\n\n1. (U) One. End Summary.\n\n2. (U) Two.\n", [S, B]),
        (
            "SUMMARY AND COMMENT\n-----\n\n1. (U) One.\n\n2. (U) Two. END SUMMARY AND COMMENT.\n\n3. (U) Three.\n",
            [S, S, B],
        ),
        ("1. (U) One.\n\n2. (U) COMMENT: We froze. END COMMENT.\n\n3. (U) Three.\n", [B, C, B]),
        ("1. (U) One (COMMENT: not so. END COMMENT.) and more.\n\n2. (U) Two.\n", [B, B]),
        ("1. (U) One.\n\n2. (U) Two, whose beginning is lost. END COMMENT\n", [B, C]),
        ("1. (U) One.\n\nComment\n-------\n\n2. (U) Two.\n\n3. (U) Three.\n", [B, C, C]),
        ("1. (U) This is an action request. See 3.\n\n2. (U) Two.\n\n3. (U) ACTION REQUEST: Ask.\n", [A, B, A]),
        ("1. (U) One.\n\n2. (U) BEGIN TEXT. Dear friends. END TEXT.\n\n3. (U) Three.\n", [B, Q, B]),
        (
            "1. (U) Text follows. BEGIN TEXT:\n\n2. (U) Dear friends.\n\n3. (U) Yours. END TEXT.\n\n4. (U) Four.\n",
            [B, Q, Q, B],
        ),
        ("1. (U) BEGIN TEXT that never ends.\n\n2. (U) Two.\n", [Q, B]),
    ],
)
def test_roles(body: str, roles: list[Role]) -> None:
    assert [paragraph.role for paragraph in cable(body).paragraphs] == roles
