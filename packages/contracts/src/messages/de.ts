import type { Catalogue } from './en.ts';
import { formatsOf } from './formats.ts';

const { number, plural, countryName } = formatsOf('de');

const counted = (count: number, one: string, other: string): string =>
  `${number(count)} ${plural(count) === 'one' ? one : other}`;

const bytes = (count: number): string => counted(count, 'Byte', 'Byte');
const characters = (count: number): string => counted(count, 'Zeichen', 'Zeichen');

const suchAs = (examples: readonly string[]): string =>
  examples.length > 0 ? `, zum Beispiel ${examples.join(' oder ')}` : '';

const imageTypes = 'Möglich sind JPEG, PNG, WebP, GIF und AVIF.';

const fields: Catalogue['fields'] = {
  area: 'Gebiet',
  city: 'Ort',
  company: 'Firma',
  county: 'Grafschaft',
  department: 'Departement',
  district: 'Bezirk',
  do_si: 'Provinz oder Stadt (Do/Si)',
  eircode: 'Eircode',
  emirate: 'Emirat',
  island: 'Insel',
  line1: 'Straße und Hausnummer',
  line2: 'Adresszusatz',
  line3: 'Weiterer Adresszusatz',
  neighborhood: 'Viertel',
  oblast: 'Oblast',
  parish: 'Gemeinde',
  pin: 'PIN-Code',
  post_town: 'Postort',
  postal: 'Postleitzahl',
  prefecture: 'Präfektur',
  province: 'Provinz',
  recipient_name: 'Name',
  sorting_code: 'Sortiercode',
  state: 'Bundesstaat',
  suburb: 'Ortsteil',
  townland: 'Townland',
  village_township: 'Dorf oder Gemeinde',
  zip: 'ZIP-Code',
};

