//! What a type looks like in JSON, by serde's rules and attributes. What must always hold: an attribute
//! or a shape that is not understood is an error, never ignored.

use proc_macro2::TokenStream as Tokens;
use quote::{quote, ToTokens};
use syn::{Data, DeriveInput, Fields};

/// A type.
pub enum Shape {
    /// Read and written as another type.
    Through(syn::Type),
    /// An object.
    Struct {
        /// Its fields.
        fields: Named,
        /// Whether unknown fields are refused.
        strict: bool,
    },
    /// The same as what it holds.
    Newtype(Held),
    /// One of several.
    Enum {
        /// Which.
        variants: Vec<Variant>,
        /// Whether unknown fields are refused.
        strict: bool,
    },
}

/// The type of a field.
pub struct Held(syn::Type);

/// Named fields.
pub struct Named(Vec<(syn::Ident, Held)>);

/// A variant of an enum.
pub struct Variant {
    ident: syn::Ident,
    name: String,
    content: Content,
}

enum Content {
    Nothing,
    One(Box<Held>),
    Fields(Named),
}

/// What serde's attributes ask for.
#[derive(Default)]
struct Asked {
    strict: bool,
    snake: bool,
    through: Option<syn::Type>,
    into: Option<syn::Type>,
}

fn asked(attributes: &[syn::Attribute]) -> syn::Result<Asked> {
    let mut asked = Asked::default();
    for attribute in attributes.iter().filter(|a| a.path().is_ident("serde")) {
        attribute.parse_nested_meta(|meta| {
            let is = |name| meta.path.is_ident(name);
            if is("deny_unknown_fields") {
                asked.strict = true;
            } else if is("rename_all") {
                let style: syn::LitStr = meta.value()?.parse()?;
                if style.value() != "snake_case" {
                    return Err(meta.error("only snake_case is supported"));
                }
                asked.snake = true;
            } else if is("try_from") || is("into") {
                let into = is("into");
                let name: syn::LitStr = meta.value()?.parse()?;
                let ty = Some(name.parse()?);
                *(if into {
                    &mut asked.into
                } else {
                    &mut asked.through
                }) = ty;
            } else if is("crate") {
                meta.value()?.parse::<syn::Expr>()?;
            } else {
                return Err(meta.error("not supported by Compact"));
            }
            Ok(())
        })?;
    }
    Ok(asked)
}

