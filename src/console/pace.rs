//! The sentence of pace: how many bilans will be missing at the end of a period if people go on as they did (decision 20).

/// Days looked back at.
pub const LOOK_BACK_DAYS: u32 = 14;

/// Days before the end of a period from which it is close.
pub const SOON_DAYS: i64 = 21;

/// Bilans that will be missing after `days_left` more days at the pace of the last 14 days, in which `recent` were validated.
pub fn missing(remaining: u32, recent: u32, days_left: u32) -> u32 {
    // Rounded to the nearest: half a bilan is one.
    let done_by_then = (2 * recent * days_left + LOOK_BACK_DAYS) / (2 * LOOK_BACK_DAYS);
    remaining.saturating_sub(done_by_then)
}

/// « À ce rythme (2 par semaine), il en manquera 8. »; none when all will be done in time.
pub fn sentence(remaining: u32, recent: u32, days_left: u32) -> Option<String> {
    let missing = missing(remaining, recent, days_left);
    match (missing, recent) {
        (0, _) => None,
        (_, 0) => {
            Some(format!("Aucun bilan validé depuis 14\u{a0}jours\u{a0}: à ce rythme, il en manquera {missing}."))
        }
        _ => {
            let half = if recent % 2 == 1 { ",5" } else { "" };
            Some(format!("À ce rythme ({}{half} par semaine), il en manquera {missing}.", recent / 2))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_sentence_is_the_one_of_the_drawn_screen() {
        assert_eq!(sentence(13, 4, 17).as_deref(), Some("À ce rythme (2 par semaine), il en manquera 8."));
        assert_eq!(sentence(13, 3, 17).as_deref(), Some("À ce rythme (1,5 par semaine), il en manquera 9."));
        assert_eq!(sentence(4, 8, 17), None);
        let idle = "Aucun bilan validé depuis 14\u{a0}jours\u{a0}: à ce rythme, il en manquera 3.";
        assert_eq!(sentence(3, 0, 10).as_deref(), Some(idle));
    }

    proptest! {
        #[test]
        fn more_work_or_more_time_never_leaves_more_missing(remaining in 0..40_u32, recent in 0..40_u32, days in 0..22_u32) {
            let missing_now = missing(remaining, recent, days);
            prop_assert!(missing_now <= remaining);
            prop_assert!(missing(remaining, recent + 1, days) <= missing_now);
            prop_assert!(missing(remaining, recent, days + 1) <= missing_now);
        }
    }
}
