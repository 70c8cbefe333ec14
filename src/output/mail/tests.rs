//! What a text may never do to a mail.

use super::*;

#[test]
fn no_text_ends_a_line() {
    assert_eq!(one_line("A\r\nBcc: x\u{2028}y\u{85}z\t "), "A Bcc: x y z");
    assert_eq!(lines("a\r\nb\rc\u{2028}d\u{7}\te\n"), "a\nb\nc\nd e");
}
