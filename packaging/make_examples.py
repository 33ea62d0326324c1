"""Make the example documents that are not plain text. Run by hand after changing their words.

The Swedish personal identity number carries a serial of the range that is never given to a person (980-998).
"""

from pathlib import Path

import docx
from fpdf import FPDF

EXAMPLES = Path(__file__).parent.parent / "resources" / "examples"

REFERRAL = [
    "The patient, Kim Exempel, personal identity number 19900118-9811, was seen at the outpatient clinic.",
    "She has had asthma since childhood and now coughs at night. Spirometry showed a reversible obstruction.",
    "She is prescribed an inhaled corticosteroid for four weeks and comes back in week 14.",
    "We ask the lung clinic for an assessment if the cough has not gone by then.",
]

AGREEMENT = [
    "This Supplier Agreement is made between Exempel AB (the Customer) and Provbolaget AB (the Supplier).",
    "1. Term. The agreement runs for two years and is then renewed by one year at a time.",
    "2. Notice. The Customer may end the agreement with three months' notice, the Supplier with nine months' "
    "notice, in writing, counted from the end of the month in which the notice was received.",
    "3. Confidentiality. Neither party may disclose the other party's Confidential Information to a third party "
    "during the term and for five years after it.",
    "4. Price. The yearly fee is set out in Appendix C and is adjusted once a year.",
]


def make_referral(path: Path) -> None:
    """A referral about one patient: restricted."""
    document = docx.Document()
    document.core_properties.author = "Homeport examples"
    document.add_heading("Referral to the lung clinic", level=1)
    for paragraph in REFERRAL:
        document.add_paragraph(paragraph)
    document.save(str(path))


def make_agreement(path: Path) -> None:
    """A contract with a marking in its page header: confidential."""

    class Agreement(FPDF):
        def header(self) -> None:
            self.set_font("Helvetica", size=9)
            self.cell(0, 8, "CONFIDENTIAL", align="R", new_x="LMARGIN", new_y="NEXT")

    pdf = Agreement()
    pdf.add_page()
    pdf.set_font("Helvetica", size=16)
    pdf.multi_cell(0, 10, "Supplier Agreement", new_x="LMARGIN", new_y="NEXT")
    pdf.set_font("Helvetica", size=11)
    for paragraph in AGREEMENT:
        pdf.multi_cell(0, 6, paragraph, new_x="LMARGIN", new_y="NEXT")
        pdf.ln(2)
    pdf.output(str(path))


if __name__ == "__main__":
    make_referral(EXAMPLES / "referral.docx")
    make_agreement(EXAMPLES / "supplier-agreement.pdf")
