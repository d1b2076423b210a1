BEGIN TRANSACTION;
CREATE TABLE account_words (
	account_id INTEGER NOT NULL, 
	word VARCHAR(200) NOT NULL, 
	CONSTRAINT pk_account_words PRIMARY KEY (account_id, word), 
	CONSTRAINT fk_account_words_account_id FOREIGN KEY(account_id) REFERENCES accounts (id) ON DELETE CASCADE
);
INSERT INTO "account_words" VALUES(1,'x');
CREATE TABLE accounts (
	id INTEGER NOT NULL, 
	number VARCHAR(64) NOT NULL, 
	name VARCHAR(200) NOT NULL, 
	name_folded VARCHAR(400) NOT NULL, 
	country VARCHAR(2) NOT NULL, 
	segment VARCHAR(16) NOT NULL, 
	CONSTRAINT pk_accounts PRIMARY KEY (id), 
	CONSTRAINT uq_accounts_number UNIQUE (number)
);
INSERT INTO "accounts" VALUES(1,'x','x','x','x','x');
CREATE TABLE acts (
	id INTEGER NOT NULL, 
	"key" VARCHAR(255) NOT NULL, 
	message_id VARCHAR(64), 
	who VARCHAR(254) NOT NULL, 
	at DATETIME NOT NULL, 
	changes JSON NOT NULL, 
	undone_at DATETIME, 
	CONSTRAINT pk_acts PRIMARY KEY (id), 
	CONSTRAINT fk_acts_message_id FOREIGN KEY(message_id) REFERENCES messages (id) ON DELETE CASCADE, 
	CONSTRAINT uq_acts_key UNIQUE ("key")
);
INSERT INTO "acts" VALUES(1,'x','x','x','2026-11-28 12:00:00.000000','{}','2026-11-28 12:00:00.000000');
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0031');
CREATE TABLE calendar_feeds (
	identity VARCHAR(254) NOT NULL, 
	secret VARCHAR(64) NOT NULL, 
	language VARCHAR(8) NOT NULL, 
	timezone VARCHAR(64), 
	made_at DATETIME NOT NULL, 
	read_at DATETIME, 
	CONSTRAINT pk_calendar_feeds PRIMARY KEY (identity), 
	CONSTRAINT uq_calendar_feeds_secret UNIQUE (secret)
);
INSERT INTO "calendar_feeds" VALUES('x','x','x','x','2026-11-28 12:00:00.000000','2026-11-28 12:00:00.000000');
CREATE TABLE contacts (
	id INTEGER NOT NULL, 
	account_id INTEGER NOT NULL, 
	email VARCHAR(254) NOT NULL, 
	name VARCHAR(200) NOT NULL, 
	CONSTRAINT pk_contacts PRIMARY KEY (id), 
	CONSTRAINT fk_contacts_account_id FOREIGN KEY(account_id) REFERENCES accounts (id), 
	CONSTRAINT uq_contacts_account_id_email UNIQUE (account_id, email)
);
INSERT INTO "contacts" VALUES(1,1,'x','x');
CREATE TABLE contract_changes (
	id INTEGER NOT NULL, 
	import_id INTEGER NOT NULL, 
	contract_number VARCHAR(64) NOT NULL, 
	what VARCHAR(16) NOT NULL, 
	details JSON NOT NULL, 
	CONSTRAINT pk_contract_changes PRIMARY KEY (id), 
	CONSTRAINT fk_contract_changes_import_id_contract_imports FOREIGN KEY(import_id) REFERENCES contract_imports (id) ON DELETE CASCADE
);
INSERT INTO "contract_changes" VALUES(1,1,'x','x','{}');
CREATE TABLE contract_imports (
	id INTEGER NOT NULL, 
	name VARCHAR(255) NOT NULL, 
	written_at DATETIME, 
	at DATETIME NOT NULL, 
	whole BOOLEAN NOT NULL, 
	new INTEGER NOT NULL, 
	changed INTEGER NOT NULL, 
	unchanged INTEGER NOT NULL, 
	refused INTEGER NOT NULL, 
	gone INTEGER NOT NULL, 
	CONSTRAINT pk_contract_imports PRIMARY KEY (id)
);
INSERT INTO "contract_imports" VALUES(1,'x','2026-11-28 12:00:00.000000','2026-11-28 12:00:00.000000',1,1,1,1,1,1);
CREATE TABLE contract_marks (
	contract_id INTEGER NOT NULL, 
	for_end_on DATE NOT NULL, 
	contacted_by VARCHAR(254), 
	contacted_at DATETIME, 
	snoozed_until DATE, forecast VARCHAR(16), forecast_reason TEXT, forecast_by VARCHAR(254), forecast_at DATETIME, 
	CONSTRAINT pk_contract_marks PRIMARY KEY (contract_id), 
	CONSTRAINT fk_contract_marks_contract_id FOREIGN KEY(contract_id) REFERENCES contracts (id) ON DELETE CASCADE
);
INSERT INTO "contract_marks" VALUES(1,'2026-11-28','x','2026-11-28 12:00:00.000000','2026-11-28','x','x','x','2026-11-28 12:00:00.000000');
CREATE TABLE contract_notes (
	id INTEGER NOT NULL, 
	contract_id INTEGER NOT NULL, 
	author VARCHAR(254) NOT NULL, 
	text TEXT NOT NULL, 
	written_at DATETIME NOT NULL, 
	CONSTRAINT pk_contract_notes PRIMARY KEY (id), 
	CONSTRAINT fk_contract_notes_contract_id FOREIGN KEY(contract_id) REFERENCES contracts (id) ON DELETE CASCADE
);
INSERT INTO "contract_notes" VALUES(1,1,'x','x','2026-11-28 12:00:00.000000');
CREATE TABLE contract_readings (
	id INTEGER NOT NULL, 
	who VARCHAR(254) NOT NULL, 
	door VARCHAR(16) NOT NULL, 
	topic VARCHAR(64) NOT NULL, 
	contract_numbers JSON NOT NULL, 
	read_at DATETIME NOT NULL, 
	CONSTRAINT pk_contract_readings PRIMARY KEY (id)
);
INSERT INTO "contract_readings" VALUES(1,'x','x','x','{}','2026-11-28 12:00:00.000000');
CREATE TABLE contracts (
	id INTEGER NOT NULL, 
	number VARCHAR(64) NOT NULL, 
	number_folded VARCHAR(64) NOT NULL, 
	number_digits VARCHAR(64) NOT NULL, 
	account_id INTEGER NOT NULL, 
	contact_id INTEGER NOT NULL, 
	product VARCHAR(200) NOT NULL, 
	product_type VARCHAR(16) NOT NULL, 
	offering VARCHAR(64) NOT NULL, 
	start_on DATE NOT NULL, 
	end_on DATE NOT NULL, 
	auto_renew BOOLEAN NOT NULL, 
	quantity INTEGER NOT NULL, 
	reseller VARCHAR(200) NOT NULL, 
	owner_email VARCHAR(254) NOT NULL, notice_on DATE, gone_at DATETIME, country VARCHAR(2) DEFAULT '' NOT NULL, 
	CONSTRAINT pk_contracts PRIMARY KEY (id), 
	CONSTRAINT ck_contracts_term CHECK (start_on <= end_on), 
	CONSTRAINT fk_contracts_account_id FOREIGN KEY(account_id) REFERENCES accounts (id), 
	CONSTRAINT fk_contracts_contact_id FOREIGN KEY(contact_id) REFERENCES contacts (id), 
	CONSTRAINT uq_contracts_number UNIQUE (number)
);
INSERT INTO "contracts" VALUES(1,'x','x','x',1,1,'x','x','x','2026-11-28','2026-11-28',1,1,'x','x','2026-11-28','2026-11-28 12:00:00.000000','x');
CREATE TABLE conversations (
	id VARCHAR(64) NOT NULL, 
	token_hash VARCHAR(64) NOT NULL, 
	language VARCHAR(8) NOT NULL, 
	identity VARCHAR(254), 
	waiting_question TEXT, 
	created_at DATETIME NOT NULL, 
	expires_at DATETIME NOT NULL, timezone VARCHAR(64), door VARCHAR(16) DEFAULT 'chat' NOT NULL, handoff_reason VARCHAR(32), 
	CONSTRAINT pk_conversations PRIMARY KEY (id), 
	CONSTRAINT uq_conversations_token_hash UNIQUE (token_hash)
);
INSERT INTO "conversations" VALUES('x','x','x','x','x','2026-11-28 12:00:00.000000','2026-11-28 12:00:00.000000','x','x','x');
CREATE TABLE deflections (
	id VARCHAR(64) NOT NULL, 
	language VARCHAR(8) NOT NULL, 
	topics JSON NOT NULL, 
	outcome VARCHAR(16), 
	outcome_topic VARCHAR(64), 
	asked_at DATETIME NOT NULL, 
	ended_at DATETIME, site VARCHAR(64), visitor VARCHAR(64), arm VARCHAR(16), submitted_at DATETIME, 
	CONSTRAINT pk_deflections PRIMARY KEY (id)
);
INSERT INTO "deflections" VALUES('x','x','{}','x','x','2026-11-28 12:00:00.000000','2026-11-28 12:00:00.000000','x','x','x','2026-11-28 12:00:00.000000');
CREATE TABLE desk_tickets (
	ticket_id VARCHAR(128) NOT NULL, 
	reference VARCHAR(16), 
	deflection_id VARCHAR(64), 
	created_at DATETIME NOT NULL, 
	reopened_at DATETIME, 
	CONSTRAINT pk_desk_tickets PRIMARY KEY (ticket_id), 
	CONSTRAINT fk_desk_tickets_reference_handoffs FOREIGN KEY(reference) REFERENCES handoffs (reference) ON DELETE CASCADE, 
	CONSTRAINT fk_desk_tickets_deflection_id_deflections FOREIGN KEY(deflection_id) REFERENCES deflections (id) ON DELETE CASCADE
);
INSERT INTO "desk_tickets" VALUES('x','x','x','2026-11-28 12:00:00.000000','2026-11-28 12:00:00.000000');
CREATE TABLE digest_settings (
	rep_email VARCHAR(254) NOT NULL, 
	hour INTEGER NOT NULL, 
	weekdays JSON NOT NULL, 
	since_at DATETIME NOT NULL, 
	CONSTRAINT pk_digest_settings PRIMARY KEY (rep_email)
);
INSERT INTO "digest_settings" VALUES('x',1,'{}','2026-11-28 12:00:00.000000');
CREATE TABLE feedback (
	reply_id VARCHAR(64) NOT NULL, 
	helpful BOOLEAN NOT NULL, 
	comment TEXT, 
	given_at DATETIME NOT NULL, 
	CONSTRAINT pk_feedback PRIMARY KEY (reply_id), 
	CONSTRAINT fk_feedback_reply_id FOREIGN KEY(reply_id) REFERENCES messages (id) ON DELETE CASCADE
);
INSERT INTO "feedback" VALUES('x',1,'x','2026-11-28 12:00:00.000000');
CREATE TABLE figure_marks (
	id INTEGER NOT NULL, 
	message BIGINT NOT NULL, 
	transition BIGINT NOT NULL, 
	CONSTRAINT pk_figure_marks PRIMARY KEY (id)
);
INSERT INTO "figure_marks" VALUES(1,1,1);
CREATE TABLE handoff_files (
	id VARCHAR(64) NOT NULL, 
	message_id VARCHAR(64) NOT NULL, 
	name VARCHAR(255) NOT NULL, 
	kind VARCHAR(100) NOT NULL, 
	content BLOB NOT NULL, 
	CONSTRAINT pk_handoff_files PRIMARY KEY (id), 
	CONSTRAINT fk_handoff_files_message_id FOREIGN KEY(message_id) REFERENCES messages (id) ON DELETE CASCADE
);
INSERT INTO "handoff_files" VALUES('x','x','x','x',X'78');
CREATE TABLE handoff_times (
	reference VARCHAR(16) NOT NULL, 
	claim_minutes DOUBLE, 
	reply_minutes DOUBLE, 
	CONSTRAINT pk_handoff_times PRIMARY KEY (reference), 
	CONSTRAINT fk_handoff_times_reference FOREIGN KEY(reference) REFERENCES handoffs (reference) ON DELETE CASCADE
);
INSERT INTO "handoff_times" VALUES('x',1.0,1.0);
CREATE TABLE handoff_transitions (
	id INTEGER NOT NULL, 
	reference VARCHAR(16) NOT NULL, 
	at DATETIME NOT NULL, 
	actor VARCHAR(254) NOT NULL, 
	what VARCHAR(32) NOT NULL, 
	from_state VARCHAR(16), 
	to_state VARCHAR(16) NOT NULL, 
	detail VARCHAR(200), 
	CONSTRAINT pk_handoff_transitions PRIMARY KEY (id), 
	CONSTRAINT fk_handoff_transitions_reference FOREIGN KEY(reference) REFERENCES handoffs (reference) ON DELETE CASCADE
);
INSERT INTO "handoff_transitions" VALUES(1,'x','2026-11-28 12:00:00.000000','x','x','x','x','x');
CREATE TABLE handoffs (
	reference VARCHAR(16) NOT NULL, 
	conversation_id VARCHAR(64), 
	region VARCHAR(8) NOT NULL, 
	reason VARCHAR(32) NOT NULL, 
	language VARCHAR(8) NOT NULL, 
	state VARCHAR(16) NOT NULL, 
	owner VARCHAR(254), 
	owner_name VARCHAR(200), 
	outcome VARCHAR(32), 
	channel VARCHAR(32), 
	thread VARCHAR(32), 
	asked_number INTEGER NOT NULL, 
	relayed INTEGER NOT NULL, 
	answered INTEGER NOT NULL, 
	moves INTEGER NOT NULL, 
	rounds INTEGER NOT NULL, 
	asked_at DATETIME NOT NULL, 
	waiting_since DATETIME NOT NULL, 
	claimed_at DATETIME, 
	ended_at DATETIME, 
	seen_at DATETIME NOT NULL, reply_to VARCHAR(254), 
	CONSTRAINT pk_handoffs PRIMARY KEY (reference), 
	CONSTRAINT fk_handoffs_conversation_id FOREIGN KEY(conversation_id) REFERENCES conversations (id) ON DELETE SET NULL
);
INSERT INTO "handoffs" VALUES('x','x','x','x','x','x','x','x','x','x','x',1,1,1,1,1,'2026-11-28 12:00:00.000000','2026-11-28 12:00:00.000000','2026-11-28 12:00:00.000000','2026-11-28 12:00:00.000000','2026-11-28 12:00:00.000000','x');
CREATE TABLE heartbeats (
	id INTEGER NOT NULL, 
	beat_at DATETIME NOT NULL, 
	CONSTRAINT pk_heartbeats PRIMARY KEY (id)
);
INSERT INTO "heartbeats" VALUES(1,'2026-11-28 12:00:00.000000');
CREATE TABLE held_words (
	id INTEGER NOT NULL, 
	reference VARCHAR(16) NOT NULL, 
	channel VARCHAR(32) NOT NULL, 
	thread VARCHAR(32) NOT NULL, 
	ts VARCHAR(32) NOT NULL, 
	slack_user VARCHAR(32) NOT NULL, 
	message JSON NOT NULL, 
	held_at DATETIME NOT NULL, 
	CONSTRAINT pk_held_words PRIMARY KEY (id), 
	CONSTRAINT fk_held_words_reference_handoffs FOREIGN KEY(reference) REFERENCES handoffs (reference) ON DELETE CASCADE, 
	CONSTRAINT uq_held_words_channel_ts UNIQUE (channel, ts)
);
INSERT INTO "held_words" VALUES(1,'x','x','x','x','x','{}','2026-11-28 12:00:00.000000');
CREATE TABLE jobs (
	id INTEGER NOT NULL, 
	kind VARCHAR(32) NOT NULL, 
	"key" VARCHAR(255) NOT NULL, 
	queue VARCHAR(255) NOT NULL, 
	payload JSON NOT NULL, 
	first_due_at DATETIME NOT NULL, 
	due_at DATETIME NOT NULL, 
	wanted INTEGER NOT NULL, 
	attempts INTEGER NOT NULL, 
	done BOOLEAN NOT NULL, 
	CONSTRAINT pk_jobs PRIMARY KEY (id), 
	CONSTRAINT uq_jobs_kind_key UNIQUE (kind, "key")
);
INSERT INTO "jobs" VALUES(1,'x','x','x','{}','2026-11-28 12:00:00.000000','2026-11-28 12:00:00.000000',1,1,1);
CREATE TABLE leases (
	kind VARCHAR(32) NOT NULL, 
	queue VARCHAR(255) NOT NULL, 
	fence BIGINT NOT NULL, 
	until DOUBLE NOT NULL, 
	CONSTRAINT pk_leases PRIMARY KEY (kind, queue)
);
INSERT INTO "leases" VALUES('x','x',1,1.0);
CREATE TABLE messages (
	number INTEGER NOT NULL, 
	id VARCHAR(64) NOT NULL, 
	conversation_id VARCHAR(64) NOT NULL, 
	client_id VARCHAR(128), 
	answers VARCHAR(64), 
	speaker VARCHAR(16) NOT NULL, 
	text TEXT NOT NULL, 
	language VARCHAR(8) NOT NULL, 
	reply JSON, 
	answered BOOLEAN NOT NULL, 
	said_at DATETIME NOT NULL, 
	CONSTRAINT pk_messages PRIMARY KEY (number), 
	CONSTRAINT fk_messages_conversation_id FOREIGN KEY(conversation_id) REFERENCES conversations (id) ON DELETE CASCADE, 
	CONSTRAINT uq_messages_conversation_id_client_id UNIQUE (conversation_id, client_id), 
	CONSTRAINT uq_messages_id UNIQUE (id)
);
INSERT INTO "messages" VALUES(1,'x','x','x','x','x','x','x','{}',1,'2026-11-28 12:00:00.000000');
CREATE TABLE operator_entries (
	id INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	who VARCHAR(254) NOT NULL, 
	what VARCHAR(32) NOT NULL, 
	about VARCHAR(254) NOT NULL, 
	CONSTRAINT pk_operator_entries PRIMARY KEY (id)
);
INSERT INTO "operator_entries" VALUES(1,'2026-11-28 12:00:00.000000','x','x','x');
CREATE TABLE outgoing (
	event VARCHAR(64) NOT NULL, 
	target VARCHAR(64) NOT NULL, 
	kind VARCHAR(64) NOT NULL, 
	data JSON NOT NULL, 
	happened_at DATETIME NOT NULL, 
	due_at DATETIME NOT NULL, 
	attempts INTEGER NOT NULL, 
	done BOOLEAN NOT NULL, 
	CONSTRAINT pk_outgoing PRIMARY KEY (event, target)
);
INSERT INTO "outgoing" VALUES('x','x','x','{}','2026-11-28 12:00:00.000000','2026-11-28 12:00:00.000000',1,1);
CREATE TABLE reminders (
	id INTEGER NOT NULL, 
	contract_id INTEGER NOT NULL, 
	rep_email VARCHAR(254) NOT NULL, 
	for_end_on DATE NOT NULL, 
	days_before INTEGER NOT NULL, 
	remind_on DATE NOT NULL, 
	told_in VARCHAR(200), at_minute INTEGER, 
	CONSTRAINT pk_reminders PRIMARY KEY (id), 
	CONSTRAINT fk_reminders_contract_id FOREIGN KEY(contract_id) REFERENCES contracts (id) ON DELETE CASCADE, 
	CONSTRAINT uq_reminders_once UNIQUE (contract_id, rep_email, for_end_on, days_before, remind_on)
);
INSERT INTO "reminders" VALUES(1,1,'x','2026-11-28',1,'2026-11-28','x',1);
CREATE TABLE reps (
	email VARCHAR(254) NOT NULL, 
	name VARCHAR(200) NOT NULL, 
	role VARCHAR(16) NOT NULL, 
	regions JSON NOT NULL, 
	language VARCHAR(8) NOT NULL, 
	timezone VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_reps PRIMARY KEY (email)
);
INSERT INTO "reps" VALUES('x','x','x','{}','x','x');
CREATE TABLE reviews (
	message_id VARCHAR(64) NOT NULL, 
	decision VARCHAR(64) NOT NULL, 
	decided_at DATETIME NOT NULL, 
	CONSTRAINT pk_reviews PRIMARY KEY (message_id), 
	CONSTRAINT fk_reviews_message_id FOREIGN KEY(message_id) REFERENCES messages (id) ON DELETE CASCADE
);
INSERT INTO "reviews" VALUES('x','x','2026-11-28 12:00:00.000000');
CREATE TABLE slack_channels (
	team VARCHAR(32) NOT NULL, 
	channel VARCHAR(32) NOT NULL, 
	answers VARCHAR(16) NOT NULL, 
	set_by VARCHAR(254) NOT NULL, 
	set_at DATETIME NOT NULL, 
	CONSTRAINT pk_slack_channels PRIMARY KEY (team, channel)
);
INSERT INTO "slack_channels" VALUES('x','x','x','x','2026-11-28 12:00:00.000000');
CREATE TABLE slack_posts (
	ref VARCHAR(200) NOT NULL, 
	team VARCHAR(32) NOT NULL, 
	channel VARCHAR(32) NOT NULL, 
	message JSON NOT NULL, 
	tried BOOLEAN NOT NULL, 
	ts VARCHAR(32), 
	begun_at DATETIME NOT NULL, 
	CONSTRAINT pk_slack_posts PRIMARY KEY (ref)
);
INSERT INTO "slack_posts" VALUES('x','x','x','{}',1,'x','2026-11-28 12:00:00.000000');
CREATE TABLE slack_threads (
	conversation_id VARCHAR(64) NOT NULL, 
	team VARCHAR(32) NOT NULL, 
	channel VARCHAR(32) NOT NULL, 
	thread VARCHAR(32) NOT NULL, 
	slack_user VARCHAR(32) NOT NULL, 
	CONSTRAINT pk_slack_threads PRIMARY KEY (conversation_id), 
	CONSTRAINT fk_slack_threads_conversation_id FOREIGN KEY(conversation_id) REFERENCES conversations (id) ON DELETE CASCADE, 
	CONSTRAINT uq_slack_threads_team_channel_thread_slack_user UNIQUE (team, channel, thread, slack_user)
);
INSERT INTO "slack_threads" VALUES('x','x','x','x','x');
CREATE TABLE stale_visits (
	id INTEGER NOT NULL, 
	conversation_id VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_stale_visits PRIMARY KEY (id), 
	CONSTRAINT fk_stale_visits_conversation_id FOREIGN KEY(conversation_id) REFERENCES conversations (id) ON DELETE CASCADE
);
INSERT INTO "stale_visits" VALUES(1,'x');
CREATE TABLE support_sessions (
	token_hash VARCHAR(64) NOT NULL, 
	who VARCHAR(254) NOT NULL, 
	roles VARCHAR(64) NOT NULL, 
	begun_at DATETIME NOT NULL, 
	seen_at DATETIME NOT NULL, 
	CONSTRAINT pk_support_sessions PRIMARY KEY (token_hash)
);
INSERT INTO "support_sessions" VALUES('x','x','x','2026-11-28 12:00:00.000000','2026-11-28 12:00:00.000000');
CREATE TABLE support_users (
	email VARCHAR(254) NOT NULL, 
	roles VARCHAR(64) NOT NULL, 
	password_hash VARCHAR(255) NOT NULL, 
	changed_at DATETIME NOT NULL, 
	CONSTRAINT pk_support_users PRIMARY KEY (email)
);
INSERT INTO "support_users" VALUES('x','x','x','2026-11-28 12:00:00.000000');
CREATE TABLE team_days (
	day DATE NOT NULL, 
	owner_email VARCHAR(254) NOT NULL, 
	overdue INTEGER NOT NULL, 
	within_30 INTEGER NOT NULL, 
	within_60 INTEGER NOT NULL, 
	within_90 INTEGER NOT NULL, 
	untouched INTEGER NOT NULL, 
	CONSTRAINT pk_team_days PRIMARY KEY (day, owner_email)
);
INSERT INTO "team_days" VALUES('2026-11-28','x',1,1,1,1,1);
CREATE TABLE "understandings" (
	message_id VARCHAR(64) NOT NULL, 
	topic VARCHAR(64) NOT NULL, 
	confidence DOUBLE NOT NULL, 
	ranking JSON NOT NULL, 
	close_call BOOLEAN DEFAULT 0 NOT NULL, 
	refused BOOLEAN DEFAULT 0 NOT NULL, decided_by VARCHAR(32) DEFAULT '' NOT NULL, trace JSON DEFAULT '[]' NOT NULL, question VARCHAR(128), 
	CONSTRAINT pk_understandings PRIMARY KEY (message_id), 
	CONSTRAINT fk_understandings_message_id FOREIGN KEY(message_id) REFERENCES messages (id) ON DELETE CASCADE
);
INSERT INTO "understandings" VALUES('x','x',1.0,'{}',1,1,'x','{}','x');
CREATE TABLE verification_codes (
	id INTEGER NOT NULL, 
	conversation_id VARCHAR(64) NOT NULL, 
	email VARCHAR(254), 
	salt VARCHAR(32) NOT NULL, 
	code_hash VARCHAR(64) NOT NULL, 
	attempts INTEGER NOT NULL, 
	ended BOOLEAN NOT NULL, 
	asked_at DATETIME NOT NULL, contract_number VARCHAR(64), address_given VARCHAR(254), 
	CONSTRAINT pk_verification_codes PRIMARY KEY (id), 
	CONSTRAINT fk_verification_codes_conversation_id FOREIGN KEY(conversation_id) REFERENCES conversations (id) ON DELETE CASCADE
);
INSERT INTO "verification_codes" VALUES(1,'x','x','x','x',1,1,'2026-11-28 12:00:00.000000','x','x');
CREATE TABLE visit_questions (
	conversation_id VARCHAR(64) NOT NULL, 
	visit INTEGER NOT NULL, 
	topic VARCHAR(64) NOT NULL, 
	question VARCHAR(128) NOT NULL, 
	day DATE NOT NULL, 
	door VARCHAR(16) NOT NULL, 
	language VARCHAR(8) NOT NULL, 
	region VARCHAR(8) NOT NULL, 
	asked INTEGER NOT NULL, 
	answered INTEGER NOT NULL, 
	refused INTEGER NOT NULL, 
	unhelpful INTEGER NOT NULL, 
	CONSTRAINT pk_visit_questions PRIMARY KEY (conversation_id, visit, topic, question), 
	CONSTRAINT fk_visit_questions_conversation_id_visit FOREIGN KEY(conversation_id, visit) REFERENCES visits (conversation_id, number) ON DELETE CASCADE
);
INSERT INTO "visit_questions" VALUES('x',1,'x','x','2026-11-28','x','x','x',1,1,1,1);
CREATE TABLE visits (
	conversation_id VARCHAR(64) NOT NULL, 
	number INTEGER NOT NULL, 
	began_at DATETIME NOT NULL, 
	ended_at DATETIME NOT NULL, 
	day DATE NOT NULL, 
	door VARCHAR(16) NOT NULL, 
	language VARCHAR(8) NOT NULL, 
	region VARCHAR(8) NOT NULL, 
	messages INTEGER NOT NULL, 
	asked INTEGER NOT NULL, 
	answered BOOLEAN NOT NULL, 
	unanswered BOOLEAN NOT NULL, 
	refused BOOLEAN NOT NULL, 
	ends_answered BOOLEAN NOT NULL, 
	confirmed BOOLEAN NOT NULL, 
	handed_over BOOLEAN NOT NULL, 
	return_seconds BIGINT, 
	helpful INTEGER NOT NULL, 
	unhelpful INTEGER NOT NULL, 
	CONSTRAINT pk_visits PRIMARY KEY (conversation_id, number), 
	CONSTRAINT fk_visits_conversation_id FOREIGN KEY(conversation_id) REFERENCES conversations (id) ON DELETE CASCADE
);
INSERT INTO "visits" VALUES('x',1,'2026-11-28 12:00:00.000000','2026-11-28 12:00:00.000000','2026-11-28','x','x','x',1,1,1,1,1,1,1,1,1,1,1);
CREATE TABLE weekly_sent (
	monday DATE NOT NULL, 
	place VARCHAR(64) NOT NULL, 
	sent_at DATETIME NOT NULL, 
	CONSTRAINT pk_weekly_sent PRIMARY KEY (monday, place)
);
INSERT INTO "weekly_sent" VALUES('2026-11-28','x','2026-11-28 12:00:00.000000');
CREATE INDEX ix_accounts_country ON accounts (country);
CREATE INDEX ix_contract_readings_who ON contract_readings (who);
CREATE INDEX ix_account_words_word ON account_words (word);
CREATE INDEX ix_contacts_email ON contacts (email);
CREATE INDEX ix_messages_answers ON messages (answers);
CREATE INDEX ix_messages_conversation_id ON messages (conversation_id);
CREATE INDEX ix_verification_codes_conversation_id ON verification_codes (conversation_id);
CREATE INDEX ix_verification_codes_email ON verification_codes (email);
CREATE INDEX ix_contracts_account_id_end_on ON contracts (account_id, end_on);
CREATE INDEX ix_contracts_contact_id ON contracts (contact_id);
CREATE INDEX ix_contracts_end_on ON contracts (end_on);
CREATE INDEX ix_contracts_number_digits ON contracts (number_digits);
CREATE INDEX ix_contracts_number_folded ON contracts (number_folded);
CREATE INDEX ix_contracts_owner_email_end_on ON contracts (owner_email, end_on);
CREATE INDEX ix_contracts_product ON contracts (product);
CREATE INDEX ix_slack_posts_ts ON slack_posts (ts);
CREATE INDEX ix_contract_notes_contract_id ON contract_notes (contract_id);
CREATE INDEX ix_reminders_rep_email ON reminders (rep_email);
CREATE INDEX ix_handoffs_conversation_id ON handoffs (conversation_id);
CREATE INDEX ix_handoffs_state ON handoffs (state);
CREATE INDEX ix_handoffs_thread ON handoffs (thread);
CREATE INDEX ix_handoff_transitions_reference ON handoff_transitions (reference);
CREATE INDEX ix_handoff_files_message_id ON handoff_files (message_id);
CREATE INDEX ix_conversations_identity ON conversations (identity);
CREATE INDEX ix_visit_questions_figures ON visit_questions (topic, question, day, door, language, region, asked, answered, refused, unhelpful);
CREATE INDEX ix_stale_visits_conversation_id ON stale_visits (conversation_id);
CREATE INDEX ix_deflections_visitor_asked_at ON deflections (visitor, asked_at);
CREATE INDEX ix_contracts_notice_on ON contracts (notice_on);
CREATE INDEX ix_held_words_reference ON held_words (reference);
CREATE INDEX ix_support_sessions_who ON support_sessions (who);
CREATE INDEX ix_contract_imports_at ON contract_imports (at);
CREATE INDEX ix_contract_changes_import_id ON contract_changes (import_id);
CREATE INDEX ix_contract_changes_contract_number ON contract_changes (contract_number);
CREATE INDEX ix_contracts_reseller ON contracts (reseller);
CREATE INDEX ix_acts_message_id ON acts (message_id);
CREATE INDEX ix_acts_who ON acts (who);
CREATE INDEX ix_acts_at ON acts (at);
CREATE INDEX ix_contracts_looked_at ON contracts (end_on, number, country, account_id, product_type, auto_renew, notice_on, quantity, gone_at);
CREATE INDEX ix_outgoing_done_due_at ON outgoing (done, due_at);
CREATE INDEX ix_desk_tickets_reference ON desk_tickets (reference);
CREATE INDEX ix_desk_tickets_deflection_id ON desk_tickets (deflection_id);
CREATE INDEX ix_handoff_transitions_at ON handoff_transitions (at);
CREATE INDEX ix_deflections_ended_at ON deflections (ended_at);
CREATE INDEX ix_jobs_kind_done_due_at ON jobs (kind, done, due_at);
CREATE INDEX ix_messages_unanswered ON messages (said_at) WHERE answered = 0;
CREATE INDEX ix_operator_entries_at ON operator_entries (at);
COMMIT;
