-- What SQLite itself refuses, whoever writes. Names begin with rk_ and match postgresql.sql,
-- except the no_replace ones: INSERT OR REPLACE removes the old row without asking a DELETE
-- trigger. Installed by `rangkul migrate`; each has a test in raw SQL.

-- The trail, the chain of keys and the chains of custody grow; nothing in them changes or goes.

CREATE TRIGGER rk_audit_event_no_update
BEFORE UPDATE ON audit_event
BEGIN SELECT RAISE(ABORT, 'tabel ini hanya dapat ditambah'); END;

CREATE TRIGGER rk_audit_event_no_delete
BEFORE DELETE ON audit_event
BEGIN SELECT RAISE(ABORT, 'tabel ini hanya dapat ditambah'); END;

CREATE TRIGGER rk_audit_event_no_replace
BEFORE INSERT ON audit_event
WHEN EXISTS (SELECT 1 FROM audit_event WHERE seq = NEW.seq)
BEGIN SELECT RAISE(ABORT, 'tabel ini hanya dapat ditambah'); END;

CREATE TRIGGER rk_audit_decision_no_update
BEFORE UPDATE ON audit_decision
BEGIN SELECT RAISE(ABORT, 'tabel ini hanya dapat ditambah'); END;

CREATE TRIGGER rk_audit_decision_no_delete
BEFORE DELETE ON audit_decision
BEGIN SELECT RAISE(ABORT, 'tabel ini hanya dapat ditambah'); END;

CREATE TRIGGER rk_audit_decision_no_replace
BEFORE INSERT ON audit_decision
WHEN EXISTS (SELECT 1 FROM audit_decision WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'tabel ini hanya dapat ditambah'); END;

CREATE TRIGGER rk_vault_statement_no_update
BEFORE UPDATE ON vault_statement
BEGIN SELECT RAISE(ABORT, 'tabel ini hanya dapat ditambah'); END;

CREATE TRIGGER rk_vault_statement_no_delete
BEFORE DELETE ON vault_statement
BEGIN SELECT RAISE(ABORT, 'tabel ini hanya dapat ditambah'); END;

CREATE TRIGGER rk_vault_statement_no_replace
BEFORE INSERT ON vault_statement
WHEN EXISTS (SELECT 1 FROM vault_statement WHERE seq = NEW.seq)
BEGIN SELECT RAISE(ABORT, 'tabel ini hanya dapat ditambah'); END;

CREATE TRIGGER rk_vault_admission_no_update
BEFORE UPDATE ON vault_admission
BEGIN SELECT RAISE(ABORT, 'tabel ini hanya dapat ditambah'); END;

CREATE TRIGGER rk_vault_admission_no_delete
BEFORE DELETE ON vault_admission
BEGIN SELECT RAISE(ABORT, 'tabel ini hanya dapat ditambah'); END;

CREATE TRIGGER rk_vault_admission_no_replace
BEFORE INSERT ON vault_admission
WHEN EXISTS (SELECT 1 FROM vault_admission WHERE statement_id = NEW.statement_id
  OR (team = NEW.team AND person_key_id = NEW.person_key_id))
BEGIN SELECT RAISE(ABORT, 'tabel ini hanya dapat ditambah'); END;

CREATE TRIGGER rk_reports_factsheet_no_update
BEFORE UPDATE ON reports_factsheet
BEGIN SELECT RAISE(ABORT, 'tabel ini hanya dapat ditambah'); END;

CREATE TRIGGER rk_reports_factsheet_no_delete
BEFORE DELETE ON reports_factsheet
BEGIN SELECT RAISE(ABORT, 'tabel ini hanya dapat ditambah'); END;

CREATE TRIGGER rk_reports_factsheet_no_replace
BEFORE INSERT ON reports_factsheet
WHEN EXISTS (SELECT 1 FROM reports_factsheet WHERE id = NEW.id
  OR (report_id = NEW.report_id AND number = NEW.number))
BEGIN SELECT RAISE(ABORT, 'tabel ini hanya dapat ditambah'); END;

CREATE TRIGGER rk_vault_custody_no_update
BEFORE UPDATE ON vault_custody
BEGIN SELECT RAISE(ABORT, 'tabel ini hanya dapat ditambah'); END;

CREATE TRIGGER rk_vault_custody_no_delete
BEFORE DELETE ON vault_custody
BEGIN SELECT RAISE(ABORT, 'tabel ini hanya dapat ditambah'); END;

