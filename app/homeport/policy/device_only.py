"""The policy in force when none can be read: this computer only, and a person looks at every result."""

import hashlib

from homeport.domain.facts import KNOWN_FACTS
from homeport.domain.lane import DEVICE, Lane, Region
from homeport.domain.policy import (
    DEVICE_ONLY_NAME,
    FALLBACK_TRIGGERS,
    Condition,
    FactSpec,
    Policy,
    ReviewRule,
    RouteRule,
    StepRule,
)
from homeport.policy.vocabulary import CEILING_FACT, KNOWN_VALUES, NATURAL_ORDER, SCHEMA_VERSION

_VERSION = "1"
_ALWAYS = Condition()
_LANE = {"en": "A model on this computer", "sv": "En modell på den här datorn"}

DEVICE_ONLY = Policy(
    schema=SCHEMA_VERSION,
    name=DEVICE_ONLY_NAME,
    version=_VERSION,
    owner="Homeport",
    sha256=hashlib.sha256(f"{DEVICE_ONLY_NAME} {_VERSION}".encode()).hexdigest(),
    facts={name: FactSpec(name, KNOWN_VALUES[name], name in NATURAL_ORDER) for name in KNOWN_FACTS},
    lanes={
        DEVICE: Lane(
            DEVICE,
            _LANE["en"],
            managed=False,
            region=Region.DEVICE,
            needs_ceiling=KNOWN_VALUES[CEILING_FACT][0],
            say_in=_LANE,
        )
    },
    route=(
        RouteRule(
            "R1",
            {
                "en": "No policy could be read, so everything stays on this computer.",
                "sv": "Ingen policy kunde läsas, så allt stannar på den här datorn.",
            },
            _ALWAYS,
            (DEVICE,),
        ),
    ),
    fallback=(
        StepRule(
            "F1",
            {
                "en": "If the model on this computer fails, the work waits for a person.",
                "sv": "Om modellen på den här datorn inte klarar det väntar arbetet på en person.",
            },
            _ALWAYS,
            FALLBACK_TRIGGERS,
            (DEVICE,),
        ),
    ),
    review=(
        # The policy that cannot be read may have asked for a review of anything.
        ReviewRule(
            "H1",
            {
                "en": "Until a policy can be read, a person approves every output before it is used.",
                "sv": "Tills en policy kan läsas godkänner en person varje resultat innan det används.",
            },
            _ALWAYS,
            before="use",
        ),
    ),
)
