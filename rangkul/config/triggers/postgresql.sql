-- What PostgreSQL itself refuses, whoever writes. Names begin with rk_ and match sqlite.sql;
-- TRUNCATE, which SQLite does not have, is refused as well. Installed by `rangkul migrate`;
-- each has a test in raw SQL.

CREATE OR REPLACE FUNCTION rk_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION USING MESSAGE = TG_ARGV[0], ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE OR REPLACE FUNCTION rk_only_one() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM vault_installation) THEN
    RAISE EXCEPTION USING MESSAGE = TG_ARGV[0], ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;

-- The trail, the chain of keys and the chains of custody grow; nothing in them changes or goes.

CREATE TRIGGER rk_audit_event_no_update
BEFORE UPDATE ON audit_event FOR EACH ROW
EXECUTE FUNCTION rk_refuse('tabel ini hanya dapat ditambah');

CREATE TRIGGER rk_audit_event_no_delete
BEFORE DELETE ON audit_event FOR EACH ROW
EXECUTE FUNCTION rk_refuse('tabel ini hanya dapat ditambah');

CREATE TRIGGER rk_audit_event_no_truncate
BEFORE TRUNCATE ON audit_event FOR EACH STATEMENT
EXECUTE FUNCTION rk_refuse('tabel ini hanya dapat ditambah');

CREATE TRIGGER rk_audit_decision_no_update
BEFORE UPDATE ON audit_decision FOR EACH ROW
EXECUTE FUNCTION rk_refuse('tabel ini hanya dapat ditambah');

CREATE TRIGGER rk_audit_decision_no_delete
BEFORE DELETE ON audit_decision FOR EACH ROW
EXECUTE FUNCTION rk_refuse('tabel ini hanya dapat ditambah');

CREATE TRIGGER rk_audit_decision_no_truncate
BEFORE TRUNCATE ON audit_decision FOR EACH STATEMENT
EXECUTE FUNCTION rk_refuse('tabel ini hanya dapat ditambah');

CREATE TRIGGER rk_vault_statement_no_update
BEFORE UPDATE ON vault_statement FOR EACH ROW
EXECUTE FUNCTION rk_refuse('tabel ini hanya dapat ditambah');

CREATE TRIGGER rk_vault_statement_no_delete
BEFORE DELETE ON vault_statement FOR EACH ROW
EXECUTE FUNCTION rk_refuse('tabel ini hanya dapat ditambah');

CREATE TRIGGER rk_vault_statement_no_truncate
BEFORE TRUNCATE ON vault_statement FOR EACH STATEMENT
EXECUTE FUNCTION rk_refuse('tabel ini hanya dapat ditambah');

CREATE TRIGGER rk_vault_admission_no_update
BEFORE UPDATE ON vault_admission FOR EACH ROW
EXECUTE FUNCTION rk_refuse('tabel ini hanya dapat ditambah');

CREATE TRIGGER rk_vault_admission_no_delete
BEFORE DELETE ON vault_admission FOR EACH ROW
EXECUTE FUNCTION rk_refuse('tabel ini hanya dapat ditambah');

CREATE TRIGGER rk_vault_admission_no_truncate
BEFORE TRUNCATE ON vault_admission FOR EACH STATEMENT
EXECUTE FUNCTION rk_refuse('tabel ini hanya dapat ditambah');

CREATE TRIGGER rk_reports_factsheet_no_update
BEFORE UPDATE ON reports_factsheet FOR EACH ROW
EXECUTE FUNCTION rk_refuse('tabel ini hanya dapat ditambah');

CREATE TRIGGER rk_reports_factsheet_no_delete
BEFORE DELETE ON reports_factsheet FOR EACH ROW
EXECUTE FUNCTION rk_refuse('tabel ini hanya dapat ditambah');

CREATE TRIGGER rk_reports_factsheet_no_truncate
BEFORE TRUNCATE ON reports_factsheet FOR EACH STATEMENT
EXECUTE FUNCTION rk_refuse('tabel ini hanya dapat ditambah');

CREATE TRIGGER rk_vault_custody_no_update
BEFORE UPDATE ON vault_custody FOR EACH ROW
EXECUTE FUNCTION rk_refuse('tabel ini hanya dapat ditambah');

