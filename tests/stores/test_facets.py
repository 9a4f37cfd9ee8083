"""What can be chosen from and found, within filters and under a clearance."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.cables.marking import Level
from rag.desk import Desk
from rag.settings import Settings
from rag.stores.filters import Filters


@pytest.fixture
def desk(sample_library: Path) -> Iterator[Desk]:
    desk = Desk.open(Settings(home=sample_library))
    yield desk
    desk.close()


def test_counts_agree_with_the_listing(desk: Desk) -> None:
    cables = desk.cables(limit=1000)
    found = desk.facets()
    assert {facet.value: facet.cables for facet in found.posts} == {
        post: sum(cable.post == post for cable in cables) for post in {cable.post for cable in cables}
    }
    assert sum(month.cables for month in found.months) == sum(cable.date is not None for cable in cables)
    for facet in found.tags[:5]:
        assert facet.cables == len(desk.cables(Filters(tags=(facet.value,)), limit=1000))


def test_filters_limit_the_choices(desk: Desk) -> None:
    found = desk.facets(Filters(posts=("port aldera",)))
    assert [facet.value for facet in found.posts] == ["PORT ALDERA"]
    assert {month.post for month in found.months} == {"PORT ALDERA"}


@pytest.mark.parametrize(
    ("words", "cables"),
    [
        ("zarh valley", {"07SAMRUKENT640"}),
        ("PORTALDERA305", {"09PORTALDERA305"}),
        ("port aldera cancels", {"08PORTALDERA1190"}),
        ("%", set()),
        ("_", set()),
        ("'; DROP TABLE cables; --", set()),
    ],
)
def test_words_find_ids_posts_and_subjects(desk: Desk, words: str, cables: set[str]) -> None:
    found = desk.find(words)
    assert {cable.id for cable in found.cables} == cables
    assert found.total == len(cables)


def test_pages_cover_everything_once(desk: Desk) -> None:
    pages = [desk.find("", offset=offset, limit=10) for offset in range(0, 40, 10)]
    ids = [cable.id for page in pages for cable in page.cables]
    assert len(ids) == len(set(ids)) == pages[0].total


def test_hidden_subjects_and_tags_cannot_be_found_or_counted(desk: Desk) -> None:
    low = Filters(clearance=Level.SBU)
    assert desk.find("MONEY AND THE MINISTER").total == 1
    assert desk.find("MONEY AND THE MINISTER", low).total == 0
    assert {facet.value for facet in desk.facets(low).tags} <= {facet.value for facet in desk.facets().tags}
    assert sum(facet.cables for facet in desk.facets(low).posts) == desk.coverage(low).cables
