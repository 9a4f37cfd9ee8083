"""Fifty texts of many lengths and kinds, written for these tests."""

_SENTENCES = (
    "The ambassador called on the deputy foreign minister on March 3 to deliver the demarche.",
    "Post recommends that Washington approve the visa waiver before the delegation departs.",
    "He said the harvest had failed in four of nine provinces and that grain prices had doubled.",
    "COMMENT: The president's health remains the subject of rumor, none of it confirmed. END COMMENT.",
    "Embassy officers observed long queues at polling stations in the capital.",
    "The central bank sold USD 40 million to defend the currency.",
    "According to a ministry contact, the port authority has not been paid since June.",
    "Negotiators agreed on Article 5 but left the question of inspections open.",
    "Opposition leaders claimed that 1,200 ballots were missing in the northern district.",
    "A shipment of radios was detained at the border; customs gave no reason.",
)
_SHORT = (
    "Who signed the agreement?",
    "REF: A. STATE 12345 B. 08 VANDIA 77",
    "TAGS: PREL, PGOV, KDEM",
    "SUBJECT: PORT STRIKE ENTERS SECOND WEEK",
    "U",
    "fishing rights",
    "El ministro señaló que no había presupuesto.",
    "Le déjeuner était très agréable.",
    "大使は会見した。",
    "prix : 12,50 € ; TVA 20 %",
    "(C/NF) 4. (SBU) Summary.",
    "------------------------------",
    "see http://example.org/a/b?c=d",
    "ÀÉÎÕÜ naïve façade",
    "1 2 3 4 5 6 7 8 9 10",
    "Mr. Smith met Dr. Jones at 10 a.m.",
    "tariff schedule for cement, steel and sugar",
    "what did the post recommend on visas?",
    "drought",
    "Election observers' report",
)


def sample_texts() -> list[str]:
    """Thirty texts of one to fifteen sentences, and twenty short or odd ones."""
    long = [" ".join(_SENTENCES[(start + step) % 10] for step in range(1 + start // 2)) for start in range(20)]
    mixed = [f"{first} {second}" for first, second in zip(_SHORT[10:], _SENTENCES, strict=True)]
    return long + mixed + list(_SHORT)
