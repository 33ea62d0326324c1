"""The names of the account: nobody approves their own work under one of them."""

import getpass

from homeport.adapters.system.own_names import own_names


def test_the_login_is_among_them_and_no_name_is_empty() -> None:
    assert getpass.getuser() in own_names()
    assert all(name.strip() for name in own_names())
