//! What the preview answers: a built site from memory, and what its pages ask about the next build.
//!
//! A path is looked up in the tree and nowhere else, so there is no way to a
//! file. What is served equals what is built, but for the line of the script.

use std::net::SocketAddr;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::cli::http::{self, Answer, Request, Response};
use crate::cli::problems::{Problems, escaped, token};
use crate::cli::site::{Found, Site};

/// How long a question is held before it is answered with what is.
const HELD: Duration = Duration::from_secs(20);
/// The script of the preview; it is called with its texts.
const SCRIPT: &str = include_str!("preview/reload.js");
/// The style of the list of problems.
const STYLE: &str = include_str!("preview/preview.css");
/// What the page that lists why there is no site may load.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// What is shown now.
#[derive(Default)]
struct Shown {
    site: Option<Arc<Site>>,
    problems: Arc<Problems>,
    /// Whether the first build has ended, one way or the other.
    is_ready: bool,
}

/// What is shown, and who waits for it to change.
#[derive(Default)]
struct Stage {
    shown: Mutex<Shown>,
    changed: Condvar,
}

/// A server that has started.
pub(super) struct Server {
    stage: Arc<Stage>,
    address: SocketAddr,
}

impl Server {
    /// Listens on this machine; port 0 takes a free one.
    pub(super) fn start(port: u16) -> std::io::Result<Self> {
        let (listeners, address) = http::listen(port)?;
        let stage = Arc::new(Stage::default());
        let answering = Arc::clone(&stage);
        let answer: Arc<Answer> = Arc::new(move |request: &Request| answering.answer(request));
        http::answer_on(listeners, &answer);
        Ok(Self { stage, address })
    }

    /// Where it listens.
    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Shows another site, if there is one, and what its build found.
    pub(super) fn show(&self, site: Option<Site>, problems: Problems) {
        let mut shown = self.stage.shown();
        if let Some(site) = site {
            shown.site = Some(Arc::new(site));
        }
        shown.problems = Arc::new(problems);
        shown.is_ready = true;
        drop(shown);
        self.stage.changed.notify_all();
    }
}

impl Stage {
    fn shown(&self) -> MutexGuard<'_, Shown> {
        self.shown.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets a page that asks early wait for the first build rather than show that there is nothing.
    fn wait_for_the_first(&self) {
        let waiting = self.changed.wait_timeout_while(self.shown(), HELD, |now| !now.is_ready);
        drop(waiting);
    }

    fn answer(&self, request: &Request) -> Response {
        self.wait_for_the_first();
        let response = match request.path.as_str() {
            "/__trust/wait" => self.wait(&request.query),
            "/__trust/reload.js" => {
                Response::new(200, "text/javascript; charset=utf-8", script_file())
            }
            "/__trust/preview.css" => Response::new(200, "text/css; charset=utf-8", STYLE),
            path => {
                let (site, problems) = {
                    let shown = self.shown();
                    (shown.site.clone(), Arc::clone(&shown.problems))
                };
                return page(site.as_deref(), &problems, path);
            }
        };
        response
            .with("Cache-Control", "no-store")
            .with("X-Content-Type-Options", "nosniff")
            .with("Cross-Origin-Resource-Policy", "same-origin")
    }

    /// Holds the question until the page, its style or the problems are others than the asking page has, or for a while.
    fn wait(&self, query: &str) -> Response {
        let asked = |name: &str| value(query, name).unwrap_or_default();
        let (path, seen) = (asked("path"), [asked("page"), asked("style"), asked("problems")]);
        let until = Instant::now() + HELD;
        let mut shown = self.shown();
        loop {
            let (site, problems) = (shown.site.clone(), Arc::clone(&shown.problems));
            drop(shown);
            let face = Face::of(site.as_deref(), &problems, &path);
            let now = [&face.page, &face.style, &problems.token];
            let left = until.saturating_duration_since(Instant::now());
            if now.iter().zip(&seen).any(|(now, seen)| **now != *seen) || left.is_zero() {
                let [page, style] = [face.page, face.style].map(|text| format!("\"{text}\""));
                let problems = problems.json();
                let json =
                    format!("{{\"page\":{page},\"style\":{style},\"problems\":{problems}}}\n");
                return Response::new(200, "application/json", json);
            }
            // What changed since the look above is seen here, and what changes later wakes us.
            shown = self.shown();
            let same = |now: &Shown| {
                Arc::ptr_eq(&now.problems, &problems)
                    && now.site.as_ref().map(Arc::as_ptr) == site.as_ref().map(Arc::as_ptr)
            };
            let waiting = self.changed.wait_timeout_while(shown, left, |now| same(now));
            shown = waiting.map_or_else(|broken| broken.into_inner().0, |(shown, _)| shown);
        }
    }
}

