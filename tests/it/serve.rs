//! `trust serve`: a real server, real saves, real sockets, and a real browser.
#![cfg(unix)]

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Shutdown, TcpStream};
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use crate::project::{Files, Project, Run, TIME_LIMIT, TODAY, assert_same, trust, wait};
use crate::tools;

/// A preview that runs until this goes.
struct Preview {
    child: Child,
    port: u16,
    /// The path at which the site begins.
    home: String,
    said: Arc<Mutex<String>>,
}

impl Drop for Preview {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// An answer of the server.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Got {
    status: u16,
    headers: BTreeMap<String, String>,
    body: Vec<u8>,
}

impl Got {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

impl Preview {
    fn of(project: &Path, options: &[&str]) -> Self {
        let mut command = trust();
        command.args(["serve", "--port", "0", "--project"]).arg(project).args(options);
        if !options.contains(&"--as-of") {
            command.args(["--as-of", TODAY]);
        }
        Self::start(command)
    }

    fn start(mut command: Command) -> Self {
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let said = Arc::new(Mutex::new(String::new()));
        let (out, err) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
        let mut lines = BufReader::new(out).lines();
        let heard = Arc::clone(&said);
        thread::spawn(move || {
            for line in BufReader::new(err).lines().map_while(Result::ok) {
                heard.lock().unwrap().push_str(&format!("{line}\n"));
            }
        });
        let mut address = None;
        for line in lines.by_ref().map_while(Result::ok) {
            said.lock().unwrap().push_str(&format!("{line}\n"));
            if let Some(rest) = line.strip_prefix("preview at http://127.0.0.1:") {
                address = Some(rest.split(' ').next().unwrap().to_owned());
                break;
            }
        }
        let Some(address) = address else { panic!("no preview: {}", said.lock().unwrap()) };
        let heard = Arc::clone(&said);
        thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                heard.lock().unwrap().push_str(&format!("{line}\n"));
            }
        });
        let (port, home) = address.split_once('/').unwrap();
        Self { child, port: port.parse().unwrap(), home: format!("/{home}"), said }
    }

    /// Sends bytes and reads until the server ends the connection.
    fn send(&self, bytes: &[u8]) -> Got {
        let mut stream = self.connect();
        stream.write_all(bytes).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let end = answer.windows(4).position(|four| four == b"\r\n\r\n").unwrap_or_else(|| {
            panic!("no head after {}: {answer:?}", String::from_utf8_lossy(bytes))
        });
        let head = String::from_utf8(answer[..end].to_vec()).unwrap();
        let mut lines = head.split("\r\n");
        let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
        let header = |line: &str| {
            let (name, value) = line.split_once(": ").unwrap();
            (name.to_ascii_lowercase(), value.to_owned())
        };
        Got { status, headers: lines.map(header).collect(), body: answer[end + 4..].to_vec() }
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(TIME_LIMIT)).unwrap();
        stream
    }

    fn request(method: &str, path: &str) -> Vec<u8> {
        format!("{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n").into_bytes()
    }

    fn get(&self, path: &str) -> Got {
        self.send(&Self::request("GET", path))
    }

    /// Waits until a page holds a text, and returns it.
    #[track_caller]
    fn until(&self, path: &str, text: &str) -> String {
        let started = Instant::now();
        loop {
            let page = self.get(path).text();
            if page.contains(text) {
                return page;
            }
            let said = self.said();
            assert!(started.elapsed() < TIME_LIMIT, "no `{text}` at {path}:\n{page}\n{said}");
            thread::sleep(Duration::from_millis(20));
        }
    }

    /// Waits until the terminal has said a text so many times.
    #[track_caller]
    fn until_said(&self, text: &str, times: usize) {
        let started = Instant::now();
        while self.said().matches(text).count() < times {
            assert!(started.elapsed() < TIME_LIMIT, "no `{text}` in\n{}", self.said());
            thread::sleep(Duration::from_millis(20));
        }
    }

    fn said(&self) -> String {
        self.said.lock().unwrap().clone()
    }

    fn builds(&self) -> usize {
        self.said().matches(" files in ").count()
    }

    /// What a page asks: held until it differs from what is known.
    fn ask(&self, path: &str, known: [&str; 3]) -> serde_json::Value {
        let [page, style, problems] = known;
        let query = format!("path={path}&page={page}&style={style}&problems={problems}");
        let got = self.get(&format!("/__trust/wait?{query}"));
        assert_eq!(got.status, 200, "{got:?}");
        serde_json::from_slice(&got.body).unwrap()
    }
}

