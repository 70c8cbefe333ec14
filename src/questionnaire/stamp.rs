//! What a filled sheet says about where it comes from, on one line.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

/// Where a filled sheet comes from. It stands in the comment of the workbook's archive, where it touches no part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    /// The address of the questionnaire's page.
    pub url: String,
    /// Form and version: `caiq@4.0.3`.
    pub form: String,
    /// Id of the variant; empty where there is one for all.
    pub variant: String,
    /// Short hash of the commit, with `+changes` where files differed from it; `none` outside Git.
    pub commit: String,
    /// The day the sheet speaks of.
    pub as_of: String,
    /// Version of the program.
    pub version: String,
    /// What [`crate::questionnaire::Questionnaire::digest`] says.
    pub digest: String,
}

impl fmt::Display for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { url, form, variant, commit, as_of, version, digest } = self;
        write!(f, "trust {version} url={url} form={form} ")?;
        if !variant.is_empty() {
            write!(f, "variant={variant} ")?;
        }
        write!(f, "commit={commit} as-of={as_of} sha256={digest}")
    }
}

impl FromStr for Stamp {
    type Err = ();

    /// Reads what [`fmt::Display`] writes.
    fn from_str(text: &str) -> Result<Self, ()> {
        let rest = text.trim().strip_prefix("trust ").ok_or(())?;
        let (version, rest) = rest.split_once(' ').ok_or(())?;
        let fields: BTreeMap<&str, &str> =
            rest.split(' ').filter_map(|field| field.split_once('=')).collect();
        let field = |name: &str| fields.get(name).map(|text| (*text).to_owned());
        Ok(Self {
            url: field("url").ok_or(())?,
            form: field("form").ok_or(())?,
            variant: field("variant").unwrap_or_default(),
            commit: field("commit").ok_or(())?,
            as_of: field("as-of").ok_or(())?,
            version: version.to_owned(),
            digest: field("sha256").ok_or(())?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stamp_reads_as_it_is_written() {
        for variant in ["", "mode-b"] {
            let stamp = Stamp {
                url: "https://trust.acme.example/caiq/?a=b".to_owned(),
                form: "caiq@4.0.3".to_owned(),
                variant: variant.to_owned(),
                commit: "abc1234+changes".to_owned(),
                as_of: "2026-11-22".to_owned(),
                version: "0.1.0".to_owned(),
                digest: "00ff".to_owned(),
            };
            assert_eq!(stamp.to_string().parse(), Ok(stamp));
        }
        assert_eq!("saved by hand".parse::<Stamp>(), Err(()));
    }
}
