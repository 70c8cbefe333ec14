//! A tree over HTTP, for one browser on this machine.
//!
//! A path is looked up in the tree and nowhere else, so there is no way to a
//! file. What is served equals what is built, but for the reload script.

use std::net::SocketAddr;
use std::sync::{Arc, RwLock};
use std::thread;

use anyhow::anyhow;
use tiny_http::{Header, Request, Response};

use crate::tree::Tree;

/// Threads that answer.
const THREADS: usize = 4;
/// Where the page asks whether to reload.
const VERSION_PATH: &str = "/__trust/version";
/// The script that asks.
const SCRIPT_PATH: &str = "/__trust/reload.js";
/// Asks for the version twice a second and reloads the page when it grows.
const SCRIPT: &str = "let seen;setInterval(async()=>{try{const now=await(await fetch('/__trust/version')).text();if(seen&&now!==seen)location.reload();seen=now}catch{}},500);\n";

/// A site to show.
pub(super) struct Served {
    /// Its files.
    pub(super) tree: Tree,
    /// The path of its base URL, without a slash at its end.
    pub(super) base: String,
}

/// What is shown now, and how often that has changed.
#[derive(Default)]
struct Shown {
    site: Option<Arc<Served>>,
    version: u64,
}

/// A server that has started.
pub(super) struct Server {
    shown: Arc<RwLock<Shown>>,
    address: SocketAddr,
}

impl Server {
    /// Listens on an address of this machine.
    pub(super) fn start(address: SocketAddr) -> anyhow::Result<Self> {
        let http = tiny_http::Server::http(address).map_err(|error| {
            anyhow!("{address} cannot be used: {error}; choose another with --port")
        })?;
        let address = http.server_addr().to_ip().unwrap_or(address);
        let (http, shown) = (Arc::new(http), Arc::new(RwLock::new(Shown::default())));
        for _ in 0..THREADS {
            let (http, shown) = (Arc::clone(&http), Arc::clone(&shown));
            thread::spawn(move || {
                while let Ok(request) = http.recv() {
                    answer(request, &shown);
                }
            });
        }
        Ok(Self { shown, address })
    }

    /// Where it listens.
    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Shows another site.
    pub(super) fn show(&self, site: Served) {
        if let Ok(mut shown) = self.shown.write() {
            shown.site = Some(Arc::new(site));
            shown.version += 1;
        }
    }
}

fn answer(request: Request, shown: &RwLock<Shown>) {
    let (site, version) =
        shown.read().map_or((None, 0), |shown| (shown.site.clone(), shown.version));
    let path = request.url().split(['?', '#']).next().unwrap_or("/").to_owned();
    // A page elsewhere must not read the preview through a name that leads to this machine.
    if !is_local(&request) {
        send(request, 403, "text/plain; charset=utf-8", b"only for this machine\n".to_vec());
        return;
    }
    match (path.as_str(), site) {
        (VERSION_PATH, _) => {
            send(request, 200, "text/plain; charset=utf-8", version.to_string().into_bytes());
        }
        (SCRIPT_PATH, _) => {
            send(request, 200, "text/javascript; charset=utf-8", SCRIPT.as_bytes().to_vec());
        }
        (_, None) => {
            send(request, 503, "text/html; charset=utf-8", NOTHING_YET.as_bytes().to_vec());
        }
        (path, Some(site)) => {
            let (status, file, bytes) = look_up(&site, path);
            let bytes = if file.ends_with(".html") { with_script(bytes) } else { bytes.to_vec() };
            send(request, status, media_type(&file), bytes);
        }
    }
}

/// Said until the first build succeeds.
const NOTHING_YET: &str = "<!doctype html><html lang=\"en\"><title>trust serve</title><h1>Nothing to show yet</h1><p>The project has errors; the terminal lists them. This page reloads when they are mended.</p><script src=\"/__trust/reload.js\"></script></html>\n";

/// Whether the request names this machine.
fn is_local(request: &Request) -> bool {
    let host = request
        .headers()
        .iter()
        .find(|header| header.field.equiv("Host"))
        .map(|header| header.value.as_str().to_owned());
    let name = host
        .as_deref()
        .and_then(|host| host.rsplit_once(':').map(|(name, _)| name).or(Some(host)))
        .unwrap_or_default()
        .to_owned();
    matches!(name.as_str(), "localhost" | "127.0.0.1")
}

/// The file for a path: status, name and bytes.
fn look_up<'s>(site: &'s Served, path: &str) -> (u16, String, &'s [u8]) {
    let inside = path.strip_prefix(site.base.as_str()).unwrap_or(path).trim_start_matches('/');
    let file = if inside.is_empty() || inside.ends_with('/') {
        format!("{inside}index.html")
    } else {
        inside.to_owned()
    };
    let folder = format!("{inside}/index.html");
    for name in [file, folder] {
        if let Some(bytes) = site.tree.get(&name) {
            return (200, name, bytes);
        }
    }
    (404, "404.html".to_owned(), site.tree.get("404.html").unwrap_or(b"not found\n"))
}

/// The page with the reload script before its end.
fn with_script(page: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(page);
    let script = format!("<script src=\"{SCRIPT_PATH}\"></script></body>");
    text.replacen("</body>", &script, 1).into_bytes()
}

/// The media type of a file, by its extension.
fn media_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "md" => "text/markdown; charset=utf-8",
        "xml" => "application/xml",
        "ics" => "text/calendar; charset=utf-8",
        "csv" => "text/csv; charset=utf-8",
        "txt" => "text/plain; charset=utf-8",
        "pdf" => "application/pdf",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        _ => "application/octet-stream",
    }
}

fn send(request: Request, status: u16, media_type: &str, bytes: Vec<u8>) {
    let mut response = Response::from_data(bytes).with_status_code(status);
    for (name, value) in [
        ("Content-Type", media_type),
        ("Cache-Control", "no-store"),
        ("X-Content-Type-Options", "nosniff"),
    ] {
        if let Ok(header) = Header::from_bytes(name, value) {
            response.add_header(header);
        }
    }
    // A browser that went away needs no answer.
    let _ = request.respond(response);
}