/// Where a file stands on the host.
fn address(home: &str, path: &str) -> String {
    let encoded: String = path
        .bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'.' | b'_' => {
                char::from(byte).to_string()
            }
            byte => format!("%{byte:02X}"),
        })
        .collect();
    format!("{home}{encoded}")
}

/// The page without the line of the preview's script, which must be there once.
#[track_caller]
fn without_script(page: &[u8]) -> Vec<u8> {
    let text = String::from_utf8(page.to_vec()).unwrap();
    let mark = "<script src=\"/__trust/reload.js\"";
    assert_eq!(text.matches(mark).count(), 1, "{text}");
    let line = text.lines().find(|line| line.starts_with(mark)).unwrap();
    assert!(text.contains(&format!("{line}\n</body>")), "{line}");
    text.replace(&format!("{line}\n"), "").into_bytes()
}

/// Everything that is served of a tree, as it was built.
fn served(preview: &Preview, tree: &Files) -> Files {
    let one = |path: &String| {
        let got = preview.get(&address(&preview.home, path));
        assert_eq!(got.status, 200, "{path}");
        let body = if path.ends_with(".html") { without_script(&got.body) } else { got.body };
        (path.clone(), body)
    };
    tree.keys().map(one).collect()
}

/// A build from nothing, in a folder of its own.
fn built(project: &Path, options: &[&str]) -> Files {
    let folder = Project::named("out");
    let mut command = trust();
    command.args(["build", "--as-of", TODAY, "--project"]).arg(project).args(options);
    Run::of({
        command.arg("--out").arg(folder.path("dist"));
        command
    })
    .ok();
    folder.tree()
}

#[test]
fn every_file_is_served_as_it_is_built() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let under_nda: &[&str] = &["--audience", "nda"];
    for (folder, options) in
        [("", under_nda), ("", &[]), ("examples/vireo", &[]), ("examples/tessera", &[])]
    {
        let project = root.join(folder);
        let (tree, preview) = (built(&project, options), Preview::of(&project, options));
        assert_same(&tree, &served(&preview, &tree), folder);
        for path in tree.keys() {
            let address = address("/", path);
            let got = preview.get(&address);
            let kind = &got.headers["content-type"];
            assert_ne!(kind, "application/octet-stream", "{path}");
            assert_eq!(got.headers["cache-control"], "no-store", "{path}");
            let policy = &got.headers["content-security-policy"];
            assert!(policy.starts_with("default-src 'none'"), "{path}: {policy}");
            assert_eq!(got.headers["x-content-type-options"], "nosniff", "{path}");
            assert_eq!(options.is_empty(), !got.headers.contains_key("x-robots-tag"), "{path}");
            let head = preview.send(&Preview::request("HEAD", &address));
            assert_eq!((head.status, &head.headers), (200, &got.headers), "{path}");
            assert!(head.body.is_empty(), "{path}");
        }
        let feed = preview.get("/subprocessors/feed.xml");
        assert_eq!(feed.headers["content-type"], "application/atom+xml; charset=utf-8");
        let missing = preview.get("/no/such/page/");
        assert_eq!(missing.status, 404);
        assert_eq!(without_script(&missing.body), tree["404.html"]);
        assert_eq!(preview.get("/?x=1&y=/../").status, 200);
        assert_eq!(preview.get("/index.html?x").status, 200);
    }
}

