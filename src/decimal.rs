//! Decimal numbers of any precision, compared without rounding.

/// The most significant digits of a number in DynamoDB ("Data types" in its developer guide).
const MAX_DIGITS: usize = 38;

/// The exponents of the largest and the smallest magnitude, `9.9…E+125` and `1E-130` (same page).
const EXPONENTS: std::ops::RangeInclusive<i64> = -130..=125;

/// Exponents that are written out as digits.
const PLAIN: std::ops::RangeInclusive<i64> = -40..=40;

/// Returns `number` in the one form that all spellings of the same number share, or `None` if it is
/// no number that a table can hold: `"007"` and `"7.0"` become `7`.
pub(crate) fn canonical(number: &str) -> Option<String> {
    let (sign, unsigned) = match number.strip_prefix('-') {
        Some(unsigned) => ("-", unsigned),
        None => ("", number),
    };
    let (significand, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((significand, exponent)) => (significand, exponent.parse::<i32>().ok()?),
        None => (unsigned, 0),
    };
    let (whole, fraction) = significand.split_once('.').unwrap_or((significand, ""));
    let is_decimal = whole.bytes().chain(fraction.bytes()).all(|byte| byte.is_ascii_digit());
    if !is_decimal || (whole.is_empty() && fraction.is_empty()) {
        return None;
    }
    let all = format!("{whole}{fraction}");
    let from_first = all.trim_start_matches('0');
    if from_first.is_empty() {
        return Some("0".to_owned());
    }
    let digits = from_first.trim_end_matches('0');
    // The exponent of the first digit, as in `d.ddd × 10^exponent`.
    let leading = i64::try_from(all.len() - from_first.len()).ok()?;
    let exponent = i64::try_from(whole.len()).ok()? - leading - 1 + i64::from(exponent);
    if digits.len() > MAX_DIGITS || !EXPONENTS.contains(&exponent) {
        return None;
    }
    Some(format!("{sign}{}", written(digits, exponent)))
}

/// Writes `d.ddd × 10^exponent`.
fn written(digits: &str, exponent: i64) -> String {
    let point = usize::try_from(exponent + 1).unwrap_or(0);
    if !PLAIN.contains(&exponent) {
        let (first, rest) = digits.split_at(1);
        let dot = if rest.is_empty() { "" } else { "." };
        format!("{first}{dot}{rest}E{exponent}")
    } else if exponent < 0 {
        let zeros = usize::try_from(-exponent - 1).unwrap_or(0);
        format!("0.{}{digits}", "0".repeat(zeros))
    } else if digits.len() <= point {
        format!("{digits}{}", "0".repeat(point - digits.len()))
    } else {
        let (whole, fraction) = digits.split_at(point);
        format!("{whole}.{fraction}")
    }
}

#[cfg(test)]
mod tests {
    use super::canonical;

    #[test]
    fn spellings_of_one_number_have_one_form() {
        for (spellings, form) in [
            (&["7", "007", "7.0", "7e0", "0.7E1", "70e-1", "7."][..], "7"),
            (&["0", "-0", "0.00", "0e9"], "0"),
            (&["-1.50", "-0015e-1"], "-1.5"),
            (&["100", "1e2", "1E+2"], "100"),
            (&["0.05", "5e-2", ".05"], "0.05"),
            (&["1e100"], "1E100"),
            (&["1.25e-100"], "1.25E-100"),
            (&["12345678901234567890123456789012345678"], "12345678901234567890123456789012345678"),
        ] {
            for spelling in spellings {
                assert_eq!(canonical(spelling).as_deref(), Some(form), "{spelling}");
            }
        }
    }

    #[test]
    fn other_text_is_no_number() {
        let too_precise = "1".repeat(39);
        for text in [
            "",
            "-",
            ".",
            "abc",
            "7a",
            "1e",
            "1,5",
            " 7",
            "+7",
            "--7",
            "0x7",
            "1e126",
            "1e-131",
            &too_precise,
        ] {
            assert_eq!(canonical(text), None, "{text}");
        }
    }
}
