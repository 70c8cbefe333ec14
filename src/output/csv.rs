//! Output room `csv`.

use crate::diag::Sink;
use crate::output::Output;
use crate::output::theme::Theme;
use crate::portal::Edition;
use crate::tree::Tree;

/// This output.
pub const OUTPUT: Output = Output { name: "csv", about: "", emit };

fn emit(_edition: &Edition, _theme: &Theme, _tree: &mut Tree, _sink: &mut Sink) {}
