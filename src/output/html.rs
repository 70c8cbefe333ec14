//! Output room `html`.

use crate::diag::Sink;
use crate::output::Output;
use crate::output::theme::Theme;
use crate::portal::Edition;
use crate::tree::Tree;

/// This output.
pub const OUTPUT: Output = Output { name: "html", about: "", emit };

fn emit(_edition: &Edition, _theme: &Theme, _tree: &mut Tree, _sink: &mut Sink) {}
