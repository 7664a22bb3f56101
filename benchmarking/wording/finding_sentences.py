"""The sentences of what can be found in a handed-in file, one entry for each code of `intake`.

What they speak of (`found`, `expected`, `suggestion`) is filled in by `findings.py`, which knows how each is written.
"""

from __future__ import annotations

from dataclasses import dataclass

from benchmarking.wording.catalogue import message

__all__ = ["SAID", "Said"]


@dataclass(frozen=True, slots=True)
class Said:
    """The messages of a code. They may use {found}, {expected}, {suggestion}, {column} and {n} (rows).

    `cure` stands where there is no suggestion, or always where `suggest` is empty. `many` is `what`
    for more than one row. `found`, `expected` and `suggestion` name how each is written.
    """

    what: str
    cure: str
    suggest: str = ""
    many: str = ""
    found: str = "quoted"
    expected: str = "plain"
    suggestion: str = "plain"


NOTHING_TO_DO = message("Du behöver inte göra något.")

SAID: dict[str, Said] = {
    # No table at all
    "empty_file": Said(
        message("Filen är tom."),
        message("Välj en annan fil, eller hämta mallen och fyll i den."),
    ),
    "binary_file": Said(
        message("Filen är {found}, ingen tabell."),
        message("Spara tabellen som Excel eller CSV och lämna den filen. Mallen visar hur den kan se ut."),
        found="file kind",
    ),
    "file_too_large": Said(
        message("Filen är för stor för att läsas."),
        message("Dela upp den i flera filer, till exempel en för varje år."),
    ),
    "file_locked": Said(
        message("Filen är låst med lösenord."),
        message("Ta bort lösenordet och lämna filen igen."),
    ),
    "file_has_macros": Said(
        message("Filen innehåller makron."),
        message("Spara den som en vanlig Excel-fil utan makron (.xlsx) och lämna den."),
    ),
    "file_damaged": Said(
        message("Filen är skadad och går inte att öppna."),
        message("Öppna originalet, spara det på nytt och lämna den nya filen."),
    ),
    "archive_empty": Said(
        message("Zip-filen innehåller ingen tabell."),
        message("Lägg en Excel-fil eller CSV-fil i den, eller lämna tabellen som den är."),
    ),
    "archive_too_many": Said(
        message("Zip-filen innehåller {found} filer."),
        message("Lämna högst {expected} filer åt gången."),
        found="number",
        expected="number",
    ),
    "no_header": Said(
        message("Filen har ingen rad med rubriker som vi känner igen."),
        message("Vi läste {found}. Skriv rubrikerna överst: {expected}."),
    ),
    "personal_data": Said(
        message("Filen innehåller {expected}. Vi har inte sparat den."),
        message("Ta bort uppgifter om enskilda personer på {found}. Lämna sedan filen igen."),
        found="rows",
        expected="personal",
    ),
    # The file and its headings
    "encoding": Said(
        message("Filen är sparad med teckenkodningen {found}."),
        NOTHING_TO_DO,
        found="encoding",
    ),
    "encoding_mixed": Said(
        message("En rad är skriven med en annan teckenkodning än resten av filen."),
        message("Den lästes som Windows-1252. Kontrollera å, ä och ö på rad {found}."),
        many=message("{n} rader är skrivna med en annan teckenkodning än resten av filen."),
        found="plain",
    ),
    "ending_unfinished": Said(
        message("Sista raden slutar med {found}, utan radslut."),
        message("Många program skriver så. Är filen hämtad från nätet, kontrollera att den är hel."),
    ),
    "comma_both": Said(
        message("Både kolumner och decimaler skiljs åt med komma."),
        message("Då går talen inte att läsa säkert. Spara filen med semikolon mellan kolumnerna."),
        many=message("Både kolumner och decimaler skiljs åt med komma. {n} rader har en cell för mycket."),
    ),
    "mojibake": Said(
        message("Trasiga bokstäver är lagade: {found} lästes som {expected}."),
        NOTHING_TO_DO,
        expected="quoted",
    ),
    "characters_lost": Said(
        message("Bokstäver i filen har gått förlorade."),
        message("Vi läste det som går att förstå ändå. Kontrollera namnen."),
    ),
    "rows_above_header": Said(
        message("En rad över rubrikerna lästes inte."),
        NOTHING_TO_DO,
        many=message("{found} rader över rubrikerna lästes inte."),
        found="number",
    ),
    "open_quote": Said(
        message("Ett citattecken börjar här men tar aldrig slut."),
        message("Vi läste {found}. Ta bort citattecknet eller sätt dit det som saknas."),
    ),
    "column_missing": Said(
        message("Filen saknar kolumnen {expected}."),
        message("Lägg till kolumnen, eller hämta mallen och klistra in värdena där."),
        message("Menas kolumnen {suggestion}? Kalla den då {expected}."),
        expected="quoted",
        suggestion="quoted",
    ),
    "column_repeated": Said(
        message("Kolumnerna {expected} och {found} betyder samma sak."),
        message("Behåll en av dem."),
        expected="quoted",
    ),
    "page_missing": Said(
        message("Svaret har fler sidor än den här."),
        message("Nästa sida finns inte med i filen. Räcker det ni har, eller ska fler sidor in?"),
    ),
    "sheet_disagrees": Said(
        message("Bladet heter {expected} men raderna säger {found}."),
        message("Vi gick efter raderna. Stämmer det?"),
        expected="quoted",
    ),
    "cell_note": Said(
        message("Cell {expected} har anteckningen {found}."),
        message("Vi läste cellens värde men inte det som är antecknat. Stämmer värdet?"),
        found="quoted",
        expected="plain",
    ),
    "note_warns": Said(
        message("I filen står {found}."),
        message("Får uppgifterna användas som de är?"),
    ),
    "free_text": Said(
        message("Kolumnen {found} är fri text. Den lästes inte, men filen sparas som den är."),
        message("Står det något om en enskild person, ta bort kolumnen och lämna filen igen."),
    ),
    "column_extra": Said(
        message("Kolumnen {found} lästes inte."),
        message("Vi använder den inte. Du behöver inte göra något."),
    ),
    "column_by_content": Said(
        message("Kolumnen {found} lästes som {expected}."),
        message("Vi gick efter det som står i den. Stämmer det inte, ändra vad kolumnen betyder."),
        expected="field",
    ),
    "archive_unread": Said(
        message("Zip-filen har också filer som inte lästes: {found}."),
        NOTHING_TO_DO,
        found="plain",
    ),
    "sheet_unread": Said(
        message("Arbetsboken har också blad som inte lästes: {found}."),
        NOTHING_TO_DO,
        found="plain",
    ),
    "rows_hidden": Said(
        message("Arbetsboken har dolda rader: {found}."),
        message("Vi läste dem också. Ta bort dem ur filen om de inte ska vara med."),
        found="plain",
    ),
    "columns_hidden": Said(
        message("Arbetsboken har dolda kolumner: {found}."),
        message("Vi läste dem också. Ta bort dem ur filen om de inte ska vara med."),
        found="plain",
    ),
    # What the file leaves open
    "sheet_asked": Said(
        message("Flera blad innehåller tabeller: {found}."),
        message("Välj vilket blad vi ska läsa."),
        message("Välj vilket blad vi ska läsa. Menas {suggestion}?"),
        found="plain",
        suggestion="quoted",
    ),
    "indicator_asked": Said(
        message("Det står inte vilket nyckeltal värdena gäller."),
        message("Välj nyckeltal."),
        message("Välj nyckeltal. Menas {suggestion}?"),
    ),
    "year_asked": Said(
        message("Det framgår inte vilket år värdena gäller."),
        message("Välj år."),
        message("Välj år. Menas {suggestion}?"),
    ),
    "sex_asked": Said(
        message("Det står inte om värdena gäller kvinnor, män eller båda."),
        message("Välj vilka de gäller."),
    ),
    "organisation_asked": Said(
        message("Det framgår inte vilken kommun eller region värdena gäller."),
        message("Välj kommun eller region."),
        message("Välj kommun eller region. Menas {suggestion}?"),
    ),
    "category_asked": Said(
        message("Värdena är uppdelade på mer än kvinnor och män: {found}."),
        message("Välj vilken grupp vi ska läsa. Vi räknar aldrig ihop grupper."),
        message("Välj vilken grupp vi ska läsa. Vi räknar aldrig ihop grupper. Menas {suggestion}?"),
        found="plain",
        suggestion="quoted",
    ),
    # Read from elsewhere than the rows
    "year_from_name": Said(
        message("Året {found} lästes ur {expected}."),
        message("Stämmer det? Annars väljer du ett annat år."),
        expected="name place",
    ),
    "sex_from_name": Said(
        message("Värdena lästes som {found}: det står i {expected}."),
        NOTHING_TO_DO,
        found="sex",
        expected="name place",
    ),
    "indicator_from_name": Said(
        message("Nyckeltalet {found} lästes ur {expected}."),
        NOTHING_TO_DO,
        found="plain",
        expected="name place",
    ),
    "organisation_from_name": Said(
        message("{found} lästes ur {expected}."),
        NOTHING_TO_DO,
        expected="name place",
    ),
    "heading_disagrees": Said(
        message("Rubriken säger {expected} men raden säger {found}."),
        message("Ändra rubriken eller raden så att de säger samma sak."),
        expected="quoted",
    ),
    "category_read": Said(
        message("Bara gruppen {found} lästes."),
        NOTHING_TO_DO,
        many=message("Bara gruppen {found} lästes. {n} rader med andra grupper lästes inte."),
    ),
    "category_single": Said(
        message("Alla rader gäller gruppen {found}."),
        NOTHING_TO_DO,
    ),
    "no_rows": Said(
        message("Filen har inga rader under rubrikerna."),
        message("Fyll i minst en rad och lämna filen igen."),
    ),
    # Rows
    "row_too_short": Said(
        message("Raden har {found} celler, men rubrikerna är {expected}."),
        message("Lägg till de tomma celler som fattas."),
        found="number",
        expected="number",
    ),
    "row_too_long": Said(
        message("Raden har {found} celler, men rubrikerna är {expected}."),
        message("Ta bort de celler som är för många. Ett skiljetecken kan stå inne i en text."),
        found="number",
        expected="number",
    ),
    "row_unfilled": Said(
        message("En rad i mallen är inte ifylld och lästes inte."),
        NOTHING_TO_DO,
        many=message("{n} rader i mallen är inte ifyllda och lästes inte."),
    ),
    "notes_below": Said(
        message("En anteckning under tabellen lästes inte."),
        NOTHING_TO_DO,
        many=message("{n} rader med anteckningar under tabellen lästes inte."),
    ),
    "headings_repeated": Said(
        message("Rubrikerna står en gång till bland raderna."),
        NOTHING_TO_DO,
        many=message("Rubrikerna står {n} gånger till bland raderna."),
    ),
    "cells_filled_down": Said(
        message("Tomma celler lästes som texten ovanför dem."),
        NOTHING_TO_DO,
    ),
    "summary_row": Said(
        message("En rad gäller flera organisationer tillsammans och lästes inte: {found}."),
        NOTHING_TO_DO,
        many=message("{n} rader gäller flera organisationer tillsammans och lästes inte: {found}."),
        found="plain",
    ),
    "cell_empty": Said(
        message("{expected}."),
        message("Fyll i cellen."),
        message("Skriv {suggestion}: nyckeltalet har ett enda värde."),
        expected="cell",
    ),
    # Lists with columns of their own
    "record_empty": Said(
        message("Cellen är tom."),
        message("Fyll i cellen, eller ta bort raden."),
    ),
    "record_twice": Said(
        message("Samma sak står på en rad ovanför."),
        message("Den står på rad {expected}. Behåll den rad som gäller och ta bort den andra."),
    ),
    "choice_unknown": Said(
        message("{found} kan inte stå här."),
        message("Skriv ett av orden: {expected}."),
        message("Menas {suggestion}?"),
    ),
    "date_unreadable": Said(
        message("Datumet {found} går inte att läsa."),
        message("Skriv det som 2026-02-01, 2026-02, 2026 eller senast 2026-02-01."),
    ),
    # Round
    "programme_unknown": Said(
        message("{found} är ingen omgång som vi känner till."),
        message("Skriv omgångens namn som i mallen."),
        message("Menas {suggestion}?"),
    ),
    "programme_differs": Said(
        message("Raden gäller omgång {found}, men du lämnar för {expected}."),
        message("Ändra raden, eller välj den andra omgången och lämna filen där."),
        found="plain",
    ),
    "programme_several": Said(
        message("Filen har uppgifter för flera omgångar: {found}."),
        message("Lämna en fil för varje omgång."),
        found="plain",
    ),
    # Organisation
    "organisation_unknown": Said(
        message("{found} finns inte bland kommunerna och regionerna."),
        message("Skriv kommunens kod med fyra siffror, som 0180."),
        message("Menas {suggestion} ({expected})?"),
    ),
    "organisation_zero_lost": Said(
        message("{found} är ingen kommunkod."),
        message("Nollan först har försvunnit. Skriv koden med fyra siffror."),
        message("Nollan först har försvunnit. Menas {suggestion} {expected}?"),
    ),
    "organisation_zero_restored": Said(
        message("Nollan först i koden {found} har försvunnit. Namnet visar att det är {expected}."),
        NOTHING_TO_DO,
        many=message("Nollan först har försvunnit i {n} koder. Namnen visar vilka de är."),
    ),
    "organisation_letters": Said(
        message("{found} lästes som {expected}."),
        NOTHING_TO_DO,
    ),
    "organisations_foreign": Said(
        message("{found} av {expected} koder och namn hör inte till någon svensk kommun eller region."),
        message("Kontrollera att det är rätt fil."),
        found="number",
        expected="number",
    ),
    "organisation_disagrees": Said(
        message("Koden och namnet hör inte ihop: {found}."),
        message("Koden står för {expected}. Rätta koden eller namnet."),
        message("Koden står för {expected}. Rätta namnet, eller skriv koden {suggestion}."),
        found="plain",
    ),
    "organisation_spelling": Said(
        message("{found} stavas annorlunda: koden står för {expected}."),
        message("Vi följde koden. Du behöver inte göra något."),
    ),
    "organisation_ambiguous": Said(
        message("{found} kan vara både en kommun och en region."),
        message("Skriv koden för den du menar: {expected}."),
    ),
    "organisation_by_name": Said(
        message("{found} lästes som {expected}."),
        NOTHING_TO_DO,
        message("Du behöver inte göra något. Skriv koden om du menar {suggestion}."),
    ),
    "organisation_kind": Said(
        message("Nyckeltalet finns inte för {found}."),
        message("Det finns bara för {expected}. Ta bort raden eller rätta koden."),
        message("Det finns bara för {expected}. Menas {suggestion}?"),
        expected="organisations",
    ),
    # Indicator, year, sex
    "indicator_unknown": Said(
        message("{found} är inget nyckeltal som vi känner till."),
        message("Skriv nyckeltalets id som i mallen, till exempel N00206."),
        message("Menas {suggestion} {expected}?"),
        expected="maybe quoted",
    ),
    "year_unreadable": Said(
        message("Året {found} går inte att läsa."),
        message("Skriv året med fyra siffror."),
        message("Skriv året med fyra siffror. Menas {suggestion}?"),
    ),
    "year_out_of_range": Said(
        message("Året {found} ligger utanför {expected}."),
        message("Skriv ett år i {expected}."),
        message("Skriv ett år i {expected}. Menas {suggestion}?"),
    ),
    "year_read": Said(
        message("{found} lästes som år {expected}."),
        NOTHING_TO_DO,
    ),
    "sex_digit": Said(
        message("{found} lästes som {expected}."),
        message("Stämmer det? I register skrivs män som 1 och kvinnor som 2."),
        expected="sex",
    ),
    "sex_unknown": Said(
        message("{found} går inte att läsa som kön."),
        message("Här går det att skriva {expected}."),
        message("Här går det att skriva {expected}. Menas {suggestion}?"),
    ),
    "sex_word": Said(
        message("{found} lästes som {expected}."),
        NOTHING_TO_DO,
        expected="sex",
    ),
    "sex_read_as_total": Said(
        message("{found} lästes som {expected}: nyckeltalet har ett enda värde."),
        NOTHING_TO_DO,
    ),
    "sex_opposite": Said(
        message("Nyckeltalet gäller det andra könet, men raden har {found}."),
        message("Rätta värdet så att det gäller rätt kön, och skriv {expected}."),
        message("Skriv {suggestion} som nyckeltal på raden."),
    ),
    "sex_of_ratio": Said(
        message("Nyckeltalet jämför kvinnor med män, men raden har {found}."),
        message("Nyckeltalet har ett enda värde. Skriv {expected} om värdet gäller det."),
    ),
    # Value, mark, counts
    "value_unreadable": Said(
        message("{found} går inte att läsa som tal."),
        message("Skriv bara talet, till exempel 12,5."),
        message("Skriv bara talet: {suggestion}."),
    ),
    "value_approximate": Said(
        message("{found} är ett ungefärligt värde."),
        message("Skriv det exakta värdet."),
        message("Skriv det exakta värdet. Är det {suggestion}?"),
    ),
    "value_is_date": Said(
        message("{found} är ett datum, inget värde."),
        message("Kalkylprogrammet kan ha gjort om talet. Skriv talet på nytt, till exempel 12,5."),
    ),
    "value_is_time": Said(
        message("{found} är skrivet som timmar och minuter."),
        message("Skriv timmarna som ett tal, till exempel 22,5."),
        message("Skriv timmarna som ett tal. Menas {suggestion}?"),
    ),
    "cell_error": Said(
        message("Cellen innehåller ett fel från kalkylprogrammet: {found}."),
        message("Rätta formeln, eller skriv värdet i stället."),
        found="plain",
    ),
    "formula_without_value": Said(
        message("Cellen innehåller en formel som inte är uträknad."),
        message("Öppna filen i kalkylprogrammet, spara den och lämna den igen."),
    ),
    "value_out_of_bounds": Said(
        message("Värdet {found} kan inte stämma."),
        message("Värdet ska vara {expected}. Rätta det."),
        expected="bounds",
    ),
    "number_ambiguous": Said(
        message("{found} kan läsas på två sätt."),
        message("Vi läste {expected}. Skriv talet så att bara ett sätt är möjligt."),
        message("Menas {expected} eller {suggestion}? Vi läste {expected}."),
        expected="number",
        suggestion="number",
    ),
    "percent_sign": Said(
        message("Procenttecken togs bort på en rad."),
        message("{found} lästes som {expected}. Du behöver inte göra något."),
        many=message("Procenttecken togs bort på {n} rader."),
        expected="number",
    ),
    "percent_unexpected": Said(
        message("{found} har procenttecken, men nyckeltalet räknas i {expected}."),
        message("Stämmer talet? Ta då bort procenttecknet. Annars rättar du talet."),
        expected="unit",
    ),
    "mark_read": Said(
        message("{found} lästes som {expected}."),
        NOTHING_TO_DO,
        expected="mark",
    ),
    "mark_uncertain": Said(
        message("{found} kan betyda olika saker. Vi läste det som {expected}."),
        message("Stämmer det? Annars skriver du -, . eller .. i stället."),
        message("Stämmer det? Menas noll, skriv {suggestion} i stället."),
        expected="mark",
    ),
    "missing_unknown": Said(
        message("{found} är inget tecken för en uppgift som saknas."),
        message("Skriv - för bortfall, . för ej tillämplig eller .. för sekretess, eller lämna cellen tom."),
        message("Skriv - för bortfall, . för ej tillämplig eller .. för sekretess. Menas {suggestion}?"),
    ),
    "value_and_mark": Said(
        message("Raden har både värdet {expected} och tecknet {found}."),
        message("Ta bort tecknet om värdet gäller, annars värdet."),
    ),
    "marks_disagree": Said(
        message("Raden har två olika tecken för att uppgift saknas: {found} och {expected}."),
        message("Behåll det som gäller."),
        expected="quoted",
    ),
    "value_absent": Said(
        message("En rad har inget värde och ingen orsak."),
        message(
            "Skriv gärna varför: - för bortfall, . om det inte finns, .. om gruppen är för liten. "
            "Ett tidigare värde från er gäller tills ni lämnar ett nytt eller skriver varför det saknas."
        ),
        many=message("{n} rader har inget värde och ingen orsak."),
    ),
    "mark_beside_counts": Said(
        message("Raden har antalen {found} men inget värde."),
        message("Ska uppgiften vara dold? Ta då bort antalen. Annars skriver du värdet."),
        message("Antalen ger {suggestion}. Skriv värdet, eller ta bort antalen om uppgiften ska vara dold."),
        found="plain",
        suggestion="number",
    ),
    "count_unreadable": Said(
        message("{found} går inte att läsa som antal."),
        message("Skriv antalet med bara siffror."),
    ),
    "count_negative": Said(
        message("Antalet {found} är mindre än noll."),
        message("Skriv antalet personer, noll eller fler."),
    ),
    "count_not_whole": Said(
        message("Antalet {found} är inte ett helt tal."),
        message("Stämmer det? Skriv annars antalet som ett helt tal."),
    ),
    "numerator_above_denominator": Said(
        message("Antalet {found} är större än underlaget {expected}."),
        message("Rätta antalet eller underlaget. Kan de ha bytt plats?"),
        expected="number",
    ),
    "denominator_zero": Said(
        message("Underlaget är noll."),
        message("Skriv hur många personer andelen räknas av, eller lämna cellen tom."),
    ),
    "value_not_ratio": Said(
        message("Värdet {found} är inte antalet delat med underlaget."),
        message("Antalet delat med underlaget ger {expected}. Vilket gäller?"),
        expected="number",
        suggestion="number",
    ),
    # Against other rows and what is published
    "duplicate_same": Said(
        message("Samma uppgift står två gånger med samma värde."),
        message("Den första står på rad {expected}. Vi räknade den en gång. Du behöver inte göra något."),
    ),
    "duplicate_differs": Said(
        message("Samma uppgift står två gånger med olika värden."),
        message("Ett värde är {expected}, det andra {found}. Behåll det som gäller och ta bort det andra."),
        message(
            "På rad {suggestion} står {expected}, på rad {row} står {found}. "
            "Behåll den rad som gäller och ta bort den andra."
        ),
        found="number",
        expected="number",
    ),
    # The rows of one figure beside each other
    "sex_missing": Said(
        message("{found} har en rad, men {expected} har ingen."),
        message("Lägg till raden. Finns ingen uppgift, skriv -, . eller .. som värde."),
        found="sex",
        expected="sex",
    ),
    "sexes_absent": Said(
        message("En uppgift har bara ett totalt värde."),
        message("Lämna gärna kvinnors och mäns värden också. Utan dem går det inte att se någon skillnad."),
        many=message("{n} uppgifter har bara ett totalt värde."),
    ),
    "sexes_equal": Said(
        message("Kvinnor och män har samma värde, {found}."),
        message("Stämmer det? Annars rättar du det som är fel."),
        message("Förra gången hade kvinnor {expected} och män {suggestion}. Stämmer det nya?"),
        expected="number",
        suggestion="number",
    ),
    "total_not_between": Said(
        message("Det totala värdet {found} ligger inte mellan kvinnors och mäns."),
        message("Det bör ligga {expected}. Stämmer värdena på de tre raderna?"),
        expected="bounds",
    ),
    "sum_differs": Said(
        message("Kvinnor och män blir tillsammans {expected}, men totalt står {found}."),
        message("Avrundning ger mindre skillnader än så. Stämmer de tre talen?"),
        found="figure",
        expected="number",
    ),
    "count_above_population": Said(
        message("Antalet {found} är större än alla som bor där, {expected} personer."),
        message("Stämmer antalet, och är det rätt kommun?"),
        expected="number",
    ),
    "sexes_all_equal": Said(
        message("Kvinnor och män har exakt samma värden i hela filen."),
        message("Kan värdena ha kopierats från det ena könet till det andra?"),
    ),
    "suppressed_derivable": Said(
        message("Det dolda värdet går att räkna ut från de andra."),
        message("Totalt och det andra könet står kvar i filen. Vi döljer ett värde till när det visas."),
    ),
    "will_be_hidden": Said(
        message("En rad kommer att döljas, för att gruppen är liten."),
        message("Uppgifterna sparas men visas inte. Du behöver inte göra något."),
        many=message("{n} rader kommer att döljas, för att grupperna är små."),
    ),
    # What the round asks for
    "organisation_not_in_round": Said(
        message("{found} deltar inte i omgång {expected}."),
        message("Är det rätt kommun? Be då samordnaren att lägga till den i omgången."),
        found="plain",
    ),
    "indicator_not_requested": Said(
        message("Omgång {expected} frågar inte efter {found}."),
        message("Uppgifterna sparas ändå. Du behöver inte göra något."),
        found="plain",
    ),
    "year_not_requested": Said(
        message("Omgången frågar inte efter {found}."),
        message("Den frågar efter {expected}. Stämmer året?"),
    ),
    # Against what is published
    "sexes_swapped": Said(
        message("Kvinnors värde {found} och mäns {expected} kan ha bytt plats."),
        message("Förut var det tvärtom. Byt plats på värdena, eller behåll dem om de stämmer."),
        expected="number",
    ),
    "share_of_other_sex": Said(
        message("{found} kan gälla det andra könet."),
        message("Det kända värdet är {expected}. Stämmer det nya?"),
        message("Det kända värdet är {expected}. Menas {suggestion}?"),
        expected="number",
        suggestion="number",
    ),
    "equals_official_total": Said(
        message("{found} är samma som det officiella totalvärdet."),
        message("Det officiella värdet här är {expected}. Har ett kön och totalt bytt plats?"),
        expected="number",
    ),
    "equals_official_other_sex": Said(
        message("{found} är samma som det officiella värdet för {suggestion}."),
        message("Det officiella värdet här är {expected}. Har två värden bytt plats?"),
        expected="number",
        suggestion="sex",
    ),
    "equals_other_year": Said(
        message("{found} är precis samma värde som {suggestion}."),
        message("Både kvinnors och mäns värden är desamma som det året. Stämmer året?"),
    ),
    "equals_other_organisation": Said(
        message("Kvinnors och mäns värden är precis som på ett annat ställe."),
        message("Är det rätt kommun?"),
        message("{suggestion} har samma värden. Är det rätt kommun?"),
    ),
    "share_as_fraction": Said(
        message("{found} kan vara skrivet som en del av 1, inte i procent."),
        message("Nyckeltalet räknas i procent."),
        message("Nyckeltalet räknas i procent. Menas {suggestion}?"),
        suggestion="number",
    ),
    "thousands_for_ones": Said(
        message("{found} kan vara räknat i en annan enhet."),
        message("Det kända värdet är {expected}. Stämmer det nya?"),
        message("Det kända värdet är {expected}. Menas {suggestion}?"),
        expected="number",
        suggestion="number",
    ),
    "decimal_shifted": Said(
        message("Decimaltecknet i {found} kan ha hamnat fel."),
        message("Det kända värdet är {expected}. Stämmer det nya?"),
        message("Det kända värdet är {expected}. Menas {suggestion}?"),
        expected="number",
        suggestion="number",
    ),
    "zero_unlikely": Said(
        message("{found} kan vara en uppgift som saknas."),
        message("Nyckeltalet är nästan aldrig noll. Saknas uppgiften, skriv -, . eller .. i stället."),
    ),
    "far_from_official": Said(
        message("{found} är långt från det officiella värdet {expected}."),
        message("Stämmer det? Då sparas båda, och sidorna visar det officiella. Annars rättar du värdet."),
        expected="number",
    ),
    "change_large": Said(
        message("{found} är en ovanligt stor ändring."),
        message("Förra gången var det {expected}. Stämmer det nya?"),
        message("År {suggestion} var det {expected}. Stämmer det nya?"),
        expected="number",
    ),
    "far_from_others": Said(
        message("{found} är långt från allas värden hittills."),
        message("De ligger {expected}. Stämmer värdet och enheten?"),
        expected="bounds",
    ),
    "differs_from_official": Said(
        message("{found} skiljer sig från det officiella värdet {expected}."),
        message("Båda sparas, och sidorna visar det officiella. Du behöver inte göra något."),
        found="figure",
        expected="number",
    ),
    "replaces_network_value": Said(
        message("{found} ersätter nätverkets förra värde {expected}."),
        message("Det förra sparas i historiken. Du behöver inte göra något."),
        found="figure",
        expected="number",
    ),
}
