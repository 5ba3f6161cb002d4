//! The national code of an establishment: seven digits and a key letter computed from them.

/// Key letters, in the order of the remainder by 23.
const KEYS: &[u8; 23] = b"ABCDEFGHJKLMNPRSTUVWXYZ";

/// How well a code is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// Seven digits and the letter that they give.
    Well,
    /// Seven digits and another letter than this one: probably a typing error, though some services hand out such codes.
    WrongKey(char),
    /// Not a code.
    Badly,
}

/// A code as it is kept: capitals, no spaces.
pub fn tidy(code: &str) -> String {
    code.split_whitespace().collect::<String>().to_uppercase()
}

/// How well a tidy code is written.
pub fn check(code: &str) -> Written {
    let (digits, key) = match code.as_bytes() {
        [digits @ .., key]
            if digits.len() == 7 && digits.iter().all(u8::is_ascii_digit) && key.is_ascii_uppercase() =>
        {
            (digits, char::from(*key))
        }
        _ => return Written::Badly,
    };
    let number = digits.iter().fold(0_usize, |number, digit| number * 10 + usize::from(digit - b'0'));
    let right = char::from(KEYS[number % KEYS.len()]);
    if right == key { Written::Well } else { Written::WrongKey(right) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_letter_follows_from_the_digits() {
        assert_eq!(check("0999001W"), Written::Well);
        assert_eq!(check("0999002X"), Written::Well);
        assert_eq!(check("0750001A"), Written::WrongKey('U'));
    }

    #[test]
    fn what_is_not_a_code_is_told_apart() {
        for code in ["", "W", "099900W", "09990011", "0999001WW", "0999001é"] {
            assert_eq!(check(code), Written::Badly, "{code}");
        }
    }

    #[test]
    fn a_code_is_typed_in_any_case() {
        assert_eq!(tidy(" 0999001w "), "0999001W");
    }
}
