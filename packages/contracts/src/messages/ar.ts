import type { Catalogue } from './en.ts';
import { formatsOf } from './formats.ts';

// Digits as phone numbers and postal codes have them: not every country that writes Arabic uses others.
const { number, plural, countryName } = formatsOf('ar-u-nu-latn');

/** A noun as it stands alone, for two, behind 3 to 10, behind 11 to 99, and behind round hundreds. */
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
// Behind a preposition.
const second: Noun = { one: 'ثانية واحدة', two: 'ثانيتين', few: 'ثوانٍ', many: 'ثانية', other: 'ثانية' };
const day: Noun = { one: 'يوم واحد', two: 'يومين', few: 'أيام', many: 'يومًا', other: 'يوم' };
const dataExport: Noun = {
  one: 'عملية تصدير واحدة',
  two: 'عمليتا تصدير',
  few: 'عمليات تصدير',
  many: 'عملية تصدير',
  other: 'عملية تصدير',
};

/** Keeps the direction of what comes from elsewhere to itself (Unicode UAX #9): a number keeps its plus in front. */
const apart = (text: string): string => `\u2068${text}\u2069`;

const listed = (texts: readonly string[], between = '، '): string => texts.map(apart).join(between);

const suchAs = (examples: readonly string[]): string =>
  examples.length > 0 ? `، مثل ${listed(examples, ' أو ')}` : '';

const imageTypes = 'الأنواع المقبولة هي JPEG وPNG وWebP وGIF وAVIF.';

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

