"""Broken policy files: one mistake each, with its kind, the text of its line and the offending value."""

from homeport.policy.problems import ProblemKind

SMALL = """\
schema = 1
name = "Small"
version = "1"
owner = "Someone"

[facts.sensitivity]
values = ["public", "internal", "confidential", "restricted"]
ordered = true
[facts.task]
values = ["general", "dev"]
[facts.ceiling]
values = ["free", "small", "premium"]
ordered = true
[facts.latency]
values = ["interactive", "batch"]

[lanes.device]
say = "A model on this computer"
managed = false
region = "device"
needs_ceiling = "free"
[lanes.eu]
say = "A model in the EU"
managed = true
region = "eu"
needs_ceiling = "small"

[[never]]
id = "N1"
say = "Restricted input stays here."
when = { sensitivity = ["restricted"] }
lanes = { managed = true }

[[route]]
id = "R1"
say = "Everything starts on this computer."
lanes = ["device"]
"""


EXAMPLE = """
[[example]]
say = "A public question stays here."
given = { sensitivity = "public", task = "dev", ceiling = "free", latency = "batch" }
expect = { first = "device" }
"""
PROMISE = '\n[[promise]]\nid = "P1"\nsay = "Nothing restricted leaves."\n'
RAISE = '\n[[raise]]\nid = "C1"\nsay = "It counts as more."\n'
LOWER = '\n[[lower]]\nid = "C1"\nsay = "It counts as less."\n'
STEP = '\n[[fallback]]\nid = "F1"\nsay = "What fails comes back here."\n'


def put(old: str, new: str, text: str = SMALL) -> str:
    assert text.count(old) >= 1, old
    return text.replace(old, new, 1)


K = ProblemKind


def too_large_policy() -> str:
    names = ("personal", "difficulty", "stakes", "redaction", "approval", "declassified")
    facts = "".join(f'[facts.{name}]\nvalues = ["a", "b", "c", "d", "e"]\n' for name in names)
    return SMALL.replace("[lanes.device]", facts + "[lanes.device]")


