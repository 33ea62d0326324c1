"""Every sentence the policy room says about a decision, in English and Swedish, in one place.

A slot is never empty: `say` puts words in for whatever nobody stated.
"""

from collections.abc import Mapping

from homeport.domain.facts import FactSource
from homeport.domain.policy import Trigger

Words = tuple[str, str]
"""English, Swedish."""

LANGUAGE_PLACE = {"en": 0, "sv": 1}

NOT_STATED: Words = ("not stated", "ej angivet")

FACT_NAMES: Mapping[str, Words] = {
    "sensitivity": ("data class", "dataklass"),
    "personal": ("personal data", "personuppgifter"),
    "task": ("kind of work", "typ av arbete"),
    "difficulty": ("difficulty", "svårighet"),
    "stakes": ("stakes", "betydelse"),
    "latency": ("waiting time", "väntetid"),
    "ceiling": ("cost ceiling", "kostnadstak"),
    "redaction": ("redaction", "maskning"),
    "approval": ("approval by a second person", "godkännande av en andra person"),
    "declassified": ("class lowered by a person", "klass sänkt av en person"),
}

VALUES: Mapping[tuple[str, str], Words] = {
    ("sensitivity", "public"): ("public", "öppen"),
    ("sensitivity", "internal"): ("internal", "intern"),
    ("sensitivity", "confidential"): ("confidential", "konfidentiell"),
    ("sensitivity", "restricted"): ("restricted", "strängt konfidentiell"),
    ("personal", "none"): ("none found", "inga hittades"),
    ("personal", "personal"): ("ordinary", "vanliga"),
    ("personal", "special"): ("of a special category", "av särskilda kategorier"),
    ("task", "general"): ("general", "allmänt"),
    ("task", "dev"): ("development", "utveckling"),
    ("task", "contract"): ("contract", "avtal"),
    ("task", "medical"): ("medical", "medicin"),
    ("difficulty", "routine"): ("routine", "rutin"),
    ("difficulty", "hard"): ("hard", "svårt"),
    ("stakes", "normal"): ("normal", "vanlig"),
    ("stakes", "high"): ("high", "stor"),
    ("latency", "interactive"): ("while you wait", "medan du väntar"),
    ("latency", "background"): ("in the background", "i bakgrunden"),
    ("latency", "batch"): ("nobody is waiting", "ingen väntar"),
    ("ceiling", "free"): ("nothing", "ingenting"),
    ("ceiling", "small"): ("small", "litet"),
    ("ceiling", "premium"): ("premium", "premium"),
    ("redaction", "none"): ("none", "ingen"),
    ("redaction", "verified"): ("checked by a person", "kontrollerad av en person"),
    ("approval", "none"): ("none", "inget"),
    ("approval", "granted"): ("granted", "beviljat"),
    ("declassified", "none"): ("no", "nej"),
    ("declassified", "self"): ("by the user", "av användaren"),
    ("declassified", "second"): ("by a second person", "av en andra person"),
}

SOURCES: Mapping[FactSource, Words] = {
    FactSource.TYPED: ("your choice", "ditt val"),
    FactSource.LABEL: ("found in the text", "hittat i texten"),
    FactSource.WORKFLOW: ("set by the workflow", "bestämt av arbetsflödet"),
    FactSource.MEASURED: ("measured", "uppmätt"),
    FactSource.DEFAULT: ("default", "förval"),
    FactSource.UNKNOWN: ("not known, so the strictest counts", "okänt, därför gäller det strängaste"),
}

TRIGGERS: Mapping[Trigger, Words] = {
    Trigger.ERROR: ("If a lane fails", "Om en väg inte fungerar"),
    Trigger.SLOW: ("If a lane is too slow", "Om en väg är för långsam"),
    Trigger.OVER_CEILING: ("If it would cost more than the ceiling", "Om det skulle kosta mer än taket"),
    Trigger.LOW_QUALITY: ("If the draft fails a check", "Om utkastet inte klarar en kontroll"),
    Trigger.ASKED: ("If you ask for a stronger model", "Om du ber om en starkare modell"),
    Trigger.HARD: ("Because the work is hard", "Eftersom arbetet är svårt"),
    Trigger.HIGH_STAKES: ("Because the stakes are high", "Eftersom mycket står på spel"),
    Trigger.DECLINED: ("If you say no to the first lane", "Om du säger nej till den första vägen"),
}