#[test]
fn a_site_below_a_path_is_served_there() {
    let project = Project::sample();
    project.edit("trust.yaml", "trust.acme.example", "acme.example/trust");
    let preview = Preview::of(project.root(), &[]);
    assert_eq!(preview.home, "/trust/");
    let tree = built(project.root(), &[]);
    assert_same(&tree, &served(&preview, &tree), "below a path");
    for (path, target) in
        [("/", "/trust/"), ("/trust", "/trust/"), ("/trust/answers", "/trust/answers/")]
    {
        let got = preview.get(path);
        assert_eq!((got.status, got.headers["location"].as_str()), (302, target), "{path}");
    }
    assert_eq!(preview.get("/answers/").status, 404);
    let style = preview.get("/trust/assets/style.css");
    assert_eq!(style.headers["content-type"], "text/css; charset=utf-8");
}

#[test]
fn no_path_leads_out_of_the_tree() {
    let project = Project::new("");
    project.write("secret.txt", "secret");
    let preview = Preview::of(project.root(), &[]);
    let long = format!("/{}", "a".repeat(100_000));
    for (target, status) in [
        ("/../secret.txt", 400),
        ("/..", 400),
        ("/../", 400),
        ("/./", 400),
        ("/answers/../../secret.txt", 400),
        ("/%2e%2e/secret.txt", 400),
        ("/%2E%2E%2Fsecret.txt", 400),
        ("/..%2fsecret.txt", 400),
        ("/.%2e/secret.txt", 400),
        ("/..%5csecret.txt", 400),
        ("/..\\secret.txt", 400),
        ("/%00", 400),
        ("/index.html%00.txt", 400),
        ("/index.html%0d%0aX-A:%20b", 400),
        ("//", 400),
        ("//evil.example/", 400),
        ("//secret.txt", 400),
        ("/%2f%2fevil.example/", 400),
        ("/answers//", 400),
        ("/%", 400),
        ("/%zz", 400),
        ("/%ff", 400),
        ("/c:/secret.txt", 400),
        ("http://127.0.0.1/", 400),
        ("http://evil.example/", 400),
        ("file:///etc/passwd", 400),
        ("*", 400),
        ("secret.txt", 400),
        ("", 400),
        ("/secret.txt", 404),
        ("/trust.yaml", 404),
        ("/etc/passwd", 404),
        ("/%252e%252e/secret.txt", 404),
        ("/__trust/", 404),
        ("/__trust/other", 404),
        (&long, 414),
    ] {
        let short: String = target.chars().take(60).collect();
        let got = preview.get(target);
        assert!(got.status == status || target == long && got.status == 431, "{short}: {got:?}");
        assert!(!got.text().contains("secret\n") && got.text() != "secret", "{short}");
        assert!(
            !got.headers.contains_key("location") && !got.headers.contains_key("x-a"),
            "{short}"
        );
    }
    assert_eq!(preview.get("/").status, 200);
}

#[test]
fn only_questions_from_this_machine_that_show_something_are_answered() {
    let preview = Preview::of(Project::new("").root(), &[]);
    let ask = |line: &str, headers: &str| {
        preview.send(format!("{line} HTTP/1.1\r\n{headers}\r\n").as_bytes()).status
    };
    for host in ["localhost", "LocalHost:4321", "127.0.0.1", "127.0.0.1:80", "[::1]", "[::1]:4321"]
    {
        assert_eq!(ask("GET /", &format!("Host: {host}\r\n")), 200, "{host}");
    }
    for host in [
        "evil.example",
        "evil.example:4321",
        "localhost.evil.example",
        "127.0.0.1.nip.io",
        "localhost:1:2",
        "localhost@evil.example",
        "0.0.0.0",
        "",
    ] {
        assert_eq!(ask("GET /", &format!("Host: {host}\r\n")), 403, "{host}");
        assert_eq!(ask("GET /__trust/wait?path=/", &format!("Host: {host}\r\n")), 403, "{host}");
    }
    assert_eq!(ask("GET /", ""), 400);
    assert_eq!(ask("GET /", "Host: localhost\r\nHost: evil.example\r\n"), 400);
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PATCH", "BREW"] {
        let sent =
            format!("{method} / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\nabc");
        let got = preview.send(sent.as_bytes());
        assert_eq!((got.status, got.headers["allow"].as_str()), (405, "GET, HEAD"), "{method}");
    }
    assert_eq!(preview.send(b"\x16\x03\x01\x02\x00\x01\r\n\r\n").status, 400, "TLS");
    assert_eq!(preview.send(b"\r\n\r\n").status, 400);
}

