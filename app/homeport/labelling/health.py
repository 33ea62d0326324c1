"""Cues that a text is about the health of one individual, not about health in general.

Words of illness alone do not count: general health information is full of them. What counts is a person spoken of
as a patient, and the forms of a case record. Limits: lists of cues in Swedish, Norwegian, Danish, Finnish,
English, German and Spanish; a note in other words or another language is missed, and a novel about a patient may
be caught.
"""

import re

from homeport.labelling.engine import Pass
from homeport.labelling.hit import Hit

_AGES = (
    r"\d{1,3}[- ]?(?:year|yr|month|week|day)s?[- ]old",
    r"\d{1,3}[- ]årig",
    r"\d{1,3} år gam(?:mel|malt?)\b",
    r"\d{1,3}-vuotia",
    r"\d{1,3}[- ]jährige",
    r"(?:mann|kvinne|mand|kvinde|man|kvinna|gutt|jente) på \d{1,3} år",
    r"(?:varón|mujer|niñ[ao]|hombre|lactante|neonato)(?: [a-z]{2,15}){0,3} de \d{1,3} (?:años|meses|días|semanas)",
    r"(?:geb\. ?(?:am )?|geboren am |\* ?)\d{1,2}\.[ ]?\d{1,2}\.[ ]?(?:19|20)?\d\d",
)
_PATIENTS = (
    r"(?:the|this|our) patient(?:'s)? (?:is|was|has|had|reports?|reported|denie[sd]|present(?:s|ed)|states|stated"
    r"|underwent|tolerated"
    r"|returns|returned|did|feels|complain(?:s|ed)|continues|remained|received|developed|came|went|then|also|also "
    r"has|also had)\b",
    r"(?:man|woman|male|female|boy|girl|patient|gentleman|lady|infant|child) (?:who |with )?(?:presented|presents"
    r"|was admitted|is seen|admitted) ",
    r"(?:was|were) prepped and draped|patient (?:name|id|identifier)\b",
    r"(?:he|she) (?:was|is|has been) (?:diagnosed|hospitali[sz]ed|admitted|treated) (?:with|for|to)\b",
    r"patient(?:en)? (?:är|har|hade|uppger|inkommer|inkom|mår|söker|sökte|vårda[ts]|opererades|remitteras|klagar"
    r"|behandlas)\b",
    r"har diagnosen|fick diagnosen|lider av|sjukskriven (?:från|sedan|på|för|till)",
    r"pasient(?:en)? (?:er|har|ble|blei|hadde|oppgir|klager|innlegges|kommer|opplyser|fikk|beskriver|utskrives"
    r"|henvises|opplever|virker)\b",
    r"pasientens \w{2,15}|til pasienten|indekspasient",
    r"(?:hadde|fikk|døde av|har|diagnostisert med|diagnosticert med) (?:[^\s]{2,20} ){0,2}(?:kreft|kræft"
    r"|hjertesykdom|hjerteinfarkt|hjertesvikt|diabetes"
    r"|hypertrofisk kardiomyopati|kardiomyopati|sukkersyke|hjerneslag|hjertestans)",
    r"patient(?:en)? (?:er|blev|havde|indlægges|oplyser|klager|udskrives|henvises|fik|kom)\b|sykmeldt|sygemeldt",
    r"potila(?:s|an|alla|alle|sta) (?:on|oli|kertoo|tuli|saapui|valittaa|hoide|todet|aloite|jatk)|sairauslomalla",
    r"(?:der|die|unser|unsere[nrm]?|gemeinsame[nrm]?|ihre[nrm]?|o\. ?g\.|des|dem|den) patient(?:en|in)?\b",
    r"patient(?:in)? (?:ist|war|wurde|hat|hatte|klagt|berichtet|stellte|befand|konnte|erhielt|wird)\b",
    r"wir (?:berichten|danken) (?:ihnen )?(?:über|von|für die (?:überweisung|zuweisung))",
    r"(?:el|la|nuestr[oa]|dicho|dicha|del|al|a la) paciente\b|paciente (?:fue|es|presenta|refiere|acude|ingres)"
    r"|datos del paciente",
)
_RECORD = (
    r"history of present illness|chief complaint|past medical history|past surgical history|review of systems"
    r"|family history:|social history:",
    r"(?:pre|post)-?operative diagnos[ie]s|(?:admitting|discharge|admission) diagnos[ie]s|physical examination:"
    r"|procedures? performed|anesthesia:",
    r"discharge summary|hospital course|current medications:|medications:|allergies:|estimated blood loss"
    r"|subjective:|general anesthesia",
    r"date of admission|medical record (?:number|no)|vital signs:|blood pressure (?:is|was|of) \d|s/p\b|c/o\b"
    r"|findings:|impression:|indications?:",
    r"anamnes|journalanteckning|daganteckning|epikris|inskrivningsorsak|aktuellt:|tidigare sjukdomar"
    r"|överkänslighet:|röntgensvar|remissvar|diagnoskod",
    r"tidligere sykdommer|sykehistorie|aktuelt:|journalnotat|objektive fund|medisiner:|diagnose:",
    r"slektshistorie|genetisk (?:test|utredning|veiledning)|esitiedot|tulosyy|nykytila|sairauskertomus|epikriisi"
    r"|hoitosuunnitelma|diagnoosi:",
    r"arztbrief|entlass(?:ungs)?brief|befundbericht|aufnahmebefund|therapieempfehlung|stationäre[nrm]? "
    r"(?:aufenthalt|aufnahme|behandlung)|stat\. aufenthalt",
    r"diagnosen?:|medikation|prämedikation|körperliche untersuchung|laborbefund|aufnahmegrund|in unserer "
    r"(?:ambulanz|klinik|abteilung)|wiedervorstellung"
    r"|untersucher:|indikation:|beurteilung:|befund:|histologie?:|operation:|anamnese",
    r"antecedentes(?: personales| familiares)?:|exploración física|historia actual|enfermedad actual|motivo de "
    r"consulta|nhc\b|nass\b|número de historia",
    r"informe clínico|evolución y comentarios|juicio clínico|alta hospitalaria|anamnesis|fecha de ingreso",
)
_WORDS = (
    r"läkarintyg|sjukskriv|diagnos|ordination|bedömning:|status:|sykmeld|sygemeld|innlagt|indlagt|tumor|histolog"
    r"|postoperativ|entlassung|therapie\b"
    r"|remitido por|intervención quirúrgica|tratamiento con|postoperatorio|sairausloma|lähete|diagnosed with"
    r"|surgery|symptoms|mg\b|dosage|hospital"
    r"|behandling|kreft|cancer|sykehus|sjukhus|sairaala|krankenhaus|klinik|utskrevet|udskrevet|utskriven|henvist "
    r"til|operert for|behandlet for",
)