BROKEN: dict[str, tuple[str, ProblemKind, str, str]] = {
    "schema version 2": (put("schema = 1", "schema = 2"), K.SCHEMA_VERSION, "schema = 2", "2"),
    "no schema": (put("schema = 1\n", ""), K.SCHEMA_VERSION, 'name = "Small"', ""),
    "schema is true": (put("schema = 1", "schema = true"), K.SCHEMA_VERSION, "schema = true", "true"),
    "unclosed quote": (put('name = "Small"', 'name = "Small'), K.NOT_TOML, 'name = "Small', 'name = "Small'),
    "no quotes at all": (put('"Someone"', "Someone"), K.NOT_TOML, "owner = Someone", "owner = Someone"),
    "no equals sign": (put("schema = 1", "schema 1"), K.NOT_TOML, "schema 1", "schema 1"),
    "a remark without its sign": (put("[[never]]", "never\n[[never]]"), K.NOT_TOML, "never", "never"),
    "half a heading": (put("[lanes.eu]", "[lanes.eu"), K.NOT_TOML, "[lanes.eu", "[lanes.eu"),
    "a heading of nothing": (put("[lanes.eu]", "[lanes.]"), K.NOT_TOML, "[lanes.]", "[lanes.]"),
    "unclosed at the end": (SMALL + "lanes = [", K.NOT_TOML, "lanes = [", "lanes = ["),
    "same table twice": (SMALL + "[lanes.eu]\n", K.TWICE_IN_TOML, "[lanes.eu]", "[lanes.eu]"),
    "same key twice": (
        put('owner = "Someone"', 'owner = "A"\nowner = "B"'),
        K.TWICE_IN_TOML,
        'owner = "B"',
        'owner = "B"',
    ),
    "misspelt key": (put("lanes = [", "lane = ["), K.UNKNOWN_KEY, 'lane = ["device"]', "lane"),
    "misspelt table": (put("[[route]]", "[[routes]]"), K.UNKNOWN_KEY, "[[routes]]", "routes"),
    "unknown attribute": (
        put("managed = true }", "manged = true }"),
        K.UNKNOWN_KEY,
        "lanes = { manged = true }",
        "manged",
    ),
    "unknown limit": (
        put('["restricted"] }', '{ over = "public" } }'),
        K.UNKNOWN_KEY,
        'when = { sensitivity = { over = "public" } }',
        "over",
    ),
    "missing say": (put('say = "Restricted input stays here."\n', ""), K.MISSING_KEY, "[[never]]", "say"),
    "missing owner": (put('owner = "Someone"\n', ""), K.MISSING_KEY, "schema = 1", "owner"),
    "missing facts": (
        SMALL[: SMALL.index("[facts")] + SMALL[SMALL.index("[lanes") :],
        K.MISSING_KEY,
        "schema = 1",
        "facts",
    ),
    "number for text": (put('name = "Small"', "name = 7"), K.WRONG_TYPE, "name = 7", "7"),
    "text for boolean": (put("managed = true\n", 'managed = "yes"\n'), K.WRONG_TYPE, 'managed = "yes"', "yes"),
    "text for list": (put('["device"]', '"device"'), K.WRONG_TYPE, 'lanes = "device"', "device"),
    "list for table": (
        put('{ sensitivity = ["restricted"] }', '["restricted"]'),
        K.WRONG_TYPE,
        'when = ["restricted"]',
        "[…]",
    ),
    "single brackets": (put("[[route]]", "[route]"), K.WRONG_TYPE, "[route]", "[route]"),
    "list of numbers for tables": (
        put("[[never]]", "[[never]]").replace("[[route]]", "[x]").replace("schema = 1", "schema = 1\nroute = [1]"),
        K.WRONG_TYPE,
        "route = [1]",
        "1",
    ),
    "number in a list": (
        put('["general", "dev"]', '["general", 3]'),
        K.WRONG_TYPE,
        'values = ["general", 3]',
        "3",
    ),
    "lanes is a text": (
        put("schema = 1", 'schema = 1\nfacts = "x"').replace("[facts.", "[f."),
        K.WRONG_TYPE,
        'facts = "x"',
        "x",
    ),
    "empty name": (put('name = "Small"', 'name = " "'), K.EMPTY_TEXT, 'name = " "', "name"),
    "empty lane list": (put('["device"]', "[]"), K.EMPTY_LIST, "lanes = []", "lanes"),
    "empty selector": (put("{ managed = true }", "{}"), K.EMPTY_LIST, "lanes = {}", "lanes"),
    "empty value list": (
        put('["restricted"] }', "[] }"),
        K.EMPTY_LIST,
        "when = { sensitivity = [] }",
        "sensitivity",
    ),
    "empty range": (put('["restricted"] }', "{} }"), K.EMPTY_LIST, "when = { sensitivity = {} }", "sensitivity"),
    "no case in a promise": (SMALL + PROMISE + "for = []\nhas_route = true\n", K.EMPTY_LIST, "for = []", "for"),
    "value twice": (put('["general", "dev"]', '["dev", "dev"]'), K.REPEATED, 'values = ["dev", "dev"]', "dev"),
    "lane twice": (
        put('["device"]', '["device", "device"]'),
        K.REPEATED,
        'lanes = ["device", "device"]',
        "device",
    ),
    "unknown region": (put('region = "eu"', 'region = "europe"'), K.UNKNOWN_CHOICE, 'region = "europe"', "europe"),
    "escalation trigger in a fallback": (
        SMALL + STEP + 'on = ["asked"]\nlanes = ["device"]\n',
        K.UNKNOWN_CHOICE,
        'on = ["asked"]',
        "asked",
    ),
    "unknown language": (
        put("schema = 1", 'schema = 1\nlanguages = ["fi"]'),
        K.UNKNOWN_CHOICE,
        'languages = ["fi"]',
        "fi",
    ),
    "three people": (
        SMALL + '\n[[review]]\nid = "H1"\nsay = "Three people look."\nbefore = "use"\npeople = 3\n',
        K.NUMBER_RANGE,
        "people = 3",
        "3",
    ),
    "half a person": (
        SMALL + '\n[[review]]\nid = "H1"\nsay = "Half a person looks."\nbefore = "use"\npeople = 0.5\n',
        K.WRONG_TYPE,
        "people = 0.5",
        "0.5",
    ),
    "negative seconds": (
        SMALL + '\n[[slow]]\nid = "L1"\nsay = "That is slow work."\nfirst_word_s = { batch = -1 }\n',
        K.NUMBER_RANGE,
        "first_word_s = { batch = -1 }",
        "-1",
    ),
    "not a number of seconds": (
        SMALL + '\n[[slow]]\nid = "L1"\nsay = "That is slow work."\nfirst_word_s = { batch = nan }\n',
        K.NUMBER_RANGE,
        "first_word_s = { batch = nan }",
        "nan",
    ),
    "seconds in words": (
        SMALL + '\n[[slow]]\nid = "L1"\nsay = "That is slow work."\nfirst_word_s = { batch = "ten" }\n',
        K.WRONG_TYPE,
        'first_word_s = { batch = "ten" }',
        "ten",
    ),
    "small letter id": (put('"N1"', '"n1"'), K.BAD_ID, 'id = "n1"', "n1"),
    "same id twice": (put('"R1"', '"N1"'), K.DUPLICATE_ID, 'id = "N1"', "N1"),
    "capital letter in a value": (
        put('"general"', '"General"'),
        K.BAD_NAME,
        'values = ["General", "dev"]',
        "General",
    ),
    "capital letter in a lane": (put("[lanes.eu]", "[lanes.EU]"), K.BAD_NAME, "[lanes.EU]", "EU"),
    "say too short": (put("Restricted input stays here.", "Short."), K.SAY_LENGTH, 'say = "Short."', "6"),
    "say too long": (
        put("Restricted input stays here.", "x" * 201),
        K.SAY_LENGTH,
        'say = "' + "x" * 201 + '"',
        "201",
    ),
    "say in an unknown language": (
        put('"Restricted input stays here."', '{ xx = "Restricted input stays here." }'),
        K.UNKNOWN_KEY,
        'say = { xx = "Restricted input stays here." }',
        "xx",
    ),
    "say in no language": (put('"Restricted input stays here."', "{}"), K.EMPTY_LIST, "say = {}", "say"),
    "say missing in Swedish": (
        put("schema = 1", 'schema = 1\nlanguages = ["sv"]'),
        K.SAY_LANGUAGE,
        'say = "A model on this computer"',
        "sv",
    ),
    "one value": (put('["general", "dev"]', '["dev"]'), K.VALUE_COUNT, 'values = ["dev"]', "1"),
    "seven values": (
        put('["general", "dev"]', '["a", "b", "c", "d", "e", "f", "g"]'),
        K.VALUE_COUNT,
        'values = ["a", "b", "c", "d", "e", "f", "g"]',
        "7",
    ),
    "invented fact": (put("[facts.task]", "[facts.mood]"), K.UNKNOWN_FACT, "[facts.mood]", "mood"),
    "misspelt fact in a rule": (
        put("{ sensitivity =", "{ sensitivty ="),
        K.UNKNOWN_FACT,
        'when = { sensitivty = ["restricted"] }',
        "sensitivty",
    ),
    "undeclared fact in a rule": (
        put("{ sensitivity =", '{ personal = ["none"], sensitivity ='),
        K.UNDECLARED_FACT,
        'when = { personal = ["none"], sensitivity = ["restricted"] }',
        "personal",
    ),
    "unknown value in a rule": (
        put('["restricted"] }', '["retricted"] }'),
        K.UNKNOWN_VALUE,
        'when = { sensitivity = ["retricted"] }',
        "retricted",
    ),
    "unknown limit value": (
        put('["restricted"] }', '{ at_least = "secret" } }'),
        K.UNKNOWN_VALUE,
        'when = { sensitivity = { at_least = "secret" } }',
        "secret",
    ),
    "unknown ceiling of a lane": (
        put('needs_ceiling = "small"', 'needs_ceiling = "huge"'),
        K.UNKNOWN_VALUE,
        'needs_ceiling = "huge"',
        "huge",
    ),
    "seconds for an unknown latency": (
        SMALL + '\n[[slow]]\nid = "L1"\nsay = "That is slow work."\nfirst_word_s = { background = 1 }\n',
        K.UNKNOWN_VALUE,
        "first_word_s = { background = 1 }",
        "background",
    ),
    "unknown class": (
        SMALL + RAISE + 'sensitivity = "secret"\n',
        K.UNKNOWN_CLASS,
        'sensitivity = "secret"',
        "secret",
    ),
    "invented class": (
        put('"internal", ', '"inside", '),
        K.UNKNOWN_CLASS,
        'values = ["public", "inside", "confidential", "restricted"]',
        "inside",
    ),
    "classes in the wrong order": (
        put('"public", "internal"', '"internal", "public"'),
        K.VALUE_ORDER,
        'values = ["internal", "public", "confidential", "restricted"]',
        "internal, public, confidential, restricted",
    ),
    "ceilings in the wrong order": (
        put('["free", "small", "premium"]', '["premium", "small", "free"]'),
        K.VALUE_ORDER,
        'values = ["premium", "small", "free"]',
        "premium, small, free",
    ),
    "range of an unordered fact": (
        put('{ sensitivity = ["restricted"] }', '{ task = { at_least = "dev" } }'),
        K.NOT_ORDERED,
        'when = { task = { at_least = "dev" } }',
        "task",
    ),
    "promise about an unordered fact": (
        SMALL + PROMISE + 'never_widens = "task"\n',
        K.NOT_ORDERED,
        'never_widens = "task"',
        "task",
    ),
    "promise about an unknown fact": (
        SMALL + PROMISE + 'never_widens = "tsk"\n',
        K.UNKNOWN_FACT,
        'never_widens = "tsk"',
        "tsk",
    ),
    "no sensitivity": (
        put("[facts.sensitivity]", "[facts.personal]").replace(
            'values = ["public", "internal", "confidential", "restricted"]', 'values = ["none", "special"]'
        ),
        K.NO_SENSITIVITY,
        "[facts.personal]",
        "",
    ),
    "no highest class": (
        put(', "restricted"]', "]"),
        K.NO_TOP_CLASS,
        'values = ["public", "internal", "confidential"]',
        "restricted",
    ),
    "classes without order": (put("ordered = true\n", ""), K.SENSITIVITY_UNORDERED, "[facts.sensitivity]", ""),
    "range the wrong way round": (
        put('["restricted"] }', '{ at_least = "restricted", at_most = "public" } }'),
        K.EMPTY_RANGE,
        'when = { sensitivity = { at_least = "restricted", at_most = "public" } }',
        "sensitivity",
    ),
    "unknown lane": (put('["device"]', '["devise"]'), K.UNKNOWN_LANE, 'lanes = ["devise"]', "devise"),
    "no lanes": (
        SMALL[: SMALL.index("[lanes")]
        + "[lanes]\n"
        + SMALL[SMALL.index("[[never") :].replace('["device"]', '["x"]'),
        K.NO_LANES,
        "[lanes]",
        "",
    ),
    "no route": (SMALL[: SMALL.index("[[route")], K.NO_ROUTE, "schema = 1", ""),
    "first lane is not this computer": (
        put("[lanes.device]", "[lanes.local]"),
        K.FIRST_LANE,
        "[lanes.local]",
        "local",
    ),
    "first lane is managed": (put("managed = false", "managed = true"), K.FIRST_LANE, "[lanes.device]", "device"),
    "a second lane by the name of this computer": (
        put("[lanes.device]", "[lanes.x]").replace("[lanes.eu]", "[lanes.device]"),
        K.FIRST_LANE,
        "[lanes.x]",
        "x",
    ),
    "unmanaged after managed": (
        SMALL + '\n[lanes.own]\nsay = "Our own server"\nmanaged = false\nregion = "eu"\nneeds_ceiling = "free"\n',
        K.UNMANAGED_AFTER_MANAGED,
        "[lanes.own]",
        "own",
    ),
    "managed on this computer": (
        put('region = "eu"', 'region = "device"'),
        K.MANAGED_ON_DEVICE,
        "[lanes.eu]",
        "eu",
    ),
    "standing yes for a lane of others": (
        put('needs_ceiling = "small"', 'needs_ceiling = "small"\nstanding_yes = true'),
        K.STANDING_YES,
        "standing_yes = true",
        "eu",
    ),
    "standing yes for this computer": (
        put('needs_ceiling = "free"', 'needs_ceiling = "free"\nstanding_yes = true'),
        K.STANDING_YES,
        "standing_yes = true",
        "device",
    ),
    "lane that needs a ceiling nobody declares": (
        put('[facts.ceiling]\nvalues = ["free", "small", "premium"]\nordered = true\n', ""),
        K.NO_CEILING_FACT,
        'needs_ceiling = "small"',
        "small",
    ),
    "lowering from the top": (
        SMALL + LOWER + 'when = { sensitivity = ["restricted"] }\nsensitivity = "public"\n',
        K.LOWER_FROM_TOP,
        'when = { sensitivity = ["restricted"] }',
        "restricted",
    ),
    "lowering from anywhere": (
        SMALL + LOWER + 'sensitivity = "public"\n',
        K.LOWER_FROM_TOP,
        "[[lower]]",
        "restricted",
    ),
    "lowering what was found": (
        SMALL + LOWER + 'when = { sensitivity_was = ["internal"] }\nsensitivity = "public"\n',
        K.LOWER_FROM_TOP,
        'when = { sensitivity_was = ["internal"] }',
        "restricted",
    ),
    "lowering upwards": (
        SMALL + LOWER + 'when = { sensitivity = ["public"] }\nsensitivity = "internal"\n',
        K.LOWER_NOT_LOWER,
        'sensitivity = "internal"',
        "internal",
    ),
    "declassify upwards": (
        SMALL
        + '\n[[declassify]]\nid = "D1"\nsay = "A false alarm is lowered."\nfrom = "public"\n'
        + 'to = "internal"\nreasons = ["x"]\nby = "self"\n',
        K.DECLASSIFY_NOT_LOWER,
        'to = "internal"',
        "internal",
    ),
    "empty promise": (SMALL + PROMISE, K.PROMISE_KIND, "[[promise]]", ""),
    "two promises in one": (
        SMALL + PROMISE + 'has_route = true\nreviewed = "use"\n',
        K.PROMISE_KIND,
        "[[promise]]",
        "has_route, reviewed",
    ),
    "promise of false": (SMALL + PROMISE + "has_route = false\n", K.WRONG_TYPE, "has_route = false", "false"),
    "triggers of a review promise": (
        SMALL + PROMISE + 'reviewed = "use"\non = ["error"]\n',
        K.PROMISE_ON,
        'on = ["error"]',
        "",
    ),
    "promise about facts as found": (
        SMALL + PROMISE + 'for = { sensitivity_was = ["public"] }\nhas_route = true\n',
        K.FOUND_IN_PROMISE,
        'for = { sensitivity_was = ["public"] }',
        "sensitivity_was",
    ),
    "example with an unknown rule": (
        SMALL + put("first =", 'rule = "R9", first =', EXAMPLE),
        K.UNKNOWN_RULE,
        'expect = { rule = "R9", first = "device" }',
        "R9",
    ),
    "example blocked by an unknown rule": (
        SMALL + put('first = "device"', 'blocked = { eu = ["N9", "ceiling"] }', EXAMPLE),
        K.UNKNOWN_RULE,
        'expect = { blocked = { eu = ["N9", "ceiling"] } }',
        "N9",
    ),
    "example without a fact": (
        SMALL + put('task = "dev", ', "", EXAMPLE),
        K.MISSING_FACT,
        'given = { sensitivity = "public", ceiling = "free", latency = "batch" }',
        "task",
    ),
    "example with an odd fact": (
        SMALL + put('task = "dev"', 'task = "dev", mood = "good"', EXAMPLE),
        K.UNKNOWN_FACT,
        'given = { sensitivity = "public", task = "dev", mood = "good", ceiling = "free", latency = "batch" }',
        "mood",
    ),
    "example with an odd value": (
        SMALL + put('task = "dev"', 'task = "cooking"', EXAMPLE),
        K.UNKNOWN_VALUE,
        'given = { sensitivity = "public", task = "cooking", ceiling = "free", latency = "batch" }',
        "cooking",
    ),
    "example with a number": (
        SMALL + put('task = "dev"', "task = 1", EXAMPLE),
        K.WRONG_TYPE,
        'given = { sensitivity = "public", task = 1, ceiling = "free", latency = "batch" }',
        "1",
    ),
    "example that expects nothing": (
        SMALL + put('{ first = "device" }', "{}", EXAMPLE),
        K.EMPTY_LIST,
        "expect = {}",
        "expect",
    ),
    "example with an unknown expectation": (
        SMALL + put("first =", "fist =", EXAMPLE),
        K.UNKNOWN_KEY,
        'expect = { fist = "device" }',
        "fist",
    ),
    "example with an unknown trigger": (
        SMALL + put('first = "device"', "next = { eror = [] }", EXAMPLE),
        K.UNKNOWN_KEY,
        "expect = { next = { eror = [] } }",
        "eror",
    ),
    "example with an unknown lane": (
        SMALL + put('first = "device"', 'first = "moon"', EXAMPLE),
        K.UNKNOWN_LANE,
        'expect = { first = "moon" }',
        "moon",
    ),
    "example that comes out differently": (
        SMALL + put('first = "device"', 'first = "eu"', EXAMPLE),
        K.EXAMPLE_FAILS,
        'expect = { first = "eu" }',
        "eu",
    ),
    "example that should wait": (
        SMALL + put('first = "device"', "waits = true", EXAMPLE),
        K.EXAMPLE_FAILS,
        "expect = { waits = true }",
        "true",
    ),
    "seconds in one number": (
        SMALL + '\n[[slow]]\nid = "L1"\nsay = "That is slow work."\nfirst_word_s = 3\n',
        K.WRONG_TYPE,
        "first_word_s = 3",
        "3",
    ),
    "a number for a region": (put('region = "eu"', "region = 3"), K.WRONG_TYPE, "region = 3", "3"),
    "seconds without a latency fact": (
        put('[facts.latency]\nvalues = ["interactive", "batch"]\n', "")
        + '\n[[slow]]\nid = "L1"\nsay = "That is slow work."\nfirst_word_s = { batch = 3 }\n',
        K.UNDECLARED_FACT,
        "first_word_s = { batch = 3 }",
        "latency",
    ),
    "a promise that does not hold": (
        SMALL
        + '\n[[fallback]]\nid = "F1"\nsay = "What fails goes out."\non = ["error"]\nlanes = ["eu"]\n'
        + PROMISE
        + 'for = { sensitivity = ["internal"] }\nreaches_no = { managed = true }\n',
        K.PROMISE_BROKEN,
        "[[promise]]",
        "8",
    ),
    "restricted text gets out": (
        put('["restricted"] }', '["public"] }')
        + '\n[[fallback]]\nid = "F1"\nsay = "What fails goes out."\non = ["error"]\nlanes = ["eu"]\n',
        K.PROMISE_BROKEN,
        "schema = 1",
        "8",
    ),
    "no route for most work": (
        put('lanes = ["device"]', 'lanes = ["device"]\nwhen = { sensitivity = ["public"] }'),
        K.GAP,
        "[[route]]",
        "36",
    ),
    "too many combinations": (too_large_policy(), K.TOO_MANY_COMBINATIONS, "[facts.sensitivity]", "750000"),
}