#[test]
fn nobody_who_is_slow_or_waits_holds_up_others() {
    let preview = Preview::of(Project::new("").root(), &[]);
    let face = preview.ask("/", ["", "", ""]);
    let [page, style] = ["page", "style"].map(|name| face[name].as_str().unwrap().to_owned());
    let mut others = Vec::new();
    for nth in 0..120 {
        let mut stream = preview.connect();
        let query = format!("path=/&page={page}&style={style}&problems=");
        let waiting = format!("GET /__trust/wait?{query} HTTP/1.1\r\nHost: localhost\r\n\r\n");
        match nth % 4 {
            0 => {}
            1 => stream.write_all(b"GET / HTT").unwrap(),
            2 => stream.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap(),
            _ => stream.write_all(waiting.as_bytes()).unwrap(),
        }
        others.push(stream);
    }
    let started = Instant::now();
    for _ in 0..20 {
        assert_eq!(preview.get("/").status, 200);
    }
    assert!(started.elapsed() < Duration::from_secs(8), "{:?}", started.elapsed());
    drop(others);
}

#[test]
fn an_interrupt_ends_it_at_once() {
    let mut preview = Preview::of(Project::new("").root(), &[]);
    let face = preview.ask("/", ["", "", ""]);
    let query = format!("path=/&page={}&style={}", face["page"], face["style"]).replace('"', "");
    let mut held = preview.connect();
    let question =
        format!("GET /__trust/wait?{query}&problems= HTTP/1.1\r\nHost: localhost\r\n\r\n");
    held.write_all(question.as_bytes()).unwrap();
    thread::sleep(Duration::from_millis(100));
    let started = Instant::now();
    let id = preview.child.id().to_string();
    assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
    wait(&mut preview.child, TIME_LIMIT);
    assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
    held.shutdown(Shutdown::Both).unwrap_or_default();
}

#[test]
fn a_port_in_use_is_said_with_the_way_out() {
    let preview = Preview::of(Project::new("").root(), &[]);
    let project = Project::new("");
    let port = preview.port.to_string();
    project.trust(&["serve", "--port", &port]).exits(2).says(&["in use", "--port 0"]);
    Project::bare("").trust(&["serve", "--port", "0"]).exits(2).says(&["there is no trust.yaml"]);
}

#[test]
fn the_browser_is_opened_at_the_preview() {
    let project = Project::new("");
    let opener = if cfg!(target_os = "macos") { "open" } else { "xdg-open" };
    project.write(format!("bin/{opener}"), "#!/bin/sh\necho \"$1\" > \"$0.asked\"\n");
    let run = Command::new("chmod").arg("+x").arg(project.path(format!("bin/{opener}"))).status();
    assert!(run.unwrap().success());
    let mut command = project.command(&["serve", "--port", "0", "--open"]);
    let path = std::env::var("PATH").unwrap();
    command.env("PATH", format!("{}:{path}", project.path("bin").display()));
    let preview = Preview::start(command);
    let asked = project.path(format!("bin/{opener}.asked"));
    let started = Instant::now();
    while fs::read_to_string(&asked).unwrap_or_default().is_empty() {
        assert!(started.elapsed() < TIME_LIMIT);
        thread::sleep(Duration::from_millis(20));
    }
    let expected = format!("http://127.0.0.1:{}/\n", preview.port);
    assert_eq!(fs::read_to_string(&asked).unwrap(), expected);
}

/// One topic with one answer, whose explanation is the text.
fn topic(text: &str) -> String {
    format!(
        "topic: {{id: access, title: Access}}\nowner: security\nreviewed: 2026-10-01\naudience: public\nanswers:\n  - {{id: sso, question: Is there SSO?, response: yes, explanation: {text}}}\n"
    )
}

const PAGE: &str = "/answers/access/sso/";

