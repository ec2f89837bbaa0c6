//! The macros of `cw-compact`. What must always hold: code that cannot be derived faithfully does not
//! compile.

use proc_macro::TokenStream;
use proc_macro2::TokenStream as Tokens;
use quote::{format_ident, quote};
use syn::{parse_macro_input, Data, DeriveInput, Fields};

/// What `cosmwasm_schema::cw_serde` derives; on `wasm32` with a compact `Deserialize`.
#[proc_macro_attribute]
pub fn cw_serde(options: TokenStream, item: TokenStream) -> TokenStream {
    let input = parse_macro_input!(item as DeriveInput);
    if !options.is_empty() {
        return failed(&input, "no options are known").into();
    }
    let renamed = match input.data {
        Data::Enum(_) => quote!(#[serde(rename_all = "snake_case")]),
        _ => quote!(),
    };
    quote! {
        #[derive(
            ::cosmwasm_schema::serde::Serialize,
            ::std::clone::Clone,
            ::std::fmt::Debug,
            ::std::cmp::PartialEq,
            ::cosmwasm_schema::schemars::JsonSchema,
            ::cosmwasm_schema::cw_schema::Schemaifier,
        )]
        #[cfg_attr(
            not(target_arch = "wasm32"),
            derive(::cosmwasm_schema::serde::Deserialize)
        )]
        #[cfg_attr(target_arch = "wasm32", derive(::cosmwasm_schema::CompactDeserialize))]
        #[allow(clippy::derive_partial_eq_without_eq)]
        #[serde(crate = "::cosmwasm_schema::serde")]
        #[schemaifier(crate = "::cosmwasm_schema::cw_schema")]
        #[schemars(crate = "::cosmwasm_schema::schemars")]
        #renamed
        #input
    }
    .into()
}

/// `Deserialize` from JSON with little code.
#[proc_macro_derive(CompactDeserialize, attributes(serde))]
pub fn compact_deserialize(item: TokenStream) -> TokenStream {
    let input = parse_macro_input!(item as DeriveInput);
    derive(&input)
        .unwrap_or_else(|e| e.to_compile_error())
        .into()
}

fn failed(at: impl quote::ToTokens, why: &str) -> Tokens {
    syn::Error::new_spanned(at, why).to_compile_error()
}

/// What serde's attributes ask for.
#[derive(Default)]
struct Asked {
    strict: bool,
    default: bool,
    snake: bool,
    through: Option<syn::Type>,
}

fn asked(attributes: &[syn::Attribute]) -> syn::Result<Asked> {
    let mut asked = Asked::default();
    for attribute in attributes.iter().filter(|a| a.path().is_ident("serde")) {
        attribute.parse_nested_meta(|meta| {
            let is = |name| meta.path.is_ident(name);
            if is("deny_unknown_fields") {
                asked.strict = true;
            } else if is("default") && meta.input.peek(syn::Token![=]) {
                return Err(meta.error("a default of its own is not supported"));
            } else if is("default") {
                asked.default = true;
            } else if is("rename_all") {
                let style: syn::LitStr = meta.value()?.parse()?;
                if style.value() != "snake_case" {
                    return Err(meta.error("only snake_case is supported"));
                }
                asked.snake = true;
            } else if is("try_from") {
                let name: syn::LitStr = meta.value()?.parse()?;
                asked.through = Some(name.parse()?);
            } else if is("into") || is("crate") || is("skip_serializing_if") {
                meta.value()?.parse::<syn::Expr>()?;
            } else {
                return Err(meta.error("not supported by CompactDeserialize"));
            }
            Ok(())
        })?;
    }
    Ok(asked)
}

/// As serde does it.
fn snake(name: &str) -> String {
    let mut out = String::new();
    for (at, letter) in name.char_indices() {
        if at > 0 && letter.is_uppercase() {
            out.push('_');
        }
        out.push(letter.to_ascii_lowercase());
    }
    out
}

fn plain(name: &syn::Ident) -> String {
    let text = name.to_string();
    text.strip_prefix("r#").unwrap_or(&text).to_string()
}

