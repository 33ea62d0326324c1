"""What to tell a person about a mistake in a policy file: what is wrong, and what to do about it."""

from collections.abc import Mapping

from homeport.policy.problems import Problem, ProblemKind
from homeport.policy.prove import HAS_ROUTE, RESTRICTED_STAYS
from homeport.policy.sentences import NOT_STATED, Words, pick

PARTS: Mapping[str, Words] = {
    "file": ("Policy file", "Policyfilen"),
    "fact": ("Fact {name}", "Faktum {name}"),
    "lane": ("Lane {name}", "Vägen {name}"),
    "rule": ("Rule {name}", "Regel {name}"),
    "promise": ("Promise {name}", "Löfte {name}"),
    "example": ("Example {name}", "Exempel {name}"),
}

PROBLEMS: Mapping[ProblemKind, Words] = {
    ProblemKind.FILE_TOO_LARGE: (
        "the file has {value} bytes; at most {detail} are read. Is it really a policy?",
        "filen har {value} byte; högst {detail} läses. Är det verkligen en policy?",
    ),
    ProblemKind.NOT_TEXT: (
        "this line is not UTF-8 text. Save the file as UTF-8.",
        "raden är inte UTF-8-text. Spara filen som UTF-8.",
    ),
    ProblemKind.NOT_TOML: (
        "this line cannot be read: “{value}”. {detail}",
        "raden kan inte läsas: ”{value}”. {detail}",
    ),
    ProblemKind.TWICE_IN_TOML: (
        "“{value}” stands in the file a second time. Remove one of the two, or give this one another name.",
        "”{value}” står i filen en andra gång. Ta bort det ena, eller ge det här ett annat namn.",
    ),
    ProblemKind.NESTED_TOO_DEEP: (
        "lists or tables are nested far too deep. Take out the brackets that are too many.",
        "listor eller tabeller är nästlade alldeles för djupt. Ta bort de parenteser som är för många.",
    ),
    ProblemKind.SCHEMA_VERSION: (
        "it says schema version “{value}”; this program reads version {detail}. Write schema = {detail}, or use "
        "the program version the policy was written for.",
        "den anger schemaversion ”{value}”; programmet läser version {detail}. Skriv schema = {detail}, eller "
        "använd den programversion som policyn skrevs för.",
    ),
    ProblemKind.UNKNOWN_KEY: (
        "“{value}” is not a word known here. Correct or remove it.",
        "”{value}” är inte ett ord som är känt här. Rätta eller ta bort det.",
    ),
    ProblemKind.MISSING_KEY: (
        "“{value}” is missing. Add it.",
        "”{value}” saknas. Lägg till det.",
    ),
    ProblemKind.WRONG_TYPE: (
        "here stands “{value}”, but {detail} is needed.",
        "här står ”{value}”, men {detail} behövs.",
    ),
    ProblemKind.EMPTY_TEXT: (
        "“{value}” is empty. Write something there.",
        "”{value}” är tomt. Skriv något där.",
    ),
    ProblemKind.EMPTY_LIST: (
        "“{value}” is empty, so it says nothing. Name at least one thing there, or remove it.",
        "”{value}” är tomt och säger ingenting. Ange minst en sak där, eller ta bort det.",
    ),
    ProblemKind.REPEATED: (
        "“{value}” stands twice in the same list. Remove one.",
        "”{value}” står två gånger i samma lista. Ta bort det ena.",
    ),
    ProblemKind.UNKNOWN_CHOICE: (
        "“{value}” cannot stand under “{detail}”. Choose a known one.",
        "”{value}” kan inte stå under ”{detail}”. Välj något känt.",
    ),
    ProblemKind.NUMBER_RANGE: (
        "the number {value} is outside the range {detail}. Write one within it.",
        "talet {value} ligger utanför intervallet {detail}. Skriv ett inom det.",
    ),
    ProblemKind.BAD_ID: (
        "the id “{value}” must be one capital letter and a number, like N1.",
        "beteckningen ”{value}” ska vara en stor bokstav och ett tal, till exempel N1.",
    ),
    ProblemKind.DUPLICATE_ID: (
        "the id “{value}” is taken by another rule. Decisions are recorded by id, so give this one a new id.",
        "beteckningen ”{value}” används av en annan regel. Beslut sparas med den, så ge den här en ny.",
    ),
    ProblemKind.BAD_NAME: (
        "the name “{value}” may hold only small letters a-z, digits, - and _, begins with a letter, and has at "
        "most 32 characters.",
        "namnet ”{value}” får bara ha små bokstäver a-z, siffror, - och _, börjar med en bokstav och har högst "
        "32 tecken.",
    ),
    ProblemKind.SAY_LENGTH: (
        "its sentence has {value} characters; {detail} are allowed. Say in one sentence what it does.",
        "meningen har {value} tecken; {detail} är tillåtet. Säg i en mening vad den gör.",
    ),
    ProblemKind.SAY_LANGUAGE: (
        "its sentence is missing in the language “{value}”, which the file asks for under “languages”. Write "
        'say = {{ en = "…", sv = "…" }}, or take the language out there.',
        "meningen saknas på språket ”{value}”, som filen kräver under ”languages”. Skriv "
        'say = {{ en = "…", sv = "…" }}, eller ta bort språket där.',
    ),
    ProblemKind.VALUE_COUNT: (
        "the number of its values is {value}; a fact needs {detail} of them. Add some, or take some out.",
        "antalet värden är {value}; ett faktum behöver {detail} stycken. Lägg till eller ta bort några.",
    ),
    ProblemKind.UNKNOWN_FACT: (
        "there is no fact called “{value}”.",
        "det finns inget faktum som heter ”{value}”.",
    ),
    ProblemKind.UNDECLARED_FACT: (
        "it reads the fact “{value}”, which the file does not declare. Add [facts.{value}] or take it out.",
        "den läser faktumet ”{value}”, som filen inte anger. Lägg till [facts.{value}] eller ta bort det.",
    ),
    ProblemKind.UNKNOWN_VALUE: (
        "the fact “{detail}” has no value “{value}”.",
        "faktumet ”{detail}” har inget värde ”{value}”.",
    ),
    ProblemKind.UNKNOWN_CLASS: (
        "there is no data class “{value}”.",
        "det finns ingen dataklass ”{value}”.",
    ),
    ProblemKind.VALUE_ORDER: (
        "its values stand in the order {value}. They have to run from least to most: {detail}.",
        "värdena står i ordningen {value}. De ska gå från minst till mest: {detail}.",
    ),
    ProblemKind.NOT_ORDERED: (
        "“{value}” has no order, so “at_least”, “at_most” and “never_widens” mean nothing for it. List the "
        "values, or write ordered = true for the fact.",
        "”{value}” har ingen ordning, så ”at_least”, ”at_most” och ”never_widens” betyder inget för det. Räkna "
        "upp värdena, eller skriv ordered = true för faktumet.",
    ),
    ProblemKind.NO_SENSITIVITY: (
        "the fact “sensitivity” is missing. A policy without data classes cannot keep anything here. Add "
        "[facts.sensitivity].",
        "faktumet ”sensitivity” saknas. En policy utan dataklasser kan inte hålla kvar något här. Lägg till "
        "[facts.sensitivity].",
    ),
    ProblemKind.NO_TOP_CLASS: (
        "the class “{value}” is missing. Whatever cannot be read counts as that. Add it as the last value.",
        "klassen ”{value}” saknas. Det som inte kan läsas räknas dit. Lägg till den som sista värde.",
    ),
    ProblemKind.SENSITIVITY_UNORDERED: (
        "data classes have an order. Write ordered = true.",
        "dataklasser har en ordning. Skriv ordered = true.",
    ),
    ProblemKind.EMPTY_RANGE: (
        "“at_least” is above “at_most” for “{value}”, so this can never be true. Swap the two.",
        "”at_least” ligger över ”at_most” för ”{value}”, så det kan aldrig stämma. Byt plats på dem.",
    ),
    ProblemKind.UNKNOWN_LANE: (
        "there is no lane called “{value}”.",
        "det finns ingen väg som heter ”{value}”.",
    ),
    ProblemKind.NO_LANES: (
        "it declares no lanes. Begin with a table [lanes.device].",
        "den anger inga vägar. Börja med tabellen [lanes.device].",
    ),
    ProblemKind.NO_ROUTE: (
        "no route rule says where work starts. Add at least one [[route]].",
        "ingen regel säger var arbetet börjar. Lägg till minst en [[route]].",
    ),
    ProblemKind.FIRST_LANE: (
        "the first lane has to be this computer and no other lane may bear its name: [lanes.{detail}] with "
        'managed = false and region = "device".',
        "den första vägen ska vara den här datorn och ingen annan väg får ha dess namn: [lanes.{detail}] med "
        'managed = false och region = "device".',
    ),
    ProblemKind.UNMANAGED_AFTER_MANAGED: (
        "it is not managed by others, yet it stands after “{detail}”, which is. Lanes run from least to most "
        "exposed: move it up.",
        "den drivs inte av andra men står efter ”{detail}”, som gör det. Vägarna går från minst till mest utsatt: "
        "flytta upp den.",
    ),
    ProblemKind.MANAGED_ON_DEVICE: (
        "it is managed by others and on this computer at the same time. Correct managed or region.",
        "den drivs av andra och finns samtidigt på den här datorn. Rätta managed eller region.",
    ),
    ProblemKind.STANDING_YES: (
        "a yes that stands for the day is only for a server of your own, not for “{value}”: what others run is "
        "asked about each time, and this computer never asks. Take standing_yes out.",
        "ett ja som gäller hela dagen finns bara för en egen server, inte för ”{value}”: om det som andra driver "
        "frågas varje gång, och den här datorn frågar aldrig. Ta bort standing_yes.",
    ),
    ProblemKind.NO_CEILING_FACT: (
        "it needs the cost ceiling “{value}”, but there is no fact “ceiling”. Declare it, or write “{detail}”.",
        "den kräver kostnadstaket ”{value}”, men faktumet ”ceiling” saknas. Ange det, eller skriv ”{detail}”.",
    ),
    ProblemKind.LOWER_FROM_TOP: (
        "it would lower the class “{value}”. The highest class is never lowered by a rule: name under "
        '“when” the classes it is for, for example sensitivity = ["confidential"].',
        "den skulle sänka klassen ”{value}”. Den högsta klassen sänks aldrig av en regel: ange under ”when” vilka "
        'klasser den gäller, till exempel sensitivity = ["confidential"].',
    ),
    ProblemKind.LOWER_NOT_LOWER: (
        "it sets “{value}” for text that is “{detail}”, which does not lower it. Name only higher classes.",
        "den sätter ”{value}” för text som är ”{detail}”, vilket inte sänker den. Ange bara högre klasser.",
    ),
    ProblemKind.DECLASSIFY_NOT_LOWER: (
        "it goes from “{detail}” to “{value}”, which is not lower. Name a lower class under “to”.",
        "den går från ”{detail}” till ”{value}”, som inte är lägre. Ange en lägre klass under ”to”.",
    ),
    ProblemKind.PROMISE_KIND: (
        "a promise promises exactly one thing, here: “{value}”. Split it, or add what is missing.",
        "ett löfte lovar precis en sak, här: ”{value}”. Dela upp det, eller lägg till det som saknas.",
    ),
    ProblemKind.PROMISE_ON: (
        "“on” narrows only a promise of the kind “reaches_no”. Take it out.",
        "”on” avgränsar bara ett löfte av slaget ”reaches_no”. Ta bort det.",
    ),
    ProblemKind.FOUND_IN_PROMISE: (
        "promises read the facts as found already. Write the name without “_was” instead of “{value}”.",
        "löften läser redan det som hittades. Skriv namnet utan ”_was” i stället för ”{value}”.",
    ),
    ProblemKind.UNKNOWN_RULE: (
        "there is no rule “{value}” of that kind.",
        "det finns ingen sådan regel ”{value}”.",
    ),
    ProblemKind.MISSING_FACT: (
        "it has no value for the fact “{value}”. An example gives every fact a value.",
        "det saknar ett värde för faktumet ”{value}”. Ett exempel ger varje faktum ett värde.",
    ),
    ProblemKind.TOO_MANY_COMBINATIONS: (
        "its facts have {value} combinations; at most {detail} can be checked. Use fewer facts or values.",
        "dess fakta har {value} kombinationer; högst {detail} kan kontrolleras. Använd färre fakta eller värden.",
    ),
    ProblemKind.EXAMPLE_FAILS: (
        "it expects “{value}” here, but the rules give “{detail}”. Correct the example or the rule.",
        "det väntar sig ”{value}” här, men reglerna ger ”{detail}”. Rätta exemplet eller regeln.",
    ),
    ProblemKind.PROMISE_BROKEN: (
        "it does not hold in {value} combinations, for example: {detail}. Change the rules until it does.",
        "det håller inte i {value} kombinationer, till exempel: {detail}. Ändra reglerna tills det gör det.",
    ),
    ProblemKind.GAP: (
        "no route rule decides in {value} combinations, for example: {detail}. Add a [[route]] without “when” "
        "at the end.",
        "ingen regel säger var det börjar i {value} kombinationer, till exempel: {detail}. Lägg till en [[route]] "
        "utan ”when” sist.",
    ),
    ProblemKind.LAYER_TABLE: (
        "a personal file may only narrow what the organisation allows, so “{value}” has no place in it. "
        "Remove it.",
        "en personlig fil får bara begränsa det som organisationen tillåter, så ”{value}” hör inte hemma där. Ta "
        "bort det.",
    ),
    ProblemKind.LAYER_WIDENS: (
        "it lists {value}, but there the organisation's rule lists {detail}. List fewer of the same lanes, in the "
        "same order.",
        "den anger {value}, men där anger organisationens regel {detail}. Ange färre av samma vägar, i samma "
        "ordning.",
    ),
    ProblemKind.LAYER_BREAKS_PROMISE: (
        "with this file the organisation's promise {value} would not hold any more, for example: {detail}. Change "
        "or remove the rule that does it.",
        "med den här filen skulle organisationens löfte {value} inte hålla längre, till exempel: {detail}. Ändra "
        "eller ta bort regeln som gör det.",
    ),
}

