//! The files of one folder over HTTP, to this machine alone.
//!
//! Every connection is a task of its own, so none waits for another: neither for a reader that does not
//! read nor for one that keeps its connection open. What a client may take is bounded: how long it may
//! be silent, how long its header is, and how many there are.

use anyhow::{Context, Result, anyhow};
use flate2::{Compression, write::GzEncoder};
use http_body_util::Full;
use hyper::{
    Method, Request, Response, StatusCode,
    body::{Bytes, Incoming},
    header::{self, HeaderValue},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::{TokioIo, TokioTimer};
use std::{
    convert::Infallible,
    ffi::OsStr,
    io::{ErrorKind, Write as _},
    net::{Ipv4Addr, TcpListener},
    path::{Component, Path, PathBuf},
    sync::Arc,
    time::Duration,
};
use tokio::{net::TcpStream, runtime, sync::Semaphore, task, time::sleep};
use tokio_io_timeout::TimeoutStream;

/// How long a client may be silent, neither reading nor writing.
const PATIENCE: Duration = Duration::from_secs(20);
/// How many clients there may be; the next one waits.
const CLIENTS: usize = 256;
/// How many bytes and lines the header of a request may have.
const HEADER: (usize, usize) = (16 * 1024, 64);

/// A port of the loopback interface.
pub(crate) struct Server {
    listener: TcpListener,
    patience: Duration,
}

impl Server {
    /// Takes a port; 0 takes any free one.
    pub(crate) fn listen(port: u16) -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).map_err(|error| {
            if error.kind() == ErrorKind::AddrInUse {
                let other = port.checked_add(1).unwrap_or(8137);
                anyhow!(
                    "port {port} is in use; choose another: cargo xtask explorer --port {other}"
                )
            } else {
                anyhow!("port {port} cannot be listened on: {error}")
            }
        })?;
        Ok(Self { listener, patience: PATIENCE })
    }

    /// The page's address.
    pub(crate) fn address(&self) -> Result<String> {
        Ok(format!("http://{}/", self.listener.local_addr()?))
    }

    /// Serves a folder while `meanwhile` runs.
    pub(crate) fn serve<T>(
        self,
        folder: &Path,
        meanwhile: impl FnOnce() -> Result<T>,
    ) -> Result<T> {
        let runtime =
            runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
        self.listener.set_nonblocking(true)?;
        runtime.spawn(accept(self, Arc::from(folder)));
        let result = meanwhile();
        runtime.shutdown_background();
        result
    }
}

/// Takes clients, each into a task of its own.
async fn accept(server: Server, folder: Arc<Path>) -> Result<()> {
    let listener = tokio::net::TcpListener::from_std(server.listener)?;
    let places = Arc::new(Semaphore::new(CLIENTS));
    loop {
        let place = Arc::clone(&places).acquire_owned().await?;
        match listener.accept().await {
            Ok((client, _)) => {
                let folder = Arc::clone(&folder);
                task::spawn(async move {
                    converse(client, &folder, server.patience).await;
                    drop(place);
                });
            }
            // A client that has gone, or no file descriptor left: others end meanwhile.
            Err(_) => sleep(Duration::from_millis(50)).await,
        }
    }
}

/// Serves one client to its end, which is no error however it comes.
async fn converse(client: TcpStream, folder: &Path, patience: Duration) {
    let mut client = TimeoutStream::new(client);
    client.set_read_timeout(Some(patience));
    client.set_write_timeout(Some(patience));
    let (bytes, lines) = HEADER;
    let _ = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(patience)
        .max_buf_size(bytes)
        .max_headers(lines)
        .serve_connection(
            TokioIo::new(Box::pin(client)),
            service_fn(async |request| Ok::<_, Infallible>(respond(&request, folder).await)),
        )
        .await;
}

/// A response to one request, whose body nobody reads.
async fn respond(request: &Request<Incoming>, folder: &Path) -> Response<Full<Bytes>> {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        let mut refused = text(StatusCode::METHOD_NOT_ALLOWED, "allowed: GET and HEAD\n");
        refused.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
        return refused;
    }
    let Some(file) = file(request.uri().path(), folder) else {
        return text(StatusCode::NOT_FOUND, "not found\n");
    };
    match tokio::fs::read(&file).await.with_context(|| file.display().to_string()) {
        Ok(content) => page(&file, content, takes_gzip(request)).await,
        Err(error) => {
            eprintln!("  {error:#}");
            text(StatusCode::INTERNAL_SERVER_ERROR, "the file cannot be read\n")
        }
    }
}