/** The texts in German. Names of fields and countries stand where they need neither article nor case. */
export const de: Catalogue = {
  titles: {
    malformed_request: 'Die Anfrage ist nicht lesbar',
    validation_failed: 'Einige Angaben stimmen nicht',
    tenant_required: 'Die Kopfzeile X-Tenant-ID fehlt',
    tenant_invalid: 'Die Kopfzeile X-Tenant-ID ist nicht genau eine UUID',
    not_authenticated: 'Ein Zugriffstoken wird benötigt',
    token_invalid: 'Das Token ist ungültig',
    token_expired: 'Das Zugriffstoken ist abgelaufen',
    invalid_credentials: 'E-Mail-Adresse oder Passwort ist falsch',
    permission_denied: 'Ihre Rolle erlaubt das nicht',
    email_not_verified: 'Die E-Mail-Adresse dieses Kontos ist nicht bestätigt',
    tenant_mismatch: 'Das Token gehört zu einem anderen Mandanten',
    tenant_unavailable: 'Dieser Mandant ist nicht verfügbar',
    not_found: 'Hier ist nichts',
    method_not_allowed: 'Dieser Pfad kennt diese Methode nicht',
    request_timeout: 'Die Anfrage kam nicht rechtzeitig an',
    conflict: 'Die Änderung verträgt sich nicht mit einer anderen',
    email_taken: 'Zu dieser E-Mail-Adresse gibt es bereits ein Konto',
    address_limit_reached: 'Weitere Adressen lassen sich nicht speichern',
    idempotency_in_progress: 'Die erste Anfrage mit diesem Schlüssel läuft noch',
    duplicate_address: 'Diese Adresse ist bereits gespeichert',
    precondition_failed: 'Das wurde inzwischen geändert',
    payload_too_large: 'Die Anfrage ist zu groß',
    unsupported_media_type: 'Diese Art von Inhalt wird nicht angenommen',
    range_not_satisfiable: 'Der Bereich liegt außerhalb der Datei',
    idempotency_key_reused: 'Dieser Idempotenzschlüssel steht für eine andere Anfrage',
    rate_limited: 'Zu viele Anfragen',
    headers_too_large: 'Die Kopfzeilen der Anfrage sind zu groß',
    internal: 'Bei uns ist etwas schiefgegangen',
    unavailable: 'Der Dienst ist gerade nicht verfügbar',
  },

  fields,

  messages: {
    shutting_down: 'Dieser Server wird gerade beendet. Bitte einen anderen Server fragen.',

    invalid: 'Ungültige Angabe',
    required: 'Diese Angabe fehlt.',
    not_string: 'Muss ein Text sein.',
    not_number: 'Muss eine Zahl sein.',
    not_int: 'Muss eine ganze Zahl sein.',
    not_boolean: 'Muss true oder false sein.',
    not_array: 'Muss eine Liste sein.',
    not_object: 'Muss ein Objekt sein.',
    not_uuid: 'Keine UUID',
    at_most: ({ max }) => `Höchstens ${number(max)}.`,
    at_least: ({ min }) => `Mindestens ${number(min)}.`,
    one_of: ({ choices }) => `Eins von: ${choices.join(', ')}.`,
    characters_at_most: ({ max }) => `Höchstens ${characters(max)}.`,
    characters_at_least: ({ min }) => `Mindestens ${characters(min)}.`,
    too_long: ({ max, length }) => `Höchstens ${characters(max)}; das sind ${number(length)}.`,
    bytes_at_most: ({ max }) => `Höchstens ${bytes(max)}.`,
    characters_unstorable: 'Enthält Zeichen, die sich nicht speichern lassen (NUL oder ein halbes Surrogatpaar).',
    surrogate_half: 'Enthält ein halbes Surrogatpaar.',
    text_not_utf8: 'Der Text ist nicht in UTF-8.',

    phone_invalid: 'Keine Telefonnummer. Geben Sie sie mit Landesvorwahl an, zum Beispiel +4915112345678.',
    country_invalid: 'Kein Land. Geben Sie den ISO-3166-1-Code aus zwei Buchstaben an, zum Beispiel DE oder US.',
    email_invalid: 'Keine E-Mail-Adresse, zum Beispiel name@example.com.',
    email_registered:
      'Zu dieser E-Mail-Adresse gibt es hier bereits ein Konto. Melden Sie sich an, oder setzen Sie das Passwort zurück.',
    password_common: 'Dieses Passwort ist eines der häufigsten oder einem davon zu ähnlich. Wählen Sie ein anderes.',
    password_pattern:
      'Benachbarte Tasten, Wiederholungen, Reihen und Daten sind leicht zu erraten. Wählen Sie ein anderes Passwort.',
    password_personal: 'Dieses Passwort ist Ihrem Namen oder Ihrer E-Mail-Adresse zu ähnlich. Wählen Sie ein anderes.',
    password_wrong: 'Das ist nicht Ihr aktuelles Passwort.',
    cursor_invalid: 'Kein Cursor dieser Liste. Beginnen Sie ohne Cursor von vorn.',

    required_in: ({ country, field, examples }) =>
      `Pflichtangabe (${countryName(country)}): ${fields[field]}${suchAs(examples)}.`,
    postal_code_invalid: ({ country, field, examples }) => {
      const right = examples.length > 0 ? ` Richtig wäre zum Beispiel ${examples.join(' oder ')}.` : '';
      return `Ungültig (${countryName(country)}): ${fields[field]}.${right}`;
    },
    subdivision_invalid: ({ country, field, examples }) =>
      `Unbekannt (${countryName(country)}): ${fields[field]}. Geben Sie Code oder Name an${suchAs(examples)}.`,

    file_without_name: 'Die Datei hat keinen Namen.',
    file_empty: ({ file }) => `Die Datei ${file} ist leer.`,
    file_given_twice: 'Hier ist nur eine Datei möglich.',
    file_too_large: ({ max }) => `Die Datei ist zu groß. Höchstens ${bytes(max)}.`,
    image_empty: 'Das Bild ist leer.',
    image_damaged: 'Das Bild ist beschädigt und nicht lesbar.',
    image_unreadable: `Die Datei ist kein lesbares Bild. ${imageTypes}`,
    image_heic: `HEIC-Bilder werden nicht angenommen. Senden Sie es als JPEG; die meisten Telefone lassen sich so einstellen. ${imageTypes}`,
    image_type: `Diese Art von Datei wird nicht angenommen. ${imageTypes}`,
    image_dimensions: ({ side, megapixels, width, height }) =>
      `Höchstens ${number(side)} Pixel je Seite und ${number(megapixels)} Megapixel; dieses hat ${number(width)} × ${number(height)}.`,
    images_queue_full: 'Gerade werden zu viele Bilder gelesen.',
    storage_full: 'Für Dateien ist kein Speicherplatz mehr frei. Versuchen Sie es später noch einmal.',
    storage_read_only: 'Dateien können im Moment nicht gespeichert werden. Versuchen Sie es später noch einmal.',
    storage_missing: 'Der Speicher für Dateien ist nicht verbunden. Versuchen Sie es später noch einmal.',
    storage_failing: 'Der Speicher für Dateien ist im Moment gestört. Versuchen Sie es später noch einmal.',

    fields_invalid: ({ fields }) => `Nicht richtig: ${fields.map((field) => field || 'die Anfrage').join(', ')}.`,
    body_not_utf8: 'Der Inhalt der Anfrage ist nicht in UTF-8.',
    body_without_json: 'Die Anfrage enthält kein JSON.',
    body_not_object: 'Der Inhalt der Anfrage muss ein JSON-Objekt sein.',
    json_is_utf8: 'JSON ist immer in UTF-8.',
    send_type: ({ types }) => `Senden Sie ${types.join(' oder ')}.`,
    form_unreadable: 'Das Formular ließ sich nicht bis zum Ende lesen.',
    form_without_boundary: 'Dem Typ des Formulars fehlt die Angabe boundary.',
    form_part_without_name: 'Ein Teil des Formulars hat keinen Namen.',
    form_parts_at_most: ({ max }) => `Ein Formular hat höchstens ${counted(max, 'Teil', 'Teile')}.`,
    path_badly_encoded: 'Der Pfad ist falsch kodiert.',
    path_unknown: 'Diesen Pfad gibt es nicht.',
    path_methods: ({ methods }) => `Dieser Pfad kennt ${methods.join(', ')}.`,
    server_methods: ({ methods }) => `Dieser Server kennt ${methods.join(', ')} und ist kein Proxy.`,
    entity_tags_invalid: ({ header }) => `${header} enthält etwas anderes als Entity-Tags wie "3.1948520".`,
    idempotency_key_malformed:
      'Idempotency-Key besteht aus 1 bis 255 druckbaren ASCII-Zeichen und steht nur einmal da.',
    batch_mixed: 'Ein Stapel enthält Abfragen oder Änderungen, nicht beides.',
    batch_with_upload_or_key: 'Ein Stapel enthält weder Uploads noch einen Idempotency-Key.',
    batch_form_missing: 'Dieser Aufruf hat keine Felder. Ein Formular muss außerhalb des Stapels gesendet werden.',
    batch_at_most: ({ max }) => `Ein Stapel enthält höchstens ${counted(max, 'Aufruf', 'Aufrufe')}.`,

    send_token: 'Senden Sie Authorization: Bearer mit einem Zugriffstoken.',
    send_tenant: 'Senden Sie X-Tenant-ID mit der Kennung des Mandanten.',
    session_ended: 'Diese Sitzung ist beendet. Melden Sie sich neu an.',
    refresh_token_used: 'Dieses Aktualisierungstoken gilt nicht mehr. Melden Sie sich neu an.',
    link_used: 'Dieser Link wurde schon benutzt oder ist abgelaufen. Fordern Sie einen neuen an.',
    reset_removes: ({ days }) =>
      `Niemand hat diese E-Mail-Adresse für das Konto bestätigt, also könnte es jemand anders angelegt haben. Ein neues Passwort entfernt Name, Telefonnummer, Bild und Adressnachweise und löscht die Adressen. Gelöschte Adressen können Sie noch ${counted(days, 'Tag', 'Tage')} lang wiederherstellen.`,
    staff_only: 'Das ist den Mitarbeitenden des Mandanten vorbehalten.',
    own_proof: 'Über den eigenen Nachweis entscheidet niemand.',
    confirm_email: 'Bestätigen Sie Ihre E-Mail-Adresse mit dem Link, der an sie geschickt wurde.',
    email_confirmed_elsewhere: 'Ein anderes Konto hat diese E-Mail-Adresse und hat sie bestätigt.',
    try_again_in: ({ seconds }) =>
      `Zu viele Versuche. Versuchen Sie es in ${counted(seconds, 'Sekunde', 'Sekunden')} wieder.`,
    exports_at_most: ({ max }) => `Möglich: ${counted(max, 'Export', 'Exporte')} am Tag.`,

    country_unknown: 'Dieses Land gibt es nicht. Geben Sie einen ISO-3166-1-Code aus zwei Buchstaben an.',
    version_changed: ({ version }) =>
      `Das ist jetzt Version ${version}. Holen Sie sie, und wiederholen Sie die Änderung daran.`,
    key_reused: 'Dieser Idempotency-Key kam schon mit einer anderen Anfrage. Nehmen Sie für jede einen neuen.',
    key_in_progress:
      'Eine andere Anfrage von Ihnen läuft noch. Senden Sie diese noch einmal, mit demselben Idempotency-Key.',
    proof_approved: 'Dieser Nachweis wurde bereits angenommen.',
    proof_rejected: 'Dieser Nachweis wurde bereits abgelehnt.',
    addresses_at_most: ({ held, max }) =>
      `Sie haben ${counted(held, 'Adresse', 'Adressen')}, und mehr als ${number(max)} sind nicht möglich. Löschen Sie zuerst eine.`,
    address_exists: ({ address }) => `Sie haben diese Adresse bereits, und zwar als ${address}.`,
    address_not_deleted: 'Diese Adresse ist nicht gelöscht.',
    erasure_not_pending: 'Für Ihr Konto steht keine Löschung an.',
  },
};
