//! Countries, their calling codes (ITU E.164) and the trunk prefixes that are dialled inside them only.

/// A country.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Country {
    /// ISO 3166, two letters.
    pub iso: &'static str,
    /// Without `+`.
    pub calling_code: &'static str,
    /// Empty where there is none.
    pub trunk: &'static str,
}

const fn c(iso: &'static str, calling_code: &'static str, trunk: &'static str) -> Country {
    Country { iso, calling_code, trunk }
}

/// Of countries that share a calling code, the one that has what no other claims comes first.
#[rustfmt::skip]
const COUNTRIES: [Country; 245] = [
    c("US", "1", "1"), c("CA", "1", "1"), c("AG", "1", "1"), c("AI", "1", "1"), c("AS", "1", "1"), c("BB", "1", "1"),
    c("BM", "1", "1"), c("BS", "1", "1"), c("DM", "1", "1"), c("DO", "1", "1"), c("GD", "1", "1"), c("GU", "1", "1"),
    c("JM", "1", "1"), c("KN", "1", "1"), c("KY", "1", "1"), c("LC", "1", "1"), c("MP", "1", "1"), c("MS", "1", "1"),
    c("PR", "1", "1"), c("SX", "1", "1"), c("TC", "1", "1"), c("TT", "1", "1"), c("VC", "1", "1"), c("VG", "1", "1"),
    c("VI", "1", "1"), c("RU", "7", "8"), c("KZ", "7", "8"), c("EG", "20", "0"), c("ZA", "27", "0"),
    c("GR", "30", ""), c("NL", "31", "0"), c("BE", "32", "0"), c("FR", "33", "0"), c("ES", "34", ""),
    c("HU", "36", "06"), c("IT", "39", ""), c("VA", "39", ""), c("RO", "40", "0"), c("CH", "41", "0"),
    c("AT", "43", "0"), c("GB", "44", "0"), c("GG", "44", "0"), c("JE", "44", "0"), c("IM", "44", "0"),
    c("DK", "45", ""), c("SE", "46", "0"), c("NO", "47", ""), c("SJ", "47", ""), c("PL", "48", ""),
    c("DE", "49", "0"), c("PE", "51", "0"), c("MX", "52", ""), c("CU", "53", "0"), c("AR", "54", "0"),
    c("BR", "55", "0"), c("CL", "56", ""), c("CO", "57", ""), c("VE", "58", "0"), c("MY", "60", "0"),
    c("AU", "61", "0"), c("CX", "61", ""), c("CC", "61", ""), c("ID", "62", "0"), c("PH", "63", "0"),
    c("NZ", "64", "0"), c("SG", "65", ""), c("TH", "66", "0"), c("JP", "81", "0"), c("KR", "82", "0"),
    c("VN", "84", "0"), c("CN", "86", "0"), c("TR", "90", "0"), c("IN", "91", "0"), c("PK", "92", "0"),
    c("AF", "93", "0"), c("LK", "94", "0"), c("MM", "95", "0"), c("IR", "98", "0"), c("SS", "211", "0"),
    c("MA", "212", "0"), c("EH", "212", "0"), c("DZ", "213", "0"), c("TN", "216", ""), c("LY", "218", "0"),
    c("GM", "220", ""), c("SN", "221", ""), c("MR", "222", ""), c("ML", "223", ""), c("GN", "224", ""),
    c("CI", "225", ""), c("BF", "226", ""), c("NE", "227", ""), c("TG", "228", ""), c("BJ", "229", ""),
    c("MU", "230", ""), c("LR", "231", "0"), c("SL", "232", "0"), c("GH", "233", "0"), c("NG", "234", "0"),
    c("TD", "235", ""), c("CF", "236", ""), c("CM", "237", ""), c("CV", "238", ""), c("ST", "239", ""),
    c("GQ", "240", ""), c("GA", "241", ""), c("CG", "242", ""), c("CD", "243", "0"), c("AO", "244", ""),
    c("GW", "245", ""), c("IO", "246", ""), c("AC", "247", ""), c("SC", "248", ""), c("SD", "249", "0"),
    c("RW", "250", "0"), c("ET", "251", "0"), c("SO", "252", "0"), c("DJ", "253", ""), c("KE", "254", "0"),
    c("TZ", "255", "0"), c("UG", "256", "0"), c("BI", "257", ""), c("MZ", "258", ""), c("ZM", "260", "0"),
    c("MG", "261", "0"), c("RE", "262", "0"), c("YT", "262", "0"), c("ZW", "263", "0"), c("NA", "264", "0"),
    c("MW", "265", ""), c("LS", "266", ""), c("BW", "267", ""), c("SZ", "268", ""), c("KM", "269", ""),
    c("SH", "290", ""), c("TA", "290", ""), c("ER", "291", "0"), c("AW", "297", ""), c("FO", "298", ""),
    c("GL", "299", ""), c("GI", "350", ""), c("PT", "351", ""), c("LU", "352", ""), c("IE", "353", "0"),
    c("IS", "354", ""), c("AL", "355", "0"), c("MT", "356", ""), c("CY", "357", ""), c("FI", "358", "0"),
    c("AX", "358", "0"), c("BG", "359", "0"), c("LT", "370", "0"), c("LV", "371", ""), c("EE", "372", ""),
    c("MD", "373", "0"), c("AM", "374", "0"), c("BY", "375", "8"), c("AD", "376", ""), c("MC", "377", ""),
    c("SM", "378", ""), c("UA", "380", "0"), c("RS", "381", "0"), c("ME", "382", "0"), c("XK", "383", "0"),
    c("HR", "385", "0"), c("SI", "386", "0"), c("BA", "387", "0"), c("MK", "389", "0"), c("CZ", "420", ""),
    c("SK", "421", "0"), c("LI", "423", ""), c("FK", "500", ""), c("BZ", "501", ""), c("GT", "502", ""),
    c("SV", "503", ""), c("HN", "504", ""), c("NI", "505", ""), c("CR", "506", ""), c("PA", "507", ""),
    c("PM", "508", ""), c("HT", "509", ""), c("GP", "590", "0"), c("BL", "590", "0"), c("MF", "590", "0"),
    c("BO", "591", "0"), c("GY", "592", ""), c("EC", "593", "0"), c("GF", "594", "0"), c("PY", "595", "0"),
    c("MQ", "596", "0"), c("SR", "597", "0"), c("UY", "598", "0"), c("CW", "599", ""), c("BQ", "599", ""),
    c("TL", "670", ""), c("NF", "672", ""), c("BN", "673", ""), c("NR", "674", ""), c("PG", "675", ""),
    c("TO", "676", ""), c("SB", "677", ""), c("VU", "678", ""), c("FJ", "679", ""), c("PW", "680", ""),
    c("WF", "681", ""), c("CK", "682", ""), c("NU", "683", ""), c("WS", "685", ""), c("KI", "686", ""),
    c("NC", "687", ""), c("TV", "688", ""), c("PF", "689", ""), c("TK", "690", ""), c("FM", "691", ""),
    c("MH", "692", ""), c("KP", "850", "0"), c("HK", "852", ""), c("MO", "853", ""), c("KH", "855", "0"),
    c("LA", "856", "0"), c("BD", "880", "0"), c("TW", "886", "0"), c("MV", "960", "0"), c("LB", "961", "0"),
    c("JO", "962", "0"), c("SY", "963", "0"), c("IQ", "964", "0"), c("KW", "965", ""), c("SA", "966", "0"),
    c("YE", "967", "0"), c("OM", "968", ""), c("PS", "970", "0"), c("AE", "971", "0"), c("IL", "972", "0"),
    c("BH", "973", ""), c("QA", "974", ""), c("BT", "975", ""), c("MN", "976", "0"), c("NP", "977", "0"),
    c("TJ", "992", ""), c("TM", "993", "8"), c("AZ", "994", "0"), c("GE", "995", "0"), c("KG", "996", "0"),
    c("UZ", "998", ""),
];