/// What a page looks like, in two short names: of its bytes with its assets, and of its styles.
struct Face {
    page: String,
    style: String,
}

impl Face {
    fn of(site: Option<&Site>, problems: &Problems, path: &str) -> Self {
        match site {
            Some(site) => {
                let [page, style] = site.face(&site.find(path));
                Self { page, style }
            }
            None => Self { page: token(problems.page("").as_bytes()), style: String::new() },
        }
    }
}

/// The answer to a path: a file of the site, or why there is none.
fn page(site: Option<&Site>, problems: &Problems, path: &str) -> Response {
    let Some(site) = site else {
        let face = Face::of(None, problems, path);
        let page = problems.page(&script_line(path, [&face.page, &face.style, &problems.token]));
        return Response::new(503, "text/html; charset=utf-8", page)
            .with("Content-Security-Policy", POLICY)
            .with("Cache-Control", "no-store");
    };
    let found = site.find(path);
    let status = match &found {
        Found::File(_) => 200,
        Found::Nothing => 404,
        Found::Refused => return Response::text(400, "this is no path of the site"),
        Found::Elsewhere(target) => {
            return Response::text(302, "elsewhere")
                .with("Location", target)
                .with("Cache-Control", "no-store");
        }
    };
    let (file, bytes) = site.bytes(&found);
    let mut response = Response { status, headers: site.headers(path, file), body: Vec::new() };
    response.body = if file.ends_with(".html") {
        let [page, style] = site.face(&found);
        with_script(bytes, &script_line(path, [&page, &style, ""]))
    } else {
        bytes.to_vec()
    };
    response
}

/// The line that the preview adds to a page: its path, what it looks like, and the problems that it shows.
fn script_line(path: &str, [page, style, problems]: [&str; 3]) -> String {
    format!(
        "<script src=\"/__trust/reload.js\" data-path=\"{}\" data-page=\"{page}\" data-style=\"{style}\" data-problems=\"{problems}\" defer></script>\n",
        escaped(path)
    )
}

/// The page with a line before the end of its body, or at its end.
fn with_script(page: &[u8], line: &str) -> Vec<u8> {
    let end = b"</body>";
    let at = page.windows(end.len()).rposition(|part| part == end).unwrap_or(page.len());
    let (before, after) = page.split_at_checked(at).unwrap_or((page, &[]));
    [before, line.as_bytes(), after].concat()
}

/// The script with the texts that it is called with.
fn script_file() -> String {
    let texts = serde_json::json!({
        "stopped": "The preview has stopped: start trust serve again.",
        "close": "Close the list of problems",
    });
    format!("({})({texts});\n", SCRIPT.trim_end())
}

/// A value of a query, decoded.
fn value(query: &str, name: &str) -> Option<String> {
    let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    let (_, value) = pairs.into_iter().find(|(own, _)| *own == name)?;
    String::from_utf8(crate::cli::site::decoded(&value.replace('+', " "))?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_stands_before_the_end_of_the_body() {
        let page = "<body><p>&lt;/body&gt;</p>\n</body>\n</html>\n";
        let served = String::from_utf8(with_script(page.as_bytes(), "LINE\n")).unwrap();
        assert_eq!(served, "<body><p>&lt;/body&gt;</p>\nLINE\n</body>\n</html>\n");
        assert_eq!(with_script(b"<p>x", "LINE\n"), b"<p>xLINE\n");
    }

    #[test]
    fn a_query_is_decoded() {
        let query = "path=%2Fa%20b%2F&page=&x=a+b";
        assert_eq!(value(query, "path").as_deref(), Some("/a b/"));
        assert_eq!(value(query, "page").as_deref(), Some(""));
        assert_eq!(value(query, "x").as_deref(), Some("a b"));
        assert_eq!(value(query, "style"), None);
        assert_eq!(value("path=%ff", "path"), None);
    }
}
