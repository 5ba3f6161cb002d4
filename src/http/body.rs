//! Bodies of requests: read under a size, a time and a pace, then looked at before they are parsed (Q1, Q2, Q10, Q16).

use std::time::Duration;

use axum::body::Body;
use axum::http::StatusCode;
use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt as _;
use serde_json::{Map, Value};
use tokio::time::Instant;

use super::media::json_nesting;
use super::refusal::Refusal;
use crate::config::Limits;

/// Seconds before the pace of a body is judged.
const PATIENCE: u64 = 5;

/// Refuses what is too big.
pub fn too_big() -> Refusal {
    Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, "BAD_REQUEST", "Le corps de la requête est trop grand.").and_close()
}

/// Reads a body whole, counting while reading.
pub async fn read(mut body: Body, limits: &Limits) -> Result<Bytes, Refusal> {
    let too_slow = || {
        Refusal::new(StatusCode::REQUEST_TIMEOUT, "BAD_REQUEST", "Le corps de la requête arrive trop lentement.")
            .and_close()
    };
    let started = Instant::now();
    let mut read = BytesMut::new();
    loop {
        let paced = PATIENCE + read.len() as u64 / limits.body_rate.max(1);
        let until = started + Duration::from_secs(paced.min(limits.body_seconds));
        let frame = tokio::time::timeout_at(until, body.frame()).await.map_err(|_| too_slow())?;
        let Some(frame) = frame else { return Ok(read.freeze()) };
        let frame = frame.map_err(|_| Refusal::malformed("Le corps de la requête est coupé.").and_close())?;
        if let Ok(data) = frame.into_data() {
            if read.len() + data.len() > limits.body_bytes {
                return Err(too_big());
            }
            read.extend_from_slice(&data);
        }
    }
}

/// Refuses what must not reach the JSON parser: lists of requests, and nesting that would exhaust it.
pub fn check(json: &[u8], limits: &Limits) -> Result<(), Refusal> {
    if json.trim_ascii_start().first() == Some(&b'[') {
        return Err(Refusal::malformed("Une requête à la fois\u{a0}: les listes de requêtes ne sont pas admises."));
    }
    if json_nesting(json) > limits.json_nesting {
        let sentence = format!("JSON trop imbriqué\u{a0}: {} niveaux au plus.", limits.json_nesting);
        return Err(Refusal::new(StatusCode::BAD_REQUEST, "TOO_COMPLEX", sentence));
    }
    Ok(())
}

/// The body that a `GET` stands for.
pub fn of_query_string(query: &str) -> Result<Bytes, Refusal> {
    let mut body = Map::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let value = decoded(value).ok_or_else(|| Refusal::malformed("L’adresse est mal encodée."))?;
        let value = match name {
            "query" | "operationName" => Value::String(value),
            "variables" | "extensions" => {
                if json_nesting(value.as_bytes()) > 32 {
                    return Err(Refusal::new(StatusCode::BAD_REQUEST, "TOO_COMPLEX", "JSON trop imbriqué."));
                }
                serde_json::from_str(&value).map_err(|_| Refusal::malformed("Les variables ne sont pas du JSON."))?
            }
            _ => continue,
        };
        if body.insert(name.to_owned(), value).is_some() {
            return Err(Refusal::malformed("Un paramètre est donné deux fois."));
        }
    }
    Ok(Value::Object(body).to_string().into())
}

/// Percent-decoded text of a form; `None` when it is not UTF-8.
fn decoded(value: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value.as_bytes();
    while let [first, after @ ..] = rest {
        rest = after;
        match first {
            b'+' => bytes.push(b' '),
            b'%' => {
                let hex = std::str::from_utf8(after.get(..2)?).ok()?;
                bytes.push(u8::from_str_radix(hex, 16).ok()?);
                rest = &after[2..];
            }
            other => bytes.push(*other),
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::of_query_string;

    #[test]
    fn a_get_stands_for_a_post() {
        let body = of_query_string("query=%7B%20a+%7D&variables=%7B%22x%22:1%7D&operationName=A&other=1").unwrap();
        let body: serde_json::Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(body, serde_json::json!({ "query": "{ a }", "variables": { "x": 1 }, "operationName": "A" }));
        for broken in ["query=%", "query=%f", "query=%ff", "query=a&query=b", "variables=%7B", "query=%2"] {
            assert!(of_query_string(broken).is_err(), "{broken}");
        }
    }
}
