//! What makes an SVG image more than an image.
//!
//! Opened at its own address, an SVG is a document of the portal's host and
//! may run scripts. The headers forbid that, but not every host sends them.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// Elements that run something, or that bring HTML with everything it may run.
const ACTIVE: [&str; 8] =
    ["script", "foreignobject", "handler", "listener", "iframe", "embed", "object", "html"];

/// The first part of an SVG that could run, or what keeps us from telling, as
/// a phrase; `None` for an image and nothing but an image.
pub(super) fn active_part(bytes: &[u8]) -> Option<String> {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return Some("a text that is not UTF-8".to_owned());
    };
    let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}'));
    loop {
        let found = match reader.read_event() {
            Ok(Event::Eof) => return None,
            Ok(Event::Start(element) | Event::Empty(element)) => in_element(&element),
            Ok(Event::DocType(kind)) => {
                let declares = kind.to_ascii_lowercase().contains("<!entity");
                declares.then(|| "`<!ENTITY`".to_owned())
            }
            Ok(Event::PI(instruction)) => {
                let styled = instruction.to_ascii_lowercase().starts_with("xml-stylesheet");
                styled.then(|| "`<?xml-stylesheet`".to_owned())
            }
            Ok(Event::Decl(declaration)) => foreign_encoding(&declaration.to_ascii_lowercase()),
            Ok(_) => None,
            // A browser shows, and runs, what stands before the fault.
            Err(_) => Some("XML that is not well-formed".to_owned()),
        };
        if found.is_some() {
            return found;
        }
    }
}

/// What runs in an element: itself, a handler of events, an address that is a script.
fn in_element(element: &BytesStart<'_>) -> Option<String> {
    let name = element.local_name().as_ref().to_ascii_lowercase();
    if ACTIVE.contains(&name.as_str()) {
        return Some(format!("`<{name}`"));
    }
    for attribute in element.attributes() {
        let Ok(attribute) = attribute else {
            return Some("XML that is not well-formed".to_owned());
        };
        let name = attribute.key.local_name().as_ref().to_ascii_lowercase();
        if name.starts_with("on") {
            return Some(format!("`{name}=`"));
        }
        let Ok(value) = quick_xml::escape::unescape(&attribute.value) else {
            return Some("an unknown entity".to_owned());
        };
        // Browsers pass over blanks and control characters in the name of a scheme.
        let value: String =
            value.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
        if value.to_ascii_lowercase().contains("javascript:") {
            return Some("`javascript:`".to_owned());
        }
    }
    None
}

/// In another encoding a browser might read other markup than we do.
fn foreign_encoding(declaration: &str) -> Option<String> {
    let named = declaration.contains("encoding");
    let known = ["utf-8", "us-ascii", "iso-8859-1"].iter().any(|own| declaration.contains(own));
    (named && !known).then(|| "an encoding other than UTF-8".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn images_are_images() {
        for image in [
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1 1\"><path d=\"M0 0\"/></svg>",
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\" \"x\">\n<svg><style>a{}</style></svg>",
            "<svg><title>On script: javascript</title><a href=\"https://x.example/?a&amp;b\"/></svg>",
            "\u{feff}<svg><!-- <script> --></svg>",
        ] {
            assert_eq!(active_part(image.as_bytes()), None, "{image}");
        }
    }

    #[test]
    fn what_runs_is_found() {
        for (svg, part) in [
            ("<svg><script>x</script></svg>", "`<script`"),
            ("<svg><s:SCRIPT xmlns:s=\"x\"/></svg>", "`<script`"),
            ("<svg onload='x'/>", "`onload=`"),
            ("<svg\nOnClick = \"x\"/>", "`onclick=`"),
            ("<svg><foreignObject/></svg>", "`<foreignobject`"),
            ("<svg><a xlink:href=\"javascript:x\"/></svg>", "`javascript:`"),
            ("<svg><a href=\" jAva&#x73;cript&#58;x\"/></svg>", "`javascript:`"),
            ("<svg><set to=\"java\nscript:x\"/></svg>", "`javascript:`"),
            ("<!DOCTYPE svg [<!ENTITY a \"b\">]><svg>&a;</svg>", "`<!ENTITY`"),
            ("<?xml-stylesheet href=\"a.xsl\"?><svg/>", "`<?xml-stylesheet`"),
            ("<?xml version=\"1.0\" encoding=\"utf-7\"?><svg/>", "an encoding other than UTF-8"),
            ("<svg><a></svg>", "XML that is not well-formed"),
        ] {
            assert_eq!(active_part(svg.as_bytes()).as_deref(), Some(part), "{svg}");
        }
        assert!(active_part(b"\xff\xfe<\0s\0v\0g\0").is_some());
    }
}
