//! Cultures: Windows locale numbers (LCID) and the region that .NET takes for a language without one.

/// Tag, LCID, region.
#[rustfmt::skip]
const CULTURES: [(&str, u16, &str); 140] = [
    ("ar", 1, "SA"), ("bg", 2, "BG"), ("ca", 3, "ES"), ("zh-Hans", 4, "CN"), ("cs", 5, "CZ"), ("da", 6, "DK"),
    ("de", 7, "DE"), ("el", 8, "GR"), ("en", 9, "US"), ("es", 10, "ES"), ("fi", 11, "FI"), ("fr", 12, "FR"),
    ("he", 13, "IL"), ("hu", 14, "HU"), ("is", 15, "IS"), ("it", 16, "IT"), ("ja", 17, "JP"), ("ko", 18, "KR"),
    ("nl", 19, "NL"), ("nb", 31764, "NO"), ("no", 20, "NO"), ("pl", 21, "PL"), ("pt", 22, "BR"), ("rm", 23, "CH"),
    ("ro", 24, "RO"), ("ru", 25, "RU"), ("hr", 26, "HR"), ("sk", 27, "SK"), ("sq", 28, "AL"), ("sv", 29, "SE"),
    ("th", 30, "TH"), ("tr", 31, "TR"), ("ur", 32, "PK"), ("id", 33, "ID"), ("uk", 34, "UA"), ("be", 35, "BY"),
    ("sl", 36, "SI"), ("et", 37, "EE"), ("lv", 38, "LV"), ("lt", 39, "LT"), ("fa", 41, "IR"), ("vi", 42, "VN"),
    ("hy", 43, "AM"), ("az", 44, "AZ"), ("eu", 45, "ES"), ("mk", 47, "MK"), ("af", 54, "ZA"), ("ka", 55, "GE"),
    ("fo", 56, "FO"), ("hi", 57, "IN"), ("ms", 62, "MY"), ("kk", 63, "KZ"), ("ky", 64, "KG"), ("sw", 65, "KE"),
    ("bn", 69, "BD"), ("pa", 70, "IN"), ("gu", 71, "IN"), ("ta", 73, "IN"), ("te", 74, "IN"), ("kn", 75, "IN"),
    ("ml", 76, "IN"), ("mr", 78, "IN"), ("mn", 80, "MN"), ("cy", 82, "GB"), ("gl", 86, "ES"), ("ga", 60, "IE"),
    ("lb", 110, "LU"), ("zh", 30724, "CN"), ("zh-Hant", 31748, "TW"), ("sr", 31770, "RS"), ("ar-SA", 1025, "SA"),
    ("bg-BG", 1026, "BG"), ("ca-ES", 1027, "ES"), ("zh-TW", 1028, "TW"), ("cs-CZ", 1029, "CZ"), ("da-DK", 1030, "DK"),
    ("de-DE", 1031, "DE"), ("el-GR", 1032, "GR"), ("en-US", 1033, "US"), ("fi-FI", 1035, "FI"), ("fr-FR", 1036, "FR"),
    ("he-IL", 1037, "IL"), ("hu-HU", 1038, "HU"), ("it-IT", 1040, "IT"), ("ja-JP", 1041, "JP"), ("ko-KR", 1042, "KR"),
    ("nl-NL", 1043, "NL"), ("nb-NO", 1044, "NO"), ("pl-PL", 1045, "PL"), ("pt-BR", 1046, "BR"), ("rm-CH", 1047, "CH"),
    ("ro-RO", 1048, "RO"), ("ru-RU", 1049, "RU"), ("hr-HR", 1050, "HR"), ("sk-SK", 1051, "SK"), ("sv-SE", 1053, "SE"),
    ("th-TH", 1054, "TH"), ("tr-TR", 1055, "TR"), ("id-ID", 1057, "ID"), ("uk-UA", 1058, "UA"), ("sl-SI", 1060, "SI"),
    ("et-EE", 1061, "EE"), ("lv-LV", 1062, "LV"), ("lt-LT", 1063, "LT"), ("vi-VN", 1066, "VN"), ("eu-ES", 1069, "ES"),
    ("hi-IN", 1081, "IN"), ("ms-MY", 1086, "MY"), ("bn-IN", 1093, "IN"), ("pa-IN", 1094, "IN"), ("gu-IN", 1095, "IN"),
    ("ta-IN", 1097, "IN"), ("te-IN", 1098, "IN"), ("kn-IN", 1099, "IN"), ("ml-IN", 1100, "IN"), ("mr-IN", 1102, "IN"),
    ("gl-ES", 1110, "ES"), ("zh-CN", 2052, "CN"), ("de-CH", 2055, "CH"), ("en-GB", 2057, "GB"), ("es-MX", 2058, "MX"),
    ("fr-BE", 2060, "BE"), ("it-CH", 2064, "CH"), ("nl-BE", 2067, "BE"), ("pt-PT", 2070, "PT"), ("zh-HK", 3076, "HK"),
    ("de-AT", 3079, "AT"), ("en-AU", 3081, "AU"), ("es-ES", 3082, "ES"), ("fr-CA", 3084, "CA"), ("zh-SG", 4100, "SG"),
    ("de-LU", 4103, "LU"), ("en-CA", 4105, "CA"), ("fr-CH", 4108, "CH"), ("de-LI", 5127, "LI"), ("en-NZ", 5129, "NZ"),
    ("fr-LU", 5132, "LU"), ("en-IE", 6153, "IE"), ("en-ZA", 7177, "ZA"), ("en-IN", 16393, "IN"),
];

/// `LOCALE_CUSTOM_UNSPECIFIED`: what .NET says of a culture without a number.
const UNNUMBERED: u16 = 4096;

fn find(tag: &str) -> Option<&'static (&'static str, u16, &'static str)> {
    CULTURES.iter().find(|(known, ..)| known.eq_ignore_ascii_case(tag))
}

/// The language: `en`.
pub(super) fn language(tag: &str) -> &str {
    tag.split('-').next().unwrap_or(tag)
}

/// The Windows locale number: `1033`.
pub(super) fn lcid(tag: &str) -> u16 {
    find(tag).map_or(UNNUMBERED, |(_, lcid, _)| *lcid)
}

/// The region: of the tag, else the one that the language is most written in.
pub(super) fn region(tag: &str) -> Option<String> {
    let written =
        tag.split('-').skip(1).find(|part| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_alphabetic()));
    written.map(str::to_ascii_uppercase).or_else(|| find(language(tag)).map(|(_, _, region)| (*region).to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cultures_have_their_numbers_and_regions() {
        for (tag, expected) in [
            ("en-US", ("en", 1033, Some("US"))),
            ("en", ("en", 9, Some("US"))),
            ("de-ch", ("de", 2055, Some("CH"))),
            ("zh-Hans-CN", ("zh", 4096, Some("CN"))),
            ("pt-BR", ("pt", 1046, Some("BR"))),
            ("xx", ("xx", 4096, None)),
            ("", ("", 4096, None)),
        ] {
            assert_eq!((language(tag), lcid(tag), region(tag).as_deref()), expected, "{tag}");
        }
    }

    #[test]
    fn no_culture_is_twice_in_the_table() {
        for (position, (tag, lcid, _)) in CULTURES.iter().enumerate() {
            let same = CULTURES.iter().skip(position + 1).any(|(other, number, _)| tag == other || lcid == number);
            assert!(!same, "{tag}");
        }
    }
}
