//! Recipes for hosts: files for CI that parse and do what they must, `_headers` within the limits of its
//! readers, and a real nginx that serves a portal with the shipped configuration.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use trust::diag::Sink;
use trust::output::well_known::{CONTENT_SECURITY_POLICY, MEDIA_TYPES};
use trust::source::yaml::{Node, Value, parse};
use trust::span::FileId;
use trust::view::Audience;

use crate::project::{Project, files};
use crate::rendering::{PROJECTS, rendered};

fn hosting(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("hosting");
    std::fs::read_to_string(folder.join(name)).unwrap()
}

fn yaml(text: &str) -> Node {
    let mut sink = Sink::new();
    let document = parse(FileId(0), text, &mut sink);
    assert!(sink.is_empty(), "{:#?}", sink.as_slice());
    document.root.unwrap()
}

/// A value inside others, by keys and positions.
fn at<'n>(node: &'n Node, path: &[&str]) -> &'n Node {
    path.iter().fold(node, |node, key| match &node.value {
        Value::Map(entries) => {
            let found = entries.iter().find(|(name, _)| name.value == *key);
            &found.unwrap_or_else(|| panic!("no {key} of {path:?}")).1
        }
        Value::List(items) => &items[key.parse::<usize>().unwrap()],
        Value::Scalar(_) | Value::Null => panic!("no {key} of {path:?}"),
    })
}

fn keys(node: &Node) -> Vec<&str> {
    let Value::Map(entries) = &node.value else { panic!("{node:?}") };
    entries.iter().map(|(name, _)| name.value.as_str()).collect()
}

fn items(node: &Node) -> &[Node] {
    let Value::List(items) = &node.value else { panic!("{node:?}") };
    items
}

fn scalar(node: &Node) -> &str {
    let Value::Scalar(text) = &node.value else { panic!("{node:?}") };
    text
}

#[test]
fn the_workflow_for_github_does_what_it_must() {
    let text = hosting("github.yml");
    let workflow = yaml(&text);
    let triggers = at(&workflow, &["on"]);
    assert_eq!(keys(triggers), ["pull_request", "push", "schedule", "workflow_dispatch"]);
    assert_eq!(scalar(at(triggers, &["schedule", "0", "cron"])).split(' ').count(), 5);
    assert_eq!(scalar(at(&workflow, &["permissions", "contents"])), "read");
    for job in keys(at(&workflow, &["jobs"])) {
        let job = at(&workflow, &["jobs", job]);
        assert!(keys(job).contains(&"runs-on") && !items(at(job, &["steps"])).is_empty());
        for step in items(at(job, &["steps"])) {
            let known = ["name", "id", "if", "uses", "with", "run"];
            assert!(keys(step).iter().all(|key| known.contains(key)), "{:?}", keys(step));
            assert_ne!(keys(step).contains(&"uses"), keys(step).contains(&"run"));
        }
    }
    let checkout = at(&workflow, &["jobs", "check", "steps", "0"]);
    assert!(scalar(at(checkout, &["uses"])).starts_with("actions/checkout@v"));
    assert_eq!(scalar(at(checkout, &["with", "fetch-depth"])), "0");
    let steps = items(at(&workflow, &["jobs", "check", "steps"]));
    let runs: Vec<&str> = steps
        .iter()
        .filter(|step| keys(step).contains(&"run"))
        .map(|step| scalar(at(step, &["run"])))
        .collect();
    for words in [
        "cargo install --locked --git \"$TRUST_SOURCE\"",
        "check --project",
        "--format github",
        "build --project",
    ] {
        assert!(runs.iter().any(|run| run.contains(words)), "{words}");
    }
    let upload = at(steps.last().unwrap(), &["with", "include-hidden-files"]);
    assert_eq!(scalar(upload), "true", "else .well-known is left behind");
    // Nothing that a pull request brings is put into a command, and only the deployment may write.
    assert!(runs.iter().all(|run| !run.contains("${{")));
    let may = at(&workflow, &["jobs", "deploy", "permissions"]);
    assert_eq!(keys(may), ["pages", "id-token"]);
    assert_eq!(scalar(at(&workflow, &["jobs", "deploy", "needs"])), "check");
}

