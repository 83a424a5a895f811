import type { Catalogue } from './en.ts';
import { localeFormats } from './formats.ts';

// Latin digits, as in phone numbers and postal codes: Arabic-speaking countries use different digits.
const { number, plural, countryName, fileSize } = localeFormats('ar-u-nu-latn');

/** The forms of a noun: one, two, after 3 to 10, after 11 to 99, and after round hundreds. */
type Noun = { one: string; two: string; few: string; many: string; other: string };

const counted = (count: number, noun: Noun): string => {
  const form = plural(count);
  if (form === 'one' || form === 'two') return noun[form];
  return `${number(count)} ${noun[form === 'zero' ? 'other' : form]}`;
};

const character: Noun = { one: 'حرف واحد', two: 'حرفان', few: 'أحرف', many: 'حرفًا', other: 'حرف' };
const byte: Noun = { one: 'بايت واحد', two: 'بايتان', few: 'بايتات', many: 'بايتًا', other: 'بايت' };
const part: Noun = { one: 'جزء واحد', two: 'جزءان', few: 'أجزاء', many: 'جزءًا', other: 'جزء' };
const call: Noun = { one: 'استدعاء واحد', two: 'استدعاءان', few: 'استدعاءات', many: 'استدعاءً', other: 'استدعاء' };
const address: Noun = { one: 'عنوان واحد', two: 'عنوانان', few: 'عناوين', many: 'عنوانًا', other: 'عنوان' };
// These follow a preposition, so they have the genitive.
const second: Noun = { one: 'ثانية واحدة', two: 'ثانيتين', few: 'ثوانٍ', many: 'ثانية', other: 'ثانية' };
const day: Noun = { one: 'يوم واحد', two: 'يومين', few: 'أيام', many: 'يومًا', other: 'يوم' };
const dataExport: Noun = {
  one: 'عملية تصدير واحدة',
  two: 'عمليتا تصدير',
  few: 'عمليات تصدير',
  many: 'عملية تصدير',
  other: 'عملية تصدير',
};

/** Isolates the direction of inserted text (Unicode UAX #9), so that a number keeps its plus sign in front. */
const isolate = (text: string): string => `\u2068${text}\u2069`;

const isolateAll = (texts: readonly string[], between = '، '): string => texts.map(isolate).join(between);

const suchAs = (examples: readonly string[]): string =>
  examples.length > 0 ? `، مثل ${isolateAll(examples, ' أو ')}` : '';

const imageTypes = 'JPEG أو PNG أو WebP أو GIF أو AVIF';

const fields: Catalogue['fields'] = {
  area: 'المنطقة',
  city: 'المدينة',
  company: 'الشركة',
  county: 'المقاطعة',
  department: 'الإقليم',
  district: 'الحي',
  do_si: 'المقاطعة أو المدينة (دو/سي)',
  eircode: 'رمز Eircode',
  emirate: 'الإمارة',
  island: 'الجزيرة',
  line1: 'عنوان الشارع',
  line2: 'عنوان الشارع، السطر الثاني',
  line3: 'عنوان الشارع، السطر الثالث',
  neighborhood: 'الحارة',
  oblast: 'الأوبلاست',
  parish: 'الأبرشية',
  pin: 'رمز PIN',
  post_town: 'المدينة البريدية',
  postal: 'الرمز البريدي',
  prefecture: 'المحافظة',
  province: 'المقاطعة أو المحافظة',
  recipient_name: 'الاسم',
  sorting_code: 'رمز الفرز',
  state: 'الولاية',
  suburb: 'الضاحية',
  townland: 'منطقة Townland',
  village_township: 'القرية أو البلدة',
  zip: 'رمز ZIP',
};

