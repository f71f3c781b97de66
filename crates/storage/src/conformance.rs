//! The suite that every engine passes: one test per sentence.
//!
//! An engine's crate writes, in a file of its tests,
//!
//! ```text
//! async fn make_store() -> Option<(Arc<dyn Store>, impl Drop)> { … }
//! storage::conformance_suite!(make_store);
//! ```
//!
//! where the second value keeps whatever the store needs alive (a folder, a container). Each test gets a store of its
//! own, with nothing in it. Sentences that begin with `s5`, `f16` and the like belong to rows of the security table.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::missing_panics_doc,
    reason = "a suite of tests; failing is its work"
)]

pub mod accounts;
pub mod admins;
pub mod api_tokens;
pub mod audit;
pub mod callbacks;
pub mod codes;
pub mod documents;
pub mod grants;
pub mod identities;
pub mod isolation;
pub mod issuers;
pub mod journeys;
pub mod leases;
pub mod lists;
pub mod lookups;
pub mod namespaces;
pub mod once;
pub mod search;
pub mod secrets;
pub mod sessions;
pub mod tenants;
pub mod transactions;
pub mod upkeep;
pub mod users;
mod world;

/// Makes a `#[tokio::test]` of every sentence of the suite, in a module per room, for the stores that the given
/// function makes.
#[macro_export]
macro_rules! conformance_suite {
    ($make:ident) => {
        $crate::conformance_suite! { @room $make, transactions:
            a_conflict_in_a_list_applies_nothing
            a_conflict_undoes_its_own_list_only
            an_empty_list_is_no_error
            changes_made_at_the_same_time_are_all_kept
            what_names_no_tenant_is_refused
        }
        $crate::conformance_suite! { @room $make, tenants:
            a_tenant_is_found_by_name_and_by_id
            a_name_belongs_to_one_tenant
            an_id_belongs_to_one_tenant
            any_uuid_is_a_tenant_id
            tenants_are_listed_by_name
            the_generation_grows_with_every_change_of_configuration
            the_generation_of_another_tenant_stays
            the_generation_stays_when_people_sign_in
            the_generation_stays_after_a_conflict
        }
        $crate::conformance_suite! { @room $make, documents:
            a_document_is_stored_with_who_and_when
            a_change_makes_the_next_version_and_keeps_the_one_before
            a_new_document_that_exists_is_a_conflict
            a_document_changed_meanwhile_is_a_conflict
            a_document_deleted_meanwhile_is_a_conflict
            f16_one_of_64_changes_of_the_same_version_wins
            deleting_a_version_that_is_not_current_is_a_conflict
            a_deleted_document_keeps_its_history
            deleting_one_document_leaves_the_others
            numbering_goes_on_after_a_deletion
        }
        $crate::conformance_suite! { @room $make, lookups:
            a_lookup_finds_the_current_document
            a_lookup_belongs_to_one_document
            a_lookup_is_kept_apart_by_tenant_and_kind
            the_lookup_of_a_deleted_document_is_free
            documents_without_a_lookup_do_not_collide
            s81_documents_of_another_tenant_are_not_found
            s81_a_document_of_another_tenant_is_not_changed
            documents_of_another_kind_are_not_found
        }
        $crate::conformance_suite! { @room $make, secrets:
            a_secret_is_found_by_its_reference
            versions_of_a_secret_stand_side_by_side
            a_version_of_a_secret_is_written_once
            s81_a_secret_of_another_tenant_is_not_found
            deleting_a_secret_deletes_all_its_versions
            s81_deleting_a_secret_leaves_another_tenants
            restoring_an_old_document_revives_no_deleted_secret
        }
        $crate::conformance_suite! { @room $make, journeys:
            a_journey_reads_back_as_it_was_begun
            a_journey_is_begun_once
            a_save_makes_the_next_version
            a_save_on_an_old_version_is_a_conflict
            f16_a_version_is_saved_once_by_64_callers
            an_ended_journey_has_no_state_and_keeps_its_recording
            a_save_keeps_the_provider_and_the_user_it_does_not_name
            a_recording_is_replaced_on_the_version_that_was_read
            a_recording_that_grows_is_kept_longer
            an_expired_journey_is_found_until_it_is_purged
        }
        $crate::conformance_suite! { @room $make, isolation:
            s81_a_journey_of_another_tenant_is_not_found
            s81_a_journey_of_another_tenant_is_not_changed
            s81_users_of_the_same_ids_are_kept_apart
            s81_journeys_of_the_same_ids_are_kept_apart
        }
        $crate::conformance_suite! { @room $make, api_tokens:
            an_api_token_is_taken_until_its_time
            s81_an_api_token_is_revoked_in_its_tenant_alone
            the_name_of_an_api_token_is_taken_while_it_lives
        }
        $crate::conformance_suite! { @room $make, audit:
            an_event_reads_back_as_it_was_recorded
            events_are_listed_newest_first_page_by_page
            events_are_found_by_actor_target_and_time
            s81_events_of_another_tenant_are_not_listed
            an_event_stands_and_falls_with_its_change
            an_event_is_kept_for_a_year
        }
        $crate::conformance_suite! { @room $make, accounts:
            a_password_is_stored_with_its_user_and_replaced
            identities_are_replaced_as_a_whole
            s75_a_purge_leaves_windows_that_have_not_ended
            s75_exactly_the_limit_of_64_attempts_is_let_through
            a_window_of_attempts_ends_by_itself
        }
        $crate::conformance_suite! { @room $make, leases:
            a_lease_is_held_by_one_and_ends_by_itself
            f16_a_journey_is_claimed_once_by_64_callers
            a_journey_that_went_on_is_not_claimed
            a_journey_that_ended_is_not_claimed
            a_journey_that_expired_is_not_claimed
            s81_a_journey_of_another_tenant_is_not_claimed
            a_claim_is_of_one_journey
            a_save_gives_the_lease_back
            a_save_between_the_steps_keeps_the_lease
        }
        $crate::conformance_suite! { @room $make, callbacks:
            f16_a_callback_is_consumed_once_by_64_callers
            a_consumed_callback_stays_consumed_after_the_lease
            a_callback_claims_its_journey
            s22_a_callback_of_another_browser_is_not_consumed
            a_forgotten_callback_is_not_consumed
            s22_a_callback_of_another_tenant_is_not_consumed
            s34_a_callback_is_consumed_at_its_own_address_only
            s34_a_callback_of_the_shared_address_is_not_consumed_elsewhere
            an_expired_callback_is_not_consumed
            a_callback_waits_while_somebody_holds_the_journey
            a_callback_of_an_ended_journey_is_not_consumed
            a_callback_of_an_expired_journey_is_not_consumed
            two_callbacks_of_a_journey_are_not_consumed_at_the_same_time
            a_state_is_registered_once
        }
        $crate::conformance_suite! { @room $make, codes:
            s5_a_code_is_redeemed_once_by_64_callers
            s5_a_second_redemption_revokes_the_grant
            s5_a_grant_is_revoked_in_its_own_tenant_and_journey_only
            s5_a_code_of_another_tenant_is_unknown_and_not_consumed
            s5_a_code_is_not_redeemed_after_its_time
            s5_a_redeemed_code_is_recognised_after_its_time
            s5_looking_at_a_code_does_not_redeem_it
            an_unknown_code_is_unknown
            a_code_is_registered_once
        }
        $crate::conformance_suite! { @room $make, grants:
            a_family_reads_back_as_it_was_begun
            s50_each_rotation_makes_the_next_generation
            s50_a_token_is_rotated_once_by_64_callers
            s50_a_repeated_token_is_a_retry_within_the_window_only
            s50_a_generation_that_was_not_given_out_is_dead
            s50_an_expired_token_is_dead
            s81_a_family_of_another_tenant_is_not_there
            s5_a_code_used_twice_revokes_its_family
            s5_a_code_used_twice_before_its_family_is_made_leaves_none
            s50_what_is_revoked_is_dead_and_the_rest_lives
            s50_a_revocation_between_64_refreshes_holds
        }
        $crate::conformance_suite! { @room $make, sessions:
            a_session_lasts_until_its_time
            a_session_goes_on_with_what_it_remembers_now
            s20_an_ended_session_is_dead
            s20_a_session_that_ended_is_not_brought_back_by_going_on
            the_sessions_of_a_user_end_together
            s81_a_session_of_another_tenant_is_not_there
        }
        $crate::conformance_suite! { @room $make, namespaces:
            s6_a_value_of_one_kind_is_refused_as_every_other_and_not_consumed
            s6_one_digest_may_stand_in_every_namespace
        }
        $crate::conformance_suite! { @room $make, users:
            a_sign_in_is_remembered_at_its_latest
            a_user_is_found_by_id_and_by_identity
            any_uuid_is_a_user_id
            a_user_id_is_taken_once_in_a_tenant
            s81_a_user_of_another_tenant_is_not_found
            an_update_replaces_attributes_and_keeps_identities
            an_update_of_nobody_is_a_conflict
            s37_a_change_of_some_fields_leaves_what_was_stored_meanwhile
            s37_who_is_switched_off_is_changed_only_by_what_says_so
            s81_a_user_of_another_tenant_is_not_deleted
        }
        $crate::conformance_suite! { @room $make, identities:
            an_identity_belongs_to_one_user_of_a_tenant
            f16_an_identity_is_given_to_one_of_64_users
            an_identity_is_compared_exactly
            a_deleted_user_takes_its_identities_along
        }
        $crate::conformance_suite! { @room $make, issuers:
            s35_an_issuer_belongs_to_the_first_provider_that_has_it
            s35_an_issuer_is_given_to_one_of_64_providers
            s35_an_issuer_of_a_deleted_provider_is_free
        }
        $crate::conformance_suite! { @room $make, once:
            a_write_repeated_for_the_same_step_does_nothing
            another_step_or_journey_writes_again
            the_same_step_of_another_tenant_writes
            a_refused_write_does_not_use_up_its_step
            f16_a_step_writes_once_for_64_callers
            what_a_purged_journey_wrote_once_is_forgotten_with_it
            a_step_of_a_journey_that_a_purge_left_still_writes_once
        }
        $crate::conformance_suite! { @room $make, lists:
            documents_are_listed_by_id_page_by_page
            journeys_are_listed_newest_first_page_by_page
            users_are_listed_newest_first_page_by_page
            a_list_of_journeys_goes_on_after_its_last_row_was_purged
            a_list_of_users_goes_on_after_its_last_row_was_deleted
            s81_lists_hold_one_tenant_only
        }
        $crate::conformance_suite! { @room $make, search:
            users_are_found_by_the_beginning_of_name_email_or_id
            a_search_knows_no_wildcards
            a_search_follows_an_update
            a_search_is_paged_too
        }
        $crate::conformance_suite! { @room $make, admins:
            an_administrator_is_found_by_name_without_case
            a_name_belongs_to_one_administrator
            f16_a_link_signs_in_once_by_64_callers
            an_expired_link_signs_nobody_in
            a_link_is_not_spent_without_a_session
            a_link_for_nobody_is_refused
            a_session_ends_with_its_time
            a_session_ends_when_it_is_ended
        }
        $crate::conformance_suite! { @room $make, upkeep:
            a_purge_deletes_what_expired_and_leaves_what_lives
            a_purge_is_a_small_batch
            s5_a_redeemed_code_is_recognised_for_an_hour_after_its_time
            a_purge_leaves_sessions_and_journeys_of_now
            a_purge_takes_expired_families_and_sessions_along
            s73_a_journey_that_expires_while_it_waits_gives_up_its_state
            the_store_answers
        }
    };
    (@room $make:ident, $room:ident: $($sentence:ident)+) => {
        mod $room {
            $(
                #[tokio::test(flavor = "multi_thread")]
                async fn $sentence() {
                    // `None`: the engine cannot run here, and said so.
                    if let Some((store, _kept)) = super::$make().await {
                        $crate::conformance::$room::$sentence(store).await;
                    }
                }
            )+
        }
    };
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    #[test]
    fn every_sentence_is_in_the_list_of_the_suite() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let list = fs::read_to_string(folder.join("conformance.rs")).unwrap();
        let mut sentences = 0;
        for room in fs::read_dir(folder.join("conformance")).unwrap() {
            let room = fs::read_to_string(room.unwrap().path()).unwrap();
            for name in room.lines().filter_map(|line| line.strip_prefix("pub async fn ")?.split('(').next()) {
                assert!(list.lines().any(|line| line.trim() == name), "{name} is not in the list");
                sentences += 1;
            }
        }
        assert!(sentences > 100, "only {sentences} sentences found");
    }
}
