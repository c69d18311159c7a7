"""Writes and constraints that decide by what they find and yet are no limit of the list: why not."""

NO_LIMITS = {
    name: why
    for why, names in {
        ("a flag that is set or taken off; a repeat says the same and changes nothing that runs out"): """
            community.hide_review community.show_review community.write_reply
            merchants.withdraw_invitation merchants.write_check merchants.drop_checks
            consents.write_answer consents.write_merchant_answer consents.hold_answer
            kernel.hand_again kernel.ask_again kernel.solve_failure identity.write_member
            markets.set_branch_checks terminals.change_allowance terminals.revoke_device
            kiosks.write_sellers kiosks.drop_sellers kiosks.offer_kiosk kiosks.revoke_kiosk kiosks.put_back
        """,
        (
            "keys are numbered: of two processes one makes the next, and who ends one ends it once; "
            "`tests/integration/vouchers/test_issuer_keys.py` runs several at once"
        ): """
            vouchers.add_issuer_key vouchers.retire_issuer_keys vouchers.end_issuer_keys
            vouchers.revoke_issuer_key
        """,
        (
            "digits that another voucher of the merchant has are drawn again; "
            "`tests/integration/vouchers/test_short_codes.py`"
        ): """
            vouchers.issue_vouchers vouchers.take_short_code
        """,
        (
            "search follows what stores say and sell: whoever writes a place waits for others, and counts of "
            "words are added up under their locks; `tests/integration/test_discovery_index.py`"
        ): """
            discovery.hold_places discovery.drop_things discovery.add_sounds discovery.count_terms
            discovery.set_record
            discovery.price_things discovery.hold_renewal
        """,
        (
            "a second time it changes nothing, by the row's own state or key: "
            "`tests/integration/test_orders_in_shop.py`"
        ): """
            members.join_merchant members.leave_merchant members.take_over_members members.show_code
            members.hold_member
            orders.note_sale_paid orders.mark_sale_refunded orders.take_over_orders
            orders.hold_sale_kept payments.write_pay_code_rule
            identity.write_guest identity.end_guest
        """,
        "counts what was used, by the use's own row and two flags; `tests/integration/test_insight.py`": """
            insight.note_use insight.note_undone insight.move_uses insight.one_visit_less
        """,
        "one alarm for one window, looked at once; `tests/integration/vouchers/test_guessing.py`": """
            vouchers.note_alarm vouchers.acknowledge_alarms
        """,
        (
            "throws away what is old or somebody's who is erased; twice is once: "
            "`tests/integration/web/test_privacy.py`"
        ): """
            kernel.forget_announcements kernel.forget_keys kernel.forget_tries attribution.unjoin_old
            attribution.drop_old_deeds marketing.forget_visits
            identity.blank_person identity.forget_sessions identity.forget_tokens identity.forget_api_tokens
            identity.forget_codes merchants.blank_applications merchants.blank_answers notices.forget_messages
            privacy.forget_exports kiosks.forget_selections
        """,
        "one export a person at a time; a job that was overtaken writes nothing": """
            privacy.ask_export privacy.note_progress privacy.keep_export
        """,
        "ends or notes something of one's own; ending it twice is ending it once": """
            vouchers.revoke_gift items.close_change
            terminals.end_sittings_of_device terminals.end_sittings_of_person
            identity.end_listed_session identity.end_listed_token
            identity.end_other_sessions identity.end_session identity.end_token
            identity.prove_session identity.see_session identity.use_token
        """,
        (
            "says what an article is; who was overtaken is told so, and a code that names another variant is "
            "refused: `tests/integration/test_items.py`"
        ): """
            items.rewrite_items items.write_variants items.retire_variants items.take_codes
            items.add_to_range items.add_categories items.empty_category items.add_whole_range
            items.drop_range_of
        """,
        (
            "a file is carried out from the place one has seen; whoever comes second finds it moved: "
            "`tests/integration/test_items_import.py`"
        ): """
            items.advance_import items.rewrite_import items.imports.imports_check
        """,
        (
            "what head office and branch agree on; who was overtaken is told so, and a store is a branch of "
            "one chain by its key: `tests/integration/test_chains.py`"
        ): """
            chains.invite_branch chains.offer_terms chains.set_terms chains.leave_chain
            chains.rewrite_territory chains.drop_offer chains.drop_territory chains.restore_territory
        """,
        (
            "what somebody agreed to is locked while something is noted of them: what is noted late "
            "is not kept: `tests/integration/test_recommendations.py`"
        ): """
            recommendations.insert_visit recommendations.insert_dismissal recommendations.add_person
        """,
        (
            "a use and its undoing meet in one row by the use's own id, whichever is heard of first: "
            "`tests/integration/test_recommendations.py`"
        ): """
            recommendations.note_use recommendations.undo_use
        """,
        "a flash sale ends after it has begun": """
            flash.sales.sales_check
        """,
        "called off, or left, once by its own row; `tests/integration/web/test_flash_pages.py`": """
            flash.call_off_sale flash.leave
        """,
        "where a store is; whoever writes last has read it later": """
            recommendations.place_stores
        """,
        "a first password is set while its person is made, by code or by the demo": """
            identity.set_first_password_hash
        """,
        "throws away what nobody needs any more; finding nothing is fine": """
            items.drop_codes items.forget_imports items.forget_photo_keepers
            recommendations.forget_old recommendations.forget_uses
            identity.forget_challenges media.sweep_pictures merchants.drop_draft
            merchants.drop_licenses merchants.stale_applications
            catalog.drop_stores carts.forget_carts carts.forget_places
            flash.forget_waiting
        """,
        "what is there already is what was to be written": """
            catalog.write_stores media.write_variants merchants.write_listings
            merchants.write_merchant merchants.write_store markets.write_market
            ledger.open_account reservations.create_pool payments.keep_bill
        """,
        (
            "the draft is its applicant's own; it changes only while it is the applicant's turn, "
            "which `approved once` attacks"
        ): """
            merchants.save_form merchants.save_license_file merchants.save_proof_file
            merchants.lock_application
        """,
        (
            "only the worker calls it, one market after the other; "
            "`tests/integration/test_worker_outbox.py` runs two at once"
        ): """
            kernel.take_from_outbox kernel.take_asked_again notices.mark_sent
        """,
        "only the timetable calls it; a second run finds nothing left": """
            merchants.lapse_merchants merchants.remind_merchants payments.try_refund_later
        """,
        "an operator's decision about a merchant; it limits nothing that runs out": """
            merchants.move_merchant
        """,
        "drawn by lot, and drawn again where somebody has it": """
            marketing.insert_link marketing.insert_codes_of_batch marketing.insert_codes_of_wall
        """,
        (
            "a batch is made from the place one has seen; whoever comes second finds it moved: "
            "`tests/integration/test_code_batches.py`"
        ): """
            marketing.advance_batch marketing.batches.batches_made_in_order
        """,
        "says where codes lead by now, or that they have ended; what they led to stays written": """
            marketing.retarget_links marketing.retarget_codes_of_batch marketing.retarget_batch
            marketing.end_links marketing.end_codes_of_batch
        """,
        "known by its store and name; who names it second finds it": """
            marketing.insert_campaign
        """,
        "each article once on a wall; three at once are tried by `tests/integration/test_walls.py`": """
            marketing.lock_campaign
        """,
        "a step of an order's line stands once, by its key; only the worker writes it": """
            marketing.insert_step marketing.insert_visited marketing.insert_elsewhere
        """,
        "one step of a payment whose end `one capture a payment` and `cancel or pay` attack": """
            payments.end_attempt payments.mark_attempt_closed payments.mark_failed
            payments.stop_paying
        """,
        ("money set aside is posted or voided by the worker; `test_ledger_two_phase.py` lets many try"): """
            ledger.write_pendings ledger.balances.balances_pending_minor_check
            ledger.set_credit_limit
        """,
        "only the sealing job calls it; a second one loses by the block's height": """
            ledger.insert_block
        """,
        "says what a deal is: the stock that is written; what is left of it is `stock`": """
            catalog.deals.deals_stock_check
        """,
        "says what a line is: no unit is sold for nothing": """
            orders.lines.lines_check1
        """,
        "says what a statement is": """
            settlement.statements.statements_check1
        """,
        (
            "statements and payouts move by the timetable and the bank's word: "
            "`tests/integration/test_treasury_payouts.py` and `test_settlement_statements.py` let "
            "several workers draft and pay at once"
        ): """
            settlement.confirm_statement settlement.dissolve_statement settlement.hold_out
            settlement.insert_statement settlement.let_go settlement.lock_statement
            settlement.mark_statement_paid settlement.mark_statement_unpaid
            settlement.move_statement settlement.put_into_statement
            settlement.resolve_dispute settlement.start_paying settlement.confirm_ripe
            settlement.statements_to_pay settlement.sum_up_statement
            treasury.insert_close treasury.mark_sent treasury.mark_unsent
            treasury.settle_batch treasury.settle_payout treasury.trust_account
        """,
        "an owner's bank account; `test_treasury_accounts.py` types several at once": """
            treasury.end_account treasury.insert_account
        """,
        (
            "a day's reconciliation runs by the timetable, one worker at a time; its queue is "
            "worked through by people"
        ): """
            reconciliation.close_difference reconciliation.close_if_clean
            reconciliation.insert_return reconciliation.keep_lines reconciliation.lines_gone
            reconciliation.lock_difference reconciliation.lock_known_day
            reconciliation.look_later reconciliation.mark_return_otherwise
            reconciliation.mark_return_refused reconciliation.mark_returned
            reconciliation.note_absence reconciliation.return_again
            reconciliation.reopen_corrected reconciliation.resolve_differences
            reconciliation.take_difference reconciliation.try_return_later
        """,
        (
            "what happens to one pickup waits for its row, and its four pots cannot hold more or less than "
            "the line; `tests/integration/test_orders_goods.py` plays histories through the doors"
        ): """
            pickups.mark_ready pickups.note_left pickups.store_of_handed
        """,
        "a store closes for good and what it had goes; a second time finds nothing left": """
            merchants.close_store merchants.withdraw_invitations_of_store catalog.hand_over_deal
        """,
        (
            "prices of a merchant are written one after the other, so that a promise is looked at as a "
            "whole; `tests/integration/test_prices_parity.py` runs two at once"
        ): """
            prices.change_book prices.declare_parity prices.turn_books
        """,
        "what a till said last; an older word never covers a later one": """
            prices.write_till_prices
        """,
        "says what a price book is: no time that is over before it begins": """
            prices.books.books_check
        """,
        (
            "what a day has changes under its pool's lock, by `add_to_pools`; it is lowered while its last "
            "ones are bought in `tests/integration/test_orders_by_day.py`"
        ): """
            stock.open_days
        """,
        (
            "what was on its way for an order is for the shelf, or arrives for it, whoever is first; "
            "`tests/histories/test_stock_histories.py` plays both"
        ): """
            stock.transfer_lines.transfer_lines_freed_check
            stock.take_off_freed stock.stop_levels stock.resume_levels
            stock.drop_transfers stock.ask_transfer stock.ask_again
            stock.lock_transfers_of_order pickups.note_came reservations.take_arrived
        """,
        (
            "one run a source goes on, the newest, and a doubt is decided once: "
            "`tests/integration/test_listings.py`"
        ): """
            listings.touch_records listings.mark_gone listings.write_reviews listings.decide_review
            listings.drop_reviews
        """,
        (
            "an import closes only what nobody runs; twice is once: "
            "`tests/integration/test_merchants_stores.py`"
        ): """
            merchants.close_listings merchants.reopen_listings
        """,
        "one photo's change after the other, so that their order stays whole": """
            merchants.lock_store
        """,
        "what becomes of a refund under way; raced in `test_payments_refund_races.py`": """
            payments.lock_refund payments.mark_refund_bounced payments.mark_refund_otherwise
        """,
        (
            "a foreign voucher is used once, at its platform; "
            "`tests/integration/providers/test_foreign_uses.py` lets many counters try one and loses answers"
        ): """
            foreign_vouchers.ask_for_use foreign_vouchers.ask_for_undoing foreign_vouchers.mark_over
            foreign_vouchers.mark_taken foreign_vouchers.mark_taken_late foreign_vouchers.mark_undone
            foreign_vouchers.mark_still_taken foreign_vouchers.look_later
            foreign_vouchers.look_no_more foreign_vouchers.drop_prepared
        """,
        "an owner's connection to a platform: one a store, and ending it twice is ending it once": """
            foreign_vouchers.insert_connection foreign_vouchers.move_connection
            foreign_vouchers.end_connection foreign_vouchers.note_trouble
        """,
        "an operator's decision after redemption; raced in `test_orders_decided.py`": """
            settlement.note_subsidized settlement.lines.lines_check1 settlement.lines.lines_check2
        """,
        (
            "the law of uses without a network: `tests/offline` plays it in every order of arrival, and "
            "`test_terminals_at_once.py` many syncs at once beside the deciding job"
        ): """
            terminals.hold_device terminals.write_entry vouchers.take_offline vouchers.hold_vouchers_of
            vouchers.lose_offline vouchers.hold_voucher vouchers.decide_uses
        """,
        (
            "a mall's look and pages move from the revision that was read, pages and switches one after the "
            "other; opening twice is opening once; `tests/integration/test_malls.py`"
        ): """
            malls.insert_mall malls.move_look malls.open_mall malls.close_mall malls.lock_mall
            malls.insert_page malls.change_page malls.remove_page malls.restore_page
        """,
        (
            "a host name waits, is confirmed or withdrawn, each once, and leads to one mall by its key; "
            "`tests/integration/test_mall_hosts.py`"
        ): """
            malls.ask_host malls.confirm_host malls.withdraw_host malls.take_host
        """,
        (
            "a group of synonyms is changed while it is in force and ended once, each by its own row; "
            "`tests/integration/web/test_operator_synonyms.py`"
        ): """
            discovery.change_synonyms discovery.end_synonyms
        """,
        (
            "what counts is chosen after the choice that was looked at; who was overtaken is told so: "
            "`tests/integration/web/test_operator_ranking.py`"
        ): """
            discovery.choose_weights
        """,
        "a paid place is ended once, before its time; `tests/integration/web/test_operator_sponsored.py`": """
            discovery.end_sponsored discovery.sponsored.sponsored_for_some_time
        """,
        (
            "touches and steps are noted once by their ids, goals are reckoned one by one, their row held; "
            "what is left out or forgotten is so once: `tests/integration/test_attribution.py`"
        ): """
            attribution.insert_touch attribution.leave_out attribution.join_device attribution.unjoin_visits
            attribution.forget_deeds attribution.insert_goal_step attribution.hold_goals
            attribution.mark_again attribution.freeze_goals attribution.drop_sources attribution.drop_devices
            attribution.costs.costs_for_some_days attribution.insert_costs
            attribution.bring_members attribution.insert_deed
            attribution.write_coupon_use attribution.take_over_goals
        """,
        (
            "an order is paid, given up or refunded once, which others of the list attack, and its coupons "
            "follow; `tests/integration/test_coupons.py`"
        ): """
            promotions.use_coupons promotions.return_coupons promotions.hold_again
            promotions.hold_coupons_of_guest promotions.take_over_coupons promotions.end_coupon
        """,
        "what coupons promise is written once, and paused and ended by its own row": """
            promotions.move_batch promotions.batches.batch_for_some_time
        """,
        "says what a line is: the market bears no more than is taken off": """
            orders.lines.lines_check2
        """,
        "forgets syncs after which nothing can be believed any more": """
            terminals.drop_anchors
        """,
    }.items()
    for name in names.split()
}
