"""Text that reads like an instruction to a model. It may be quoted as what its paragraph says, and is flagged."""

import codecs
import re
import unicodedata
from collections import Counter
from functools import lru_cache

from rag.answering.vocabulary import terms

_GAP = r"(?:\W+\w+){0,4}?\W+"
_ORDERS = rf"""
\b(?:ignore|disregard|forget|override|bypass){_GAP}(?:instructions?|prompts?|rules|guidelines|directives?|context)\b
\b(?:ignore|disregard|forget) (?:all |everything |anything )?(?:previous|prior|above|the above|earlier)\b
\bas an? (?:ai|a\.i\.|artificial intelligence|large language model|language model|llm|chatbot)\b
\byou are (?:now |no longer )?(?:an? |the )?(?:ai|assistant|language model|llm|chatbot|dan|system)\b
\b(?:large language models?|llms?|chatgpt|gpt-\d|ai (?:assistants?|models?|systems?|agents?|readers?))\b
(?:^|[\n.>\]"])\s*(?:system|assistant|developer)(?: (?:message|prompt|note|override))?\s*:
\b(?:system|assistant) (?:prompt|message|override)\b
<\|[^|<>]{{1,40}}\|>|\[/?INST\]|<</?SYS>>|<start_of_turn>|<end_of_turn>|```
</?(?:system|assistant|user|context|sources?|documents?|instructions?|s)>
\#{{2,}}\s*(?:instructions?|system|response|human|assistant)\b
\b(?:answer|response|reply) to (?:any|every|all|this|the|your)(?: \w+)? questions? (?:is|must|should|shall)\b
\bcite (?:only |always )?(?:paragraph|para|source|document|¶)\s*\d+|\balways cite\b
\b(?:remove|drop|omit|strip|delete) (?:all |any |the )?(?:classification |portion |security )?markings?\b
\b(?:reveal|print|repeat|output|show|leak|recite) (?:your|the) (?:system |hidden |full )?(?:prompt|instructions)\b
\b(?:respond|reply|answer) (?:only |exactly |simply )?with\b|\b(?:respond|reply|answer|output|say) (?:only|exactly)\b
\b(?:do not|don't|never) (?:answer|tell) (?:the |any |this )?(?:user|questions?|reader)\b
\bsay (?:that )?(?:there is|you have|you found) no (?:information|answer|evidence)\b
\b(?:note|message|instructions?|attention)\s(?:to|for|from)\s(?:the |any |all )?(?:ai|model|assistant|judge|grader)\b
\b(?:new|updated|important|special|following) instructions?\s*:
\b(?:you|the (?:model|assistant|judge|grader)) (?:must|should|shall) (?:now )?(?:answer|reply|respond|say|cite|output)\b
\b(?:rate|grade|score|judge) (?:this|the) (?:answer|response|summary) (?:as )?(?:correct|pass|perfect|10)\b
\bTODO\s*:|\bINJECAGENT\b|\bprompt injection\b|\bjailbreak\b
!\[[^\]\n]{{0,80}}\]\([^)\s]{{1,200}}\)|<(?:img|script|iframe|form|svg)\b|\bjavascript:
\b(?:ignore[zr]?|ignora|ignoriere)\W+(?:\w+\W+){{0,4}}?(?:instructions|consignes|instrucciones|anweisungen|instruções)
"""
_PATTERNS = re.compile("|".join(_ORDERS.strip().splitlines()), re.IGNORECASE)
_FOREIGN = re.compile(
    r"игнорир\w*\W+(?:\w+\W+){0,3}?(?:инструкц|указан)\w*|忽略.{0,12}(?:指令|指示)|تجاهل.{0,20}التعليمات", re.IGNORECASE
)
_TRIGGERS = terms(
    "ignore disregard forget override bypass ai artificial language llm llms chatbot chatgpt gpt assistant assistants "
    "system developer cite remove drop omit strip delete reveal print repeat output show leak recite respond reply "
    "answer response say user question questions tell note message instruction instructions attention must should "
    "shall rate grade score judge todo injecagent injection jailbreak inst sys javascript ignorer ignorez ignora "
    "ignoriere treat mark label handle consider reclassify downgrade"
)
"""Words of which a text must have one for any of the orders in words to match."""
_MARKUP = re.compile(r"[<#`]|!\[|\[/?inst", re.IGNORECASE)
_LOWERING = re.compile(
    r"\b(?:treat|mark|label|handle|consider|reclassify|downgrade)\b[^.]{0,60}\b(?:as|to) (?:unclassified|public)\b",
    re.IGNORECASE,
)
_BLOB = re.compile(r"(?<![A-Za-z0-9+/=])[A-Za-z0-9+/]{32,}={0,2}")
_BYTES = re.compile(r"(?:[0-9a-f]{2}[ :]?){24,}", re.IGNORECASE)
_REPEATED = re.compile(r"\b(\w{2,20})(?:\W{1,3}\1\b){7,}", re.IGNORECASE)
_PHRASE_END = re.compile(r"[.!?;\n]")
_PHRASES = 6
"""A phrase that stands so often in one paragraph is no prose: worked examples, or words put there to be found."""
_HIDDEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f]")
_LOOKALIKE = str.maketrans(
    "авеікмнорстухѕјАВЕІКМНОРСТУХЅЈαεικνορτυχΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "abeikmhopctyxsjABEIKMHOPCTYXSJaeiknoptuxABEZHIKMNOPTYX"
)
_WORD = re.compile(r"[^\W\d_]+")


