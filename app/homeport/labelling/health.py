"""Cues that a text is about the health of one individual, not about health in general.

Words of illness alone do not count: general health information is full of them. What counts is a person spoken of
as a patient: age, admission, findings on examination, the forms of a case record. Limits: a list of cues in Swedish,
Norwegian, Danish, Finnish, English, German and Spanish; a note in other words is missed, and a novel may be caught.
"""

import re
from collections.abc import Iterable

from homeport.labelling.engine import Pass
from homeport.labelling.hit import Hit

NAME = "health"
LEAST = 2
"""Distinct cues that together count; one alone may be a figure of speech."""

_PERSON_WITH_AGE = (
    r"\d{1,3}[- ]?(?:year|yr|month|week|day)s?[- ]old (?:[a-z-]{2,20} ){0,3}"
    r"(?:man|woman|male|female|boy|girl|patient|gentleman|lady|infant|child|white|black|caucasian|hispanic)\b",
    r"\d{1,3}[- ]årig (?:man|kvinna|pojke|flicka|patient|mann|kvinne|mand|kvinde|dreng|pige|gutt|jente)\b",
    r"\d{1,3} år gam(?:mel|malt?) (?:mann|kvinne|gutt|jente|mand|kvinde|man|kvinna)\b",
    r"\d{1,3}-vuotia(?:s|an) (?:mies|miehen|nainen|naisen|potila)",
    r"\d{1,3}[- ]jährige[nrs]? (?:patient|mann|frau|junge|mädchen)",
    r"(?:paciente|varón|mujer|niñ[oa]|hombre|enferm[oa]|lactante|neonato)(?: [a-zñ]{2,15}){0,3} de \d{1,3} (?:años|meses|días|semanas)",
    r"(?:edad|edad:) \d{1,3} (?:años|meses|días)",
    r"\d{1,3}-year-old",
)
_ENGLISH = (
    r"(?:the|this|our) patient(?:'s)? (?:is|was|has|had|will|reports?|reported|denie[sd]|present(?:s|ed)|states|stated|underwent"
    r"|tolerated|returns|returned|did|does|feels|complain(?:s|ed)|continues|remained|received|developed|came|went|now|also|then)\b",
    r"history of present illness|chief complaint|past medical history|past surgical history|review of systems",
    r"(?:pre|post)-?operative diagnos[ie]s|(?:admitting|discharge|admission) diagnos[ie]s|physical examination:|on examination",
    r"discharge summary|hospital course|family history:|social history:|allergies:|current medications:|medications:",
    r"(?:was|is|were) prepped and draped|estimated blood loss|general anesthesia|subjective:|procedure performed|anesthesia:",
    r"patient (?:id|name|number|identifier)|date of admission|date of birth:|dob:|mrn\b|medical record",
    r"vital signs|blood pressure (?:is|was|of) \d|pulse (?:is|was|of) \d|s/p\b|c/o\b|h/o\b|status post",
    r"(?:was|been|is) (?:diagnosed|hospitali[sz]ed|admitted) (?:with|for|to)\b|sick(?:ness)? leave|on sick leave",
)  # fmt: skip
_SWEDISH = (
    r"patient(?:en)? (?:är|har|hade|uppger|inkommer|inkom|mår|söker|sökte|vårda[ts]|opererades|remitteras|klagar|behandlas|beskriver)\b",
    r"anamnes|journalanteckning|daganteckning|epikris|inskrivningsorsak|aktuellt:|tidigare sjukdomar|överkänslighet:|utskriv(?:en|s) till",
    r"läkarintyg|sjukskriv(?:en|ning)|diagnos(?:kod)?:|remissvar|röntgensvar|status:|bedömning:|ordination|inlagd på|har diagnosen",
    r"fick diagnosen|lider av|sjukfrånvaro|rehabiliteringsplan",
)  # fmt: skip
_NORWEGIAN_DANISH = (
    r"pasient(?:en)? (?:er|har|ble|blei|hadde|oppgir|klager|innlegges|kommer|opplyser|fikk|beskriver|utskrives|henvises|opplever|virker)\b",
    r"patient(?:en)? (?:er|har|blev|havde|indlægges|oplyser|klager|udskrives|henvises|fik|kom)\b",
    r"anamnese|epikrise|diagnoser?:|innlagt (?:med|for|i|på)|indlagt (?:med|for|på)|tidligere sykdommer|tidligere sykehist|sykehistorie"
    r"|aktuelt:|sykmeld(?:t|ing)|sygemeld(?:t|ing)|journalnotat|utskrevet til|medisiner:|medikamenter|vurdering:|objektive fund",
    r"(?:hans|hennes|pasientens|min|mors|fars|mor|far|søster|bror|tante|onkel|bestemor|bestefar)[a-zæøå]* (?:diagnose|sykdom|kreft|behandling|død|hadde|fikk|døde)",
    r"diagnostisert med|fikk (?:påvist|diagnosen)|operert for|behandlet for|henvist til|genetisk (?:test|utredning|veiledning)|slektshistorie|arvelig",
)  # fmt: skip
_FINNISH = (
    r"potila(?:s|an|alla|alle|sta) (?:on|oli|kertoo|tuli|saapui|valittaa|hoide|todet|aloite|jatk)",
    r"esitiedot|tulosyy|nykytila|sairauskertomus|epikriisi|diagnoosi|lähete|sairausloma|hoitosuunnitelma|status:",
)
_GERMAN = (
    r"(?:der|die|unser|unsere[nrm]?|gemeinsame[nrm]?|ihre[nrm]?|o\. ?g\.|des|dem|den) patient(?:en|in)?\b",
    r"wir (?:berichten|danken) (?:ihnen )?(?:über|von|für die (?:überweisung|zuweisung))|arztbrief|entlassungsbrief|entlassbrief|befundbericht",
    r"anamnese|aufnahmebefund|diagnosen?\b|epikrise|therapie(?:empfehlung)?:|medikation|stationäre[nrm]? (?:aufenthalt|aufnahme|behandlung)|stat\. aufenthalt",
    r"patient(?:in)? (?:ist|war|wurde|hat|hatte|klagt|berichtet|stellte|befand|konnte|erhielt|wird)|vorerkrankung|körperliche untersuchung"
    r"|laborbefund|entlassung|aufnahmegrund|in unserer (?:ambulanz|klinik|abteilung)|postoperativ|wiedervorstellung|histologi",
    r"geb\. (?:am )?\d|geboren am \d|\* ?\d{1,2}\.\d{1,2}\.(?:19|20)\d\d",
)  # fmt: skip
_SPANISH = (
    r"datos del paciente|antecedentes(?: personales| familiares)?:|exploración física|historia actual|enfermedad actual|motivo de consulta",
    r"(?:el|la|nuestr[oa]|dicho|dicha|del|al|a la) paciente\b|paciente (?:fue|es|presenta|refiere|acude|ingres)",
    r"nhc\b|nass\b|número de historia|informe clínico|evolución y comentarios|juicio clínico|alta hospitalaria|ingres[óa] (?:en|por)|anamnesis|fecha de ingreso"
    r"|remitido por|intervención quirúrgica|se (?:le )?diagnosticó|tratamiento con|postoperatorio",
)  # fmt: skip

# A form of general texts too: counts only beside others.
PATTERN = (
    r"(?i)(?:^|[^\w\x80-\xff])(?:"
    + "|".join((*_PERSON_WITH_AGE, *_ENGLISH, *_SWEDISH, *_NORWEGIAN_DANISH, *_FINNISH, *_GERMAN, *_SPANISH))
    + ")"
)


def individual_health(seen: Pass) -> list[Hit]:
    """The cues found, when they are at least `LEAST` distinct ones; else nothing."""
    hits: list[Hit] = []
    distinct: set[str] = set()
    for start, end in seen.spans(NAME):
        value = seen.text[start:end]
        first = start + len(value) - len(value.lstrip(" \t\n.,;:([*>\"'-"))
        hits.append(Hit("HEALTH", first, end, "health cues"))
        distinct.add(re.sub(r"\d+", "9", seen.text[first:end].lower()))
    return hits if len(distinct) >= LEAST else []


def names() -> Iterable[tuple[str, str]]:
    """The patterns this needs in the engine."""
    return ((NAME, PATTERN),)