/// Nothing may be asked of a single field or variant.
fn plain(attributes: &[syn::Attribute]) -> syn::Result<()> {
    match attributes.iter().find(|a| a.path().is_ident("serde")) {
        None => Ok(()),
        Some(other) => Err(syn::Error::new_spanned(other, "not supported by Compact")),
    }
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

fn text(name: &syn::Ident) -> String {
    let text = name.to_string();
    text.strip_prefix("r#").unwrap_or(&text).to_string()
}

/// The one field there is, without a name.
fn only(fields: &Fields) -> Option<&syn::Field> {
    match fields {
        Fields::Unnamed(one) if one.unnamed.len() == 1 => one.unnamed.first(),
        _ => None,
    }
}

impl Shape {
    /// The shape of a type.
    pub fn of(input: &DeriveInput) -> syn::Result<Self> {
        let all = asked(&input.attrs)?;
        match (all.through, all.into) {
            (None, None) => {}
            (Some(from), Some(into)) if from == into => return Ok(Self::Through(from)),
            _ => {
                let why = "try_from and into of the same type";
                return Err(syn::Error::new_spanned(&input.ident, why));
            }
        }
        match &input.data {
            Data::Struct(data) => Self::of_struct(&data.fields, all.strict),
            Data::Enum(data) => {
                let variant = |v| Variant::of(v, all.snake);
                let variants = data.variants.iter().map(variant);
                Ok(Self::Enum {
                    variants: variants.collect::<syn::Result<_>>()?,
                    strict: all.strict,
                })
            }
            Data::Union(_) => Err(syn::Error::new_spanned(input, "unions are not supported")),
        }
    }

    fn of_struct(fields: &Fields, strict: bool) -> syn::Result<Self> {
        match fields {
            Fields::Named(fields) => Ok(Self::Struct {
                fields: Named::of(fields)?,
                strict,
            }),
            other => match only(other) {
                Some(one) => Ok(Self::Newtype(Held::of(one)?)),
                None => {
                    let why = "a struct with named fields or one";
                    Err(syn::Error::new_spanned(other, why))
                }
            },
        }
    }
}

impl Held {
    fn of(field: &syn::Field) -> syn::Result<Self> {
        plain(&field.attrs)?;
        Ok(Self(field.ty.clone()))
    }

    /// Reads it from `raw`.
    pub fn read(&self) -> Tokens {
        let ty = &self.0;
        quote!(<#ty as compact::Read>::read(raw)?)
    }
}

/// What writes a value.
pub fn write(value: &Tokens) -> Tokens {
    quote!((#value as &dyn compact::Write))
}

impl Named {
    fn of(fields: &syn::FieldsNamed) -> syn::Result<Self> {
        let mut all = vec![];
        for field in &fields.named {
            let name = field.ident.clone();
            let name = name.ok_or_else(|| syn::Error::new_spanned(field, "a name"))?;
            all.push((name, Held::of(field)?));
        }
        Ok(Self(all))
    }

    fn names(&self) -> Tokens {
        let names = self.0.iter().map(|(name, _)| text(name));
        quote!(&[#(#names),*])
    }

    /// A pattern for all fields.
    pub fn bind(&self) -> Tokens {
        let names = self.0.iter().map(|(name, _)| name);
        quote!({ #(#names),* })
    }

    /// The table of them in a value of type `of`, where the nth is called so.
    fn table(
        &self,
        make: &Tokens,
        of: &Tokens,
        called: impl Fn(usize, &syn::Ident) -> Tokens,
    ) -> Tokens {
        let fields = self.0.iter().enumerate().map(|(at, (name, held))| {
            let (ty, text, place) = (&held.0, text(name), called(at, name));
            quote!(compact::Field::#make::<#ty>(#text, compact::offset_of!(#of, #place)))
        });
        quote!(const { &[#(#fields),*] })
    }

    /// The table of them in the struct `of`; `make` is what makes an entry.
    pub fn own_table(&self, make: &Tokens, of: &Tokens) -> Tokens {
        self.table(make, of, |_, name| name.to_token_stream())
    }

    /// Reads them from `raw` into a new variant.
    fn read(&self, this: &Tokens, strict: bool) -> Tokens {
        let names = self.0.iter().map(|(name, _)| name);
        let names = quote!(#(#names),*);
        let types = self.0.iter().map(|(_, held)| &held.0);
        let all = quote!((#(#types,)*));
        let table = self.table(&quote!(of), &all, |at, _| {
            syn::Index::from(at).to_token_stream()
        });
        let pattern = if self.0.is_empty() {
            quote!(())
        } else {
            quote!((#names,))
        };
        quote! {{
            // SAFETY: the table is made from the same list as the type.
            let #pattern = unsafe { compact::filled::<#all>(raw, #table, #strict)? };
            Ok(#this { #names })
        }}
    }

    /// Writes them as an object.
    pub fn write(&self) -> Tokens {
        let names = self.names();
        let writes = self.0.iter().map(|(name, _)| write(&quote!(#name)));
        quote!(compact::write_object(out, #names, &[#(#writes),*]))
    }
}

impl Variant {
    fn of(variant: &syn::Variant, snake_case: bool) -> syn::Result<Self> {
        plain(&variant.attrs)?;
        let name = text(&variant.ident);
        let content = match &variant.fields {
            Fields::Unit => Content::Nothing,
            Fields::Named(fields) => Content::Fields(Named::of(fields)?),
            other => match only(other) {
                Some(one) => Content::One(Box::new(Held::of(one)?)),
                None => {
                    let why = "one field, or named ones";
                    return Err(syn::Error::new_spanned(other, why));
                }
            },
        };
        Ok(Self {
            ident: variant.ident.clone(),
            name: if snake_case { snake(&name) } else { name },
            content,
        })
    }

    /// Its name in JSON.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Reads it from `held`.
    pub fn read(&self, strict: bool) -> Tokens {
        let ident = &self.ident;
        match &self.content {
            Content::Nothing => quote!(compact::nothing(held).map(|()| Self::#ident)),
            Content::One(inner) => {
                let read = inner.read();
                quote!({
                    let raw = compact::something(held)?;
                    Ok(Self::#ident(#read))
                })
            }
            Content::Fields(fields) => {
                let read = fields.read(&quote!(Self::#ident), strict);
                quote!({
                    let raw = compact::something(held)?;
                    #read
                })
            }
        }
    }

    /// An arm of a match that writes it.
    pub fn write(&self) -> Tokens {
        let (ident, name) = (&self.ident, &self.name);
        match &self.content {
            Content::Nothing => quote!(Self::#ident => compact::write_name(out, #name)),
            Content::One(_) => {
                let write = write(&quote!(inner));
                quote!(Self::#ident(inner) => compact::write_variant(out, #name, #write))
            }
            Content::Fields(fields) => {
                let (bound, names) = (fields.bind(), fields.names());
                let writes = fields.0.iter().map(|(name, _)| write(&quote!(#name)));
                quote!(Self::#ident #bound => compact::write_variant_object(
                    out, #name, #names, &[#(#writes),*]
                ))
            }
        }
    }
}
