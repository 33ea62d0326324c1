"""Health of one person, contracts and private contact data: judged by cues, in several languages."""

import pytest

from homeport.domain.data_class import Category, DataClass
from homeport.labelling.label import label_text

HEALTH = {
    "sv": "Anamnes: Patienten söker för bröstsmärta sedan igår. Status: opåverkad.",
    "nb": "Pasienten er en 45 år gammel kvinne innlagt med feber. Pasienten fikk antibiotika.",
    "da": "Patienten blev indlagt i går. Epikrise: Patienten har det bedre.",
    "fi": "Potilas tuli päivystykseen. Esitiedot: ei aiempia sairauksia.",
    "en": "Chief complaint: chest pain. The patient presented with dyspnea.",
    "de": "Wir berichten über unsere gemeinsame Patientin. Diagnosen: keine.",
    "es": "Datos del paciente. Varón de 66 años. Antecedentes: ninguno. La paciente refiere dolor.",
}
GENERAL = [
    "Diabetes is a disease. Symptoms include thirst. People with diabetes should see a doctor about treatment.",
    "En 63-årig man i Kalmar rånades. En 17-årig flicka skadades och fördes till sjukhus.",
    "Cancer är en vanlig sjukdom. Behandlingen ges på sjukhus och patienter följs upp.",
    "The study followed 200 patients with cancer in four hospitals; surgery was more frequent.",
    "Die Diagnose ist schwierig, die Therapie teuer, und Krankenhäuser haben zu wenig Personal.",
]
CONTRACTS = [
    "NON-DISCLOSURE AGREEMENT\nThe Receiving Party shall keep the Confidential Information secret.",
    "SEKRETESSAVTAL\nParterna ska hålla konfidentiell information hemlig enligt detta avtal.",
    "Taushetserklæring\nPartene skal ikke dele konfidensiell informasjon. Denne avtalen gjelder i to år.",
    "SALASSAPITOSOPIMUS\nSopijapuolet eivät luovuta luottamuksellista tietoa. Tämän sopimuksen ...",
    "Geheimhaltungsvereinbarung\nDie Parteien behandeln vertrauliche Informationen nach dieser Vereinbarung.",
]
CONTACT = [
    "Name: Anna Berg\nPhone: 070-174 06 05\nE-mail: anna@example.com\n",
    "Anna Berg\nStorgatan 12\n123 45 Ort\n",
    "Mrs. Berg lives at 12 Long Street now",
    "Förnamn;Efternamn;Adress;E-post\nA;B;C;a@example.com\nA;B;C;b@example.com\nA;B;C;c@example.com\n",
]


@pytest.mark.parametrize("language", HEALTH)
def test_a_note_about_one_patient_is_special(language: str) -> None:
    label = label_text(HEALTH[language], "a")
    assert label.data_class is DataClass.RESTRICTED
    assert Category.SPECIAL in label.categories


@pytest.mark.parametrize("text", GENERAL)
def test_health_in_general_and_ages_in_the_news_are_not(text: str) -> None:
    assert label_text(text, "a").data_class is DataClass.INTERNAL


@pytest.mark.parametrize("text", CONTRACTS)
def test_an_agreement_on_confidentiality_is_confidential(text: str) -> None:
    label = label_text(text, "a")
    assert label.data_class is DataClass.CONFIDENTIAL
    assert Category.LEGAL in label.categories


@pytest.mark.parametrize(
    "text",
    [
        "Our guide explains when a non-disclosure agreement is useful.",
        "Keep confidential information safe at work.",
    ],
)
def test_speaking_of_confidentiality_is_not(text: str) -> None:
    assert label_text(text, "a").data_class is DataClass.INTERNAL


@pytest.mark.parametrize("text", CONTACT)
def test_a_name_with_where_to_find_the_person_is_confidential(text: str) -> None:
    assert label_text(text, "a").data_class is DataClass.CONFIDENTIAL


@pytest.mark.parametrize(
    "text",
    [
        "Press desk: press@example.com, telephone 08-465 004 00.",
        "Angela Merkel sprach in Berlin. The president met Mr. Smith.",
        "name,size,colour\na,1,red\nb,2,blue\nc,3,green\n",
    ],
)
def test_an_office_a_name_in_the_news_and_a_plain_table_are_not(text: str) -> None:
    assert label_text(text, "a").data_class is DataClass.INTERNAL