#[test]
fn the_pipeline_for_gitlab_does_what_it_must() {
    let pipeline = yaml(&hosting("gitlab-ci.yml"));
    assert_eq!(scalar(at(&pipeline, &["variables", "GIT_DEPTH"])), "0");
    let stages: Vec<&str> = items(at(&pipeline, &["stages"])).iter().map(scalar).collect();
    for job in ["check", "pages"] {
        let job = at(&pipeline, &[job]);
        assert_eq!(scalar(at(job, &["extends"])), ".trust");
        assert!(stages.contains(&scalar(at(job, &["stage"]))));
        assert!(!items(at(job, &["rules"])).is_empty());
    }
    let build = scalar(at(&pipeline, &["pages", "script", "0"]));
    assert!(build.contains("--out public --precompress"));
    assert_eq!(scalar(at(&pipeline, &["pages", "artifacts", "paths", "0"])), "public");
    let install = scalar(at(&pipeline, &[".trust", "before_script", "1"]));
    assert!(install.contains("cargo install --locked --git \"$TRUST_SOURCE\""));
}

/// What the files run is what the program has.
#[test]
fn commands_of_the_recipes_are_understood() {
    let project = Project::sample();
    let site = project.root().parent().unwrap().join("site");
    project.trust(&["check", "--project", ".", "--format", "github"]).ok();
    project
        .trust(&["build", "--project", ".", "--out", site.to_str().unwrap(), "--precompress"])
        .ok();
    assert!(site.join("index.html.br").exists() && site.join("manifest.json").exists());
}

#[test]
fn init_writes_files_for_ci_and_never_over_others() {
    for (host, path, source) in [
        ("github", ".github/workflows/trust.yml", "github.yml"),
        ("gitlab", ".gitlab-ci.yml", "gitlab-ci.yml"),
    ] {
        let project = Project::named("project");
        project.trust(&["init", "--ci", host]).ok();
        let written = files(project.root());
        assert_eq!(written[path], hosting(source).into_bytes());
        assert!(written.contains_key("trust.yaml"));
        project.trust(&["check"]).ok();

        // In a project: that file alone, and only if there is none.
        let project = Project::new("");
        project.trust(&["init", "--ci", host]).ok();
        assert_eq!(files(project.root()).keys().collect::<Vec<_>>(), [path, "trust.yaml"]);
        project.write(path, "mine");
        project
            .trust(&["init", "--ci", host])
            .exits(2)
            .says(&[path, "exists already and was left as it is"]);
        assert_eq!(files(project.root())[path], b"mine");
    }
}

/// Cloudflare: 100 rules, 2,000 characters a line, one `*` a rule; both hosts join a header that two rules set.
#[test]
fn headers_fit_their_readers() {
    for (project, audience) in
        PROJECTS.into_iter().flat_map(|name| [(name, Audience::Public), (name, Audience::Nda)])
    {
        let (_, tree) = rendered(project, audience);
        let text = std::str::from_utf8(tree.get("_headers").unwrap()).unwrap();
        let mut rules: Vec<(&str, BTreeSet<&str>)> = Vec::new();
        for line in text.lines().filter(|line| !line.is_empty()) {
            assert!(line.len() <= 2_000, "{line}");
            match line.strip_prefix("  ") {
                None => rules.push((line, BTreeSet::new())),
                Some(header) => {
                    let (name, value) = header.split_once(": ").unwrap();
                    assert!(!value.is_empty());
                    assert!(rules.last_mut().unwrap().1.insert(name), "{line}");
                }
            }
        }
        assert!(rules.len() <= 100);
        assert!(
            rules.iter().all(|(path, _)| path.starts_with('/') && path.matches('*').count() <= 1)
        );
        for (path, _) in tree.iter() {
            let path = format!("/{path}");
            let mut set = BTreeSet::new();
            for (rule, headers) in &rules {
                let (before, after) = rule.split_once('*').unwrap_or((rule, ""));
                let matches = if rule.contains('*') {
                    path.starts_with(before) && path.ends_with(after)
                } else {
                    path == *rule
                };
                let again = headers.iter().find(|name| matches && !set.insert(**name));
                assert_eq!(again, None, "{project}: {path}");
            }
            assert!(!path.ends_with(".md") || set.contains("Content-Type"), "{path}");
        }
    }
}