WANTED: Mapping[str, Words] = {
    "text": ("text in quotes", "text inom citattecken"),
    "list": ('a list in brackets, like ["one", "two"],', 'en lista inom hakparenteser, som ["ett", "två"],'),
    "table": (
        'words in braces, like { name = "value" },',
        'ord inom klammerparenteser, som { namn = "värde" },',
    ),
    "repeated": (
        "a table in double brackets, like [[route]],",
        "en tabell med dubbla hakparenteser, som [[route]],",
    ),
    "boolean": ("true or false", "true eller false"),
    "true": ("true", "true"),
    "number": ("a number", "ett tal"),
    "whole number": ("a whole number", "ett heltal"),
}

NOT_TOML: Mapping[str, Words] = {
    "quote": (
        "A quotation mark is missing: text stands between two.",
        "Ett citattecken saknas: text står mellan två.",
    ),
    "bracket": ("A bracket is opened and not closed. Close it.", "En parentes öppnas men stängs inte. Stäng den."),
    "equals": (
        'There is no equals sign. Write name = "value", or # before a remark.',
        'Likhetstecknet saknas. Skriv namn = "värde", eller # före en anmärkning.',
    ),
    "value": (
        "What stands after the equals sign is no value. Put text in quotation marks; check commas and brackets.",
        "Det som står efter likhetstecknet är inget värde. Sätt text inom citattecken och se över komman och "
        "parenteser.",
    ),
    "": (
        "Check quotation marks, brackets and equals signs.",
        "Se över citattecken, parenteser och likhetstecken.",
    ),
}
"""What is probably wrong with a line, by the hint of the loader."""