/// A project whose one answer says `first`, with its preview.
fn answered() -> (Project, Preview, String) {
    let project = Project::new("");
    project.write("answers/access.yaml", topic("first"));
    let preview = Preview::of(project.root(), &[]);
    let index = preview.get("/answers/access/").text();
    let at = index.find("href=\"/answers/access/").unwrap() + 6;
    let page = index[at..].split('"').next().unwrap().to_owned();
    let page = if index.contains(PAGE) { PAGE.to_owned() } else { page };
    assert!(preview.get(&page).text().contains("first"), "{page}");
    (project, preview, page)
}

/// A way of saving a text: its name, and what it does.
type Way<'w> = (&'w str, &'w dyn Fn(&str));

#[test]
fn every_way_of_saving_is_seen() {
    let (project, preview, page) = answered();
    let file = project.path("answers/access.yaml");
    let ways: [Way<'_>; 8] = [
        ("in place", &|text| fs::write(&file, topic(text)).unwrap()),
        ("rename over", &|text| {
            project.write("answers/.access.yaml.tmp", topic(text));
            fs::rename(project.path("answers/.access.yaml.tmp"), &file).unwrap();
        }),
        ("vim", &|text| {
            project.write("answers/4913", "");
            fs::remove_file(project.path("answers/4913")).unwrap();
            fs::rename(&file, project.path("answers/access.yaml~")).unwrap();
            project.write("answers/access.yaml", topic(text));
            fs::remove_file(project.path("answers/access.yaml~")).unwrap();
        }),
        ("from elsewhere", &|text| {
            project.write("access.new", topic(text));
            fs::rename(project.path("access.new"), &file).unwrap();
        }),
        ("remove, then write", &|text| {
            fs::remove_file(&file).unwrap();
            thread::sleep(Duration::from_millis(200));
            project.write("answers/access.yaml", topic(text));
        }),
        ("the folder anew", &|text| {
            fs::remove_dir_all(project.path("answers")).unwrap();
            thread::sleep(Duration::from_millis(200));
            project.write("answers/access.yaml", topic(text));
        }),
        ("the folder moved away and back", &|text| {
            fs::rename(project.path("answers"), project.path("away")).unwrap();
            thread::sleep(Duration::from_millis(200));
            fs::rename(project.path("away"), project.path("answers")).unwrap();
            thread::sleep(Duration::from_millis(1_500));
            project.write("answers/access.yaml", topic(text));
        }),
        ("in parts", &|text| {
            let whole = topic(text);
            let (start, end) = whole.split_at(whole.len() / 2);
            let mut open = fs::File::create(&file).unwrap();
            open.write_all(start.as_bytes()).unwrap();
            open.sync_all().unwrap();
            thread::sleep(Duration::from_millis(150));
            open.write_all(end.as_bytes()).unwrap();
        }),
    ];
    for (nth, (way, save)) in ways.iter().enumerate() {
        let text = format!("saved {nth}");
        save(&text);
        let shown = preview.until(&page, &text);
        assert!(shown.contains("</html>"), "{way}");
    }
    project.write("answers/new/deeper/more.yaml", topic("more").replace("sso", "scim"));
    preview.until("/answers/access/", "scim");
}

#[test]
fn many_files_at_once_are_seen() {
    let (project, preview, page) = answered();
    project.write(".gitignore", "/dist\n");
    project.git(&["init", "-q", "-b", "main"]).git(&["add", "-A"]).git(&["commit", "-qm", "one"]);
    project.git(&["checkout", "-qb", "other"]);
    project.write("answers/access.yaml", topic("on the other branch"));
    for number in 0..300 {
        let text = topic("x").replace("sso", &format!("more-{number}"));
        project.write(format!("answers/more/{number}.yaml"), text);
    }
    preview.until("/answers/access/", "more-299");
    project.git(&["add", "-A"]).git(&["commit", "-qm", "two"]).git(&["checkout", "-q", "main"]);
    preview.until(&page, "first");
    project.git(&["checkout", "-q", "other"]);
    preview.until(&page, "on the other branch");
    preview.until("/answers/access/", "more-299");
}

