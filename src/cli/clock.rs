//! The one door by which a day enters.

use std::time::SystemTime;

use anyhow::{Context as _, anyhow};

use crate::date::Date;

/// The day to work for: the option, else `SOURCE_DATE_EPOCH`, else today in UTC.
pub(super) fn as_of(option: Option<Date>) -> anyhow::Result<Date> {
    if let Some(date) = option {
        return Ok(date);
    }
    if let Some(epoch) = std::env::var_os("SOURCE_DATE_EPOCH") {
        let seconds = epoch.to_str().and_then(|text| text.trim().parse().ok());
        return seconds
            .and_then(Date::from_epoch_seconds)
            .ok_or_else(|| anyhow!("SOURCE_DATE_EPOCH is not a number of seconds since 1970"));
    }
    let since = SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .context("the clock of this machine stands before 1970; name the day with --as-of")?;
    let seconds = i64::try_from(since.as_secs()).unwrap_or(i64::MAX);
    Date::from_epoch_seconds(seconds)
        .ok_or_else(|| anyhow!("the clock of this machine is off; name the day with --as-of"))
}
