"""Cues that a text is about the health of one individual, not about health in general.

Words of illness alone do not count: general health information is full of them. What counts is a person spoken of
as a patient: age, admission, findings on examination, the forms of a case record. Limits: a list of cues, Swedish,
Norwegian, Danish, Finnish, English, German and Spanish; a note in other words is missed, and a novel may be caught.
"""

import re

from homeport.labelling.hit import Hit

_STRONG = r"""
\b\d{1,3}[- ]year[- ]old (?:\w+ )?(?:man|woman|male|female|boy|girl|patient|gentleman|lady|infant|child)\b
|\b(?:the|this) patient (?:is|was|has|had|will|reports?|denies|presented|presents|states|underwent|tolerated|returns)\b
|\bhistory of present illness\b|\bchief complaint\b|\bpast medical history\b|\bpreoperative diagnosis\b
|\bpostoperative diagnosis\b|\bphysical examination:|\breview of systems\b|\bdischarge (?:summary|diagnos)
|\b(?:was|is) prepped and draped\b|\bhospital course\b
|\bpatienten? (?:är|har|uppger|inkommer|mår|söker|vårdas|opererades|remitteras|klagar|behandlas)\b
|\banamnes\b|\bjournalanteckning|\bdaganteckning|\bepikris\b|\b\d{1,3}[- ]årig (?:man|kvinna|pojke|flicka|patient)\b
|\bpasienten (?:er|har|ble|hadde|oppgir|klager|innlegges|kommer|opplyser|fikk)\b|\b\d{1,3} år gammel (?:mann|kvinne|gutt|jente)
|\banamnese\b|\bepikrise\b|\bdiagnoser?:|\bpatienten (?:er|har|blev|havde|indlægges|oplyser)\b|\b\d{1,3}-årig (?:mand|kvinde|dreng|pige|kvinne|mann)
|\bpotilas (?:on|oli|kertoo|tuli|saapui|valittaa)\b|\bpotilaan\b|\b\d{1,3}-vuotias (?:mies|nainen|potilas)
|\bdatos del paciente\b|\b(?:paciente|varón|mujer|niñ[oa]|hombre) de \d{1,3} (?:años|meses|días)\b|\bantecedentes personales\b
|\bexploración física\b|\b(?:el|la) paciente (?:fue|es|presenta|presentaba|refiere|acude|ingresa|ingresó|fue)\b
|\banamnese und\b|\b(?:unsere[nrm]? gemeinsame[nrm]? )?patient(?:in)?,? (?:frau|herrn?)\b|\bwir berichten (?:über|von)\b
|\barztbrief\b|\bentlassungsbrief\b|\b(?:der|die) patient(?:in)? (?:ist|war|wurde|hat|hatte|klagt|berichtet|stellte)\b
|\bstationär(?:e[rn]?)? (?:aufenthalt|aufnahme|behandlung)\b|\bstat\. aufenthalt
"""
_PATTERN = re.compile(_STRONG.replace("\n", ""), re.IGNORECASE)

LEAST = 2
"""Distinct cues that together count; one alone may be a figure of speech."""


def individual_health(text: str) -> list[Hit]:
    """The cues found, when they are at least `LEAST` distinct ones; else nothing."""
    hits: list[Hit] = []
    distinct: set[str] = set()
    for match in _PATTERN.finditer(text):
        hits.append(Hit("HEALTH", match.start(), match.end(), "health cues"))
        distinct.add(re.sub(r"\d+", "9", match.group().lower()))
    return hits if len(distinct) >= LEAST else []
