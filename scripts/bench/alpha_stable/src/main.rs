//! Answers the requests of package bench with the crate alpha_stable, as peers.py does with Python packages: one JSON
//! object a line on standard input, one on standard output; paperlib/bench/protocol.go describes them.

use std::collections::HashMap;
use std::io::{self, BufRead, Write};
use std::time::Instant;

use alpha_stable::AlphaStable;
use rand::{rngs::SmallRng, SeedableRng};
use serde_json::{json, Value};

type Data = HashMap<String, Vec<f64>>;

fn law(q: &Value) -> Result<AlphaStable, String> {
    let alpha = q["alpha"].as_f64().ok_or("no alpha")?;
    AlphaStable::new(alpha, 0.0, 1.0, 0.0).map_err(|e| e.to_string())
}

/// A point where the crate reports an error has no value.
fn logpdf(law: &AlphaStable, x: f64) -> f64 {
    law.pdf(x).map_or(f64::NAN, f64::ln)
}

fn time(q: &Value, data: &Data) -> Result<Value, String> {
    let n = q["points"].as_u64().ok_or("no points")? as usize;
    let loops = q["loops"].as_u64().ok_or("no loops")?;
    let law = law(q)?;
    let mut out = vec![0.0; n];
    let mut rng = SmallRng::seed_from_u64(1);
    let mut run: Box<dyn FnMut()> = match q["what"].as_str() {
        Some("draw") => Box::new(|| out.iter_mut().for_each(|v| *v = law.sample(&mut rng))),
        Some("logpdf") => {
            let x = data.get(q["key"].as_str().unwrap_or("")).filter(|x| x.len() >= n).ok_or("no such points")?;
            Box::new(move || out.iter_mut().zip(x).for_each(|(v, x)| *v = logpdf(&law, *x)))
        }
        _ => return Err("cannot be timed".into()),
    };
    run();
    let begun = Instant::now();
    for _ in 0..loops {
        run();
    }
    Ok(json!({"seconds": begun.elapsed().as_secs_f64(), "done": loops * n as u64}))
}

fn answer(q: &Value, data: &mut Data) -> Result<Value, String> {
    match q["op"].as_str() {
        Some("hello") => Ok(json!({
            "name": "alpha_stable (crate)", "version": "0.1.1", "language": "Rust",
            "note": "default settings; density by adaptive quadrature, draws with rand's SmallRng; no distribution function, no fit",
            "can": ["logpdf", "draw"], "values_of": ["logpdf"], "alpha_min": 0.1,
        })),
        Some("load") => {
            let bytes = std::fs::read(q["file"].as_str().unwrap_or("")).map_err(|e| e.to_string())?;
            let x = bytes.chunks_exact(8).map(|b| f64::from_le_bytes(b.try_into().unwrap())).collect();
            data.insert(q["key"].as_str().unwrap_or("").into(), x);
            Ok(json!({}))
        }
        Some("values") if q["what"] == "logpdf" => {
            let law = law(q)?;
            let x = q["x"].as_array().ok_or("no x")?;
            let text = |x: &Value| format!("{:e}", logpdf(&law, x.as_f64().unwrap_or(f64::NAN)));
            Ok(json!({"values": x.iter().map(text).collect::<Vec<_>>()}))
        }
        Some("time") => time(q, data),
        _ => Err("cannot be done".into()),
    }
}

fn main() -> io::Result<()> {
    let mut data = Data::new();
    for line in io::stdin().lock().lines() {
        let reply = match serde_json::from_str(&line?) {
            Ok(q) => answer(&q, &mut data).unwrap_or_else(|e| json!({"error": e})),
            Err(e) => json!({"error": e.to_string()}),
        };
        writeln!(io::stdout(), "{reply}")?;
    }
    Ok(())
}