def hidden(text: str) -> bool:
    """Whether it holds characters that nobody sees: zero-width, direction and tag characters."""
    return bool(_HIDDEN.search(text))


def mixed_alphabets(text: str) -> str:
    """The first word that mixes Latin letters with Cyrillic or Greek ones; "" when there is none."""
    if text.isascii():
        return ""
    for match in _WORD.finditer(text):
        alphabets = {unicodedata.name(char, "").split(" ")[0] for char in match[0] if char not in "µΩ"}
        if "LATIN" in alphabets and alphabets & {"CYRILLIC", "GREEK"}:
            return match[0]
    return ""


def _encoded(text: str) -> bool:
    """Whether it holds a run that looks like base64 or like bytes in hexadecimal."""
    kinds = (str.islower, str.isupper, str.isdigit)
    mixed = any(all(any(map(kind, match[0])) for kind in kinds) for match in _BLOB.finditer(text))
    return mixed or bool(_BYTES.search(text))


def _orders(plain: str) -> bool:
    """Whether one of the orders stands there; most texts have none of their words and are passed over quickly."""
    if not _TRIGGERS.isdisjoint(_WORD.findall(plain.casefold())) or _MARKUP.search(plain):
        return bool(_PATTERNS.search(plain) or _LOWERING.search(plain))
    return False


def _repeats_itself(text: str) -> bool:
    """Whether one phrase of two words or more stands there again and again."""
    phrases = Counter(phrase.strip() for phrase in _PHRASE_END.split(text))
    return any(count >= _PHRASES and " " in phrase for phrase, count in phrases.items())


@lru_cache(maxsize=1024)
def reads_like_one(text: str) -> bool:
    """Whether a text reads like an instruction to a model, or hides something from its reader.

    A false alarm costs a flag beside the sentence and nothing else, so the patterns are wide. What is looked for:
    orders to ignore, answer, cite or mark in a given way; turns and tokens of a chat; text addressed to a model or a
    judge; encoded, invisible, repeated and look-alike characters; markup that loads something.
    """
    plain = unicodedata.normalize("NFKC", _HIDDEN.sub("", text)).translate(_LOOKALIKE)
    return (
        hidden(text)
        or bool(mixed_alphabets(text))
        or bool(_FOREIGN.search(text))
        or _orders(plain)
        or _orders(codecs.encode(plain, "rot13"))
        or bool(_REPEATED.search(plain))
        or _repeats_itself(plain)
        or _encoded(text)
    )