OF_EVERY_POLICY: Mapping[str, Words] = {
    RESTRICTED_STAYS: (
        "What every policy promises, that restricted input reaches no managed lane",
        "Det som varje policy lovar, att strängt konfidentiellt material inte når någon väg som drivs av andra",
    ),
    HAS_ROUTE: (
        "What every policy promises, that every request has a first lane",
        "Det som varje policy lovar, att varje uppgift har en första väg",
    ),
}
"""What to call the promises that stand in no file."""

DID_YOU_MEAN: Words = (" Did you mean “{nearest}”?", " Menade du ”{nearest}”?")
KNOWN: Words = (" Known: {known}.", " Kända: {known}.")
AT: Words = ("Line {line}. {part}: {what}", "Rad {line}. {part}: {what}")
IN_CASES: Words = ("File of cases: ", "Filen med fall: ")


def problem_sentence(problem: Problem, language: str = "en") -> str:
    """One mistake in words: line, entry, what is wrong, and the nearest or all known words."""
    nothing = pick(NOT_STATED, language)
    detail = problem.detail or nothing
    if problem.kind is ProblemKind.WRONG_TYPE:
        detail = pick(WANTED[problem.detail], language)
    elif problem.kind is ProblemKind.NOT_TOML:
        detail = pick(NOT_TOML[problem.detail], language)
    what = pick(PROBLEMS[problem.kind], language).format(value=problem.value or nothing, detail=detail)
    if problem.nearest:
        what += pick(DID_YOU_MEAN, language).format(nearest=problem.nearest)
    elif problem.known:
        what += pick(KNOWN, language).format(known=", ".join(problem.known))
    words = OF_EVERY_POLICY.get(problem.name, PARTS[problem.part])
    part = pick(words, language).format(name=problem.name or nothing)
    at = pick(AT, language).format(line=problem.line, part=part, what=what)
    return pick(IN_CASES, language) + at if problem.file else at