fn text(status: StatusCode, text: &'static str) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::from(text));
    *response.status_mut() = status;
    response
}

/// Whether a client says that it reads gzip.
fn takes_gzip(request: &Request<Incoming>) -> bool {
    let accepted = request.headers().get(header::ACCEPT_ENCODING).and_then(|v| v.to_str().ok());
    accepted.is_some_and(|list| list.split(',').any(|one| one.trim().starts_with("gzip")))
}

/// Less is not worth it; recordings and fonts are packed already.
fn packs(file: &Path, length: usize) -> bool {
    let packed = matches!(file.extension().and_then(OsStr::to_str), Some("gz" | "woff2"));
    !packed && length > 1024
}

async fn page(file: &Path, content: Vec<u8>, gzip: bool) -> Response<Full<Bytes>> {
    let gzip = gzip && packs(file, content.len());
    let content = if gzip { zipped(content).await } else { content };
    let mut response = Response::new(Full::from(content));
    if gzip {
        let value = HeaderValue::from_static("gzip");
        response.headers_mut().insert(header::CONTENT_ENCODING, value);
    }
    // A name with a hash never means anything else.
    let hashed = file.parent().is_some_and(|folder| folder.ends_with("assets"));
    let caching = if hashed { "public, max-age=31536000, immutable" } else { "no-cache" };
    for (name, value) in [
        (header::CONTENT_TYPE, content_type(file)),
        (header::CACHE_CONTROL, caching),
        (header::VARY, "accept-encoding"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        // The page needs nothing but itself; the browser holds it to that.
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; \
             img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; form-action 'none'",
        ),
    ] {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

/// The content in gzip, made beside the other clients' answers.
async fn zipped(content: Vec<u8>) -> Vec<u8> {
    let zip = move || {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        // Into memory, which does not fail.
        let _ = encoder.write_all(&content);
        encoder.finish().unwrap_or_default()
    };
    task::spawn_blocking(zip).await.unwrap_or_default()
}

/// The file that a path names, inside the folder.
fn file(path: &str, folder: &Path) -> Option<PathBuf> {
    let path = Path::new(path.trim_start_matches('/'));
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
    use std::{
        fs,
        io::{Read, Write},
        net::{SocketAddr, TcpStream},
        time::Instant,
    };

    /// More than a socket's buffers hold.
    const LARGE: usize = 32 << 20;
    /// What a page may take beside clients that misbehave.
    const SOON: Duration = Duration::from_secs(5);

    /// A server of a folder with `index.html` and `large.bin`, while `check` runs.
    fn serving(patience: Duration, check: impl FnOnce(SocketAddr)) {
        let server = Server { patience, ..Server::listen(0).unwrap() };
        let address = server.listener.local_addr().unwrap();
        let folder = std::env::temp_dir().join(format!("thalweg-serve-{}", address.port()));
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("index.html"), "<p>page").unwrap();
        fs::write(folder.join("large.bin"), vec![7; LARGE]).unwrap();
        server
            .serve(&folder, || {
                check(address);
                Ok(())
            })
            .unwrap();
        fs::remove_dir_all(folder).unwrap();
    }

    /// Sends a request and leaves its response unread.
    fn ask(address: SocketAddr, request: &str) -> TcpStream {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(SOON)).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        stream
    }

    /// The response to a request after which the connection ends.
    fn response(address: SocketAddr, request: &str) -> String {
        let mut text = String::new();
        ask(address, request).read_to_string(&mut text).unwrap();
        text
    }

    const GET: &str = "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

    #[test]
    fn only_files_of_the_folder_are_served() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        assert_eq!(file("/main.rs", &folder), Some(folder.join("main.rs")));
        for outside in ["/../Cargo.toml", "/./../Cargo.toml", "//etc/passwd", "/none.rs", "/"] {
            assert_eq!(file(outside, &folder), None, "{outside}");
        }
    }

    #[test]
    fn a_port_in_use_is_an_error_that_says_what_to_do() {
        let first = Server::listen(0).unwrap();
        let port = first.listener.local_addr().unwrap().port();
        let error = Server::listen(port).err().unwrap().to_string();
        assert!(error.starts_with(&format!("port {port} is in use; choose another")), "{error}");
    }

    #[test]
    fn a_page_is_read_and_its_head_alone() {
        serving(PATIENCE, |address| {
            let page = response(address, GET);
            assert!(page.starts_with("HTTP/1.1 200 OK\r\n") && page.ends_with("<p>page"), "{page}");
            let head = response(address, &GET.replace("GET", "HEAD"));
            assert!(head.contains("content-length: 7") && head.ends_with("\r\n\r\n"), "{head}");
        });
    }

    #[test]
    fn what_can_be_packed_is_and_what_has_a_hash_is_kept() {
        serving(PATIENCE, |address| {
            let asked = GET.replace("Connection", "Accept-Encoding: br, gzip\r\nConnection");
            let whole = response(address, GET);
            assert!(
                !whole.contains("content-encoding") && whole.contains("cache-control: no-cache")
            );
            assert!(!response(address, &asked).contains("content-encoding"), "a page of 7 bytes");
        });
        assert!(packs(Path::new("assets/index.js"), 5000));
        assert!(!packs(Path::new("assets/person.csv.gz"), 5000));
        let runtime = runtime::Builder::new_current_thread().build().unwrap();
        let page = |path: &str, gzip| runtime.block_on(page(Path::new(path), vec![7; 5000], gzip));
        let packed = page("dist/assets/index-abc.js", true);
        assert_eq!(packed.headers()[header::CONTENT_ENCODING], "gzip");
        assert!(packed.headers()[header::CACHE_CONTROL].to_str().unwrap().contains("immutable"));
        assert!(
            page("dist/assets/index-abc.js", false)
                .headers()
                .get(header::CONTENT_ENCODING)
                .is_none()
        );
    }

    #[test]
    fn nothing_is_taken_from_a_client_whatever_it_announces() {
        serving(PATIENCE, |address| {
            for method in ["POST", "PUT", "DELETE", "GET"] {
                let announced = format!(
                    "{method} / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000000000\r\n\r\n"
                );
                let status = if method == "GET" { "200" } else { "405" };
                let response = response(address, &announced);
                assert!(response.starts_with(&format!("HTTP/1.1 {status}")), "{response}");
            }
            let header = format!("GET / HTTP/1.1\r\nLong: {}\r\n\r\n", "x".repeat(HEADER.0 + 1));
            assert!(!response(address, &header).contains("200 OK"));
            let lines = format!("GET / HTTP/1.1\r\n{}\r\n", "A: b\r\n".repeat(HEADER.1 + 1));
            assert!(!response(address, &lines).contains("200 OK"));
        });
    }

    #[test]
    fn clients_that_do_not_read_or_keep_their_connection_hold_up_nobody() {
        serving(PATIENCE, |address| {
            let mut kept = Vec::new();
            for _ in 0..32 {
                kept.push(ask(address, "GET /large.bin HTTP/1.1\r\nHost: x\r\n\r\n"));
                kept.push(ask(address, "GET / HTTP/1.1\r\nHost: x\r\n\r\n"));
                kept.push(ask(address, "GET / HT"));
            }
            let start = Instant::now();
            assert!(response(address, GET).ends_with("<p>page"));
            assert!(start.elapsed() < SOON, "the page took {:?}", start.elapsed());
        });
    }

    /// A page opens several connections at once and keeps them; with one thread for several of them,
    /// one in a hundred waits until another ends.
    #[test]
    fn every_connection_of_a_burst_is_served() {
        serving(PATIENCE, |address| {
            for round in 0..100 {
                let open = |_| ask(address, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
                let kept: Vec<_> = (0..6).map(open).collect();
                for mut client in &kept {
                    let read = client.read(&mut [0; 64]).unwrap_or_default();
                    assert!(read > 0, "round {round}: a connection got no response in {SOON:?}");
                }
            }
        });
    }

    #[test]
    fn a_client_that_is_silent_too_long_is_left() {
        serving(Duration::from_millis(200), |address| {
            for half in ["", "GET / HT", "GET /large.bin HTTP/1.1\r\nHost: x\r\n\r\n"] {
                let mut client = ask(address, half);
                std::thread::sleep(Duration::from_secs(1));
                let mut read = Vec::new();
                // The end of the stream or a reset, but no time-out of ours.
                match client.read_to_end(&mut read) {
                    Ok(_) => assert!(read.len() < LARGE, "{half:?}"),
                    Err(error) => assert_eq!(error.kind(), ErrorKind::ConnectionReset, "{half:?}"),
                }
            }
        });
    }
}
