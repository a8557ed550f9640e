//! The words that fact-checkers rate with, in many languages. They tell a column of ratings,
//! whatever its name, and never change a rating.

use std::sync::LazyLock;

use hashbrown::HashSet;

use super::field::folded;
use crate::claim::Stance;

/// The limit in bytes for a rating that is looked up.
const LONGEST: usize = 96;

/// Returns true if a text is a known rating, however it is written: `Pants on Fire!`, `3/5`,
/// `Two Pinocchios`, `falso`.
pub(super) fn is_rating(words: &str) -> bool {
    static KNOWN: LazyLock<HashSet<String>> =
        LazyLock::new(|| RATINGS.iter().flat_map(|words| words.split('|')).map(folded).collect());
    let words = words.trim();
    if words.is_empty() || words.len() > LONGEST {
        return false;
    }
    let folded = folded(words);
    KNOWN.contains(&folded) || is_on_scale(words) || is_pinocchio(&folded)
}

/// Returns true for the words of a yes-or-no rating, which other columns may hold too.
pub(super) fn is_boolean(words: &str) -> bool {
    matches!(folded(words).as_str(), "true" | "false")
}

/// Returns true for a value of a flag: `0`, `1.0`, `yes`, `n`.
pub(super) fn is_flag(words: &str) -> bool {
    const FLAGS: &[&str] = &["0", "1", "0.0", "1.0", "yes", "no", "y", "n", "t", "f"];
    let words = words.trim();
    FLAGS.iter().any(|flag| words.eq_ignore_ascii_case(flag))
}

/// Returns true for a number on a scale: `3/5`, `2 out of 10`, `4 stars`.
fn is_on_scale(words: &str) -> bool {
    let lower = words.to_ascii_lowercase();
    let parts = lower.split_once('/').or_else(|| lower.split_once(" out of "));
    let is_number = |part: &str| part.trim().parse::<f32>().is_ok_and(|number| number <= 100.0);
    let stars = lower.strip_suffix(" stars").or_else(|| lower.strip_suffix(" star"));
    parts.is_some_and(|(one, of)| is_number(one) && is_number(of)) || stars.is_some_and(is_number)
}

/// Returns true for a rating of the Washington Post: `Two Pinocchios`, `Bottomless Pinocchio`.
fn is_pinocchio(folded: &str) -> bool {
    let stem = folded.strip_suffix('s').unwrap_or(folded);
    stem.strip_suffix("pinocchio").is_some_and(|count| count.chars().count() <= 12)
        || folded == "geppettocheckmark"
}

/// Returns true for the label of a text that answers another. Such a label never rates a claim.
pub(super) fn is_attitude(words: &str) -> bool {
    const ATTITUDES: &[&str] = &[
        "agree",
        "agrees",
        "disagree",
        "disagrees",
        "discuss",
        "discusses",
        "for",
        "against",
        "observing",
        "query",
        "comment",
        "deny",
        "denies",
        "unrelated",
        "favor",
        "favour",
    ];
    words.len() <= LONGEST && ATTITUDES.contains(&folded(words).as_str())
}

/// Returns true for the labels that corpora of news give to whole articles.
pub(super) fn is_news_label(words: &str) -> bool {
    words.len() <= LONGEST && matches!(folded(words).as_str(), "fake" | "real")
}