CREATE TRIGGER rk_vault_custody_no_delete
BEFORE DELETE ON vault_custody FOR EACH ROW
EXECUTE FUNCTION rk_refuse('tabel ini hanya dapat ditambah');

CREATE TRIGGER rk_vault_custody_no_truncate
BEFORE TRUNCATE ON vault_custody FOR EACH STATEMENT
EXECUTE FUNCTION rk_refuse('tabel ini hanya dapat ditambah');

-- Which city this is, demo or real, is written once.

CREATE TRIGGER rk_vault_installation_no_update
BEFORE UPDATE ON vault_installation FOR EACH ROW
EXECUTE FUNCTION rk_refuse('isi baris ini tidak dapat diubah');

CREATE TRIGGER rk_vault_installation_no_delete
BEFORE DELETE ON vault_installation FOR EACH ROW
EXECUTE FUNCTION rk_refuse('isi baris ini tidak dapat diubah');

CREATE TRIGGER rk_vault_installation_no_truncate
BEFORE TRUNCATE ON vault_installation FOR EACH STATEMENT
EXECUTE FUNCTION rk_refuse('isi baris ini tidak dapat diubah');

CREATE TRIGGER rk_vault_installation_one
BEFORE INSERT ON vault_installation FOR EACH ROW
EXECUTE FUNCTION rk_only_one('basis data ini sudah milik satu kota');

-- What was sent and written stays as it was; it goes only when a report is destroyed.

CREATE TRIGGER rk_reports_reportversion_no_update
BEFORE UPDATE ON reports_reportversion FOR EACH ROW
EXECUTE FUNCTION rk_refuse('isi baris ini tidak dapat diubah');

CREATE TRIGGER rk_reports_reportversion_no_truncate
BEFORE TRUNCATE ON reports_reportversion FOR EACH STATEMENT
EXECUTE FUNCTION rk_refuse('isi baris ini tidak dapat diubah');

CREATE TRIGGER rk_reports_message_no_update
BEFORE UPDATE ON reports_message FOR EACH ROW
EXECUTE FUNCTION rk_refuse('isi baris ini tidak dapat diubah');

CREATE TRIGGER rk_reports_message_no_truncate
BEFORE TRUNCATE ON reports_message FOR EACH STATEMENT
EXECUTE FUNCTION rk_refuse('isi baris ini tidak dapat diubah');

-- A key can end, and a grant can end or be revoked, once and for good; nothing else of them
-- changes.

CREATE TRIGGER rk_vault_key_only_state
BEFORE UPDATE ON vault_key FOR EACH ROW
WHEN (NEW.id IS DISTINCT FROM OLD.id
  OR NEW.owner_kind IS DISTINCT FROM OLD.owner_kind
  OR NEW.owner IS DISTINCT FROM OLD.owner
  OR NEW.epoch IS DISTINCT FROM OLD.epoch
  OR NEW.box_pk IS DISTINCT FROM OLD.box_pk
  OR NEW.sign_pk IS DISTINCT FROM OLD.sign_pk
  OR NEW.statement_id IS DISTINCT FROM OLD.statement_id)
EXECUTE FUNCTION rk_refuse('isi baris ini tidak dapat diubah');

CREATE TRIGGER rk_vault_key_no_delete
BEFORE DELETE ON vault_key FOR EACH ROW
EXECUTE FUNCTION rk_refuse('isi baris ini tidak dapat diubah');

CREATE TRIGGER rk_vault_key_no_truncate
BEFORE TRUNCATE ON vault_key FOR EACH STATEMENT
EXECUTE FUNCTION rk_refuse('isi baris ini tidak dapat diubah');

CREATE TRIGGER rk_vault_grant_only_end
BEFORE UPDATE ON vault_grant FOR EACH ROW
WHEN (NEW.id IS DISTINCT FROM OLD.id
  OR NEW.compartment_id IS DISTINCT FROM OLD.compartment_id
  OR NEW.to_key_id IS DISTINCT FROM OLD.to_key_id
  OR NEW.to_receipt_id IS DISTINCT FROM OLD.to_receipt_id
  OR NEW.sealed_key IS DISTINCT FROM OLD.sealed_key
  OR NEW.ground IS DISTINCT FROM OLD.ground
  OR NEW.ground_ref IS DISTINCT FROM OLD.ground_ref
  OR NEW.article IS DISTINCT FROM OLD.article
  OR NEW.starts IS DISTINCT FROM OLD.starts
  OR NEW.by_id IS DISTINCT FROM OLD.by_id
  OR NEW.signature IS DISTINCT FROM OLD.signature
  OR (OLD.revoked IS NOT NULL AND NEW.revoked IS DISTINCT FROM OLD.revoked))
