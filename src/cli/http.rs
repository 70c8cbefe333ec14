//! As much of HTTP/1.1 as a preview on loopback needs: GET and HEAD, one request for each connection.
//!
//! Every connection has a thread of its own and a limit on its time, so that a
//! client that is slow, silent or waiting holds up nobody else.

use std::io::{self, Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// The longest path with its query that is read, in bytes.
const LONGEST_TARGET: usize = 4_096;
/// The longest head of a request that is read, in bytes.
const LONGEST_HEAD: usize = 32_768;
/// How long a client may take to send its request.
const TO_SEND: Duration = Duration::from_secs(10);
/// How long a client may read nothing of its answer.
const TO_READ: Duration = Duration::from_secs(30);
/// Connections at one time; more are closed at once.
const MOST: usize = 1_000;
/// Bytes of stack of a connection's thread.
const STACK: usize = 512 * 1024;

/// What a client asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Request {
    /// The path as it was sent, without the query.
    pub(super) path: String,
    /// The query without `?`; empty when there is none.
    pub(super) query: String,
    /// Whether only the head is wanted.
    head_only: bool,
    /// The `Host` header.
    host: String,
}

/// What a client gets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Response {
    /// The status code.
    pub(super) status: u16,
    /// Headers; of two with the same name both are sent.
    pub(super) headers: Vec<(String, String)>,
    /// The bytes.
    pub(super) body: Vec<u8>,
}

impl Response {
    /// An answer in plain words.
    pub(super) fn text(status: u16, text: &str) -> Self {
        Self::new(status, "text/plain; charset=utf-8", format!("{text}\n"))
    }

    /// Bytes of a media type.
    pub(super) fn new(status: u16, media_type: &str, body: impl Into<Vec<u8>>) -> Self {
        let response = Self { status, headers: Vec::new(), body: body.into() };
        response.with("Content-Type", media_type)
    }

    /// The same with one more header.
    pub(super) fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The head and, unless only the head is wanted, the body as they are sent.
    fn bytes(&self, head_only: bool) -> Vec<u8> {
        let mut head = format!("HTTP/1.1 {} {}\r\n", self.status, reason(self.status));
        for (name, value) in &self.headers {
            // A line break in a value would begin another header.
            let value: String = value.chars().filter(|c| !c.is_control()).collect();
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str(&format!("Content-Length: {}\r\nConnection: close\r\n\r\n", self.body.len()));
        let mut bytes = head.into_bytes();
        if !head_only {
            bytes.extend_from_slice(&self.body);
        }
        bytes
    }
}

/// What answers requests.
pub(super) type Answer = dyn Fn(&Request) -> Response + Send + Sync;

/// Answers on these listeners from threads of their own until the program ends.
pub(super) fn answer_on(listeners: Vec<TcpListener>, answer: &Arc<Answer>) {
    let open = Arc::new(AtomicUsize::new(0));
    for listener in listeners {
        let (answer, open) = (Arc::clone(answer), Arc::clone(&open));
        thread::spawn(move || {
            loop {
                match listener.accept() {
                    Ok((stream, _)) => connect(stream, &answer, &open),
                    // No file handle is free, for instance: waiting may help.
                    Err(_) => thread::sleep(Duration::from_millis(50)),
                }
            }
        });
    }
}

/// Listens on this machine: on the address of IPv4 and, where there is one, of IPv6.
pub(super) fn listen(port: u16) -> io::Result<(Vec<TcpListener>, SocketAddr)> {
    let first = TcpListener::bind(("127.0.0.1", port))?;
    let address = first.local_addr()?;
    let second = TcpListener::bind(("::1", address.port()));
    Ok((std::iter::once(first).chain(second.ok()).collect(), address))
}

/// Gives a connection its thread.
fn connect(stream: TcpStream, answer: &Arc<Answer>, open: &Arc<AtomicUsize>) {
    if open.fetch_add(1, Ordering::SeqCst) >= MOST {
        open.fetch_sub(1, Ordering::SeqCst);
        return;
    }
    let (answer, counted) = (Arc::clone(answer), Arc::clone(open));
    let thread = thread::Builder::new().stack_size(STACK).spawn(move || {
        // A client that went away needs no answer.
        let _ = talk(stream, &*answer);
        counted.fetch_sub(1, Ordering::SeqCst);
    });
    if thread.is_err() {
        open.fetch_sub(1, Ordering::SeqCst);
    }
}

/// Reads one request, answers it, and ends the connection.
fn talk(mut stream: TcpStream, answer: &Answer) -> io::Result<()> {
    stream.set_write_timeout(Some(TO_READ))?;
    let head = read_head(&mut stream)?;
    let (response, head_only) = match head.and_then(|head| parse(&head)) {
        Ok(request) => (answer(&request), request.head_only),
        Err(refusal) => (refusal, false),
    };
    stream.write_all(&response.bytes(head_only))?;
    stream.shutdown(Shutdown::Write)?;
    // Closing with bytes unread would take the answer back from the client.
    stream.set_read_timeout(Some(Duration::from_millis(500)))?;
    let mut rest = [0; 4096];
    for _ in 0..16 {
        if stream.read(&mut rest)? == 0 {
            break;
        }
    }
    Ok(())
}

/// The head of a request, up to and without the empty line.
fn read_head(stream: &mut TcpStream) -> io::Result<Result<Vec<u8>, Response>> {
    let until = Instant::now() + TO_SEND;
    let mut head = Vec::new();
    let mut part = [0; 4096];
    loop {
        let left = until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(io::ErrorKind::TimedOut.into());
        }
        stream.set_read_timeout(Some(left))?;
        let count = stream.read(&mut part)?;
        if count == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        // The mark may lie across two reads.
        let from = head.len().saturating_sub(3);
        head.extend_from_slice(part.get(..count).unwrap_or_default());
        let tail = head.get(from..).unwrap_or_default();
        if let Some(at) = tail.windows(4).position(|four| four == b"\r\n\r\n") {
            head.truncate(from + at);
            return Ok(Ok(head));
        }
        if head.len() > LONGEST_HEAD {
            return Ok(Err(Response::text(431, "the head of the request is too long")));
        }
    }
}

