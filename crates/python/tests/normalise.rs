//! What is patched before parsing comes out as it was written.

use alchemod_python::{arguments, ast, parse, span, Node, Nodes, TokenKind, Tree};

fn tree(text: &str) -> Tree {
    parse(text.to_owned()).unwrap_or_else(|error| panic!("{text:?}: {error} at {}", error.offset))
}

fn error(text: &str) -> String {
    match parse(text.to_owned()) {
        Ok(_) => panic!("{text:?} is accepted"),
        Err(error) => error.message,
    }
}

/// The values of the first joined string: constants by value, fields by source.
fn values(text: &str) -> Vec<String> {
    let tree = tree(text);
    let nodes = Nodes::new(&tree);
    let joined = nodes.iter().find_map(|(_, node)| match node {
        Node::Expr(ast::Expr::JoinedStr(joined)) => Some(joined),
        _ => None,
    });
    let values = &joined.expect("an f-string").values;
    let show = |value: &ast::Expr| match value {
        ast::Expr::Constant(constant) => {
            let text = constant.value.as_str().expect("text");
            assert!(span(constant).end <= tree.text().len() as u32);
            format!("{text:?}")
        }
        field => tree.source(field).to_owned(),
    };
    values.iter().map(show).collect()
}

/// The source of all names, in order.
fn names(text: &str) -> Vec<String> {
    let tree = tree(text);
    let nodes = Nodes::new(&tree);
    let mut found = Vec::new();
    for (_, node) in nodes.iter() {
        if let Node::Expr(ast::Expr::Name(name)) = node {
            assert_eq!(tree.source(name), name.id.as_str(), "in {text:?}");
            found.push(name.id.to_string());
        }
    }
    found
}

#[test]
fn text_and_fields() {
    assert_eq!(values("f'a{b}c'"), ["\"a\"", "{b}", "\"c\""]);
    assert_eq!(values("f'{b}{c}'"), ["{b}", "{c}"]);
    assert_eq!(values("f'{{a}}{b}}}'"), ["\"{a}\"", "{b}", "\"}\""]);
    assert_eq!(
        values(r"f'\n\x41\N{BULLET}{b}\{c}'"),
        ["\"\\nA•\"", "{b}", "\"\\\\\"", "{c}"]
    );
    assert_eq!(
        values(r"rf'\n{b}\N{c}'"),
        ["\"\\\\n\"", "{b}", "\"\\\\N\"", "{c}"]
    );
    assert_eq!(
        values("'a' f'{b}' 'c' f'{d}e'"),
        ["\"a\"", "{b}", "\"c\"", "{d}", "\"e\""]
    );
    assert_eq!(
        values("f'''a\r\n{b}\r\nc'''"),
        ["\"a\\n\"", "{b}", "\"\\nc\""]
    );
    assert_eq!(values("t'a{b!r}'"), ["\"a\"", "{b!r}"]);
    assert_eq!(
        values("f'__{b}__{ccc}_'"),
        ["\"__\"", "{b}", "\"__\"", "{ccc}", "\"_\""]
    );
}

/// The parser sees a character in place of a field that strings may hold themselves.
#[test]
fn noncharacters_in_strings() {
    assert_eq!(values("f'\u{fdd0}{b}'"), ["\"\\u{fdd0}\"", "{b}"]);
    assert_eq!(
        values(r"f'\ufdd0\UFDD1{b}'".replace("UFDD1", "U0000FDD1").as_str()),
        ["\"\\u{fdd0}\\u{fdd1}\"", "{b}"]
    );
    let all: String = (0xFDD0..=0xFDEF).filter_map(char::from_u32).collect();
    assert!(error(&format!("f'{all}{{b}}'")).contains("noncharacters"));
}

#[test]
fn debug_fields() {
    assert_eq!(values("f'a{b=}'"), ["\"ab=\"", "{b=}"]);
    assert_eq!(values("f'{b = !s:>3}'"), ["\"b = \"", "{b = !s:>3}"]);
    assert_eq!(values("f'{b= # c\n}'"), ["\"b= # c\\n\"", "{b= # c\n}"]);
    assert_eq!(names("f'{b=}{c!=d}{e==f}{g<=h}{i>=j}'").len(), 9);
    let tree = tree("f'{a=}{b=!s}{c=:x}{d!a}{e}'");
    let nodes = Nodes::new(&tree);
    let flags: Vec<i8> = nodes
        .iter()
        .filter_map(|(_, node)| match node {
            Node::Expr(ast::Expr::FormattedValue(field)) => Some(field.conversion as i8),
            _ => None,
        })
        .collect();
    assert_eq!(flags, [b'r' as i8, b's' as i8, -1, b'a' as i8, -1]);
}