CREATE TRIGGER rk_vault_custody_no_replace
BEFORE INSERT ON vault_custody
WHEN EXISTS (SELECT 1 FROM vault_custody WHERE id = NEW.id
  OR (file_id = NEW.file_id AND seq = NEW.seq))
BEGIN SELECT RAISE(ABORT, 'tabel ini hanya dapat ditambah'); END;

-- Which city this is, demo or real, is written once.

CREATE TRIGGER rk_vault_installation_no_update
BEFORE UPDATE ON vault_installation
BEGIN SELECT RAISE(ABORT, 'isi baris ini tidak dapat diubah'); END;

CREATE TRIGGER rk_vault_installation_no_delete
BEFORE DELETE ON vault_installation
BEGIN SELECT RAISE(ABORT, 'isi baris ini tidak dapat diubah'); END;

CREATE TRIGGER rk_vault_installation_one
BEFORE INSERT ON vault_installation
WHEN EXISTS (SELECT 1 FROM vault_installation)
BEGIN SELECT RAISE(ABORT, 'basis data ini sudah milik satu kota'); END;

-- What was sent and written stays as it was; it goes only when a report is destroyed.

CREATE TRIGGER rk_reports_reportversion_no_update
BEFORE UPDATE ON reports_reportversion
BEGIN SELECT RAISE(ABORT, 'isi baris ini tidak dapat diubah'); END;

CREATE TRIGGER rk_reports_reportversion_no_replace
BEFORE INSERT ON reports_reportversion
WHEN EXISTS (SELECT 1 FROM reports_reportversion WHERE id = NEW.id
  OR (report_id = NEW.report_id AND number = NEW.number))
BEGIN SELECT RAISE(ABORT, 'isi baris ini tidak dapat diubah'); END;

CREATE TRIGGER rk_reports_message_no_update
BEFORE UPDATE ON reports_message
BEGIN SELECT RAISE(ABORT, 'isi baris ini tidak dapat diubah'); END;

CREATE TRIGGER rk_reports_message_no_replace
BEFORE INSERT ON reports_message
WHEN EXISTS (SELECT 1 FROM reports_message WHERE ref = NEW.ref
  OR (report_id = NEW.report_id AND (number = NEW.number OR form_key = NEW.form_key)))
BEGIN SELECT RAISE(ABORT, 'isi baris ini tidak dapat diubah'); END;

-- A key can end, and a grant can end or be revoked, once and for good; nothing else of them
-- changes.

CREATE TRIGGER rk_vault_key_only_state
BEFORE UPDATE ON vault_key
WHEN NEW.id IS NOT OLD.id
  OR NEW.owner_kind IS NOT OLD.owner_kind
  OR NEW.owner IS NOT OLD.owner
  OR NEW.epoch IS NOT OLD.epoch
  OR NEW.box_pk IS NOT OLD.box_pk
  OR NEW.sign_pk IS NOT OLD.sign_pk
  OR NEW.statement_id IS NOT OLD.statement_id
BEGIN SELECT RAISE(ABORT, 'isi baris ini tidak dapat diubah'); END;

CREATE TRIGGER rk_vault_key_no_delete
BEFORE DELETE ON vault_key
BEGIN SELECT RAISE(ABORT, 'isi baris ini tidak dapat diubah'); END;

CREATE TRIGGER rk_vault_key_no_replace
BEFORE INSERT ON vault_key
WHEN EXISTS (SELECT 1 FROM vault_key WHERE id = NEW.id OR statement_id = NEW.statement_id
  OR (owner_kind = NEW.owner_kind AND owner = NEW.owner AND epoch = NEW.epoch))
BEGIN SELECT RAISE(ABORT, 'isi baris ini tidak dapat diubah'); END;

CREATE TRIGGER rk_vault_grant_only_end
BEFORE UPDATE ON vault_grant
WHEN NEW.id IS NOT OLD.id
  OR NEW.compartment_id IS NOT OLD.compartment_id
  OR NEW.to_key_id IS NOT OLD.to_key_id
  OR NEW.to_receipt_id IS NOT OLD.to_receipt_id
  OR NEW.sealed_key IS NOT OLD.sealed_key
  OR NEW.ground IS NOT OLD.ground
  OR NEW.ground_ref IS NOT OLD.ground_ref
  OR NEW.article IS NOT OLD.article
  OR NEW.starts IS NOT OLD.starts
  OR NEW.by_id IS NOT OLD.by_id
  OR NEW.signature IS NOT OLD.signature
  OR (OLD.revoked IS NOT NULL AND NEW.revoked IS NOT OLD.revoked)
