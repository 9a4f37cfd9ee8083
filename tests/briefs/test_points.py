"""Candidate points: which sentences can stand alone, in whose voice, and what they are worth."""

from dataclasses import replace

import pytest

from rag.briefs.merge import merge
from rag.briefs.points import Point, points
from rag.briefs.quantities import Quantity, negated, numbers, quantities
from rag.briefs.terms import Frequencies, centre, cosine, stems
from rag.briefs.voice import bare_range, hangs, post_speaks, takes_up
from rag.briefs.worth import procedural, worth
from rag.cables.model import Role
from tests.briefs.builders import cable, evidence, paragraph


def points_of(*texts: str, role: Role = Role.BODY, truncated: bool = False) -> tuple[Point, ...]:
    made = [paragraph(n, text, role=role, truncated=truncated) for n, text in enumerate(texts, start=1)]
    return points(evidence(cable(*made)))


@pytest.mark.parametrize(
    ("printed", "bare"),
    [
        ("SUMMARY: The port was closed by the union. END SUMMARY.", "The port was closed by the union."),
        ("(COMMENT: The port will open again soon. END COMMENT.)", "The port will open again soon."),
        ("End Summary and Comment. The port was closed.", "The port was closed."),
        ("SUMMARY CONTINUED: The port was closed by the union.", "The port was closed by the union."),
        ("KEY POINTS -- The port was closed by the union.", "The port was closed by the union."),
        ("The summary was short: two pages.", "The summary was short: two pages."),
    ],
)
def test_marks_of_summary_and_comment_are_left_out(printed: str, bare: str) -> None:
    start, end = bare_range(printed, 0, len(printed))
    assert printed[start:end] == bare


@pytest.mark.parametrize(
    "sentence",
    [
        "He stated that the port would open.",
        "This will take a year, in the minister's view.",
        "In September he said the port would open.",
        "Even though they had no mandate, the port was closed.",
        "Asked whether bidders could appeal, he said that they could write to him.",
        "In return it pays a royalty for each container.",
        "None of this proves that the money was paid.",
        "Magistrates released nine of them on bail in the same week.",
    ],
)
def test_sentences_that_need_another_are_known(sentence: str) -> None:
    assert hangs(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Minister Varga said that he would open the port.",
        "UNIAP's Lim Tith said they had asked 400 women.",
        "In his speech, Minister Varga praised the union.",
        "DURING PAST MONTH THEY CLOSED FOUR PORTS.",
        "Asked what she would do, Minister Varga said that she would wait.",
        "A customs officer told Poloff that he had seen the list.",
        "Varga said that she would wait.",
        "The two governments have signed a treaty.",
    ],
)
def test_sentences_that_name_somebody_first_stand_alone(sentence: str) -> None:
    assert not hangs(sentence)


@pytest.mark.parametrize(
    ("sentence", "speaks"),
    [
        ("We believe that the port will open.", True),
        ("In our view the union is weak.", True),
        ("Post will continue to recommend the visit.", True),
        ("EMBASSY CONTINUES TO BELIEVE THAT TERRORISTS POSE NO THREAT.", True),
        ('The minister said "we believe in the port" and left.', False),
        ("The union believes that the port will open.", False),
    ],
)
def test_the_posts_voice_is_told_from_quoted_words(sentence: str, speaks: bool) -> None:
    assert post_speaks(sentence) is speaks


def test_inline_comment_is_the_posts_and_ends_where_it_says() -> None:
    found = points_of(
        "The minister defined the crime as deceit. (COMMENT: The definition shows a clear grasp of the law. It is new "
        "in this ministry. END COMMENT.) The minister lamented that many victims do not testify."
    )
    by_text = {point.text: point.post for point in found}
    assert by_text["The definition shows a clear grasp of the law."] is True
    assert by_text["The minister lamented that many victims do not testify."] is False
    assert by_text["The minister defined the crime as deceit."] is False


def test_what_stands_before_an_inner_comment_is_reported_also_where_the_paragraph_counts_as_comment() -> None:
    found = points_of(
        "Union leaders briefed the minister on the talks in Tarn. COMMENT: The Embassy has heard nothing of them. "
        "The ministry may have its own reasons. END COMMENT.",
        role=Role.COMMENT,
    )
    assert [point.post for point in found] == [False, True, True]


