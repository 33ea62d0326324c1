"""Lines of keys in a TOML text."""

import tomllib

from homeport.policy.toml_lines import index_lines

TEXT = '''\
# a comment with = and [brackets]
title = "a [bracket] and # no comment"   # comment

[facts.task]
values = [
  "one",   # "two" is next
  "two",
]
text = """
[not.a.table]
key = "not a key"
"""
raw = \'\'\'
[[neither]]\'\'\'
"quoted key" = 1
a.dotted.key = 2

[[rule]]
id = "N1"
[rule.when]
deep = { x = ["y"], z = { q = 1 } }
[[rule]]
id = "N2"
[[rule.part]]
id = 3
'''


def test_every_statement_is_found_on_its_line():
    tomllib.loads(TEXT)
    index = index_lines(TEXT)
    lines = TEXT.split("\n")
    for path, beginning in {
        ("title",): "title",
        ("facts",): "[facts.task]",
        ("facts", "task"): "[facts.task]",
        ("facts", "task", "values"): "values",
        ("facts", "task", "text"): "text",
        ("facts", "task", "raw"): "raw",
        ("facts", "task", "quoted key"): '"quoted key"',
        ("facts", "task", "a", "dotted", "key"): "a.dotted.key",
        ("rule",): "[[rule]]",
        ("rule", 0): "[[rule]]",
        ("rule", 0, "when"): "[rule.when]",
        ("rule", 0, "when", "deep"): "deep",
        ("rule", 1, "id"): 'id = "N2"',
        ("rule", 1, "part", 0, "id"): "id = 3",
    }.items():
        assert lines[index.line_of(path) - 1].startswith(beginning), path
    assert set(index.spans) == {
        ("title",), ("facts",), ("facts", "task"), ("facts", "task", "values"), ("facts", "task", "text"),
        ("facts", "task", "raw"), ("facts", "task", "quoted key"), ("facts", "task", "a", "dotted", "key"),
        ("rule",), ("rule", 0), ("rule", 0, "id"), ("rule", 0, "when"), ("rule", 0, "when", "deep"),
        ("rule", 1), ("rule", 1, "id"), ("rule", 1, "part"), ("rule", 1, "part", 0), ("rule", 1, "part", 0, "id"),
    }  # fmt: skip


def test_inside_a_statement_the_line_of_the_value_is_preferred():
    index = index_lines(TEXT)
    assert index.line_of(("facts", "task", "values"), "two") == 6
    assert index.line_of(("facts", "task", "values"), "none of them") == 5
    assert index.line_of(("facts", "task", "values", "one"), 3) == 6
    assert index.line_of(("facts", "task", "values", 0)) == 5


def test_an_unknown_path_is_on_the_first_line():
    assert index_lines(TEXT).line_of(("nowhere", 1)) == 1
    assert index_lines("").line_of(()) == 1
