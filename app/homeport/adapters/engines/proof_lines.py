"""What the locality gates found, in English and as values for every other language."""

from collections.abc import Mapping
from dataclasses import dataclass

from homeport.domain.said import Said, said

PROOF_WORDS: Mapping[str, str] = {
    "local_address": "{address} is an address of this computer.",
    "local_not_given": "This address is not one that the built-in engine has given.",
    "local_process_ended": "The engine's process has ended.",
    "local_process": "The process that answers there (number {number}) was started by Homeport and is running.",
    "local_key": "Only requests with the key made for this run are answered.",
    "local_file": "The model file has the agreed SHA-256 {sha256}…",
    "local_not_an_address": "{address} is not an address of this computer.",
    "local_strange_name": "The model's name is not one that Ollama gives to a model on this computer.",
    "local_cloud_name": "{model} names a model on Ollama's own computers.",
    "local_plain_name": "The name is not one of a model on Ollama's own computers.",
    "local_not_listed": "{model} is not among the models of this Ollama.",
    "local_list_elsewhere": "The list of models says that it runs elsewhere: {place}.",
    "local_list_fine": "The list of models names no other computer for it.",
    "local_too_small": "Its size is too small for a model that runs here.",
    "local_list_no_format": "The list of models gives no file format for it, as for a model elsewhere.",
    "local_not_had": "Ollama does not have {model}.",
    "local_described_elsewhere": "Its description says that it runs elsewhere: {place}.",
    "local_described_fine": "Its description names no other computer.",
    "local_no_weights": "Its description says nothing about the model's weights.",
    "local_no_format": "Its description gives no file format.",
    "local_no_cloud": "This Ollama is set to use no model elsewhere.",
    "local_could_cloud": "This Ollama could use other models elsewhere; OLLAMA_NO_CLOUD=1 where it starts ends "
    "that.",
    "local_too_old": "This Ollama is too old to say whether it could use models elsewhere.",
    "local_cannot_ask": "This Ollama cannot be asked to refuse models elsewhere; the other checks stand alone.",
    "local_named_another": "Asked for the model on this computer, it named another: {place}.",
    "local_confirmed": "Asked for it as a model on this computer, Ollama has it; requests will ask that way.",
    "local_denied": "Asked for it as a model on this computer, Ollama says that it has none.",
    "local_no_such_names": "This Ollama does not take names that ask for this computer; the other checks stand "
    "alone.",
    "local_lm_not_listed": "{model} is not among the models of this LM Studio.",
    "local_lm_no_lms": "LM Studio's command line (lms) was not found or did not answer, so it cannot be "
    "checked whether LM Link uses another computer.",
    "local_lm_other_server": "LM Studio's command line does not say that its server on this computer has "
    "port {port}.",
    "local_lm_server": "LM Studio's command line says that its server on this computer has port {port}.",
    "local_lm_link_unread": "LM Studio's command line does not say whether LM Link uses another computer.",
    "local_lm_link_elsewhere": "LM Link is connected to another computer that has this model or is preferred "
    "for it.",
    "local_lm_link_connected": "LM Link is connected to other computers ({count}), so it cannot be told "
    "where the model runs.",
    "local_lm_link_off": "LM Link is switched off on this computer.",
    "local_lm_link_alone": "LM Link is connected to no other computer.",
    "local_lm_link_unsettled": "LM Link is just starting or stopping, so it cannot be told where the model runs.",
    "led_away_list": "The question for the list of models was led away from this computer.",
    "led_away_description": "The question for the model's description was led away from this computer.",
    "led_away_settings": "The question for its settings was led away from this computer.",
    "led_away_local": "The question for the model on this computer was led away from this computer.",
    "unanswered_list": "The question for the list of models got no answer.",
    "unanswered_description": "The question for the model's description got no answer.",
    "unanswered_settings": "The question for its settings got no answer.",
    "unanswered_local": "The question for the model on this computer got no answer.",
    "unreadable_list": "The answer about the list of models cannot be read.",
    "unreadable_description": "The answer about the model's description cannot be read.",
    "unreadable_settings": "The answer about its settings cannot be read.",
    "unreadable_local": "The answer about the model on this computer cannot be read.",
}
"""Every sentence; the catalogue `checks` has each under its key, in every language of the window."""


@dataclass(frozen=True, slots=True)
class ProofLine:
    """One thing that was checked."""

    words: str
    said: Said


def line(sentence: str, /, **slots: str | int) -> ProofLine:
    """A sentence of `PROOF_WORDS` with its slots."""
    return ProofLine(PROOF_WORDS[sentence].format(**slots), said(f"checks.{sentence}", **slots))
