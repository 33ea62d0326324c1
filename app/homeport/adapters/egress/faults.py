"""What went wrong on the network, in words a person can act on; never the text of a library's exception.

A library may quote a header value, and a header value may be a key.
"""

import errno
import os
import ssl

from homeport.domain.exchange import Fault, FaultKind

ORGANISATION = "If your organisation inspects traffic, its certificate authority has to be added for this lane."

_CERTIFICATE_WORDS = {
    9: "The certificate of {host} is not valid yet; the clock of this computer may be wrong.",
    10: "The certificate of {host} has expired.",
    18: f"The certificate of {{host}} is self-signed: nobody vouches for it. {ORGANISATION}",
    19: f"The certificate of {{host}} comes from an authority this computer does not know. {ORGANISATION}",
    20: f"The certificate of {{host}} comes from an authority this computer does not know. {ORGANISATION}",
    21: f"The certificate of {{host}} comes from an authority this computer does not know. {ORGANISATION}",
    62: "The certificate is not for {host}: something else answered in its place.",
    64: "The certificate is not for {host}: something else answered in its place.",
}
"""By X509_V_ERR_* of OpenSSL's x509_vfy.h."""


class NetworkFaultError(Exception):
    """An exchange cannot go on; carries the fault that is told."""

    def __init__(self, kind: FaultKind, detail: str) -> None:
        super().__init__(detail)
        self.fault = Fault(kind, detail)


def tls_fault(error: ssl.SSLError, host: str) -> NetworkFaultError:
    """A TLS failure, with the reason that matters to a person."""
    return NetworkFaultError(FaultKind.TLS, _tls_words(error, host))


def _tls_words(error: ssl.SSLError, host: str) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        other = f"The certificate of {{host}} was not accepted ({error.verify_message})."
        return _CERTIFICATE_WORDS.get(error.verify_code, other).format(host=host)
    reason = (error.reason or "").replace("_", " ").lower()
    if "certificate required" in reason or "bad certificate" in reason:
        return f"{host} asks for a client certificate, which Homeport does not have."
    if "version" in reason or "unsupported protocol" in reason:
        return f"{host} speaks only an outdated version of TLS; at least 1.2 is needed."
    return f"No secure connection to {host} came about ({reason or 'it was closed'})."


def connect_fault(error: OSError, host: str, *, on_device: bool) -> NetworkFaultError:
    """A connection that was not made."""
    if on_device and error.errno == errno.ECONNREFUSED:
        return NetworkFaultError(FaultKind.NOT_RUNNING, f"Nothing listens at {host}.")
    words = os.strerror(error.errno) if error.errno else "no route"
    return NetworkFaultError(FaultKind.UNREACHABLE, f"{host} could not be reached: {words}.")
