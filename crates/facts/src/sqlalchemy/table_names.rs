//! Table names that are derived from class names.

/// The table name that Flask-SQLAlchemy 2 derives from a class's name: an underscore before the
/// last letter of each run of capitals that a small letter or digit follows, and before the run.
/// Capitals at the end stay as they are (`UserAPI` to `userAPI`; release 3 says `user_api`:
/// catalogue row F18).
pub fn flask(class: &str) -> String {
    let letters: Vec<char> = class.chars().collect();
    let mut name = String::with_capacity(class.len() + 4);
    let mut start = 0;
    while start < letters.len() {
        let run = letters[start..]
            .iter()
            .take_while(|c| c.is_ascii_uppercase())
            .count();
        let after = letters.get(start + run);
        if run == 0 {
            name.push(letters[start]);
            start += 1;
            continue;
        }
        // A digit may follow a run directly; so may nothing, and then the run stays.
        if after.is_some_and(|c| c.is_ascii_lowercase() || c.is_ascii_digit()) {
            name.push('_');
            let (first, last) = letters[start..start + run].split_at(run - 1);
            name.extend(first.iter().map(char::to_ascii_lowercase));
            if run > 1 {
                name.push('_');
            }
            name.extend(last.iter().map(char::to_ascii_lowercase));
        } else {
            name.extend(&letters[start..start + run]);
        }
        start += run;
    }
    name.trim_start_matches('_').to_owned()
}

/// The table name that Flask-SQLAlchemy 3 derives from a class's name: an underscore before each capital that
/// a small letter or digit precedes, or a small letter follows; then all small (`UserAPI` to `user_api`).
pub fn flask_3(class: &str) -> String {
    let letters: Vec<char> = class.chars().collect();
    let mut name = String::with_capacity(class.len() + 4);
    for (index, letter) in letters.iter().enumerate() {
        let before = index.checked_sub(1).and_then(|index| letters.get(index));
        let after = letters.get(index + 1);
        let ends_word = before.is_some_and(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
        let starts_word = before.is_some() && after.is_some_and(char::is_ascii_lowercase);
        if letter.is_ascii_uppercase() && (ends_word || starts_word) {
            name.push('_');
        }
        name.extend(letter.to_lowercase());
    }
    name.trim_start_matches('_').to_owned()
}

#[cfg(test)]
mod tests {
    use super::{flask, flask_3};

    #[test]
    fn names_are_those_of_release_3() {
        for (class, table) in [
            ("User", "user"),
            ("UserProfile", "user_profile"),
            ("HTTPServer", "http_server"),
            ("UserAPI", "user_api"),
            ("UserID", "user_id"),
            ("User2FA", "user2_fa"),
            ("MD5Hash", "md5_hash"),
            ("EC2", "ec2"),
            ("_Hidden", "hidden"),
            ("A", "a"),
        ] {
            assert_eq!(flask_3(class), table, "{class}");
        }
    }

    #[test]
    fn names_are_those_of_release_2() {
        for (class, table) in [
            ("User", "user"),
            ("UserProfile", "user_profile"),
            ("HTTPServer", "http_server"),
            ("UserAPI", "userAPI"),
            ("UserID", "userID"),
            ("User2FA", "user2FA"),
            ("MD5Hash", "m_d5_hash"),
            ("EC2", "e_c2"),
        ] {
            assert_eq!(flask(class), table, "{class}");
        }
    }
}
