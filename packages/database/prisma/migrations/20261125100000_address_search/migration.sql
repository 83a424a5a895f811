-- What addresses are found and compared by: made by the application of each row that it writes (address-keys.ts).
ALTER TABLE "addresses" ADD COLUMN "fingerprint" TEXT NOT NULL DEFAULT '',
ADD COLUMN "search_text" TEXT NOT NULL DEFAULT '';

-- Rows that were there. As the application does it, but for letters that no normal form takes apart (ß, ø, ł) and signs
-- outside of ASCII: such a row is found by those as they are written, until it is written again.
CREATE FUNCTION address_folded(value text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT normalize(regexp_replace(lower(normalize(replace(value, '’', ''''), NFKD)), '[\u0300-\u036F]', '', 'g'), NFC)
$$;
CREATE FUNCTION address_words(value text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT btrim(regexp_replace(replace(address_folded(value), '''', ''), '[[:space:][:punct:]]+', ' ', 'g'))
$$;
CREATE FUNCTION address_code(value text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT replace(address_words(value), ' ', '')
$$;
-- Row security is forced on the owner too, who would see no row to fill.
ALTER TABLE addresses NO FORCE ROW LEVEL SECURITY;
UPDATE addresses SET
  search_text = concat_ws(E'\n', address_folded(concat_ws(E'\n', label, recipient_name, line1, line2, line3, city, postal_code)),
    address_code(postal_code)),
  fingerprint = encode(sha256(convert_to(concat_ws(E'\n', address_words(recipient_name), address_words(company),
    address_words(concat_ws(' ', line1, line2, line3)), address_words(district), address_words(city), address_words(state),
    address_code(postal_code), address_code(sorting_code), country), 'UTF8')), 'hex');
ALTER TABLE addresses FORCE ROW LEVEL SECURITY;
DROP FUNCTION address_code(text);
DROP FUNCTION address_words(text);
DROP FUNCTION address_folded(text);

-- Deleted rows go for good once they can no longer be restored: the operator's sweep finds and removes them.
CREATE INDEX addresses_deleted ON addresses (tenant_id, deleted_at) WHERE deleted_at IS NOT NULL;
GRANT DELETE ON addresses TO doorstep_operator;
