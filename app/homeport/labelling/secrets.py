"""Credentials by the forms that their providers publish, with entropy and allow-lists against look-alikes."""

import math
import re
from collections import Counter
from dataclasses import dataclass

_PLACEHOLDER = re.compile(
    r"x{5,}|\*{4,}|\.\.\.|<[^>]*>|\$\{|\$\(|\{\{|example|changeme|your[_-]|placeholder|dummy|redacted|0{8,}|1{8,}",
    re.I,
)


@dataclass(frozen=True, slots=True)
class SecretKind:
    """One form of credential.

    `name` names the form for people who look into it. `entropy` is the least Shannon entropy of the value in bits
    a character; `group` is the group of the pattern that holds the value.
    """

    name: str
    pattern: str
    entropy: float = 0.0
    group: int = 0


def entropy(value: str) -> float:
    """Shannon entropy in bits a character."""
    if not value:
        return 0.0
    length = len(value)
    return -sum(count / length * math.log2(count / length) for count in Counter(value).values())


def plausible(value: str, least: float) -> bool:
    """Whether a matched value can be a real credential: enough entropy, no placeholder."""
    return entropy(value) >= least and not (least > 0 and _PLACEHOLDER.search(value))


SECRETS: tuple[SecretKind, ...] = (
    SecretKind("private-key", r"-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----"),
    SecretKind("aws-access-key", r"\b(?:A3T[A-Z0-9]|AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}\b", 3.0),
    SecretKind("github-token", r"\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_\w{82})\b", 3.0),
    SecretKind("gitlab-token", r"\bgl(?:pat|ptt|rt|cbt|dt|ft|imt|oas|agent|soat)-[\w-]{20,}", 3.0),
    SecretKind("slack-token", r"\bxox[abeoprs](?:-[A-Za-z0-9-]{10,}){1,4}", 2.0),
    SecretKind("stripe-key", r"\b(?:sk|rk)_(?:test|live|prod)_[A-Za-z0-9]{10,99}\b", 2.0),
    SecretKind("jwt", r"\bey[A-Za-z0-9_-]{17,}\.ey[A-Za-z0-9_/\\-]{17,}\.[A-Za-z0-9_/\\-]{10,}={0,2}", 3.0),
    SecretKind("google-api-key", r"\bAIza[\w-]{35}\b", 4.0),
    SecretKind(
        "openai-key", r"\bsk-(?:proj-|svcacct-|admin-)?[A-Za-z0-9_-]{20,}T3BlbkFJ[A-Za-z0-9_-]{20,}\b", 3.0
    ),
    SecretKind("anthropic-key", r"\bsk-ant-[a-z0-9]{2,12}-[\w-]{80,}", 3.0),
)
