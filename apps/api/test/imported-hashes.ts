/** The password of {@link importedHashes}. It is too weak for a registration. */
export const importedPassword = 'Grüße 7';

/**
 * Hashes by the hashers of Django 3.2 and 5.2, argon2-cffi 21, bcrypt 3.2, passlib 1.7 and crypt(3). Those of Django's scrypt
 * without a version are by Python's hashlib, because Django 3.2 has no scrypt.
 */
export const importedHashes: Record<string, string> = {
  'Django: pbkdf2_sha256': 'pbkdf2_sha256$260000$2ExC36aUTdeDrNVgJ2p10X$m/6UxbeO4Odbd477+XBSdsf6BlO4lxs5N3kquOw+bII=',
  'Django: pbkdf2_sha1': 'pbkdf2_sha1$260000$JqjajcAoFXCgRqD5X3ibbH$83gD+UGQRIZtfHiZF0BcnEoXFTw=',
  'Django: argon2': 'argon2$argon2id$v=19$m=102400,t=2,p=8$NVlMdGpiMnZ5R25CWVRSVTY1Mmlseg$qipRIze14oRoaPWlwjmqBA',
  'Django: bcrypt_sha256': 'bcrypt_sha256$$2b$12$ACEs93CSZUvxRIz9hUKi0eiX9mytPn.rqcuzR/dknOAklF5QtMcOm',
  'Django: bcrypt': 'bcrypt$$2b$12$XqDPKvFLPNAO6d2Njbz6/OE7G029yWkSsI3TUjRBFYDH1aCqrjkC2',
  'Django: scrypt':
    'scrypt$16384$V1u8mS9oGzS2pR5kE7cX0a$8$1$f4iI/NPPf0h4ymQiyi+N2n3KXMuqmXopqnI6tBKuUcKyrlhwIlukqrdKxjAr97MILCD+FE6Dm7wqvnkKbo9C7A==',
  'Django: scrypt with five lanes':
    'scrypt$16384$V1u8mS9oGzS2pR5kE7cX0a$8$5$+GbilJQAjVRCx2Vrg9zYhRO2G/xLbzNrnSaegV5Ky5v6IF5vuNd3w55lpvXsonRfvLNAVjqSAFIFKvYZdtkYmw==',
  'Django 5.2: pbkdf2_sha256':
    'pbkdf2_sha256$1000000$WAxhwYrTPUK3I2zjjaexdW$b8/H415t9tA6c/CndcwUmWxLK2QvCkJvKEnxFqjhoD4=',
  'Django 5.2: argon2':
    'argon2$argon2id$v=19$m=102400,t=2,p=8$RFZ6cFR4UTVENUN4djNkV09yTHpBVQ$yDzDNCGT42vToT1QOguD2GLJf6x8phkSy0t2i4752UY',
  'Django 5.2: bcrypt_sha256': 'bcrypt_sha256$$2b$12$N0IKgvLqM8x7mhihWtOqiudl0IhC9FGw4B8pAvapfv9H0Mbsg73gS',
  'Django 5.2: scrypt':
    'scrypt$16384$erq8H0xpMtX3jDOzvv1lcd$8$5$hpiHcnP15ORDMAyknzLxmUvaGXxFVDFCl/lTXLUqIkimBsAQLGDZcse+kp0SaLcn+DEY24BOLVmClN3WMF8CFA==',
  'bcrypt 2b': '$2b$10$s3oixxI9Bd.yhH13H1IJkexSe/lhr7LHvgsGa6EAPg8jVMvw4.obW',
  'bcrypt 2a': '$2a$10$/BqP8bVL/kH7OIL.yW/A8epbJ0FzypIlBNLw1Kw1MPJog7y5RyX4G',
  'bcrypt 2y': '$2y$10$/BqP8bVL/kH7OIL.yW/A8epbJ0FzypIlBNLw1Kw1MPJog7y5RyX4G',
  argon2id: '$argon2id$v=19$m=102400,t=2,p=8$ydmBwil0Ilj6o/BI/HTu1g$6KEyYJbu6ioi7KcaVkTvbA',
  argon2i: '$argon2i$v=19$m=65536,t=3,p=1$TePW6dLlyVbCMMYyLsVc0Q$rsEi8Uan9e2/qKWohkmqJA',
  scrypt: '$scrypt$ln=14,r=8,p=1$k3LuHYMwplSqdQ4hxNibsw$MGgJhglHH4Aplh4srLub6vJ4qXqZvy+kck6nloAqS4w',
};

/** A bcrypt hash of a password of 100 bytes. */
export const longBcrypt = {
  password: 'long '.repeat(20),
  hash: '$2b$10$hRfutWqqxzGbnJG.G7LRDOPYo/Z0Al7WEoCnFusB/F6tlee08dKW.',
};
