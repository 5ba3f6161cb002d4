//! Files that people send and take away (security F7, F9, 8.1, 8.3).

mod sending;
mod taking;

use crate::app::TestApp;
use crate::app::http::{Back, Http, by, upload};
use crate::app::people::Person;
use axum::body::Body;
use axum::http::Request;
use etabli::config::Config;

/// A document of one page, as far as its beginning and its end tell.
pub const PDF: &[u8] = b"%PDF-1.7\n1 0 obj << /Type /Catalog >> endobj\n%%EOF\n";

/// A service with other limits.
pub async fn limited(change: impl FnOnce(&mut Config)) -> TestApp {
    TestApp::configured(crate::app::MONDAY, change).await
}

/// A document of exactly so many bytes.
pub fn document(bytes: usize) -> Vec<u8> {
    let mut content = PDF[..9].to_vec();
    content.resize(bytes - 6, b'%');
    content.extend_from_slice(b"%%EOF\n");
    content
}

/// A picture of one colour.
pub fn picture(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let points = image::RgbImage::from_pixel(width, height, image::Rgb([0, 90, 160]));
    points.write_to(&mut bytes, image::ImageFormat::Png).expect("a picture is written");
    bytes.into_inner()
}

/// What came of sending a file.
pub async fn send(http: &Http, purpose: &str, name: &str, content: &[u8], person: &Person) -> Back {
    http.send(upload(purpose, name, content, person)).await
}

/// The identifier of a file that is taken.
pub async fn sent(http: &Http, purpose: &str, name: &str, content: &[u8], person: &Person) -> String {
    let back = send(http, purpose, name, content, person).await;
    assert_eq!(back.status, 201, "{}", back.text());
    back.json()["id"].as_str().expect("an identifier").to_owned()
}

/// What came of taking a file away.
pub async fn taken(http: &Http, id: &str, person: &Person) -> Back {
    http.send(by(Request::get(format!("/files/{id}")).body(Body::empty()).expect("a request"), person)).await
}
