//! MP4 videos: whether a file is one, whole, and what it tells of where it was taken made blank (R158, security F9).
//!
//! A file is a row of boxes, each with its size and its kind (ISO/IEC 14496-12). What a telephone writes of the place is in the
//! boxes of its own words (`udta`, `meta`, `uuid`): they become free room of the same size, so that nothing else moves.

/// Boxes of free words.
const WORDS: [&[u8]; 3] = [b"udta", b"meta", b"uuid"];

/// Boxes that hold others which may hold such words.
const HOLDERS: [&[u8]; 2] = [b"moov", b"trak"];

/// Kinds of MP4 that browsers play (their `ftyp`); what older cameras write is not.
const BRANDS: [&[u8]; 9] = [b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V "];

/// Whether it begins as an MP4 does.
pub fn is_mp4(content: &[u8]) -> bool {
    content.get(4..8) == Some(b"ftyp") && content.get(8..12).is_some_and(|brand| BRANDS.contains(&brand))
}

/// Makes blank the free words of a video; false when it is not a row of whole boxes with a film in it.
pub fn forget_place(content: &mut [u8]) -> bool {
    let Some(boxes) = boxes(content, 0, content.len()) else { return false };
    boxes.iter().any(|found| found.kind == *b"moov") && blank(content, &boxes)
}

struct Found {
    kind: [u8; 4],
    from: usize,
    body: usize,
    to: usize,
}

/// The boxes between two places, if they fill it.
fn boxes(content: &[u8], mut at: usize, end: usize) -> Option<Vec<Found>> {
    let mut found = Vec::new();
    while at < end {
        let word = |from: usize| content.get(from..from + 4)?.try_into().ok();
        let kind: [u8; 4] = word(at + 4)?;
        let (body, size) = match u32::from_be_bytes(word(at)?) {
            0 => (at + 8, end - at),
            1 => {
                let size = u64::from_be_bytes(content.get(at + 8..at + 16)?.try_into().ok()?);
                (at + 16, usize::try_from(size).ok()?)
            }
            size => (at + 8, usize::try_from(size).ok()?),
        };
        let to = at.checked_add(size)?;
        if to < body || to > end {
            return None;
        }
        found.push(Found { kind, from: at, body, to });
        at = to;
    }
    Some(found)
}

fn blank(content: &mut [u8], found: &[Found]) -> bool {
    found.iter().all(|found| {
        if WORDS.contains(&&found.kind[..]) {
            content[found.from + 4..found.from + 8].copy_from_slice(b"free");
            content[found.body..found.to].fill(0);
        }
        if !HOLDERS.contains(&&found.kind[..]) {
            return true;
        }
        let inside = boxes(content, found.body, found.to);
        inside.is_some_and(|inside| blank(content, &inside))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(kind: [u8; 4], body: &[u8]) -> Vec<u8> {
        let size = u32::try_from(body.len() + 8).unwrap().to_be_bytes();
        [&size[..], &kind, body].concat()
    }

    #[test]
    fn the_place_a_video_was_taken_at_is_made_blank_and_nothing_moves_f9() {
        let place = made(*b"udta", &made(*b"\xa9xyz", b"+48.8577+002.295/"));
        let track = made(*b"trak", &[made(*b"tkhd", b"12345678"), place.clone()].concat());
        let film = [
            made(*b"ftyp", b"isom\0\0\0\0"),
            made(*b"moov", &[made(*b"mvhd", b"1234"), track, place].concat()),
            made(*b"mdat", b"pictures"),
        ]
        .concat();
        let mut clean = film.clone();
        assert!(is_mp4(&film) && forget_place(&mut clean));
        assert_eq!(clean.len(), film.len());
        assert!(!String::from_utf8_lossy(&clean).contains("48.8577"));
        assert!(clean.ends_with(b"mdatpictures"));
    }

    #[test]
    fn a_video_with_something_after_its_end_or_without_a_film_is_none_f7() {
        let film = [made(*b"ftyp", b"isom\0\0\0\0"), made(*b"moov", &[])].concat();
        assert!(forget_place(&mut film.clone()));
        assert!(!forget_place(&mut [&film[..], b"<script>"].concat()));
        assert!(!forget_place(&mut made(*b"ftyp", b"isom\0\0\0\0")));
        assert!(!forget_place(&mut film[..film.len() - 3].to_vec()));
        assert!(!is_mp4(&made(*b"ftyp", b"qt  \0\0\0\0")));
    }
}