/// Reads the head of a request; what is not plainly right is refused.
fn parse(head: &[u8]) -> Result<Request, Response> {
    let bad = |why: &str| Response::text(400, why);
    let head = std::str::from_utf8(head).map_err(|_| bad("the request is not text"))?;
    let mut lines = head.split("\r\n");
    let words: Vec<&str> = lines.next().unwrap_or_default().split(' ').collect();
    let [method, target, version] = words.as_slice() else {
        return Err(bad("the request has no method, path and version"));
    };
    if !matches!(*version, "HTTP/1.1" | "HTTP/1.0") {
        return Err(Response::text(505, "this server speaks HTTP/1.1"));
    }
    if !matches!(*method, "GET" | "HEAD") {
        let refusal = Response::text(405, "this server only shows: GET and HEAD");
        return Err(refusal.with("Allow", "GET, HEAD"));
    }
    if target.len() > LONGEST_TARGET {
        return Err(Response::text(414, "the path is too long"));
    }
    if !target.starts_with('/') || !target.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(bad("the path is not one of this server"));
    }
    let mut hosts = Vec::new();
    for line in lines {
        let (name, value) = line.split_once(':').ok_or_else(|| bad("a header without a colon"))?;
        if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(bad("a header without a name"));
        }
        if name.eq_ignore_ascii_case("host") {
            hosts.push(value.trim_matches([' ', '\t']).to_owned());
        }
    }
    let [host] = hosts.as_slice() else { return Err(bad("one Host header is needed")) };
    let target = target.split('#').next().unwrap_or_default();
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let request = Request {
        path: path.to_owned(),
        query: query.to_owned(),
        head_only: *method == "HEAD",
        host: host.clone(),
    };
    // A page elsewhere must not read the preview through a name that leads to this machine.
    if is_local(&request.host) {
        Ok(request)
    } else {
        Err(Response::text(403, "this preview is for this machine only: open it at 127.0.0.1"))
    }
}

/// Whether a `Host` header names this machine, with or without a port.
fn is_local(host: &str) -> bool {
    let names = ["localhost", "127.0.0.1", "[::1]"];
    names.iter().any(|name| {
        let (start, rest) = host.split_at_checked(name.len()).unwrap_or((host, ""));
        let is_port = |rest: &str| {
            rest.strip_prefix(':').is_some_and(|port| port.bytes().all(|b| b.is_ascii_digit()))
        };
        start.eq_ignore_ascii_case(name) && (rest.is_empty() || is_port(rest))
    })
}

/// The words behind a status code.
fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        302 => "Found",
        400 => "Bad Request",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        414 => "URI Too Long",
        431 => "Request Header Fields Too Large",
        503 => "Service Unavailable",
        505 => "HTTP Version Not Supported",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(head: &str) -> u16 {
        parse(head.as_bytes()).map_or_else(|refusal| refusal.status, |_| 200)
    }

    #[test]
    fn only_plain_requests_are_read() {
        let host = "\r\nHost: localhost:4321";
        for (line, expected) in [
            ("GET / HTTP/1.1", 200),
            ("HEAD /a/?b#c HTTP/1.0", 200),
            ("POST / HTTP/1.1", 405),
            ("get / HTTP/1.1", 405),
            ("GET / HTTP/2", 505),
            ("GET /", 400),
            ("GET  / HTTP/1.1", 400),
            ("GET http://localhost/ HTTP/1.1", 400),
            ("GET * HTTP/1.1", 400),
            ("GET /\u{e9} HTTP/1.1", 400),
            ("GET /\t HTTP/1.1", 400),
            ("GET / HTTP/1.1\r\n folded: x", 400),
            ("GET / HTTP/1.1\r\nno colon", 400),
            ("GET / HTTP/1.1\r\nHost: localhost", 400),
        ] {
            assert_eq!(status(&format!("{line}{host}")), expected, "{line}");
        }
        assert_eq!(status(&format!("GET /{} HTTP/1.1{host}", "a".repeat(5_000))), 414);
        assert_eq!(status("GET / HTTP/1.1"), 400);
    }

    #[test]
    fn only_this_machine_is_a_host() {
        for host in
            ["localhost", "LOCALHOST:80", "127.0.0.1", "127.0.0.1:4321", "[::1]", "[::1]:4321"]
        {
            assert!(is_local(host), "{host}");
        }
        for host in [
            "",
            "evil.example",
            "localhost.evil.example",
            "localhost:80.evil.example",
            "127.0.0.1.nip.io",
            "127.0.0.10",
            "::1",
            "[::1].example",
            "localhost@evil.example",
            "0.0.0.0",
        ] {
            assert!(!is_local(host), "{host}");
        }
    }

    #[test]
    fn a_value_begins_no_other_header() {
        let response = Response::text(200, "x").with("X-A", "b\r\nX-C: d");
        let sent = String::from_utf8(response.bytes(true)).unwrap();
        assert!(sent.contains("X-A: bX-C: d\r\n"), "{sent}");
        assert!(sent.ends_with("Content-Length: 2\r\nConnection: close\r\n\r\n"), "{sent}");
    }
}