/// An nginx that ends with the test.
struct Nginx {
    child: Child,
    port: u16,
}

impl Drop for Nginx {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What came back.
struct Answer {
    status: u16,
    headers: BTreeMap<String, String>,
    body: Vec<u8>,
}

impl Nginx {
    /// Serves with a configuration for `server`, from files in `folder`.
    fn start(folder: &Path, server: &str) -> Self {
        let program = ["/usr/sbin/nginx", "/usr/bin/nginx", "/usr/local/sbin/nginx"];
        let program = program.into_iter().find(|path| Path::new(path).exists());
        let program = program.expect("nginx is not there; run scripts/test-tools first");
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        std::fs::write(folder.join("trust.conf"), server).unwrap();
        std::fs::copy("/etc/nginx/mime.types", folder.join("mime.types")).unwrap();
        let at = folder.display();
        let temporary: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
            .map(|kind| format!("{kind}_temp_path {at}/{kind};\n"))
            .concat();
        let main = format!(
            "daemon off;\nworker_processes 1;\npid {at}/nginx.pid;\nerror_log {at}/error.log;\n\
             include /etc/nginx/modules-enabled/*.conf;\nevents {{ worker_connections 64; }}\n\
             http {{\naccess_log off;\ninclude mime.types;\ndefault_type application/octet-stream;\n{temporary}\
             server {{\nlisten 127.0.0.1:{port};\ninclude trust.conf;\n}}\n}}\n"
        );
        let file = folder.join("nginx.conf");
        std::fs::write(&file, main).unwrap();
        // Started by root, nginx would serve as another user, who may not read a folder of the tests.
        let user = if std::env::var("USER").is_ok_and(|user| user == "root") || is_root() {
            "user root;"
        } else {
            ""
        };
        let child = Command::new(program)
            .arg("-c")
            .arg(&file)
            .args(["-g", user])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::inherit())
            .spawn()
            .unwrap();
        let nginx = Self { child, port };
        let started = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            let log = std::fs::read_to_string(folder.join("error.log")).unwrap_or_default();
            assert!(started.elapsed() < Duration::from_secs(20), "nginx does not start: {log}");
            std::thread::sleep(Duration::from_millis(20));
        }
        nginx
    }

    fn get(&self, path: &str, encoding: &str) -> Answer {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        let request = format!(
            "GET {path} HTTP/1.1\r\nHost: trust.example\r\nAccept-Encoding: {encoding}\r\nConnection: close\r\n\r\n"
        );
        stream.write_all(request.as_bytes()).unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
        let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
        let mut lines = head.split("\r\n");
        let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
        let mut headers = BTreeMap::new();
        for line in lines {
            let (name, value) = line.split_once(": ").unwrap();
            let known = headers.insert(name.to_ascii_lowercase(), value.to_owned());
            assert!(known.is_none(), "{path}: {name} is sent twice");
        }
        Answer { status, headers, body: bytes[end + 4..].to_vec() }
    }
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output().unwrap();
    id.stdout == b"0\n"
}

/// A built portal below `folder`, and the folder for nginx beside it.
fn site(base_url: &str, folder: &str) -> (tempfile::TempDir, PathBuf) {
    let above = tempfile::tempdir().unwrap();
    let project = Project::sample();
    project.edit("trust.yaml", "https://trust.acme.example\n", &format!("{base_url}\n"));
    let out = above.path().join(folder);
    project.trust(&["build", "--out", out.to_str().unwrap(), "--precompress"]).ok();
    (above, out)
}

