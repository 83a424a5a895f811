import { accountAr } from './account/ar.ts';
import { apart } from './apart.ts';
import type { Texts } from './en.ts';
import { staffAr } from './staff/ar.ts';

const plural = new Intl.PluralRules('ar');

const addressesCounted = (count: number): string => {
  switch (plural.select(count)) {
    case 'one':
      return 'عنوان واحد';
    case 'two':
      return 'عنوانان';
    case 'few':
      return `${count} عناوين`;
    case 'many':
      return `${count} عنوانًا`;
    default:
      return `${count} عنوان`;
  }
};

const daysCounted = (count: number): string => {
  switch (plural.select(count)) {
    case 'one':
      return 'يوم واحد';
    case 'two':
      return 'يومين';
    case 'few':
      return `${count} أيام`;
    case 'many':
      return `${count} يومًا`;
    default:
      return `${count} يوم`;
  }
};

/** Every text of the app in Arabic. */
export const ar: Texts = {
  language: 'ar',
  ...accountAr,
  ...staffAr,
  common: {
    save: 'حفظ',
    cancel: 'إلغاء',
    close: 'إغلاق',
    back: 'رجوع',
    undo: 'تراجع',
    tryAgain: 'أعد المحاولة',
    optional: 'اختياري',
    loading: 'جارٍ التحميل',
    sending: 'جارٍ الإرسال …',
    skipToContent: 'انتقل إلى المحتوى',
    notifications: 'الإشعارات',
  },
  shell: {
    navigation: 'القائمة الرئيسية',
    addresses: 'العناوين',
    profile: 'الملف الشخصي',
    activity: 'السجل',
    account: 'الحساب',
    proofs: 'الإثباتات',
    signOut: 'تسجيل الخروج',
    language: 'اللغة',
    appearance: 'المظهر',
    light: 'فاتح',
    dark: 'داكن',
    system: 'النظام',
    apply: 'تطبيق',
  },
  problems: {
    title: 'لم ينجح ذلك',
    request: (id) => `الطلب ${apart(id)}`,
    offline: 'أنت غير متصل بالإنترنت. ما كتبته محفوظ؛ أرسله من جديد عند عودة الاتصال.',
    offlineNow: 'أنت غير متصل بالإنترنت. قد يكون ما تراه قديمًا؛ وما تكتبه محفوظ.',
    gone: 'لم يعد هذا موجودًا. ربما حُذف في مكان آخر.',
    unreachable: 'تعذّر الوصول إلينا. ما كتبته محفوظ؛ أعد المحاولة بعد قليل.',
    fields: 'يرجى مراجعة الحقول المعلَّمة.',
    sessionEnded: 'انتهت جلستك. سجّل الدخول من جديد للمتابعة؛ ما كتبته محفوظ.',
    pageTitle: 'تعذّر تحميل هذه الصفحة',
    pageText: 'الخطأ من عندنا وليس منك. أعد المحاولة بعد قليل.',
    unreachableTitle: 'لا يمكن الوصول إلينا الآن',
    unreachableText: 'ما زلت مسجّل الدخول. أعد المحاولة بعد قليل.',
    notFoundTitle: 'لا يوجد شيء هنا',
    notFoundText: 'نُقلت الصفحة أو أن الرابط غير كامل.',
    toStart: 'إلى عناوينك',
    draftRestored: 'عاد ما كنت قد كتبته.',
    discardDraft: 'تجاهله',
  },
  conflict: {
    title: 'تغيّر هذا في مكان آخر',
    text: 'حُفظت قيم أخرى في هذه الأثناء، ربما منك على جهاز آخر. اختر ما يبقى.',
    yours: 'ما كتبته',
    theirs: 'ما حُفظ في هذه الأثناء',
    keepChosen: 'احفظ هذا',
    empty: 'فارغ',
  },
  signIn: {
    title: 'تسجيل الدخول',
    lead: (shop) => `مرحبًا بعودتك إلى ${apart(shop)}.`,
    email: 'البريد الإلكتروني',
    password: 'كلمة المرور',
    showPassword: 'أظهر كلمة المرور',
    hidePassword: 'أخفِ كلمة المرور',
    submit: 'تسجيل الدخول',
    forgotten: 'هل نسيت كلمة المرور؟',
    noAccount: 'جديد هنا؟',
    register: 'إنشاء حساب',
    signedOutEverywhere: 'تم تسجيل خروجك من جميع الأجهزة.',
    passwordChanged: 'تم تعيين كلمة المرور الجديدة. سجّل الدخول بها.',
  },
  register: {
    title: 'إنشاء حساب',
    lead: (shop) => `عناوينك لدى ${apart(shop)} في مكان واحد.`,
    name: 'الاسم الكامل',
    passwordHint: 'ثمانية أحرف على الأقل. بضع كلمات لا صلة بينها خيار جيد.',
    submit: 'إنشاء الحساب',
    haveAccount: 'لديك حساب؟',
  },
  forgotPassword: {
    title: 'نسيت كلمة المرور',
    lead: 'أخبرنا ببريدك الإلكتروني لنرسل رابطًا تختار به كلمة مرور جديدة.',
    submit: 'إرسال الرابط',
    sentTitle: 'تفقّد بريدك',
    sent: (email) => `إن كان هناك حساب للبريد ${apart(email)} فالرسالة في الطريق. الرابط صالح لمدة 30 دقيقة.`,
    again: 'استخدام بريد آخر',
    toSignIn: 'العودة إلى تسجيل الدخول',
  },
  resetPassword: {
    title: 'اختر كلمة مرور جديدة',
    lead: 'ينهي هذا كل الجلسات: ستسجّل الدخول بكلمة المرور الجديدة.',
    code: 'الرمز من الرسالة',
    password: 'كلمة المرور الجديدة',
    submit: 'تعيين كلمة المرور',
    askAgain: 'طلب رابط آخر',
  },
  profile: {
    title: 'الملف الشخصي',
    lead: 'كيف نناديك، وكيف يصل إليك المندوبون.',
    name: 'الاسم الكامل',
    email: 'البريد الإلكتروني',
    phone: 'الهاتف',
    phoneCountry: 'بلد رقم الهاتف',
    phoneGood: 'هذا رقم صالح.',
    phoneBad: 'هذا الرقم غير مكتمل بعد.',
    picture: 'الصورة',
    pictureHint: 'صورة JPEG أو PNG أو WebP أو GIF أو AVIF، بحجم 10\u00a0ميغابايت كحد أقصى. ستقصّها مربعة بعد ذلك.',
    choosePicture: 'اختيار صورة',
    changePicture: 'تغيير الصورة',
    removePicture: 'إزالة',
    pictureRemoved: 'أزيلت صورتك.',
    pictureSaved: 'حُفظت صورتك الجديدة.',
    pictureUnreadable: 'هذا الملف ليس صورة يمكن عرضها. اختر JPEG أو PNG أو WebP أو GIF أو AVIF.',
    pictureTooLarge: 'هذا الملف أكبر من 10\u00a0ميغابايت.',
    cropTitle: 'قصّ الصورة مربعة',
    cropText: 'حرّك الصورة بالمؤشر أو بمفاتيح الأسهم.',
    cropArea: 'الجزء الذي يبقى من الصورة',
    zoom: 'التكبير',
    usePicture: 'استخدام هذا الجزء',
    uploading: 'جارٍ الرفع',
    cancelUpload: 'إلغاء الرفع',
    uploadCancelled: 'أُلغي الرفع ولم يتغيّر شيء.',
    saved: 'حُفظ ملفك الشخصي.',
    yourPicture: 'صورتك',
  },
  account: {
    title: 'الحساب',
    lead: 'تسجيل الدخول والأمان.',
    signOutTitle: 'تسجيل الخروج',
    signOutText: 'ينهي جلستك على هذا الجهاز.',
    everywhereTitle: 'تسجيل الخروج من كل الأجهزة',
    everywhereText: 'ينهي جلساتك على كل الأجهزة بما فيها هذا الجهاز. مفيد إذا فقدت أحدها.',
    everywhere: 'تسجيل الخروج من كل الأجهزة',
    everywhereConfirm: 'سيتعيّن عليك تسجيل الدخول من جديد على كل جهاز.',
  },
  addresses: {
    title: 'العناوين',
    lead: 'أين تريد أن تصلك الطرود.',
    add: 'إضافة عنوان',
    search: 'ابحث في عناوينك',
    searchSubmit: 'بحث',
    clearSearch: 'مسح البحث',
    count: addressesCounted,
    defaultShipping: 'الافتراضي للتوصيل',
    defaultBilling: 'الافتراضي للفواتير',
    proof: {
      pending: 'الإثبات قيد المراجعة',
      approved: 'الإثبات مقبول',
      rejected: 'الإثبات مرفوض',
    },
    edit: (name) => `تعديل ${apart(name)}`,
    emptyTitle: 'لا عناوين بعد',
    emptyText: 'أضف العنوان الأول ليكون جاهزًا عند كل طلب.',
    noneFoundTitle: 'لم يُعثر على شيء',
    noneFoundText: (search) => `لا يوجد عنوان فيه ${apart(search)}.`,
    showAll: 'عرض كل العناوين',
    nextPage: 'عناوين أقدم',
    firstPage: 'أحدث العناوين',
    pages: 'صفحات العناوين',
    withoutScripts: 'عرض العناوين بلا برامج نصية',
    more: (name) => `المزيد بشأن ${apart(name)}`,
    makeDefaultShipping: 'جعله الافتراضي للتوصيل',
    makeDefaultBilling: 'جعله الافتراضي للفواتير',
    nowDefaultShipping: (name) => `أصبح ${apart(name)} الافتراضي للتوصيل.`,
    nowDefaultBilling: (name) => `أصبح ${apart(name)} الافتراضي للفواتير.`,
    delete: 'حذف',
    deleted: (name) => `حُذف ${apart(name)}.`,
    restored: (name) => `عاد ${apart(name)}.`,
    changedElsewhere: 'تغيّر هذا العنوان في مكان آخر. راجعه مرة أخرى قبل حذفه.',
    proofReason: 'السبب:',
    toAddresses: 'إلى عناوينك',
    toAccount: 'إلى حسابك',
    held: 'لديك هذا العنوان بالفعل.',
    toHeld: 'عرضه',
    deletedTitle: 'العناوين المحذوفة',
    deletedLead: (days) => `يمكن استعادتها خلال ${daysCounted(days)}.`,
    deletedUntil: (date) => `يمكن استعادته حتى ${apart(date)}`,
    restore: 'استعادة',
    noneDeletedTitle: 'لم يُحذف شيء',
    noneDeletedText: 'ما تحذفه يبقى هنا لفترة، فقد تغيّر رأيك.',
  },
  addressForm: {
    newTitle: 'إضافة عنوان',
    newLead: 'يتبع النموذج البلد الذي تختاره.',
    editTitle: 'تعديل العنوان',
    add: 'إضافة العنوان',
    added: 'أُضيف العنوان.',
    saved: 'حُفظ العنوان.',
    confirmFirst: 'يرجى تأكيد بريدك الإلكتروني قبل إضافة أول عنوان.',
    placeTitle: 'العنوان',
    courierTitle: 'للمندوب',
    bookTitle: 'في دفتر عناوينك',
    countryLoading: (country) => `جارٍ جلب نموذج ${apart(country)} …`,
    countryFailed: (country) => `تعذّر تحميل نموذج ${apart(country)}. ما كتبته محفوظ.`,
    choose: 'يرجى الاختيار',
    suchAs: (example) => `مثل ${apart(example)}`,
    instructionsHint: 'مثل رمز الباب أو مكان ترك الطرد.',
    labelHint: 'اسم تجده به، مثل المنزل.',
    yes: 'نعم',
    no: 'لا',
    fields: {
      recipient_name: 'الاسم',
      company: 'الشركة',
      line1: 'عنوان الشارع',
      line2: 'عنوان الشارع، السطر الثاني',
      line3: 'عنوان الشارع، السطر الثالث',
      district: 'الحي',
      city: 'المدينة',
      state: 'الولاية',
      postal_code: 'الرمز البريدي',
      sorting_code: 'رمز الفرز',
    },
    others: {
      country: 'البلد',
      phone: 'الهاتف',
      label: 'التسمية',
      delivery_instructions: 'تعليمات التوصيل',
      is_default_shipping: 'الافتراضي للتوصيل',
      is_default_billing: 'الافتراضي للفواتير',
    },
    unusual: 'حفظناه كما كتبته، لكن فيه شيئًا غير معتاد. يرجى مراجعته:',
    duplicate: 'كان لديك العنوان نفسه من قبل.',
    showDuplicate: 'عرضه',
    change: 'تعديله',
    proof: {
      title: 'إثبات العنوان (اختياري)',
      hint: 'صورة فاتورة أو رسالة رسمية: JPEG أو PNG أو WebP أو GIF أو AVIF، بحجم 10\u00a0ميغابايت كحد أقصى. لا يراها إلا أنت والمتجر.',
      choose: 'اختيار صورة',
      change: 'اختيار صورة أخرى',
      remove: 'إزالة',
      keep: 'الاحتفاظ به',
      open: 'فتح الإثبات',
      preview: 'الصورة التي اخترتها',
      sentWithForm: 'تُرسل مع النموذج.',
      willBeRemoved: 'سيُزال الإثبات عند الحفظ.',
      chooseAgain: (file) => `يرجى اختيار ${apart(file)} من جديد: لا يبقى الملف بعد إعادة تحميل الصفحة.`,
      tooLarge: 'هذا الملف أكبر من 10\u00a0ميغابايت.',
      uploading: 'جارٍ رفع الإثبات',
      cancel: 'إلغاء الرفع',
      cancelled: 'أُلغي الرفع. كل ما كتبته ما زال هنا.',
      status: {
        none: '',
        pending: 'المتجر يراجعه.',
        approved: 'قبله المتجر. إذا غيّرت العنوان فسيُراجع من جديد.',
        rejected: 'يرجى اختيار صورة أوضح أو تصحيح العنوان.',
      },
    },
  },
};
