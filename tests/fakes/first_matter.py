"""The documents somebody new works on in the walk of the guide; nothing in them is about a person."""

from pathlib import Path

import docx

PERSONAL_NUMBER = "19900118-9811"
"""Serial 981: never given to a person."""

OFFER = """Offer from Nordlys Oy, 3 November

The price is 4,200 euro a month. The board decides about the price by 30 November.
The notice period is three months. Deliveries begin in January.
"""
MINUTES = """# Minutes of 9 November

The supplier is chosen on Monday. Anna writes the contract; Bengt checks it by Friday.
"""


def write_matter(folder: Path) -> dict[str, str]:
    """Write three documents: two internal, one restricted; gives what a script calls them."""
    folder.mkdir()
    (folder / "Offer from Nordlys.txt").write_text(OFFER)
    (folder / "Minutes.md").write_text(MINUTES)
    referral = docx.Document()
    referral.add_paragraph("Referral to the lung clinic.")
    referral.add_paragraph(f"The patient, personal identity number {PERSONAL_NUMBER}, has coughed for six weeks.")
    referral.add_paragraph("An X-ray is asked for within two weeks.")
    referral.save(str(folder / "Referral.docx"))
    return {
        "offer": str(folder / "Offer from Nordlys.txt"),
        "referral": str(folder / "Referral.docx"),
        "minutes": str(folder / "Minutes.md"),
        "export": str(folder / "Answer.md"),
    }