/// Returns the stance that the label of a pair of claim and evidence denotes.
pub(super) fn stance(words: &str) -> Option<Stance> {
    if words.len() > LONGEST {
        return None;
    }
    Some(match folded(words).as_str() {
        "supports" | "support" | "supported" | "supporting" | "supporttext"
        | "supportmultimodal" | "entailment" | "entails" | "entailed" | "agree" | "agrees"
        | "for" | "apoya" | "apoia" | "soutient" | "stutzt" | "unterstutzt" | "sostiene"
        | "supporta" | "destekliyor" | "destekler" | "mendukung" => Stance::Supports,
        "refutes" | "refute" | "refuted" | "refuting" | "contradiction" | "contradict"
        | "contradicts" | "contradicted" | "disagree" | "disagrees" | "against" | "deny"
        | "denies" | "undermine" | "undermines" | "undercuts" | "refuta" | "widerlegt"
        | "contredit" | "confuta" | "smentisce" | "curutuyor" | "curutur" | "membantah" => {
            Stance::Undercuts
        }
        "neutral"
        | "neutre"
        | "neutro"
        | "neutrale"
        | "notr"
        | "netral"
        | "nei"
        | "notenoughinfo"
        | "notenoughinformation"
        | "notenoughevidence"
        | "noinfo"
        | "insufficienttext"
        | "insufficientmultimodal"
        | "discuss"
        | "discusses"
        | "observing"
        | "comment"
        | "query"
        | "context"
        | "unrelated" => Stance::Context,
        _ => return None,
    })
}

