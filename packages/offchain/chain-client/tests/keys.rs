//! Keys and addresses.
#![allow(missing_docs, clippy::unwrap_used)]

use seawall_chain_client::{
    encrypt_phrase, generate_phrase, instantiate2_address, messages, ClientError, KeySource, Signer,
};

const PHRASE: &str = "abandon abandon abandon abandon abandon abandon abandon abandon abandon \
                      abandon abandon about";
/// The address that every Cosmos wallet shows for that phrase.
const ADDRESS: &str = "cosmos19rl4cm2hmr8afy4kldpxz3fka4jguq0auqdal4";

fn env(name: &str, value: &str) -> KeySource {
    std::env::set_var(name, value);
    KeySource::Env { env: name.into() }
}

#[test]
fn a_phrase_gives_the_address_that_wallets_show() {
    let source = env("SEAWALL_TEST_PHRASE", PHRASE);
    let signer = Signer::new(&source, "cosmos", 118).unwrap();
    assert_eq!(signer.address(), ADDRESS);
    assert!(!format!("{signer:?}").contains("key:"));
}

#[test]
fn an_encrypted_file_gives_the_key_only_with_its_passphrase() {
    let folder = std::env::temp_dir().join(format!("seawall-keys-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("deployer.age");
    encrypt_phrase(&file, PHRASE, "correct horse").unwrap();
    assert!(
        encrypt_phrase(&file, PHRASE, "again").is_err(),
        "a key is never overwritten"
    );
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(text.starts_with("-----BEGIN AGE ENCRYPTED FILE-----"));
    std::env::set_var("SEAWALL_TEST_PASS", "correct horse");
    std::env::set_var("SEAWALL_TEST_WRONG", "battery staple");
    let source = |variable: &str| KeySource::File {
        file: file.clone(),
        passphrase_env: variable.into(),
    };
    let signer = Signer::new(&source("SEAWALL_TEST_PASS"), "cosmos", 118).unwrap();
    assert_eq!(signer.address(), ADDRESS);
    let error = Signer::new(&source("SEAWALL_TEST_WRONG"), "cosmos", 118).unwrap_err();
    assert!(error.to_string().contains("deployer.age"), "{error}");
    assert!(Signer::new(&source("SEAWALL_TEST_UNSET"), "cosmos", 118).is_err());
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn a_phrase_in_plain_text_is_refused_and_no_error_shows_a_secret() {
    let file = std::env::temp_dir().join(format!("seawall-plain-{}", std::process::id()));
    std::fs::write(&file, PHRASE).unwrap();
    std::env::set_var("SEAWALL_TEST_PLAIN", "secret-pass");
    let source = KeySource::File {
        file: file.clone(),
        passphrase_env: "SEAWALL_TEST_PLAIN".into(),
    };
    let error = Signer::new(&source, "cosmos", 118).unwrap_err().to_string();
    assert!(error.contains("not an encrypted age file"), "{error}");
    assert!(
        !error.contains("abandon") && !error.contains("secret-pass"),
        "{error}"
    );
    std::fs::remove_file(&file).unwrap();
    let source = env("SEAWALL_TEST_JUNK", "abandon abandon zebra");
    let error = Signer::new(&source, "cosmos", 118).unwrap_err();
    assert!(matches!(&error, ClientError::Key { .. }));
    assert!(!error.to_string().contains("zebra"), "{error}");
}

#[test]
fn a_generated_phrase_is_a_key() {
    let phrase = generate_phrase().unwrap();
    assert_eq!(phrase.split(' ').count(), 24);
    let source = env("SEAWALL_TEST_NEW", &phrase);
    Signer::new(&source, "sea", 118).unwrap();
}

#[test]
fn instantiate2_addresses_are_those_of_wasmd() {
    // From wasmd's own table of test vectors for predictable addresses.
    let hash = "13a1fc994cc6d1c81b746ee0c0ff6f90043875e0bf1d9be6b7d779fc978dc2a5";
    let bytes: Vec<u8> = [0x99u8, 0xaa, 0xbb, 0xcc]
        .iter()
        .flat_map(|b| [*b; 5])
        .collect();
    let creator = cosmrs::AccountId::new("purple", &bytes)
        .unwrap()
        .to_string();
    let address = instantiate2_address(hash, &creator, &[0x61]).unwrap();
    let (prefix, bytes) = messages::address_parts(&address).unwrap();
    let hex: String = bytes.iter().map(|b| format!("{b:02x}")).collect();
    assert_eq!(prefix, "purple");
    assert_eq!(
        hex,
        "5e865d3e45ad3e961f77fd77d46543417ced44d924dc3e079b5415ff6775f847"
    );
    assert!(instantiate2_address(hash, &creator, &[]).is_err());
    assert!(instantiate2_address("13a1", &creator, b"a").is_err());
    assert!(instantiate2_address(hash, "nobody", b"a").is_err());
}

#[test]
fn code_travels_compressed_and_the_same_every_time() {
    let code = vec![7u8; 100_000];
    let once = messages::compress(&code).unwrap();
    assert!(once.len() < 1_000 && once.starts_with(&[0x1f, 0x8b]));
    assert_eq!(once, messages::compress(&code).unwrap());
}

#[test]
fn the_governance_account_is_the_one_of_every_chain() {
    let address = messages::module_address("cosmos", "gov").unwrap();
    assert_eq!(address, "cosmos10d07y265gmmuvt4z0w9aw880jnsr700j6zn9kn");
}
