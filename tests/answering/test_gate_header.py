"""Header facts in a statement: the cable's own date, post, subject and id stand there, another cable's do not."""

import datetime as dt

import pytest

from rag.answering.gate import check
from rag.answering.model import Verdict
from tests.answering.cables import cable, draft, evidence

AWARD = (
    "The cabinet on May 22 awarded the harbor concession to Quays of Altona, by a committee vote of three to two. "
    "Director Ilse Varga said that the survey took thirteen weeks. The Embassy told the cabinet on May 20 that it "
    "would not comment."
)
TALKS = "Varga met Orban in Lisbon. Septel (cable of May 11) describes the talks with the British Embassy in Selwyn."
SENT = evidence(
    cable(AWARD, TALKS, subject="TERMINAL TENDER REOPENED", date=dt.datetime(2009, 5, 26, 8, 11, tzinfo=dt.UTC))
)
OTHER = evidence(
    cable("Dredging starts in June.", id="10SKAGEN9", post="SKAGEN", subject="Dredging: Norway's Offer", date=None)
)
Q_SUBJECT = "TERMINAL TENDER REOPENED"
Q_AWARD = "The cabinet on May 22 awarded the harbor concession to Quays of Altona, by a committee vote of three to two."
Q_SURVEY = "Director Ilse Varga said that the survey took thirteen weeks."
Q_EMBASSY = "The Embassy told the cabinet on May 20 that it would not comment."
Q_SEPTEL = "Septel (cable of May 11) describes the talks with the British Embassy in Selwyn."
SURVEY = "the survey took thirteen weeks"
AWARDED = "the cabinet awarded the harbor concession to Quays of Altona"

HOLDS = [
    ("The subject of the cable is TERMINAL TENDER REOPENED.", 0, Q_SUBJECT),
    ("The subject line of 09PORTSELWYN412 reads: TERMINAL TENDER REOPENED", 0, Q_SUBJECT),
    ("PORT SELWYN 412 carries the subject TERMINAL TENDER REOPENED.", 0, Q_SUBJECT),
    ("The cable's subject is Terminal Tender Reopened.", 0, Q_SUBJECT),
    ("Embassy Port Selwyn reported under the subject TERMINAL TENDER REOPENED.", 0, Q_SUBJECT),
    ("The cable of 26 May 2009 from Port Selwyn is entitled “TERMINAL TENDER REOPENED”.", 0, Q_SUBJECT),
    ("Subject: TERMINAL TENDER REOPENED, of 26 May 2009.", 0, Q_SUBJECT),
    ("The cable is dated 26 May 2009.", 0, Q_SUBJECT),
    ("09PORTSELWYN412 is dated May 26, 2009.", 1, Q_AWARD),
    ("09PORTSELWYN412 was sent from Port Selwyn on 26 May 2009.", 0, Q_SUBJECT),
    (f"{SURVEY.capitalize()} (cable of 26 May 2009).", 1, Q_SURVEY),
    (f"{AWARDED.capitalize()} (cable of 26 May 2009).", 1, Q_AWARD),
    (f"{AWARDED.capitalize()} (09PORTSELWYN412, May 26, 2009).", 1, Q_AWARD),
    (f"{AWARDED.capitalize()} (Port Selwyn, 26 May).", 1, Q_AWARD),
    (f"{AWARDED.capitalize()} (Embassy Port Selwyn cable of 2009-05-26).", 1, Q_AWARD),
    (f"The cable of 26 May 2009 reports that {AWARDED}.", 1, Q_AWARD),
    (f"The 26 May cable from Port Selwyn says that {AWARDED}.", 1, Q_AWARD),
    (f"Embassy Port Selwyn reported that {AWARDED}.", 1, Q_AWARD),
    (f"Embassy Port Selwyn reported on May 26, 2009 that {AWARDED}.", 1, Q_AWARD),
    (f"The U.S. Embassy in Port Selwyn reported that {SURVEY}.", 1, Q_SURVEY),
    (f"Paragraph 1 of the cable of 26 May 2009 says that {AWARDED}.", 1, Q_AWARD),
    (f"According to paragraph 1, {SURVEY}.", 1, Q_SURVEY),
    ("Varga met Orban (cable of 26 May 2009).", 2, "Varga met Orban in Lisbon."),
    ("The cable of May 11 describes the talks with the British Embassy.", 2, Q_SEPTEL),
]

