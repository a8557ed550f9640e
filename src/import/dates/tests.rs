//! Tests of dates as publishers write them.

use super::*;
use proptest::prelude::*;

fn rewritten(text: &str, order: DayMonthOrder) -> Option<String> {
    match read(text, order) {
        DateReading::AsItStands(date) | DateReading::Rewritten(date) => Some(date.0),
        DateReading::Not => None,
    }
}

fn value(text: &str) -> Option<String> {
    match read_value(text, DayMonthOrder::Unknown) {
        DateReading::AsItStands(date) | DateReading::Rewritten(date) => Some(date.0),
        DateReading::Not => None,
    }
}

#[test]
fn dates_of_publishers_are_understood() {
    for (text, date) in [
        ("2020-10-07", "2020-10-07"),
        ("2025-04-28T19:23:46Z", "2025-04-28T19:23:46Z"),
        ("2020-10-07 20:05", "2020-10-07"),
        ("2020-10-07 20:05 UTC", "2020-10-07T20:05:00Z"),
        ("2020-10-07T20:05:13+0100", "2020-10-07T20:05:13+01:00"),
        ("2020-10-07T20:05:13.123", "2020-10-07"),
        ("2020/10/7", "2020-10-07"),
        ("31/5/2018", "2018-05-31"),
        ("5/31/2018", "2018-05-31"),
        ("5/5/2018", "2018-05-05"),
        ("on Wednesday, October 30th, 2019", "2019-10-30"),
        ("7 Oct. 2020", "2020-10-07"),
        ("Sept 3, 2012", "2012-09-03"),
        ("May 2018", "2018-05"),
        ("June 15th  2018", "2018-06-15"),
        ("Fri, 12 Mar 2021 14:30:00 +0100", "2021-03-12"),
        ("Fri Mar 12 14:30:00 +0000 2021", "2021-03-12"),
        ("March 12, 2021 2:30pm", "2021-03-12"),
        ("12-Mar-2021", "2021-03-12"),
    ] {
        assert_eq!(rewritten(text, DayMonthOrder::Unknown).as_deref(), Some(date), "{text}");
    }
    assert_eq!(rewritten("3-8-2020", DayMonthOrder::DayFirst).as_deref(), Some("2020-08-03"));
}

#[test]
fn dates_of_other_languages_are_understood() {
    for (text, date) in [
        ("12 de março de 2021", "2021-03-12"),
        ("12. März 2021", "2021-03-12"),
        ("12 mars 2021 à 14h30", "2021-03-12"),
        ("le 1er mars 2021", "2021-03-01"),
        ("1º de marzo de 2021", "2021-03-01"),
        ("Sexta-feira, 12 de Março de 2021", "2021-03-12"),
        ("martedì 12 gennaio 2021", "2021-01-12"),
        ("op 5 mei 2020", "2020-05-05"),
        ("AĞUSTOS 2019", "2019-08"),
        ("3 KASIM 2019", "2019-11-03"),
        ("dnia 7 października 2020 r.", "2020-10-07"),
        ("12 марта 2021 г.", "2021-03-12"),
        ("12 Agustus 2020", "2020-08-12"),
        ("١٢ مارس ٢٠٢١", "2021-03-12"),
        ("12 آذار/مارس 2021", "2021-03-12"),
        ("الجمعة 5 تشرين الثاني 2021", "2021-11-05"),
        ("12 मार्च 2021 को", "2021-03-12"),
        ("१२ सितम्बर २०२१", "2021-09-12"),
        ("2021年3月12日（金）", "2021-03-12"),
        ("２０２１年３月", "2021-03"),
        ("2021年", "2021"),
        ("2021 年 3 月 12 日 星期五 14:30", "2021-03-12"),
        ("2021년 3월 12일", "2021-03-12"),
        ("٢٠٢١/٣/١٢", "2021-03-12"),
    ] {
        assert_eq!(rewritten(text, DayMonthOrder::Unknown).as_deref(), Some(date), "{text}");
    }
}

#[test]
fn what_could_mean_two_days_or_none_is_not_guessed() {
    for text in [
        "3/8/2020",
        "31-2-2020",
        "yesterday",
        "",
        "-",
        "October",
        "2020-10-07 25:99",
        "30 2019",
        "12-14 March 2021",
        "12 March – 3 April 2021",
        "before 12 March 2021",
        "March 12, 21",
        "12 de brumaire de 2021",
        "令和3年3月12日",
        "2021年13月12日",
        "2021年3月12日から",
        "between 2019 and March 2020",
        "1615507200",
    ] {
        assert_eq!(rewritten(text, DayMonthOrder::Unknown), None, "{text}");
    }
}

#[test]
fn in_a_date_field_a_number_may_be_a_date() {
    for (text, date) in [
        ("1615559400", Some("2021-03-12T14:30:00Z")),
        ("1615507200", Some("2021-03-12")),
        ("1615507200000", Some("2021-03-12")),
        ("1615559400123", Some("2021-03-12T14:30:00Z")),
        ("1615507200.0", Some("2021-03-12")),
        ("20210312", Some("2021-03-12")),
        ("7 Oct. 2020", Some("2020-10-07")),
        // Before 1990 and after 2100, a day and an hour, and other counts.
        ("100000000", None),
        ("9999999999999", None),
        ("2021031214", None),
        ("44267", None),
        ("20211340", None),
        ("-1615507200", None),
        ("161550720", None),
    ] {
        assert_eq!(value(text).as_deref(), date, "{text}");
    }
}

proptest! {
    #[test]
    fn any_text_is_answered(text in ".{0,40}", words in "[0-9０-９年月日 .a-zà-ÿ]{0,30}") {
        for text in [text, words] {
            for read in [read, read_value] {
                if let DateReading::AsItStands(date) | DateReading::Rewritten(date) = read(&text, DayMonthOrder::DayFirst) {
                    prop_assert!(date.start().is_ok(), "{} {}", text, date.0);
                }
            }
        }
    }

    #[test]
    fn any_day_is_understood_in_every_form(year in 1000_i16..2999, month in 1_i8..=12, day in 1_i8..=28) {
        let date = Date::new(year, month, day).unwrap();
        for form in ["%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y", "%B %d, %Y", "%d %b %Y", "%A, %B %d, %Y", "%Y/%m/%d", "%Y年%m月%d日"] {
            let written = date.strftime(form).to_string();
            prop_assert_eq!(rewritten(&written, DayMonthOrder::DayFirst), Some(date.to_string()), "{}", written);
        }
    }

    #[test]
    fn any_day_is_understood_in_every_language(year in 1000_i16..2999, month in 1_u8..=12, day in 1_i8..=28) {
        let date = Date::new(year, i8::try_from(month).unwrap(), day).unwrap().to_string();
        for names in words::MONTHS {
            for name in names[usize::from(month) - 1].split(' ') {
                let name = name.replace('_', " ");
                for name in [name.to_uppercase(), name] {
                    for written in [
                        format!("{day} {name} {year}"),
                        format!("{day}. {name}. {year}"),
                        format!("{day} de {name} de {year}"),
                        format!("{name} {day}, {year}"),
                        format!("{year} {name} {day}"),
                    ] {
                        prop_assert_eq!(rewritten(&written, DayMonthOrder::Unknown), Some(date.clone()), "{}", written);
                    }
                }
            }
        }
    }
}