/** The texts in Arabic. Names of fields stand behind a colon, where they need no case. */
export const ar: Catalogue = {
  titles: {
    malformed_request: 'تعذّرت قراءة الطلب',
    validation_failed: 'بعض الحقول غير صحيحة',
    tenant_required: 'الترويسة X-Tenant-ID مفقودة',
    tenant_invalid: 'الترويسة X-Tenant-ID لا تحمل معرّف UUID واحدًا',
    not_authenticated: 'رمز الوصول مطلوب',
    token_invalid: 'الرمز غير صالح',
    token_expired: 'انتهت صلاحية رمز الوصول',
    invalid_credentials: 'البريد الإلكتروني أو كلمة المرور غير صحيحة',
    permission_denied: 'دورك لا يسمح بذلك',
    email_not_verified: 'لم يُؤكَّد البريد الإلكتروني لهذا الحساب',
    tenant_mismatch: 'الرمز يخص مستأجرًا آخر',
    tenant_unavailable: 'هذا المستأجر غير متاح',
    not_found: 'لا يوجد شيء هنا',
    method_not_allowed: 'هذا المسار لا يقبل هذه الطريقة',
    request_timeout: 'استغرق وصول الطلب وقتًا أطول مما يجوز',
    conflict: 'يتعارض هذا التغيير مع تغيير آخر',
    email_taken: 'يوجد حساب بهذا البريد الإلكتروني من قبل',
    address_limit_reached: 'لا يمكن حفظ مزيد من العناوين',
    idempotency_in_progress: 'ما زال الطلب الأول بهذا المفتاح قيد التنفيذ',
    duplicate_address: 'هذا العنوان محفوظ من قبل',
    precondition_failed: 'غيّر أحدهم هذا في هذه الأثناء',
    payload_too_large: 'الطلب كبير جدًا',
    unsupported_media_type: 'هذا النوع من المحتوى غير مقبول',
    range_not_satisfiable: 'النطاق خارج حدود الملف',
    idempotency_key_reused: 'مفتاح Idempotency-Key هذا يخص طلبًا آخر',
    rate_limited: 'طلبات أكثر مما يُسمح به',
    headers_too_large: 'ترويسات الطلب كبيرة جدًا',
    internal: 'حدث خطأ لدينا',
    unavailable: 'الخدمة غير متاحة الآن',
  },

  fields,

  messages: {
    shutting_down: 'هذا الخادم قيد الإيقاف. أرسل الطلب إلى خادم آخر.',

    invalid: 'قيمة غير صالحة',
    required: 'هذا الحقل مطلوب.',
    not_string: 'يجب أن تكون القيمة نصًا.',
    not_number: 'يجب أن تكون القيمة عددًا.',
    not_int: 'يجب أن تكون القيمة عددًا صحيحًا.',
    not_boolean: 'يجب أن تكون القيمة true أو false.',
    not_array: 'يجب أن تكون القيمة قائمة.',
    not_object: 'يجب أن تكون القيمة كائنًا.',
    not_uuid: 'معرّف UUID غير صالح',
    at_most: ({ max }) => `الحد الأقصى: ${number(max)}.`,
    at_least: ({ min }) => `الحد الأدنى: ${number(min)}.`,
    one_of: ({ choices }) => `القيم الممكنة: ${listed(choices)}.`,
    characters_at_most: ({ max }) => `الحد الأقصى: ${counted(max, character)}.`,
    characters_at_least: ({ min }) => `الحد الأدنى: ${counted(min, character)}.`,
    too_long: ({ max, length }) => `الحد الأقصى: ${counted(max, character)}؛ وهنا ${counted(length, character)}.`,
    bytes_at_most: ({ max }) => `الحد الأقصى: ${counted(max, byte)}.`,
    characters_unstorable: 'يحتوي على محارف لا يمكن حفظها (المحرف NUL أو نصف زوج بديل).',
    surrogate_half: 'يحتوي على نصف زوج بديل.',
    text_not_utf8: 'النص ليس بترميز UTF-8.',

    phone_invalid: `ليس رقم هاتف. أدخله مع رمز البلد، مثل ${apart('+4915112345678')}.`,
    country_invalid: 'ليس بلدًا. أدخل رمزه المكوّن من حرفين وفق ISO 3166-1، مثل DE أو US.',
    email_invalid: 'ليس عنوان بريد إلكتروني، مثل name@example.com.',
    email_registered: 'يوجد هنا حساب بهذا البريد الإلكتروني من قبل. سجّل الدخول أو أعد تعيين كلمة المرور.',
    password_common: 'هذه من أكثر كلمات المرور شيوعًا أو قريبة منها. اختر غيرها.',
    password_pattern: 'المفاتيح المتجاورة والتكرار والتسلسلات والتواريخ يسهل تخمينها. اختر كلمة مرور أخرى.',
    password_personal: 'كلمة المرور هذه قريبة من اسمك أو بريدك الإلكتروني. اختر غيرها.',
    password_wrong: 'هذه ليست كلمة مرورك الحالية.',
    cursor_invalid: 'ليس مؤشرًا لهذه القائمة. ابدأ من جديد بدون مؤشر.',

    required_in: ({ country, field, examples }) =>
      `مطلوب في ${countryName(country)}: ${fields[field]}${suchAs(examples)}.`,
    postal_code_invalid: ({ country, field, examples }) => {
      const right = examples.length > 0 ? ` من القيم الصحيحة مثلًا ${listed(examples, ' أو ')}.` : '';
      return `غير صالح في ${countryName(country)}: ${fields[field]}.${right}`;
    },
    subdivision_invalid: ({ country, field, examples }) =>
      `غير معروف في ${countryName(country)}: ${fields[field]}. أدخل الرمز أو الاسم${suchAs(examples)}.`,

    file_without_name: 'الملف بلا اسم.',
    file_empty: ({ file }) => `الملف ${apart(file)} فارغ.`,
    file_given_twice: 'لا يمكن إرسال أكثر من ملف واحد هنا.',
    file_too_large: ({ max }) => `الملف كبير جدًا. الحد الأقصى: ${counted(max, byte)}.`,
    image_empty: 'الصورة فارغة.',
    image_damaged: 'الصورة تالفة ولا يمكن قراءتها.',
    image_unreadable: `الملف ليس صورة يمكن قراءتها. ${imageTypes}`,
    image_heic: `صور HEIC غير مقبولة. أرسلها بصيغة JPEG؛ ففي معظم الهواتف إعداد لذلك. ${imageTypes}`,
    image_type: `هذا النوع من الملفات غير مقبول. ${imageTypes}`,
    image_dimensions: ({ side, megapixels, width, height }) =>
      `الحد الأقصى ${number(side)} بكسل لكل ضلع و${number(megapixels)} ميغابكسل؛ وأبعاد هذه الصورة ${apart(`${number(width)} × ${number(height)}`)}.`,
    images_queue_full: 'تجري الآن قراءة صور كثيرة جدًا.',
    storage_full: 'لم تعد هناك مساحة لتخزين الملفات. أعد المحاولة لاحقًا.',
    storage_read_only: 'لا يمكن حفظ الملفات في الوقت الحالي. أعد المحاولة لاحقًا.',
    storage_missing: 'وحدة تخزين الملفات غير متصلة. أعد المحاولة لاحقًا.',
    storage_failing: 'وحدة تخزين الملفات معطلة في الوقت الحالي. أعد المحاولة لاحقًا.',

    fields_invalid: ({ fields }) => `غير صحيح: ${listed(fields.map((field) => field || 'الطلب'))}.`,
    body_not_utf8: 'محتوى الطلب ليس بترميز UTF-8.',
    body_without_json: 'لا يحتوي الطلب على JSON.',
    body_not_object: 'يجب أن يكون محتوى الطلب كائن JSON.',
    json_is_utf8: 'ترميز JSON هو UTF-8.',
    send_type: ({ types }) => `أرسل ${listed(types, ' أو ')}.`,
    form_unreadable: 'تعذّرت قراءة النموذج حتى نهايته.',
    form_without_boundary: 'نوع النموذج لا يذكر قيمة boundary.',
    form_part_without_name: 'أحد أجزاء النموذج بلا اسم.',
    form_parts_at_most: ({ max }) => `الحد الأقصى في النموذج: ${counted(max, part)}.`,
    path_badly_encoded: 'المسار غير مرمّز على نحو صحيح.',
    path_unknown: 'لا يوجد مسار كهذا.',
    path_methods: ({ methods }) => `هذا المسار يقبل ${listed(methods)}.`,
    server_methods: ({ methods }) => `هذا الخادم يقبل ${listed(methods)} وليس وكيلًا.`,
    entity_tags_invalid: ({ header }) => `تحتوي ${apart(header)} على غير وسوم الكيان، مثل ${apart('"3.1948520"')}.`,
    idempotency_key_malformed: 'تحتوي Idempotency-Key على 1 إلى 255 من محارف ASCII القابلة للطباعة، وتُرسل مرة واحدة.',
    batch_mixed: 'تحتوي الدفعة على استعلامات أو تغييرات، لا على كليهما.',
    batch_with_upload_or_key: 'لا تحتوي الدفعة على ملفات مرفوعة ولا على Idempotency-Key.',
    batch_form_missing: 'لا يحتوي هذا الاستدعاء على حقول. إن كان نموذجًا فأرسله خارج الدفعة.',
    batch_at_most: ({ max }) => `الحد الأقصى في الدفعة: ${counted(max, call)}.`,

    send_token: 'أرسل Authorization: Bearer مع رمز وصول.',
    send_tenant: 'أرسل X-Tenant-ID مع معرّف المستأجر.',
    session_ended: 'انتهت هذه الجلسة. سجّل الدخول من جديد.',
    refresh_token_used: 'لم يعد رمز التحديث هذا صالحًا. سجّل الدخول من جديد.',
    link_used: 'استُخدم هذا الرابط من قبل أو انتهت صلاحيته. اطلب رابطًا آخر.',
    reset_removes: ({ days }) =>
      `لم يؤكّد أحد هذا البريد الإلكتروني للحساب بعد، وقد يكون شخص آخر هو من أنشأه. تعيين كلمة مرور جديدة يزيل الاسم والهاتف والصورة وإثباتات العنوان ويحذف العناوين. يمكنك استعادة العناوين المحذوفة خلال ${counted(days, day)}.`,
    staff_only: 'هذا مخصص لموظفي المستأجر.',
    own_proof: 'لا يبتّ أحد في إثباته هو.',
    confirm_email: 'أكّد بريدك الإلكتروني بالرابط الذي أُرسل إليه.',
    email_confirmed_elsewhere: 'لحساب آخر هذا البريد الإلكتروني، وقد أكّده.',
    try_again_in: ({ seconds }) => `محاولات كثيرة جدًا. حاول مرة أخرى بعد ${counted(seconds, second)}.`,
    exports_at_most: ({ max }) => `الحد الأقصى في اليوم: ${counted(max, dataExport)}.`,

    country_unknown: 'لا يوجد بلد كهذا. أدخل رمزًا من حرفين وفق ISO 3166-1.',
    version_changed: ({ version }) => `الإصدار الحالي هو ${number(version)}. اجلبه من جديد وكرّر التغيير عليه.`,
    key_reused: 'ورد مفتاح Idempotency-Key هذا مع طلب آخر من قبل. استخدم مفتاحًا جديدًا لكل طلب.',
    key_in_progress: 'ما زال طلب آخر لك قيد التنفيذ. أرسل هذا الطلب مرة أخرى بمفتاح Idempotency-Key نفسه.',
    proof_approved: 'قُبل هذا الإثبات من قبل.',
    proof_rejected: 'رُفض هذا الإثبات من قبل.',
    addresses_at_most: ({ held, max }) =>
      `لديك ${counted(held, address)}، والحد الأقصى ${number(max)}. احذف عنوانًا أولًا.`,
    address_exists: ({ address }) => `هذا العنوان لديك من قبل، ومعرّفه ${apart(address)}.`,
    address_not_deleted: 'هذا العنوان ليس محذوفًا.',
    erasure_not_pending: 'حسابك ليس بانتظار المحو.',
  },
};
