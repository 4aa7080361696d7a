//! The program `bami`.

fn main() -> std::process::ExitCode {
    bami::main()
}