def test_a_comment_that_is_only_closed_is_the_posts_from_its_start() -> None:
    found = points_of("The trip was a success for the port. It showed the union's weakness to all. END COMMENT")
    assert [point.post for point in found] == [True, True]


def test_hanging_sentence_is_joined_to_the_one_it_needs() -> None:
    found = points_of("Minister Varga opened the port of Selwyn. He promised lower fees for all ships.")
    assert "Minister Varga opened the port of Selwyn. He promised lower fees for all ships." in {p.text for p in found}
    assert not any(point.text.startswith("He promised") for point in found)


def test_a_sentence_within_a_quotation_needs_the_one_that_names_the_speaker() -> None:
    found = points_of(
        'Minister Varga said: "The port is ours. Ships of all nations may use the quays." The union left.'
    )
    assert not any(point.text.startswith("Ships of") for point in found)
    assert any('ours. Ships of all nations may use the quays."' in point.text for point in found)


@pytest.mark.parametrize(
    ("sentence", "before", "expected"),
    [
        ("Obiol said that the exemption needed a law.", "It asked for a fifteen-year exemption from the tax.", True),
        ("Obiol said that the exemption of ships is old.", "It asked for a fifteen-year exemption.", False),
        ("Obiol said that the mayor agreed.", "It asked for a fifteen-year exemption from the tax.", False),
    ],
)
def test_what_the_sentence_before_brought_up_is_known(sentence: str, before: str, expected: bool) -> None:
    assert takes_up(sentence, before) is expected


def test_a_stray_quotation_mark_hides_nothing() -> None:
    found = points_of('The "sympathy strike began on Monday. The union of Selwyn closed all of the quays.')
    assert any(point.text.startswith("The union") for point in found)


def test_sentences_that_hang_on_each_other_are_joined_in_a_row() -> None:
    found = points_of(
        "Minister Varga opened the port of Selwyn. He promised lower fees for ships. He named no date for them."
    )
    joined = found[-1]
    assert joined.text.endswith("He named no date for them.")
    assert joined.base == "Minister Varga opened the port of Selwyn. He promised lower fees for ships."


def test_hanging_sentence_is_never_joined_across_voices() -> None:
    found = points_of(
        "The RGC defines the crime as deceit. (COMMENT: This definition shows a clear grasp. END COMMENT.)"
    )
    joined = [point for point in found if "deceit" in point.text and "grasp" in point.text]
    assert not joined


def test_last_sentence_of_a_truncated_paragraph_is_broken() -> None:
    found = points_of("The plan was agreed in the spring. The commission will put a plan in place (cov", truncated=True)
    assert [point.broken for point in found] == [False, True]


def test_contents_lists_make_no_points() -> None:
    assert points_of("The minister opened the port of Selwyn.", role=Role.CONTENTS) == ()


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (
            "Province Cases Deaths -------- ----- ------ ----- Kessi 712 31 Lower Dunda 288 14 The rate is above one.",
            0,
        ),
        ("Upper Zarh 6 1,850 1,310 Middle Zarh 9 4,420 1,745 Karasu Mouth 4 2,210 904 Totals 19 8,480 3,959.", 0),
        ("Of 2,480 children in 19 pits, 316 were under 12 and 45 worked 14 hours a day in 2008.", 1),
    ],
)
def test_rows_of_a_table_are_no_sentence(text: str, count: int) -> None:
    assert len(points_of(text)) == count


def test_a_word_without_end_is_no_sentence() -> None:
    assert points_of("W" * 5000 + " the minister opened the port of Selwyn again.") == ()


def test_decisions_and_figures_are_worth_more_than_courtesies() -> None:
    decision, courtesy = points_of(
        "The minister proposed that a police officer be present at all 40 trials of the year.",
        "The delegation also met with a number of officials during their stay in the capital.",
    )
    assert worth(decision, 0.3, 0.7) > worth(courtesy, 0.3, 0.7) + 0.1


def test_what_keeps_a_report_from_being_a_fact_is_worth_more_than_a_life_story() -> None:
    hedge, life = points_of(
        "The Embassy has not been able to confirm the payment to the minister so far.",
        "The minister is 52, speaks fluent French and has two daughters at the university.",
    )
    assert worth(hedge, 0.3, 0.7) > worth(life, 0.3, 0.7) + 0.1