#[test]
fn a_project_behind_a_link_and_files_behind_links_are_watched() {
    let folder = Project::named("folder");
    folder.write("real/trust.yaml", crate::project::TRUST_YAML);
    folder.write("real/shared/access.yaml", topic("first"));
    fs::create_dir(folder.path("real/answers")).unwrap();
    symlink("../shared/access.yaml", folder.path("real/answers/access.yaml")).unwrap();
    symlink("real", folder.path("link")).unwrap();
    let preview = Preview::of(&folder.path("link"), &[]);
    preview.until("/answers/access/", "first");
    folder.write("real/shared/access.yaml", topic("second"));
    preview.until("/answers/access/", "second");
    folder.edit("real/trust.yaml", "Acme Cloud Trust Center", "Another title");
    preview.until("/", "Another title");
}

#[test]
fn building_beside_it_wakes_nobody() {
    let (project, preview, page) = answered();
    thread::sleep(Duration::from_millis(1_500));
    let before = preview.builds();
    project.trust(&["build"]).ok();
    project.write("target/x/y.txt", "x").write(".git/index", "x").write("notes.txt", "x");
    project.write("answers/.access.yaml.swp", "x");
    thread::sleep(Duration::from_millis(1_500));
    assert_eq!(preview.builds(), before, "{}", preview.said());
    project.write("answers/access.yaml", topic("second"));
    preview.until(&page, "second");
    thread::sleep(Duration::from_millis(1_500));
    assert!(preview.builds() <= before + 2, "{}", preview.said());
}

#[test]
fn a_project_that_goes_away_is_missed_and_found_again() {
    let (project, preview, page) = answered();
    let yaml = fs::read(project.path("trust.yaml")).unwrap();
    fs::remove_file(project.path("trust.yaml")).unwrap();
    preview.until_said("there is no trust.yaml", 1);
    let now = preview.ask(&page, ["", "", ""]);
    assert_eq!(now["problems"]["failed"], true);
    assert!(now["problems"]["list"][0]["message"].as_str().unwrap().contains("no trust.yaml"));
    assert!(preview.get(&page).text().contains("first"), "the last good site is kept");
    project.write("trust.yaml", &yaml).write("answers/access.yaml", topic("second"));
    preview.until(&page, "second");
    assert_eq!(preview.ask(&page, ["", "", ""])["problems"]["count"], "");
}

#[test]
fn a_question_is_held_until_what_it_asks_about_changes() {
    let (project, preview, page) = answered();
    let known = |path: &str| {
        let now = preview.ask(path, ["", "", ""]);
        ["page", "style"].map(|name| now[name].as_str().unwrap().to_owned())
    };
    let ([own, style], [other, _]) = (known(&page), known("/compliance/"));
    let (asked, elsewhere) = thread::scope(|scope| {
        let asking = scope.spawn(|| preview.ask(&page, [&own, &style, ""]));
        let elsewhere = scope.spawn(|| preview.ask("/compliance/", [&other, &style, ""]));
        thread::sleep(Duration::from_millis(300));
        assert!(!asking.is_finished() && !elsewhere.is_finished());
        project.write("answers/access.yaml", topic("second"));
        let asked = asking.join().unwrap();
        assert!(!elsewhere.is_finished(), "another page is as it was");
        project.write("themes/default/style.css", "body { color: red }");
        (asked, elsewhere.join().unwrap())
    });
    assert_ne!(asked["page"], own.as_str());
    assert_eq!(asked["style"], style.as_str());
    assert_eq!(elsewhere["page"], other.as_str());
    assert_ne!(elsewhere["style"], style.as_str());

    let [own, style] = known(&page);
    project.write("answers/access.yaml", topic("third").replace("yes", "<b>maybe</b>"));
    let asked = preview.ask(&page, [&own, &style, ""]);
    let problems = &asked["problems"];
    assert_eq!((asked["page"].as_str(), &problems["failed"]), (Some(own.as_str()), &true.into()));
    let first = &problems["list"][0];
    assert_eq!(first["place"], "answers/access.yaml:6:50");
    assert_eq!(first["message"], "`<b>maybe</b>` is not a response");
    assert!(first["hint"].as_str().unwrap().starts_with("one of: yes"));
    preview.until_said("the last good site is kept", 1);
    assert!(preview.get(&page).text().contains("second"));
}