/// Beginnings of national numbers by which countries that share a calling code are told apart.
const BEGINNINGS: [(&str, &str, &[&str]); 42] = [
    (
        "1",
        "CA",
        &[
            "204", "226", "236", "249", "250", "257", "263", "289", "306", "343", "354", "365", "367", "368", "382",
            "403", "416", "418", "428", "431", "437", "438", "450", "460", "468", "474", "506", "514", "519", "537",
            "548", "568", "579", "581", "584", "587", "604", "613", "639", "647", "672", "683", "705", "709", "742",
            "753", "778", "780", "782", "807", "819", "825", "867", "873", "879", "902", "905", "942",
        ],
    ),
    ("1", "AG", &["268"]),
    ("1", "AI", &["264"]),
    ("1", "AS", &["684"]),
    ("1", "BB", &["246"]),
    ("1", "BM", &["441"]),
    ("1", "BS", &["242"]),
    ("1", "DM", &["767"]),
    ("1", "DO", &["809", "829", "849"]),
    ("1", "GD", &["473"]),
    ("1", "GU", &["671"]),
    ("1", "JM", &["658", "876"]),
    ("1", "KN", &["869"]),
    ("1", "KY", &["345"]),
    ("1", "LC", &["758"]),
    ("1", "MP", &["670"]),
    ("1", "MS", &["664"]),
    ("1", "PR", &["787", "939"]),
    ("1", "SX", &["721"]),
    ("1", "TC", &["649"]),
    ("1", "TT", &["868"]),
    ("1", "VC", &["784"]),
    ("1", "VG", &["284"]),
    ("1", "VI", &["340"]),
    ("7", "KZ", &["33", "7"]),
    ("39", "VA", &["06698"]),
    ("44", "GG", &["1481", "7781", "7839", "7911"]),
    ("44", "JE", &["1534", "7509", "7700", "7797", "7829", "7937"]),
    ("44", "IM", &["1624", "74576", "7524", "7624", "7924"]),
    ("47", "SJ", &["79"]),
    ("61", "CX", &["89164"]),
    ("61", "CC", &["89162"]),
    ("212", "EH", &["5288", "5289"]),
    ("262", "YT", &["269", "639"]),
    ("290", "TA", &["8"]),
    ("358", "AX", &["18"]),
    ("590", "BL", &["59027"]),
    ("590", "MF", &["59051", "59052"]),
    ("599", "BQ", &["3", "4", "7"]),
    // Freephone and premium numbers of the North American plan belong to no country; the United States stand for them.
    ("1", "US", &["800", "833", "844", "855", "866", "877", "888", "900"]),
    ("7", "RU", &["800"]),
    ("39", "IT", &["0"]),
];

