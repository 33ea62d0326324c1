from homeport.text.template import filled, variables


def test_names_in_double_braces_are_variables() -> None:
    text = "Compare {{ party }} with {{other party}}, not {this}, {{}} or {{party}}."
    assert variables(text) == ("party", "other party")
    assert filled(text, {"party": "A"}) == "Compare A with {{other party}}, not {this}, {{}} or A."


def test_names_may_have_letters_of_every_language() -> None:
    assert variables("{{motpart_åäö}} {{1st}}") == ("motpart_åäö",)