/// Reads named fields from the text in `raw` into `this`.
fn named(
    this: &Tokens,
    fields: &syn::FieldsNamed,
    strict: bool,
    whole: bool,
) -> syn::Result<Tokens> {
    let mut names = vec![];
    let mut reads = vec![];
    for (at, field) in fields.named.iter().enumerate() {
        let Some(name) = &field.ident else { continue };
        names.push(plain(name));
        let own = asked(&field.attrs)?;
        reads.push(if own.default {
            quote!(#name: fields.take_or(#at, ::std::default::Default::default)?)
        } else if whole {
            quote!(#name: fields.take_or(#at, || default.#name)?)
        } else {
            quote!(#name: fields.take(#at)?)
        });
    }
    let default = whole.then(|| quote!(let default: Self = ::std::default::Default::default();));
    let unused = names.is_empty().then(|| quote!(let _ = fields;));
    Ok(quote! {{
        #default
        let fields = ::cosmwasm_schema::object(raw, &[#(#names),*], #strict)?;
        #unused
        Ok(#this { #(#reads),* })
    }})
}

fn body(input: &DeriveInput) -> syn::Result<Tokens> {
    let all = asked(&input.attrs)?;
    if let Some(through) = all.through {
        return Ok(quote! {
            let through: #through = ::cosmwasm_schema::read(raw)?;
            Self::try_from(through).map_err(::cosmwasm_schema::refused)
        });
    }
    match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) => named(&quote!(Self), fields, all.strict, all.default),
            Fields::Unnamed(one) if one.unnamed.len() == 1 => {
                Ok(quote!(Ok(Self(::cosmwasm_schema::read(raw)?))))
            }
            other => Err(syn::Error::new_spanned(
                other,
                "a struct with named fields or one",
            )),
        },
        Data::Enum(data) => {
            let mut names = vec![];
            let mut arms = vec![];
            for (at, variant) in data.variants.iter().enumerate() {
                let name = &variant.ident;
                asked(&variant.attrs)?;
                names.push(if all.snake {
                    snake(&plain(name))
                } else {
                    plain(name)
                });
                let made = match &variant.fields {
                    Fields::Unit => {
                        quote!(::cosmwasm_schema::nothing(raw).map(|()| Self::#name))
                    }
                    Fields::Unnamed(one) if one.unnamed.len() == 1 => {
                        quote!(Ok(Self::#name(::cosmwasm_schema::read(raw)?)))
                    }
                    Fields::Unnamed(more) => {
                        return Err(syn::Error::new_spanned(more, "one field, or named ones"));
                    }
                    Fields::Named(fields) => {
                        named(&quote!(Self::#name), fields, all.strict, false)?
                    }
                };
                arms.push(quote!(#at => #made));
            }
            Ok(quote! {
                let (at, raw) = ::cosmwasm_schema::variant(raw, &[#(#names),*])?;
                match at {
                    #(#arms,)*
                    _ => Err(::cosmwasm_schema::no_variant()),
                }
            })
        }
        Data::Union(_) => Err(syn::Error::new_spanned(input, "unions are not supported")),
    }
}

fn derive(input: &DeriveInput) -> syn::Result<Tokens> {
    let name = &input.ident;
    let body = body(input)?;
    let mut generics = input.generics.clone();
    for parameter in generics.type_params_mut() {
        let owned = syn::parse_quote!(::cosmwasm_schema::serde::de::DeserializeOwned);
        parameter.bounds.push(owned);
    }
    let (_, types, bounds) = generics.split_for_impl();
    let parameters = &generics.params;
    let read = format_ident!("read_compact");
    let (own, ..) = generics.split_for_impl();
    Ok(quote! {
        const _: () = {
            impl #own #name #types #bounds {
                #[inline(never)]
                fn #read(raw: &str) -> ::std::result::Result<Self, ::cosmwasm_schema::Error> {
                    #body
                }
            }
            impl<'de, #parameters> ::cosmwasm_schema::serde::Deserialize<'de> for #name #types #bounds {
                fn deserialize<D: ::cosmwasm_schema::serde::Deserializer<'de>>(
                    from: D,
                ) -> ::std::result::Result<Self, D::Error> {
                    ::cosmwasm_schema::from(from, Self::#read)
                }
            }
        };
    })
}
