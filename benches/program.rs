//! The program itself, started as people start it, on the measured school's database.

use serde_json::Value;
use std::net::SocketAddr;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::process::{Child, Command};

/// A running program.
pub struct Program {
    /// Where it listens.
    pub address: SocketAddr,
    /// From its start to its first answer.
    pub took: Duration,
    child: Child,
}

/// Where a program is asked.
#[derive(Clone, Copy)]
pub struct At(SocketAddr);

impl Program {
    /// Starts it and waits for its first answer.
    pub async fn start(folder: &Path) -> Self {
        let free = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = free.local_addr().expect("its address");
        drop(free);
        let many = "1000000";
        let started = Instant::now();
        let child = Command::new(env!("CARGO_BIN_EXE_etabli"))
            .arg("serve")
            .env("DATA_DIR", folder)
            .env("LISTEN", address.to_string())
            .env("PUBLIC_URL", format!("http://{address}"))
            .env("LOG", "error")
            .envs(["SOCKETS_PER_USER", "RATE_PER_USER", "RATE_BURST", "RATE_PER_ADDRESS"].map(|limit| (limit, many)))
            .envs(["CONNECTIONS_PER_ADDRESS", "REQUESTS_WAITING"].map(|limit| (limit, "4000")))
            .stdout(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .expect("the program starts");
        while !At(address).is_ready().await {
            assert!(started.elapsed() < Duration::from_secs(20), "the program does not answer");
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        Self { address, took: started.elapsed(), child }
    }

    /// Memory it holds, in bytes.
    pub fn resident(&self) -> u64 {
        let id = self.child.id().expect("it runs");
        let status = std::fs::read_to_string(format!("/proc/{id}/status")).expect("its state");
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("its memory");
        line.trim().trim_end_matches(" kB").parse::<u64>().expect("a number") * 1024
    }

    /// Where it is asked.
    pub fn at(&self) -> At {
        At(self.address)
    }

    /// Asks it something.
    pub async fn ask(&self, token: &str, body: &Value) -> Value {
        self.at().ask(token, body).await
    }

    /// Stops it.
    pub async fn stop(mut self) {
        self.child.kill().await.expect("it stops");
    }
}

impl At {
    async fn is_ready(self) -> bool {
        let Ok(mut stream) = TcpStream::connect(self.0).await else { return false };
        let request = format!("GET /ready HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.0);
        let mut answer = Vec::new();
        stream.write_all(request.as_bytes()).await.is_ok()
            && stream.read_to_end(&mut answer).await.is_ok()
            && answer.starts_with(b"HTTP/1.1 200")
    }

    /// Asks something over a connection of its own.
    pub async fn ask(self, token: &str, body: &Value) -> Value {
        let body = body.to_string();
        let request = format!(
            "POST /graphql HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nContent-Type: application/json\r\nX-Etabli-Client: bench\r\n\
             Cookie: etabli={token}\r\nContent-Length: {}\r\n\r\n{body}",
            self.0,
            body.len()
        );
        let mut stream = TcpStream::connect(self.0).await.expect("a connection");
        stream.write_all(request.as_bytes()).await.expect("it is sent");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.expect("an answer");
        let text = String::from_utf8_lossy(&answer);
        let (head, body) = text.split_once("\r\n\r\n").expect("a body");
        serde_json::from_str(body).unwrap_or_else(|_| panic!("no JSON: {head}\n{body}"))
    }
}
