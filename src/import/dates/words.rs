//! The words of dates in several languages: months, weekdays, and words around them that don’t
//! change the date. A word that isn’t here makes a date unknown.

use std::sync::LazyLock;

use hashbrown::{HashMap, HashSet};

use crate::text;

/// The names of the months of one language: for each month its forms and abbreviations, separated
/// by blanks, with `_` for a blank within a name.
type MonthNames = [&'static str; 12];

/// The names of months, one row for each language or set of names.
pub(super) const MONTHS: &[MonthNames] = &[
    // English
    [
        "january jan",
        "february feb",
        "march mar",
        "april apr",
        "may",
        "june jun",
        "july jul",
        "august aug",
        "september sep sept",
        "october oct",
        "november nov",
        "december dec",
    ],
    // Spanish
    [
        "enero ene",
        "febrero feb",
        "marzo mar",
        "abril abr",
        "mayo may",
        "junio jun",
        "julio jul",
        "agosto ago",
        "septiembre setiembre sep sept set",
        "octubre oct",
        "noviembre nov",
        "diciembre dic",
    ],
    // Portuguese
    [
        "janeiro jan",
        "fevereiro fev",
        "março mar",
        "abril abr",
        "maio mai",
        "junho jun",
        "julho jul",
        "agosto ago",
        "setembro set",
        "outubro out",
        "novembro nov",
        "dezembro dez",
    ],
    // French
    [
        "janvier janv jan",
        "février févr fév",
        "mars mar",
        "avril avr",
        "mai",
        "juin",
        "juillet juil",
        "août",
        "septembre sept sep",
        "octobre oct",
        "novembre nov",
        "décembre déc",
    ],
    // German
    [
        "januar jänner jan jän",
        "februar feber feb febr",
        "märz mär mrz",
        "april apr",
        "mai",
        "juni jun",
        "juli jul",
        "august aug",
        "september sep sept",
        "oktober okt",
        "november nov",
        "dezember dez",
    ],
    // Italian
    [
        "gennaio gen genn",
        "febbraio feb febbr",
        "marzo mar",
        "aprile apr",
        "maggio mag magg",
        "giugno giu",
        "luglio lug",
        "agosto ago",
        "settembre set sett",
        "ottobre ott",
        "novembre nov",
        "dicembre dic",
    ],
    // Dutch
    [
        "januari jan",
        "februari feb",
        "maart mrt",
        "april apr",
        "mei",
        "juni jun",
        "juli jul",
        "augustus aug",
        "september sep sept",
        "oktober okt",
        "november nov",
        "december dec",
    ],
    // Polish
    [
        "styczeń stycznia sty",
        "luty lutego lut",
        "marzec marca mar",
        "kwiecień kwietnia kwi",
        "maj maja",
        "czerwiec czerwca cze",
        "lipiec lipca lip",
        "sierpień sierpnia sie",
        "wrzesień września wrz",
        "październik października paź",
        "listopad listopada lis",
        "grudzień grudnia gru",
    ],
    // Russian
    [
        "январь января янв",
        "февраль февраля фев февр",
        "март марта мар",
        "апрель апреля апр",
        "май мая",
        "июнь июня июн",
        "июль июля июл",
        "август августа авг",
        "сентябрь сентября сен сент",
        "октябрь октября окт",
        "ноябрь ноября ноя нояб",
        "декабрь декабря дек",
    ],
    // Turkish
    [
        "ocak oca",
        "şubat şub",
        "mart mar",
        "nisan nis",
        "mayıs may",
        "haziran haz",
        "temmuz tem",
        "ağustos ağu",
        "eylül eyl",
        "ekim eki",
        "kasım kas",
        "aralık ara",
    ],
    // Indonesian
    [
        "januari jan",
        "februari feb",
        "maret mar",
        "april apr",
        "mei",
        "juni jun",
        "juli jul",
        "agustus agu agt",
        "september sep sept",
        "oktober okt",
        "november nov nop",
        "desember des",
    ],
    // Arabic, as in Egypt and on the Gulf
    [
        "يناير",
        "فبراير",
        "مارس",
        "أبريل إبريل",
        "مايو",
        "يونيو يونية",
        "يوليو يولية",
        "أغسطس",
        "سبتمبر",
        "أكتوبر",
        "نوفمبر",
        "ديسمبر",
    ],
    // Arabic, as in the Levant and Iraq
    [
        "كانون_الثاني",
        "شباط",
        "آذار",
        "نيسان",
        "أيار",
        "حزيران",
        "تموز",
        "آب",
        "أيلول",
        "تشرين_الأول",
        "تشرين_الثاني",
        "كانون_الأول",
    ],
    // Hindi
    [
        "जनवरी",
        "फरवरी फ़रवरी",
        "मार्च",
        "अप्रैल",
        "मई",
        "जून",
        "जुलाई",
        "अगस्त",
        "सितंबर सितम्बर",
        "अक्टूबर अक्तूबर",
        "नवंबर नवम्बर",
        "दिसंबर दिसम्बर",
    ],
];

/// The names of weekdays, and their abbreviations that are no names of months.
const WEEKDAYS: &str = "monday mon tuesday tue tues wednesday wed thursday thu thur thurs friday \
    fri saturday sat sunday sun \
    lunes martes miércoles jueves viernes sábado domingo lun mié jue vie sáb dom \
    segunda terça quarta quinta sexta feira \
    lundi mardi mercredi jeudi vendredi samedi dimanche jeu ven sam dim \
    montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag mo di mi do fr sa so \
    lunedì martedì mercoledì giovedì venerdì sabato domenica mer gio \
    maandag dinsdag woensdag donderdag vrijdag zaterdag zondag ma wo vr za zo \
    poniedziałek wtorek środa czwartek piątek sobota niedziela \
    понедельник вторник среда четверг пятница суббота воскресенье пн вт ср чт пт сб вс \
    pazartesi salı çarşamba perşembe cuma cumartesi pazar \
    senin selasa rabu kamis jumat sabtu minggu \
    الأحد الاثنين الإثنين الثلاثاء الأربعاء الخميس الجمعة السبت \
    सोमवार मंगलवार बुधवार गुरुवार शुक्रवार शनिवार रविवार";

/// Articles, prepositions, words for the year, and what publishers put before a date.
const FILLERS: &str = "on of the in stated published posted at \
    el de del en día a publicado em do dia no le du publié il di l dell am den der dem vom \
    op van het dnia w r roku года год г от tanggal pada tgl tarihinde günü \
    يوم في من عام سنة شهر بتاريخ م को दिनांक";

/// What stands beside a time of day.
const BESIDE_TIME: &str = "am pm utc gmt cet cest est edt cst cdt mst mdt pst pdt bst ist msk z \
    uhr um à às as alle ore h hrs в om saat pukul wib";

/// What follows a number that counts days, in several languages.
const ORDINALS: &str = "st nd rd th er re ère o º ª ro do to mo e ste de го ого ое ий й г";

static MONTH_OF: LazyLock<HashMap<String, i16>> = LazyLock::new(|| {
    let rows = MONTHS.iter().flat_map(|names| (1..).zip(names));
    let names = rows.flat_map(|(month, names)| names.split(' ').map(move |name| (name, month)));
    names.map(|(name, month)| (folded(&name.replace('_', " ")), month)).collect()
});
static AROUND: LazyLock<HashSet<String>> =
    LazyLock::new(|| WEEKDAYS.split(' ').chain(FILLERS.split(' ')).map(folded).collect());
static AROUND_TIME: LazyLock<HashSet<String>> =
    LazyLock::new(|| BESIDE_TIME.split(' ').map(folded).collect());
static OF_NUMBERS: LazyLock<HashSet<String>> =
    LazyLock::new(|| ORDINALS.split(' ').map(folded).collect());

/// Returns the number of a month’s folded name.
pub(super) fn month(word: &str) -> Option<i16> {
    MONTH_OF.get(word).copied()
}

/// Returns true for a folded word that doesn’t change a date.
pub(super) fn is_around(word: &str) -> bool {
    AROUND.contains(word) || OF_NUMBERS.contains(word)
}

/// Returns true for a folded word that may stand beside a time of day.
pub(super) fn is_around_time(word: &str) -> bool {
    AROUND_TIME.contains(word)
}

/// Returns true for a folded word that may follow the digits of a number.
pub(super) fn is_ordinal(ending: &str) -> bool {
    ending.is_empty() || OF_NUMBERS.contains(ending)
}

/// Returns a word without case and accents, so that spellings compare equal.
pub(super) fn folded(word: &str) -> String {
    text::fold(word).to_lowercase().replace('ı', "i")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_means_one_month_in_all_languages() {
        for names in MONTHS {
            for (month, forms) in (1..).zip(names) {
                for form in forms.split(' ') {
                    let folded = folded(&form.replace('_', " "));
                    assert_eq!(super::month(&folded), Some(month), "{form}");
                    assert!(!is_around(&folded) && !is_around_time(&folded), "{form}");
                }
            }
        }
    }
}
