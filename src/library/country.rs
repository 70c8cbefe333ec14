//! Countries by their two-letter codes (ISO 3166-1), and the European Economic Area.

use std::fmt;

use crate::diag::Sink;
use crate::language::Language;
use crate::source::decode::{Decode, parsed, word};
use crate::source::yaml::Node;

/// A country.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Country([u8; 2]);

/// The codes that are assigned (ISO 3166-1 alpha-2, 249 of them) and `XK`, in use for Kosovo.
const CODES: &str = "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW XK";

/// Members of the European Economic Area: the 27 of the Union, Iceland, Liechtenstein and Norway.
const EEA: &str =
    "AT BE BG HR CY CZ DE DK EE ES FI FR GR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK";

impl Country {
    /// A country by its code, if the code is assigned.
    #[must_use]
    pub fn new(code: &str) -> Option<Self> {
        let bytes: [u8; 2] = code.as_bytes().try_into().ok()?;
        CODES.split(' ').any(|known| known == code).then_some(Self(bytes))
    }

    /// The code.
    #[must_use]
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// The English name, or the code.
    #[must_use]
    pub fn name(&self) -> &str {
        Language::En.country(self.code())
    }

    /// Whether data stays under the GDPR without a transfer.
    #[must_use]
    pub fn is_in_eea(&self) -> bool {
        EEA.split(' ').any(|known| known == self.code())
    }
}

/// Where one law of data protection holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Territory {
    /// The European Economic Area: the GDPR.
    Eea,
    /// The United Kingdom: the UK GDPR.
    Uk,
}

/// Every territory with its word in YAML.
pub const TERRITORIES: [(&str, Territory); 2] = [("eea", Territory::Eea), ("uk", Territory::Uk)];

impl Territory {
    /// Whether a country belongs to it.
    #[must_use]
    pub fn has(self, country: Country) -> bool {
        match self {
            Self::Eea => country.is_in_eea(),
            Self::Uk => country.code() == "GB",
        }
    }
}

impl Decode for Territory {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        word(node, "a territory", &TERRITORIES, sink)
    }
}

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Debug for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl Decode for Country {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        let what = "a country code of two capital letters, such as DE";
        parsed(node, what, "bad-country", sink, |text| {
            Self::new(text).ok_or_else(|| format!("`{text}` is not a country code"))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn norway_is_a_country() {
        let norway = Country::new("NO").expect("Norway");
        assert_eq!((norway.name(), norway.is_in_eea()), ("Norway", true));
        assert!(Country::new("GB").is_some_and(|country| !country.is_in_eea()));
        for bad in ["no", "UK", "XX", "DEU", "", "EU"] {
            assert_eq!(Country::new(bad), None, "{bad}");
        }
        assert_eq!(EEA.split(' ').count(), 30);
        assert_eq!(CODES.split(' ').count(), 250);
    }
}