def test_a_courtesy_is_worth_less_than_another_dealing_in_as_many_words() -> None:
    courtesy, quarrel = points_of(
        "The delegation also met with the mayor of Selwyn.", "The delegation also fell out with the mayor of Selwyn."
    )
    assert worth(courtesy, 0.3, 0.7) < worth(quarrel, 0.3, 0.7)


def test_words_about_the_telegram_itself_are_worth_little() -> None:
    about, other = points_of(
        "Please pass this report to the mayor of Selwyn and to his deputy.",
        "Dockers passed the report to the mayor of Selwyn and to his deputy.",
    )
    assert worth(about, 0.5, 0.7) < worth(other, 0.5, 0.7) - 0.3


def test_a_sentence_that_needs_another_is_worth_less_for_it() -> None:
    (alone,) = points_of("Minister Varga told the Ambassador that the port of Selwyn would close in the spring.")
    assert worth(replace(alone, hanging=True), 0.3, 0.7) < worth(alone, 0.3, 0.7) - 0.2


@pytest.mark.parametrize(
    "said", ["We doubt that the minister will sign it.", "The plan is weak and has a serious flaw."]
)
def test_a_verdict_counts_where_the_post_gives_it(said: str) -> None:
    (reported,) = (replace(point, post=False) for point in points_of(said))
    assert worth(replace(reported, post=True), 0.3, 0.7) > worth(reported, 0.3, 0.7) + 0.1


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("This cable was cleared by Embassy Selwyn and the Department.", True),
        ("Ada Holm (PM/RA, 202-555-0175) is the Department's POC for this cable.", True),
        ("Posts are requested to report any substantive responses by October 1.", True),
        ("Post warmly welcomes the delegation of Senator Holm to Selwyn.", True),
        ("Harbor Notes is a weekly compilation of news of the port.", True),
        ("Posts are requested to inform the government that the port is closed.", False),
        ("The union cleared the quays of the port in the night.", False),
    ],
)
def test_words_about_the_telegram_itself_are_known(sentence: str, expected: bool) -> None:
    assert procedural(sentence) is expected


def test_merge_keeps_sentences_that_differ_in_a_number_or_a_negation() -> None:
    found = points_of(
        "The strike at the port was joined by 3,200 dockers of the union.",
        "The strike at the port was joined by 1,400 dockers of the union.",
        "The strike at the port was not joined by 3,200 dockers of the union.",
    )
    assert len(merge(found, Frequencies(point.text for point in found))) == 3


def test_merge_prefers_the_body_and_remembers_the_summary() -> None:
    words = "The interest of donors has yielded a patchwork of government that is strong in some fields."
    made = cable(paragraph(1, words, role=Role.SUMMARY), paragraph(2, words))
    found = points(evidence(made))
    merged = merge(found, Frequencies(point.text for point in found))
    assert len(merged) == 1
    assert merged[0].point.key.index == 2
    assert merged[0].point.summary
    assert [twin.key.index for twin in merged[0].point.twins] == [1]


def test_quantities_carry_what_they_count_and_leave_out_dates() -> None:
    text = "On August 24, 2009, about 3,200 dockers and 12 percent of the women struck for 14 million dollars."
    assert quantities(text)[-3:] == (
        Quantity("3200", "docker"),
        Quantity("12", "%"),
        Quantity("14 million", "dollar"),
    )
    assert not {"24"} & {quantity.value for quantity in quantities(text)}


def test_numbers_know_small_words() -> None:
    assert numbers("Four men and 12 women, one child") == frozenset({"4", "12"})


def test_two_negations_cancel() -> None:
    assert negated("He did not sign.")
    assert not negated("He did not say that nobody would never sign.".replace("nobody", "they"))


def test_cosine_is_one_for_the_same_words_and_none_for_others() -> None:
    frequencies = Frequencies(["ports and ships", "ships and trials"])
    same = frequencies.weigh("The ships in ports")
    assert cosine(same, frequencies.weigh("ports of ship")) == pytest.approx(1.0)
    assert cosine(same, frequencies.weigh("A trial")) == 0.0
    assert centre([]) == {}
    assert stems("Trafficking, the traffickers!") == ("traffick", "traffick")


def test_covered_is_the_share_of_the_asked_words() -> None:
    frequencies = Frequencies(["nuclear program", "program of visits"])
    assert frequencies.covered("nuclear program", "The program is nuclear.") == pytest.approx(1.0)
    assert 0 < frequencies.covered("nuclear program", "The program of visits.") < 0.5
    assert frequencies.covered("", "anything") == 0.0
