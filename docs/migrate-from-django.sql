-- Reads the customers of one tenant from the PostgreSQL database of a Django service. Each row is a line for `npm run import`.
-- migrate-from-django.md has the steps. Set the tenant first, in the same session: SET doorstep.tenant = 'ID';

WITH

-- Your tables. If their names differ, change these four parts, and nothing below them.

tenant AS (
  SELECT current_setting('doorstep.tenant')::uuid AS id
),

users AS (
  SELECT
    id::text AS id,
    email,
    password,
    concat_ws(' ', first_name, last_name) AS full_name,
    date_joined AS created_at,
    -- Not confirmed: see "Confirmed e-mails" in migrate-from-django.md.
    false AS is_email_verified,
    NOT is_active AS is_blocked,
    is_staff OR is_superuser AS is_staff,
    false AS is_deleted
  FROM auth_user
),

profiles AS (
  SELECT
    user_id::text AS user_id,
    phone,
    -- Relative to MEDIA_ROOT, as Django stores it.
    profile_picture,
    is_deleted
  FROM customers_profile
  WHERE tenant_id = (SELECT id FROM tenant)
),

-- You can add a column for each other field of an address, such as line3, district or delivery_instructions.
addresses AS (
  SELECT
    id::text AS id,
    user_id::text AS user_id,
    label,
    recipient_name,
    company,
    line1,
    line2,
    city,
    state,
    postal_code,
    country,
    phone,
    is_default_shipping,
    is_default_billing,
    proof_image,
    created_at,
    deleted_at IS NOT NULL AS is_deleted
  FROM customers_address
  WHERE tenant_id = (SELECT id FROM tenant)
),

-- Our format.

-- Each kind of default goes to the newest address that claims it, because a customer has one at most.
live_addresses AS (
  SELECT
    *,
    id = first_value(id) OVER (PARTITION BY user_id ORDER BY is_default_shipping DESC, created_at DESC, id) AS is_first_shipping,
    id = first_value(id) OVER (PARTITION BY user_id ORDER BY is_default_billing DESC, created_at DESC, id) AS is_first_billing
  FROM addresses
  WHERE NOT is_deleted
),

-- An id that is no UUID gives the same UUID each time (version 8), so that another import finds the address again.
customer_addresses AS (
  SELECT
    user_id,
    jsonb_agg(
      to_jsonb(live_addresses) - ARRAY['user_id', 'is_deleted', 'is_first_shipping', 'is_first_billing']
        || jsonb_build_object(
          'id', CASE
            WHEN id ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN id
            ELSE overlay(overlay(md5('address ' || id) PLACING '8' FROM 13 FOR 1) PLACING '8' FROM 17 FOR 1)::uuid::text
          END,
          'is_default_shipping', is_default_shipping AND is_first_shipping,
          'is_default_billing', is_default_billing AND is_first_billing,
          'proof_image', NULLIF(proof_image, ''),
          'created_at', to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
        )
      ORDER BY created_at, id
    ) AS list
  FROM live_addresses
  GROUP BY user_id
)

SELECT
  jsonb_build_object(
    'external_id', 'django:' || users.id,
    'email', users.email,
    'email_verified', users.is_email_verified,
    'full_name', users.full_name,
    'phone', NULLIF(profiles.phone, ''),
    -- Django writes an unusable password with an exclamation mark.
    'password_hash', CASE WHEN users.password !~ '^(!|$)' THEN users.password END,
    'profile_picture', NULLIF(profiles.profile_picture, ''),
    'blocked', CASE WHEN users.is_blocked THEN jsonb_build_object('reason', 'Inactive in the Django service') END,
    'created_at', to_char(users.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
    'addresses', COALESCE(customer_addresses.list, '[]')
  ) || CASE
    WHEN users.id ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN jsonb_build_object('id', users.id)
    ELSE '{}'
  END AS line
FROM users
LEFT JOIN profiles ON profiles.user_id = users.id
LEFT JOIN customer_addresses ON customer_addresses.user_id = users.id
WHERE NOT users.is_staff
  AND NOT users.is_deleted
  AND profiles.is_deleted IS NOT TRUE
  AND (profiles.user_id IS NOT NULL OR customer_addresses.user_id IS NOT NULL)
ORDER BY users.created_at, users.id;
