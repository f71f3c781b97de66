//! Properties of every method.

use super::*;

/// A value of any kind.
fn any_value() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
        r#"[\{\}\[\]",:0-9a-z@+<>/\. -]{0,24}"#.prop_map(Value::from),
        prop::collection::vec(".{0,4}", 0..3).prop_map(Value::from),
        Just(json!([{ "issuer": "a", "issuerUserId": "b" }])),
        Just(json!([{ "issuer": 1 }])),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    /// Whatever claims hold and parameters say, nothing panics, the same gives the same, a failure says something, and
    /// what was stored runs as before.
    #[test]
    fn no_claim_and_no_parameter_makes_a_method_panic(
        position in 0..METHODS.len(),
        values in prop::collection::vec(any_value(), 3),
        constants in prop::collection::vec("[ -~]{0,10}|true|1|EQUAL|ordinal|GUID|INTEGER|LOWER|ISO3166|2020-01-01", 4),
        draw in any::<[u8; 32]>(),
    ) {
        let signature = &METHODS[position];
        let inputs: Vec<_> = signature.inputs.iter().map(|role| role.name).zip(values).collect();
        let parameters: Vec<_> =
            signature.parameters.iter().copied().zip(constants.iter().map(String::as_str)).collect();
        let outputs: Vec<_> = signature.outputs.iter().map(|role| match role.kind {
            Kind::Boolean => format!("{}:boolean", role.name),
            Kind::Number => format!("{}:int", role.name),
            Kind::Texts => format!("{}:stringCollection", role.name),
            Kind::Identities => format!("{}:userIdentityCollection", role.name),
            Kind::Date => format!("{}:date", role.name),
            Kind::Moment => format!("{}:dateTime", role.name),
            _ => role.name.to_owned(),
        }).collect();
        let outputs: Vec<_> = outputs.iter().map(String::as_str).collect();
        let (transformation, problems, world) = compile(signature.name, &inputs, &parameters, &outputs);
        for problem in &problems {
            prop_assert!(!problem.message.is_empty() && !problem.help.is_empty());
        }
        let Some(transformation) = transformation else { return Ok(()) };
        let context = Context {
            now: Timestamp::from_seconds(NOW),
            draw: &draw,
            expressions: Expressions::default(),
            resources: &world,
        };
        let claims = claims(&inputs);
        let outcome = transformation.evaluate(&claims, &context);
        let stored = serde_json::to_string(&transformation).expect("JSON");
        let again: Transformation = serde_json::from_str(&stored).expect("what was stored is read");
        prop_assert_eq!(&again, &transformation);
        prop_assert_eq!(again.evaluate(&claims, &context), outcome.clone());
        if let Err(failure) = outcome {
            prop_assert!(!failure.to_string().is_empty());
        }
    }

    /// Adding what is there changes nothing.
    #[test]
    fn adding_an_item_twice_is_adding_it_once(item in ".{0,6}", items in prop::collection::vec(".{0,6}", 0..4)) {
        let add = |collection: Value| {
            let inputs = [("item", json!(item)), ("collection", collection)];
            run("AddItemToStringCollection", &inputs, &[], &["collection:stringCollection"]).expect("it adds")
        };
        let once = add(json!(items));
        prop_assert_eq!(add(once["collection"].clone()), once);
    }

    /// Joining what was split gives it back.
    #[test]
    fn joining_undoes_splitting(text in "[a,; ]{0,12}", delimiter in "[,;]|, ") {
        let split = run("StringSplit", &[("inputClaim", json!(text))], &[("delimiter", &delimiter)], &["outputClaim:stringCollection"]).expect("it splits");
        let joined = run("StringJoin", &[("inputClaim", split["outputClaim"].clone())], &[("delimiter", &delimiter)], &["outputClaim"]);
        prop_assert_eq!(joined, Ok(json!({ "outputClaim": text })));
    }

    /// An identity is read as it was made, whatever it holds.
    #[test]
    fn an_identity_is_read_as_it_was_made(issuer in ".{1,12}", key in ".{1,12}") {
        prop_assert_eq!(read_alternative_security_id(&alternative_security_id(&issuer, &key)), Some((issuer, key)));
    }
}
