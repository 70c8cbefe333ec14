//! Workbooks of publishers that cannot be filled: errors, as a download without its file is none.

use std::sync::Arc;

use crate::check::Context;
use crate::diag::{Diagnostic, Sink};
use crate::form::Forms;
use crate::library::project::{Download, OwnWorkbook};
use crate::questionnaire::publisher::{Misfit, PublisherWorkbook};
use crate::tree::hex_digest;

/// Reports workbooks that are not the pinned ones, and such as cannot be filled.
pub(super) fn check(context: &Context<'_>, sink: &mut Sink) {
    for (download, own) in with_workbook(context) {
        let Some(bytes) = bytes(context, own) else { continue };
        if let Some(pinned) = &own.sha256 {
            let now = hex_digest(bytes);
            if now != pinned.value {
                sink.push(changed(context, download, own, &now));
                continue;
            }
        }
        if let Err(misfit) = open(context, download, own) {
            let message = format!(
                "the workbook `{}` cannot be filled with `{}`: {misfit}",
                own.file.value, download.form.value
            );
            sink.push(
                Diagnostic::error("unusable-workbook", message, own.file.span)
                    .hint(way_out(download, &misfit)),
            );
        }
    }
}

/// The advice for a misfit. A layout is described in a file: which, and with which keys, depends on whose form it is.
fn way_out(download: &Download, misfit: &Misfit) -> String {
    let form = &download.form.value;
    let place = if Forms::is_built_in(form) {
        format!("in `content/forms/{}/form.yaml`, with `built_in: {form}` and `profiles`", form.id)
    } else {
        "under `profiles` of the form".to_owned()
    };
    match misfit {
        Misfit::NoTable(..) => format!(
            "give the publisher's workbook of this form and version; if this is it, describe its layout {place}"
        ),
        Misfit::NoResponses => format!("say which columns are yours {place}"),
        Misfit::Refused(_)
        | Misfit::NeverFilled(..)
        | Misfit::OtherForm(_)
        | Misfit::OtherVersion(_) => misfit.advice(),
    }
}

/// Downloads that name a publisher's workbook.
pub(super) fn with_workbook<'c>(
    context: &Context<'c>,
) -> impl Iterator<Item = (&'c Download, &'c OwnWorkbook)> {
    let downloads = context.library.project.downloads.iter();
    downloads.filter_map(|download| Some((download, download.workbook.as_ref()?)))
}

/// The bytes of a workbook; nothing where there is no such file, which has been said.
pub(super) fn bytes<'c>(context: &Context<'c>, own: &OwnWorkbook) -> Option<&'c [u8]> {
    let (_, source) = context.sources.find(&own.file.value)?;
    Some(if source.bytes.is_empty() { source.text().as_bytes() } else { &source.bytes })
}

/// What was found in a workbook, in words; an error where it cannot be filled.
pub(super) fn detected(
    context: &Context<'_>,
    download: &Download,
    own: &OwnWorkbook,
) -> Result<String, Misfit> {
    let workbook = open(context, download, own)?;
    let (found, of) = workbook.found;
    let layout = workbook.profile.as_ref().map(|profile| profile.name.as_str());
    let layout = layout.map(|name| format!("the layout \"{name}\", ")).unwrap_or_default();
    Ok(format!("{layout}{}, {found} of {of} questions", workbook.layout()))
}

/// A workbook with the places of its form's questions.
pub(super) fn open(
    context: &Context<'_>,
    download: &Download,
    own: &OwnWorkbook,
) -> Result<Arc<PublisherWorkbook>, Misfit> {
    let forms = &context.library.forms;
    let (Some(form), Some(bytes)) = (forms.get(&download.form.value), bytes(context, own)) else {
        return Err(Misfit::NoTable(0, 0));
    };
    let others: Vec<_> = forms.iter().cloned().collect();
    context.workbooks.open(form, &others, bytes)
}

/// The error for a workbook that is another one than was pinned.
fn changed(context: &Context<'_>, download: &Download, own: &OwnWorkbook, now: &str) -> Diagnostic {
    let pinned = own.sha256.as_ref().map_or("", |pinned| pinned.value.as_str());
    let message = format!(
        "the workbook `{}` has changed: its SHA-256 is {now}, and {pinned} is pinned",
        own.file.value
    );
    let span = own.sha256.as_ref().map_or(own.file.span, |pinned| pinned.span);
    let report = Diagnostic::error("changed-workbook", message, span);
    match detected(context, download, own) {
        Ok(found) => report
            .label(format!("found in it now: {found}"))
            .hint(format!("if this is the right file, write `sha256: {now}`")),
        Err(misfit) => report
            .label(format!("it cannot be filled now: {misfit}"))
            .hint("put the pinned file back, or give another workbook of this form"),
    }
}