#[test]
fn a_first_build_that_fails_shows_why_until_it_is_mended() {
    let project = Project::new("");
    project.write("answers/access.yaml", topic("first").replace("yes", "\"<i>\""));
    let preview = Preview::of(project.root(), &[]);
    let got = preview.get("/any/page/");
    assert_eq!((got.status, got.headers["cache-control"].as_str()), (503, "no-store"));
    assert!(got.headers["content-security-policy"].starts_with("default-src 'none'"));
    let page = got.text();
    assert!(page.contains("`&lt;i&gt;` is not a response"), "{page}");
    assert!(page.contains("answers/access.yaml:6:"), "{page}");
    assert!(page.contains("<script src=\"/__trust/reload.js\""), "{page}");
    project.write("answers/access.yaml", topic("second"));
    preview.until("/answers/access/", "second");
}

/// A preview keeps much between builds; what it serves must not tell.
#[test]
fn any_row_of_edits_serves_what_a_build_from_nothing_writes() {
    let project = Project::sample();
    project.write("answers/access2.yaml", topic("first"));
    let preview = Preview::of(project.root(), &[]);
    let edits: [(&str, &dyn Fn()); 14] = [
        ("nothing", &|| {}),
        ("an answer", &|| {
            project.write("answers/access2.yaml", topic("second"));
        }),
        ("a fact", &|| {
            project.edit("content/facts.yaml", "AES-256", "AES-512");
        }),
        ("a new file", &|| {
            project.write("answers/aaa.yaml", topic("a").replace("sso", "aaa"));
        }),
        ("an allowance", &|| {
            let text = topic("second").replace("owner: security\n", "");
            let allowed = "  # trust: allow unowned-answer until 2027-01-01: tried\n  - ";
            project.write("answers/access2.yaml", text.replace("  - ", allowed));
        }),
        ("the allowance gone", &|| {
            project.write("answers/access2.yaml", topic("second"));
        }),
        ("a theme", &|| {
            project.write("themes/default/footer.html", "<footer>own</footer>\n");
        }),
        ("an error", &|| {
            project.write("answers/aaa.yaml", "topic: [\n");
        }),
        ("the error mended", &|| {
            project.write("answers/aaa.yaml", topic("b").replace("sso", "bbb"));
        }),
        ("a title", &|| {
            project.edit("trust.yaml", "Trust Center", "Trust Centre");
        }),
        ("a file gone", &|| fs::remove_file(project.path("answers/aaa.yaml")).unwrap()),
        ("the theme gone", &|| fs::remove_dir_all(project.path("themes")).unwrap()),
        ("the same size at the same time", &|| {
            let file = project.path("answers/access2.yaml");
            let modified = fs::metadata(&file).unwrap().modified().unwrap();
            fs::write(&file, topic("sECond")).unwrap();
            fs::File::options().write(true).open(&file).unwrap().set_modified(modified).unwrap();
        }),
        ("an answer back", &|| {
            project.write("answers/access2.yaml", topic("first"));
        }),
    ];
    // A fixed row of places, each edit where it comes: some follow at once, some when the stamps of files count.
    for (nth, (what, edit)) in edits.iter().enumerate() {
        if nth % 4 == 3 || nth == 12 {
            thread::sleep(Duration::from_millis(3_500));
        }
        edit();
        if *what == "an error" {
            preview.until_said("the last good site is kept", 1);
            continue;
        }
        let tree = built(project.root(), &[]);
        let manifest = String::from_utf8(tree["manifest.json"].clone()).unwrap();
        preview.until("/manifest.json", &manifest);
        assert_same(&tree, &served(&preview, &tree), what);
    }
}

#[test]
fn a_browser_reloads_and_lists_problems() {
    let project = Project::sample();
    // The folder is in no repository, and this is about other problems.
    project.edit("trust.yaml", "\nrules:\n", "\nrules:\n  unverified-notices: allow\n");
    let mut command = tools::node("serve.mjs");
    command.arg(trust().get_program()).arg(project.root()).arg(TODAY);
    let run = Run::of(command);
    assert_eq!(run.status, Some(0), "{}\n{}", run.stdout, run.stderr);
}