BEGIN SELECT RAISE(ABORT, 'isi baris ini tidak dapat diubah'); END;

CREATE TRIGGER rk_vault_grant_no_replace
BEFORE INSERT ON vault_grant
WHEN EXISTS (SELECT 1 FROM vault_grant WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'isi baris ini tidak dapat diubah'); END;

-- A compartment may fall due for a new generation; which key it has never changes.

CREATE TRIGGER rk_vault_compartment_only_rekey
BEFORE UPDATE ON vault_compartment
WHEN NEW.id IS NOT OLD.id
  OR NEW.owner_kind IS NOT OLD.owner_kind
  OR NEW.owner IS NOT OLD.owner
  OR NEW.code IS NOT OLD.code
  OR NEW.generation IS NOT OLD.generation
  OR NEW.commitment IS NOT OLD.commitment
  OR NEW.link IS NOT OLD.link
BEGIN SELECT RAISE(ABORT, 'isi baris ini tidak dapat diubah'); END;

CREATE TRIGGER rk_vault_compartment_no_replace
BEFORE INSERT ON vault_compartment
WHEN EXISTS (SELECT 1 FROM vault_compartment WHERE id = NEW.id
  OR (owner_kind = NEW.owner_kind AND owner = NEW.owner AND code = NEW.code
    AND generation = NEW.generation))
BEGIN SELECT RAISE(ABORT, 'isi baris ini tidak dapat diubah'); END;

-- A code can be closed, and stays closed.

CREATE TRIGGER rk_vault_receipt_only_close
BEFORE UPDATE ON vault_receipt
WHEN NEW.lookup IS NOT OLD.lookup
  OR NEW.version IS NOT OLD.version
  OR NEW.box_pk IS NOT OLD.box_pk
  OR NEW.report IS NOT OLD.report
  OR (NEW.state IS NOT OLD.state AND NEW.state IS NOT 'closed')
BEGIN SELECT RAISE(ABORT, 'isi baris ini tidak dapat diubah'); END;

CREATE TRIGGER rk_vault_receipt_no_replace
BEFORE INSERT ON vault_receipt
WHEN EXISTS (SELECT 1 FROM vault_receipt WHERE lookup = NEW.lookup
  OR (report = NEW.report AND state = NEW.state AND state <> 'closed'))
BEGIN SELECT RAISE(ABORT, 'isi baris ini tidak dapat diubah'); END;

-- Of a private record only the last write and its end move.

CREATE TRIGGER rk_vault_record_only_dates
BEFORE UPDATE ON vault_record
WHEN NEW.lookup IS NOT OLD.lookup
  OR NEW.ref IS NOT OLD.ref
  OR NEW.commitment IS NOT OLD.commitment
  OR NEW.made_at IS NOT OLD.made_at
BEGIN SELECT RAISE(ABORT, 'isi baris ini tidak dapat diubah'); END;

CREATE TRIGGER rk_vault_record_no_replace
BEFORE INSERT ON vault_record
WHEN EXISTS (SELECT 1 FROM vault_record WHERE lookup = NEW.lookup OR ref = NEW.ref)
BEGIN SELECT RAISE(ABORT, 'isi baris ini tidak dapat diubah'); END;

-- Of a note in it only what became of it: it can be deleted, never rewritten.

CREATE TRIGGER rk_reports_recordentry_only_marks
BEFORE UPDATE ON reports_recordentry
WHEN NEW.ref IS NOT OLD.ref
  OR NEW.record IS NOT OLD.record
  OR NEW.number IS NOT OLD.number
  OR NEW.at IS NOT OLD.at
  OR NEW.stamp IS NOT OLD.stamp
  OR NEW.sealed IS NOT OLD.sealed
  OR NEW.form_key IS NOT OLD.form_key
BEGIN SELECT RAISE(ABORT, 'isi baris ini tidak dapat diubah'); END;

CREATE TRIGGER rk_reports_recordentry_no_replace
BEFORE INSERT ON reports_recordentry
WHEN EXISTS (SELECT 1 FROM reports_recordentry WHERE ref = NEW.ref
  OR (record = NEW.record AND (number = NEW.number OR form_key = NEW.form_key)))
BEGIN SELECT RAISE(ABORT, 'isi baris ini tidak dapat diubah'); END;
