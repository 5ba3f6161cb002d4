//! Media types of GraphQL over HTTP: which one the client wants, and whether it sent the one we read.

use axum::http::HeaderMap;
use axum::http::header::{ACCEPT, CONTENT_TYPE};

/// Form of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Media {
    /// `application/json`: the status says nothing of the document.
    Json,
    /// `application/graphql-response+json`: it does.
    GraphQl,
}

impl Media {
    /// Value of `Content-Type`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Json => "application/json; charset=utf-8",
            Self::GraphQl => "application/graphql-response+json; charset=utf-8",
        }
    }
}

/// What the client takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Accepted {
    /// Form of an answer; none when it takes neither.
    pub answer: Option<Media>,
    /// Whether it takes an event stream, for subscriptions.
    pub stream: bool,
}

/// Reads `Accept`. Without one, and for `*/*`, answers are `application/json`.
pub fn accepted(headers: &HeaderMap) -> Accepted {
    let mut accepted = Accepted { answer: None, stream: false };
    if !headers.contains_key(ACCEPT) {
        return Accepted { answer: Some(Media::Json), ..accepted };
    }
    let mut best = 0.0;
    for range in
        headers.get_all(ACCEPT).iter().filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(','))
    {
        let mut parts = range.split(';').map(str::trim);
        let kind = parts.next().unwrap_or_default().to_ascii_lowercase();
        let parameters: Vec<_> = parts.map(str::to_ascii_lowercase).collect();
        let weight =
            parameters.iter().find_map(|p| p.strip_prefix("q=")).map_or(1.0, |q| q.parse::<f32>().unwrap_or(0.0));
        let readable =
            parameters.iter().filter_map(|p| p.strip_prefix("charset=")).all(|c| c.trim_matches('"') == "utf-8");
        if weight <= 0.0 || !readable {
            continue;
        }
        let media = match kind.as_str() {
            "application/graphql-response+json" => Media::GraphQl,
            "application/json" | "application/*" | "*/*" => Media::Json,
            "text/event-stream" => {
                accepted.stream = true;
                continue;
            }
            _ => continue,
        };
        // At equal weight the form whose status speaks is the better answer.
        if weight > best || (weight >= best && media == Media::GraphQl && kind.ends_with("response+json")) {
            (best, accepted.answer) = (weight, Some(media));
        }
    }
    accepted
}

/// Whether the body is `application/json` in UTF-8.
pub fn sends_json(headers: &HeaderMap) -> bool {
    let mut types = headers.get_all(CONTENT_TYPE).iter();
    let (Some(value), None) = (types.next().and_then(|value| value.to_str().ok()), types.next()) else { return false };
    let mut parts = value.split(';').map(|part| part.trim().to_ascii_lowercase());
    parts.next().as_deref() == Some("application/json")
        && parts.filter_map(|p| p.strip_prefix("charset=").map(str::to_owned)).all(|c| c.trim_matches('"') == "utf-8")
}

/// Deepest nesting of brackets in a JSON text, strings left out: counted before it is parsed.
pub fn json_nesting(text: &[u8]) -> usize {
    let (mut depth, mut deepest, mut quoted, mut escaped) = (0_usize, 0, false, false);
    for byte in text {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'{' | b'[' if !quoted => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b'}' | b']' if !quoted => depth = depth.saturating_sub(1),
            _ => (),
        }
    }
    deepest
}

#[cfg(test)]
mod tests {
    use super::{Media, accepted, json_nesting, sends_json};
    use axum::http::header::{ACCEPT, CONTENT_TYPE};
    use axum::http::{HeaderMap, HeaderValue};

    fn accepting(value: &'static str) -> (Option<Media>, bool) {
        let accepted = accepted(&HeaderMap::from_iter([(ACCEPT, HeaderValue::from_static(value))]));
        (accepted.answer, accepted.stream)
    }

    #[test]
    fn the_client_chooses_the_form_of_the_answer() {
        assert_eq!(accepting("application/graphql-response+json"), (Some(Media::GraphQl), false));
        assert_eq!(accepting("application/json, application/graphql-response+json;q=0.9"), (Some(Media::Json), false));
        assert_eq!(accepting("application/json, application/graphql-response+json"), (Some(Media::GraphQl), false));
        assert_eq!(accepting("*/*"), (Some(Media::Json), false));
        assert_eq!(accepting("text/html"), (None, false));
        assert_eq!(accepting("application/json;charset=utf-16"), (None, false));
        assert_eq!(accepting("text/event-stream"), (None, true));
        assert_eq!(
            accepting("application/graphql-response+json, application/json, text/event-stream, multipart/mixed"),
            (Some(Media::GraphQl), true)
        );
    }

    #[test]
    fn only_json_in_utf_8_is_read() {
        for (value, read) in [
            ("application/json", true),
            ("Application/JSON; charset=UTF-8", true),
            ("application/json; charset=latin1", false),
            ("text/plain", false),
            ("application/jsonx", false),
        ] {
            let headers = HeaderMap::from_iter([(CONTENT_TYPE, HeaderValue::from_static(value))]);
            assert_eq!(sends_json(&headers), read, "{value}");
        }
        assert!(!sends_json(&HeaderMap::new()));
    }

    #[test]
    fn brackets_of_json_are_counted_outside_strings() {
        assert_eq!(json_nesting(br#"{"a": [[{}]], "b": "[[[[\"[["}"#), 4);
    }
}