/// The known ratings by language, between `|`.
const RATINGS: &[&str] = &[
    // English
    "true|mostly true|half true|half-true|partly true|partially true|partial true|almost true|\
     barely true|mostly false|false|partly false|partially false|half false|completely false|\
     totally false|almost false|pants on fire|pants-fire|mtrue|mfalse|not true|untrue|wrong|right|\
     correct|incorrect|mostly correct|mostly incorrect|partly correct|partially correct|accurate|\
     inaccurate|mostly accurate|mixture|mixed|mix|misleading|mostly misleading|unproven|\
     unsupported|unsubstantiated|unfounded|baseless|not proven|unverified|unverifiable|\
     cannot be verified|not verifiable|verified|disputed|debunked|satire|labeled satire|parody|\
     no evidence|lacks evidence|insufficient evidence|little evidence|not enough evidence|\
     not enough info|not enough information|nei|out of context|missing context|needs context|\
     lacks context|lacking context|without context|exaggerated|exaggeration|overstated|outdated|\
     miscaptioned|misattributed|correct attribution|incorrect attribution|altered|altered photo|\
     altered video|altered image|manipulated|doctored|edited|fabricated|fake|fake news|real|hoax|\
     scam|legend|lost legend|research in progress|decontextualized|decontextualised|imposter|\
     imposter content|false context|misrepresented|distorted|distorts the facts|cherry picks|\
     spins the facts|spin|deceptive|implausible|plausible|likely true|likely false|\
     probably true|probably false|flawed reasoning|conspiracy theory|full flop|half flip|no flip|\
     promise kept|promise broken|supports|supported|support|refutes|refuted|refute|\
     conflicting evidence|conflicting evidence/cherrypicking|four pinocchios|unclear|undetermined|\
     needs more context|it's complicated|partly misleading|not the whole story|originated as satire",
    // Spanish
    "verdadero|falso|cierto|engañoso|mayormente verdadero|mayormente falso|verdadero a medias|\
     verdad a medias|medias verdades|media verdad|impreciso|inchequeable|insostenible|discutible|\
     exagerado|apresurado|falta contexto|sin contexto|fuera de contexto|descontextualizado|\
     manipulado|sin evidencia|sin pruebas|no hay pruebas|no hay evidencia|bulo|sátira|engaño|\
     parcialmente falso|parcialmente verdadero|cuestionable|verdadero, pero|casi cierto|correcto|\
     incorrecto|ni verdadero ni falso|no verificable|dudoso|mentira",
    // Portuguese
    "verdade|verdadeira|falsa|enganoso|enganosa|exagerada|insustentável|contraditório|contraditória|\
     não é bem assim|verdadeiro, mas|verdadeiro mas|ainda é cedo para dizer|distorcido|distorcida|\
     sem contexto|fora de contexto|descontextualizada|tirado de contexto|sem provas|sem evidência|\
     parcialmente falsa|parcialmente verdadeira|meia verdade|boato|fato|fake|imprecisa|montagem|\
     alterado|alterada|subestimado|subestimada|de olho|comprovado|falta contexto|errado|certo",
    // French
    "vrai|vraie|faux|fausse|plutôt vrai|plutôt faux|à moitié vrai|en partie vrai|en partie faux|\
     partiellement vrai|partiellement faux|trompeur|trompeuse|exagéré|exagérée|à nuancer|\
     imprécis|invérifiable|non prouvé|sans preuve|hors contexte|hors-contexte|manque de contexte|\
     détourné|détournée|manipulé|manipulée|infox|intox|infondé|c'est faux|c'est vrai|c'est trompeur|\
     mensonger|douteux|presque vrai|satirique|incertain|contestable",
    // German and Dutch
    "wahr|falsch|richtig|größtenteils wahr|größtenteils falsch|größtenteils richtig|teilweise wahr|\
     teilweise falsch|teils falsch|teils richtig|halbwahr|irreführend|unbelegt|nicht belegt|\
     frei erfunden|erfunden|fehlender kontext|falscher kontext|manipuliert|unbewiesen|übertrieben|\
     völlig falsch|eher falsch|eher wahr|stimmt|stimmt nicht|teilweise richtig|keine belege|\
     waar|onwaar|grotendeels waar|grotendeels onwaar|gedeeltelijk waar|half waar|deels waar|\
     deels onwaar|niet waar|misleidend|onbewezen|ongegrond|vals|juist|onjuist|twijfelachtig",
    // Italian
    "vero|parzialmente vero|parzialmente falso|quasi vero|c'eri quasi|nì|pinocchio andante|\
     panzana pazzesca|bufala|fuorviante|fuori contesto|manca il contesto|esagerato|ingannevole|\
     notizia falsa|mezza verità|non verificabile|in gran parte vero|in gran parte falso|infondato",
    // Arabic, Persian and Urdu
    "صحيح|خطأ|خاطئ|زائف|مضلل|مضللة|كاذب|كاذبة|غير صحيح|صحيح جزئيا|صحيح جزئياً|زائف جزئيا|\
     زائف جزئياً|خاطئ جزئيا|حقيقي|حقيقة|مفبرك|إشاعة|شائعة|ساخر|غير دقيق|غير مؤكد|خارج السياق|\
     ناقص|عنوان مضلل|انتقائي|مثير للسخرية|لا أساس له|نصف صحيح|نصف حقيقة|\
     درست|نادرست|نیمه درست|گمراه‌کننده|گمراه کننده|دروغ|شاخ‌دار|جعلی|جھوٹ|غلط|گمراہ کن|سچ",
    // Hindi, Bengali and other languages of India
    "सच|सही|झूठ|झूठा|गलत|ग़लत|फर्जी|फ़र्ज़ी|फेक|भ्रामक|आधा सच|अर्धसत्य|असत्य|सत्य|आंशिक रूप से सच|\
     आंशिक सत्य|बेबुनियाद|व्यंग्य|संदर्भ गायब|মিথ্যা|সত্য|বিভ্রান্তিকর|আংশিক মিথ্যা|ভুয়া|গুজব|\
     பொய்|உண்மை|தவறானது|అబద్ధం|నిజం|తప్పుదోవ",
    // Chinese, Japanese and Korean
    "正確|正确|真实|真實|属实|屬實|部分正確|部分正确|部分錯誤|部分错误|错误|錯誤|虚假|虛假|误导|誤導|\
     谣言|謠言|假的|假|真|事實釐清|证据不足|證據不足|断章取义|伪科学|尚无定论|有失实|伪常识|基本属实|\
     缺乏证据|不实|不實|誤り|正しい|正確|ほぼ正確|不正確|ミスリード|根拠不明|虚偽|誤情報|デマ|半分正しい|\
     사실|거짓|대체로 사실|대체로 사실 아님|절반의 사실|전혀 사실 아님|사실 아님|판단 유보",
    // Turkish
    "doğru|yanlış|kısmen doğru|kısmen yanlış|karma|yanıltıcı|kanıtlanmamış|asılsız|uydurma|şüpheli|\
     abartılı|çarpıtma|hatalı ilişkilendirme|bağlamından koparma|taklit|manipülasyon|parodi|\
     çoğunlukla doğru|çoğunlukla yanlış|belirsiz",
    // Indonesian and Malay
    "benar|salah|hoaks|hoax|disinformasi|misinformasi|menyesatkan|sebagian benar|sebagian salah|\
     keliru|tidak benar|fakta|klarifikasi|konten menyesatkan|konten palsu|konten tiruan|\
     konten yang menyesatkan|konten yang salah|konten yang dimanipulasi|konteks yang salah|\
     konten palsu|satire|belum terbukti|palsu|tidak terbukti|kurang konteks|sumir|tiada asas",
    // Polish, Czech and other Slavic languages
    "prawda|fałsz|częściowa prawda|częściowy fałsz|manipulacja|nieweryfikowalne|półprawda|\
     wprowadza w błąd|fake news|nieprawda|raczej prawda|raczej fałsz|brak kontekstu|\
     pravda|nepravda|zavádějící|zavádzajúce|neověřitelné|neoveriteľné|\
     правда|неправда|ложь|фейк|фальш|полуправда|скорее правда|скорее неправда|заблуждение|манипуляция|\
     не правда|верно|неверно|преувеличение|вырвано из контекста|не подтверждено|напівправда|маніпуляція|\
     істина|брехня|невярно|вярно|istina|laž|poluistina|neistina|netačno|tačno|obmana|\
     manipulisanje činjenicama|istinito|neistinito|djelomično točno|netočno|točno",
    // Other languages of Europe
    "sant|falskt|delvis sant|delvis falskt|mestadels sant|mestadels falskt|sandt|falsk|delvist sandt|\
     helt feil|delvis feil|delvis riktig|helt riktig|delvis sant|faktisk helt feil|usant|\
     totta|valetta|väärin|osittain totta|harhaanjohtava|adevărat|fals|parțial fals|parțial adevărat|\
     trunchiat|imposibil de verificat|αληθές|ψευδές|ψευδής|ψευδή|παραπλανητικό|ανακριβές|\
     αλήθεια|ψέμα|igaz|hamis|félrevezető|részben igaz|részben hamis|tiesa|melas|melai|klaidina|\
     meli|patiesība|tõsi|vale|fals|enganyós|verdader|a mitges|mentida|shumica e vërtetë|e rreme|e vërtetë",
    // Hebrew, Thai, Vietnamese, Swahili and others
    "נכון|לא נכון|שקר|מטעה|חצי אמת|רוב אמת|אמת|จริง|เท็จ|ไม่จริง|บิดเบือน|ข่าวปลอม|ข่าวจริง|\
     đúng|sai|sai lệch|thiếu ngữ cảnh|tin giả|kweli|si kweli|uongo|inapotosha|potofu|ukweli nusu",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratings_are_known_however_they_are_written() {
        for words in [
            "Pants on Fire!",
            "half-true",
            "mostly_false",
            "3/5",
            "2 out of 10",
            "Two Pinocchios",
            "Falso",
            "زائف",
            "भ्रामक",
            "Doğru",
            "謠言",
            "Partly-false",
            "VRAI",
            "Nieprawda",
        ] {
            assert!(is_rating(words), "{words}");
        }
        for words in ["", "1", "yes", "The bridge is closed", "health", "3/x", "https://a.example"]
        {
            assert!(!is_rating(words), "{words}");
        }
    }

    #[test]
    fn the_label_of_a_pair_is_a_stance() {
        assert_eq!(stance("SUPPORTS"), Some(Stance::Supports));
        assert_eq!(stance("Not enough info"), Some(Stance::Context));
        assert_eq!(stance("CONTRADICT"), Some(Stance::Undercuts));
        assert_eq!(stance("false"), None);
    }
}
