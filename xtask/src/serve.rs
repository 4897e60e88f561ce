//! `cargo xtask explorer`: serves the page to this machine alone.

use crate::web;
use anyhow::{Context, Result, anyhow};
use std::{
    ffi::OsStr,
    fs::File,
    io::ErrorKind,
    path::{Component, Path, PathBuf},
    thread,
};
use tiny_http::{Header, Request, Response, Server};

/// A slow reader holds up one of them, not the page.
const WORKERS: usize = 4;

/// What `cargo xtask explorer` takes.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Where the page is served: `http://127.0.0.1:PORT/`; 0 takes any free port.
    #[arg(long, default_value_t = 8137)]
    port: u16,
}

pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    // First the port, so that nobody waits for a build to hear that it is taken.
    let server = listen(arguments.port)?;
    let folder = web::build()?;
    println!("the explorer is at {}  (Ctrl-C ends it)", address(&server));
    serve(&server, &folder, || {
        loop {
            thread::park();
        }
    })
}

/// Takes a port of the loopback interface.
pub(crate) fn listen(port: u16) -> Result<Server> {
    Server::http(("127.0.0.1", port)).map_err(|error| {
        match error.downcast_ref::<std::io::Error>().map(std::io::Error::kind) {
            Some(ErrorKind::AddrInUse) => anyhow!(
                "port {port} is in use; choose another: cargo xtask explorer --port {}",
                port.checked_add(1).unwrap_or(8137)
            ),
            _ => anyhow!("port {port} cannot be listened on: {error}"),
        }
    })
}

/// The page's address.
pub(crate) fn address(server: &Server) -> String {
    format!("http://{}/", server.server_addr())
}

/// Answers requests, several at a time, while `meanwhile` runs.
pub(crate) fn serve<T>(server: &Server, folder: &Path, meanwhile: impl FnOnce() -> T) -> T {
    thread::scope(|scope| {
        for _ in 0..WORKERS {
            scope.spawn(|| work(server, folder));
        }
        let result = meanwhile();
        (0..WORKERS).for_each(|_| server.unblock());
        result
    })
}

/// Answers requests until the server is unblocked.
fn work(server: &Server, folder: &Path) {
    for request in server.incoming_requests() {
        let asked = request.url().to_owned();
        if let Err(error) = answer(request, folder) {
            eprintln!("  {asked}: {error:#}");
        }
    }
}

fn answer(request: Request, folder: &Path) -> Result<()> {
    let file = file(request.url(), folder);
    let opened = file.as_ref().and_then(|file| File::open(file).ok());
    let (Some(file), Some(opened)) = (file, opened) else {
        let response = Response::from_string("not found\n").with_status_code(404);
        return request.respond(response).context("cannot be answered");
    };
    let mut response = Response::from_file(opened);
    for (name, value) in [
        ("Content-Type", content_type(&file)),
        ("Cache-Control", "no-cache"),
        ("X-Content-Type-Options", "nosniff"),
        // The page needs nothing but itself; the browser holds it to that.
        ("Content-Security-Policy", "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'"),
    ] {
        let header = Header::from_bytes(name, value);
        response.add_header(header.map_err(|()| anyhow!("{name}: {value}"))?);
    }
    request.respond(response).context("cannot be answered")
}

/// The file that an address names, inside the folder.
fn file(url: &str, folder: &Path) -> Option<PathBuf> {
    let path = Path::new(url.split(['?', '#']).next()?.trim_start_matches('/'));
    let inside = path.components().all(|part| matches!(part, Component::Normal(_)));
    let file = if path.as_os_str().is_empty() { Path::new("index.html") } else { path };
    (inside && folder.join(file).is_file()).then(|| folder.join(file))
}

fn content_type(file: &Path) -> &'static str {
    match file.extension().and_then(OsStr::to_str) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("wasm") => "application/wasm",
        Some("woff2") => "font/woff2",
        Some("gz") => "application/gzip",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_files_of_the_folder_are_served() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        assert_eq!(file("/main.rs?x=1", &folder), Some(folder.join("main.rs")));
        for outside in ["/../Cargo.toml", "/./../Cargo.toml", "//etc/passwd", "/none.rs", "/"] {
            assert_eq!(file(outside, &folder), None, "{outside}");
        }
    }

    #[test]
    fn a_port_in_use_is_an_error_that_says_what_to_do() {
        let first = listen(0).unwrap();
        let port = first.server_addr().to_ip().unwrap().port();
        let error = listen(port).err().unwrap().to_string();
        assert!(error.starts_with(&format!("port {port} is in use; choose another")), "{error}");
    }
}