#[test]
fn fields_that_are_none() {
    for text in [
        "f'{}'", "f'{ }'", "f'{ !r}'", "f'{=}'", "f'{:x}'", "f'{#\n}'",
    ] {
        assert_eq!(
            error(text),
            "f-string: valid expression required before '}'",
            "{text:?}"
        );
    }
    for text in [
        "f'{a'",
        "f'{a",
        "f'{a)}'",
        "f'{a) + (b}'",
        "f'a}'",
        "f'{a!x}'",
        "f'{a b}'",
        "f'{a=b}'",
        "f'{lambda: 1}'",
        "f'\n{a}'",
        "f'{a:{b'",
        "f'{a!}'",
        "f'''{a''",
        "f'{a]}'",
        "f'{a!r b}'",
    ] {
        error(text);
    }
}

#[test]
fn nested_fields() {
    let all = names("f\"{a['b'](f'{c:{d}}') + f'{e!r:{f'{g}'}}'}\" + h");
    assert_eq!(all, ["a", "c", "d", "e", "g", "h"]);
    // a doubled brace in a specification is a field with a set in it
    assert_eq!(names("f'{a:{{b}}}'"), ["a", "b"]);
    assert_eq!(names("f'{a:{b:{c}}}'"), ["a", "b", "c"]);
    assert_eq!(
        names("f'{a,}' f'{b, c}' f'{*d, e}'"),
        ["a", "b", "c", "d", "e"]
    );
}

#[test]
fn tokens_within_fields() {
    let text = "x = f'{a.b( (c) , d)}' + f\"{e:{f((g))}}\" + h(f'{i}', j)  # k\n";
    let tree = tree(text);
    let nodes = Nodes::new(&tree);
    let mut found = Vec::new();
    for (_, node) in nodes.iter() {
        let Node::Expr(ast::Expr::Call(call)) = node else {
            continue;
        };
        for argument in &call.args {
            let span = arguments::argument_span(&tree, call, argument).expect("tokens");
            found.push(span.slice(text));
        }
        let removal = arguments::removal(&tree, call, &call.args[0]).expect("tokens");
        found.push(removal.slice(text));
    }
    let expected = [
        "(c)", "d", "(c) , ", "(g)", "(g)", "f'{i}'", "j", "f'{i}', ",
    ];
    assert_eq!(found, expected);
    let tokens = tree.tokens();
    let strings = tokens.all().iter().filter(|t| t.kind == TokenKind::String);
    assert_eq!(strings.count(), 3);
    // beyond the ends of a field there is nothing
    let a = text.find("a.b").expect("there") as u32;
    assert_eq!(tokens.before(a), None);
    assert!(tokens.in_field(a) && !tokens.in_field(a - 1));
    let commented = self::tree("f'''{a # b } '\n}''' # c\n");
    assert_eq!(
        commented
            .tokens()
            .comments(alchemod_text::Span::new(0, 24))
            .count(),
        2
    );
}

#[test]
fn except_without_parentheses() {
    let text = "try: pass\nexcept A, b.C, (D) : pass\nexcept E,: pass\nexcept F | G: pass\nexcept (H, I): pass\n";
    assert_eq!(names(text), ["A", "b", "D", "E", "F", "G", "H", "I"]);
    let tree = tree(text);
    let nodes = Nodes::new(&tree);
    let mut tuples = Vec::new();
    for (_, node) in nodes.iter() {
        if let Node::Expr(ast::Expr::Tuple(tuple)) = node {
            tuples.push((tree.source(tuple), tuple.elts.len()));
        }
    }
    // the range of the second leaves out the parenthesis, as an element's range does
    assert_eq!(tuples[1..], [("E,", 1), ("(H, I)", 2)]);
    assert_eq!(tuples[0].1, 3);
    let commas = tree.tokens().all().iter();
    assert_eq!(commas.filter(|t| t.kind == TokenKind::Comma).count(), 4);
    error("try: pass\nexcept A, B as c: pass\n");
    names("try: pass\nexcept* A, B: pass\n");
    names("try: pass\nexcept A.b(c, d), E: pass\n");
    names("try: x\nexcept: y, z\n");
}

