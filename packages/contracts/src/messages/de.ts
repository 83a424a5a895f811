import type { Catalogue } from './en.ts';
import { localeFormats } from './formats.ts';

const { number, plural, countryName, fileSize } = localeFormats('de');

const counted = (count: number, one: string, other: string): string =>
  `${number(count)} ${plural(count) === 'one' ? one : other}`;

const characters = (count: number): string => counted(count, 'Zeichen', 'Zeichen');

const suchAs = (examples: readonly string[]): string =>
  examples.length > 0 ? `, zum Beispiel ${examples.join(' oder ')}` : '';

const imageTypes = 'JPEG, PNG, WebP, GIF oder AVIF';

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

/** The texts in German. No text needs the article or the case of a field or country. */
export const de: Catalogue = {
  titles: {
    malformed_request: 'Die Anfrage ist nicht lesbar',
    validation_failed: 'Einige Angaben sind ungültig',
    tenant_required: 'Die Kopfzeile X-Tenant-ID fehlt',
    tenant_invalid: 'Die Kopfzeile X-Tenant-ID muss genau eine UUID enthalten',
    not_authenticated: 'Ein Zugriffstoken ist erforderlich',
    token_invalid: 'Das Token ist ungültig',
    token_expired: 'Das Zugriffstoken ist abgelaufen',
    invalid_credentials: 'Die E-Mail-Adresse oder das Passwort ist falsch',
    key_invalid: 'Diesen API-Schlüssel gibt es nicht',
    key_expired: 'Der API-Schlüssel ist abgelaufen',
    key_revoked: 'Der API-Schlüssel wurde widerrufen',
    permission_denied: 'Dafür fehlt Ihnen die Berechtigung',
    network_not_allowed: 'Der API-Schlüssel gilt nicht für dieses Netz',
    email_not_verified: 'Die E-Mail-Adresse dieses Kontos ist nicht bestätigt',
    account_blocked: 'Dieses Konto ist gesperrt',
    tenant_mismatch: 'Das Token gehört zu einem anderen Mandanten',
    tenant_unavailable: 'Dieser Mandant ist nicht verfügbar',
    not_found: 'Nicht gefunden',
    method_not_allowed: 'Dieser Pfad unterstützt diese Methode nicht',
    request_timeout: 'Die Anfrage kam nicht rechtzeitig an',
    conflict: 'Der aktuelle Zustand lässt diese Änderung nicht zu',
    email_taken: 'Zu dieser E-Mail-Adresse gibt es bereits ein Konto',
    external_id_taken: 'Diese externe Kennung gehört schon zu einem anderen Kundenkonto',
    address_limit_reached: 'Die Höchstzahl an Adressen ist erreicht',
    key_limit_reached: 'Die Höchstzahl an API-Schlüsseln ist erreicht',
    webhook_limit_reached: 'Die Höchstzahl an Webhooks ist erreicht',
    idempotency_in_progress: 'Eine Anfrage mit diesem Idempotency-Key läuft noch',
    duplicate_address: 'Diese Adresse gibt es bereits',
    precondition_failed: 'Die Daten haben sich geändert, seit Sie sie gelesen haben',
    payload_too_large: 'Die Anfrage ist zu groß',
    unsupported_media_type: 'Dieser Inhaltstyp wird nicht unterstützt',
    range_not_satisfiable: 'Der Bereich liegt außerhalb der Datei',
    idempotency_key_reused: 'Dieser Idempotency-Key gehört zu einer anderen Anfrage',
    rate_limited: 'Zu viele Anfragen',
    headers_too_large: 'Die Kopfzeilen der Anfrage sind zu groß',
    internal: 'Bei uns ist ein Fehler aufgetreten',
    unavailable: 'Der Dienst ist vorübergehend nicht verfügbar',
  },

  fields,

  messages: {
    shutting_down: 'Dieser Server wird gerade beendet. Senden Sie die Anfrage an einen anderen Server.',

    invalid: 'Geben Sie einen gültigen Wert ein.',
    required: 'Dieses Feld ist erforderlich.',
    not_string: 'Dieser Wert muss ein Text sein.',
    not_number: 'Dieser Wert muss eine Zahl sein.',
    not_int: 'Dieser Wert muss eine ganze Zahl sein.',
    not_boolean: 'Dieser Wert muss true oder false sein.',
    not_array: 'Dieser Wert muss eine Liste sein.',
    not_object: 'Dieser Wert muss ein Objekt sein.',
    not_uuid: 'Geben Sie eine gültige UUID ein, zum Beispiel 018f4e6a-0000-7000-8000-000000000000.',
    not_time: 'Geben Sie einen Zeitpunkt nach ISO 8601 in UTC an, etwa 2026-03-01T09:30:00Z.',
    at_most: ({ max }) => `Geben Sie einen Wert von höchstens ${number(max)} ein.`,
    at_least: ({ min }) => `Geben Sie einen Wert von mindestens ${number(min)} ein.`,
    one_of: ({ choices }) => `Wählen Sie einen dieser Werte: ${choices.join(', ')}.`,
    characters_at_most: ({ max }) => `Geben Sie höchstens ${characters(max)} ein.`,
    characters_at_least: ({ min }) => `Geben Sie mindestens ${characters(min)} ein.`,
    too_long: ({ max, length }) => `Geben Sie höchstens ${characters(max)} ein. Dieser Text hat ${number(length)}.`,
    bytes_at_most: ({ max }) => `Kürzen Sie diesen Text auf ${number(max)} Byte.`,
    characters_unstorable:
      'Entfernen Sie die Zeichen, die nicht gespeichert werden können: NUL oder ein halbes Surrogatpaar.',
    surrogate_half: 'Entfernen Sie das Zeichen, das ein halbes Surrogatpaar ist.',
    text_not_utf8: 'Senden Sie diesen Text in UTF-8.',

    phone_invalid: 'Geben Sie eine gültige Telefonnummer mit Landesvorwahl ein, zum Beispiel +4915112345678.',
    country_invalid:
      'Geben Sie einen gültigen Ländercode aus zwei Buchstaben ein (ISO 3166-1), zum Beispiel DE oder US.',
    email_invalid: 'Geben Sie eine gültige E-Mail-Adresse ein, zum Beispiel name@example.com.',
    email_registered:
      'Zu dieser E-Mail-Adresse gibt es bereits ein Konto. Melden Sie sich an, oder setzen Sie das Passwort zurück.',
    password_common: 'Dieses Passwort ist zu verbreitet. Wählen Sie ein anderes.',
    password_pattern:
      'Dieses Passwort ist leicht zu erraten. Vermeiden Sie Tastaturmuster, Wiederholungen, Reihen und Daten.',
    password_personal: 'Dieses Passwort ist Ihrem Namen oder Ihrer E-Mail-Adresse zu ähnlich. Wählen Sie ein anderes.',
    password_wrong: 'Dieses Passwort ist falsch. Geben Sie Ihr aktuelles Passwort ein.',
    cursor_invalid: 'Dieser Cursor gilt nicht für diese Liste. Beginnen Sie ohne Cursor von vorn.',
    metadata_keys_at_most: ({ max }) => `Senden Sie höchstens ${counted(max, 'Schlüssel', 'Schlüssel')} in metadata.`,
    search_too_short: 'Geben Sie ein Wort mit mindestens drei Buchstaben ein.',
    time_passed: 'Geben Sie einen Zeitpunkt in der Zukunft ein.',

    required_in: ({ country, field, examples }) =>
      `Füllen Sie das Feld „${fields[field]}“ aus${suchAs(examples)}. Es ist erforderlich (Land: ${countryName(country)}).`,
    postal_code_invalid: ({ country, field, examples }) =>
      `Geben Sie im Feld „${fields[field]}“ einen gültigen Wert ein (Land: ${countryName(country)})${suchAs(examples)}.`,
    subdivision_invalid: ({ country, field, examples }) =>
      `Geben Sie im Feld „${fields[field]}“ einen gültigen Namen oder Code ein (Land: ${countryName(country)})${suchAs(examples)}.`,

    file_without_name: 'Die Datei hat keinen Namen. Senden Sie sie mit einem Dateinamen.',
    file_empty: ({ file }) => `Die Datei ${file} ist leer. Wählen Sie eine andere Datei.`,
    file_given_twice: 'Senden Sie in diesem Feld nur eine Datei.',
    file_too_large: ({ max }) => `Die Datei ist zu groß. Wählen Sie eine Datei mit höchstens ${fileSize(max)}.`,
    image_empty: 'Das Bild ist leer. Wählen Sie eine andere Datei.',
    image_damaged: 'Das Bild ist beschädigt. Wählen Sie eine andere Datei.',
    image_unreadable: `Die Datei ist kein lesbares Bild. Wählen Sie ein Bild im Format ${imageTypes}.`,
    image_heic:
      'HEIC-Bilder werden nicht unterstützt. Speichern Sie das Bild als JPEG; die meisten Telefone haben dafür eine Einstellung.',
    image_type: `Dieser Dateityp wird nicht unterstützt. Wählen Sie ein Bild im Format ${imageTypes}.`,
    image_dimensions: ({ side, megapixels, width, height }) =>
      `Das Bild hat ${number(width)} × ${number(height)} Pixel. Wählen Sie eines mit höchstens ${number(side)} Pixeln je Seite und ${number(megapixels)} Megapixeln.`,
    images_queue_full: 'Gerade werden zu viele Bilder verarbeitet. Versuchen Sie es in einigen Sekunden noch einmal.',
    storage_full: 'Der Dateispeicher ist voll. Versuchen Sie es später noch einmal.',
    storage_read_only: 'Der Dateispeicher ist gerade schreibgeschützt. Versuchen Sie es später noch einmal.',
    storage_missing: 'Der Dateispeicher ist nicht verbunden. Versuchen Sie es später noch einmal.',
    storage_failing: 'Der Dateispeicher ist gerade gestört. Versuchen Sie es später noch einmal.',

    fields_invalid: ({ fields }) =>
      `Berichtigen Sie Folgendes: ${fields.map((field) => field || 'die Anfrage').join(', ')}.`,
    body_not_utf8: 'Senden Sie den Inhalt der Anfrage in UTF-8.',
    body_without_json: 'Die Anfrage hat keinen Inhalt. Senden Sie ein JSON-Objekt.',
    body_not_object: 'Senden Sie ein JSON-Objekt als Inhalt der Anfrage.',
    json_is_utf8: 'Senden Sie JSON in UTF-8; andere Zeichensätze werden nicht unterstützt.',
    send_type: ({ types }) => `Senden Sie den Inhaltstyp ${types.join(' oder ')}.`,
    form_unreadable: 'Das Formular ist unvollständig oder fehlerhaft. Senden Sie es noch einmal.',
    form_without_boundary: 'Dem Inhaltstyp des Formulars fehlt die Angabe boundary. Ergänzen Sie sie.',
    form_part_without_name: 'Ein Teil des Formulars hat keinen Namen. Geben Sie jedem Teil einen Namen.',
    form_parts_at_most: ({ max }) => `Senden Sie höchstens ${counted(max, 'Teil', 'Teile')} in einem Formular.`,
    path_badly_encoded: 'Der Pfad ist falsch kodiert. Verwenden Sie die Prozentkodierung.',
    path_unknown: 'Diesen Pfad gibt es nicht. Prüfen Sie die URL.',
    path_methods: ({ methods }) => `Verwenden Sie eine Methode dieses Pfads: ${methods.join(', ')}.`,
    server_methods: ({ methods }) =>
      `Dieser Server ist kein Proxy. Verwenden Sie eine dieser Methoden: ${methods.join(', ')}.`,
    entity_tags_invalid: ({ header }) => `${header} muss Entity-Tags enthalten, zum Beispiel "3.1948520".`,
    idempotency_key_malformed: 'Senden Sie einen Idempotency-Key aus 1 bis 255 druckbaren ASCII-Zeichen.',
    batch_mixed: 'Ein Stapel kann nicht Abfragen und Änderungen mischen. Senden Sie zwei Stapel.',
    batch_with_upload_or_key:
      'Ein Stapel kann weder einen Upload noch einen Idempotency-Key enthalten. Senden Sie diesen Aufruf außerhalb des Stapels.',
    batch_form_missing: 'Dieser Aufruf hat keine Felder. Senden Sie ein Formular außerhalb eines Stapels.',
    batch_at_most: ({ max }) => `Senden Sie höchstens ${counted(max, 'Aufruf', 'Aufrufe')} in einem Stapel.`,

    send_token: 'Senden Sie die Kopfzeile Authorization mit Bearer und einem Zugriffstoken.',
    send_tenant: 'Senden Sie die Kopfzeile X-Tenant-ID mit der Kennung des Mandanten.',
    session_ended: 'Diese Sitzung ist beendet. Melden Sie sich neu an.',
    refresh_token_used: 'Dieses Aktualisierungstoken ist nicht mehr gültig. Melden Sie sich neu an.',
    link_used: 'Dieser Link wurde schon benutzt oder ist abgelaufen. Fordern Sie einen neuen an.',
    reset_removes: ({ days }) =>
      `Diese E-Mail-Adresse ist für das Konto nicht bestätigt, also könnte es jemand anders angelegt haben. Ein neues Passwort entfernt Name, Telefonnummer, Bild und Adressnachweise und löscht die Adressen. Gelöschte Adressen können Sie ${counted(days, 'Tag', 'Tage')} lang wiederherstellen.`,
    permission_required: ({ permission }) =>
      `Dafür ist die Berechtigung ${permission} nötig. Bitten Sie Ihre Administration um eine Rolle oder einen Schlüssel damit.`,
    key_in_url:
      'Senden Sie nie einen API-Schlüssel in einer URL, wo Protokolle ihn speichern. Widerrufen Sie diesen Schlüssel, und senden Sie einen neuen im Header Authorization.',
    key_for_customer:
      'Ein API-Schlüssel ist kein Kunde. Verwenden Sie die Operation unter /api/customers/{customer_id}/ oder eine für den Mandanten.',
    only_staff: 'Das können nur Mitarbeitende des Mandanten, kein API-Schlüssel. Melden Sie sich an.',
    permission_to_give: ({ permission }) =>
      `Sie können die Berechtigung ${permission} nicht geben, weil Sie sie selbst nicht haben.`,
    permission_added: ({ permission }) =>
      `Dieser Schlüssel hat die Berechtigung ${permission} nicht. Berechtigungen lassen sich nur entfernen; legen Sie einen weiteren Schlüssel an.`,
    key_ended: 'Dieser Schlüssel ist abgelaufen oder widerrufen. Legen Sie einen anderen an.',
    keys_at_most: ({ max }) =>
      `Der Mandant hat ${max} API-Schlüssel, das ist die Höchstzahl. Widerrufen Sie zuerst einen.`,
    in_the_past: 'Geben Sie einen Zeitpunkt in der Zukunft an.',
    network_invalid: 'Geben Sie ein Netz in CIDR-Schreibweise an, etwa 203.0.113.0/24 oder 2001:db8::/32.',
    own_proof: 'Sie können nicht über Ihren eigenen Nachweis entscheiden. Bitten Sie jemanden aus Ihrem Team.',
    account_blocked: 'Der Shop hat dieses Konto gesperrt. Wenden Sie sich an den Shop.',
    confirm_email: 'Bestätigen Sie zuerst Ihre E-Mail-Adresse. Öffnen Sie den Link in der E-Mail von uns.',
    email_confirmed_elsewhere:
      'Ein anderes Konto hat diese E-Mail-Adresse bestätigt. Melden Sie sich dort an, oder verwenden Sie eine andere E-Mail-Adresse.',
    try_again_in: ({ seconds }) =>
      `Zu viele Anfragen. Versuchen Sie es in ${counted(seconds, 'Sekunde', 'Sekunden')} wieder.`,
    exports_at_most: ({ max }) =>
      `Möglich sind höchstens ${counted(max, 'Export', 'Exporte')} am Tag. Versuchen Sie es später noch einmal.`,

    email_or_external_id: 'Geben Sie eine E-Mail-Adresse oder eine externe Kennung an. Sie sagt, um wen es geht.',
    hash_unsupported:
      'Diese Form eines Passwort-Hashes wird nicht unterstützt. Lassen Sie ihn weg; das Passwort lässt sich zurücksetzen.',
    hash_too_costly: 'Die Prüfung dieses Passwort-Hashes braucht zu viel Zeit oder Speicher. Lassen Sie ihn weg.',
    id_of_customer: 'Ein anderes Konto hat diese Kennung schon. Lassen Sie sie weg, oder wählen Sie eine andere.',
    id_of_address:
      'Eine andere Adresse hat eine dieser Kennungen schon. Lassen Sie sie weg, oder wählen Sie eine andere.',
    address_twice: 'Diese Adresse ist schon vorhanden, und doppelte sind nicht erlaubt. Entfernen Sie eine davon.',
    addresses_of_customer_at_most: ({ max }) =>
      `Möglich sind höchstens ${counted(max, 'Adresse', 'Adressen')} in einem Konto. Entfernen Sie einige.`,
    file_required: 'Senden Sie in diesem Feld eines Formulars eine Datei.',
    file_missing: ({ file }) => `Im Ordner der Bilder gibt es keine Datei ${file}.`,
    import_file_type: 'Dieser Dateityp wird nicht unterstützt. Senden Sie NDJSON oder CSV in UTF-8, nicht komprimiert.',
    line_without_json: 'Diese Zeile ist kein gültiges JSON. Senden Sie ein JSON-Objekt pro Zeile.',
    line_not_imported:
      'Diese Zeile konnte nicht importiert werden. Importieren Sie sie noch einmal, oder fragen Sie den Support.',
    csv_without_header: 'Die erste Zeile muss die Spalten nennen, darunter email oder external_id.',
    csv_columns_at_most: ({ max }) =>
      `Diese Zeile hat mehr als ${counted(max, 'Spalte', 'Spalten')}. So viele nennt die erste Zeile.`,
    csv_unreadable_after: ({ line }) =>
      `Zeile ${line} ist zu lang, oder ein Anführungszeichen darin ist nicht geschlossen. Berichtigen Sie sie, und importieren Sie die Datei noch einmal.`,
    imports_open_at_most: ({ max }) =>
      `Es warten oder laufen bereits ${counted(max, 'Import', 'Importe')}, das ist die Höchstzahl. Warten Sie, bis einer beendet ist.`,
    import_ended: 'Dieser Import ist beendet und lässt sich nicht mehr abbrechen.',
    event_unknown: ({ last }) => `Kein Ereignis hat diesen Platz. Das neueste hat den Platz ${last}.`,
    permission_to_send: ({ permission }) =>
      `Dieser Webhook würde Daten senden, für die Ihnen die Berechtigung ${permission} fehlt. Wählen Sie andere Typen oder die Nutzlast thin.`,
    webhooks_at_most: ({ max }) => `Der Mandant hat ${max} Webhooks, das ist die Höchstzahl. Löschen Sie zuerst einen.`,
    webhook_disabled: 'Dieser Webhook ist abgeschaltet. Schalten Sie ihn zuerst ein.',
    from_sequence_or_event: 'Senden Sie entweder from_sequence oder event_id.',
    webhook_not_a_url: 'Geben Sie eine URL ein, zum Beispiel https://shop.example.com/doorstep.',
    webhook_credentials_in_url: 'Geben Sie eine URL ohne Benutzernamen und Passwort ein.',
    webhook_not_https: 'Geben Sie eine URL ein, die mit https:// beginnt.',
    webhook_port_not_allowed: 'Geben Sie eine URL ohne Port ein. Webhooks gehen an Port 443.',
    webhook_address_not_allowed: 'Geben Sie eine URL mit einem öffentlichen Host ein.',
    import_not_finished: 'Der Import endete durch einen Fehler auf unserer Seite. Starten Sie ihn noch einmal.',

    country_unknown:
      'Dieses Land gibt es nicht. Verwenden Sie einen ISO-3166-1-Code aus zwei Buchstaben, zum Beispiel DE.',
    version_changed: ({ version }) =>
      `Die aktuelle Version ist ${version}. Lesen Sie die Daten neu, und wiederholen Sie Ihre Änderung.`,
    key_reused:
      'Dieser Idempotency-Key wurde für eine andere Anfrage verwendet. Verwenden Sie für jede Anfrage einen neuen.',
    key_in_progress:
      'Eine andere Anfrage von Ihnen läuft noch. Senden Sie diese noch einmal mit demselben Idempotency-Key.',
    proof_approved: 'Dieser Nachweis ist bereits angenommen. Laden Sie ihn neu, um die Entscheidung zu sehen.',
    proof_rejected: 'Dieser Nachweis ist bereits abgelehnt. Laden Sie ihn neu, um die Entscheidung zu sehen.',
    addresses_at_most: ({ held, max }) =>
      `Sie haben ${counted(held, 'Adresse', 'Adressen')}, und höchstens ${number(max)} sind möglich. Löschen Sie zuerst eine.`,
    address_exists: ({ address }) =>
      `Sie haben diese Adresse bereits. Verwenden Sie die Adresse mit der Kennung ${address}.`,
    address_not_deleted: 'Diese Adresse ist nicht gelöscht. Sie können nur gelöschte Adressen wiederherstellen.',
    email_of_customer:
      'Ein anderes Konto hat diese E-Mail-Adresse schon. Geben Sie eine andere ein, oder ändern Sie jenes Konto.',
    external_id_of_customer:
      'Ein anderes Kundenkonto hat diese externe Kennung schon. Ändern Sie stattdessen jenes Konto.',
    not_invited: 'Dieses Kundenkonto hat schon ein Passwort. Einladen lassen sich nur Konten ohne Passwort.',
    erasure_not_pending: 'Für Ihr Konto steht keine Löschung an, die Sie abbrechen könnten.',
  },
};