/** The texts in Arabic. The name of a field has no case there, so no text needs one. */
export const ar: Catalogue = {
  titles: {
    malformed_request: 'تعذّرت قراءة الطلب',
    validation_failed: 'بعض الحقول غير صالحة',
    tenant_required: 'الترويسة X-Tenant-ID مفقودة',
    tenant_invalid: 'يجب أن تحتوي الترويسة X-Tenant-ID على معرّف UUID واحد',
    not_authenticated: 'رمز الوصول مطلوب',
    token_invalid: 'الرمز غير صالح',
    token_expired: 'انتهت صلاحية رمز الوصول',
    invalid_credentials: 'البريد الإلكتروني أو كلمة المرور غير صحيحة',
    key_invalid: 'مفتاح API هذا غير موجود',
    key_expired: 'انتهت صلاحية مفتاح API',
    key_revoked: 'أُلغي مفتاح API',
    permission_denied: 'ليس لديك الإذن اللازم لذلك',
    network_not_allowed: 'لا يُقبل مفتاح API من هذه الشبكة',
    email_not_verified: 'لم يُؤكَّد البريد الإلكتروني لهذا الحساب',
    account_blocked: 'هذا الحساب محظور',
    tenant_mismatch: 'الرمز يخص مستأجرًا آخر',
    tenant_unavailable: 'هذا المستأجر غير متاح',
    not_found: 'غير موجود',
    method_not_allowed: 'هذا المسار لا يدعم هذه الطريقة',
    request_timeout: 'استغرق وصول الطلب وقتًا أطول مما يجوز',
    conflict: 'الحالة الحالية لا تسمح بهذا التغيير',
    email_taken: 'يوجد حساب بهذا البريد الإلكتروني بالفعل',
    external_id_taken: 'المعرّف الخارجي هذا يخص عميلًا آخر',
    address_limit_reached: 'بلغ عدد العناوين الحد الأقصى',
    key_limit_reached: 'بلغت الحد الأقصى لمفاتيح API',
    webhook_limit_reached: 'بلغت الحد الأقصى لخطافات الويب',
    idempotency_in_progress: 'ما زال طلب بمفتاح Idempotency-Key هذا قيد التنفيذ',
    duplicate_address: 'هذا العنوان موجود بالفعل',
    precondition_failed: 'تغيّرت البيانات منذ أن قرأتها',
    payload_too_large: 'الطلب كبير جدًا',
    unsupported_media_type: 'نوع المحتوى هذا غير مدعوم',
    range_not_satisfiable: 'النطاق خارج حدود الملف',
    idempotency_key_reused: 'مفتاح Idempotency-Key هذا يخص طلبًا آخر',
    rate_limited: 'طلبات كثيرة جدًا',
    headers_too_large: 'ترويسات الطلب كبيرة جدًا',
    internal: 'حدث خطأ لدينا',
    unavailable: 'الخدمة غير متاحة مؤقتًا',
  },

  fields,

  messages: {
    shutting_down: 'هذا الخادم قيد الإيقاف. أرسل الطلب إلى خادم آخر.',

    invalid: 'أدخل قيمة صالحة.',
    required: 'هذا الحقل مطلوب.',
    not_string: 'يجب أن تكون هذه القيمة نصًا.',
    not_number: 'يجب أن تكون هذه القيمة عددًا.',
    not_int: 'يجب أن تكون هذه القيمة عددًا صحيحًا.',
    not_boolean: 'يجب أن تكون هذه القيمة true أو false.',
    not_array: 'يجب أن تكون هذه القيمة قائمة.',
    not_object: 'يجب أن تكون هذه القيمة كائنًا.',
    not_uuid: `أدخل معرّف UUID صالحًا، مثل ${isolate('018f4e6a-0000-7000-8000-000000000000')}.`,
    not_time: 'أدخل وقتًا بصيغة ISO 8601 وبتوقيت UTC، مثل 2026-03-01T09:30:00Z.',
    at_most: ({ max }) => `أدخل قيمة لا تزيد على ${number(max)}.`,
    at_least: ({ min }) => `أدخل قيمة لا تقل عن ${number(min)}.`,
    one_of: ({ choices }) => `اختر إحدى هذه القيم: ${isolateAll(choices)}.`,
    characters_at_most: ({ max }) => `أدخل نصًا أقصر. الحد الأقصى: ${counted(max, character)}.`,
    characters_at_least: ({ min }) => `أدخل نصًا أطول. الحد الأدنى: ${counted(min, character)}.`,
    too_long: ({ max, length }) =>
      `أدخل نصًا أقصر. الحد الأقصى: ${counted(max, character)}، وطول هذا النص: ${counted(length, character)}.`,
    bytes_at_most: ({ max }) => `اختصر هذا النص. الحد الأقصى: ${counted(max, byte)}.`,
    characters_unstorable: 'احذف المحارف التي لا يمكن حفظها: المحرف NUL أو نصف زوج بديل.',
    surrogate_half: 'احذف المحرف الذي هو نصف زوج بديل.',
    text_not_utf8: 'أرسل هذا النص بترميز UTF-8.',

    phone_invalid: `أدخل رقم هاتف صالحًا مع رمز البلد، مثل ${isolate('+4915112345678')}.`,
    country_invalid: 'أدخل رمز بلد صالحًا من حرفين (ISO 3166-1)، مثل DE أو US.',
    email_invalid: 'أدخل عنوان بريد إلكتروني صالحًا، مثل name@example.com.',
    email_registered: 'يوجد حساب بهذا البريد الإلكتروني بالفعل. سجّل الدخول أو أعد تعيين كلمة المرور.',
    password_common: 'كلمة المرور هذه شائعة جدًا. اختر غيرها.',
    password_pattern: 'كلمة المرور هذه سهلة التخمين. تجنّب المفاتيح المتجاورة والتكرار والتسلسلات والتواريخ.',
    password_personal: 'كلمة المرور هذه شبيهة جدًا باسمك أو بريدك الإلكتروني. اختر غيرها.',
    password_wrong: 'كلمة المرور هذه غير صحيحة. أدخل كلمة مرورك الحالية.',
    cursor_invalid: 'هذا المؤشر غير صالح لهذه القائمة. ابدأ من جديد بدون مؤشر.',
    metadata_keys_at_most: ({ max }) => `قلّل مفاتيح ${isolate('metadata')}. الحد الأقصى: ${number(max)}.`,
    search_too_short: 'أدخل كلمة من ثلاثة أحرف على الأقل.',
    time_passed: 'أدخل وقتًا في المستقبل.',

    required_in: ({ country, field, examples }) =>
      `املأ حقل «${fields[field]}»${suchAs(examples)}. هذا الحقل مطلوب في ${countryName(country)}.`,
    postal_code_invalid: ({ country, field, examples }) =>
      `أدخل في حقل «${fields[field]}» قيمة صالحة في ${countryName(country)}${suchAs(examples)}.`,
    subdivision_invalid: ({ country, field, examples }) =>
      `أدخل في حقل «${fields[field]}» اسمًا أو رمزًا صالحًا في ${countryName(country)}${suchAs(examples)}.`,

    file_without_name: 'الملف بلا اسم. أرسله مع اسم ملف.',
    file_empty: ({ file }) => `الملف ${isolate(file)} فارغ. اختر ملفًا آخر.`,
    file_given_twice: 'أرسل ملفًا واحدًا فقط في هذا الحقل.',
    file_too_large: ({ max }) => `الملف كبير جدًا. اختر ملفًا لا يزيد حجمه على ${fileSize(max)}.`,
    image_empty: 'الصورة فارغة. اختر ملفًا آخر.',
    image_damaged: 'الصورة تالفة. اختر ملفًا آخر.',
    image_unreadable: `الملف ليس صورة قابلة للقراءة. اختر صورة بصيغة ${imageTypes}.`,
    image_heic: 'صور HEIC غير مدعومة. احفظ الصورة بصيغة JPEG؛ ففي معظم الهواتف إعداد لذلك.',
    image_type: `نوع الملف هذا غير مدعوم. اختر صورة بصيغة ${imageTypes}.`,
    image_dimensions: ({ side, megapixels, width, height }) =>
      `أبعاد الصورة ${isolate(`${number(width)} × ${number(height)}`)} بكسل. اختر صورة لا يزيد ضلعها على ${number(side)} بكسل ولا تزيد مساحتها على ${number(megapixels)} ميغابكسل.`,
    images_queue_full: 'تجري الآن معالجة صور كثيرة جدًا. أعد المحاولة بعد ثوانٍ.',
    storage_full: 'وحدة تخزين الملفات ممتلئة. أعد المحاولة لاحقًا.',
    storage_read_only: 'وحدة تخزين الملفات للقراءة فقط في الوقت الحالي. أعد المحاولة لاحقًا.',
    storage_missing: 'وحدة تخزين الملفات غير متصلة. أعد المحاولة لاحقًا.',
    storage_failing: 'وحدة تخزين الملفات معطلة في الوقت الحالي. أعد المحاولة لاحقًا.',

    fields_invalid: ({ fields }) => `صحّح ما يلي: ${isolateAll(fields.map((field) => field || 'الطلب'))}.`,
    body_not_utf8: 'أرسل محتوى الطلب بترميز UTF-8.',
    body_without_json: 'الطلب بلا محتوى. أرسل كائن JSON.',
    body_not_object: 'أرسل كائن JSON كمحتوى للطلب.',
    json_is_utf8: 'أرسل JSON بترميز UTF-8؛ فالترميزات الأخرى غير مدعومة.',
    send_type: ({ types }) => `أرسل نوع المحتوى ${isolateAll(types, ' أو ')}.`,
    form_unreadable: 'النموذج ناقص أو معيب. أرسله مرة أخرى.',
    form_without_boundary: 'نوع محتوى النموذج لا يذكر قيمة boundary. أضفها.',
    form_part_without_name: 'أحد أجزاء النموذج بلا اسم. أعطِ كل جزء اسمًا.',
    form_parts_at_most: ({ max }) => `قلّل أجزاء النموذج. الحد الأقصى: ${counted(max, part)}.`,
    path_badly_encoded: 'ترميز المسار غير صحيح. استخدم الترميز المئوي.',
    path_unknown: 'هذا المسار غير موجود. تحقق من عنوان URL.',
    path_methods: ({ methods }) => `استخدم إحدى طرق هذا المسار: ${isolateAll(methods)}.`,
    server_methods: ({ methods }) => `هذا الخادم ليس وكيلًا. استخدم إحدى هذه الطرق: ${isolateAll(methods)}.`,
    entity_tags_invalid: ({ header }) =>
      `يجب أن تحتوي الترويسة ${isolate(header)} على وسوم الكيان، مثل ${isolate('"3.1948520"')}.`,
    idempotency_key_malformed: 'أرسل مفتاح Idempotency-Key واحدًا من 1 إلى 255 محرفًا من محارف ASCII القابلة للطباعة.',
    batch_mixed: 'لا يمكن الجمع بين الاستعلامات والتغييرات في دفعة واحدة. أرسل دفعتين.',
    batch_with_upload_or_key:
      'لا يمكن أن تحتوي الدفعة على ملف مرفوع أو على Idempotency-Key. أرسل هذا الاستدعاء خارج الدفعة.',
    batch_form_missing: 'لا يحتوي هذا الاستدعاء على حقول. أرسل النموذج خارج الدفعة.',
    batch_at_most: ({ max }) => `قلّل استدعاءات الدفعة. الحد الأقصى: ${counted(max, call)}.`,

    send_token: 'أرسل الترويسة Authorization مع Bearer ورمز وصول.',
    send_tenant: 'أرسل الترويسة X-Tenant-ID مع معرّف المستأجر.',
    session_ended: 'انتهت هذه الجلسة. سجّل الدخول من جديد.',
    refresh_token_used: 'لم يعد رمز التحديث هذا صالحًا. سجّل الدخول من جديد.',
    link_used: 'استُخدم هذا الرابط من قبل أو انتهت صلاحيته. اطلب رابطًا جديدًا.',
    reset_removes: ({ days }) =>
      `لم يُؤكَّد هذا البريد الإلكتروني للحساب، وقد يكون شخص آخر هو من أنشأه. كلمة المرور الجديدة تزيل الاسم والهاتف والصورة وإثباتات العنوان وتحذف العناوين. يمكنك استعادة العناوين المحذوفة خلال ${counted(days, day)}.`,
    permission_required: ({ permission }) =>
      `يتطلب هذا الإذن ${permission}. اطلب من المسؤول لديك دورًا أو مفتاحًا يتضمنه.`,
    key_in_url:
      'لا ترسل مفتاح API في رابط أبدًا، فالسجلات تحفظه. ألغِ هذا المفتاح، وأرسل مفتاحًا جديدًا في الترويسة Authorization.',
    key_for_customer: 'مفتاح API ليس عميلًا. استخدم العملية تحت المسار /api/customers/{customer_id}/ أو عملية للمستأجر.',
    only_staff: 'هذا متاح لموظفي المستأجر فقط، لا لمفتاح API. سجّل الدخول.',
    permission_to_give: ({ permission }) => `لا يمكنك منح الإذن ${permission} لأنك لا تملكه.`,
    permission_added: ({ permission }) =>
      `لا يملك هذا المفتاح الإذن ${permission}. يمكن إزالة الأذون فقط؛ أنشئ مفتاحًا آخر.`,
    key_ended: 'انتهت صلاحية هذا المفتاح أو أُلغي. أنشئ مفتاحًا آخر.',
    keys_at_most: ({ max }) => `بلغ عدد مفاتيح API لدى المستأجر الحد الأقصى: ${max}. ألغِ واحدًا أولًا.`,
    in_the_past: 'أدخل وقتًا في المستقبل.',
    network_invalid: 'أدخل شبكة بصيغة CIDR، مثل 203.0.113.0/24 أو 2001:db8::/32.',
    own_proof: 'لا يمكنك البتّ في إثباتك أنت. اطلب ذلك من أحد زملائك.',
    account_blocked: 'حظر المتجر هذا الحساب. تواصل مع المتجر.',
    confirm_email: 'أكّد بريدك الإلكتروني أولًا. افتح الرابط في الرسالة التي أرسلناها إليك.',
    email_confirmed_elsewhere: 'أكّد حساب آخر هذا البريد الإلكتروني. سجّل الدخول إلى ذلك الحساب، أو استخدم بريدًا آخر.',
    try_again_in: ({ seconds }) => `طلبات كثيرة جدًا. حاول مرة أخرى بعد ${counted(seconds, second)}.`,
    exports_at_most: ({ max }) => `الحد الأقصى في اليوم: ${counted(max, dataExport)}. أعد المحاولة لاحقًا.`,

    email_or_external_id: 'أدخل بريدًا إلكترونيًا أو معرّفًا خارجيًا ليُعرف العميل.',
    hash_unsupported: 'صيغة تجزئة كلمة المرور هذه غير مدعومة. احذفها، ويمكن للعميل تعيين كلمة مرور جديدة.',
    hash_too_costly: 'يتطلب التحقق من تجزئة كلمة المرور هذه وقتًا أو ذاكرة أكثر من اللازم. احذفها.',
    id_of_customer: 'لدى حساب آخر هذا المعرّف. احذفه أو اختر غيره.',
    id_of_address: 'لدى عنوان آخر أحد هذه المعرّفات. احذفه أو اختر غيره.',
    address_twice: 'لدى العميل هذا العنوان، والعناوين المكررة غير مسموح بها. احذف أحدهما.',
    addresses_of_customer_at_most: ({ max }) => `احذف بعض العناوين. الحد الأقصى لكل عميل: ${number(max)}.`,
    file_required: 'أرسل ملفًا في هذا الحقل من النموذج.',
    file_missing: ({ file }) => `لا يوجد ملف ${isolate(file)} في مجلد الصور.`,
    import_file_type: `نوع الملف هذا غير مدعوم. أرسل ملف ${isolate('NDJSON')} أو ${isolate('CSV')} بترميز ${isolate('UTF-8')} دون ضغط.`,
    line_without_json: `هذا السطر ليس ${isolate('JSON')} صالحًا. أرسل كائنًا واحدًا في كل سطر.`,
    line_not_imported: 'تعذّر استيراد هذا السطر. أعد استيراده أو اسأل فريق الدعم.',
    csv_without_header: `يجب أن يسمّي السطر الأول الأعمدة، ومنها ${isolate('email')} أو ${isolate('external_id')}.`,
    csv_columns_at_most: ({ max }) => `في هذا السطر أعمدة أكثر مما يسمّيه السطر الأول. العدد المتوقع: ${number(max)}.`,
    csv_unreadable_after: ({ line }) =>
      `السطر رقم ${number(line)} طويل جدًا، أو فيه علامة اقتباس غير مغلقة. صحّحه ثم استورد الملف من جديد.`,
    imports_open_at_most: ({ max }) => `انتظر حتى تنتهي إحدى عمليات الاستيراد. الحد الأقصى: ${number(max)}.`,
    import_ended: 'انتهت عملية الاستيراد هذه ولا يمكن إلغاؤها.',
    event_unknown: ({ last }) => `لا يوجد حدث في هذا الموضع. موضع أحدث حدث هو ${last}.`,
    permission_to_send: ({ permission }) =>
      `سيرسل خطاف الويب هذا بيانات ينقصك لها الإذن ${permission}. اختر أنواعًا أخرى أو الحمولة thin.`,
    webhooks_at_most: ({ max }) => `بلغ عدد خطافات الويب لدى المستأجر الحد الأقصى: ${max}. احذف واحدًا أولًا.`,
    webhook_disabled: 'خطاف الويب هذا معطّل. فعّله أولًا.',
    from_sequence_or_event: 'أرسل from_sequence أو event_id، لا كليهما.',
    webhook_not_a_url: 'أدخل عنوان URL، مثل https://shop.example.com/doorstep.',
    webhook_credentials_in_url: 'أدخل عنوان URL بلا اسم مستخدم وكلمة مرور.',
    webhook_not_https: 'أدخل عنوان URL يبدأ بـ https://.',
    webhook_port_not_allowed: 'أدخل عنوان URL بلا منفذ. تُرسل خطافات الويب إلى المنفذ 443.',
    webhook_address_not_allowed: 'أدخل عنوان URL لمضيف عام.',
    import_not_finished: 'توقفت عملية الاستيراد بسبب خطأ لدينا. ابدأها من جديد.',

    country_unknown: 'هذا البلد غير موجود. استخدم رمزًا من حرفين وفق ISO 3166-1، مثل DE.',
    version_changed: ({ version }) => `الإصدار الحالي هو ${number(version)}. اقرأ البيانات من جديد وكرّر التغيير.`,
    key_reused: 'استُخدم مفتاح Idempotency-Key هذا لطلب آخر. استخدم مفتاحًا جديدًا لكل طلب.',
    key_in_progress: 'ما زال طلب آخر لك قيد التنفيذ. أرسل هذا الطلب مرة أخرى بمفتاح Idempotency-Key نفسه.',
    proof_approved: 'قُبل هذا الإثبات بالفعل. أعد تحميله لرؤية القرار.',
    proof_rejected: 'رُفض هذا الإثبات بالفعل. أعد تحميله لرؤية القرار.',
    addresses_at_most: ({ held, max }) =>
      `لديك ${counted(held, address)}، والحد الأقصى ${number(max)}. احذف عنوانًا أولًا.`,
    address_exists: ({ address }) => `هذا العنوان لديك بالفعل. استخدم العنوان ذا المعرّف ${isolate(address)}.`,
    address_not_deleted: 'هذا العنوان ليس محذوفًا. يمكنك استعادة العناوين المحذوفة فقط.',
    email_of_customer: 'لدى حساب آخر هذا البريد الإلكتروني. أدخل بريدًا آخر أو غيّر ذلك الحساب.',
    external_id_of_customer: 'لدى عميل آخر هذا المعرّف الخارجي. غيّر ذلك العميل بدلًا من هذا.',
    not_invited: 'لهذا العميل كلمة مرور بالفعل. لا تُرسل الدعوة إلا إلى عميل بلا كلمة مرور.',
    erasure_not_pending: 'لا يوجد محو معلّق لحسابك لإلغائه.',
  },
};
