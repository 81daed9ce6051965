//! Where two JSON values differ.

use serde_json::Value;

/// A place where two values differ.
#[derive(Debug, PartialEq, Eq)]
pub struct Difference {
    /// The keys that lead there.
    pub path: Vec<String>,
    /// What is there before; `None` if there is nothing.
    pub before: Option<Value>,
    /// What is there after.
    pub after: Option<Value>,
}

/// All differences, in the order of `before`'s keys; what only `after` has comes last.
pub fn differences(before: &Value, after: &Value) -> Vec<Difference> {
    let mut found = Vec::new();
    collect(&mut Vec::new(), Some(before), Some(after), &mut found);
    found
}

fn collect(
    path: &mut Vec<String>,
    before: Option<&Value>,
    after: Option<&Value>,
    found: &mut Vec<Difference>,
) {
    if before == after {
        return;
    }
    let (Some(Value::Object(old)), Some(Value::Object(new))) = (before, after) else {
        found.push(Difference {
            path: path.clone(),
            before: before.cloned(),
            after: after.cloned(),
        });
        return;
    };
    let added = new.keys().filter(|key| !old.contains_key(*key));
    for key in old.keys().chain(added) {
        path.push(key.clone());
        collect(path, old.get(key), new.get(key), found);
        path.pop();
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn equal_values_do_not_differ() {
        let value = json!({"table": {"a": {"nullable": true}}});
        assert_eq!(differences(&value, &value), []);
    }

    #[test]
    fn each_difference_has_its_place() {
        let before = json!({"a": {"x": 1, "y": [1]}, "gone": 1});
        let after = json!({"a": {"x": 1, "y": [2]}, "new": 2});
        let at = |path: &[&str], before, after| Difference {
            path: path.iter().map(|&key| key.to_owned()).collect(),
            before,
            after,
        };
        assert_eq!(
            differences(&before, &after),
            [
                at(&["a", "y"], Some(json!([1])), Some(json!([2]))),
                at(&["gone"], Some(json!(1)), None),
                at(&["new"], None, Some(json!(2))),
            ]
        );
    }
}
