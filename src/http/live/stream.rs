//! The same subscriptions as an event stream, for schools whose proxy breaks sockets.
//!
//! Each answer is an event `next`; the end is an event `complete` without data, because clients take every `data:` line for
//! an answer. Heartbeats are comments with the newest position (decision 24). A stream ends after an error: some clients would repeat it with every later answer.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::response::sse::{Event, Sse};
use axum::response::{IntoResponse as _, Response};
use futures::StreamExt as _;
use futures::stream::{self, BoxStream};
use tokio::time::{Instant, sleep_until};

use super::pushes::{self, Asked, Push};
use super::seats::{Seat, Standing};
use crate::http::{Edge, stopped};

/// What is sent next, or why nothing more is.
enum Next {
    Push(Push),
    Beat,
    Over(Standing),
    End,
}

/// Answers with an event stream that lasts as long as the subscription.
pub fn open(edge: &Arc<Edge>, asked: Asked, seat: Seat) -> Response {
    let seat = Arc::new(seat);
    let pushes = pushes::open(edge, asked, &seat);
    let open = (pushes, seat, edge.clone(), edge.stopping.clone(), Instant::now());
    let events = stream::unfold(Some(open), async |open| {
        let (mut pushes, seat, edge, mut stopping, since) = open?;
        let beat = since + Duration::from_secs(edge.limits().heartbeat_seconds);
        let next = tokio::select! {
            standing = seat.over() => Next::Over(standing),
            () = stopped(&mut stopping) => Next::End,
            push = pushes.next() => push.map_or(Next::End, Next::Push),
            () = sleep_until(beat) => Next::Beat,
        };
        let since = if matches!(next, Next::Beat) { Instant::now() } else { since };
        let (event, ends) = match next {
            Next::Beat => {
                (Event::default().comment(format!("beat {}", edge.newest(seat.establishment()).await)), false)
            }
            Next::Push(Push::Next(answer)) => (said(&answer), false),
            Next::Push(Push::Failed(answer)) => (said(&answer), true),
            Next::Push(Push::Refused(errors)) => (said(&format!(r#"{{"errors":{errors}}}"#)), true),
            Next::Over(Standing::Forbidden) => {
                let over =
                    r#"{"errors":[{"message":"Votre rôle ne le permet plus.","extensions":{"code":"FORBIDDEN"}}]}"#;
                (said(over), true)
            }
            Next::Over(_) => {
                let over = r#"{"errors":[{"message":"Connectez-vous pour continuer.","extensions":{"code":"UNAUTHENTICATED"}}]}"#;
                (said(over), true)
            }
            Next::End => return Some((stream::once(async { complete() }).boxed(), None)),
        };
        if ends {
            return Some((stream::iter([event, complete()]).boxed(), None));
        }
        let once: BoxStream<'static, _> = stream::once(async { event }).boxed();
        Some((once, Some((pushes, seat, edge, stopping, since))))
    });
    Sse::new(events.flatten().map(Ok::<_, Infallible>)).into_response()
}

fn said(answer: &str) -> Event {
    Event::default().event("next").data(answer)
}

fn complete() -> Event {
    Event::default().event("complete")
}
