"""What a person brings to the main job: a key for the provider, and a number that nobody was ever given."""

from fakes.profile import ENDPOINT, Profile, text_of

PERSONAL_NUMBER = "19900118-9811"  # serial 981: never given to a person
KEY = "k-exempel-nyckel"


def enter_key(profile: Profile) -> None:
    """`homeport lanes key`: typed in a terminal, kept in the vault that this makes."""
    child = profile.type("lanes", "key", ENDPOINT)
    profile.unlock(child, new=True)
    child.expect("it is not shown")
    child.sendline(KEY)
    assert "Kept in" in "\n".join(text_of(child))
    child.close()
    assert child.exitstatus == 0