FAILS = [
    ("TENDERS", "The subject of the cable is TERMINAL TENDERS CLOSED.", 0, Q_SUBJECT),
    ("ORBAN", "The subject of the cable is ORBAN TERMINAL TENDER REOPENED.", 0, Q_SUBJECT),
    ("the name omar", "THE TERMINAL TENDER omar REOPENED.", 0, Q_SUBJECT),
    ("the name THIEVES", "THIEVES REOPENED TERMINAL TENDER, the cable says.", 0, Q_SUBJECT),
    ("not carried", "The subject of the cable is Varga.", 1, Q_SURVEY),
    ("not carried", "Varga sent the cable.", 1, Q_SURVEY),
    ("not carried", "The cable was sent by Terminal Tender.", 0, Q_SUBJECT),
    ("not carried", "The cable of 26 May 2009 says that.", 1, Q_SURVEY),
    ("not carried", "The cable is a report of the Embassy.", 1, Q_SURVEY),
    ("not carried", "According to the Embassy, the official reported it.", 1, Q_SURVEY),
    ("not carried", "The cable was sent to Port Selwyn on 26 May 2009.", 0, Q_SUBJECT),
    ("not carried", "The cable is dated before 26 May 2009.", 0, Q_SUBJECT),
    ("27 May 2009", "The cable is dated 27 May 2009.", 0, Q_SUBJECT),
    ("22 May 2009", "The cable is dated 22 May 2009.", 1, Q_AWARD),
    ("22 May 2009", f"{SURVEY.capitalize()} (cable of 22 May 2009).", 1, Q_SURVEY),
    ("May 22", f"The May 22 cable reports that {SURVEY}.", 1, Q_SURVEY),
    ("26 May 2008", f"{SURVEY.capitalize()} (cable of 26 May 2008).", 1, Q_SURVEY),
    ("25 May", f"The cable of 25 May reports that {AWARDED}.", 1, Q_AWARD),
    ("the number 2", f"Paragraph 2 of the cable of 26 May 2009 says that {AWARDED}.", 1, Q_AWARD),
    ("Skagen", f"{SURVEY.capitalize()} (Skagen, 26 May 2009).", 1, Q_SURVEY),
    ("Skagen", f"Embassy Skagen reported that {SURVEY}.", 1, Q_SURVEY),
    ("10SKAGEN9", "10SKAGEN9 is dated 26 May 2009.", 0, Q_SUBJECT),
    ("it has “26” where", "The cabinet on May 26 awarded the harbor concession to Quays of Altona.", 1, Q_AWARD),
    ("it has “four” where", Q_AWARD.replace("three", "four").replace(".", " (cable of 26 May 2009)."), 1, Q_AWARD),
    ("it has “26” where", "The Embassy told the cabinet on May 26 that it would not comment.", 1, Q_EMBASSY),
    ("negat", "The Embassy told the cabinet that it would comment (cable of 26 May 2009).", 1, Q_EMBASSY),
    ("U.S.", "The talks with the U.S. Embassy in Port Selwyn are described.", 2, Q_SEPTEL),
    ("U.S.", f"The U.S. Embassy in Lisbon reported that {SURVEY}.", 1, Q_SURVEY),
    ("it says “denied”", f"Embassy Port Selwyn denied that {SURVEY}.", 1, Q_SURVEY),
    ("it says “disputes”", f"Director Ilse Varga disputes that {SURVEY}.", 1, Q_SURVEY),
    ("British", f"The British Embassy in Port Selwyn reported that {SURVEY}.", 1, Q_SURVEY),
]


@pytest.mark.parametrize(("text", "index", "quote"), HOLDS, ids=[row[0][:60] for row in HOLDS])
def test_the_cables_own_facts_hold(text: str, index: int, quote: str) -> None:
    statement = check(draft(text, (index, quote)), SENT)
    assert (statement.verdict, statement.reason) == (Verdict.VERIFIED, "")