def _pattern(parts: tuple[str, ...]) -> str:
    return r"(?i)(?:^|[^\w\x80-\xff])(?:" + "|".join(parts) + ")"


CUES = (("health patient", _pattern(_PATIENTS)), ("health record", _pattern(_RECORD)))
MORE = (("health age", _pattern(_AGES)), ("health word", _pattern(_WORDS)))
"""What counts only beside a cue."""


def individual_health(seen: Pass) -> list[Hit]:
    """The cues found, when together they speak of one patient; else nothing.

    Two distinct ways of speaking of a patient or forms of a record are enough, or one of them with an age or three
    words of illness. Ages and words alone never are: news and health pages have them.
    """
    hits: list[Hit] = []
    distinct: set[str] = set()
    for name in ("health patient", "health record"):
        for start, end in seen.spans(name):
            value = seen.text[start:end]
            first = start + len(value) - len(value.lstrip(" \t\n.,;:([*>\"'-–/|"))
            hits.append(Hit("HEALTH", first, end, "health cues"))
            distinct.add(re.sub(r"\W+", " ", seen.text[first:end].lower()))
    if len(distinct) >= 2:
        return hits
    if distinct and (any(seen.spans("health age")) or _several(seen, "health word")):
        return hits
    return []


def _several(seen: Pass, name: str) -> bool:
    return len({seen.text[start:end].strip().lower() for start, end in seen.spans(name)}) >= 3
