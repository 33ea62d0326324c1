"""Every page of an SQLCipher file as its key shows it, free pages and the log file too."""

from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from homeport.adapters.store.cipher import connect
from homeport.adapters.store.opening import RECORD_KEY
from homeport.ports.secrets import Secrets

PAGE, SALT, IV, HMAC = 4096, 16, 16, 64  # SQLCipher 4: https://www.zetetic.net/sqlcipher/design/
WAL_HEADER, FRAME_HEADER = 32, 24  # https://www.sqlite.org/fileformat2.html, section 4


def decrypted(path: Path, secrets: Secrets) -> bytes:
    """All pages of the file and all frames of its log, one after the other."""
    key = bytes.fromhex(secrets.get(RECORD_KEY) or "")
    data = path.read_bytes()
    pages = [_page(data[at : at + PAGE], key, SALT if not at else 0) for at in range(0, len(data), PAGE)]
    assert pages[0].find(b"\x40\x20\x20") >= 0  # the fixed bytes of SQLite's header: the key fitted
    log = path.with_name(f"{path.name}-wal")
    frames = log.read_bytes()[WAL_HEADER:] if log.exists() else b""
    step = FRAME_HEADER + PAGE
    for at in range(0, len(frames) - step + 1, step):
        first = frames[at : at + 4] == b"\x00\x00\x00\x01"
        pages.append(_page(frames[at + FRAME_HEADER : at + step], key, SALT if first else 0))
    return b"".join(pages)


def words_in_the_index(path: Path, secrets: Secrets, beginning: str) -> list[str]:
    """Words of the search index that begin so; its pages leave out what a word shares with the one before."""
    connection = connect(path, bytes.fromhex(secrets.get(RECORD_KEY) or ""))
    try:
        connection.execute("CREATE VIRTUAL TABLE temp.words USING fts5vocab (main, search, row)")
        rows = connection.execute("SELECT term FROM temp.words WHERE term >= ? ORDER BY term", (beginning,))
        return [word for (word,) in rows if word.startswith(beginning)]
    finally:
        connection.close()


def _page(page: bytes, key: bytes, skip: int) -> bytes:
    end = PAGE - IV - HMAC
    decryptor = Cipher(algorithms.AES(key), modes.CBC(page[end : end + IV])).decryptor()
    return decryptor.update(page[skip:end]) + decryptor.finalize()