@pytest.mark.parametrize(("why", "text", "index", "quote"), FAILS, ids=[row[1][:60] for row in FAILS])
def test_what_is_not_the_cables_own_fails(why: str, text: str, index: int, quote: str) -> None:
    statement = check(draft(text, (index, quote)), SENT)
    assert statement.verdict is Verdict.UNVERIFIED
    assert why in statement.reason


def test_a_small_word_that_turns_a_fact_round_is_free_where_the_subject_has_it() -> None:
    subject = "VISIT TO LISBON AFTER THE TENDER"
    visit = evidence(cable("Varga left.", subject=subject, date=dt.datetime(2009, 5, 26, tzinfo=dt.UTC)))
    claim = draft(f"The subject line of the cable of 26 May 2009 is {subject}.", (0, subject))
    assert check(claim, visit).verdict is Verdict.VERIFIED


def test_a_cable_without_a_date_gives_none() -> None:
    claim = draft("Dredging starts in June (cable of 26 May 2009).", (1, "Dredging starts in June."), id="10SKAGEN9")
    assert "26 May 2009" in check(claim, [*SENT, *OTHER]).reason


def test_the_date_of_either_cited_cable_names_a_cable() -> None:
    both = draft(f"{AWARDED.capitalize()} (cable of 26 May 2009).", (1, Q_AWARD), (1, Q_SURVEY))
    assert check(both, [*SENT, *OTHER]).verdict is Verdict.VERIFIED


@pytest.mark.parametrize(
    ("text", "reason"), [("UNESCO's Varga", ""), ("UNESCO's Orban", "the name Orban does not stand")]
)
def test_an_owner_and_the_person_behind_it_are_two_names(text: str, reason: str) -> None:
    said = "UNESCO's Director for the Northern Isles and the Sound, Ilse Varga, opened the school."
    statement = check(draft(f"{text} opened the school.", (1, said)), evidence(cable(said)))
    assert statement.reason.startswith(reason)
    assert bool(statement.reason) is bool(reason)


@pytest.mark.parametrize(("count", "holds"), [("Two", True), ("Three", False)])
def test_both_ships_are_two_ships(count: str, holds: bool) -> None:
    said = "Both ships left the harbor at dawn."
    statement = check(draft(f"{count} ships left the harbor at dawn.", (1, said)), evidence(cable(said)))
    assert (statement.verdict is Verdict.VERIFIED) is holds


@pytest.mark.parametrize(("text", "holds"), [("that the third would not", True), ("that the third would", False)])
def test_a_negation_at_the_end_is_not_cut_off(text: str, holds: bool) -> None:
    said = "Varga said that the first two points would be changed, and that the third would not."
    claim = draft(f"Varga said that the first two points would be changed, and {text}.", (1, said))
    statement = check(claim, evidence(cable(said)))
    assert statement.reason == ("" if holds else "the negation “not” is lost")


@pytest.mark.parametrize(("text", "holds"), [("by Decree No. 417", True), ("by no decree", False)])
def test_the_sign_of_a_number_denies_nothing(text: str, holds: bool) -> None:
    said = "The Minister closed the harbor of Altona to all trawlers on May 20. Decree No. 417 was read at noon."
    claim = draft(f"The Minister closed the harbor of Altona to all trawlers on May 20 {text}.", (1, said))
    assert bool(check(claim, evidence(cable(said))).reason) is not holds


def test_a_short_sentence_that_also_ends_another_one_is_found_as_a_sentence() -> None:
    body = "The council left without XXXXX of Altona. XXXXX of Altona. The minister stayed."
    assert check(draft("XXXXX of Altona.", (1, "XXXXX of Altona.")), evidence(cable(body))).reason == ""


def test_the_tag_of_norway_denies_nothing() -> None:
    one = cable("Nothing else.", subject="- TAGS: EFIS, SENV, NO SUBJECT: NORTHERN CATCH PLANS")
    claim = draft("The subject of the cable is NORTHERN CATCH PLANS.", (0, "NORTHERN CATCH PLANS"))
    assert check(claim, evidence(one)).reason == ""
