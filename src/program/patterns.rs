//! Names chosen by patterns.

/// Whether a name matches a pattern: a pattern with `*`, which stands for any characters, must
/// match the whole name; any other must occur in it.
pub(crate) fn fits(pattern: &str, name: &str) -> bool {
    let Some((head, rest)) = pattern.split_once('*') else { return name.contains(pattern) };
    let Some(mut left) = name.strip_prefix(head) else { return false };
    let mut parts: Vec<&str> = rest.split('*').collect();
    let tail = parts.pop().unwrap_or_default();
    for part in parts {
        let Some(at) = left.find(part) else { return false };
        left = &left[at + part.len()..];
    }
    left.ends_with(tail)
}

/// Whether a name matches one of the patterns, or there is no pattern.
pub(crate) fn is_chosen(name: &str, only: &[String]) -> bool {
    only.is_empty() || only.iter().any(|pattern| fits(pattern, name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_fit_whole_names_or_parts() {
        let name = "realTweets/Twitter_volume_GOOG.csv";
        for pattern in
            ["Tweets", "realTweets/*", "*GOOG.csv", "*volume*", "real*_*.csv", "*", "", name]
        {
            assert!(fits(pattern, name), "{pattern}");
        }
        for pattern in
            ["tweets", "Tweets/*", "*GOOG", "*volume", "*.csv*x", "realTweets/*GOOG.csvGOOG.csv"]
        {
            assert!(!fits(pattern, name), "{pattern}");
        }
    }
}
