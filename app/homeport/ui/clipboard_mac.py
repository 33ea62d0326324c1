"""Copying on macOS so that the text stays on this machine and out of clipboard histories. Untried.

Qt cannot say "this machine only", which has to come before the content, so the pasteboard is written directly:
`-[NSPasteboard prepareForNewContentsWithOptions:]` with NSPasteboardContentsCurrentHostOnly, and the type of
nspasteboard.org that histories know. Not its "transient" type: that one is for content that is gone in a moment.
"""

import ctypes
from typing import Any

CONCEALED = "org.nspasteboard.ConcealedType"
_TYPES = ("public.utf8-plain-text", "public.html", "net.daringfireball.markdown")
_CURRENT_HOST_ONLY = 1


def copy_concealed(plain: str, html: str, markdown: str) -> None:
    """Replace the pasteboard's content."""
    runtime: Any = ctypes.CDLL("/usr/lib/libobjc.dylib")
    runtime.objc_getClass.restype = runtime.sel_registerName.restype = ctypes.c_void_p

    def send(receiver: int | None, selector: str, *values: int | bytes | None) -> int | None:
        kinds = [ctypes.c_char_p if isinstance(value, bytes) else ctypes.c_void_p for value in values]
        kind = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p, *kinds)
        method = kind(ctypes.cast(runtime.objc_msgSend, ctypes.c_void_p).value or 0)
        answer: int | None = method(receiver, runtime.sel_registerName(selector.encode()), *values)
        return answer

    def text(value: str) -> int | None:
        return send(runtime.objc_getClass(b"NSString"), "stringWithUTF8String:", value.encode("utf-8", "replace"))

    board = send(runtime.objc_getClass(b"NSPasteboard"), "generalPasteboard")
    send(board, "prepareForNewContentsWithOptions:", _CURRENT_HOST_ONLY)
    for kind, value in zip(_TYPES, (plain, html, markdown), strict=True):
        if value:
            send(board, "setString:forType:", text(value), text(kind))
    send(board, "setString:forType:", text(""), text(CONCEALED))
