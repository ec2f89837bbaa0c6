//! Reads traces as `quint run --mbt --out-itf` writes them.

use std::path::{Path, PathBuf};

use serde_json::Value;

/// One state of a trace, and how it came about.
pub struct State {
    /// The action's name.
    pub action: String,
    picks: Value,
    vars: Value,
}

/// The committed traces of one specification, by file.
pub fn committed(of: &str) -> Vec<(PathBuf, Vec<State>)> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    read_all(&here.join("../../../schema/model/traces"), of)
}

/// Those that `scripts/test-model` has just made, or else the committed ones.
pub fn traces(of: &str) -> Vec<(PathBuf, Vec<State>)> {
    let fresh = std::env::var("SEAWALL_TRACES").map(PathBuf::from);
    fresh.map_or_else(|_| committed(of), |folder| read_all(&folder, of))
}

fn read_all(folder: &Path, of: &str) -> Vec<(PathBuf, Vec<State>)> {
    let files = std::fs::read_dir(folder).expect("a folder of traces");
    let mut files: Vec<_> = files.map(|file| file.unwrap().path()).collect();
    files.sort();
    files.retain(|file| {
        let name = file.file_name().unwrap().to_string_lossy().to_string();
        name.starts_with(&format!("{of}-")) && name.ends_with(".itf.json")
    });
    assert!(
        !files.is_empty(),
        "no traces of {of} in {}",
        folder.display()
    );
    files
        .into_iter()
        .map(|file| (file.clone(), read(&file)))
        .collect()
}

fn read(file: &Path) -> Vec<State> {
    let text = std::fs::read_to_string(file).unwrap();
    let trace: Value = serde_json::from_str(&text).unwrap();
    let states = trace["states"].as_array().expect("states");
    let state = |vars: &Value| State {
        action: vars["mbt::actionTaken"]
            .as_str()
            .expect("run with --mbt")
            .into(),
        picks: vars["mbt::nondetPicks"].clone(),
        vars: vars.clone(),
    };
    states.iter().map(state).collect()
}

impl State {
    /// What was chosen for a name.
    pub fn pick(&self, name: &str) -> usize {
        let pick = &self.picks[name];
        assert_eq!(
            pick["tag"], "Some",
            "{name} was not chosen for {}",
            self.action
        );
        usize::try_from(int(&pick["value"])).unwrap()
    }

    /// A value, by its path in the variables.
    pub fn value(&self, path: &[&str]) -> &Value {
        path.iter().fold(&self.vars, |at, key| &at[key])
    }

    /// A number, by its path.
    pub fn int(&self, path: &[&str]) -> i128 {
        int(self.value(path))
    }

    /// A list.
    pub fn list(&self, name: &str) -> &[Value] {
        self.vars[name].as_array().expect("a list")
    }
}

/// A number as traces write it.
pub fn int(value: &Value) -> i128 {
    let text = value["#bigint"].as_str();
    let number = text.map_or_else(|| value.as_i64().map(i128::from), |text| text.parse().ok());
    number.unwrap_or_else(|| panic!("{value} is no number"))
}

/// The case of a value of a type of cases.
pub fn tag(value: &Value) -> &str {
    value["tag"].as_str().expect("a case")
}
