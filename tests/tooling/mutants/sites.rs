//! Where a file can be changed, and how.

use std::ops::Range;

use proc_macro2::Span;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{Expr, Lit, Stmt, UnOp};

/// A change of one place in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Site {
    /// The file, from the root of the repository.
    pub(super) file: String,
    /// The bytes of the expression or statement.
    pub(super) span: Range<usize>,
    /// What takes its place; nothing for a statement that is left out.
    pub(super) replacement: String,
    /// The function around it.
    pub(super) function: String,
    /// The lines around the place, in one, and the same with the change.
    pub(super) lines: [String; 2],
}

/// The changes of a file, in the order of their places.
pub(super) fn sites(file: &str, text: &str) -> syn::Result<Vec<Site>> {
    let mut finder = Finder { file, text, function: String::new(), found: Vec::new() };
    finder.visit_file(&syn::parse_file(text)?);
    finder.found.sort_by(|a, b| {
        (a.span.start, a.span.end, &a.replacement).cmp(&(b.span.start, b.span.end, &b.replacement))
    });
    Ok(finder.found)
}

/// Operators and methods, each with one that takes its place.
const OTHERS: &str = "
    + -   - +   * /   / *   % /   << >>   >> <<   & |   | &   && ||   || &&
    == !=   != ==   < <=   < >=   <= <   <= >   > >=   > <=   >= >   >= <
    += -=   -= +=   *= /=   &= |=   |= &=
    min max   max min   any all   all any   is_some is_none   is_none is_some
    saturating_sub saturating_add   floor ceil
";

struct Finder<'a> {
    file: &'a str,
    text: &'a str,
    function: String,
    found: Vec<Site>,
}

impl Finder<'_> {
    fn add(&mut self, span: Range<usize>, replacement: String) {
        let start = self.text[..span.start].rfind('\n').map_or(0, |end| end + 1);
        let end = self.text[span.end..].find('\n').map_or(self.text.len(), |n| span.end + n);
        let (before, after) = (&self.text[start..span.start], &self.text[span.end..end]);
        let squeeze = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let lines =
            [squeeze(&self.text[start..end]), squeeze(&format!("{before}{replacement}{after}"))];
        let (file, function) = (self.file.to_owned(), self.function.clone());
        self.found.push(Site { file, span, replacement, function, lines });
    }

    /// Replaces a part of an expression.
    fn replace(&mut self, whole: Span, part: Span, by: &str) {
        let (whole, part) = (whole.byte_range(), part.byte_range());
        let before = &self.text[whole.start..part.start];
        let replacement = format!("{before}{by}{}", &self.text[part.end..whole.end]);
        self.add(whole, replacement);
    }

    /// Replaces an operator or the name of a method by others.
    fn swap(&mut self, whole: Span, part: Span) {
        let words: Vec<&str> = OTHERS.split_whitespace().collect();
        for pair in words.chunks(2).filter(|pair| pair[0] == &self.text[part.byte_range()]) {
            self.replace(whole, part, pair[1]);
        }
    }

    /// Visits a function under its name.
    fn inside(&mut self, signature: &syn::Signature, visit: impl FnOnce(&mut Self)) {
        if signature.constness.is_none() {
            let outer = std::mem::replace(&mut self.function, signature.ident.to_string());
            visit(self);
            self.function = outer;
        }
    }
}

impl<'ast> Visit<'ast> for Finder<'_> {
    // Nothing can be switched at run time in what the compiler evaluates, or is looked at in attributes and patterns.
    fn visit_attribute(&mut self, _: &'ast syn::Attribute) {}
    fn visit_item_const(&mut self, _: &'ast syn::ItemConst) {}
    fn visit_item_static(&mut self, _: &'ast syn::ItemStatic) {}
    fn visit_impl_item_const(&mut self, _: &'ast syn::ImplItemConst) {}
    fn visit_pat(&mut self, _: &'ast syn::Pat) {}
    fn visit_type(&mut self, _: &'ast syn::Type) {}

    fn visit_item_mod(&mut self, module: &'ast syn::ItemMod) {
        if !module.attrs.iter().any(is_test) {
            visit::visit_item_mod(self, module);
        }
    }

    fn visit_item_fn(&mut self, function: &'ast syn::ItemFn) {
        self.inside(&function.sig, |finder| visit::visit_item_fn(finder, function));
    }

    fn visit_impl_item_fn(&mut self, function: &'ast syn::ImplItemFn) {
        self.inside(&function.sig, |finder| visit::visit_impl_item_fn(finder, function));
    }

    fn visit_expr_repeat(&mut self, repeat: &'ast syn::ExprRepeat) {
        self.visit_expr(&repeat.expr); // not the length
    }

    fn visit_stmt(&mut self, statement: &'ast Stmt) {
        if let Stmt::Expr(expression, Some(_)) = statement {
            let assigns = matches!(expression, Expr::Binary(_) | Expr::Assign(_));
            if assigns || matches!(expression, Expr::MethodCall(_) | Expr::Call(_)) {
                self.add(statement.span().byte_range(), String::new());
            }
        }
        visit::visit_stmt(self, statement);
    }

    fn visit_expr_if(&mut self, branch: &'ast syn::ExprIf) {
        if !has_let(&branch.cond) {
            for value in ["false", "true"] {
                self.replace(branch.cond.span(), branch.cond.span(), value);
            }
        }
        visit::visit_expr_if(self, branch);
    }

    fn visit_expr_binary(&mut self, binary: &'ast syn::ExprBinary) {
        if !has_let(&binary.left) && !has_let(&binary.right) {
            self.swap(binary.span(), binary.op.span());
        }
        visit::visit_expr_binary(self, binary);
    }

    fn visit_expr_unary(&mut self, unary: &'ast syn::ExprUnary) {
        if matches!(unary.op, UnOp::Not(_) | UnOp::Neg(_)) {
            self.replace(unary.span(), unary.op.span(), "");
        }
        visit::visit_expr_unary(self, unary);
    }

    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        self.swap(call.span(), call.method.span());
        visit::visit_expr_method_call(self, call);
    }

    fn visit_expr_lit(&mut self, literal: &'ast syn::ExprLit) {
        let next = match &literal.lit {
            Lit::Int(n) => n.base10_parse::<u128>().map(|x| format!("{}{}", x + 1, n.suffix())),
            Lit::Float(x) => {
                x.base10_parse::<f64>().map(|f| format!("{:?}{}", f + 1.0, x.suffix()))
            }
            Lit::Bool(value) => Ok((!value.value).to_string()),
            _ => return,
        };
        self.add(literal.span().byte_range(), next.unwrap_or_default());
    }
}

fn has_let(expression: &Expr) -> bool {
    match expression {
        Expr::Let(_) => true,
        Expr::Binary(binary) => has_let(&binary.left) || has_let(&binary.right),
        _ => false,
    }
}

fn is_test(attribute: &syn::Attribute) -> bool {
    attribute.path().is_ident("cfg")
        && attribute.parse_args::<syn::Ident>().is_ok_and(|name| name == "test")
}
