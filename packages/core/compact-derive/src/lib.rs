//! The macros of `cw-compact`. What must always hold: code that cannot be derived faithfully does not
//! compile.

mod shape;

use proc_macro::TokenStream;
use proc_macro2::TokenStream as Tokens;
use quote::quote;
use syn::{parse_macro_input, Data, DeriveInput};

use shape::{Shape, Variant};

/// What `cosmwasm_schema::cw_serde` derives; on `wasm32` with compact readers and writers.
#[proc_macro_attribute]
pub fn cw_serde(options: TokenStream, item: TokenStream) -> TokenStream {
    let input = parse_macro_input!(item as DeriveInput);
    if !options.is_empty() {
        let error = syn::Error::new_spanned(&input, "no options are known");
        return error.to_compile_error().into();
    }
    let renamed = match input.data {
        Data::Enum(_) => quote!(#[serde(rename_all = "snake_case")]),
        _ => quote!(),
    };
    quote! {
        #[derive(
            ::std::clone::Clone,
            ::std::fmt::Debug,
            ::std::cmp::PartialEq,
            ::cosmwasm_schema::schemars::JsonSchema,
            ::cosmwasm_schema::cw_schema::Schemaifier,
        )]
        #[cfg_attr(
            not(target_arch = "wasm32"),
            derive(::cosmwasm_schema::serde::Serialize, ::cosmwasm_schema::serde::Deserialize)
        )]
        #[cfg_attr(target_arch = "wasm32", derive(::cosmwasm_schema::Compact))]
        #[allow(clippy::derive_partial_eq_without_eq)]
        #[serde(crate = "::cosmwasm_schema::serde")]
        #[schemaifier(crate = "::cosmwasm_schema::cw_schema")]
        #[schemars(crate = "::cosmwasm_schema::schemars")]
        #renamed
        #input
    }
    .into()
}

/// `Read` and `Write` of `cw-compact`, and serde's two traits through them.
#[proc_macro_derive(Compact, attributes(serde))]
pub fn compact(item: TokenStream) -> TokenStream {
    let input = parse_macro_input!(item as DeriveInput);
    derive(&input)
        .unwrap_or_else(|e| e.to_compile_error())
        .into()
}

/// The four implementations.
fn derive(input: &DeriveInput) -> syn::Result<Tokens> {
    let shape = Shape::of(input)?;
    let name = &input.ident;
    // Reading and writing share the table of a struct, unless its fields can do only one of the two.
    let table = match &shape {
        Shape::Struct { fields, .. } if input.generics.params.is_empty() => {
            Some(fields.own_table(&quote!(written), &quote!(#name)))
        }
        _ => None,
    };
    let shared = table.is_some();
    let table = table.map(|table| quote!(const FIELDS: &[compact::Field] = #table;));
    let (reads, writes) = (reader(&shape, shared), writer(&shape, shared));
    let (_, types, _) = input.generics.split_for_impl();
    let owned = with_bounds(input, quote!(::cosmwasm_schema::Read));
    let written = with_bounds(input, quote!(::cosmwasm_schema::Write));
    let read_parameters = &owned.params;
    Ok(quote! {
        const _: () = {
            use ::cosmwasm_schema as compact;
            #table
            #[allow(unsafe_code)]
            impl #owned compact::Read for #name #types {
                #reads
            }
            #[allow(unsafe_code)]
            impl #written compact::Write for #name #types {
                #[inline(never)]
                fn write(
                    &self,
                    out: &mut ::std::vec::Vec<u8>,
                ) -> ::std::result::Result<(), compact::Error> {
                    #writes
                }
            }
            impl<'de, #read_parameters> compact::serde::Deserialize<'de> for #name #types {
                fn deserialize<D: compact::serde::Deserializer<'de>>(
                    from: D,
                ) -> ::std::result::Result<Self, D::Error> {
                    compact::from(from)
                }
            }
            impl #written compact::serde::Serialize for #name #types {
                fn serialize<S: compact::serde::Serializer>(
                    &self,
                    to: S,
                ) -> ::std::result::Result<S::Ok, S::Error> {
                    compact::to(to, self)
                }
            }
        };
    })
}

fn with_bounds(input: &DeriveInput, bound: Tokens) -> syn::Generics {
    let mut generics = input.generics.clone();
    for parameter in generics.type_params_mut() {
        parameter.bounds.push(syn::parse_quote!(#bound));
    }
    generics
}

fn reader(shape: &Shape, shared: bool) -> Tokens {
    match shape {
        Shape::Through(other) => reads(&quote! {
            let through = <#other as compact::Read>::read(raw)?;
            Self::try_from(through).map_err(compact::refused)
        }),
        Shape::Struct { fields, strict } => {
            let table = if shared {
                quote!(FIELDS)
            } else {
                fields.own_table(&quote!(of), &quote!(Self))
            };
            let head = quote!(-> ::std::result::Result);
            quote! {
                fn read(raw: &str) #head<Self, compact::Error> {
                    let mut value = ::std::mem::MaybeUninit::<Self>::uninit();
                    // SAFETY: it is a place for it; a value was written unless there is an error.
                    unsafe {
                        <Self as compact::Read>::read_to(raw, value.as_mut_ptr().cast())?;
                        Ok(value.assume_init())
                    }
                }

                #[inline(never)]
                unsafe fn read_to(raw: &str, to: *mut u8) #head<(), compact::Error> {
                    // SAFETY: the table is made from the definition of the type.
                    unsafe { compact::fill(raw, #table, #strict, to) }
                }
            }
        }
        Shape::Newtype(inner) => {
            let read = inner.read();
            reads(&quote!(Ok(Self(#read))))
        }
        Shape::Enum { variants, strict } => {
            let names = variants.iter().map(Variant::name);
            let arms = variants.iter().enumerate().map(|(at, variant)| {
                let read = variant.read(*strict);
                quote!(#at => #read)
            });
            reads(&quote! {
                let (at, held) = compact::variant(raw, &[#(#names),*])?;
                match at {
                    #(#arms,)*
                    _ => Err(compact::no_variant()),
                }
            })
        }
    }
}

fn reads(body: &Tokens) -> Tokens {
    quote! {
        #[inline(never)]
        fn read(raw: &str) -> ::std::result::Result<Self, compact::Error> {
            #body
        }
    }
}

fn writer(shape: &Shape, shared: bool) -> Tokens {
    match shape {
        Shape::Through(other) => quote! {
            let through: #other = ::std::clone::Clone::clone(self).into();
            compact::Write::write(&through, out)
        },
        Shape::Struct { .. } if shared => quote! {
            // SAFETY: the table is made from the definition of the type.
            unsafe { compact::write_fields(out, FIELDS, ::std::ptr::from_ref(self).cast()) }
        },
        Shape::Struct { fields, .. } => {
            let (bound, write) = (fields.bind(), fields.write());
            quote! {
                let Self #bound = self;
                #write
            }
        }
        Shape::Newtype(_) => quote!(compact::Write::write(&self.0, out)),
        Shape::Enum { variants, .. } => {
            let arms = variants.iter().map(Variant::write);
            quote! {
                match self {
                    #(#arms,)*
                }
            }
        }
    }
}
