import { expect, test } from 'vitest';
import { assertStrongPassword, type PasswordOwner } from './password-strength.ts';

const anonymous: PasswordOwner = { email: 'a@b.cc', fullName: '' };
const zoe: PasswordOwner = { email: 'Zoe.Marchand@lighthouse.example', fullName: 'Zoé Marchand' };

const refusal = (password: string, owner = anonymous): Promise<unknown> =>
  assertStrongPassword(password, 'password', owner).then(
    () => undefined,
    ({ errors, detail }) => ({ code: errors[0].code, because: detail.key }),
  );

const common = { code: 'password_common', because: 'password_common' };
const pattern = { code: 'password_common', because: 'password_pattern' };
const personal = { code: 'password_personal', because: 'password_personal' };

test.each(['password123', 'PassWord123', 'ｐａｓｓｗｏｒｄ１', 'P@$$w0rd!', '1q2w3e4r5t', 'sunshine7', 'qwertyasdfgh'])(
  'refuses %j as common',
  async (password) => {
    expect(await refusal(password)).toEqual(common);
  },
);

test.each(['poiuytrewq', 'poiuytrewq1', '0987654321', '0987654321q', 'qwertzuiop1', 'xqsdfghjklm', 'mnbvcxzy'])(
  'refuses the row of keys %j',
  async (password) => {
    expect(await refusal(password)).toMatchObject({ code: 'password_common' });
  },
);

test.each(['йцукенгш', 'ъхзщшгне7', 'ضصثقفغعه', '٩جحخهعغف'])('refuses the row of keys %j', async (password) => {
  expect(await refusal(password)).toEqual(pattern);
});

// These are among the 3 000 most common passwords, but not in the dictionary, because they follow a pattern.
test.each(
  '987654321 12341234 123123123 88888888 0123456789 1111111111 00000000 87654321 12121212 9876543210 1234512345 aaaaaaaa\
   55555555 asdasdasd abcdefgh zzzzzzzz abcdefg123 password. spongebob1 princess12 superstar1 1234567q qwerqwer 19841984\
   112233445566 123321123 q1w2e3r4t5y6 1qaz2wsx3edc 01011990 20202020'.split(/\s+/),
)('refuses %j, which is among the 3 000 most common', async (password) => {
  expect(await refusal(password)).toMatchObject({ code: 'password_common' });
});

test.each([
  'zoe.marchand@lighthouse.example',
  'ZOE.MARCHAND@LIGHTHOUSE.EXAMPLE1',
  'zoe.marchand',
  'Zoé Marchand',
  'zoemarchand',
  'marchandzoe99',
  'marchand-zoe-99',
  'marchand2026!',
  'm4rchand1',
  'dnahcram1',
  'lighthouse7',
])('refuses %j, which is the name or e-mail of its owner', async (password) => {
  expect(await refusal(password, zoe)).toEqual(personal);
});

test.each([
  'correct horse battery',
  'kX7#pq2L',
  'h3k9zq2w',
  'नमस्तेजी',
  '北海道的冬天很冷啊',
  'zoekX7#pq2',
  'my dog ate the marchand',
  '%/)=$"!§',
  `${'🔑'.repeat(255)}a`,
])('accepts %j', async (password) => {
  expect(await refusal(password, zoe)).toBeUndefined();
});

test('takes little CPU time for any password', async () => {
  const texts = [
    '1qaz2wsx',
    'p4ssw0rd',
    '4@8({[<369&#!1/|0$5+7%2',
    '1.1.',
    'l33t',
    '\uFDFA',
    'e\u0301\u0316',
    'abcabcd',
  ];
  const owner = { email: `${'zoe.'.repeat(15)}@${'b.'.repeat(90)}example`, fullName: 'Zoe Ann '.repeat(15) };
  await refusal('to load the dictionary');
  const start = process.cpuUsage();
  for (const text of texts) for (const length of [32, 256]) await refusal(text.repeat(256).slice(0, length), owner);
  const { user, system } = process.cpuUsage(start);
  expect((user + system) / 1000 / texts.length / 2).toBeLessThan(100);
});