SENTENCES: Mapping[str, Words] = {
    "policy": ("Policy: {name}, version {version}.", "Policy: {name}, version {version}."),
    "fact": ("{name}: {value} ({source}: {why}).", "{name}: {value} ({source}: {why})."),
    "fact_plain": ("{name}: {value} ({source}).", "{name}: {value} ({source})."),
    "classified": ("Rule {rule} set the data class: “{say}.”", "Regel {rule} bestämde dataklassen: ”{say}.”"),
    "class": (
        "The data class that counts is {counts}; found was {found}.",
        "Den dataklass som gäller är {counts}; hittad var {found}.",
    ),
    "class_same": (
        "The data class that counts is {counts}, as found.",
        "Den dataklass som gäller är {counts}, som den hittades.",
    ),
    "decided": (
        "Rule {rule} decides where it starts: “{say}.”",
        "Regel {rule} bestämmer var det börjar: ”{say}.”",
    ),
    "undecided": (
        "No rule says where work like this starts.",
        "Ingen regel säger var sådant arbete ska börja.",
    ),
    "starts": ("It starts with {lane}.", "Det börjar med {lane}."),
    "waits": (
        "No lane is left, so the task waits for you. Nothing was sent.",
        "Ingen väg finns kvar, så uppgiften väntar på dig. Inget har skickats.",
    ),
    "chosen": ("{lane}: works on it first.", "{lane}: arbetar med det först."),
    "chosen_asks": (
        "{lane}: comes first, but only after you have seen the exact bytes and said yes.",
        "{lane}: kommer först, men bara sedan du har sett exakt vad som skickas och sagt ja.",
    ),
    "allowed": (
        "{lane}: may take over by itself; nothing leaves this computer.",
        "{lane}: får ta över av sig själv; inget lämnar den här datorn.",
    ),
    "would_ask": (
        "{lane}: may be offered; nothing is sent until you have seen the exact bytes and said yes.",
        "{lane}: kan erbjudas; inget skickas förrän du har sett exakt vad som skickas och sagt ja.",
    ),
    "blocked": ("{lane}: closed by {rules}.", "{lane}: stängd av {rules}."),
    "blocked_because": ("{lane}: closed by {rules}. Read: {facts}.", "{lane}: stängd av {rules}. Läst: {facts}."),
    "approval_opens": (
        "{closed} A second person's approval of the exact text opens it.",
        "{closed} En andra persons godkännande av exakt den texten öppnar den.",
    ),
    "unavailable": ("{lane}: allowed, but not now: {why}.", "{lane}: tillåten, men inte nu: {why}."),
    "unused": ("{lane}: no rule leads there for this task.", "{lane}: ingen regel leder dit för uppgiften."),
    "rule": ("rule {rule} (“{say}”)", "regel {rule} (”{say}”)"),
    "ceiling": (
        "the cost ceiling (it needs {needs}, the ceiling is {ceiling})",
        "kostnadstaket (den kräver {needs}, taket är {ceiling})",
    ),
    "read": ("{name} {value} ({why})", "{name} {value} ({why})"),
    "by_rules": ("by rule {rules}", "enligt regel {rules}"),
    "lane": ("{lane} ({say})", "{lane} ({say})"),
    "next": ("{when}: {lanes} (rule {rule}).", "{when}: {lanes} (regel {rule})."),
    "next_asks": ("{lane} after your yes", "{lane} efter ditt ja"),
    "next_none": (
        "{when}: there is no further lane. A draft made earlier stands, otherwise the task waits for you.",
        "{when}: det finns ingen väg till. Ett tidigare utkast står kvar, annars väntar uppgiften på dig.",
    ),
    "review_use": (
        "Before the result is used, a person has to accept it: rule {rule}, “{say}.”",
        "Innan resultatet används måste en person godkänna det: regel {rule}, ”{say}.”",
    ),
    "review_use_two": (
        "Before the result is used, two people have to accept it: rule {rule}, “{say}.”",
        "Innan resultatet används måste två personer godkänna det: regel {rule}, ”{say}.”",
    ),
    "review_send": (
        "Before anything is sent, a person ticks every replacement: rule {rule}, “{say}.”",
        "Innan något skickas bockar en person av varje ersättning: regel {rule}, ”{say}.”",
    ),
    "review_send_two": (
        "Before anything is sent, two people tick every replacement: rule {rule}, “{say}.”",
        "Innan något skickas bockar två personer av varje ersättning: regel {rule}, ”{say}.”",
    ),
    "review_added": ("A person also has to look at this: {why}.", "En person måste också se på detta: {why}."),
    "review_none": ("The policy asks for no review.", "Policyn kräver ingen granskning."),
    "fact_missing": (
        "The fact “{name}” is not known, and the policy needs it (one of: {known}). The task waits; nothing "
        "was sent.",
        "Uppgiften ”{name}” är inte känd, och policyn behöver den (något av: {known}). Arbetet väntar; inget har "
        "skickats.",
    ),
    "fact_undeclared": (
        "The fact “{name}” is {value}, which the policy does not know (only: {known}). The task waits; nothing "
        "was sent.",
        "Uppgiften ”{name}” är {value}, vilket policyn inte känner till (bara: {known}). Arbetet väntar; "
        "inget har skickats.",
    ),
    "open_already": ("{lane} can be reached as it is.", "{lane} kan nås som det är."),
    "you_can": ("{lane} could be reached with {changes}.", "{lane} skulle kunna nås med {changes}."),
    "you_cannot": (
        "Nothing you can set here opens {lane} for this task.",
        "Det finns ingen inställning här som öppnar {lane} för uppgiften.",
    ),
    "otherwise": (
        "{lane} is reached by work with {changes}; this is not such work.",
        "{lane} nås av arbete med {changes}; det här är inte sådant arbete.",
    ),
    "and": (" and ", " och "),
    "then": (", then ", ", sedan "),
}


def pick(words: Words, language: str) -> str:
    """The words in the language; English when there are none in it."""
    return words[LANGUAGE_PLACE.get(language, 0)]


def say(sentence: str, language: str, **slots: str) -> str:
    """A sentence with its slots filled; it begins with a capital letter and ends once."""
    filled = {name: value.strip().rstrip(".") or pick(NOT_STATED, language) for name, value in slots.items()}
    return pick(SENTENCES[sentence], language).format(**filled)


def fact_name(name: str, language: str) -> str:
    """What a person calls the fact."""
    return pick(FACT_NAMES[name], language)


def value_words(fact: str, value: str, language: str) -> str:
    """What a person calls the value; one that a policy invented speaks for itself."""
    known = VALUES.get((fact, value))
    return pick(known, language) if known else value.replace("_", " ").replace("-", " ")


def in_language(by_language: Mapping[str, str], language: str) -> str:
    """A policy's own sentence: in the language, else the plain one, else whichever there is."""
    return by_language.get(language) or by_language.get("") or next(iter(by_language.values()))
