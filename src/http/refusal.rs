//! Saying no before anything ran: a status, a code of the contract, a sentence. Never a word of what was sent.

use axum::http::header::{CONNECTION, CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use super::gate;
use super::media::Media;
use crate::error::Error;

/// Codes an error of the service may carry before the schema is reached.
const CODES: [&str; 4] = ["UNAVAILABLE", "RATE_LIMITED", "STORAGE_FULL", "INTERNAL"];

/// Why a request is not run.
#[derive(Debug, Clone)]
pub struct Refusal {
    status: StatusCode,
    code: &'static str,
    message: String,
    reference: Option<String>,
    after: Option<u64>,
    close: bool,
    of_document: bool,
    media: Media,
}

impl Refusal {
    /// With this status and code of the contract.
    pub fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        let message = message.into();
        Self {
            status,
            code,
            message,
            reference: None,
            after: None,
            close: false,
            of_document: false,
            media: Media::Json,
        }
    }

    /// A request that is not what the protocol asks for.
    pub fn malformed(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "BAD_REQUEST", message)
    }

    /// A request that came well formed and whose document is refused: 200 for clients that only know `application/json`.
    pub fn of_document(code: &'static str, message: impl Into<String>) -> Self {
        Self { of_document: true, ..Self::new(StatusCode::BAD_REQUEST, code, message) }
    }

    /// Too much for now; `seconds` until it may be tried again.
    pub fn busy(status: StatusCode, code: &'static str, seconds: u64) -> Self {
        let message = "Trop de demandes à la fois. Réessayez dans un instant.";
        Self { after: Some(seconds.max(1)), ..Self::new(status, code, message) }
    }

    /// The same, after which the connection cannot be used again.
    #[must_use]
    pub fn and_close(self) -> Self {
        Self { close: true, ..self }
    }

    /// The same, told in the media type the client asked for.
    #[must_use]
    pub fn told_as(self, media: Media) -> Self {
        Self { media, ..self }
    }

    /// The list of errors, as sockets and event streams carry it.
    pub fn errors(&self) -> serde_json::Value {
        let mut extensions = serde_json::json!({ "code": self.code });
        if let Some(reference) = &self.reference {
            extensions["reference"] = reference.as_str().into();
        }
        serde_json::json!([{ "message": self.message, "extensions": extensions }])
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        let status = match error {
            Error::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Error::RateLimited => StatusCode::TOO_MANY_REQUESTS,
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        };
        let error = async_graphql::Error::from(error);
        let told = |key: &str| match error.extensions.as_ref().and_then(|extensions| extensions.get(key)) {
            Some(async_graphql::Value::String(text)) => Some(text.clone()),
            _ => None,
        };
        let code = CODES.into_iter().find(|code| told("code").as_deref() == Some(code)).unwrap_or("INTERNAL");
        Self { reference: told("reference"), ..Self::new(status, code, error.message) }
    }
}

impl From<gate::Refusal> for Refusal {
    fn from(refusal: gate::Refusal) -> Self {
        let (code, message) = refusal.words();
        Self::of_document(code, message)
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let status = if self.of_document && self.media == Media::Json { StatusCode::OK } else { self.status };
        let body = serde_json::json!({ "errors": self.errors() }).to_string();
        let mut response = (status, [(CONTENT_TYPE, self.media.name())], body).into_response();
        if let Some(seconds) = self.after {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self.close {
            response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
        }
        response
    }
}
