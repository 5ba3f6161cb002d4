//! Chance that always falls the same way: the demonstration school is the same for everybody who opens it the same day.

/// A number between 0 and 1 (excluded) that depends on nothing but the words.
pub fn share(words: &[&str]) -> f64 {
    // 53 bits are all that such a number holds.
    #[expect(clippy::cast_precision_loss, reason = "53 bits fit exactly")]
    let part = (draw(words) >> 11) as f64;
    part / 9_007_199_254_740_992.0
}

/// One of several things.
pub fn pick<'a, T>(things: &'a [T], words: &[&str]) -> Option<&'a T> {
    let count = u64::try_from(things.len()).ok().filter(|count| *count > 0)?;
    things.get(usize::try_from(draw(words) % count).ok()?)
}

/// FNV-1a over the words, stirred once more (`SplitMix64`) so that close words fall far apart.
fn draw(words: &[&str]) -> u64 {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for byte in words.iter().flat_map(|word| word.bytes().chain([0])) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^ (hash >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chance_is_even_and_never_changes() {
        let shares: Vec<f64> = (0..1_000).map(|n| share(&["bilan", &n.to_string()])).collect();
        let mean = shares.iter().sum::<f64>() / 1_000.0;
        assert!((0.45..0.55).contains(&mean), "{mean}");
        assert_eq!(pick(&["a", "b", "c"], &["x"]), pick(&["a", "b", "c"], &["x"]));
    }
}
