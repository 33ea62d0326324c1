"""What every kind of finding means: its class, its category, and the sentence that explains it.

One table, so that another language is one more table beside it. No sentence repeats a value.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from homeport.domain.data_class import Category, DataClass

_PUBLIC, _INTERNAL = DataClass.PUBLIC, DataClass.INTERNAL
_CONFIDENTIAL, _RESTRICTED = DataClass.CONFIDENTIAL, DataClass.RESTRICTED
_PERSONAL, _BUSINESS = Category.PERSONAL, Category.BUSINESS


@dataclass(frozen=True, slots=True)
class KindFacts:
    """Class, category and evidence of one entry; `kind` is the name shown, which several entries may share."""

    kind: str
    data_class: DataClass
    category: Category
    evidence: str


def _person(kind: str, what: str) -> KindFacts:
    return KindFacts(kind, _RESTRICTED, _PERSONAL, f"{what} with a correct check digit")


def _company(kind: str, what: str) -> KindFacts:
    return KindFacts(kind, _INTERNAL, _BUSINESS, f"{what} with a correct check digit")


_ENTRIES = {
    "SE_PNR": _person("SE_PNR", "a Swedish personal identity or coordination number"),
    "NO_FNR": _person("NO_FNR", "a Norwegian birth, D-, H- or emergency number"),
    "DK_CPR": KindFacts("DK_CPR", _RESTRICTED, _PERSONAL, "a Danish CPR number with a possible date of birth"),
    "FI_HETU": _person("FI_HETU", "a Finnish personal identity code"),
    "IS_KT": _person("IS_KT", "an Icelandic identity number"),
    "AT_SVNR": _person("AT_SVNR", "an Austrian social insurance number"),
    "BE_NN": _person("BE_NN", "a Belgian national register number"),
    "BG_EGN": _person("BG_EGN", "a Bulgarian civil number"),
    "CH_AHV": _person("CH_AHV", "a Swiss AHV number"),
    "CZ_RC": _person("CZ_RC", "a Czech or Slovak birth number"),
    "DE_IDNR": _person("DE_IDNR", "a German tax identification number"),
    "DE_KVNR": _person("DE_KVNR", "a German health insurance number"),
    "DE_SVNR": _person("DE_SVNR", "a German pension insurance number"),
    "EE_IK": _person("EE_IK", "an Estonian personal code"),
    "ES_DNI": _person("ES_DNI", "a Spanish DNI"),
    "ES_NIE": _person("ES_NIE", "a Spanish NIE"),
    "FR_NIR": _person("FR_NIR", "a French social security number"),
    "GB_NHS": _person("GB_NHS", "a British NHS number"),
    "GB_NINO": KindFacts("GB_NINO", _RESTRICTED, _PERSONAL, "a British National Insurance number by its form"),
    "GR_AMKA": _person("GR_AMKA", "a Greek AMKA"),
    "HR_OIB": _person("HR_OIB", "a Croatian OIB"),
    "IE_PPS": _person("IE_PPS", "an Irish PPS number"),
    "IT_CF": _person("IT_CF", "an Italian codice fiscale"),
    "LT_AK": _person("LT_AK", "a Lithuanian personal code"),
    "LV_PK": KindFacts("LV_PK", _RESTRICTED, _PERSONAL, "a Latvian personal code"),
    "NL_BSN": _person("NL_BSN", "a Dutch citizen service number"),
    "PL_PESEL": _person("PL_PESEL", "a Polish PESEL"),
    "PT_NIF": _person("PT_NIF", "a Portuguese tax number"),
    "RO_CNP": _person("RO_CNP", "a Romanian CNP"),
    "SI_EMSO": _person("SI_EMSO", "a Slovenian EMŠO"),
    "TR_TCKN": _person("TR_TCKN", "a Turkish identity number"),
    "US_SSN": KindFacts("US_SSN", _RESTRICTED, _PERSONAL, "a United States social security number by its form"),
    "DE_STNR": KindFacts("DE_STNR", _INTERNAL, _BUSINESS, "a German tax office number by its form"),
    "SE_ORGNR": _company("SE_ORGNR", "a Swedish organisation number"),
    "NO_ORGNR": _company("NO_ORGNR", "a Norwegian organisation number"),
    "DK_CVR": _company("DK_CVR", "a Danish CVR number"),
    "FI_YTUNNUS": _company("FI_YTUNNUS", "a Finnish business ID"),
    "IS_KT_COMPANY": _company("IS_KT", "an Icelandic identity number of a company"),
    "FR_SIREN": _company("FR_SIREN", "a French SIREN"),
    "FR_SIRET": _company("FR_SIRET", "a French SIRET"),
    "IT_VAT": _company("IT_VAT", "an Italian VAT number"),
    "DE_VAT": _company("DE_VAT", "a German VAT number"),
    "EU_VAT": _company("EU_VAT", "a European VAT number"),
    "CARD": KindFacts("CARD", _RESTRICTED, Category.FINANCIAL, "a payment card number with a correct check digit"),
    "IBAN": KindFacts("IBAN", _RESTRICTED, Category.FINANCIAL, "an IBAN with correct length and check digits"),
    "CRYPTO_ADDRESS": KindFacts(
        "CRYPTO_ADDRESS", _INTERNAL, Category.FINANCIAL, "a crypto currency address with a correct checksum"
    ),
    "EMAIL": KindFacts("EMAIL", _INTERNAL, _PERSONAL, "an e-mail address"),
    "PHONE": KindFacts("PHONE", _INTERNAL, _PERSONAL, "a telephone number by its form"),
    "IP": KindFacts("IP", _INTERNAL, Category.TECHNICAL, "an IP address"),
    "IPV6": KindFacts("IP", _INTERNAL, Category.TECHNICAL, "an IP address"),
    "MAC": KindFacts("MAC", _INTERNAL, Category.TECHNICAL, "a hardware (MAC) address"),
    "SECRET": KindFacts("SECRET", _RESTRICTED, Category.CREDENTIAL, "what looks like a password, key or token"),
    "NAME": KindFacts("NAME", _INTERNAL, _PERSONAL, "what reads like a person's name"),
    "CONTACT_DATA": KindFacts(
        "CONTACT_DATA", _CONFIDENTIAL, _PERSONAL, "a person's name together with address, telephone or e-mail"
    ),
    "HEALTH": KindFacts(
        "HEALTH",
        _RESTRICTED,
        Category.SPECIAL,
        "words that describe the health of one individual (judged by cues)",
    ),
    "CONTRACT": KindFacts("CONTRACT", _CONFIDENTIAL, Category.LEGAL, "terms of confidentiality in a contract"),
    "MARKING_PUBLIC": KindFacts("MARKING", _PUBLIC, Category.MARKING, "a marking that says public"),
    "MARKING_INTERNAL": KindFacts("MARKING", _INTERNAL, Category.MARKING, "a marking at internal level"),
    "MARKING_CONFIDENTIAL": KindFacts(
        "MARKING", _CONFIDENTIAL, Category.MARKING, "a marking at confidential level"
    ),
    "MARKING_SECRET": KindFacts("MARKING", _RESTRICTED, Category.MARKING, "a marking at secret level"),
    "MARKING_STATE": KindFacts(
        "MARKING",
        _RESTRICTED,
        Category.STATE_SECURITY,
        "a state security marking; this computer may not be approved for this material",
    ),
    "LABEL_PUBLIC": KindFacts("MARKING", _PUBLIC, Category.MARKING, "a sensitivity label that says public"),
    "LABEL_INTERNAL": KindFacts("MARKING", _INTERNAL, Category.MARKING, "a sensitivity label at internal level"),
    "LABEL_UNKNOWN": KindFacts(
        "MARKING",
        _INTERNAL,
        Category.MARKING,
        "a sensitivity label whose meaning is unknown here: at least internal",
    ),
    "LABEL_CONFIDENTIAL": KindFacts(
        "MARKING", _CONFIDENTIAL, Category.MARKING, "a sensitivity label at confidential level"
    ),
    "LABEL_SECRET": KindFacts("MARKING", _RESTRICTED, Category.MARKING, "a sensitivity label at secret level"),
}

KINDS: Mapping[str, KindFacts] = _ENTRIES
"""Entry to facts; a detector reports entries."""