#[test]
fn defaults_of_type_parameters() {
    let text = "class A[T = int, U: (x, y) = z, *V = *w, **P = [q]](b): pass\n";
    assert_eq!(names(text), ["int", "x", "y", "z", "b"]);
    let tree = tree(text);
    let equals = tree.tokens().all().iter();
    assert_eq!(equals.filter(|t| t.kind == TokenKind::Equal).count(), 2);
    assert_eq!(names("def f[T = lambda: 0](a=b): pass\n"), ["b"]);
    assert_eq!(names("type A[T: int = str, U = dict[x, y]] = T\n").len(), 7);
    assert_eq!(
        names("class A[\n    T = int,  # a\n    U = str,\n]: pass\n"),
        ["int", "str"]
    );
    assert_eq!(names("def f(a=b[c]): d[e] = g[h == i]\n").len(), 7);
}

#[test]
fn lazy_imports() {
    let text = "lazy import a\nlazy from b import c\nif d:\n    lazy import e; lazy import f\nlazy = 1\nlazy.x\nraise lazy from g\n";
    let tree = tree(text);
    let lines: Vec<&str> = tree.body().iter().map(|s| tree.source(s)).collect();
    assert_eq!(lines[..2], ["lazy import a", "lazy from b import c"]);
    assert_eq!(lines.len(), 6);
    let ast::Stmt::If(inner) = &tree.body()[2] else {
        panic!("an if");
    };
    assert_eq!(inner.body.len(), 2);
    let first = tree.tokens().all()[0];
    assert_eq!(
        (first.kind, first.span.slice(text)),
        (TokenKind::Name, "lazy")
    );
    let semicolons = tree.tokens().all().iter();
    assert_eq!(
        semicolons
            .filter(|t| t.kind == TokenKind::Semicolon)
            .count(),
        1
    );
}

#[test]
fn soft_keywords_as_names() {
    let text =
        "match[a]: b = c\nmatch.d: e\ncase.f: g = 1\nmatch(h)[i]: j\nmatch [k]:\n    case [_]: l\n";
    let expected = [
        "match", "a", "b", "c", "match", "e", "case", "g", "match", "h", "i", "j", "k", "l",
    ];
    let mut found = names(text);
    found.sort();
    let mut expected = expected.map(str::to_owned);
    expected.sort();
    assert_eq!(found, expected);
}

#[test]
fn ranges_that_the_parser_gets_wrong() {
    let mended = |text: &str, wanted: fn(&ast::Expr) -> bool| -> Vec<String> {
        let tree = tree(text);
        let nodes = Nodes::new(&tree);
        let found = nodes.iter().filter_map(|(_, node)| node.expr());
        let found = found.filter(|expr| wanted(expr));
        found.map(|expr| tree.source(expr).to_owned()).collect()
    };
    assert_eq!(
        mended(
            "f(x := (1))\nf'{(y := ((2)))}'\n",
            ast::Expr::is_named_expr_expr
        ),
        ["x := (1)", "y := ((2))"]
    );
    assert_eq!(
        mended(
            "match a, (b):\n  case _: pass\nmatch (c), : # d\n  case _: pass\n",
            ast::Expr::is_tuple_expr
        ),
        ["a, (b)", "(c),"]
    );
    assert_eq!(mended("f'{ a, }'", ast::Expr::is_tuple_expr), ["a,"]);
}

#[test]
fn odd_texts() {
    for text in [
        "",
        " ",
        "\n",
        "\r",
        "\r\n",
        "\x0c",
        "#",
        "x",
        "\tx",
        "a\rb\r",
        "if a:\r\tb",
        "'\\\r\n'",
        "a\n    \t# b\n",
        "a = (\n  \t1,\n \t2)\n",
        "\x0c\ndef f():\n\x0c    pass\n",
        "f''",
        "rb''",
        "x = '\\\n'\n",
    ] {
        let outcome = parse(text.to_owned());
        assert_eq!(outcome.is_ok(), text != "\tx", "{text:?}: {outcome:?}");
    }
    for text in [
        "\0",
        "a\0b",
        "'\0",
        "f'{\0}'",
        "\u{feff}\u{feff}",
        "'",
        "\"\"\"",
        "f'",
        "\\",
        "f'\\",
        "f'{\\",
        "(",
        ")",
        "]]]",
        "f'{[}]}'",
        "rf'\\",
        "é'",
        "0x",
        "1_",
        "$",
    ] {
        let _ = parse(text.to_owned());
    }
    let digits = "9".repeat(5_000);
    assert!(error(&digits).contains("4300"));
    assert!(parse(format!("0x{digits}")).is_ok());
}
