import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { AddressForm } from '../../../../addresses/address-form.tsx';
import { AddressFormPage } from '../../../../addresses/address-form-page.tsx';
import { guessCountry } from '../../../../addresses/guess-country.ts';
import { Loaded } from '../../../../sdk/loaded.tsx';
import { readProfile } from '../../../../sdk/server-client.ts';
import { currentTenant } from '../../../../sdk/tenant.ts';
import { requestTexts } from '../../../../texts/request-texts.ts';
import { TextLink } from '../../../../ui/links.tsx';
import { Notice } from '../../../../ui/notice.tsx';

export const generateMetadata = async (): Promise<Metadata> => ({ title: (await requestTexts()).addressForm.newTitle });

const NewAddressPage = async () => {
  const { addressForm: texts, addresses } = await requestTexts();
  const tenant = await currentTenant();
  const acceptLanguage = (await headers()).get('accept-language') ?? '';
  return (
    <AddressFormPage title={texts.newTitle} lead={texts.newLead}>
      <Loaded
        read={async (client) => {
          const [countries, latest, profile] = await Promise.all([
            client.addressRules.list(),
            client.addresses.list({ limit: 1 }),
            readProfile(),
          ]);
          const [last] = latest.results;
          const country = last?.country ?? guessCountry(acceptLanguage, countries);
          return { countries, profile, isFirst: !last, rule: await client.addressRules.get(country) };
        }}
      >
        {({ countries, profile, isFirst, rule }) => (
          <>
            {tenant.require_verified_email && isFirst && !profile.email_verified && (
              <div className="mb-5">
                <Notice tone="neutral">
                  {texts.confirmFirst} <TextLink href="/account">{addresses.toAccount}</TextLink>
                </Notice>
              </div>
            )}
            <AddressForm
              countries={countries}
              rule={rule}
              preset={{
                country: rule.country,
                recipient_name: profile.full_name,
                is_default_shipping: isFirst,
                is_default_billing: isFirst,
              }}
              strict={tenant.address_checking === 'strict'}
              maxBytes={tenant.limits.upload_bytes}
              profilePhone={profile.phone}
            />
          </>
        )}
      </Loaded>
    </AddressFormPage>
  );
};

export default NewAddressPage;
