"""Words that the rules for names need: given names, roles, places. Written from common knowledge, not from a list.

Each is one string of words in small letters.
"""

ROLES = """
    kollege kollegen kollegin kolleginnen chefarzt oberarzt assistenzarzt facharzt ärztin arzt stationsarzt
    doktor professor professorin direktor direktorin präsident präsidentin minister ministerin kanzler richter
    rat patient patientin patienten oberärztin chefärztin hausarzt vorsitzender talman ordförande statsminister
    president chairman speaker judge director secretary doctor nurse colleague colleagues sir madam doctora
    presidente ministro colega puhemies ministeri puheenjohtaja and und och og ja med hans hennes han hon hun
    hän er sie ihr ihre sein seine he she his her the der die das den det en ett ein eine
"""
"""What stands where a name could, and is none: roles, pronouns, small words."""

PLACES = """
    street road avenue lane drive square park island islands beach lake river bay hill hills city town county
    state university college school hospital church airport station bridge house hotel museum prize award
    institute foundation company group bank inc ltd gmbh ab oy as aps corp act agreement law rule day week
    strasse straße gatan vägen gate vei katu tie platz weg day's cup league
"""
"""A name before one of these is the name of a place or an organisation."""

GIVEN = """
    aaron adam adrian agnes agneta ahmed aino aleksander aleksandra aleksi alejandro alex alexander alexandra
    alfred ali alice alicia alina allan alma amanda amelia ana anders andrea andreas andrew andré angela anita
    anja anna annika anne anneli annette annie anni anny ann anthony antonia antonio antti anton ari arne arthur
    arto arvid asta astrid august axel barbara beatriz beate benjamin benny bengt bent berit bernd bernhard
    birgit birgitta birger bjarne björn bjørn bo brian brigitte bruno camilla carina carl carla carlos carmen
    carol carolina caroline catherine cecilia charles charlotte chris christa christel christian christiane
    christina christine christopher claire clara claudia claus craig daniel daniela daniele david deborah denise
    dennis diana diego dieter dirk dominik donald doris dorothea dorte ebba eduardo edward eero einar eira elena
    elias elin elina elisa elisabet elisabeth elizabeth ella ellen elsa elvira emil emilia emily emma enrique
    eric erica erik erika erkki ernst esa esko esteban esther eva eveliina evelyn fabian fatima felix fernando
    florian francisca francisco frank franz fredrik frederik frida friedrich gabriel gabriela gabriele gary geir
    georg george gerhard gerard gerd gertrud gisela gloria gonzalo gordon greta grete gudrun guillermo gunnar
    gustav göran günter günther haakon hanna hannah hannele hannes hannu hans harald harri harry hasse heather
    heidi heikki heike heinrich heinz helen helena helene helga helmut henri henrik henry herbert hilda hilde
    hilja holger horst hugo håkan ian ida ilkka ilona ines inga inge inger ingrid ingvar irene iris irma isabel
    isabella iván ivan jaakko jacob jacqueline jaime jakob james jan jana jane janet janne jari jarmo jason
    javier jean jeffrey jennifer jenny jens jeremy jesper jessica jesús jim joachim joakim joan joanna johan
    johanna johannes john johnny jon jonas jonathan jorge jorma josef josefina joseph joshua josé jouni juan
    judith juha juhani juho juhana jukka julia julian juliane julie jussi justin jutta jyrki jörg jørgen jürgen
    kaarina kai kaija kaisa kalevi kalle karen kari karin karl karoliina karolina kasper katarina kate katharina
    kathleen kathrin katja katri kauko keijo keith kenneth kerstin kevin kim kirsi kirsten kirsti kjell klara
    klaus knud knut konrad krister kristian kristiina kristin kristina kristine kristoffer kurt kyösti laila
    lars lasse laura lauri lea leena lena lennart leif leo leon leonie liisa lilian lily linda linnea lisa lise
    liv lotta louis louise lourdes lucas lucía lucia luis luise luisa lukas maarit mads magdalena magnus maija
    maja malin manfred manuel manuela marc marcel marcus margaret margareta margarita margit maria mariana
    marianne marie marika marina mario marion marit marja marjatta mark marko markku markus marta martha martin
    martina martta mary mathias mats matti matthew matthias mattias maurice max maximilian mercedes merja mette
    mia michael michaela michelle miguel mika mikael mikko mikkel milla minna mirja mogens mohamed mohammed mona
    monica monika morten mária maría mårten nadine nancy natalia natalie nathalie nicholas nicolas nicole niels
    niilo nikolai nils nina nora norbert odd olaf olav ole olga oliver olivia olli olof oscar oskar ossi outi
    pablo paavo patricia patricio patrick patrik paul paula pauli paulo pedro peer pekka pentti per pernille
    pertti peter petra petri petter philip philipp pia pilar pirjo pirkko pål päivi rachel rafael raija raimo
    ralf ramón raquel rasmus rauno rebecca regina reijo reino renate ricardo richard riikka risto ritva robert
    roberto robin roger roland rolf ronald rosa rosario rudolf rune ruth ryan saara sabine sally salme samu
    samuel sandra sanna santiago sara sarah sari satu sebastian seija seppo sergio sharon sigrid silvia simo
    simon simone sini sirpa sofia sofie soile sonja sophie stefan stefanie steffen stein stephan stephen steve
    steven stian stig stina sture susan susana susanna susanne suvi sven svend sverre sylvia synnøve søren taina
    tanja tapani tapio tarja teemu teresa tero terttu terje theodor theresa thomas thor tiina tim timo timothy
    tobias tom tomas tomi tommi tone tor tore torben torsten tove trine tuija tuomas tuula ulf ulla ulrich
    ulrika ulrike unni uno urho ursula ute uwe valentina vappu veikko veli vera verena veronica vesa vibeke
    victor viktor vicente ville vincent virginia viveka volker walter werner wilhelm wolfgang william yngve
    yvonne åke åsa øystein
"""
"""Common given names of Europe."""

ALSO_WORDS = """
    august carol christian frank george gloria hans inga james max mercedes odd rosa saara salme santiago satu
    sini stein stig sture suvi taina tone urho vappu veli vera vesa victor victoria ville virginia francisco
    diego mark
"""
"""Given names that are words, months, places or makes too: they do not count alone."""

NAMED_AFTER = """
    hospital hosp clínico clínica clinic klinik krankenhaus sjukhus calle carrer carretera avda avenida
    plaza paseo ronda camino san santa santo sant st saint sankt rue viale piazza universidad universitario
    university fundación foundation stiftung colegio college institut instituto institute centro centre center
    straße hotel museo museum aeropuerto
"""
"""A name after one of these is the name of a place or an organisation."""