/// The headers that `_headers` of the portal asks for, for every file.
fn wanted(site: &Path) -> Vec<(String, String)> {
    let text = std::fs::read_to_string(site.join("_headers")).unwrap();
    let first = text.split("\n\n").next().unwrap();
    let headers = first.lines().skip(1).map(|line| line.trim().split_once(": ").unwrap());
    headers.map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned())).collect()
}

/// Everything that the recipe promises, for the portal below `root`.
fn check_served(nginx: &Nginx, site: &Path, root: &str) {
    let wanted = wanted(site);
    let mut kinds = BTreeSet::new();
    for (path, bytes) in files(site) {
        if path.ends_with(".gz") || path.ends_with(".br") {
            assert_eq!(nginx.get(&format!("{root}/{path}"), "identity").status, 404, "{path}");
            continue;
        }
        if path == "_headers" {
            assert_eq!(nginx.get(&format!("{root}/{path}"), "identity").status, 404);
            continue;
        }
        let address = format!("{root}/{}", path.strip_suffix("index.html").unwrap_or(&path));
        for (encoding, extension) in [("identity", ""), ("gzip", ".gz"), ("gzip, br", ".br")] {
            let copy = std::fs::read(site.join(format!("{path}{extension}")));
            let answer = nginx.get(&address, encoding);
            assert_eq!(answer.status, 200, "{address}");
            let encoded = copy.is_ok() && !extension.is_empty();
            let named = answer.headers.get("content-encoding").map(String::as_str);
            let name = if extension == ".br" { "br" } else { "gzip" };
            assert_eq!(named, encoded.then_some(name), "{address} as {encoding}");
            assert!(
                answer.body == if encoded { copy.unwrap() } else { bytes.clone() },
                "{address}"
            );
            for (name, value) in &wanted {
                assert_eq!(answer.headers.get(name), Some(value), "{address}: {name}");
            }
            let kind = answer.headers["content-type"].clone();
            for (rule, known) in MEDIA_TYPES {
                let is_own =
                    rule.strip_prefix("/*").map_or(rule[1..] == path, |end| path.ends_with(end));
                assert!(!is_own || kind == known, "{address} is {kind}, not {known}");
            }
            kinds.insert(kind);
        }
    }
    for kind in [
        "text/html; charset=utf-8",
        "image/png",
        "text/css; charset=utf-8",
        "application/json; charset=utf-8",
    ] {
        assert!(kinds.contains(kind), "{kind} in {kinds:?}");
    }
    assert!(kinds.iter().all(|kind| kind != "application/octet-stream"), "{kinds:?}");
    for missing in ["/no/such/page/", "/answers/nothing.html"] {
        let answer = nginx.get(&format!("{root}{missing}"), "identity");
        assert_eq!(answer.status, 404);
        assert_eq!(answer.body, std::fs::read(site.join("404.html")).unwrap());
        assert_eq!(answer.headers["content-security-policy"], CONTENT_SECURITY_POLICY);
    }
    let moved = nginx.get(&format!("{root}/answers"), "identity");
    assert_eq!(moved.status, 301);
    assert!(moved.headers["location"].ends_with(&format!("{root}/answers/")));
    let asset = nginx.get(&format!("{root}/assets/style.css"), "identity");
    assert_eq!(asset.headers["cache-control"], "max-age=3600");
}

#[test]
fn nginx_serves_a_portal_as_the_recipe_says() {
    let (above, site) = site("https://trust.acme.example", "site");
    let server = hosting("nginx.conf").replace("/srv/trust;", &format!("{};", site.display()));
    check_served(&Nginx::start(above.path(), &server), &site, "");
}

/// As docs/hosting.md says: the folder above as root, and the path before each place.
#[test]
fn nginx_serves_a_portal_below_a_path() {
    let (above, site) = site("https://acme.example/trust", "trust");
    let server = hosting("nginx.conf")
        .replace("/srv/trust;", &format!("{};", above.path().display()))
        .replace("error_page 404 /", "error_page 404 /trust/")
        .replace("location = /", "location = /trust/")
        .replace("location /", "location /trust/");
    check_served(&Nginx::start(above.path(), &server), &site, "/trust");
}
