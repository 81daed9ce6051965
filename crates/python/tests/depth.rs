//! Deep nesting ends in a tree that can be walked and dropped, or in one clear error.

use alchemod_python::{parse, Nodes, MAX_DEPTH, STACK_SIZE};

/// A way to nest: what is repeated before the middle, the middle, what is repeated after it.
const SHAPES: [(&str, &str, &str, &str); 24] = [
    ("parentheses", "(", "x", ")"),
    ("lists", "[", "x", "]"),
    ("sets", "{", "x", "}"),
    ("dictionaries", "{a: ", "x", "}"),
    ("tuples", "(a, ", "x", ")"),
    ("arguments", "f(", "x", ")"),
    ("keywords", "f(a=", "x", ")"),
    ("starred", "f(*a, **", "x", ")"),
    ("subscripts", "a[", "x", "]"),
    ("calls", "", "a", ".b(c, d)"),
    ("bare calls", "", "a", "()"),
    ("links", "", "a", ".b"),
    ("slices", "", "a", "[0, 1]"),
    ("sums", "a + ", "x", ""),
    ("powers", "a ** ", "x", ""),
    ("negations", "not ", "x", ""),
    ("signs", "-", "x", ""),
    ("lambdas", "lambda a, b: ", "x", ""),
    ("conditions", "a if b else ", "x", ""),
    ("comprehensions", "[a for a in ", "x", "]"),
    ("walrus", "(a := ", "x", ")"),
    ("await", "[await ", "x", "]"),
    ("chained comparisons", "a < (", "x", ")"),
    ("elif", "if a: b\n", "if x: pass\n", "elif x:\n    y\n"),
];

fn text(shape: (&str, &str, &str, &str), times: usize) -> String {
    let (_, before, middle, after) = shape;
    format!("{}{middle}{}", before.repeat(times), after.repeat(times))
}

/// Parses, walks and drops on a stack of the size that the crate asks for.
fn survives(text: String) -> Result<usize, String> {
    let work = move || match parse(text) {
        Ok(tree) => Ok(Nodes::new(&tree).len()),
        Err(error) => Err(error.message),
    };
    let thread = std::thread::Builder::new().stack_size(STACK_SIZE);
    thread
        .spawn(work)
        .expect("a thread")
        .join()
        .expect("no panic")
}

#[test]
fn deep_files_are_handled_or_refused() {
    for shape in SHAPES {
        assert!(survives(text(shape, 100)).is_ok(), "{}", shape.0);
        for times in [2_000, 3_300, 4_900, 9_900, 50_000, 100_000] {
            if let Err(message) = survives(text(shape, times)) {
                let at = format!("{} {times} times", shape.0);
                assert!(message.starts_with("nested too deeply"), "{at}: {message}");
                assert!(times * 4 > MAX_DEPTH as usize, "{at} is not deep");
            } else {
                assert!(times <= MAX_DEPTH as usize, "{} {times} times", shape.0);
            }
        }
    }
}

#[test]
fn blocks() {
    let nested = |levels: usize| -> String {
        let line = |level: usize| format!("{}if x:\n", " ".repeat(level));
        let head: String = (0..levels).map(line).collect();
        format!("{head}{}pass\n", " ".repeat(levels))
    };
    assert!(survives(nested(100)).is_ok());
    assert!(survives(nested(2_000)).is_ok());
}

#[test]
fn fields_of_f_strings_count() {
    let deep = "(".repeat(6_000) + "x" + &")".repeat(6_000);
    assert!(survives(format!("f'{{{deep}}}'")).is_ok());
    let outer = "[".repeat(6_000) + &format!("f'{{{deep}}}'") + &"]".repeat(6_000);
    let message = survives(outer).expect_err("12,000 levels");
    assert!(message.starts_with("nested too deeply"), "{message}");
    let strings = "f'{".repeat(200) + "x" + &"}'".repeat(200);
    let message = survives(strings).expect_err("200 strings");
    assert!(message.starts_with("nested too deeply"), "{message}");
    let strings = "f'{".repeat(140) + "x" + &"}'".repeat(140);
    assert!(survives(strings).is_ok());
}

/// Wide is not deep: generated tables, long lists, long methods.
#[test]
fn wide_files_are_accepted() {
    let rows = "    ('a', f(x.y(1) + 2), [3, {4: 5}]),\n".repeat(20_000);
    assert!(survives(format!("x = [\n{rows}]\n")).is_ok());
    assert!(survives("x.y(1).z(a + b)\n".repeat(20_000)).is_ok());
    assert!(survives("if x: pass\nelif y: pass\nelse: pass\n".repeat(10_000)).is_ok());
    assert!(survives(format!("x = {}1", "a.b == 1 and ".repeat(3_000))).is_ok());
}