/// A country by its ISO 3166 code, without case.
pub(super) fn find(iso: &str) -> Option<&'static Country> {
    COUNTRIES.iter().find(|country| country.iso.eq_ignore_ascii_case(iso.trim()))
}

/// The calling code at the beginning of an international number, and the rest. No code begins another.
pub(super) fn split(digits: &str) -> Option<(&'static str, &str)> {
    let country = COUNTRIES.iter().find(|country| digits.starts_with(country.calling_code))?;
    Some((country.calling_code, digits.strip_prefix(country.calling_code)?))
}

/// The country of a number.
pub(super) fn of_number(calling_code: &str, national: &str) -> &'static str {
    let told = BEGINNINGS.iter().find(|(code, _, beginnings)| {
        *code == calling_code && beginnings.iter().any(|beginning| national.starts_with(beginning))
    });
    let first = || COUNTRIES.iter().find(|country| country.calling_code == calling_code).map(|country| country.iso);
    told.map(|(_, iso, _)| *iso).or_else(first).unwrap_or_default()
}

/// A national number written after its calling code, without the trunk prefix that some write there: `+44 (0)20`.
pub(super) fn without_trunk_abroad<'n>(calling_code: &str, national: &'n str) -> &'n str {
    let zero = COUNTRIES.iter().any(|country| country.calling_code == calling_code && country.trunk == "0");
    if zero { national.strip_prefix('0').unwrap_or(national) } else { national }
}

impl Country {
    /// A number as dialled inside the country, without its trunk prefix.
    pub(super) fn without_trunk<'n>(&self, digits: &'n str) -> &'n str {
        let stripped = digits.strip_prefix(self.trunk).filter(|_| !self.trunk.is_empty());
        match (self.trunk, stripped) {
            // Where the prefix is also a digit that numbers begin with, only a longer number has it: ten digits are
            // a whole number of these plans.
            ("1" | "8", Some(rest)) if digits.len() <= 10 || rest.len() < 9 => digits,
            (_, Some(rest)) => rest,
            (_, None) => digits,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_calling_code_begins_another() {
        for one in &COUNTRIES {
            for other in &COUNTRIES {
                let same = one.calling_code == other.calling_code;
                assert!(same || !other.calling_code.starts_with(one.calling_code), "{} {}", one.iso, other.iso);
            }
        }
    }

    #[test]
    fn every_beginning_is_of_a_country_with_that_code() {
        for (code, iso, _) in &BEGINNINGS {
            assert_eq!(find(iso).map(|country| country.calling_code), Some(*code), "{iso}");
        }
    }
}
