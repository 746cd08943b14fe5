//! What is printed, and where.

use std::process::Stdio;

use crate::program::{command, end, simulate};

#[test]
fn without_arguments_it_shows_both_tokens_of_alice() {
    let run = simulate(&[]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    let (_, tokens) = run.stdout.split_once("ID token").unwrap();
    let (id, access) = tokens.split_once("Access token").unwrap();
    for token in [id, access] {
        for line in ["+ department", "+ projects", "+ userName", "  cognito:groups", "bytes of claims"] {
            assert!(token.contains(line), "{line} in {token}");
        }
        assert!(token.contains(r#"["apollo","gemini"]"#), "{token}");
    }
    for told in ["enriched", "lookup", "1 request", "Try next", "cargo run -- --user carol"] {
        assert!(run.stdout.contains(told), "{told}");
    }
}

#[test]
fn nothing_is_wider_than_a_terminal_of_80_columns() {
    let long = "x".repeat(300);
    let attribute = format!("custom:{long}={long} {long}");
    for args in [
        &[][..],
        &["--event-version", "V1", "--user", &long],
        &["--attribute", &attribute],
        &["--client-id", &long],
    ] {
        let run = simulate(args);
        assert_eq!(run.code, 0, "{}", run.stderr);
        for line in run.stdout.lines() {
            assert!(line.chars().count() <= 80, "{line}");
        }
        let letters = |text: &str| text.chars().filter(|char| *char == 'x').count();
        assert!(args.is_empty() || letters(&run.stdout) >= 300, "a long value is shown whole");
    }
}

#[test]
fn colour_is_only_for_terminals_unless_it_is_forced() {
    assert!(!simulate(&[]).stdout.contains('\u{1b}'));
    let mut forced = command(&[]);
    forced.env("CLICOLOR_FORCE", "1");
    assert!(end(forced).stdout.contains("\u{1b}["));
    let mut never = command(&[]);
    never.env("CLICOLOR_FORCE", "1").env("NO_COLOR", "1");
    assert!(!end(never).stdout.contains('\u{1b}'));
}

#[test]
fn no_claim_can_control_the_terminal() {
    let run = simulate(&["--attribute", "custom:\u{1b}[31m=\u{9b}2J\u{202e}"]);
    assert_eq!(run.code, 0);
    let harmful = |char: char| (char.is_control() && char != '\n') || char == '\u{202e}';
    assert!(!run.stdout.contains(harmful), "{:?}", run.stdout);
}

#[test]
fn a_closed_pipe_is_not_an_error() {
    for args in [&[][..], &["--json"], &["--help"]] {
        let mut child = command(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!((output.status.code(), output.stderr.len()), (Some(0), 0), "{args:?} {output:?}");
    }
}

#[test]
fn help_has_examples_and_exit_codes() {
    let help = simulate(&["--help"]);
    assert_eq!((help.code, help.stderr.as_str()), (0, ""));
    for told in ["Examples", "Exit codes", "--event captured.json", "RefreshTokens", "alice   projects"] {
        assert!(help.stdout.contains(told), "{told}");
    }
    let version = simulate(&["--version"]);
    assert_eq!((version.code, version.stdout), (0, format!("simulate {}\n", env!("CARGO_PKG_VERSION"))));
}
