"""Contracts and terms of confidentiality.

A text that only speaks of confidentiality is no contract; what counts is the agreement itself: its title, its
parties, and the words that oblige them. Limits: cues in the languages below; a contract without such terms is
unmarked.
"""

import re

from homeport.labelling.engine import Pass
from homeport.labelling.hit import Hit

TITLE, TERMS = "contract title", "contract terms"
LEAST_TERMS = 3
"""Distinct terms that count without a title."""

_TITLE_ENDING = (
    r"(?:agreements?|undertaking|deed|contract|avtal(?:et)?|avtale|aftale|sopimus|samningur|vereinbarung"
    r"|overeenkomst)"
)
TITLE_PATTERN = (
    r"(?i)(?:non[- ]?disclosure(?:[ /,&-]{1,3}(?:and )?[a-z-]{3,20}){0,3}|confidentiality(?:[ /,&-]{1,3}(?:and "
    r")?[a-z-]{3,20}){0,3}"
    r"|confidential disclosure|secrecy|proprietary information)[ \t\n]{1,3}"
    + _TITLE_ENDING
    + r"|(?:^|[^\w])c?nda\b"
    r"|sekretessavtal|konfidentialitetsavtal|tystnadspliktsavtal|sekretessförbindelse|taushets(?:avtale"
    r"|erklæring)|konfidensialitetsavtale"
    r"|tieiuavtale|fortrolighedsaftale|hemmeligholdelsesaftale|tavshedserklæring|salassapitosopimus"
    r"|salassapitositoumus|trúnaðarsamning|trúnaðaryfirlýsing"
    r"|geheimhaltungs(?:vereinbarung|vertrag)|vertraulichkeitsvereinbarung|verschwiegenheitserklärung|accord de "
    r"(?:confidentialité|non[- ]divulgation)"
    r"|geheimhoudings(?:overeenkomst|verklaring)|acuerdo de confidencialidad"
)
_WHAT = r"[^.\n]{0,60}(?:confiden|secret|third part)"
_TERMS = (
    r"receiving party|disclosing party|recipient (?:shall|agrees|will|undertakes)|discloser\b|(?:the|both|each"
    r"|either) part(?:y|ies) (?:shall|agrees?|hereto|will|undertakes?|acknowledges?)",
    r"(?:this|the present) (?:agreement|undertaking|deed)\b|in witness whereof|hereinafter|whereas[,:]|now,? "
    r"therefore|hereby agree",
    r"(?:shall|agrees? to|will) (?:not |be )?(?:disclose|keep|hold|treat|maintain|kept|held"
    r"|treated)" + _WHAT,
    r"[\"'\x80-\xff]confidential information[\"'\x80-\xff]|obligations? of confidentiality|confidentiality "
    r"obligations?|governed by the laws? of|governing law",
    r"return or destroy|injunctive relief|entire agreement|trade secrets|term and termination|authori[sz]ed "
    r"representatives?",
    r"detta avtal|parterna (?:ska|skall|åtar|förbinder|är)|konfidentiell information|mottagande part|utlämnande "
    r"part|svensk (?:rätt|lag) ska|tystnadsplikt gäller",
    r"denne avtalen?|partene (?:skal|forplikter|er)|konfidensiell informasjon|mottakende part"
    r"|taushetsplikt(?:en)? gjelder|norsk (?:rett|lov) gjelder",
    r"denne aftale|parterne (?:skal|forpligter|er)|fortrolige oplysninger|modtagende part|dansk ret",
    r"tämä(?:n)? sopimu(?:s|ksen)|sopijapuol|sopimusosapuol|luottamuksellis(?:en|ta) tie(?:don|toa|dot)"
    r"|vastaanottava osapuoli|suomen lakia",
    r"samningur þessi|aðilar skulu|trúnaðarupplýsingar|íslensk(?:um)? lög",
    r"diese[rs]? (?:vereinbarung|vertrag)|vertragsparte|die parteien|vertrauliche informationen|offenlegende "
    r"partei|empfangende partei|deutsches recht",
    r"le présent (?:accord|contrat)|les parties|informations confidentielles|partie (?:réceptrice|émettrice)",
    r"deze overeenkomst|ontvangende partij|vertrouwelijke informatie|verstrekkende partij",
    r"el presente acuerdo|las partes|información confidencial|parte receptora",
)
TERMS_PATTERN = r"(?i)(?:" + "|".join(_TERMS) + ")"
TERMS_TRIGGER = TERMS_PATTERN.replace(_WHAT, "")
"""The same without what may stand far behind."""
_HEAD = 600  # characters: a title stands here


def contract(seen: Pass) -> list[Hit]:
    """The title and terms of a confidentiality agreement, when together they make one; else nothing."""
    titles = [Hit("CONTRACT", *_trim(seen.text, *span), "contract cues") for span in seen.spans(TITLE)]
    if not titles and not seen.may_hold(TERMS):
        return []
    terms = [Hit("CONTRACT", *_trim(seen.text, *span), "contract cues") for span in seen.spans(TERMS)]
    distinct = {re.sub(r"\W+", " ", seen.text[hit.start : hit.end].lower()) for hit in terms}
    obliged = any(
        "confiden" in term or "konfiden" in term or "party" in term or "secret" in term for term in distinct
    )
    headed = any(hit.start < _HEAD for hit in titles)
    if (
        (headed and len(distinct) >= 1)
        or (titles and len(distinct) >= 2)
        or (obliged and len(distinct) > LEAST_TERMS)
    ):
        return [*titles, *terms]
    return []


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    value = text[start:end]
    return start + len(value) - len(value.lstrip()), end