EXECUTE FUNCTION rk_refuse('isi baris ini tidak dapat diubah');

CREATE TRIGGER rk_vault_grant_no_truncate
BEFORE TRUNCATE ON vault_grant FOR EACH STATEMENT
EXECUTE FUNCTION rk_refuse('isi baris ini tidak dapat diubah');

-- A compartment may fall due for a new generation; which key it has never changes.

CREATE TRIGGER rk_vault_compartment_only_rekey
BEFORE UPDATE ON vault_compartment FOR EACH ROW
WHEN (NEW.id IS DISTINCT FROM OLD.id
  OR NEW.owner_kind IS DISTINCT FROM OLD.owner_kind
  OR NEW.owner IS DISTINCT FROM OLD.owner
  OR NEW.code IS DISTINCT FROM OLD.code
  OR NEW.generation IS DISTINCT FROM OLD.generation
  OR NEW.commitment IS DISTINCT FROM OLD.commitment
  OR NEW.link IS DISTINCT FROM OLD.link)
EXECUTE FUNCTION rk_refuse('isi baris ini tidak dapat diubah');

CREATE TRIGGER rk_vault_compartment_no_truncate
BEFORE TRUNCATE ON vault_compartment FOR EACH STATEMENT
EXECUTE FUNCTION rk_refuse('isi baris ini tidak dapat diubah');

-- A code can be closed, and stays closed.

CREATE TRIGGER rk_vault_receipt_only_close
BEFORE UPDATE ON vault_receipt FOR EACH ROW
WHEN (NEW.lookup IS DISTINCT FROM OLD.lookup
  OR NEW.version IS DISTINCT FROM OLD.version
  OR NEW.box_pk IS DISTINCT FROM OLD.box_pk
  OR NEW.report IS DISTINCT FROM OLD.report
  OR (NEW.state IS DISTINCT FROM OLD.state AND NEW.state IS DISTINCT FROM 'closed'))
EXECUTE FUNCTION rk_refuse('isi baris ini tidak dapat diubah');

CREATE TRIGGER rk_vault_receipt_no_truncate
BEFORE TRUNCATE ON vault_receipt FOR EACH STATEMENT
EXECUTE FUNCTION rk_refuse('isi baris ini tidak dapat diubah');

-- Of a private record only the last write and its end move.

CREATE TRIGGER rk_vault_record_only_dates
BEFORE UPDATE ON vault_record FOR EACH ROW
WHEN (NEW.lookup IS DISTINCT FROM OLD.lookup
  OR NEW.ref IS DISTINCT FROM OLD.ref
  OR NEW.commitment IS DISTINCT FROM OLD.commitment
  OR NEW.made_at IS DISTINCT FROM OLD.made_at)
EXECUTE FUNCTION rk_refuse('isi baris ini tidak dapat diubah');

CREATE TRIGGER rk_vault_record_no_truncate
BEFORE TRUNCATE ON vault_record FOR EACH STATEMENT
EXECUTE FUNCTION rk_refuse('isi baris ini tidak dapat diubah');

-- Of a note in it only what became of it: it can be deleted, never rewritten.

CREATE TRIGGER rk_reports_recordentry_only_marks
BEFORE UPDATE ON reports_recordentry FOR EACH ROW
WHEN (NEW.ref IS DISTINCT FROM OLD.ref
  OR NEW.record IS DISTINCT FROM OLD.record
  OR NEW.number IS DISTINCT FROM OLD.number
  OR NEW.at IS DISTINCT FROM OLD.at
  OR NEW.stamp IS DISTINCT FROM OLD.stamp
  OR NEW.sealed IS DISTINCT FROM OLD.sealed
  OR NEW.form_key IS DISTINCT FROM OLD.form_key)
EXECUTE FUNCTION rk_refuse('isi baris ini tidak dapat diubah');

CREATE TRIGGER rk_reports_recordentry_no_truncate
BEFORE TRUNCATE ON reports_recordentry FOR EACH STATEMENT
EXECUTE FUNCTION rk_refuse('isi baris ini tidak dapat diubah');
