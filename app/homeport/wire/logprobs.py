"""Log probabilities of tokens, in the shape that OpenAI, llama.cpp and Ollama share."""

from homeport.domain.exchange import TokenLogprob
from homeport.wire.json_value import JsonValue, as_list, as_logprob, as_object, as_text


def token_logprobs(value: JsonValue) -> tuple[TokenLogprob, ...]:
    """A list of ``{token, logprob, top_logprobs: [{token, logprob}]}``; whatever else stands there is empty."""
    return tuple(
        TokenLogprob(
            as_text(token.get("token")),
            as_logprob(token.get("logprob")),
            tuple(
                (as_text(other.get("token")), as_logprob(other.get("logprob")))
                for other in map(as_object, as_list(token.get("top_logprobs")))
            ),
        )
        for token in map(as_object, as_list(value))
    )
