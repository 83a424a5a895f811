import type { Metadata, Viewport } from 'next';
import { cookies, headers } from 'next/headers';
import type { ReactNode } from 'react';
import { currentCustomer } from '../sdk/server-client.ts';
import { tenantBrand } from '../sdk/tenant.ts';
import { isTheme, themeCookie } from '../session/preference-cookies.ts';
import { OfflineNotice } from '../shell/offline-notice.tsx';
import { directionOf } from '../texts/languages.ts';
import { requestLanguage } from '../texts/request-texts.ts';
import { TextsProvider } from '../texts/texts-context.tsx';
import { brandColours } from '../ui/brand-colours.ts';
import { arabic, latin, latinExtended } from '../ui/fonts.ts';
import { ToastRegion } from '../ui/toasts.tsx';
import './globals.css';

export const generateMetadata = async (): Promise<Metadata> => {
  const { name } = await tenantBrand();
  return { title: { default: name, template: `%s · ${name}` }, robots: { index: false, follow: false } };
};

export const viewport: Viewport = {
  width: 'device-width',
  initialScale: 1,
  viewportFit: 'cover',
  colorScheme: 'light dark',
};

const RootLayout = async ({ children }: { children: ReactNode }) => {
  const [language, customer, tenant] = [await requestLanguage(), await currentCustomer(), await tenantBrand()];
  const theme = (await cookies()).get(themeCookie)?.value;
  const nonce = (await headers()).get('x-nonce') ?? '';
  const { fill, onFill, onLight, onDark } = brandColours(tenant.colour);
  return (
    <html
      lang={language}
      dir={directionOf(language)}
      data-theme={isTheme(theme) ? theme : 'system'}
      data-customer={customer?.userId}
      className={`${latin.variable} ${latinExtended.variable} ${arabic.variable}`}
    >
      <head>
        <style nonce={nonce}>
          {`:root{--brand-fill:${fill};--brand-on-fill:${onFill};--brand-on-light:${onLight};--brand-on-dark:${onDark}}`}
        </style>
      </head>
      <body>
        <TextsProvider language={language}>
          <OfflineNotice />
          {children}
          <ToastRegion />
        </TextsProvider>
      </body>
    </html>
  );
};

export default RootLayout;
